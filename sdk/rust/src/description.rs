//! What an adapter says of itself, put together piece by piece.

use crate::about::{Description, PaymentSafety, Setting};

// === impl Description ===

impl Description {
    /// An adapter that posts payments without a key and cannot look for them, asks for no settings and reaches nobody.
    ///
    /// ```
    /// use patio_sdk::about::{Description, PaymentSafety, Setting};
    ///
    /// Description::new("Corner", env!("CARGO_PKG_VERSION"))
    ///     .payment_safety(PaymentSafety::Keyed)
    ///     .setting(Setting::required("base_url", "where the POS answers"))
    ///     .setting(Setting::secret("api_key", "the key that the POS gave for this venue"))
    ///     .setting(Setting::optional("tables", "how many tables there are").default("10"))
    ///     .http("{base_url}");
    /// ```
    pub fn new(name: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            version: version.into(),
            vendor: None,
            payment_safety: PaymentSafety::None,
            settings: Vec::new(),
            http: Vec::new(),
        }
    }

    /// Who makes it.
    #[must_use]
    pub fn vendor(mut self, vendor: impl Into<String>) -> Self {
        self.vendor = Some(vendor.into());
        self
    }

    /// What happens when the same payment is posted twice.
    #[must_use]
    pub const fn payment_safety(mut self, safety: PaymentSafety) -> Self {
        self.payment_safety = safety;
        self
    }

    /// One more setting.
    #[must_use]
    pub fn setting(mut self, setting: Setting) -> Self {
        self.settings.push(setting);
        self
    }

    /// One more host that it wants to talk to: `https://api.pos.example`, or `{base_url}` for the value of a setting.
    #[must_use]
    pub fn http(mut self, wish: impl Into<String>) -> Self {
        self.http.push(wish.into());
        self
    }
}

// === impl Setting ===

impl Setting {
    /// A setting that must have a value.
    pub fn required(name: impl Into<String>, help: impl Into<String>) -> Self {
        Self { name: name.into(), help: help.into(), required: true, secret: false, default: None }
    }

    /// A setting that may have a value.
    pub fn optional(name: impl Into<String>, help: impl Into<String>) -> Self {
        Self { required: false, ..Self::required(name, help) }
    }

    /// A setting that must have a value, which is never logged and never shown.
    pub fn secret(name: impl Into<String>, help: impl Into<String>) -> Self {
        Self { secret: true, ..Self::required(name, help) }
    }

    /// The value where the operator writes none.
    #[must_use]
    pub fn default(mut self, value: impl Into<String>) -> Self {
        self.default = Some(value.into());
        self
    }
}
