-- The office itself: its numbers, settings, users, web sessions, the journal of acts and the files it read.

create table counter (
    name text collate "C" not null,
    next bigint not null,
    primary key (name)
);

create table setting (
    key text collate "C" not null,
    version_no bigint not null,
    value text collate "C" not null,
    recorded_at text collate "C" not null,
    retracted_at text collate "C",
    primary key (key, version_no)
);

create table user_account (
    user_id bigint not null,
    login text collate "C" not null,
    full_name text collate "C" not null,
    role text collate "C" not null,
    password_hash text collate "C" not null,
    created_at text collate "C" not null,
    disabled_at text collate "C",
    primary key (user_id)
);

create unique index user_account_login on user_account (login);

create table web_session (
    session_id text collate "C" not null,
    data text collate "C" not null,
    expires_at bigint not null,
    primary key (session_id)
);

create index web_session_expires on web_session (expires_at);

create table login_throttle (
    throttle_key text collate "C" not null,
    failures bigint not null,
    last_failed_at text collate "C" not null,
    primary key (throttle_key)
);

create table journal (
    seq bigint not null,
    at text collate "C" not null,
    user_id bigint,
    act text collate "C" not null,
    subject text collate "C" not null,
    detail text collate "C" not null,
    prev_hash text collate "C" not null,
    hash text collate "C" not null,
    primary key (seq)
);

create index journal_act on journal (act, seq);
create index journal_subject on journal (subject, seq);

-- One row, updated by every append: whoever holds it writes the next entry, so the chain never forks.
create table journal_head (
    only_row bigint not null check (only_row = 1),
    seq bigint not null,
    hash text collate "C" not null,
    primary key (only_row)
);

insert into journal_head (only_row, seq, hash) values (1, 0, '');

create table import_file (
    import_id bigint not null,
    sha256 text collate "C" not null,
    name text collate "C" not null,
    kind text collate "C" not null,
    imported_at text collate "C" not null,
    user_id bigint,
    rows_read bigint not null,
    rows_rejected bigint not null,
    primary key (import_id)
);

create index import_file_sha256 on import_file (sha256);
