//! The adapter under check, with what it is lent for one case.

use crate::answer::{Answer, Came};
use crate::blanks::Kept;
use patio_host::adapter::{Adapter, Call, Lending, Meter};
use patio_host::epos::{
    Capability, CaptureMode, InvalidRequest, Money, PaymentIntent, PaymentUpdate, Reply, Request, Requester, Timestamp,
    UpdateStatus, check,
};
use patio_host::trace::TraceId;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Instant;

/// What a case calls.
pub(crate) struct Subject<'a> {
    pub(crate) adapter: &'a Adapter,
    pub(crate) lending: Arc<Lending>,
}

/// `update` in a case: what of a [`PaymentUpdate`] it has to say.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    status: UpdateStatus,
    payment_intent_id: String,
    #[serde(default)]
    event_id: Option<String>,
    #[serde(default)]
    capture_mode: Option<CaptureMode>,
    #[serde(default)]
    intent: Option<PaymentIntent>,
    #[serde(default)]
    refunded_before: Option<Money>,
}

// === impl Subject ===

impl Subject<'_> {
    /// Calls a capability with a request as JSON. The error is a mistake of the case's.
    pub(crate) async fn call(&self, capability: Capability, params: &Value) -> Result<Answer, String> {
        let request = request(capability, params)?;
        let requester = Requester::default();
        Ok(self.ask(Call::Request(&request, &requester), &request).await)
    }

    /// Records a payment, the way that the host would choose.
    pub(crate) async fn pay(&self, payment: &Value, attempt: u32) -> Result<Answer, String> {
        if !self.adapter.capabilities().contains(Capability::RecordOrderPaymentById) {
            let Value::Object(fields) = payment else { return Err("a payment is an object".to_owned()) };
            return self.update(&captured(fields), attempt).await;
        }
        let request = request(Capability::RecordOrderPaymentById, payment)?;
        let Request::RecordPayment { order_id, payment } = &request else {
            return Err("a payment is a request to record it".to_owned());
        };
        let requester = Requester::default();
        Ok(self.ask(Call::RecordPayment(order_id, payment, attempt, &requester), &request).await)
    }

    /// Tells a step of a payment.
    pub(crate) async fn update(&self, update: &Value, attempt: u32) -> Result<Answer, String> {
        let written: Written = serde_json::from_value(update.clone()).map_err(|error| format!("update: {error}"))?;
        let event_id = written.event_id.unwrap_or_else(|| format!("evt_{}", unique()));
        let update = PaymentUpdate {
            event_id: event_id.clone(),
            payment_intent_id: written.payment_intent_id.clone(),
            status: written.status,
            capture_mode: written.capture_mode.unwrap_or(CaptureMode::Auto),
            created_at: Timestamp::now(),
            intent: written.intent,
            refunded_before: written.refunded_before,
            requester: Requester::default(),
            attempt,
        };
        // What the host holds the answer against: of the event, only its kind matters.
        let event = json!({
            "id": event_id, "accountId": "acc_desk", "event": "payment_intent.status_updated",
            "createdAt": update.created_at,
            "data": {"paymentIntentId": written.payment_intent_id, "paymentStatus": "Captured", "captureMode": "Auto"},
        });
        let request = request(Capability::PaymentIntentStatusUpdated, &event)?;
        Ok(self.ask(Call::PaymentUpdated(&update), &request).await)
    }

    async fn ask(&self, call: Call<'_>, request: &Request) -> Answer {
        let deadline = Instant::now() + self.lending.limits.deadline;
        let meter = Arc::new(Meter::default());
        let called = self.adapter.call(call, &self.lending, &TraceId::random(), deadline, &meter).await;
        let came = match called {
            Ok(answered) => reply(request, answered.reply, answered.dropped),
            Err(error) => error.into(),
        };
        let came = match came {
            Came::Said(kind, text) => Came::Said(kind, self.lending.redactor.redact(&text).into_owned()),
            Came::Fault(text) => Came::Fault(self.lending.redactor.redact(&text).into_owned()),
            other @ (Came::Reply(_) | Came::Prevented(_)) => other,
        };
        Answer { came, cpu: meter.used(), memory_bytes: meter.memory_bytes() }
    }
}

/// A reply as a card machine would read it, once it was held against the contract.
fn reply(request: &Request, mut reply: Reply, mut dropped: Vec<check::Breach>) -> Came {
    // A host leaves them out and goes on, with pages that are shorter than they were asked for.
    if let (Request::SearchOrders { filter, .. }, Reply::Orders(page)) = (request, &reply)
        && let Some(order) = page.data.iter().find(|order| filter.payable_only && !order.payable)
    {
        return Came::Fault(format!("it found order {:?}, which is not payable, under payableOnly", order.id));
    }
    if let Err(breach) = check::hold(request, &mut reply, &mut dropped) {
        return Came::Fault(format!("its answer breaks the contract: {breach}"));
    }
    // A host leaves such an order out and goes on; its bill is missing from the card machine all the same.
    if let Some(breach) = dropped.first() {
        return Came::Fault(format!("its answer breaks the contract: {breach}"));
    }
    let json = match reply.into_rest() {
        Ok(json) if json.is_empty() => Ok(Value::Object(Map::new())),
        Ok(json) => serde_json::from_slice(&json).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    json.map_or_else(Came::Fault, Came::Reply)
}

/// A payment to be recorded as the event that tells of it.
fn captured(payment: &Map<String, Value>) -> Value {
    let field = |name: &str| payment.get(name).cloned().unwrap_or_default();
    let mut intent = json!({"orderId": field("orderId"), "paidAmount": field("paidAmount")});
    if let (Some(intent), Some(tips)) = (intent.as_object_mut(), payment.get("tipsAmount")) {
        intent.insert("tipsAmount".to_owned(), tips.clone());
    }
    json!({"status": "Captured", "paymentIntentId": field("paymentIntentId"), "intent": intent})
}

fn request(capability: Capability, params: &Value) -> Result<Request, String> {
    Request::from_params(capability, params.to_string().as_bytes())
        .map_err(|InvalidRequest(text)| format!("its request is no {capability}: {text}"))
}

/// A text that no other run has.
pub(crate) fn unique() -> String {
    format!("{:016x}", rand::random::<u64>())
}

/// What blanks every case has: [`crate::blanks::BUILT_IN`].
pub(crate) fn built_in() -> Kept {
    const TEN_MINUTES_MS: i64 = 600_000;
    let now = Timestamp::now().as_millisecond();
    let instant = |by| Timestamp::from_millisecond(now + by).map(|instant| instant.to_string()).unwrap_or_default();
    Kept::from([
        ("unique".to_owned(), format!("pi_check_{}", unique()).into()),
        ("soon".to_owned(), instant(TEN_MINUTES_MS).into()),
        ("past".to_owned(), instant(-TEN_MINUTES_MS).into()),
    ])
}
