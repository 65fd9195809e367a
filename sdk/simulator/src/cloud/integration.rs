//! What a host registered: how it is reached, and which capabilities it has.

use crate::clock;
use serde_json::{Value, json};

/// What an account registered over each transport.
#[derive(Default)]
pub(super) struct Integrations {
    rest: Option<Value>,
    ws: Option<Value>,
}

// === impl Integrations ===

impl Integrations {
    /// Takes what was put, in place of all that was there: a capability that is left out is not routed any more.
    pub(super) fn put(&mut self, transport: &str, request: &Value) {
        let now = clock::now();
        let capabilities: Vec<_> = request["capabilities"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|it| json!({"name": it["name"], "version": it["version"], "updatedAt": now}))
            .collect();
        let place = self.place(transport);
        let created = place.as_ref().map_or_else(|| now.clone().into(), |before| before["createdAt"].clone());
        let common = json!({"capabilities": capabilities, "createdAt": created});
        *place = Some(if transport == "rest" { reached(common, request) } else { common });
    }

    /// All that is registered over a transport.
    pub(super) fn of(&self, transport: &str) -> Value {
        let integration = if transport == "rest" { &self.rest } else { &self.ws };
        integration.iter().cloned().collect()
    }

    /// The names of the capabilities.
    pub(super) fn names(&self, transport: &str) -> Option<Vec<String>> {
        let integration = if transport == "rest" { &self.rest } else { &self.ws };
        let capabilities = integration.as_ref()?["capabilities"].as_array()?;
        Some(capabilities.iter().filter_map(|it| it["name"].as_str().map(str::to_owned)).collect())
    }

    fn place(&mut self, transport: &str) -> &mut Option<Value> {
        if transport == "rest" { &mut self.rest } else { &mut self.ws }
    }
}

/// With how a host is reached. The password is never shown again.
fn reached(mut integration: Value, request: &Value) -> Value {
    let auth = &request["auth"];
    let auth = match auth.get("basic") {
        Some(basic) => json!({"authType": auth["authType"], "basic": {"username": basic["username"]}}),
        None => json!({"authType": auth["authType"]}),
    };
    if let Some(integration) = integration.as_object_mut() {
        integration.insert("url".to_owned(), request["url"].clone());
        integration.insert("auth".to_owned(), auth);
    }
    integration
}
