-- The half-year report is edited, signed and kept: other values for figures with their reasons, the office's own words in
-- the place of the form's, and signed versions that print the same for ever. `report` names the form and the period.

create table report_override (
    report text collate "C" not null,
    figure text collate "C" not null,
    version_no bigint not null,
    value bigint,
    amount bigint,
    words text collate "C",
    reason text collate "C" not null,
    user_id bigint,
    recorded_at text collate "C" not null,
    retracted_at text collate "C",
    primary key (report, figure, version_no)
);

create table report_prose (
    report text collate "C" not null,
    place text collate "C" not null,
    version_no bigint not null,
    form_text text collate "C" not null,
    words text collate "C" not null,
    user_id bigint,
    recorded_at text collate "C" not null,
    retracted_at text collate "C",
    primary key (report, place, version_no)
);

-- `body` is the whole version as JSON; `sha256` is the hash of exactly this text.
create table report_version (
    report text collate "C" not null,
    version_no bigint not null,
    as_of text collate "C" not null,
    known_at text collate "C" not null,
    number bigint not null check (number > 0),
    signed_on text collate "C" not null,
    signer text collate "C" not null,
    body text collate "C" not null,
    sha256 text collate "C" not null,
    user_id bigint,
    frozen_at text collate "C" not null,
    primary key (report, version_no)
);

-- Whether a report made for one moment serves for another is asked of the acts between the two.
create index journal_at on journal (at);
