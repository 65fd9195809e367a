//! Ids as Dojo makes them: what it is, and characters that nobody guesses.

use rand::Rng;
use rand::distr::Alphanumeric;

/// Characters of the random part, as many as Dojo's have.
const LENGTH: usize = 22;

/// A new id: `pi_…` for a payment intent.
pub(crate) fn new(kind: &str) -> String {
    let random: String = rand::rng().sample_iter(&Alphanumeric).take(LENGTH).map(char::from).collect();
    format!("{kind}_{random}")
}
