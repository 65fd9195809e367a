//! A case: a file of steps, and what is expected of each.
//!
//! ```toml
//! title = "Tips are not part of what was paid"
//! why = "Counting the tip into paidAmount makes the bill look overpaid."     # the mistake that it catches
//! read = "wit/deps/epos/model.wit, payment.paid-amount"                      # where to read about it
//! pos = "corner"           # the example POS, whose state is known; "any" (the default) where whatever is there will do
//! fault = true             # it makes the way to the POS fail; left out, only with `fault = "…"` in a step
//! safety = ["keyed"]       # only for adapters that declare one of these
//! level = "advice"         # not required; left out, "required"
//!
//! [[step]]
//! pay = { orderId = "1001", paymentIntentId = "{unique}", paidAmount = { value = 500, currencyCode = "GBP" } }
//!
//! [[step]]
//! call = "GetOrderById"
//! with = { orderId = "1001" }
//! expect = [{ at = "/paidAmount/value", equals = 500 }]
//! ```
//!
//! A step does one of these, and has an answer that is JSON:
//!
//! | | does | answers |
//! | --- | --- | --- |
//! | `call = "GetOrderById"` | calls a capability with the JSON in `with` | the reply |
//! | `pay = {…}` | records a payment: by `payments` where the adapter exports it, else as a captured event | the order, or `{}` |
//! | `update = {…}` | tells a step of a payment, with its intent: `status`, `paymentIntentId`, `intent`, `refundedBefore` | `{}` |
//! | `walk = "SearchOrders"` | follows `after` (with `back = true`: then `before`) from page to page | all of it, see [`crate::walk`] |
//! | `look = "1001"` | looks at a check at the example POS | it, as the POS has it |
//! | `set = {…}` | changes a check at the example POS | `{}` |
//!
//! `{name}` is what a step kept with `keep = { name = "/data/0/id" }`; `= due + 1` is a sum; `{unique}` is another text in
//! each run, `{soon}` and `{past}` are instants ten minutes from now. `given` holds expectations without which the case
//! is skipped, `expect` those without which it fails. Where no error is expected, a step must succeed.
//!
//! `[[check]]` are the checks that the example POS opens with, in place of its evening's: the fields are those that its API
//! shows (`sdk/pos/README.md`), without what is computed.

use crate::blanks::{self, BUILT_IN};
use crate::expectation::Expectation;
use crate::stage;
use patio_host::epos::{Capability, CapabilitySet, PaymentSafety};
use patio_pos::Opening;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Steps of a case at most: a person reads it.
const MOST_STEPS: usize = 50;

/// Why a file is no case.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadCase {
    /// It is no TOML, or has something in it that no case has.
    #[error("{0}")]
    NotToml(String),
    /// It says too little, or contradicts itself.
    #[error("{0}")]
    Incomplete(String),
    /// A step cannot be read.
    #[error("step {step}: {what}")]
    BadStep {
        /// From 1.
        step: usize,
        /// What is wrong with it.
        what: String,
    },
}

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// `<group>/<rule>`: where its file lies.
    pub id: String,
    /// What is right, as a sentence.
    pub title: String,
    /// The mistake that it catches.
    pub why: String,
    /// Where to read about it.
    pub read: String,
    /// Which point of sale it needs.
    pub pos: Pos,
    /// Whether an adapter must pass.
    pub level: Level,
    /// The grades of payment safety that it is about; empty: all.
    pub safety: Vec<PaymentSafety>,
    /// What the example POS opens with.
    pub(crate) opening: Opening,
    pub(crate) steps: Vec<Step>,
}

/// Which point of sale a case needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Pos {
    /// Any: it finds what it needs.
    Any,
    /// The example one: what stands there is known.
    Corner,
}

/// Whether an adapter must pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It must.
    Required,
    /// It had better.
    Advice,
}

/// One step.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) does: Does,
    /// How the way to the POS fails meanwhile.
    pub(crate) fault: Option<String>,
    /// Blanks, and the pointers into the answer that fill them.
    pub(crate) keep: BTreeMap<String, String>,
    pub(crate) given: Vec<Expectation>,
    pub(crate) expect: Vec<Expectation>,
    /// Whether CPU and memory are held against what the language may use.
    pub(crate) measure: bool,
}

/// What a step does.
#[derive(Clone, Debug)]
pub(crate) enum Does {
    Call { capability: Capability, with: Value },
    Pay { payment: Value, attempt: u32 },
    Update { update: Value, attempt: u32 },
    Walk { capability: Capability, with: Value, limit: u32, back: bool },
    Look { check: String },
    Set { check: Value },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    why: String,
    read: String,
    #[serde(default = "any")]
    pos: Pos,
    #[serde(default = "required")]
    level: Level,
    #[serde(default)]
    safety: Vec<PaymentSafety>,
    #[serde(default)]
    check: Vec<Value>,
    #[serde(default)]
    step: Vec<toml::Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStep {
    call: Option<String>,
    pay: Option<Value>,
    update: Option<Value>,
    walk: Option<String>,
    look: Option<String>,
    set: Option<Value>,
    #[serde(default = "nothing")]
    with: Value,
    limit: Option<u32>,
    #[serde(default)]
    back: bool,
    attempt: Option<u32>,
    fault: Option<String>,
    #[serde(default)]
    keep: BTreeMap<String, String>,
    #[serde(default)]
    given: Vec<Expectation>,
    #[serde(default)]
    expect: Vec<Expectation>,
    #[serde(default)]
    measure: bool,
}

const fn any() -> Pos {
    Pos::Any
}

const fn required() -> Level {
    Level::Required
}

fn nothing() -> Value {
    Value::Object(Map::new())
}

// === impl Case ===

impl Case {
    /// Reads a case.
    ///
    /// # Errors
    /// What is wrong with the text, and in which step.
    pub fn read(id: &str, text: &str) -> Result<Self, BadCase> {
        let not_toml = |error: toml::de::Error| BadCase::NotToml(error.to_string().trim_end().to_owned());
        let file: File = toml::from_str(text).map_err(not_toml)?;
        for (key, text) in [("title", &file.title), ("why", &file.why), ("read", &file.read)] {
            if text.trim().is_empty() {
                return Err(BadCase::Incomplete(format!("{key} is empty: a finding says it to whoever reads it")));
            }
        }
        if file.step.is_empty() || file.step.len() > MOST_STEPS {
            return Err(BadCase::Incomplete(format!(
                "it has {} steps: write 1 to {MOST_STEPS} [[step]]",
                file.step.len()
            )));
        }
        let mut known: BTreeSet<_> = BUILT_IN.map(str::to_owned).into();
        let mut steps = Vec::new();
        for (number, table) in (1..).zip(file.step) {
            let bad = |what: String| BadCase::BadStep { step: number, what };
            let written =
                WrittenStep::deserialize(toml::Value::Table(table)).map_err(|error| bad(error.message().to_owned()))?;
            let step = Step::of(written).map_err(bad)?;
            step.check_blanks(&known).map_err(bad)?;
            known.extend(step.keep.keys().cloned());
            steps.push(step);
        }
        let brings_checks = !file.check.is_empty();
        let opening = stage::opening(&file.check).map_err(|bad| BadCase::Incomplete(format!("[[check]]: {bad}")))?;
        let case = Self {
            id: id.to_owned(),
            title: file.title,
            why: file.why,
            read: file.read,
            pos: file.pos,
            level: file.level,
            safety: file.safety,
            opening,
            steps,
        };
        let at_corner = |step: &Step| matches!(step.does, Does::Look { .. } | Does::Set { .. });
        if case.pos == Pos::Any && (brings_checks || case.steps.iter().any(at_corner)) {
            return Err(BadCase::Incomplete("it needs the example POS: write pos = \"corner\"".to_owned()));
        }
        if !case.steps.iter().any(|step| step.measure || !step.expect.is_empty() || step.calls().is_some()) {
            return Err(BadCase::Incomplete("nothing of it can fail: a step needs `expect`".to_owned()));
        }
        Ok(case)
    }

    /// `<group>` of its id.
    pub fn group(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// What it calls that an adapter does not provide, in the words of the contract.
    pub(crate) fn lacks(&self, provided: CapabilitySet) -> Option<String> {
        self.steps.iter().find_map(|step| match step.does {
            Does::Pay { .. } if !provided.contains(Capability::RecordOrderPaymentById) => {
                let events = provided.contains(Capability::PaymentIntentStatusUpdated);
                (!events).then(|| "neither `payments` nor `payment-events`".to_owned())
            }
            _ => {
                let capability = step.calls().filter(|capability| !provided.contains(*capability))?;
                Some(format!("no `{}`", capability.row().interface.name()))
            }
        })
    }

    /// Whether the way to the point of sale fails whenever the adapter is called.
    pub(crate) fn is_all_faults(&self) -> bool {
        self.steps.iter().all(|step| step.fault.is_some() || step.calls().is_none())
    }

    /// Whether it waits until an adapter gives up.
    pub(crate) fn waits(&self) -> bool {
        self.steps.iter().any(|step| step.fault.as_deref() == Some("slow"))
    }

    /// Whether it holds costs against a budget.
    pub(crate) fn measures(&self) -> bool {
        self.steps.iter().any(|step| step.measure)
    }

    /// Whether the way to the point of sale fails in it.
    pub(crate) fn makes_faults(&self) -> bool {
        self.steps.iter().any(|step| step.fault.is_some())
    }
}

// === impl Step ===

impl Step {
    fn of(written: WrittenStep) -> Result<Self, String> {
        let given = [
            ("call", written.call.is_some()),
            ("pay", written.pay.is_some()),
            ("update", written.update.is_some()),
            ("walk", written.walk.is_some()),
            ("look", written.look.is_some()),
            ("set", written.set.is_some()),
        ];
        let given: Vec<_> = given.into_iter().filter(|(_, given)| *given).map(|(name, _)| name).collect();
        let &[what] = given.as_slice() else {
            return Err(format!("does {} things: write one of call, pay, update, walk, look, set", given.len()));
        };
        let only = |key: &str, is_given: bool, of: &[&str]| {
            if is_given && !of.contains(&what) { Err(format!("{key} goes with {}", of.join(" or "))) } else { Ok(()) }
        };
        only("with", written.with != nothing(), &["call", "walk"])?;
        only("attempt", written.attempt.is_some(), &["pay", "update"])?;
        only("limit", written.limit.is_some(), &["walk"])?;
        only("back", written.back, &["walk"])?;
        only("fault", written.fault.is_some(), &["call", "pay", "update", "walk"])?;
        only("measure", written.measure, &["call"])?;
        let attempt = written.attempt.unwrap_or(1);
        let does = if let Some(name) = written.call {
            Does::Call { capability: capability(&name)?, with: written.with }
        } else if let Some(payment) = written.pay {
            Does::Pay { payment, attempt }
        } else if let Some(update) = written.update {
            Does::Update { update, attempt }
        } else if let Some(name) = written.walk {
            let limit = written.limit.unwrap_or(patio_host::epos::page::MAX_LIMIT);
            Does::Walk { capability: capability(&name)?, with: written.with, limit, back: written.back }
        } else if let Some(check) = written.look {
            Does::Look { check }
        } else {
            Does::Set { check: written.set.unwrap_or_default() }
        };
        for expectation in written.given.iter().chain(&written.expect) {
            expectation.is_complete()?;
        }
        Ok(Self {
            does,
            fault: written.fault,
            keep: written.keep,
            given: written.given,
            expect: written.expect,
            measure: written.measure,
        })
    }

    /// The capability that it needs of the adapter.
    fn calls(&self) -> Option<Capability> {
        match self.does {
            Does::Call { capability, .. } | Does::Walk { capability, .. } => Some(capability),
            Does::Pay { .. } => Some(Capability::RecordOrderPaymentById),
            Does::Update { .. } => Some(Capability::PaymentIntentStatusUpdated),
            Does::Look { .. } | Does::Set { .. } => None,
        }
    }

    /// A name that nothing kept is a case that can never be played.
    fn check_blanks(&self, known: &BTreeSet<String>) -> Result<(), String> {
        let mut used = BTreeSet::new();
        match &self.does {
            Does::Call { with: value, .. }
            | Does::Walk { with: value, .. }
            | Does::Pay { payment: value, .. }
            | Does::Update { update: value, .. }
            | Does::Set { check: value } => blanks::names(value, &mut used),
            Does::Look { check } => blanks::names(&Value::String(check.clone()), &mut used),
        }
        // What is kept of an answer may be what its own expectations speak of.
        let mut later = BTreeSet::new();
        self.given.iter().chain(&self.expect).for_each(|expectation| expectation.names(&mut later));
        later.retain(|name| !self.keep.contains_key(name));
        match used.union(&later).find(|name| !known.contains(*name)) {
            Some(name) => Err(format!("{{{name}}} is a blank that no step before it keeps")),
            None => Ok(()),
        }
    }

    /// What it does, for a person.
    pub(crate) fn shown(&self) -> String {
        match &self.does {
            Does::Call { capability, .. } => capability.to_string(),
            Does::Pay { attempt: 1, .. } => "a payment".to_owned(),
            Does::Pay { attempt, .. } => format!("a payment, attempt {attempt}"),
            Does::Update { update, .. } => {
                let status = update.get("status").and_then(Value::as_str).unwrap_or("of a payment");
                format!("the update {status}")
            }
            Does::Walk { capability, back: false, .. } => format!("{capability}, page after page"),
            Does::Walk { capability, .. } => format!("{capability}, to the last page and back"),
            Does::Look { check } => format!("check {check} at the POS"),
            Does::Set { .. } => "a change at the POS".to_owned(),
        }
    }
}

fn capability(name: &str) -> Result<Capability, String> {
    Capability::by_name(name).ok_or_else(|| format!("{name:?} is no capability of the EPOS Data API"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check_refused(steps: &str, expected: Expect) {
        let text = format!("title = \"a\"\nwhy = \"b\"\nread = \"c\"\n{steps}");
        expected.assert_eq(&Case::read("house/rule", &text).unwrap_err().to_string());
    }

    #[test]
    fn a_step_does_one_thing_and_what_goes_with_it() {
        check_refused("", expect!["it has 0 steps: write 1 to 50 [[step]]"]);
        check_refused("[[step]]\n", expect!["step 1: does 0 things: write one of call, pay, update, walk, look, set"]);
        check_refused(
            "[[step]]\ncall = \"ListAreas\"\nwalk = \"SearchOrders\"\n",
            expect!["step 1: does 2 things: write one of call, pay, update, walk, look, set"],
        );
        check_refused(
            "[[step]]\ncall = \"ListAreas\"\nattempt = 2\n",
            expect!["step 1: attempt goes with pay or update"],
        );
        check_refused("[[step]]\ncall = \"Pay\"\n", expect!["step 1: \"Pay\" is no capability of the EPOS Data API"]);
        check_refused(
            "[[step]]\ncal = \"ListAreas\"\n",
            expect![
                "step 1: unknown field `cal`, expected one of `call`, `pay`, `update`, `walk`, `look`, `set`, `with`, `limit`, `back`, `attempt`, `fault`, `keep`, `given`, `expect`, `measure`"
            ],
        );
    }

    #[test]
    fn a_blank_is_kept_before_it_is_used() {
        check_refused(
            "[[step]]\ncall = \"GetOrderById\"\nwith = { orderId = \"{id}\" }\n",
            expect!["step 1: {id} is a blank that no step before it keeps"],
        );
        let own = "title = \"a\"\nwhy = \"b\"\nread = \"c\"\n[[step]]\ncall = \"ListAreas\"\nkeep = { id = \"/0/id\" }\nexpect = [{ at = \"/0/id\", equals = \"{id}\" }]\n";
        assert!(Case::read("house/rule", own).is_ok());
    }

    #[test]
    fn a_check_that_the_pos_could_not_have_is_refused_with_what_is_wrong_with_it() {
        let check = "pos = \"corner\"\n[[step]]\ncall = \"ListAreas\"\n[[check]]\nid = \"7001\"\nnumber = 1\nstate = \"open\"\n\
            currency = \"GBP\"\nopened = \"2026-11-22T20:00:00+01:00\"\nchanged = \"2026-11-22T20:00:00+01:00\"\n";
        check_refused(
            &format!("{check}service = \"1.5\"\n"),
            expect![[r#"[[check]]: check 7001: "1.5" is no amount in GBP"#]],
        );
        check_refused(
            &format!("{check}sevice = \"1.50\"\n"),
            expect![
                "[[check]]: check 7001: unknown field `sevice`, expected one of `id`, `number`, `table`, `waiter`, `guests`, `state`, `currency`, `opened`, `changed`, `lines`, `discounts`, `taxes`, `service`, `total`, `payments`, `balance`, `lock`"
            ],
        );
    }

    #[test]
    fn who_looks_at_the_pos_needs_the_example_one() {
        check_refused(
            "[[step]]\nlook = \"1001\"\nexpect = [{ at = \"/id\", equals = \"1001\" }]\n",
            expect!["it needs the example POS: write pos = \"corner\""],
        );
    }
}
