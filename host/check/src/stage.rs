//! The point of sale of one case, behind a door that can fail.

use crate::door::{Door, Fault, Room};
use crate::elsewhere::Elsewhere;
use crate::run::Behind;
use patio_pos::{BadOpening, Opening, Till};
use serde_json::{Value, json};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The settings of an adapter for the example POS.
pub(crate) const URL_SETTING: &str = "base_url";
pub(crate) const KEY_SETTING: &str = "api_key";
/// The key that the example POS takes.
pub(crate) const API_KEY: &str = "corner-key";
/// The evening that it opens with where a case says nothing.
const EVENING: &str = include_str!("evening.toml");

/// The point of sale of one case; none where the adapter speaks to none.
pub(crate) struct Stage {
    door: Option<Door>,
    url: Option<String>,
}

/// What the example POS opens with: these checks, or those of an evening where there is none.
pub(crate) fn opening(checks: &[Value]) -> Result<Opening, BadOpening> {
    let evening = Opening::read(EVENING)?;
    if checks.is_empty() { Ok(evening) } else { evening.with_checks(checks) }
}

// === impl Stage ===

impl Stage {
    /// Opens what is behind an adapter. The error is this machine's.
    pub(crate) fn set(behind: &Behind, opening: &Opening) -> Result<Self, String> {
        let room = match behind {
            Behind::Itself => return Ok(Self { door: None, url: None }),
            Behind::Corner => Room::Corner(Mutex::new(Till::open(opening.clone(), API_KEY))),
            Behind::Own(url) => Room::Elsewhere(Elsewhere::new(url).map_err(|error| error.to_string())?),
            Behind::Nobody => Room::Nobody,
        };
        let door = Door::open(room).map_err(|error| format!("no port could be listened on: {error}"))?;
        let url = Some(format!("http://{}", door.address));
        Ok(Self { door: Some(door), url })
    }

    /// Where the adapter finds it.
    pub(crate) fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Fails in a way from now on, or not at all.
    pub(crate) async fn fail(&self, fault: Option<&str>) -> Result<(), String> {
        let fault = fault.map(str::parse::<Fault>).transpose()?;
        match &self.door {
            Some(door) => door.fail(fault).await.map_err(|error| error.to_string()),
            None => Ok(()),
        }
    }

    /// Why a POS of the vendor's own had no answer, since this was last asked.
    pub(crate) fn lost(&self) -> Option<String> {
        match self.door.as_ref().map(|door| &*door.room) {
            Some(Room::Elsewhere(pos)) => pos.lost(),
            _ => None,
        }
    }

    /// A check as the POS has it.
    pub(crate) fn look(&self, check: &str) -> Result<Value, String> {
        self.till()?.check(check).ok_or_else(|| format!("the example POS has no check {check}"))
    }

    /// Changes a check.
    pub(crate) fn change(&self, check: &Value) -> Result<Value, String> {
        self.till()?.set(check).map(|()| json!({})).map_err(|bad| format!("set: {bad}"))
    }

    fn till(&self) -> Result<MutexGuard<'_, Till>, String> {
        match self.door.as_ref().map(|door| &*door.room) {
            Some(Room::Corner(till)) => Ok(till.lock().unwrap_or_else(PoisonError::into_inner)),
            _ => Err("there is no example POS here".to_owned()),
        }
    }
}
