//! One box in which a person is found: by the beginnings of words of the name, the village and the commune and by the
//! year of birth, in any order, without accents, and by words that were typed nearly right.
//!
//! `index` keeps the words beside the facts, `ask` says what is looked for and whom it fits, `find` reads as few rows
//! as will do. Only what is known now can be searched.

mod ask;
mod find;
mod index;

pub use ask::{Search, UnitNames};
pub use find::search;
pub(crate) use index::{index, rebuild, strays};
