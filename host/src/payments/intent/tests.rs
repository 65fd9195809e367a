//! The rules of one intent: first one by one, then every short story, then long ones at random.

mod answers;
mod decisions;
mod looks;
mod payment;
mod readings;
mod stories;
mod story;
mod world;
