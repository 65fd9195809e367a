//! One step of a visit: what a waiter does at the card machine, and what is said of it.

use crate::machine::{CardMachine, Payment, Trouble};
use crate::{order, print};
use serde::Deserialize;
use serde_json::Value;

/// What a waiter does. Amounts are in minor units.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Step {
    /// Types in a waiter's id: only this waiter's orders are looked for.
    Waiter {
        /// The id.
        id: String,
    },
    /// Looks for the orders that can be paid.
    Orders {
        /// How many there must be.
        #[serde(default)]
        at_least: usize,
    },
    /// Takes one of them.
    Choose {
        /// Its id, its name on the screen, or its place on the list from 1.
        order: String,
    },
    /// Looks at the order again.
    Look {},
    /// Locks it.
    Lock {},
    /// Keeps the lock for longer.
    Extend {},
    /// Gives it free.
    Unlock {},
    /// Takes a payment.
    Pay {
        /// All that is due where it is left out.
        amount: Option<i64>,
        /// The tip.
        #[serde(default)]
        tip: i64,
    },
    /// Takes what is due in equal parts.
    Split {
        /// How many.
        ways: u32,
        /// The tip of each part.
        #[serde(default)]
        tip: i64,
    },
    /// Takes what is due in parts of these amounts.
    SplitAmounts {
        /// The amount of each part.
        amounts: Vec<i64>,
        /// The tip of each part.
        #[serde(default)]
        tip: i64,
    },
    /// A card that is declined.
    Decline {},
    /// Gives the last payment back.
    Refund {
        /// All that is left of it where it is left out.
        amount: Option<i64>,
    },
    /// Prints the bill.
    Bill {},
    /// Holds the order against what it should be by now.
    Expect {
        /// What is left to pay.
        due: Option<i64>,
        /// What is paid, without tips.
        paid: Option<i64>,
        /// Whether it can be paid.
        payable: Option<bool>,
    },
}

/// Why a step did not go as it should.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StepError {
    /// The card machine cannot go on.
    #[error(transparent)]
    Trouble(#[from] Trouble),
    /// Something is not as the scenario says.
    #[error("{what} is {is}, not {expected} as expected")]
    Unexpected {
        /// What it is about.
        what: &'static str,
        /// As it is.
        is: String,
        /// As it should be.
        expected: String,
    },
}

// === impl Step ===

impl Step {
    /// Does it, and says what came of it, line by line.
    ///
    /// # Errors
    /// Where it does not go as it should.
    pub async fn take(&self, machine: &mut CardMachine, say: &mut (dyn FnMut(&str) + Send)) -> Result<(), StepError> {
        match self {
            Self::Waiter { id } => {
                machine.requester.waiter_id = Some(id.clone());
                say(&format!("waiter {id}"));
            }
            Self::Orders { at_least } => {
                let orders = machine.list().await?;
                for (place, (name, order)) in (1_usize..).zip(&orders) {
                    say(&format!("{place:>3}  {name:<24}  {}", due(order)));
                }
                say(&format!("{} orders can be paid", orders.len()));
                if orders.len() < *at_least {
                    return Err(unexpected("the number of orders", orders.len(), format!("at least {at_least}")));
                }
            }
            Self::Choose { order } => {
                let chosen = machine.choose(order).await?;
                let name = order::names(std::slice::from_ref(chosen)).concat();
                say(&format!("{name}: {}", due(chosen)));
            }
            Self::Look {} => look(machine, say).await?,
            Self::Lock {} => {
                machine.lock().await?;
                say("locked");
            }
            Self::Extend {} => {
                machine.extend().await?;
                say("locked for longer");
            }
            Self::Unlock {} => {
                machine.unlock().await?;
                say("unlocked");
            }
            Self::Pay { amount, tip } => {
                let payment = machine.pay(*amount, *tip).await?;
                paid(machine, &payment, say).await?;
            }
            Self::Split { ways, tip } => {
                for left in (1..=*ways).rev() {
                    let payment = machine.pay_share(left, *tip).await?;
                    say(&format!("share {} of {ways}", ways - left + 1));
                    paid(machine, &payment, say).await?;
                }
            }
            Self::SplitAmounts { amounts, tip } => {
                for amount in amounts {
                    let payment = machine.pay(Some(*amount), *tip).await?;
                    paid(machine, &payment, say).await?;
                }
            }
            Self::Decline {} => {
                machine.decline().await?;
                say("the card was declined: nothing was charged");
            }
            Self::Refund { amount } => {
                let payment = machine.refund(*amount).await?;
                say(&format!("given back: {} of {}", shown(machine, payment.refunded), payment.intent));
            }
            Self::Bill {} => {
                let bill = machine.bill().await?;
                print::bill(&bill).iter().for_each(|line| say(line));
            }
            Self::Expect { due, paid, payable } => expect(machine.look().await?, *due, *paid, *payable)?,
        }
        Ok(())
    }
}

async fn look(machine: &mut CardMachine, say: &mut (dyn FnMut(&str) + Send)) -> Result<(), Trouble> {
    let order = machine.look().await?;
    let currency = order::currency(order);
    let [total, paid] = [order::total(order), order::paid(order)].map(|value| order::shown(value, currency));
    say(&format!("total {total}, paid {paid}, {}", due(order)));
    Ok(())
}

async fn paid(machine: &mut CardMachine, payment: &Payment, say: &mut (dyn FnMut(&str) + Send)) -> Result<(), Trouble> {
    let (amount, tip) = (shown(machine, payment.amount), shown(machine, payment.tip));
    let tip = if payment.tip > 0 { format!(" and a tip of {tip}") } else { String::new() };
    say(&format!("paid {amount}{tip}, and the order shows it"));
    look(machine, say).await
}

fn expect(order: &Value, due: Option<i64>, paid: Option<i64>, payable: Option<bool>) -> Result<(), StepError> {
    if let Some(due) = due.filter(|due| *due != order::due(order)) {
        return Err(unexpected("what is due", order::due(order), due.to_string()));
    }
    if let Some(paid) = paid.filter(|paid| *paid != order::paid(order)) {
        return Err(unexpected("what is paid", order::paid(order), paid.to_string()));
    }
    if let Some(payable) = payable.filter(|payable| order["payable"] != *payable) {
        return Err(unexpected("payable", &order["payable"], payable.to_string()));
    }
    Ok(())
}

fn unexpected(what: &'static str, is: impl ToString, expected: String) -> StepError {
    StepError::Unexpected { what, is: is.to_string(), expected }
}

fn due(order: &Value) -> String {
    format!("{} due", order::shown(order::due(order), order::currency(order)))
}

fn shown(machine: &CardMachine, value: i64) -> String {
    order::shown(value, machine.currency())
}
