//! The report on a terminal: short where all is well.

use super::Report;
use crate::finding::{Finding, Outcome, Verdict};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How it is written.
#[derive(Clone, Debug)]
pub struct Terminal {
    /// Whether words may have colours.
    pub colours: bool,
    /// What was typed, up to the options that choose cases: to say how to play one case again.
    pub again: String,
    /// Whether each case that was skipped is named, with its reason.
    pub skipped: bool,
}

/// The report as text.
pub fn terminal(report: &Report, how: &Terminal) -> String {
    let mut text = String::new();
    let of = &report.of;
    let _ = writeln!(
        text,
        "{} {} ({}), payment-safety {}, {}",
        printable(&of.name),
        printable(&of.version),
        of.class,
        of.payment_safety,
        printable(&of.pos)
    );
    for (group, outcomes) in groups(&report.cases) {
        let passed = outcomes.iter().filter(|outcome| outcome.verdict == Verdict::Passed).count();
        let played = outcomes.iter().filter(|outcome| !matches!(outcome.verdict, Verdict::Skipped { .. })).count();
        let mark = if outcomes.iter().any(|outcome| outcome.is_refusal()) {
            how.red("✗")
        } else if outcomes.iter().any(|outcome| matches!(outcome.verdict, Verdict::Prevented { .. })) {
            how.red("?")
        } else if played == 0 {
            how.dim("–")
        } else {
            how.green("✓")
        };
        let skipped = outcomes.len() - played;
        let of_skipped = if skipped == 0 { String::new() } else { how.dim(&format!(", {skipped} skipped")) };
        let _ = writeln!(text, "{mark} {group:<10} {passed} of {played} hold{of_skipped}");
        for outcome in &outcomes {
            if let Verdict::Failed { findings } = &outcome.verdict {
                failed(&mut text, outcome, findings, how);
            }
        }
    }
    unplayed(&mut text, &report.cases, how);
    let count = report.count();
    let _ = match (report.is_passed(), count.failed) {
        (true, _) => writeln!(text, "{}", how.green(&format!("it passes: {} cases hold", count.passed))),
        (false, 0) if count.prevented > 0 => writeln!(
            text,
            "{}",
            how.red(&format!(
                "nothing is known: {} of {} cases could not be played",
                count.prevented,
                count.prevented + count.passed
            ))
        ),
        (false, 0) => writeln!(text, "{}", how.red(count.nothing())),
        (false, _) => writeln!(
            text,
            "{}",
            how.red(&format!(
                "it does not pass: {} of {} required cases fail",
                count.failed,
                count.failed + count.passed
            ))
        ),
    };
    text
}

fn failed(text: &mut String, outcome: &Outcome, findings: &[Finding], how: &Terminal) {
    let word = if outcome.is_refusal() { how.red("FAILED") } else { how.yellow("advice") };
    let _ = writeln!(text, "\n  {word} {}: {}", how.bold(&outcome.id), outcome.title);
    let (mut mistake, mut step) = ("", 0);
    for finding in findings {
        if finding.mistake != mistake {
            mistake = &finding.mistake;
            let _ = writeln!(text, "    {mistake}");
        }
        if finding.step != step {
            step = finding.step;
            let _ = writeln!(text, "    step {step:<3} {}", printable(&finding.doing));
        }
        let _ = writeln!(text, "    expected {}", printable(&finding.expected));
        let _ = writeln!(text, "    came     {}", printable(&finding.came));
    }
    if let Some(finding) = findings.first() {
        let _ = writeln!(text, "    read     {}", finding.read);
    }
    let _ = writeln!(text, "    again    {} --case {}\n", how.again, outcome.id);
}

/// What was not played: by its reason, or one by one.
fn unplayed(text: &mut String, outcomes: &[Outcome], how: &Terminal) {
    let mut by_reason: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for outcome in outcomes {
        let reason = match &outcome.verdict {
            Verdict::Skipped { reason } => ("skipped", reason.as_str()),
            Verdict::Prevented { reason } => ("not played", reason.as_str()),
            Verdict::Passed | Verdict::Failed { .. } => continue,
        };
        by_reason.entry(reason).or_default().push(&outcome.id);
    }
    for ((word, reason), ids) in by_reason {
        let plural = if ids.len() == 1 { "" } else { "s" };
        let _ = writeln!(text, "{}", how.dim(&format!("- {} case{plural} {word}: {}", ids.len(), printable(reason))));
        if how.skipped {
            ids.iter().for_each(|id| {
                let _ = writeln!(text, "{}", how.dim(&format!("    {id}")));
            });
        }
    }
}

/// The outcomes of each group, in the order in which they came.
pub(super) fn groups(outcomes: &[Outcome]) -> Vec<(&str, Vec<&Outcome>)> {
    let mut groups: Vec<(&str, Vec<&Outcome>)> = Vec::new();
    for outcome in outcomes {
        let group = outcome.id.split('/').next().unwrap_or_default();
        match groups.iter_mut().find(|(name, _)| *name == group) {
            Some((_, of_group)) => of_group.push(outcome),
            None => groups.push((group, vec![outcome])),
        }
    }
    groups
}

/// What others wrote, without what a terminal would obey.
fn printable(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}

// === impl Terminal ===

impl Terminal {
    fn paint(&self, code: &str, text: &str) -> String {
        if self.colours { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn red(&self, text: &str) -> String {
        self.paint("31", text)
    }

    fn green(&self, text: &str) -> String {
        self.paint("32", text)
    }

    fn yellow(&self, text: &str) -> String {
        self.paint("33", text)
    }

    fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    fn dim(&self, text: &str) -> String {
        self.paint("2", text)
    }
}
