//! The point of sale of one case.

use crate::run::Behind;
use serde_json::Value;

/// The settings of an adapter for the example POS.
pub(crate) const URL_SETTING: &str = "base_url";
pub(crate) const KEY_SETTING: &str = "api_key";
/// The key that the example POS takes.
pub(crate) const API_KEY: &str = "corner";

pub(crate) struct Stage {
    url: Option<String>,
}

impl Stage {
    pub(crate) async fn set(behind: &Behind, _checks: &[Value]) -> Result<Self, String> {
        match behind {
            Behind::Itself => Ok(Self { url: None }),
            _ => Err("not yet".to_owned()),
        }
    }
    pub(crate) fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }
    pub(crate) async fn fail(&self, _fault: Option<&str>) -> Result<(), String> {
        Ok(())
    }
    pub(crate) async fn look(&self, _check: &str) -> Result<Value, String> {
        Err("no example POS".to_owned())
    }
    pub(crate) async fn change(&self, _check: &Value) -> Result<Value, String> {
        Err("no example POS".to_owned())
    }
    pub(crate) async fn close(self) {}
}
