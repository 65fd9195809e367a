//! The point of sale of one case, behind a door that can fail.

use crate::corner::door::{Door, Fault, Room};
use crate::corner::{self, Corner};
use crate::run::Behind;
use patio_host::outgoing::Outgoing;
use serde_json::{Value, json};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The settings of an adapter for the example POS.
pub(crate) const URL_SETTING: &str = "base_url";
pub(crate) const KEY_SETTING: &str = "api_key";
/// The key that the example POS takes.
pub(crate) const API_KEY: &str = corner::API_KEY;

/// The point of sale of one case; none where the adapter speaks to none.
pub(crate) struct Stage {
    door: Option<Door>,
    url: Option<String>,
}

// === impl Stage ===

impl Stage {
    /// Opens what is behind an adapter. The error is this machine's.
    pub(crate) fn set(behind: &Behind, checks: &[Value]) -> Result<Self, String> {
        let room = match behind {
            Behind::Itself => return Ok(Self { door: None, url: None }),
            Behind::Corner => Room::Corner(Mutex::new(Corner::open(checks)?)),
            Behind::Own(url) => {
                Room::Elsewhere { url: url.clone(), outgoing: Outgoing::new().map_err(|error| error.to_string())? }
            }
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

    /// A check as the POS has it.
    pub(crate) fn look(&self, check: &str) -> Result<Value, String> {
        self.corner()?.look(check).ok_or_else(|| format!("the example POS has no check {check}"))
    }

    /// Changes a check.
    pub(crate) fn change(&self, check: &Value) -> Result<Value, String> {
        self.corner()?.set(check).map(|()| json!({}))
    }

    fn corner(&self) -> Result<MutexGuard<'_, Corner>, String> {
        match self.door.as_ref().map(|door| &*door.room) {
            Some(Room::Corner(corner)) => Ok(corner.lock().unwrap_or_else(PoisonError::into_inner)),
            _ => Err("there is no example POS here".to_owned()),
        }
    }
}
