//! The conformance kit is right: the adapters that keep the contract pass it, and each wrong adapter is caught by the
//! case that is meant for its mistake.
//!
//! A wrong adapter is a file of `wrong/src/bin` (the Corner adapter) or `restaurant/src/bin` (the demo), and its row in
//! [`MISTAKES`] says which cases must fail. All of it goes through the real binary, `patio check`, as a vendor would.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

use expect_test::expect_file;
use patio_tests::{guests, mistakes};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

/// Each mistake, and the cases that must find it.
const MISTAKES: &[(&str, &[&str])] = &[
    ("all_orders_for_one", &["limits/order-within-budget"]),
    ("amount_rounded", &["money/pos-has-the-amounts"]),
    ("area_ignored", &["contract/tables-by-area"]),
    ("area_names_as_ids", &["contract/areas-of-tables-are-known"]),
    ("bill_of_what_is_left", &["contract/bill-is-of-its-order"]),
    (
        "broken_is_not_found",
        &["pos/half-an-answer-is-an-error", "pos/other-json-is-an-error", "pos/server-error-is-an-error"],
    ),
    ("canceled_in_words", &["contract/canceled-order-is-not-payable"]),
    ("cash_ignored", &["money/cash-counts"]),
    ("closed_is_payable", &["contract/paid-orders-are-not-payable"]),
    ("conflict_swallowed", &["payments/refusal-is-conflict"]),
    ("covers_as_quantity", &["money/quantities-are-the-lines"]),
    ("created_is_paid", &["payments/other-updates-change-nothing"]),
    ("cursor_repeats", &["contract/paging-repeats-nothing"]),
    ("cursor_skips", &["contract/paging-skips-nothing"]),
    ("cursor_traps", &["contract/unknown-cursor-is-answered"]),
    ("discounts_ignored", &["money/discounts-lower-the-total"]),
    ("down_is_not_found", &["pos/down-is-unavailable"]),
    ("entered_without_quantities", &["contract/created-order-is-made-once"]),
    ("everything_at_one_table", &["contract/every-check-is-an-order"]),
    ("extension_makes_a_lock", &["locks/extension-needs-the-lock"]),
    ("filter_ignored", &["contract/filters-are-kept"]),
    ("float_rounding", &["money/amounts-are-exact"]),
    ("foreign_lock_ignored", &["locks/other-lock-is-conflict"]),
    ("id_in_the_url", &["contract/odd-ids-are-not-found"]),
    ("key_of_amount", &["payments/same-intent-of-another-amount"]),
    ("limit_ignored", &["contract/page-limit-is-kept"]),
    ("list_differs", &["contract/search-and-order-agree"]),
    ("local_time_as_utc", &["contract/timestamps-are-utc"]),
    ("lock_again_is_conflict", &["locks/same-lock-again-is-fine"]),
    ("lock_id_dropped", &["locks/holder-may-pay"]),
    ("lock_of_nothing", &["locks/unknown-order-is-not-found"]),
    ("lock_overridden", &["locks/stranger-may-not-pay"]),
    ("locked_is_unpayable", &["locks/locked-order-stays-payable"]),
    ("long_names", &["contract/names-fit-the-screen"]),
    (
        "lost_answer_is_unavailable",
        &["payments/lost-answer-is-in-doubt", "payments/slow-answer-is-in-doubt", "payments/broken-answer-is-in-doubt"],
    ),
    ("lost_answer_without_a_key", &["payments/lost-answer-without-a-key"]),
    ("lost_lock_is_an_error", &["locks/unlocking-twice-is-fine"]),
    ("modifier_multiplied", &["money/modifiers-are-per-item"]),
    ("nameless", &["contract/orders-have-names"]),
    ("no_idempotency_key", &["payments/same-payment-twice"]),
    ("no_timeout", &["pos/slow-pos-is-answered-in-time"]),
    ("no_way_back", &["contract/paging-goes-both-ways"]),
    ("nonsense_traps", &["pos/nonsense-is-no-trap"]),
    ("one_filter_of_two", &["contract/filters-combine"]),
    ("one_key_for_an_order", &["payments/parts-add-up"]),
    ("order_entered_twice", &["contract/created-order-is-made-once"]),
    ("overpayment_capped", &["payments/overpayment-is-refused"]),
    ("party_ignored", &["contract/unknown-parties-have-no-orders"]),
    ("party_seated_twice", &["contract/party-from-beginning-to-end"]),
    ("party_update_merged", &["contract/party-from-beginning-to-end"]),
    ("payable_only_ignored", &["contract/payable-only"]),
    ("payable_when_paid", &["payments/paid-in-full-is-not-payable"]),
    ("payable_without_total", &["contract/payable-orders-have-a-total"]),
    ("payment_listed_twice", &["money/payments-are-listed-once"]),
    ("pounds_as_pence", &["money/amounts-are-minor-units"]),
    ("reference_dropped", &["payments/intent-is-on-the-order"]),
    ("refund_guessed", &["payments/refund-without-amounts-is-invalid"]),
    ("refund_ignored", &["payments/refund-reaches-the-pos"]),
    ("refund_of_everything", &["payments/partial-refund-is-its-part", "money/refund-at-the-pos-is-its-part"]),
    ("refund_sum_again", &["payments/refund-in-two-parts"]),
    ("refund_without_a_key", &["payments/refund-told-twice"]),
    ("remembers_failures", &["pos/it-works-again"]),
    ("reservation_still_listed", &["contract/reservation-from-beginning-to-end"]),
    ("reservation_taken_twice", &["contract/reservation-from-beginning-to-end"]),
    ("reversal_ignored", &["payments/reversal-takes-all"]),
    ("server_error_is_conflict", &["payments/broken-pos-is-no-refusal"]),
    ("service_twice", &["money/total-has-service-once"]),
    ("slow_search", &["limits/search-within-budget"]),
    ("table_names_as_ids", &["contract/orders-stand-at-known-tables"]),
    ("tables_skip", &["contract/tables-page-by-page"]),
    ("taxes_added", &["money/taxes-are-inside"]),
    ("tip_added_to_amount", &["payments/tip-is-not-amount"]),
    ("tip_dropped", &["payments/tip-reaches-the-pos"]),
    ("tips_in_paid", &["money/tips-are-not-paid"]),
    ("total_is_balance", &["money/total-stays-when-paid"]),
    ("unknown_id_is_an_error", &["contract/unknown-order-is-not-found"]),
    ("unknown_id_is_first_order", &["contract/unknown-order-is-not-found"]),
    ("unknown_order_is_in_doubt", &["payments/unknown-order-is-not-found"]),
    ("unsent_is_in_doubt", &["payments/nothing-sent-is-unavailable"]),
    ("void_line_shown", &["money/void-lines-are-left-out"]),
    ("void_payment_counted", &["money/void-payments-do-not-count"]),
    ("waiter_ignored", &["contract/filter-by-waiter"]),
    ("wrong_currency", &["money/currency-is-the-orders"]),
    ("zero_decimal_currency", &["money/currencies-without-minor-unit"]),
];

/// Advice that the Corner adapter does not follow: its POS takes no currency with a payment, and it does not look first.
const ADVICE: &[&str] = &["money/other-currency-is-refused"];

/// Those that make no mistake: what all others are made of.
const RIGHT: [&str; 3] = ["right", "right_restaurant", "right_without_a_key"];

/// Adapters that are checked at once.
const AT_ONCE: usize = 3;

/// What `patio check` found.
struct Report {
    code: Option<i32>,
    json: Value,
}

impl Report {
    fn of(component: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_patio"));
        command.args(["check", component, "--json"]).args(arguments).env_remove("PATIO_LOG");
        let output = command.output().unwrap();
        let json = serde_json::from_slice(&output.stdout);
        let json =
            json.unwrap_or_else(|error| panic!("{component}: {error}: {}", String::from_utf8_lossy(&output.stderr)));
        Self { code: output.status.code(), json }
    }

    fn cases(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.json["cases"].as_array().unwrap().iter().map(|case| (case["id"].as_str().unwrap(), case))
    }

    fn of_verdict(&self, verdict: &str) -> BTreeSet<&str> {
        self.cases().filter(|(_, case)| case["verdict"] == verdict).map(|(id, _)| id).collect()
    }
}

/// Checks an adapter with everything, and answers which cases it passes.
#[track_caller]
fn keeps_the_contract(component: &str, advice: &[&str]) -> BTreeSet<String> {
    let report = Report::of(component, &[]);
    let failed = report.of_verdict("failed");
    assert_eq!(failed, advice.iter().copied().collect(), "{component}: {:#}", report.json);
    assert_eq!(report.code, Some(0));
    report.of_verdict("passed").into_iter().map(str::to_owned).collect()
}

#[test]
fn right_adapters_keep_the_contract_and_each_case_is_passed_by_one_of_them() {
    let mut passed = keeps_the_contract(mistakes::RIGHT, ADVICE);
    passed.extend(keeps_the_contract(mistakes::RIGHT_WITHOUT_A_KEY, ADVICE));
    let demo = keeps_the_contract(guests::DEMO, &[]);
    passed.extend(demo.clone());
    let missing: Vec<_> =
        MISTAKES.iter().flat_map(|(_, cases)| *cases).filter(|case| !passed.contains(**case)).collect();
    assert!(missing.is_empty(), "nobody passes {missing:?}");
    // What the wrong ones are made of is the demo, and nothing else.
    assert_eq!(keeps_the_contract(mistakes::RIGHT_RESTAURANT, &[]), demo);
}

#[test]
fn each_wrong_adapter_is_caught_by_the_case_that_is_meant_for_it() {
    let components: BTreeMap<_, _> = mistakes::ALL.iter().copied().collect();
    let (next, wrong, told) = (AtomicUsize::new(0), Mutex::new(Vec::new()), Mutex::new(BTreeSet::new()));
    let work = || {
        while let Some((name, cases)) = MISTAKES.get(next.fetch_add(1, Ordering::Relaxed)) {
            let arguments: Vec<_> = cases.iter().flat_map(|case| ["--case", case]).collect();
            let report = Report::of(components[name], &arguments);
            let failed = report.of_verdict("failed");
            for case in *cases {
                let found = report.cases().find(|(id, _)| id == case).map(|(_, case)| case);
                let mistake = found.and_then(|case| case["findings"][0]["mistake"].as_str());
                match mistake.filter(|_| failed.contains(case)) {
                    Some(mistake) => drop(lock(&told).insert(format!("{name}\n  {case}\n  {mistake}\n"))),
                    None => lock(&wrong).push(format!("{name} is not caught by {case}: {:#}", report.json)),
                }
            }
            // Advice refuses nobody.
            let required = report.cases().any(|(id, case)| failed.contains(id) && case["level"] == "required");
            assert_eq!(report.code, Some(i32::from(required || report.of_verdict("passed").is_empty())), "{name}");
        }
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
    let wrong = lock(&wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Beside each mistake the words that name it.
    expect_file!["told.txt"].assert_eq(&lock(&told).iter().cloned().collect::<Vec<_>>().join("\n"));
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn each_mistake_has_its_row_and_each_case_its_mistake() {
    let built = mistakes::ALL.iter().map(|(name, _)| *name).filter(|name| !RIGHT.contains(name));
    let rows: BTreeSet<_> = MISTAKES.iter().map(|(name, _)| *name).collect();
    assert_eq!(built.collect::<BTreeSet<_>>(), rows, "a file of src/bin for each row, and a row for each file");
    let report = Report::of(guests::DEMO, &[]);
    let cases: BTreeSet<_> = report.cases().map(|(id, _)| id).collect();
    let proven: BTreeSet<_> = MISTAKES.iter().flat_map(|(_, cases)| *cases).chain(ADVICE).copied().collect();
    let alone: Vec<_> = cases.symmetric_difference(&proven).collect();
    assert!(alone.is_empty(), "a case without an adapter that makes its mistake, or the other way round: {alone:?}");
}
