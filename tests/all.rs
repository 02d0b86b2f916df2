//! What must hold of the house as a whole: its rooms, its words, its law, and its main job from end to end.

mod accounts;
mod acts;
mod answers;
mod arrival;
mod cli;
mod crash;
mod demo;
mod documents;
mod glossary;
mod intake;
mod law;
mod lists;
mod outgoing;
mod person_acts;
mod program;
mod report_pages;
mod report_versions;
mod repository;
mod rights;
mod roll_web_acts;
mod rooms;
mod roster;
mod tokens;
mod waiting;
mod wording;
mod world;
