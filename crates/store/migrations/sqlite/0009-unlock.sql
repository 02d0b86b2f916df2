-- An approved roll may be taken back by two people: one asks and says why, another agrees.

alter table run add column unlocked_by integer;
alter table run add column unlocked_at text;

create table run_unlock (
    run_id integer not null,
    request_no integer not null,
    asked_by integer not null,
    asked_at text not null,
    reason text not null,
    settled_by integer,
    settled_at text,
    confirmed integer not null default 0,
    primary key (run_id, request_no)
) strict;
