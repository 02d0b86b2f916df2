-- Rights by area and field, a second factor, who looked at whose record, and keys for other programs.

alter table user_account add column unit_id text;
alter table user_account add column schemes text;
alter table user_account add column totp_secret text;
alter table user_account add column totp_step integer not null default 0;
alter table user_account add column must_change integer not null default 0;

-- One row for a person, a user, a day and what was looked at: the first and last time, and how often.
create table person_view (
    person_id integer not null,
    user_id integer not null,
    day text not null,
    what text not null,
    times integer not null,
    first_at text not null,
    last_at text not null,
    primary key (person_id, user_id, day, what)
) strict, without rowid;

create table api_token (
    token_id integer not null,
    name text not null,
    secret_hash text not null,
    roles text not null,
    unit_id text,
    schemes text,
    created_by integer,
    created_at text not null,
    expires_at text,
    revoked_at text,
    last_used_at text,
    primary key (token_id)
) strict;

create unique index api_token_secret on api_token (secret_hash);
