//! The report as one HTML file that refers to nothing outside itself.

use super::terminal::groups;
use super::{Count, Report};
use crate::finding::{Finding, Outcome, Verdict};
use std::fmt::{self, Write as _};

/// The looks.
const STYLE: &str = include_str!("page.css");

/// The report as an HTML document. `again` is what was typed, up to the options that choose cases.
pub fn html(report: &Report, again: &str) -> String {
    let of = &report.of;
    let count = report.count();
    let (class, verdict) = if report.is_passed() {
        ("passed", format!("It passes: {} cases hold.", count.passed))
    } else if count.failed == 0 && count.prevented > 0 {
        let Count { prevented, passed, .. } = count;
        ("failed", format!("Nothing is known: {prevented} of {} cases could not be played.", prevented + passed))
    } else if count.failed == 0 {
        ("failed", format!("It does not pass: {}.", count.nothing()))
    } else {
        let required = count.failed + count.passed;
        ("failed", format!("It does not pass: {} of {required} required cases fail.", count.failed))
    };
    let mut page = String::new();
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{name}: conformance</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <h1>{name} {version}</h1>\n<p class=\"dim\">{language}, payment-safety {safety}, {pos}</p>\n\
         <p class=\"dim\"><code>sha256 {digest}</code></p>\n<p class=\"verdict {class}\">{verdict}</p>\n",
        name = Escaped(&of.name),
        version = Escaped(&of.version),
        language = Escaped(&of.class.to_string()),
        safety = Escaped(&of.payment_safety),
        pos = Escaped(&of.pos),
        digest = of.digest,
    );
    let wrong = report.cases.iter().filter(|outcome| rank(outcome) < 3);
    let links: String = wrong.map(|outcome| format!("<li><a href=\"#{0}\">{0}</a>\n", Escaped(&outcome.id))).collect();
    if !links.is_empty() {
        let _ = writeln!(page, "<ul>{links}</ul>");
    }
    for (group, outcomes) in groups(&report.cases) {
        let passed = outcomes.iter().filter(|outcome| outcome.verdict == Verdict::Passed).count();
        let skipped = outcomes.iter().filter(|outcome| matches!(outcome.verdict, Verdict::Skipped { .. })).count();
        let played = outcomes.len() - skipped;
        let _ =
            writeln!(page, "<h2>{}<small>{passed} of {played} hold, {skipped} skipped</small></h2>", Escaped(group));
        // What has to be read comes first.
        let mut outcomes = outcomes;
        outcomes.sort_by_key(|outcome| rank(outcome));
        outcomes.iter().for_each(|outcome| case(&mut page, outcome, again));
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn rank(outcome: &Outcome) -> u8 {
    match &outcome.verdict {
        Verdict::Failed { .. } if outcome.is_refusal() => 0,
        Verdict::Failed { .. } => 1,
        Verdict::Prevented { .. } => 2,
        Verdict::Passed => 3,
        Verdict::Skipped { .. } => 4,
    }
}

fn case(page: &mut String, outcome: &Outcome, again: &str) {
    let word = match &outcome.verdict {
        Verdict::Passed => "passed",
        Verdict::Failed { .. } if outcome.is_refusal() => "failed",
        Verdict::Failed { .. } => "advice",
        Verdict::Skipped { .. } => "skipped",
        Verdict::Prevented { .. } => "unknown",
    };
    let _ = writeln!(
        page,
        "<div class=\"case\" id=\"{1}\"><div class=\"head\"><span class=\"word {word}\">{word}</span><span>{0}</span>\
         <span class=\"id\">{1}</span></div>",
        Escaped(&outcome.title),
        Escaped(&outcome.id)
    );
    match &outcome.verdict {
        Verdict::Passed => (),
        Verdict::Skipped { reason } | Verdict::Prevented { reason } => {
            let _ = writeln!(page, "<p class=\"dim\">{}</p>", Escaped(reason));
        }
        Verdict::Failed { findings } => {
            let mut mistake = "";
            for finding in findings {
                if finding.mistake != mistake {
                    mistake = &finding.mistake;
                    let _ = writeln!(page, "<p class=\"mistake\">{}</p>", Escaped(mistake));
                }
                detail(page, finding);
            }
            let _ = writeln!(page, "<p><code>{} --case {}</code></p>", Escaped(again), Escaped(&outcome.id));
        }
    }
    page.push_str("</div>\n");
}

fn detail(page: &mut String, finding: &Finding) {
    let _ = writeln!(
        page,
        "<dl><dt>step {}</dt><dd>{}</dd><dt>expected</dt><dd class=\"code\">{}</dd><dt>came</dt>\
         <dd class=\"code\">{}</dd><dt>read</dt><dd>{}</dd></dl>",
        finding.step,
        Escaped(&finding.doing),
        Escaped(&finding.expected),
        Escaped(&finding.came),
        Escaped(&finding.read)
    );
}

/// Text that is no markup, whoever wrote it.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                // Neither breaks nor marks of direction: a name must not rearrange the page.
                letter if letter.is_control() => f.write_char('\u{fffd}')?,
                letter => f.write_char(letter)?,
            }
        }
        Ok(())
    }
}
