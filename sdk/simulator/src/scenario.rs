//! A visit that is written down: a TOML file of steps, and how it is played.
//!
//! ```toml
//! name = "Three friends split the bill"
//! tells = "record"            # or "events", or "both"
//!
//! [[step]]
//! do = "orders"               # those that can be paid
//! at_least = 1
//!
//! [[step]]
//! do = "choose"
//! order = "1001"              # an id, a name on the screen, or a place on the list
//!
//! [[step]]
//! do = "lock"
//!
//! [[step]]
//! do = "split"                # or "pay", "split-amounts", "decline", "refund", "bill", "look", "extend", "waiter"
//! ways = 3
//! tip = 100                   # minor units, of each part
//!
//! [[step]]
//! do = "expect"
//! due = 0
//!
//! [[step]]
//! do = "unlock"
//! ```
//!
//! A step with `refused = "Conflict"` must be refused with that kind of EPOSError.

use crate::machine::{CardMachine, Tells, Trouble};
use crate::step::{Step, StepError};
use serde::Deserialize;
use std::str::FromStr;

/// A visit to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scenario {
    /// What it is about.
    pub name: String,
    /// How the point of sale is told; as the card machine is set where it is left out.
    pub tells: Option<Tells>,
    steps: Vec<Planned>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Planned {
    step: Step,
    /// The kind of EPOSError that it must be refused with.
    refused: Option<String>,
}

/// Why a file is no scenario.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadScenario {
    /// It is no TOML, or has something in it that no scenario has.
    #[error("{0}")]
    NotToml(String),
    /// A step cannot be read.
    #[error("step {step}: {what}")]
    BadStep {
        /// From 1.
        step: usize,
        /// What is wrong with it.
        what: String,
    },
}

/// How a visit failed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("step {step} ({what}): {why}")]
pub struct Failed {
    /// From 1.
    pub step: usize,
    /// What it does.
    pub what: String,
    /// Why it failed.
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    name: String,
    tells: Option<String>,
    #[serde(default)]
    step: Vec<toml::Table>,
}

// === impl Scenario ===

impl Scenario {
    /// Plays it to its end, or to the first step that does not go as it should. Says each step, and what came of it.
    ///
    /// # Errors
    /// The step that failed.
    pub async fn play(&self, machine: &mut CardMachine, say: &mut (dyn FnMut(&str) + Send)) -> Result<(), Failed> {
        if let Some(tells) = self.tells {
            machine.tells = tells;
        }
        for (number, Planned { step, refused }) in (1..).zip(&self.steps) {
            let outcome = step.take(machine, say).await;
            let failed = |why: String| Failed { step: number, what: format!("{step:?}"), why };
            match (outcome, refused) {
                (Ok(()), None) => (),
                (Ok(()), Some(expected)) => {
                    return Err(failed(format!("it was to be refused with {expected}, and is done")));
                }
                (Err(StepError::Trouble(Trouble::Refused { refusal, .. })), Some(expected))
                    if refusal.error_type == *expected =>
                {
                    say(&format!("refused, as it should be: {refusal}"));
                }
                (Err(error), _) => return Err(failed(error.to_string())),
            }
        }
        Ok(())
    }
}

impl FromStr for Scenario {
    type Err = BadScenario;

    fn from_str(text: &str) -> Result<Self, BadScenario> {
        let not_toml = |error: toml::de::Error| BadScenario::NotToml(error.to_string().trim_end().to_owned());
        let file: File = toml::from_str(text).map_err(not_toml)?;
        let tells = file.tells.map(|tells| tells.parse()).transpose().map_err(BadScenario::NotToml)?;
        let planned = |(number, mut table): (usize, toml::Table)| {
            let bad = |what: String| BadScenario::BadStep { step: number, what };
            let refused = match table.remove("refused") {
                None => None,
                Some(toml::Value::String(kind)) => Some(kind),
                Some(other) => {
                    return Err(bad(format!("refused = {other}: write \"Conflict\", or another kind of EPOSError")));
                }
            };
            let step = Step::deserialize(toml::Value::Table(table)).map_err(|error| bad(error.message().to_owned()))?;
            Ok(Planned { step, refused })
        };
        let steps = (1..).zip(file.step).map(planned).collect::<Result<Vec<_>, _>>()?;
        if steps.is_empty() {
            return Err(BadScenario::NotToml("it has no steps: write [[step]] and do = \"orders\"".to_owned()));
        }
        Ok(Self { name: file.name, tells, steps })
    }
}

// === impl Tells ===

impl FromStr for Tells {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "events" => Ok(Self::Events),
            "record" => Ok(Self::Record),
            "both" => Ok(Self::Both),
            other => Err(format!("tells = {other:?}: write events, record or both")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_scenario_is_read() {
        let documented: String = include_str!("scenario.rs")
            .lines()
            .skip_while(|line| *line != "//! ```toml")
            .skip(1)
            .take_while(|line| *line != "//! ```")
            .map(|line| format!("{}\n", line.trim_start_matches("//!")))
            .collect();
        let scenario: Scenario = documented.parse().unwrap();
        assert_eq!((scenario.tells, scenario.steps.len()), (Some(Tells::Record), 6));
        assert_eq!(scenario.steps[3].step, Step::Split { ways: 3, tip: 100 });
    }

    #[track_caller]
    fn check_refused(text: &str, part: &str) {
        let message = text.parse::<Scenario>().unwrap_err().to_string();
        assert!(message.contains(part), "{message}");
    }

    #[test]
    fn a_step_that_cannot_be_read_is_named() {
        check_refused("[[step]]\ndo = \"lock\"\n[[step]]\ndo = \"pay\"\namout = 5", "step 2: unknown field `amout`");
        check_refused("[[step]]\ndo = \"dance\"", "step 1: unknown variant `dance`");
        check_refused("[[step]]\ndo = \"lock\"\nrefused = 1", "step 1: refused = 1");
        check_refused("steps = []", "unknown field `steps`");
        check_refused("tells = \"shouts\"\n[[step]]\ndo = \"lock\"", "events, record or both");
        check_refused("name = \"nothing\"", "it has no steps");
    }
}
