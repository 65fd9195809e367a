//! Lists the areas.

use patio_sdk::areas::Area;
use patio_sdk::model::Requester;
use patio_sdk::{Areas, Result};

use crate::Demo;
use crate::floor::{AREAS, TABLES};

impl Areas for Demo {
    fn list_areas(&self, _: &Requester) -> Result<Vec<Area>> {
        Ok(areas())
    }
}

fn areas() -> Vec<Area> {
    let area = |area: &crate::floor::Area| Area {
        id: area.id.to_owned(),
        name: area.name.to_owned(),
        waiter_ids: waiters(area.id),
    };
    AREAS.iter().map(area).collect()
}

/// Those who serve a table there.
fn waiters(area: &str) -> Vec<String> {
    let serving = TABLES.iter().filter(|table| table.area == area).flat_map(|table| table.waiters);
    let mut waiters: Vec<_> = serving.map(|&waiter| waiter.to_owned()).collect();
    waiters.sort_unstable();
    waiters.dedup();
    waiters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_has_the_waiters_of_its_tables() {
        let areas: Vec<_> =
            areas().into_iter().map(|it| format!("{} {}: {:?}", it.id, it.name, it.waiter_ids)).collect();
        let expected = [
            r#"terrace Terrace: ["anna", "ben", "dev"]"#,
            r#"dining-room Dining room: ["anna", "ben", "chloe", "dev"]"#,
            r#"bar Bar: ["dev"]"#,
        ];
        assert_eq!(areas, expected);
    }
}
