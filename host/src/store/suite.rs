//! The rules that every engine of the store must pass.
