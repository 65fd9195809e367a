//! What the scripted point of sale answers, and what it does instead of answering.

/// An answer, or what happens instead of one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    ending: Ending,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ending {
    Whole,
    CutShort,
    Closed,
    Silent,
}

// === impl Reply ===

impl Reply {
    /// JSON, or text that is to be taken for it.
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::status(status).with_body("application/json", body)
    }

    /// Plain text.
    pub fn text(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::status(status).with_body("text/plain", body)
    }

    /// A status without a body.
    pub const fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), ending: Ending::Whole }
    }

    /// Reads the request, and closes the connection without an answer: what was asked may have been done.
    pub fn closes() -> Self {
        Self { ending: Ending::Closed, ..Self::status(0) }
    }

    /// Reads the request, and never answers: as slow as can be.
    pub fn silence() -> Self {
        Self { ending: Ending::Silent, ..Self::status(0) }
    }

    /// One more header field.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same answer, with a connection that ends in the middle of its body.
    #[must_use]
    pub const fn cut_short(mut self) -> Self {
        self.ending = Ending::CutShort;
        self
    }

    fn with_body(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", kind)
    }

    /// What goes over the wire; none where the connection just ends.
    pub(super) fn bytes(&self) -> Option<Vec<u8>> {
        let length = match self.ending {
            Ending::Whole => self.body.len(),
            Ending::CutShort => self.body.len() + 1,
            Ending::Closed | Ending::Silent => return None,
        };
        let mut head = format!("HTTP/1.1 {} Scripted\r\nconnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        // A 204 has neither (RFC 9110, 8.6).
        if self.status != 204 {
            head.push_str(&format!("content-length: {length}\r\n"));
        }
        head.push_str("\r\n");
        Some([head.as_bytes(), &self.body].concat())
    }

    /// The connection stays until the other side ends it.
    pub(super) fn is_silent(&self) -> bool {
        self.ending == Ending::Silent
    }
}

/// 200, as JSON.
impl From<&str> for Reply {
    fn from(body: &str) -> Self {
        Self::json(200, body)
    }
}

/// 200, as JSON.
impl From<String> for Reply {
    fn from(body: String) -> Self {
        Self::json(200, body)
    }
}

/// A status, and a body as JSON.
impl From<(u16, &str)> for Reply {
    fn from((status, body): (u16, &str)) -> Self {
        Self::json(status, body)
    }
}
