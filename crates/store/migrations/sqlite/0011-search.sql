-- One box finds a person among a million by the beginnings of words of a name, a village, a year: what is known now,
-- kept beside the facts and made from them alone. The rows of one word lie together, in the order of lists.

-- A word of the name or the village ('#' and a word such as "thon"), the year of birth, or the unit as '@' and its id.
create table search_key (
    word text not null,
    sort_key text not null,
    person_id integer not null,
    birth_year integer not null,
    unit_id text,
    village_key text,
    primary key (word, sort_key, person_id)
) strict, without rowid;

-- What the keys of one person were made from, so that they are found again when the person changes.
create table search_person (
    person_id integer not null,
    sort_key text not null,
    birth_year integer not null,
    unit_id text,
    village_key text,
    primary key (person_id)
) strict;

-- How many people stand under a word, and how many of them bear it in their name.
create table search_word (
    word text not null,
    people integer not null,
    named integer not null,
    primary key (word)
) strict, without rowid;
