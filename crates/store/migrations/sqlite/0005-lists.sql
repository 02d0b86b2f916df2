-- Lists come in many shapes, come back changed and feed the report: how a header was read before, the rows of lists
-- that have no register of their own, what a roll is held against, and the payer's reason as a word that can be counted.

create table layout (
    fingerprint text not null,
    kind text not null,
    columns text not null,
    used_at text not null,
    user_id integer,
    primary key (fingerprint)
) strict;

-- A row that surely means nobody on record belongs to person 0, a number that is never given to anybody.
create table kept_row (
    person_id integer not null,
    import_id integer not null,
    kept_no integer not null,
    sheet text not null,
    row_no integer not null check (row_no > 0),
    kind text not null,
    fields text not null,
    recorded_at text not null,
    retracted_at text,
    primary key (import_id, kept_no, person_id)
) strict, without rowid;

create index kept_row_person on kept_row (person_id);
create index kept_row_kind on kept_row (kind, import_id, kept_no);

create table run_reconciliation (
    run_id integer not null,
    version_no integer not null,
    drawn integer check (drawn >= 0),
    payer_total integer check (payer_total >= 0),
    recorded_at text not null,
    retracted_at text,
    primary key (run_id, version_no)
) strict;

alter table confirmation add column reason_kind text;

-- A list of one unit must not look at everybody who lives elsewhere.
create index residence_unit on residence (unit_id);
