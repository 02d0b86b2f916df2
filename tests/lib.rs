//! The integration tests of the whole program; see `all.rs`.
