//! `[venue]` and `[venues.<id>]`: all venues, and what may only be said of one of them.

use super::{
    adapters::Adapters,
    environment::plain,
    finding::{Level, Place},
    layer::quoted,
    section::Section,
    server::Server,
    venue,
};
use crate::venue::{Venue, VenueId};
use std::{collections::BTreeMap, sync::Arc};

/// Reads all venues.
pub(super) fn read(root: &mut Section<'_>, server: &Server, adapters: &Adapters) -> BTreeMap<VenueId, Arc<Venue>> {
    let shared = root.section("venue");
    venue::check_shared(shared.clone(), server);
    let mut section = root.section("venues");
    let names = section.written_keys();
    if names.is_empty() {
        root.reader.warn_of_file("there is no venue: nobody can call this host", "write a section [venues.<id>]");
    }
    refuse_ambiguous_variables(&section, &names);

    let mut venues = BTreeMap::new();
    let mut accounts: BTreeMap<String, (String, Place)> = BTreeMap::new();
    for name in names {
        let inner = section.section(&name).over(&shared);
        let id = match name.parse::<VenueId>() {
            Ok(id) => id,
            Err(bad) => {
                inner.find(Level::Problem, &format!("{bad}"), "write another id: it is also the venue's user name");
                continue;
            }
        };
        let read = venue::read(inner, &id, server, adapters);
        if let Some(account) = read.account_id {
            let place = account.at.reader.place(&account.at.origin);
            match accounts.get(&account.value) {
                Some((other, there)) => account.at.problem(
                    format!("= {:?} is that of [venues.{other}] too, at {there}", account.value),
                    "give each venue its own: an event names nothing else",
                ),
                None => {
                    accounts.insert(account.value, (quoted(&name), place));
                }
            }
        }
        if let Some(venue) = read.venue {
            venues.insert(id, Arc::new(venue));
        }
    }
    section.finish();
    venues
}

/// `bar-1` and `bar_1` are two venues, and one in the name of a variable.
fn refuse_ambiguous_variables(section: &Section<'_>, names: &[String]) {
    for (index, name) in names.iter().enumerate() {
        let twin = names.iter().skip(index + 1).find(|other| plain(other) == plain(name));
        let Some(twin) = twin else { continue };
        for variable in section.variables(name) {
            let what = format!("may mean [venues.{}] as well as [venues.{}]", quoted(name), quoted(twin));
            let origin = super::tree::Origin::Variable(variable);
            let hint = "write the setting into the file, or give one of them another id".to_owned();
            section.reader.find(Level::Problem, &origin, what, Some(hint));
        }
    }
}
