//! Lists the tables: the POS answers all at once, and the SDK filters them and makes pages of them.

use patio_sdk::model::Requester;
use patio_sdk::tables::Table;
use patio_sdk::{Result, Tables};
use serde::Deserialize;

use crate::Corner;

impl Tables for Corner {
    fn tables(&self, _: &Requester) -> Result<Vec<Table>> {
        let Floor { tables } = self.pos.get(&["tables"]).fetch()?;
        Ok(tables.into_iter().map(Table::from).collect())
    }
}

#[derive(Deserialize)]
struct Floor {
    tables: Vec<PosTable>,
}

#[derive(Deserialize)]
struct PosTable {
    id: String,
    name: String,
    seats: Option<u32>,
    area: Option<String>,
    waiters: Vec<String>,
}

impl From<PosTable> for Table {
    fn from(table: PosTable) -> Self {
        let PosTable { id, name, seats, area, waiters } = table;
        Self { id, name, max_covers: seats, area_id: area, waiter_ids: waiters }
    }
}
