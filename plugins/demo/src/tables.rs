//! Searches the tables.

use patio_sdk::model::{EposError, PageRequest, Requester};
use patio_sdk::tables::{Guest, Table, TableFilter, TablePage};

use crate::floor::{self, TABLES};
use crate::{Demo, page};

impl Guest for Demo {
    fn search_tables(filter: TableFilter, page: PageRequest, _: Requester) -> Result<TablePage, EposError> {
        search(&filter, &page)
    }
}

fn search(filter: &TableFilter, request: &PageRequest) -> Result<TablePage, EposError> {
    let (positions, found): (Vec<_>, Vec<_>) = TABLES.iter().enumerate().filter(|(_, it)| matches(it, filter)).unzip();
    let (range, ends) = page::cut(&positions, TABLES.len(), request)?;
    let shown = found.get(range).unwrap_or_default();
    Ok(TablePage { tables: shown.iter().map(|it| table(it)).collect(), ends })
}

/// Every field that is given must match.
fn matches(table: &floor::Table, filter: &TableFilter) -> bool {
    filter.area_id.as_deref().is_none_or(|area| table.area == area)
        && filter.waiter_id.as_deref().is_none_or(|waiter| table.waiters.contains(&waiter))
}

fn table(table: &floor::Table) -> Table {
    Table {
        id: table.id.to_owned(),
        name: table.name.to_owned(),
        max_covers: Some(table.max_covers),
        area_id: Some(table.area.to_owned()),
        waiter_ids: table.waiters.iter().map(|&waiter| waiter.to_owned()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use patio_sdk::model::Position;

    use super::*;

    #[track_caller]
    fn check(area: Option<&str>, waiter: Option<&str>, expected: &[&str]) {
        let filter = TableFilter { area_id: area.map(str::to_owned), waiter_id: waiter.map(str::to_owned) };
        let page = search(&filter, &PageRequest { limit: 100, at: None }).unwrap();
        assert_eq!(page.tables.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn filters_combine_with_and() {
        check(None, None, &TABLES.each_ref().map(|table| table.id));
        check(Some("bar"), None, &["b1", "b2", "b3", "b4"]);
        check(None, Some("chloe"), &["t8", "t9", "t11", "t12"]);
        check(Some("terrace"), Some("anna"), &["t2", "t4"]);
        check(Some("bar"), Some("anna"), &[]);
        check(Some("cellar"), None, &[]);
    }

    #[test]
    fn a_table_is_shown_with_all_that_is_known_of_it() {
        let filter = TableFilter { area_id: None, waiter_id: Some("chloe".to_owned()) };
        let at = Some(Position::After("gap-11".to_owned()));
        let page = search(&filter, &PageRequest { limit: 1, at }).unwrap();
        let table = Table {
            id: "t12".to_owned(),
            name: "Table 12".to_owned(),
            max_covers: Some(8),
            area_id: Some("dining-room".to_owned()),
            waiter_ids: vec!["anna".to_owned(), "chloe".to_owned()],
        };
        assert_eq!(page.tables, [table]);
        assert_eq!((page.ends.before.as_deref(), page.ends.after), (Some("gap-11"), None));
    }
}
