-- Who people are, where they live and what is true of them: every fact with the time it was known.

create table person (
    person_id bigint not null,
    version_no bigint not null,
    name text collate "C" not null,
    name_key text collate "C" not null,
    sort_key text collate "C" not null,
    sex text collate "C",
    birth text collate "C" not null,
    source text collate "C" not null,
    recorded_at text collate "C" not null,
    retracted_at text collate "C",
    primary key (person_id, version_no)
);

create index person_name_key on person (name_key);

create table person_paper (
    person_id bigint not null,
    paper_no bigint not null,
    kind text collate "C" not null,
    number text collate "C" not null,
    recorded_at text collate "C" not null,
    retracted_at text collate "C",
    primary key (person_id, paper_no)
);

create index person_paper_number on person_paper (number);

create table residence (
    person_id bigint not null,
    residence_no bigint not null,
    unit_id text collate "C" not null,
    village text collate "C",
    village_key text collate "C",
    from_day text collate "C" not null,
    until_day text collate "C",
    recorded_at text collate "C" not null,
    retracted_at text collate "C",
    primary key (person_id, residence_no)
);

create table status (
    person_id bigint not null,
    status_no bigint not null,
    kind text collate "C" not null,
    grade text collate "C",
    amount bigint,
    from_day text collate "C" not null,
    until_day text collate "C",
    recorded_at text collate "C" not null,
    retracted_at text collate "C",
    primary key (person_id, status_no)
);

create table household (
    household_id bigint not null,
    version_no bigint not null,
    unit_id text collate "C" not null,
    village text collate "C",
    recorded_at text collate "C" not null,
    retracted_at text collate "C",
    primary key (household_id, version_no)
);

create table membership (
    person_id bigint not null,
    membership_no bigint not null,
    household_id bigint not null,
    relation text collate "C" not null,
    from_day text collate "C" not null,
    until_day text collate "C",
    recorded_at text collate "C" not null,
    retracted_at text collate "C",
    primary key (person_id, membership_no)
);

create index membership_household on membership (household_id);

create table death (
    person_id bigint not null,
    death_no bigint not null,
    died_on text collate "C" not null,
    certificate text collate "C",
    recorded_at text collate "C" not null,
    retracted_at text collate "C",
    primary key (person_id, death_no)
);

create table payee (
    person_id bigint not null,
    payee_no bigint not null,
    receiver text collate "C",
    account text collate "C",
    bank text collate "C",
    from_day text collate "C" not null,
    until_day text collate "C",
    recorded_at text collate "C" not null,
    retracted_at text collate "C",
    primary key (person_id, payee_no)
);
