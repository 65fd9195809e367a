//! A point of sale as an adapter sees it: where it is, and what every request to it has.

use std::time::Duration;

use super::request::Words;
use super::{Request, Response, url};

/// Makes requests to one point of sale.
#[derive(Clone, Debug)]
pub struct Client {
    base: String,
    headers: Vec<(String, String)>,
    timeout: Option<Duration>,
    words: Option<Words>,
}

// === impl Client ===

impl Client {
    /// The point of sale at a URL: scheme, host, and a path where there is one. A slash at its end makes no difference.
    pub fn new(base_url: impl Into<String>) -> Self {
        let base: String = base_url.into();
        let base = base.trim_end_matches('/').to_owned();
        Self { base, headers: Vec::new(), timeout: None, words: None }
    }

    /// A header field that each request has.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// How long a request may take, answer included, where that is less than what the call leaves.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Where the point of sale says in words why it refuses: they stand in the error then. The function sees every answer
    /// whose status is not 2xx.
    #[must_use]
    pub fn words(mut self, words: fn(&Response) -> Option<String>) -> Self {
        self.words = Some(Words(words));
        self
    }

    /// GET.
    pub fn get(&self, path: &[&str]) -> Request {
        self.request("GET", path)
    }

    /// POST.
    pub fn post(&self, path: &[&str]) -> Request {
        self.request("POST", path)
    }

    /// PUT.
    pub fn put(&self, path: &[&str]) -> Request {
        self.request("PUT", path)
    }

    /// DELETE.
    pub fn delete(&self, path: &[&str]) -> Request {
        self.request("DELETE", path)
    }

    /// A request: a method, and the parts of a path below the base. What is in a part stays in it: an id with a slash or
    /// a question mark in it is percent-encoded and leads nowhere else.
    pub fn request(&self, method: &str, path: &[&str]) -> Request {
        let path: String = path.iter().map(|part| format!("/{}", url::encoded_part(part))).collect();
        let mut request = Request::new(method, &format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request.with(self.timeout, self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_path_stays_one() {
        let client = Client::new("http://pos.example/api/");
        for (id, expected) in
            [("1001", "1001"), ("a/b?c#d", "a%2Fb%3Fc%23d"), ("..", "%2E%2E"), ("Tisch 8é", "Tisch%208%C3%A9")]
        {
            assert_eq!(client.get(&["checks", id]).url(), format!("http://pos.example/api/checks/{expected}"));
        }
    }

    #[test]
    fn a_query_is_encoded() {
        let request = Client::new("http://pos.example").get(&["checks"]).query("table", "T 8&x=1").query("limit", "5");
        assert_eq!(request.url(), "http://pos.example/checks?table=T%208%26x%3D1&limit=5");
    }
}
