//! Rules about the repository itself: ARCHITECTURE.md states them, these tests hold them.

mod layers;
mod names;
mod tree;
mod wit;
