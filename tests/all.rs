//! What must hold of the house as a whole: its rooms, its words, its law, and its main job from end to end.

mod glossary;
mod law;
mod repository;
mod rooms;
mod wording;
