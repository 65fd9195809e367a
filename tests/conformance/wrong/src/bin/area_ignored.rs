//! Finds all tables, whatever the area.

use patio_wrong::patio_sdk::tables::{Table, TableFilter, TablePage};
use patio_wrong::{Mistake, wrong};

struct AreaIgnored;

impl Mistake for AreaIgnored {
    fn tables(found: &mut TablePage, filter: &TableFilter, all: Vec<Table>) {
        if filter.area_id.is_some() {
            found.tables = all;
        }
    }
}

wrong!(AreaIgnored);
