-- What was decided about people and what they were granted, from which month to which.

create table decision (
    person_id bigint not null,
    decision_id bigint not null,
    kind text collate "C" not null,
    number text collate "C",
    signed_on text collate "C",
    scheme text collate "C" not null,
    proposed_on text collate "C",
    recorded_at text collate "C" not null,
    retracted_at text collate "C",
    primary key (person_id, decision_id)
);

create index decision_signed_on on decision (signed_on);

create table spell (
    person_id bigint not null,
    spell_id bigint not null,
    version_no bigint not null,
    group_key text collate "C" not null,
    percent bigint,
    years bigint,
    attributes text collate "C" not null,
    from_month text collate "C" not null,
    until_month text collate "C",
    settled_until text collate "C",
    event_day text collate "C",
    decision_id bigint,
    source text collate "C" not null,
    recorded_at text collate "C" not null,
    retracted_at text collate "C",
    primary key (person_id, spell_id, version_no)
);

create table spell_subject (
    person_id bigint not null,
    spell_id bigint not null,
    subject_no bigint not null,
    version_no bigint not null,
    subject_person_id bigint,
    name text collate "C" not null,
    birth text collate "C" not null,
    until_day text collate "C",
    student_until text collate "C",
    recorded_at text collate "C" not null,
    retracted_at text collate "C",
    primary key (person_id, spell_id, subject_no, version_no)
);

create index spell_subject_person on spell_subject (subject_person_id);

create table spell_pause (
    person_id bigint not null,
    spell_id bigint not null,
    pause_no bigint not null,
    from_month text collate "C" not null,
    until_month text collate "C",
    reason text collate "C",
    recorded_at text collate "C" not null,
    retracted_at text collate "C",
    primary key (person_id, spell_id, pause_no)
);
