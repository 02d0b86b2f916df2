-- Accounts: whose a session is, and the codes that stand in for a lost second factor.

alter table web_session add column user_id bigint;
create index web_session_user on web_session (user_id);

create table recovery_code (
    user_id bigint not null,
    code_no bigint not null,
    code_hash text collate "C" not null,
    used_at text collate "C",
    primary key (user_id, code_no)
);
