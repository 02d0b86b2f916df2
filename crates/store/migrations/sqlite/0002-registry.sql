-- Who people are, where they live and what is true of them: every fact with the time it was known.

create table person (
    person_id integer not null,
    version_no integer not null,
    name text not null,
    name_key text not null,
    sort_key text not null,
    sex text,
    birth text not null,
    source text not null,
    recorded_at text not null,
    retracted_at text,
    primary key (person_id, version_no)
) strict, without rowid;

create index person_name_key on person (name_key);

create table person_paper (
    person_id integer not null,
    paper_no integer not null,
    kind text not null,
    number text not null,
    recorded_at text not null,
    retracted_at text,
    primary key (person_id, paper_no)
) strict, without rowid;

create index person_paper_number on person_paper (number);

create table residence (
    person_id integer not null,
    residence_no integer not null,
    unit_id text not null,
    village text,
    village_key text,
    from_day text not null,
    until_day text,
    recorded_at text not null,
    retracted_at text,
    primary key (person_id, residence_no)
) strict, without rowid;

create table status (
    person_id integer not null,
    status_no integer not null,
    kind text not null,
    grade text,
    amount integer,
    from_day text not null,
    until_day text,
    recorded_at text not null,
    retracted_at text,
    primary key (person_id, status_no)
) strict, without rowid;

create table household (
    household_id integer not null,
    version_no integer not null,
    unit_id text not null,
    village text,
    recorded_at text not null,
    retracted_at text,
    primary key (household_id, version_no)
) strict, without rowid;

create table membership (
    person_id integer not null,
    membership_no integer not null,
    household_id integer not null,
    relation text not null,
    from_day text not null,
    until_day text,
    recorded_at text not null,
    retracted_at text,
    primary key (person_id, membership_no)
) strict, without rowid;

create index membership_household on membership (household_id);

create table death (
    person_id integer not null,
    death_no integer not null,
    died_on text not null,
    certificate text,
    recorded_at text not null,
    retracted_at text,
    primary key (person_id, death_no)
) strict, without rowid;

create table payee (
    person_id integer not null,
    payee_no integer not null,
    receiver text,
    account text,
    bank text,
    from_day text not null,
    until_day text,
    recorded_at text not null,
    retracted_at text,
    primary key (person_id, payee_no)
) strict, without rowid;
