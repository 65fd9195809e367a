//! Pages: how many, and from where.

/// Results of one page at most (`Cursor.limit`, maximum 100). It is also the default, so that a card machine that asks
/// for everything gets as much as it may.
pub const MAX_LIMIT: u32 = 100;

/// Which page is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageRequest {
    /// 1 to [`MAX_LIMIT`].
    pub limit: u32,
    /// From where; none for the first page.
    pub at: Option<Position>,
}

/// An opaque cursor, made by the adapter, and the direction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Position {
    /// The page that ends before it.
    Before(String),
    /// The page that begins after it.
    After(String),
}

/// The cursors of the pages around one; none where there is no such page.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct PageEnds {
    /// The page before.
    pub before: Option<String>,
    /// The page after.
    pub after: Option<String>,
}

/// One page of a search: `PagedOrdersResponse` and its kin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    /// What stands on the page.
    pub data: Vec<T>,
    /// The cursors of the pages around it.
    pub ends: PageEnds,
}

// === impl PageRequest ===

impl Default for PageRequest {
    fn default() -> Self {
        Self { limit: MAX_LIMIT, at: None }
    }
}
