//! The example point of sale, where a test looks at what came to be in it.

use patio_pos::Opening;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// One that runs for as long as it is held.
pub(crate) struct Corner {
    pub(crate) url: String,
    corner: patio_pos::Corner,
    _runtime: Runtime,
}

// === impl Corner ===

impl Corner {
    /// With the key `k`.
    pub(crate) fn open() -> Self {
        let runtime = Runtime::new().unwrap();
        let corner = runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            patio_pos::Corner::start(listener, Opening::evening().unwrap(), "k").unwrap()
        });
        Self { url: corner.url(), corner, _runtime: runtime }
    }

    /// The last payment on check 1001: its amount and its tip.
    pub(crate) fn last_payment(&self) -> (String, String) {
        let payment = self.corner.payments("1001").pop().unwrap();
        let text = |name: &str| payment.get(name).and_then(Value::as_str).unwrap().to_owned();
        (text("amount"), text("tip"))
    }
}
