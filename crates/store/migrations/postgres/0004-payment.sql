-- Rolls and their lines, what the payer answered, the ledger that only grows, and what is owed.

create table run (
    run_id bigint not null,
    scheme text collate "C" not null,
    month text collate "C" not null,
    months_ahead bigint not null,
    unit_id text collate "C" not null,
    version bigint not null,
    stage text collate "C" not null,
    drafted_by bigint not null,
    drafted_at text collate "C" not null,
    approved_by bigint,
    approved_at text collate "C",
    sent_by bigint,
    sent_at text collate "C",
    confirmed_by bigint,
    confirmed_at text collate "C",
    closed_by bigint,
    closed_at text collate "C",
    known_at text collate "C" not null,
    law_known_on text collate "C" not null,
    fact_seq bigint not null,
    people bigint not null,
    total bigint not null,
    note text collate "C" not null,
    primary key (run_id)
);

create index run_month on run (scheme, month, unit_id);

create table run_line (
    person_id bigint not null,
    run_id bigint not null,
    line_no bigint not null,
    benefit text collate "C" not null,
    group_key text collate "C",
    spell_id bigint,
    paid_for text collate "C" not null,
    kind text collate "C" not null,
    why text collate "C" not null,
    amount bigint not null check (amount > 0),
    unit_id text collate "C" not null,
    primary key (run_id, person_id, line_no)
);

create index run_line_person on run_line (person_id);

create table confirmation (
    person_id bigint not null,
    run_id bigint not null,
    line_no bigint not null,
    answer text collate "C" not null,
    reason text collate "C",
    source text collate "C" not null,
    recorded_at text collate "C" not null,
    primary key (run_id, person_id, line_no)
);

-- The sign of an amount is what the entry does to the sum of what the person has had for the month.
create table ledger (
    person_id bigint not null,
    benefit text collate "C" not null,
    paid_for text collate "C" not null,
    entry_no bigint not null,
    kind text collate "C" not null,
    amount bigint not null,
    run_id bigint,
    line_no bigint,
    recovery_id bigint,
    recorded_at text collate "C" not null,
    primary key (person_id, benefit, paid_for, entry_no),
    check (case when kind in ('booked', 'recovery_cancelled') then amount > 0 else amount < 0 end)
);

create index ledger_run on ledger (run_id);

create table recovery (
    person_id bigint not null,
    recovery_id bigint not null,
    benefit text collate "C" not null,
    opened_at text collate "C" not null,
    run_id bigint,
    reason text collate "C" not null,
    primary key (person_id, recovery_id)
);

-- The sign of an amount is what the entry does to the debt.
create table debt_entry (
    person_id bigint not null,
    recovery_id bigint not null,
    paid_for text collate "C" not null,
    entry_no bigint not null,
    benefit text collate "C" not null,
    kind text collate "C" not null,
    amount bigint not null,
    received_on text collate "C",
    voucher text collate "C",
    recorded_at text collate "C" not null,
    primary key (person_id, recovery_id, paid_for, entry_no),
    check (case when kind = 'opened' then amount > 0 else amount < 0 end)
);
