//! The floor: areas, tables, and the waiters who serve them.

use patio_sdk::model::EposError;

/// A part of the restaurant.
pub(crate) struct Area {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
}

/// A table, and who serves it.
pub(crate) struct Table {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) max_covers: u32,
    pub(crate) area: &'static str,
    pub(crate) waiters: &'static [&'static str],
}

const TERRACE: &str = "terrace";
const DINING_ROOM: &str = "dining-room";
const BAR: &str = "bar";

pub(crate) static AREAS: [Area; 3] = [
    Area { id: TERRACE, name: "Terrace" },
    Area { id: DINING_ROOM, name: "Dining room" },
    Area { id: BAR, name: "Bar" },
];

/// All tables. There is no thirteenth.
pub(crate) static TABLES: [Table; 19] = [
    table("t1", "Table 1", 4, TERRACE, &["ben"]),
    table("t2", "Table 2", 2, TERRACE, &["anna"]),
    table("t3", "Table 3", 4, TERRACE, &["dev"]),
    table("t4", "Table 4", 6, TERRACE, &["anna"]),
    table("t5", "Table 5", 4, DINING_ROOM, &["dev"]),
    table("t6", "Table 6", 2, DINING_ROOM, &["ben"]),
    table("t7", "Table 7", 2, DINING_ROOM, &["ben"]),
    table("t8", "Table 8", 4, DINING_ROOM, &["chloe"]),
    table("t9", "Table 9", 2, DINING_ROOM, &["chloe"]),
    table("t10", "Table 10", 6, DINING_ROOM, &["dev"]),
    table("t11", "Table 11", 4, DINING_ROOM, &["chloe"]),
    table("t12", "Table 12", 8, DINING_ROOM, &["anna", "chloe"]),
    table("t14", "Table 14", 4, DINING_ROOM, &["anna"]),
    table("t15", "Table 15", 4, TERRACE, &["ben"]),
    table("t16", "Table 16", 4, TERRACE, &["ben"]),
    table("b1", "Bar 1", 1, BAR, &["dev"]),
    table("b2", "Bar 2", 2, BAR, &["dev"]),
    table("b3", "Bar 3", 1, BAR, &["dev"]),
    table("b4", "Bar 4", 2, BAR, &["dev"]),
];

const WAITERS: [(&str, &str); 4] = [("anna", "Anna"), ("ben", "Ben"), ("chloe", "Chloe"), ("dev", "Dev")];

const fn table(
    id: &'static str,
    name: &'static str,
    max_covers: u32,
    area: &'static str,
    waiters: &'static [&'static str],
) -> Table {
    Table { id, name, max_covers, area, waiters }
}

/// Refuses a table that is not there.
pub(crate) fn check_table(id: &str) -> Result<(), EposError> {
    let unknown = || EposError::InvalidRequest(format!("there is no table {id}"));
    table_name(id).map(|_| ()).ok_or_else(unknown)
}

/// Refuses to seat anybody at no table, or at one that is not there.
pub(crate) fn check_tables(ids: &[String]) -> Result<(), EposError> {
    if ids.is_empty() {
        return Err(EposError::InvalidRequest("at least one table is needed".to_owned()));
    }
    ids.iter().try_for_each(|id| check_table(id))
}

/// What guests call a table; none where there is no such table.
pub(crate) fn table_name(id: &str) -> Option<&'static str> {
    TABLES.iter().find(|table| table.id == id).map(|table| table.name)
}

/// What guests call a waiter.
pub(crate) fn waiter_name(id: &str) -> &str {
    WAITERS.iter().find(|(waiter, _)| *waiter == id).map_or(id, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::bills::BILLS;

    #[test]
    fn every_bill_stands_on_a_table_that_its_waiter_serves() {
        for bill in &BILLS {
            let Some(id) = bill.table() else { continue };
            let table = TABLES.iter().find(|table| table.id == id).unwrap();
            assert!(table.waiters.contains(&bill.waiter().unwrap()), "{}", bill.id);
        }
    }

    #[test]
    fn every_table_is_in_an_area_and_has_a_waiter_with_a_name() {
        for table in &TABLES {
            assert!(AREAS.iter().any(|area| area.id == table.area), "{}", table.id);
            assert!(!table.waiters.is_empty());
            assert!(table.waiters.iter().all(|waiter| waiter_name(waiter) != *waiter), "{}", table.id);
        }
    }

    #[test]
    fn no_two_tables_have_one_id_or_one_name() {
        let ids: BTreeSet<_> = TABLES.iter().map(|table| table.id).collect();
        let names: BTreeSet<_> = TABLES.iter().map(|table| table.name).collect();
        assert_eq!((ids.len(), names.len()), (TABLES.len(), TABLES.len()));
    }

    #[test]
    fn a_table_that_is_not_there_is_named() {
        let refused = |text: &str| Err(EposError::InvalidRequest(text.to_owned()));
        let check = |ids: &[&str]| check_tables(&ids.iter().map(|&id| id.to_owned()).collect::<Vec<_>>());
        assert_eq!(check(&["t12", "t14"]), Ok(()));
        assert_eq!(check(&["t12", "t13"]), refused("there is no table t13"));
        assert_eq!(check(&[]), refused("at least one table is needed"));
    }
}
