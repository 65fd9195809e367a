//! The rules that every engine of the ledger must pass.
