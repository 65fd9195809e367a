//! The card machine in a terminal: plain lines in and plain lines out, so that a pipe can hold it as well.

use crate::machine::CardMachine;
use crate::order;
use crate::step::Step;
use tokio::io::{AsyncBufRead, AsyncBufReadExt};

/// What can be typed.
pub const HELP: &str = "  orders             the orders that can be paid
  waiter ID          only this waiter's
  choose ORDER       by id, name, or place on the list
  look               at the order again
  lock, unlock, extend
  pay [AMOUNT] [tip AMOUNT]
  split N [tip AMOUNT]              in N equal parts
  split AMOUNT AMOUNT… [tip AMOUNT] in these parts
  decline            a card that is declined
  refund [AMOUNT]    the last payment, or a part of it
  bill               print it
  help, quit";

/// Reads lines until there are none, or `quit`. Returns how many commands failed.
///
/// # Errors
/// Where the input cannot be read.
pub async fn run(
    machine: &mut CardMachine,
    input: impl AsyncBufRead + Unpin,
    say: &mut (dyn FnMut(&str) + Send),
) -> std::io::Result<usize> {
    let mut failed = 0;
    let mut lines = input.lines();
    while let Some(line) = lines.next_line().await? {
        let words: Vec<_> = line.split_whitespace().collect();
        match &words[..] {
            [] => (),
            ["quit" | "exit"] => break,
            ["help" | "?"] => HELP.lines().for_each(&mut *say),
            words => match read(words, machine.currency()) {
                Ok(step) => {
                    if let Err(error) = step.take(machine, say).await {
                        failed += 1;
                        say(&format!("no: {error}"));
                    }
                }
                Err(why) => {
                    failed += 1;
                    say(&format!("no: {why}"));
                }
            },
        }
    }
    Ok(failed)
}

/// A step as it is typed.
fn read(words: &[&str], currency: &str) -> Result<Step, String> {
    let amount = |word: &str| order::typed(word, currency).ok_or_else(|| format!("{word:?} is no amount: write 12.50"));
    let (words, tip) = match words {
        [words @ .., "tip", tip] => (words, amount(tip)?),
        words => (words, 0),
    };
    let step = match words {
        ["orders"] => Step::Orders { at_least: 0 },
        ["waiter", id] => Step::Waiter { id: (*id).to_owned() },
        // A name may have spaces.
        ["choose", order @ ..] if !order.is_empty() => Step::Choose { order: order.join(" ") },
        ["look"] => Step::Look {},
        ["lock"] => Step::Lock {},
        ["extend"] => Step::Extend {},
        ["unlock"] => Step::Unlock {},
        ["pay"] => Step::Pay { amount: None, tip },
        ["pay", part] => Step::Pay { amount: Some(amount(part)?), tip },
        ["split", ways] => {
            let ways = ways.parse().map_err(|_| format!("{ways:?} is no number of parts: write split 3"))?;
            Step::Split { ways, tip }
        }
        ["split", parts @ ..] if !parts.is_empty() => {
            Step::SplitAmounts { amounts: parts.iter().map(|part| amount(part)).collect::<Result<_, _>>()?, tip }
        }
        ["decline"] => Step::Decline {},
        ["refund"] => Step::Refund { amount: None },
        ["refund", part] => Step::Refund { amount: Some(amount(part)?) },
        ["bill"] => Step::Bill {},
        other => return Err(format!("{:?} is not known here: `help` shows what is", other.join(" "))),
    };
    if tip > 0 && !matches!(step, Step::Pay { .. } | Step::Split { .. } | Step::SplitAmounts { .. }) {
        return Err("only a payment has a tip".to_owned());
    }
    Ok(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line: &str) -> Result<Step, String> {
        read(&line.split_whitespace().collect::<Vec<_>>(), "GBP")
    }

    #[test]
    fn what_is_typed_is_a_step() {
        assert_eq!(typed("choose The long table"), Ok(Step::Choose { order: "The long table".to_owned() }));
        assert_eq!(typed("pay"), Ok(Step::Pay { amount: None, tip: 0 }));
        assert_eq!(typed("pay 12.50 tip 1"), Ok(Step::Pay { amount: Some(1250), tip: 100 }));
        assert_eq!(typed("split 3 tip 0.50"), Ok(Step::Split { ways: 3, tip: 50 }));
        assert_eq!(typed("split 3.00 4"), Ok(Step::SplitAmounts { amounts: vec![300, 400], tip: 0 }));
        assert_eq!(typed("refund 1"), Ok(Step::Refund { amount: Some(100) }));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_what_to_write() {
        assert_eq!(typed("pay much"), Err("\"much\" is no amount: write 12.50".to_owned()));
        assert_eq!(typed("split the bill"), Err("\"the\" is no amount: write 12.50".to_owned()));
        assert_eq!(typed("split evenly"), Err("\"evenly\" is no number of parts: write split 3".to_owned()));
        assert_eq!(typed("lock tip 1"), Err("only a payment has a tip".to_owned()));
        assert_eq!(typed("dance"), Err("\"dance\" is not known here: `help` shows what is".to_owned()));
        assert!(typed("choose").is_err());
    }
}
