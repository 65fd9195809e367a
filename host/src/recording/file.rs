//! A recording that is read: JSON Lines, of which the first says what it is. One that was cut off has what came before.

use super::VERSION;
use super::wish::{CallLine, EndLine, Ending};
use crate::adapter::witness::Account;
use serde_json::Value;

/// A recording.
#[derive(Clone, PartialEq, Debug)]
pub struct Recording {
    /// Whose calls.
    pub venue: String,
    /// When it began.
    pub at: String,
    /// Its calls, each with its number.
    pub calls: Vec<(u32, Account)>,
    /// What is missing: its end, or calls that came too fast.
    pub missing: Option<String>,
}

/// Why a file is no recording.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ReadError {
    /// Something else.
    #[error("it is no recording: its first line is not that of one")]
    NoRecording,
    /// Of another patio.
    #[error("it is a recording of version {0}, and this patio reads version {VERSION}")]
    OtherVersion(u64),
    /// Changed by hand, or damaged.
    #[error("line {line}: {what}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
}

// === impl Recording ===

impl Recording {
    /// Reads a file's text.
    ///
    /// # Errors
    /// Why it is no recording, and where.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        let mut lines = text.lines().enumerate();
        let head = lines.next().and_then(|(_, line)| serde_json::from_str::<Value>(line).ok());
        let head = head.ok_or(ReadError::NoRecording)?;
        match head.get("patio_recording").and_then(Value::as_u64) {
            None => return Err(ReadError::NoRecording),
            Some(version) if version != u64::from(VERSION) => return Err(ReadError::OtherVersion(version)),
            Some(_) => {}
        }
        let text_at = |pointer: &str| head.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (venue, at) = (text_at("/wish/venue"), text_at("/at"));
        let (mut calls, mut end) = (Vec::new(), None);
        let whole = text.ends_with('\n');
        let last = text.lines().count();
        for (index, line) in lines {
            match serde_json::from_str::<CallLine<'_>>(line) {
                Ok(CallLine { call, account }) => calls.push((call, account.into_owned())),
                Err(error) => match serde_json::from_str(line) {
                    Ok(EndLine { end: ending }) => end = Some(ending),
                    // The last line of a file that was cut off.
                    Err(_) if index + 1 == last && !whole => {}
                    Err(_) => return Err(ReadError::Line { line: index + 1, what: format!("is no call: {error}") }),
                },
            }
        }
        Ok(Self { venue, at, calls, missing: missing(end) })
    }
}

fn missing(end: Option<Ending>) -> Option<String> {
    match end {
        None => Some("it was cut off: calls at its end may be missing".to_owned()),
        Some(Ending { missed: 0, .. }) => None,
        Some(Ending { missed, .. }) => Some(format!("{missed} calls came faster than they could be taken down")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = r#"{"patio_recording":1,"patio":"0.1.0","at":"2026-11-22T19:04:05.000Z","wish":{"venue":"crown","calls":1,"seconds":1}}"#;

    #[test]
    fn what_is_no_recording_is_told_from_one_of_another_version() {
        for text in ["", "{}", "no JSON", "{\"call\":1}", "\u{0}asm"] {
            assert_eq!(Recording::read(text), Err(ReadError::NoRecording), "{text:?}");
        }
        let other = HEAD.replace(":1,\"patio\"", ":2,\"patio\"");
        assert_eq!(Recording::read(&other), Err(ReadError::OtherVersion(2)));
    }

    #[test]
    fn a_recording_without_its_last_line_was_cut_off() {
        let cut = Recording::read(&format!("{HEAD}\n{{\"call\":1,\"at\":\"20")).unwrap();
        assert_eq!((cut.venue.as_str(), cut.calls.len()), ("crown", 0));
        assert_eq!(cut.missing.unwrap(), "it was cut off: calls at its end may be missing");
        let end = r#"{"end":{"calls":0,"missed":0,"because":"time"}}"#;
        assert_eq!(Recording::read(&format!("{HEAD}\n{end}\n")).unwrap().missing, None);
        let end = end.replace("\"missed\":0", "\"missed\":3");
        let missed = Recording::read(&format!("{HEAD}\n{end}\n")).unwrap().missing.unwrap();
        assert_eq!(missed, "3 calls came faster than they could be taken down");
    }

    #[test]
    fn a_line_in_the_middle_that_is_no_call_is_named() {
        let error = Recording::read(&format!("{HEAD}\n{{\"call\":1}}\n{{\"end\":1}}\n")).unwrap_err();
        assert!(error.to_string().starts_with("line 2: is no call: missing field `at`"), "{error}");
    }
}
