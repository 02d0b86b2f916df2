-- Lists come in many shapes, come back changed and feed the report: how a header was read before, the rows of lists
-- that have no register of their own, what a roll is held against, and the payer's reason as a word that can be counted.

create table layout (
    fingerprint text collate "C" not null,
    kind text collate "C" not null,
    columns text collate "C" not null,
    used_at text collate "C" not null,
    user_id bigint,
    primary key (fingerprint)
);

-- A row that surely means nobody on record belongs to person 0, a number that is never given to anybody.
create table kept_row (
    person_id bigint not null,
    import_id bigint not null,
    kept_no bigint not null,
    sheet text collate "C" not null,
    row_no bigint not null check (row_no > 0),
    kind text collate "C" not null,
    fields text collate "C" not null,
    recorded_at text collate "C" not null,
    retracted_at text collate "C",
    primary key (import_id, kept_no, person_id)
);

create index kept_row_person on kept_row (person_id);
create index kept_row_kind on kept_row (kind, import_id, kept_no);

create table run_reconciliation (
    run_id bigint not null,
    version_no bigint not null,
    drawn bigint check (drawn >= 0),
    payer_total bigint check (payer_total >= 0),
    recorded_at text collate "C" not null,
    retracted_at text collate "C",
    primary key (run_id, version_no)
);

alter table confirmation add column reason_kind text collate "C";

-- A list of one unit must not look at everybody who lives elsewhere.
create index residence_unit on residence (unit_id);
