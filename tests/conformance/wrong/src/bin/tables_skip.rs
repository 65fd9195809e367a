//! Loses the last table of a page.

use patio_wrong::patio_sdk::tables::{Table, TableFilter, TablePage};
use patio_wrong::{Mistake, wrong};

struct TablesSkip;

impl Mistake for TablesSkip {
    fn tables(found: &mut TablePage, _: &TableFilter, _: Vec<Table>) {
        if found.ends.after.is_some() {
            found.tables.pop();
        }
    }
}

wrong!(TablesSkip);
