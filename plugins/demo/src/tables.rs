//! Lists the tables; the SDK searches them.

use patio_sdk::model::Requester;
use patio_sdk::tables::Table;
use patio_sdk::{Result, Tables};

use crate::Demo;
use crate::floor::{self, TABLES};

impl Tables for Demo {
    fn tables(&self, _: &Requester) -> Result<Vec<Table>> {
        Ok(TABLES.iter().map(table).collect())
    }
}

fn table(table: &floor::Table) -> Table {
    Table {
        max_covers: Some(table.max_covers),
        area_id: Some(table.area.to_owned()),
        waiter_ids: table.waiters.iter().map(|&waiter| waiter.to_owned()).collect(),
        ..Table::new(table.id, table.name)
    }
}

#[cfg(test)]
mod tests {
    use patio_sdk::model::{PageRequest, Position};
    use patio_sdk::tables::{TableFilter, TablePage};
    use patio_sdk::testkit::TestKit;

    use super::*;

    fn search(area: Option<&str>, waiter: Option<&str>, page: &PageRequest) -> TablePage {
        let filter = TableFilter { area_id: area.map(str::to_owned), waiter_id: waiter.map(str::to_owned) };
        TestKit::<Demo>::new().call(|demo| demo.search_tables(&filter, page, &Requester::default())).unwrap()
    }

    #[track_caller]
    fn check(area: Option<&str>, waiter: Option<&str>, expected: &[&str]) {
        let page = search(area, waiter, &PageRequest::first(100));
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
        let at = Some(Position::After("t11".to_owned()));
        let page = search(None, Some("chloe"), &PageRequest { limit: 1, at });
        let table = Table {
            id: "t12".to_owned(),
            name: "Table 12".to_owned(),
            max_covers: Some(8),
            area_id: Some("dining-room".to_owned()),
            waiter_ids: vec!["anna".to_owned(), "chloe".to_owned()],
        };
        assert_eq!(page.tables, [table]);
        assert_eq!((page.ends.before.as_deref(), page.ends.after), (Some("t12"), None));
    }
}
