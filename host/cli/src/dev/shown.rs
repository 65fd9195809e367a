//! One call as a vendor reads it: what was asked and answered, what the adapter did meanwhile, and where the time went.

use patio_host::adapter::witness::{Account, Asked, End, Exchange, Outcome, Times};
use serde::Serialize;
use serde_json::Value;
use std::fmt::Write as _;

/// Lines of one JSON at most: an order with a few items. `--whole` shows all.
const LINES: usize = 40;

/// Where a compiler's own sources lie: frames of what a language does to end a program, which its author did not write.
const OF_THE_COMPILER: [&str; 2] = [" at /rustc/", " at /rust/"];

/// Under these names the SDKs of JavaScript and Python log where an exception came from.
const EXCEPTIONS: [&str; 2] = ["stack", "exception"];

/// Lines of it that are the SDK's or the engine's: its author did not write them.
const OF_THE_SDK: [&str; 3] = ["@patio/sdk/", "/patio_sdk/", "/initializer.js:"];

/// Where a Python component has the project's folder.
const PYTHON_FOLDER: &str = "File \"/0/";

/// The call, as lines that end with an empty one. Paths of sources are shown as seen from the project's folder.
pub(super) fn shown(account: &Account, folder: &str, whole: bool) -> String {
    let mut text = format!("── {} {}\n", account.name(), "─".repeat(60_usize.saturating_sub(account.name().len())));
    json(&mut text, "asked", &request(&account.asked), whole);
    // What was logged and what was sent, in the order of time.
    let log = account.log.iter().map(|line| (line.at_us, log_line(&line.level, &line.text, folder, whole)));
    let sent = account.outgoing.iter().map(|exchange| (exchange.at_us, request_line(exchange)));
    let mut lines: Vec<_> = log.chain(sent).collect();
    lines.sort_by_key(|(at, _)| *at);
    for (_, line) in lines {
        let _ = writeln!(text, "{line}");
    }
    match &account.end {
        End::Replied(reply) => json(&mut text, "replied", reply, whole),
        End::Failed { kind, text: what, backtrace } => {
            // The functions of a trap follow, one a line.
            let what =
                what.split_once(", in ").filter(|_| !backtrace.is_empty()).map_or(what.as_str(), |(what, _)| what);
            // What an adapter says itself begins with its kind already.
            let what = what.strip_prefix(&format!("{}: ", kind.replace('_', "-"))).unwrap_or(what);
            let _ = writeln!(text, "failed   {kind}: {what}");
            let frames = backtrace.iter().filter(|frame| whole || is_of_the_author(frame, backtrace));
            for frame in frames {
                let _ = writeln!(text, "         {}", frame.replace(folder, ""));
            }
        }
        End::Abandoned => text.push_str("abandoned: nobody waited for the answer any more\n"),
    }
    let Times { total_us, cpu_us, waiting_us, host_us } = account.times;
    let [total, cpu, waiting, host] = [total_us, cpu_us, waiting_us, host_us].map(milliseconds);
    let memory = crate::build::size(u64::try_from(account.memory_bytes).unwrap_or(u64::MAX));
    let _ = writeln!(text, "time     {total}: CPU {cpu}, waiting {waiting}, host {host}; memory {memory}\n");
    text
}

/// A line of the log; where it ends with an exception's lines, these under it.
fn log_line(level: &str, text: &str, folder: &str, whole: bool) -> String {
    let with_stack = EXCEPTIONS.iter().find_map(|field| text.strip_suffix('"')?.rsplit_once(&format!(" {field}=\"")));
    // One that is not the last field ends before.
    let with_stack = with_stack.filter(|(_, stack)| !stack.replace("\\\"", "").contains('"'));
    let Some((message, stack)) = with_stack else { return format!("  {level:<8} {text}") };
    let stack = stack.replace("\\n", "\n").replace("\\\"", "\"").replace(folder, "").replace(PYTHON_FOLDER, "File \"");
    let lines = stack.lines().filter(|line| whole || !OF_THE_SDK.iter().any(|of| line.contains(of)));
    lines.fold(format!("  {level:<8} {message}"), |shown, line| format!("{shown}\n           {line}"))
}

/// Whether a frame is worth a line: one with a line of the source that is not the compiler's. Where none has a line, all.
fn is_of_the_author(frame: &str, all: &[String]) -> bool {
    let has_line = |frame: &str| frame.contains(" at ") && !OF_THE_COMPILER.iter().any(|of| frame.contains(of));
    has_line(frame) || !all.iter().any(|frame| has_line(frame))
}

/// What was asked, as JSON: of a payment that the host tells, what it tells.
fn request(asked: &Asked) -> Value {
    match asked {
        Asked::Request { request, .. } => request.clone(),
        Asked::RecordPayment { request, .. } => request.clone(),
        Asked::PaymentUpdated { update } => value(update),
        Asked::PollChanges { since } => value(since),
    }
}

fn value(what: &impl Serialize) -> Value {
    serde_json::to_value(what).unwrap_or_default()
}

/// `  http     GET https://api.pos.example/checks 200 in 3.1 ms`. A query may hold what is nobody's business.
fn request_line(exchange: &Exchange) -> String {
    let url = exchange.url.split('?').next().unwrap_or_default();
    let came = match &exchange.outcome {
        Outcome::Response { status, .. } => status.to_string(),
        Outcome::Error(error) => error.clone(),
        Outcome::Nothing => "no answer".to_owned(),
    };
    format!("  http     {} {url} {came} in {}", exchange.method, milliseconds(exchange.took_us))
}

/// JSON under a word, cut where it is long.
fn json(text: &mut String, word: &str, document: &Value, whole: bool) {
    let pretty = serde_json::to_string_pretty(document).unwrap_or_default();
    let count = pretty.lines().count();
    let most = if whole { usize::MAX } else { LINES };
    for (index, line) in pretty.lines().take(most).enumerate() {
        let _ = writeln!(text, "{:<8} {line}", if index == 0 { word } else { "" });
    }
    if count > most {
        let _ = writeln!(text, "         … {} lines more (--whole)", count - most);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a time for people, to a tenth of a millisecond")]
fn milliseconds(us: u64) -> String {
    format!("{:.1} ms", us as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use serde_json::json;

    /// A call that ended so, as it is shown.
    fn said(end: Value) -> String {
        let body = |text: &str| json!({ "text": text, "bytes": text.len() });
        let account: Account = serde_json::from_value(json!({
            "at": "2026-11-22T19:04:05.000Z", "venue": "dev", "adapter": "corner", "digest": "00", "version": "0.1.0",
            "trace_id": "t", "asked": { "kind": "request", "capability": "GetOrderById",
                "request": { "orderId": "1001" }, "requester": {} },
            "allowed": { "deadline_ms": 5000, "cpu_ms": 1000, "memory_bytes": 1 },
            "settings": {}, "senses": {}, "store": [],
            "outgoing": [
                { "at_us": 200, "method": "GET", "url": "http://127.0.0.1:9400/checks/1001?token=secret", "headers": [],
                  "body": body(""), "outcome": { "response": { "status": 200, "headers": [], "body": body("{}") } },
                  "took_us": 3100 },
                { "at_us": 4000, "method": "GET", "url": "http://127.0.0.1:9400/x", "headers": [], "body": body(""),
                  "outcome": { "error": "ConnectionTimeout" }, "took_us": 1_000_000 },
            ],
            "log": [{ "at_us": 3500, "level": "info", "text": "stderr: read 1001" }],
            "end": end,
            "times": { "total_us": 12_300, "cpu_us": 1200, "waiting_us": 11_000, "host_us": 100 },
            "memory_bytes": 1_400_000, "gaps": [],
        }))
        .unwrap();
        shown(&account, "/home/ann/corner/", false)
    }

    #[track_caller]
    fn check(end: Value, expected: Expect) {
        expected.assert_eq(&said(end));
    }

    #[test]
    fn a_call_is_shown_with_what_happened_meanwhile() {
        check(
            json!({ "replied": { "id": "1001" } }),
            expect![[r#"
                ── GetOrderById ────────────────────────────────────────────────
                asked    {
                           "orderId": "1001"
                         }
                  http     GET http://127.0.0.1:9400/checks/1001 200 in 3.1 ms
                  info     stderr: read 1001
                  http     GET http://127.0.0.1:9400/x ConnectionTimeout in 1000.0 ms
                replied  {
                           "id": "1001"
                         }
                time     12.3 ms: CPU 1.2 ms, waiting 11.0 ms, host 0.1 ms; memory 1.4 MB

            "#]],
        );
    }

    #[test]
    fn an_exception_is_shown_with_the_lines_of_its_author() {
        let line = |text: &str| log_line("error", text, "/home/ann/corner/", false);
        let stack = r#"stack="getOrder@src/orders.js:32\nguarded@@patio/sdk/src/adapter.js:30\nx@/tmp/a/initializer.js:8:28\n""#;
        assert_eq!(
            line(&format!("orders.getOrder threw TypeError: it is null {stack}")),
            "  error    orders.getOrder threw TypeError: it is null\n           getOrder@src/orders.js:32"
        );
        let stack = r#"exception="Traceback:\n  File \"/1/patio_sdk/exported.py\", line 8, in answer\n  File \"/0/adapter/orders.py\", line 44, in get_order\nKeyError: 'lines'\n""#;
        let lines = [
            "  error    raised",
            "           Traceback:",
            "             File \"adapter/orders.py\", line 44, in get_order",
            "           KeyError: 'lines'",
        ];
        assert_eq!(line(&format!("raised {stack}")), lines.join("\n"));
        // Anything else is a line as it is.
        let other = r#"sent body="{\"a\":1}" stack="" bytes="7""#;
        assert_eq!(line(other), format!("  error    {other}"));
    }

    #[test]
    fn what_an_adapter_says_itself_names_its_kind_once() {
        let said = said(json!({ "failed": { "kind": "in_doubt", "text": "in-doubt: it may have been written" } }));
        assert!(said.contains("\nfailed   in_doubt: it may have been written\n"), "{said}");
    }

    #[test]
    fn a_long_reply_is_cut_and_says_so() {
        let said = said(json!({ "replied": { "lines": (0..50).collect::<Vec<_>>() } }));
        assert!(said.contains("             37,\n         … 14 lines more (--whole)\ntime"), "{said}");
    }

    #[test]
    fn a_trap_is_shown_with_the_lines_of_its_author() {
        let backtrace = [
            "abort",
            "std::process::abort at /rustc/5980/library/std/src/process.rs:2533",
            "boom at /home/ann/corner/src/orders.rs:58",
            "get_order at /home/ann/corner/src/orders.rs:28",
        ];
        let said = said(
            json!({ "failed": { "kind": "trap", "text": "it trapped: x, in abort < boom", "backtrace": backtrace } }),
        );
        let lines = "failed   trap: it trapped: x\n         boom at src/orders.rs:58\n         get_order at src/orders.rs:28\ntime";
        assert!(said.contains(lines), "{said}");
    }

    #[test]
    fn without_lines_a_trap_is_shown_with_its_functions() {
        let said = said(json!({ "failed": { "kind": "trap", "text": "x, in abort", "backtrace": ["abort", "boom"] } }));
        assert!(said.contains("failed   trap: x\n         abort\n         boom\ntime"), "{said}");
    }
}
