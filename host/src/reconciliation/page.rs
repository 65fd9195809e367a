//! Reports as a page: one file without scripts, without anything from elsewhere, and with every text escaped.

use super::finding::{Finding, List};
use super::report::{Failure, Report, Reports};
use crate::epos::Money;
use std::fmt::{self, Display, Write as _};

/// What a browser may do with the page: show it, with its own style, and send its form back to where it came from.
pub const CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const STYLE: &str = include_str!("page.css");

/// A text of anybody's, as it may stand in HTML.
struct Escaped<T>(T);

/// The page.
pub fn page(reports: &Reports) -> String {
    let mut page = String::with_capacity(16 * 1024);
    // Writing into a String cannot fail.
    let _ = write(&mut page, reports);
    page
}

fn write(page: &mut String, reports: &Reports) -> fmt::Result {
    write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Reconciliation – Patio</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>Reconciliation</h1>\n\
         <p>What Dojo charged, against what the points of sale show. The same as <a href=\"/reconciliation.csv\">CSV</a> \
         and <a href=\"/reconciliation.json\">JSON</a>.</p>\n</header>\n<main>\n"
    )?;
    if reports.reports.is_empty() && reports.failures.is_empty() {
        page.push_str(
            "<p class=\"empty\">There is no report yet. A venue is reconciled within a minute of the start, then every \
             hour, where it has a section <code>dojo</code> in the configuration.</p>\n",
        );
    }
    reports.failures.iter().try_for_each(|failure| write_failure(page, failure))?;
    reports.reports.iter().try_for_each(|report| write_report(page, report))?;
    page.push_str("</main>\n</body>\n</html>\n");
    Ok(())
}

fn write_failure(page: &mut String, failure: &Failure) -> fmt::Result {
    let Failure { venue, at, reason } = failure;
    writeln!(
        page,
        "<p class=\"failure\"><strong>{}</strong> could not be reconciled at <time>{at}</time>: {}</p>",
        Escaped(venue),
        Escaped(reason)
    )
}

fn write_report(page: &mut String, report: &Report) -> fmt::Result {
    let (from, to, made_at) = (report.period.from, report.period.to, report.made_at);
    let state = if report.findings.is_empty() { "good" } else { "bad" };
    writeln!(
        page,
        "<section class=\"{state}\">\n<h2>{}</h2>\n<p class=\"period\"><time>{from}</time> – <time>{to}</time>, made at \
         <time>{made_at}</time></p>",
        Escaped(&report.venue)
    )?;
    page.push_str("<ul class=\"counts\">\n");
    let counts = List::ALL.map(|list| (report.count(list), list.to_string(), list.name()));
    let others = [
        (report.agreed, "agreed".to_owned(), "agreed"),
        (report.unrelated, "without an order of this POS".to_owned(), "unrelated"),
        (report.not_compared.len(), "not compared".to_owned(), "not-compared"),
        (report.taken_in.len(), "taken in".to_owned(), "taken-in"),
    ];
    for (count, label, class) in counts.into_iter().chain(others) {
        let zero = if count == 0 { " zero" } else { "" };
        writeln!(page, "<li class=\"{class}{zero}\"><b>{count}</b> {label}</li>")?;
    }
    page.push_str("</ul>\n");
    for list in List::ALL {
        let findings: Vec<_> = report.findings.iter().filter(|finding| finding.list == list).collect();
        if !findings.is_empty() {
            write_list(page, list, &findings)?;
        }
    }
    if !report.not_compared.is_empty() {
        page.push_str("<h3>Not compared</h3>\n<div class=\"table\"><table>\n<thead><tr><th>Payment intent</th><th>Order</th><th>Why</th></tr></thead>\n<tbody>\n");
        for one in &report.not_compared {
            let [intent, order] =
                [&one.payment_intent_id, &one.order_id].map(|id| Escaped(id.as_deref().unwrap_or("–")));
            let reason = Escaped(&one.reason);
            writeln!(page, "<tr><td><code>{intent}</code></td><td><code>{order}</code></td><td>{reason}</td></tr>")?;
        }
        page.push_str("</tbody>\n</table></div>\n");
    }
    if !report.taken_in.is_empty() {
        page.push_str("<h3>Taken in, since no event had told of them</h3>\n<p>");
        for (place, intent) in report.taken_in.iter().enumerate() {
            write!(page, "{}<code>{}</code>", if place == 0 { "" } else { ", " }, Escaped(intent))?;
        }
        page.push_str("</p>\n");
    }
    page.push_str("</section>\n");
    Ok(())
}

fn write_list(page: &mut String, list: List, findings: &[&Finding]) -> fmt::Result {
    let name = list.to_string();
    let (first, rest) = name.split_at(name.len().min(1));
    writeln!(
        page,
        "<h3 class=\"{}\">{}{rest}</h3>\n<div class=\"table\"><table>\n<thead><tr><th>Payment intent</th><th>Order</th>\
         <th>Dojo</th><th class=\"amount\">Charged</th><th class=\"amount\">On the POS</th><th>Ledger</th><th>What, and what to \
         do</th></tr></thead>\n<tbody>",
        list.name(),
        first.to_uppercase()
    )?;
    for finding in findings {
        let status = finding.status.map_or_else(|| "not known".to_owned(), |status| status.to_string());
        writeln!(
            page,
            "<tr><td><code>{}</code></td><td><code>{}</code></td><td>{status}</td><td class=\"amount\">{}{}{}</td>\
             <td class=\"amount\">{}{}</td><td>{}</td><td>{}.<br><span class=\"to-do\">{}</span></td></tr>",
            Escaped(&finding.payment_intent_id),
            Escaped(&finding.order_id),
            amount("", finding.dojo_amount),
            amount("<br>tips ", finding.dojo_tips),
            amount("<br>refunded ", finding.refunded_amount),
            amount("", finding.pos_amount),
            amount("<br>tips ", finding.pos_tips),
            Escaped(&finding.ledger),
            Escaped(&finding.what),
            Escaped(&finding.to_do)
        )?;
    }
    page.push_str("</tbody>\n</table></div>\n");
    Ok(())
}

/// An amount after a label of ours; a dash where an amount without a label is missing.
fn amount(label: &str, amount: Option<Money>) -> String {
    match amount {
        Some(amount) => format!("{label}{}", plain(amount)),
        None if label.is_empty() => "–".to_owned(),
        None => String::new(),
    }
}

/// As people write it, in the currencies that Dojo takes; in any other, the minor units as they are.
fn plain(amount: Money) -> String {
    let Money { value, currency_code } = amount;
    if !matches!(currency_code.as_str(), "GBP" | "EUR") {
        return format!("{value} {currency_code}, in minor units");
    }
    let (sign, pence) = (if value < 0 { "−" } else { "" }, value.unsigned_abs());
    format!("{sign}{}.{:02} {currency_code}", pence / 100, pence % 100)
}

// === impl Escaped ===

impl<T: AsRef<str>> Display for Escaped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.as_ref().chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                // What turns the writing round, or cannot be seen, could show another id than there is.
                '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                    f.write_str("\u{fffd}")?
                }
                control if control.is_control() && control != '\n' => f.write_str("\u{fffd}")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}
