//! Taking money and giving it back: the payment intent in the cloud first, then the point of sale is told.

use super::{CardMachine, Tells, Trouble};
use crate::cloud::NewIntent;
use crate::fault::Fault;
use crate::{clock, id, order};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long an order may take to show a payment that was told by an event: it is settled after it was acknowledged.
const SHOWN_WITHIN: Duration = Duration::from_secs(30);

/// Between two looks at an order: nobody sees the difference to an answer at once.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// What was charged to a card.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payment {
    /// The payment intent.
    pub intent: String,
    /// Without the tip, in minor units.
    pub amount: i64,
    /// In minor units.
    pub tip: i64,
    /// What was given back, in minor units.
    pub refunded: i64,
}

// === impl Payment ===

impl Payment {
    fn left(&self) -> i64 {
        self.amount.saturating_add(self.tip).saturating_sub(self.refunded)
    }
}

// === impl CardMachine ===

impl CardMachine {
    /// Takes a payment of the order: all that is due, or a part of it. Returns when the order shows it.
    ///
    /// # Errors
    /// Where there is nothing to pay; where the point of sale refuses (the money is given back); where the order does not
    /// show the payment, or shows it twice.
    pub async fn pay(&mut self, amount: Option<i64>, tip: i64) -> Result<Payment, Trouble> {
        let before = self.look().await?.clone();
        let due = order::due(&before);
        if due <= 0 {
            return Err(Trouble::NothingDue);
        }
        let amount = amount.unwrap_or(due);
        if amount <= 0 || amount > due || tip < 0 {
            return Err(Trouble::NoSuchAmount { asked: if tip < 0 { tip } else { amount }, due });
        }
        let intent = self.begin(&before, amount, tip).await?;
        self.cloud.set_status(&intent, "Captured");
        if self.tells != Tells::Events
            && let Err(trouble) = self.record(&before, &intent, amount, tip).await
        {
            // It was charged and is not on the order: Dojo gives it back.
            if matches!(trouble, Trouble::Refused { .. }) {
                self.cloud.give_back(&intent, amount.saturating_add(tip));
                self.tell(&intent, "payment_intent.status_updated", "Refunded").await?;
            }
            return Err(trouble);
        }
        if self.tells != Tells::Record {
            self.tell(&intent, "payment_intent.status_updated", "Captured").await?;
        }
        let payment = Payment { intent, amount, tip, refunded: 0 };
        self.payments.push(payment.clone());
        self.until_shown(&before, &payment).await?;
        Ok(payment)
    }

    /// Splits what is due into equal parts and takes the first: what does not divide is in it. To be called with one part
    /// less each time.
    ///
    /// # Errors
    /// As [`Self::pay`].
    pub async fn pay_share(&mut self, ways: u32, tip: i64) -> Result<Payment, Trouble> {
        let due = order::due(self.look().await?);
        let parts = i64::from(ways);
        if parts == 0 || due < parts {
            return Err(Trouble::NoSuchSplit { due, ways });
        }
        self.pay(Some(due - (due / parts) * (parts - 1)), tip).await
    }

    /// A card that is declined: the payment intent is made and canceled.
    ///
    /// # Errors
    /// Where there is nothing to pay, or an event is refused.
    pub async fn decline(&mut self) -> Result<(), Trouble> {
        let before = self.look().await?.clone();
        let due = order::due(&before);
        if due <= 0 {
            return Err(Trouble::NothingDue);
        }
        let intent = self.begin(&before, due, 0).await?;
        self.cloud.set_status(&intent, "Canceled");
        if self.tells != Tells::Record {
            self.tell(&intent, "payment_intent.status_updated", "Canceled").await?;
        }
        Ok(())
    }

    /// Gives the last payment back, or a part of it. There is one way to tell of it: an event.
    ///
    /// # Errors
    /// Where there is none, less is left of it, or the event is refused.
    pub async fn refund(&mut self, amount: Option<i64>) -> Result<Payment, Trouble> {
        let payment = self.payments.last_mut().ok_or(Trouble::NothingToRefund)?;
        let amount = amount.unwrap_or_else(|| payment.left());
        if amount <= 0 || amount > payment.left() {
            return Err(Trouble::NothingToRefund);
        }
        payment.refunded = payment.refunded.saturating_add(amount);
        let payment = payment.clone();
        self.cloud.give_back(&payment.intent, amount);
        // A part of it leaves the payment Captured: its amount says the rest.
        let status = if payment.left() == 0 { "Refunded" } else { "Captured" };
        self.tell(&payment.intent, "payment_intent.status_updated", status).await?;
        Ok(payment)
    }

    async fn begin(&mut self, order: &Value, amount: i64, tip: i64) -> Result<String, Trouble> {
        let new = NewIntent {
            id: id::new("pi"),
            order_id: order::id(order).to_owned(),
            amount,
            tip,
            currency: order::currency(order).to_owned(),
            waiter_id: self.requester.waiter_id.clone(),
        };
        let intent = self.cloud.create(&self.account, &new);
        if self.tells != Tells::Record {
            self.tell(&intent, "payment_intent.created", "Created").await?;
        }
        Ok(intent)
    }

    async fn record(&self, order: &Value, intent: &str, amount: i64, tip: i64) -> Result<Value, Trouble> {
        let money = |value: i64| json!({"value": value, "currencyCode": order::currency(order)});
        let body = json!({"paymentIntentId": intent, "paidAmount": money(amount)});
        let mut ask = self.new_ask("RecordOrderPaymentById")?.field("orderId", order::id(order)).body(body);
        if tip > 0 {
            ask.body.insert("tipsAmount".to_owned(), money(tip));
        }
        if let Some(lock) = self.chosen.as_ref().and_then(|chosen| chosen.lock.as_ref()) {
            ask.body.insert("lockId".to_owned(), lock.as_str().into());
        }
        self.ask(ask).await
    }

    /// Tells of an event, and of the one that was held back for it.
    async fn tell(&mut self, intent: &str, event: &str, status: &str) -> Result<(), Trouble> {
        let event = json!({
            "id": id::new("evt"),
            "accountId": self.account,
            "event": event,
            "createdAt": clock::now(),
            "data": {"paymentIntentId": intent, "paymentStatus": status, "captureMode": "Auto"},
        });
        if status == "Created" && self.faults.strikes(Fault::ReorderedEvents) {
            self.held_back = Some(event);
            return Ok(());
        }
        self.send_event(event).await?;
        match self.held_back.take() {
            Some(late) => self.send_event(late).await,
            None => Ok(()),
        }
    }

    async fn send_event(&self, event: Value) -> Result<(), Trouble> {
        let times = if self.faults.strikes(Fault::DuplicateEvents) { 2 } else { 1 };
        for _ in 0..times {
            self.ask(self.new_ask("HandleEvent")?.body(event.clone())).await?;
        }
        Ok(())
    }

    /// Waits until the order shows a payment, once and as it was taken.
    async fn until_shown(&mut self, before: &Value, payment: &Payment) -> Result<(), Trouble> {
        let end = Instant::now() + SHOWN_WITHIN;
        let intent = payment.intent.clone();
        loop {
            let after = self.look().await?;
            let shown: Vec<_> = order::payments_of(after, &intent).collect();
            match &shown[..] {
                [only] if *only == (payment.amount, payment.tip) => return Ok(()),
                // A list of payments may be left out: then the sum must have grown by as much.
                [] if after.get("payments").is_none()
                    && order::paid(after) == order::paid(before).saturating_add(payment.amount) =>
                {
                    return Ok(());
                }
                [] | [_] if Instant::now() < end => (),
                [] | [_] => {
                    let currency = order::currency(after);
                    let shows = match shown.first() {
                        Some((amount, tip)) => {
                            format!("{} and a tip of {}", order::shown(*amount, currency), order::shown(*tip, currency))
                        }
                        None => format!("{} paid", order::shown(order::paid(after), currency)),
                    };
                    return Err(Trouble::NotShown { intent, shows });
                }
                several => return Err(Trouble::ShownTwice { intent, times: several.len() }),
            }
            sleep(LOOK_EVERY).await;
        }
    }
}
