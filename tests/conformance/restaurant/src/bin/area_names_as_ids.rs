//! Lists areas by their names, where tables have their ids.

use patio_wrong_restaurant::{Area, Mistake, wrong};

struct AreaNamesAsIds;

impl Mistake for AreaNamesAsIds {
    fn areas(areas: &mut Vec<Area>) {
        areas.iter_mut().for_each(|area| area.id.clone_from(&area.name));
    }
}

wrong!(AreaNamesAsIds);
