-- Accounts: whose a session is, and the codes that stand in for a lost second factor.

alter table web_session add column user_id integer;
create index web_session_user on web_session (user_id);

create table recovery_code (
    user_id integer not null,
    code_no integer not null,
    code_hash text not null,
    used_at text,
    primary key (user_id, code_no)
) strict, without rowid;
