//! Invented facts in bulk, to measure the path from typed facts to dues.
