//! What was said, by whom, and what was wrong with it: kept in memory, and written as JSON Lines.
//!
//! Passwords and keys never stand in it: headers are not kept, and a registered password is replaced.

use crate::judge::Violation;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Entries kept in memory: an evening of visits. A run that lasts for days writes a file, which has all of them.
const KEPT: usize = 10_000;

/// Which way something went.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The EPOS Data API over REST: Dojo asks.
    Rest,
    /// The EPOS Data API over WebSocket: Dojo asks.
    Socket,
    /// Dojo's own API: the point of sale's side asks.
    Dojo,
}

/// What an entry is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Somebody asks.
    Request,
    /// Somebody answers.
    Reply,
    /// Nothing was said, but something became of it: a connection was opened, or no answer came.
    Note,
    /// A payment intent as it is from now on: what a replay puts in the cloud before it goes on.
    Intent,
}

/// One line of the transcript.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Counts from 1.
    pub number: u64,
    /// When, in UTC.
    pub at: String,
    /// Which way it went.
    pub way: Way,
    /// What it is.
    pub kind: Kind,
    /// The operation, where there is one, or what else it is about.
    pub what: String,
    /// The number of the request that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
    /// Over REST: the method and the path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The status of a reply over HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What stands in the path over REST, of a request to a point of sale.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub fields: Map<String, Value>,
    /// The waiter's id, of a request to a point of sale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiter: Option<String>,
    /// What was said; a text where it is no JSON. Over WebSocket the whole frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// All that is wrong with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
}

/// Keeps entries. Clones are the same transcript.
#[derive(Clone, Default)]
pub struct Transcript {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    kept: Mutex<VecDeque<Entry>>,
    written: AtomicU64,
    violations: AtomicU64,
    file: Option<Mutex<File>>,
    listener: Option<Listener>,
}

type Listener = Box<dyn Fn(&Entry) + Send + Sync>;

// === impl Transcript ===

impl Transcript {
    /// One that writes a file too, where a path is given, and tells a listener of each entry.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub fn open(path: Option<&Path>, listener: impl Fn(&Entry) + Send + Sync + 'static) -> io::Result<Self> {
        let file = path.map(File::create).transpose()?.map(Mutex::new);
        let shared = Shared { file, listener: Some(Box::new(listener)), ..Shared::default() };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The entries so far, the last ten thousand at most.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.kept().iter().cloned().collect()
    }

    /// How many violations there were, in all.
    #[must_use]
    pub fn violations(&self) -> u64 {
        self.shared.violations.load(Ordering::Relaxed)
    }

    /// Adds an entry, and returns its number.
    pub(crate) fn add(&self, mut entry: Entry) -> u64 {
        // Numbers stand in the file in their order: whoever counts writes.
        let mut kept = self.kept();
        entry.number = self.shared.written.fetch_add(1, Ordering::Relaxed) + 1;
        let violations = u64::try_from(entry.violations.len()).unwrap_or(u64::MAX);
        self.shared.violations.fetch_add(violations, Ordering::Relaxed);
        if let Some(body) = &mut entry.body {
            hide_passwords(body);
        }
        if let Some(file) = &self.shared.file
            && let Ok(mut line) = serde_json::to_vec(&entry)
        {
            line.push(b'\n');
            // A disk that is full must not end a demo: what is on the screen is still true.
            let _ = file.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line);
        }
        if let Some(listener) = &self.shared.listener {
            listener(&entry);
        }
        let number = entry.number;
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(entry);
        number
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.shared.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// === impl Entry ===

impl Entry {
    /// Something that happens now.
    pub(crate) fn new(way: Way, kind: Kind, what: impl Into<String>) -> Self {
        Self {
            number: 0,
            at: crate::clock::now(),
            way,
            kind,
            what: what.into(),
            of: None,
            target: None,
            status: None,
            fields: Map::new(),
            waiter: None,
            body: None,
            violations: Vec::new(),
        }
    }
}

/// What was said as it is kept: JSON where it is some.
pub(crate) fn body(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)))
}

fn hide_passwords(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (name, inner) in object {
                if name == "password" || name == "clientSessionSecret" {
                    *inner = "***".into();
                } else {
                    hide_passwords(inner);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(hide_passwords),
        _ => (),
    }
}
