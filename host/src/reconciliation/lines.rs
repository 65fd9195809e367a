//! Reports as a table: one line for each finding, for what was not compared, and for what failed.

use super::calendar::Period;
use super::report::Reports;
use crate::csv;
use crate::epos::Money;
use std::io;

/// The table's columns. Amounts are in minor units, and those of a line have one currency unless they differ in it: then
/// `pos_currency` is the other.
pub const COLUMNS: [&str; 17] = [
    "venue",
    "list",
    "payment_intent_id",
    "order_id",
    "status",
    "dojo_minor",
    "dojo_tips_minor",
    "refunded_minor",
    "currency",
    "pos_minor",
    "pos_tips_minor",
    "pos_currency",
    "ledger",
    "what",
    "to_do",
    "from",
    "to",
];

/// Writes the table.
///
/// # Errors
/// Where it could not be written.
pub fn write(out: &mut impl io::Write, reports: &Reports) -> io::Result<()> {
    csv::write(out, COLUMNS)?;
    for report in &reports.reports {
        for finding in &report.findings {
            let currency =
                |amount: Option<Money>| amount.map_or_else(String::new, |amount| amount.currency_code.to_string());
            let line = Line {
                list: finding.list.name(),
                intent: &finding.payment_intent_id,
                order: &finding.order_id,
                amounts: [
                    finding.dojo_amount,
                    finding.dojo_tips,
                    finding.refunded_amount,
                    finding.pos_amount,
                    finding.pos_tips,
                ],
                currencies: [currency(finding.dojo_amount), currency(finding.pos_amount)],
                status: finding.status.map_or_else(String::new, |status| status.to_string()),
                ledger: &finding.ledger,
                what: &finding.what,
                to_do: &finding.to_do,
            };
            line.write(out, &report.venue, Some(report.period))?;
        }
        for one in &report.not_compared {
            let line = Line {
                list: "not-compared",
                intent: one.payment_intent_id.as_deref().unwrap_or_default(),
                order: one.order_id.as_deref().unwrap_or_default(),
                what: &one.reason,
                ..Line::default()
            };
            line.write(out, &report.venue, Some(report.period))?;
        }
    }
    for failure in &reports.failures {
        Line { list: "failed", what: &failure.reason, ..Line::default() }.write(out, &failure.venue, None)?;
    }
    Ok(())
}

#[derive(Default)]
struct Line<'a> {
    list: &'a str,
    intent: &'a str,
    order: &'a str,
    status: String,
    amounts: [Option<Money>; 5],
    currencies: [String; 2],
    ledger: &'a str,
    what: &'a str,
    to_do: &'a str,
}

// === impl Line ===

impl Line<'_> {
    fn write(self, out: &mut impl io::Write, venue: &str, period: Option<Period>) -> io::Result<()> {
        let minor = |amount: Option<Money>| amount.map_or_else(String::new, |amount| amount.value.to_string());
        let [dojo, dojo_tips, refunded, pos, pos_tips] = self.amounts.map(minor);
        let [currency, pos_currency] = self.currencies;
        let [from, to] =
            period.map_or_else(Default::default, |Period { from, to }| [from, to].map(|at| at.to_string()));
        let cells: [&str; COLUMNS.len()] = [
            venue,
            self.list,
            self.intent,
            self.order,
            &self.status,
            &dojo,
            &dojo_tips,
            &refunded,
            &currency,
            &pos,
            &pos_tips,
            &pos_currency,
            self.ledger,
            self.what,
            self.to_do,
            &from,
            &to,
        ];
        csv::write(out, cells)
    }
}
