//! How a store refuses: the contract's `store-error`.

/// Why a store did not do what it was asked for. The text is for the adapter's vendor.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StoreError {
    /// The quota of the venue, or the size limit of a key or value; the text says what to do.
    #[error("{text}")]
    TooLarge {
        /// The limit, as `[venues.x.limits]` names it.
        limit: &'static str,
        /// What is too large.
        text: String,
    },
    /// The disk; it may work again later.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
}
