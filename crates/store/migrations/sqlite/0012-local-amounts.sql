-- Amounts that the province's council set above the central ones.

create table local_amount (
    amount_id integer primary key,
    parameter text not null,
    from_month text not null,
    until_month text,
    amount integer not null,
    number text not null,
    issuer text not null,
    place text not null,
    signed_on text not null,
    in_force_on text not null,
    recorded_by integer,
    recorded_at text not null,
    retracted_at text
) strict;
