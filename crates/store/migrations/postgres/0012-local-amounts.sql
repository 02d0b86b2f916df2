-- Amounts that the province's council set above the central ones.

create table local_amount (
    amount_id bigint primary key,
    parameter text collate "C" not null,
    from_month text collate "C" not null,
    until_month text collate "C",
    amount bigint not null,
    number text collate "C" not null,
    issuer text collate "C" not null,
    place text collate "C" not null,
    signed_on text collate "C" not null,
    in_force_on text collate "C" not null,
    recorded_by bigint,
    recorded_at text collate "C" not null,
    retracted_at text collate "C"
);
