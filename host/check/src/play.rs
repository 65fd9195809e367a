//! Plays a case: step after step, until one does not go as it should.

use crate::answer::{Answer, Came};
use crate::blanks::{self, Kept};
use crate::case::{Case, Does, Step};
use crate::class::Class;
use crate::expectation::{Expectation, Unmet};
use crate::finding::{Finding, Verdict};
use crate::stage::Stage;
use crate::subject::{Subject, built_in};
use serde_json::Value;
use std::time::Duration;

/// Calls of a step that is measured: the cheapest of them counts, for others may have waited for a core.
const MEASURED_CALLS: usize = 5;

/// Why a case did not come to its end.
enum Ended {
    Failed(Vec<Finding>),
    Skipped(String),
    Prevented(String),
}

/// Plays a case against an adapter and the point of sale behind it.
pub(crate) async fn play(case: &Case, subject: &Subject<'_>, stage: &Stage, class: Class) -> Verdict {
    let mut kept = built_in();
    for (number, step) in (1..).zip(&case.steps) {
        match take(case, number, step, subject, stage, class, &mut kept).await {
            Ok(()) => (),
            Err(Ended::Failed(findings)) => return Verdict::Failed { findings },
            Err(Ended::Skipped(reason)) => return Verdict::Skipped { reason },
            Err(Ended::Prevented(reason)) => return Verdict::Prevented { reason },
        }
    }
    Verdict::Passed
}

async fn take(
    case: &Case,
    number: usize,
    step: &Step,
    subject: &Subject<'_>,
    stage: &Stage,
    class: Class,
    kept: &mut Kept,
) -> Result<(), Ended> {
    let finding = |mistake: Option<&String>, expected: String, came: String| Finding {
        mistake: mistake.unwrap_or(&case.why).clone(),
        step: number,
        doing: step.shown(),
        expected,
        came,
        read: case.read.clone(),
    };
    let failed = |expected: &str, came: String| Ended::Failed(vec![finding(None, expected.to_owned(), came)]);
    let broken = |what: String| {
        let expected = "a case that can be played".to_owned();
        let mistake = "This is a mistake of the case, not of the adapter.".to_owned();
        Ended::Failed(vec![finding(Some(&mistake), expected, what)])
    };
    let answer = match does(step, subject, stage, kept).await {
        Ok(answer) => answer,
        Err(what) => return Err(broken(what)),
    };
    if let Came::Prevented(reason) = answer.came {
        return Err(Ended::Prevented(reason));
    }
    if let Some(reason) = stage.lost() {
        return Err(Ended::Prevented(reason));
    }
    if step.measure {
        measure(step, subject, stage, class, kept, &answer)
            .await
            .map_err(broken)?
            .map_or(Ok(()), |unmet| Err(Ended::Failed(vec![finding(None, unmet.expected, unmet.came)])))?;
    }
    // What is kept of an answer may be what its own expectations speak of.
    if let Came::Reply(reply) = &answer.came {
        for (name, pointer) in &step.keep {
            let value = reply.pointer(pointer).filter(|value| !value.is_null());
            let value = value.cloned().unwrap_or(Value::Null);
            kept.insert(name.clone(), value);
        }
    }
    // What a case needs is not there, or is not known because the call failed: only the first is no finding.
    let may_fail = step.given.iter().chain(&step.expect).any(Expectation::is_about_failure);
    if !may_fail && !matches!(answer.came, Came::Reply(_)) {
        return Err(failed("an answer", answer.came.shown()));
    }
    for given in &step.given {
        if let Err(unmet) = given.hold(&answer, kept).map_err(broken)? {
            return Err(Ended::Skipped(format!("the case needs that {}, and {}", unmet.expected, unmet.came)));
        }
    }
    let mut findings = Vec::new();
    for expectation in &step.expect {
        if let Err(Unmet { expected, came }) = expectation.hold(&answer, kept).map_err(broken)? {
            findings.push(finding(expectation.mistake.as_ref(), expected, came));
        }
    }
    if findings.is_empty() { Ok(()) } else { Err(Ended::Failed(findings)) }
}

/// Does what a step says; the error is a mistake of the case's.
async fn does(step: &Step, subject: &Subject<'_>, stage: &Stage, kept: &Kept) -> Result<Answer, String> {
    stage.fail(step.fault.as_deref()).await?;
    let fill = |value: &Value| blanks::fill(value, kept);
    let answer = match &step.does {
        Does::Call { capability, with } => subject.call(*capability, &fill(with)?).await,
        Does::Pay { payment, attempt } => subject.pay(&fill(payment)?, *attempt).await,
        Does::Update { update, attempt } => subject.update(&fill(update)?, *attempt).await,
        Does::Walk { capability, with, limit, back } => subject.walk(*capability, &fill(with)?, *limit, *back).await,
        Does::Look { check } => {
            let id = fill(&Value::String(check.clone()))?;
            stage.look(id.as_str().unwrap_or(check)).map(Answer::of_pos)
        }
        Does::Set { check } => stage.change(&fill(check)?).map(Answer::of_pos),
    };
    stage.fail(None).await?;
    answer
}

/// Holds what a step costs against what the language may use.
async fn measure(
    step: &Step,
    subject: &Subject<'_>,
    stage: &Stage,
    class: Class,
    kept: &Kept,
    first: &Answer,
) -> Result<Option<Unmet>, String> {
    let (mut cpu, mut memory_bytes) = (first.cpu, first.memory_bytes);
    for _ in 1..MEASURED_CALLS {
        let again = does(step, subject, stage, kept).await?;
        cpu = cpu.min(again.cpu);
        memory_bytes = memory_bytes.min(again.memory_bytes);
    }
    let budget = class.budget();
    let ms = |duration: Duration| format!("{}.{:03} ms", duration.as_millis(), duration.subsec_micros() % 1000);
    if cpu > budget.cpu {
        let expected = format!("{} of CPU at most, for an adapter {class}", ms(budget.cpu));
        let came = format!("{} in the cheapest of {MEASURED_CALLS} calls (what limits.cpu_ms counts)", ms(cpu));
        return Ok(Some(Unmet { expected, came }));
    }
    let mib = |bytes: usize| format!("{} MiB", bytes.div_ceil(1 << 20));
    if memory_bytes > budget.memory_bytes {
        let expected = format!("{} of memory at most, for an adapter {class}", mib(budget.memory_bytes));
        return Ok(Some(Unmet { expected, came: format!("{} (what limits.memory_mib counts)", mib(memory_bytes)) }));
    }
    Ok(None)
}
