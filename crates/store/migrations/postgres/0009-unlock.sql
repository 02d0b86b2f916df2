-- An approved roll may be taken back by two people: one asks and says why, another agrees.

alter table run add column unlocked_by bigint;
alter table run add column unlocked_at text collate "C";

create table run_unlock (
    run_id bigint not null,
    request_no bigint not null,
    asked_by bigint not null,
    asked_at text collate "C" not null,
    reason text collate "C" not null,
    settled_by bigint,
    settled_at text collate "C",
    confirmed bigint not null default 0,
    primary key (run_id, request_no)
);
