-- The half-year report is edited, signed and kept: other values for figures with their reasons, the office's own words in
-- the place of the form's, and signed versions that print the same for ever. `report` names the form and the period.

create table report_override (
    report text not null,
    figure text not null,
    version_no integer not null,
    value integer,
    amount integer,
    words text,
    reason text not null,
    user_id integer,
    recorded_at text not null,
    retracted_at text,
    primary key (report, figure, version_no)
) strict;

create table report_prose (
    report text not null,
    place text not null,
    version_no integer not null,
    form_text text not null,
    words text not null,
    user_id integer,
    recorded_at text not null,
    retracted_at text,
    primary key (report, place, version_no)
) strict;

-- `body` is the whole version as JSON; `sha256` is the hash of exactly this text.
create table report_version (
    report text not null,
    version_no integer not null,
    as_of text not null,
    known_at text not null,
    number integer not null check (number > 0),
    signed_on text not null,
    signer text not null,
    body text not null,
    sha256 text not null,
    user_id integer,
    frozen_at text not null,
    primary key (report, version_no)
) strict;

-- Whether a report made for one moment serves for another is asked of the acts between the two.
create index journal_at on journal (at);
