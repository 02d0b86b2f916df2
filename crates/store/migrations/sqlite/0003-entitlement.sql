-- What was decided about people and what they were granted, from which month to which.

create table decision (
    person_id integer not null,
    decision_id integer not null,
    kind text not null,
    number text,
    signed_on text,
    scheme text not null,
    proposed_on text,
    recorded_at text not null,
    retracted_at text,
    primary key (person_id, decision_id)
) strict, without rowid;

create index decision_signed_on on decision (signed_on);

create table spell (
    person_id integer not null,
    spell_id integer not null,
    version_no integer not null,
    group_key text not null,
    percent integer,
    years integer,
    attributes text not null,
    from_month text not null,
    until_month text,
    settled_until text,
    event_day text,
    decision_id integer,
    source text not null,
    recorded_at text not null,
    retracted_at text,
    primary key (person_id, spell_id, version_no)
) strict, without rowid;

create table spell_subject (
    person_id integer not null,
    spell_id integer not null,
    subject_no integer not null,
    version_no integer not null,
    subject_person_id integer,
    name text not null,
    birth text not null,
    until_day text,
    student_until text,
    recorded_at text not null,
    retracted_at text,
    primary key (person_id, spell_id, subject_no, version_no)
) strict, without rowid;

create index spell_subject_person on spell_subject (subject_person_id);

create table spell_pause (
    person_id integer not null,
    spell_id integer not null,
    pause_no integer not null,
    from_month text not null,
    until_month text,
    reason text,
    recorded_at text not null,
    retracted_at text,
    primary key (person_id, spell_id, pause_no)
) strict, without rowid;
