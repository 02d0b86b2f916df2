-- What waits for somebody is counted each time they come in, and a year of rolls is shown by commune: neither may read
-- every line of every roll, or everybody.

create index person_birth on person (birth);
create index person_twin on person (name_key, birth, person_id, recorded_at, retracted_at);
drop index person_name_key;
create index person_paper_twin on person_paper (number, kind, person_id, recorded_at, retracted_at);
drop index person_paper_number;
create index status_until on status (until_day) where until_day is not null;
create index spell_until on spell (until_month) where until_month is not null;
create index spell_pause_until on spell_pause (until_month) where until_month is not null;
create index spell_subject_birth on spell_subject (birth);
create index confirmation_unpaid on confirmation (run_id, person_id, line_no) where answer = 'unpaid';

-- The money of a roll under each commune and each group; lines never change, so neither do their sums.
create table run_sum (
    run_id integer not null,
    counted_by text not null,
    sum_key text not null,
    people integer not null,
    amount integer not null,
    primary key (run_id, counted_by, sum_key)
) strict, without rowid;

-- What kept an amount from being known, or was left to a person's judgement, when a roll was drafted.
create table run_problem (
    run_id integer not null,
    problem_no integer not null,
    person_id integer not null,
    kind text not null,
    spell_id integer,
    month text,
    rule text,
    primary key (run_id, problem_no)
) strict;

insert into run_sum (run_id, counted_by, sum_key, people, amount)
select run_id, 'unit', unit_id, count(distinct person_id), cast(sum(amount) as integer) from run_line
where kind in ('regular', 'arrears', 'carried_over', 'one_off') group by run_id, unit_id;

insert into run_sum (run_id, counted_by, sum_key, people, amount)
select run_id, 'group', coalesce(group_key, ''), count(distinct person_id), cast(sum(amount) as integer) from run_line
where kind in ('regular', 'arrears', 'carried_over', 'one_off') group by run_id, coalesce(group_key, '');
