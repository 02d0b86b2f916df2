-- Rolls and their lines, what the payer answered, the ledger that only grows, and what is owed.

create table run (
    run_id integer not null,
    scheme text not null,
    month text not null,
    months_ahead integer not null,
    unit_id text not null,
    version integer not null,
    stage text not null,
    drafted_by integer not null,
    drafted_at text not null,
    approved_by integer,
    approved_at text,
    sent_by integer,
    sent_at text,
    confirmed_by integer,
    confirmed_at text,
    closed_by integer,
    closed_at text,
    known_at text not null,
    law_known_on text not null,
    fact_seq integer not null,
    people integer not null,
    total integer not null,
    note text not null,
    primary key (run_id)
) strict;

create index run_month on run (scheme, month, unit_id);

create table run_line (
    person_id integer not null,
    run_id integer not null,
    line_no integer not null,
    benefit text not null,
    group_key text,
    spell_id integer,
    paid_for text not null,
    kind text not null,
    why text not null,
    amount integer not null check (amount > 0),
    unit_id text not null,
    primary key (run_id, person_id, line_no)
) strict, without rowid;

create index run_line_person on run_line (person_id);

create table confirmation (
    person_id integer not null,
    run_id integer not null,
    line_no integer not null,
    answer text not null,
    reason text,
    source text not null,
    recorded_at text not null,
    primary key (run_id, person_id, line_no)
) strict, without rowid;

-- The sign of an amount is what the entry does to the sum of what the person has had for the month.
create table ledger (
    person_id integer not null,
    benefit text not null,
    paid_for text not null,
    entry_no integer not null,
    kind text not null,
    amount integer not null,
    run_id integer,
    line_no integer,
    recovery_id integer,
    recorded_at text not null,
    primary key (person_id, benefit, paid_for, entry_no),
    check (case when kind in ('booked', 'recovery_cancelled') then amount > 0 else amount < 0 end)
) strict, without rowid;

create index ledger_run on ledger (run_id);

create table recovery (
    person_id integer not null,
    recovery_id integer not null,
    benefit text not null,
    opened_at text not null,
    run_id integer,
    reason text not null,
    primary key (person_id, recovery_id)
) strict, without rowid;

-- The sign of an amount is what the entry does to the debt.
create table debt_entry (
    person_id integer not null,
    recovery_id integer not null,
    paid_for text not null,
    entry_no integer not null,
    benefit text not null,
    kind text not null,
    amount integer not null,
    received_on text,
    voucher text,
    recorded_at text not null,
    primary key (person_id, recovery_id, paid_for, entry_no),
    check (case when kind = 'opened' then amount > 0 else amount < 0 end)
) strict, without rowid;
