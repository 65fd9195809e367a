//! The EPOS Data API over REST: Dojo is the client.

use super::{Ask, Heard, LARGEST_ANSWER, PATIENCE, Refusal};
use crate::fault::{Fault, Faults};
use crate::judge::{Judge, Shape, Violation};
use crate::transcript::{self, Entry, Kind, Transcript, Way};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, Response};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use url::Url;

/// All but the characters that a path never has to escape.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// To connect, TLS included: a point of sale that is there answers in a fraction of it.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A line to a point of sale's URL.
pub struct RestLine {
    client: reqwest::Client,
    base: Url,
    user: String,
    password: String,
    judge: Arc<Judge>,
    transcript: Transcript,
    faults: Arc<Faults>,
}

/// An address to which no line can be made, and why.
#[derive(Debug, thiserror::Error)]
pub enum BadAddress {
    /// It cannot be read.
    #[error("{0:?} is no address: write http://127.0.0.1:8080, or what you register at Dojo")]
    NoUrl(String),
    /// TLS or the client cannot be set up.
    #[error("the HTTP client cannot be set up: {0}")]
    Client(String),
}

/// What came back, before it is judged.
struct Answered {
    status: u16,
    is_json: bool,
    text: String,
}

// === impl RestLine ===

impl RestLine {
    /// A line to the URL that a venue registers, with its user name and password.
    ///
    /// # Errors
    /// Where the address is none, or TLS cannot be set up.
    pub fn new(
        base: &str,
        user: &str,
        password: &str,
        judge: Arc<Judge>,
        transcript: Transcript,
        faults: Arc<Faults>,
    ) -> Result<Self, BadAddress> {
        let url = Url::parse(base).ok().filter(|url| ["http", "https"].contains(&url.scheme()) && url.has_host());
        let base = url.ok_or_else(|| BadAddress::NoUrl(base.to_owned()))?;
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| BadAddress::Client(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            // What is sent again is sent again by the card machine, and stands in the transcript.
            .retry(reqwest::retry::never())
            .no_proxy()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(PATIENCE)
            .build()
            .map_err(|error| BadAddress::Client(error.to_string()))?;
        let (user, password) = (user.to_owned(), password.to_owned());
        Ok(Self { client, base, user, password, judge, transcript, faults })
    }

    pub(super) async fn ask(&self, ask: &Ask) -> Heard {
        let body = ask.operation.has_body.then(|| Value::Object(ask.body.clone()));
        if let Some(body) = &body {
            if self.faults.strikes(Fault::MalformedFrames) {
                self.send_half_a_body(ask, body).await;
            }
            if self.faults.strikes(Fault::DroppedConnections) {
                self.hang_up_in_the_middle(ask, body).await;
            }
        }
        let violations = body
            .as_ref()
            .map(|body| self.judge.judge(&Shape::rest_request(ask.operation.name), body))
            .unwrap_or_default();
        let asked = self.note_request(ask, body.clone(), violations);
        let answered = match self.exchange(ask, body.map(|body| body.to_string())).await {
            Ok(answered) => answered,
            Err(why) => return self.nothing(ask, asked, why),
        };
        let (heard, violations) = self.read(ask, &answered);
        self.note_reply(ask, asked, &answered, violations);
        if self.faults.strikes(Fault::LostReplies) {
            return self.nothing(ask, asked, "the reply was lost on purpose".to_owned());
        }
        heard
    }

    async fn exchange(&self, ask: &Ask, body: Option<String>) -> Result<Answered, String> {
        let method = Method::from_bytes(ask.operation.method.as_bytes()).unwrap_or_default();
        let url = format!("{}{}", self.base.as_str().trim_end_matches('/'), path(ask));
        let mut request = self.client.request(method, url).basic_auth(&self.user, Some(&self.password));
        for (name, _, value) in ask.requester.headers() {
            request = request.header(name, value);
        }
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        // The address may hold a password: what lies deepest says why.
        let response = request.send().await.map_err(|error| reason(&error))?;
        let status = response.status().as_u16();
        let content_type = response.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
        let is_json = content_type.starts_with("application/json");
        Ok(Answered { status, is_json, text: text(response).await? })
    }

    /// What an answer says, and what is wrong with it.
    fn read(&self, ask: &Ask, answered: &Answered) -> (Heard, Vec<Violation>) {
        let Answered { status, is_json, text } = answered;
        let mut violations = Vec::new();
        if !text.is_empty() && !is_json {
            violations.push(Violation::at("header content-type", "it is not application/json"));
        }
        // The official file of REST has no events: nobody says that the answer to one has a body.
        let may_be_empty = !ask.operation.has_reply || ask.operation.name == "HandleEvent";
        if *status == 200 && may_be_empty && text.is_empty() {
            return (Heard::Done(Value::Null), violations);
        }
        let body: Value = match serde_json::from_str(text) {
            Ok(body) => body,
            Err(error) => {
                violations.push(Violation::of_all(format!("the answer, of status {status}, is no JSON: {error}")));
                return (Heard::Nothing(format!("status {status} without JSON")), violations);
            }
        };
        match status {
            200 if !ask.operation.has_reply => (Heard::Done(Value::Null), violations),
            200 => {
                violations.extend(self.judge.judge(&Shape::rest_reply(ask.operation.name), &body));
                (Heard::Done(body), violations)
            }
            400..=599 => {
                violations.extend(self.judge.judge(&Shape::rest_error(), &body));
                (Heard::Refused(Refusal::of(&body)), violations)
            }
            other => {
                violations
                    .push(Violation::of_all(format!("the status is {other}: a success is 200, a failure 4xx or 5xx")));
                (Heard::Nothing(format!("status {other}")), violations)
            }
        }
    }

    /// What cannot be read must be refused, and as every failure is.
    async fn send_half_a_body(&self, ask: &Ask, body: &Value) {
        let body = half(&body.to_string());
        let asked = self.note_request(ask, Some(body.clone().into()), Vec::new());
        let answered = match self.exchange(ask, Some(body)).await {
            Ok(answered) => answered,
            Err(why) => {
                self.nothing(ask, asked, why);
                return;
            }
        };
        let (_, mut violations) = self.read(ask, &answered);
        if !(400..500).contains(&answered.status) {
            violations.push(Violation::of_all(format!("half a request was answered with status {}", answered.status)));
        }
        self.note_reply(ask, asked, &answered, violations);
    }

    /// Sends half a request, and hangs up. Nothing may come of it, which the visit goes on to show.
    async fn hang_up_in_the_middle(&self, ask: &Ask, body: &Value) {
        let note = "Dojo hung up in the middle of a request on purpose";
        let body = body.to_string();
        let (Some(host), Some(port)) = (self.base.host_str(), self.base.port_or_known_default()) else { return };
        let head = format!(
            "{} {}{} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            ask.operation.method,
            self.base.path().trim_end_matches('/'),
            path(ask),
            body.len()
        );
        if let Ok(mut stream) = TcpStream::connect((host, port)).await {
            let _ = stream.write_all(format!("{head}{}", half(&body)).as_bytes()).await;
        }
        let entry = Entry::new(Way::Rest, Kind::Note, ask.operation.name);
        self.transcript.add(Entry { body: Some(note.into()), ..entry });
    }

    fn note_request(&self, ask: &Ask, body: Option<Value>, violations: Vec<Violation>) -> u64 {
        self.transcript.add(Entry {
            target: Some(format!("{} {}", ask.operation.method, path(ask))),
            fields: ask.fields.clone(),
            waiter: ask.requester.waiter_id.clone(),
            body,
            violations,
            ..Entry::new(Way::Rest, Kind::Request, ask.operation.name)
        })
    }

    fn note_reply(&self, ask: &Ask, asked: u64, answered: &Answered, violations: Vec<Violation>) {
        self.transcript.add(Entry {
            of: Some(asked),
            status: Some(answered.status),
            body: transcript::body(&answered.text),
            violations,
            ..Entry::new(Way::Rest, Kind::Reply, ask.operation.name)
        });
    }

    fn nothing(&self, ask: &Ask, asked: u64, why: String) -> Heard {
        let body = Some(why.clone().into());
        let entry = Entry::new(Way::Rest, Kind::Note, ask.operation.name);
        self.transcript.add(Entry { of: Some(asked), body, ..entry });
        Heard::Nothing(why)
    }
}

/// The path of an operation with what stands in it.
fn path(ask: &Ask) -> String {
    ask.operation.path_fields().fold(ask.operation.path.to_owned(), |path, name| {
        let value = ask.fields.get(name).and_then(Value::as_str).unwrap_or_default();
        path.replace(&format!("{{{name}}}"), &utf8_percent_encode(value, ESCAPED).to_string())
    })
}

fn half(text: &str) -> String {
    text.chars().take(text.chars().count() / 2).collect()
}

async fn text(mut response: Response) -> Result<String, String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| reason(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LARGEST_ANSWER {
            return Err(format!("the answer is larger than {LARGEST_ANSWER} bytes"));
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("no answer within {} s", PATIENCE.as_secs());
    }
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    let what = if error.is_connect() { "the point of sale cannot be reached" } else { "no answer came" };
    if std::ptr::addr_eq(deepest, error) { what.to_owned() } else { format!("{what}: {deepest}") }
}
