//! Rules about the repository itself: ARCHITECTURE.md states them, these tests hold them.

mod book;
mod book_blocks;
mod dependencies;
mod failpoints;
mod layers;
mod names;
mod promises;
mod reference;
mod tree;
mod wit;
