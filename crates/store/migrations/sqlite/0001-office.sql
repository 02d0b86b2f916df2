-- The office itself: its numbers, settings, users, web sessions, the journal of acts and the files it read.

create table counter (
    name text not null,
    next integer not null,
    primary key (name)
) strict;

create table setting (
    key text not null,
    version_no integer not null,
    value text not null,
    recorded_at text not null,
    retracted_at text,
    primary key (key, version_no)
) strict;

create table user_account (
    user_id integer not null,
    login text not null,
    full_name text not null,
    role text not null,
    password_hash text not null,
    created_at text not null,
    disabled_at text,
    primary key (user_id)
) strict;

create unique index user_account_login on user_account (login);

create table web_session (
    session_id text not null,
    data text not null,
    expires_at integer not null,
    primary key (session_id)
) strict;

create index web_session_expires on web_session (expires_at);

create table login_throttle (
    throttle_key text not null,
    failures integer not null,
    last_failed_at text not null,
    primary key (throttle_key)
) strict;

create table journal (
    seq integer not null,
    at text not null,
    user_id integer,
    act text not null,
    subject text not null,
    detail text not null,
    prev_hash text not null,
    hash text not null,
    primary key (seq)
) strict;

create index journal_act on journal (act, seq);
create index journal_subject on journal (subject, seq);

-- One row, updated by every append: whoever holds it writes the next entry, so the chain never forks.
create table journal_head (
    only_row integer not null check (only_row = 1),
    seq integer not null,
    hash text not null,
    primary key (only_row)
) strict;

insert into journal_head (only_row, seq, hash) values (1, 0, '');

create table import_file (
    import_id integer not null,
    sha256 text not null,
    name text not null,
    kind text not null,
    imported_at text not null,
    user_id integer,
    rows_read integer not null,
    rows_rejected integer not null,
    primary key (import_id)
) strict;

create index import_file_sha256 on import_file (sha256);
