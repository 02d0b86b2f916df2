-- Rights by area and field, a second factor, who looked at whose record, and keys for other programs.

alter table user_account add column unit_id text collate "C";
alter table user_account add column schemes text collate "C";
alter table user_account add column totp_secret text collate "C";
alter table user_account add column totp_step bigint not null default 0;
alter table user_account add column must_change bigint not null default 0;

-- One row for a person, a user, a day and what was looked at: the first and last time, and how often.
create table person_view (
    person_id bigint not null,
    user_id bigint not null,
    day text collate "C" not null,
    what text collate "C" not null,
    times bigint not null,
    first_at text collate "C" not null,
    last_at text collate "C" not null,
    primary key (person_id, user_id, day, what)
);

create table api_token (
    token_id bigint not null,
    name text collate "C" not null,
    secret_hash text collate "C" not null,
    roles text collate "C" not null,
    unit_id text collate "C",
    schemes text collate "C",
    created_by bigint,
    created_at text collate "C" not null,
    expires_at text collate "C",
    revoked_at text collate "C",
    last_used_at text collate "C",
    primary key (token_id)
);

create unique index api_token_secret on api_token (secret_hash);
