//! The rules that every engine of the ledger must pass. An engine calls `every_rule!` with what opens it; a rule that is
//! not listed there is dead code, which the compiler reports.

use super::*;
use crate::epos::{Event, PaymentSafety, Requester, UpdateStatus};
use std::sync::Arc;

/// How a rule gets at an engine.
pub(crate) trait Engine {
    /// Opens the ledger; after it was closed, the same one again.
    async fn open(&self) -> Arc<dyn Ledger>;
}

macro_rules! every_rule {
    ($engine:expr) => {
        crate::ledger::suite::rules! { $engine;
            what_is_appended_is_read_back_in_order_and_survives_closing
            an_intent_without_facts_has_no_history
            the_same_intent_of_two_venues_is_two_intents
            a_fact_from_outside_opens_the_intent
            a_duplicate_is_kept_and_changes_nothing
            of_a_hundred_that_say_the_same_at_once_one_counts
            an_attempt_is_only_begun_upon_what_its_writer_has_seen
            of_two_that_begin_at_once_one_does
            an_outcome_is_always_written_and_its_standing_only_where_nothing_newer_came_in
            a_standing_without_a_fact_never_overwrites_newer_facts
            open_intents_come_by_when_they_are_due
            the_list_goes_from_the_newest_to_the_oldest_in_pages
            the_list_is_filtered
            the_backlog_counts_what_is_unsettled_of_each_venue_and_since_when
            an_order_id_is_kept_once_it_is_known
            the_open_intents_of_an_order_are_found
            every_fact_is_read_back_as_it_was_written
            the_entries_of_a_time_come_in_pages
            a_projection_is_restored_only_where_nothing_newer_came_in
            the_log_names_every_intent_in_pages
            a_closed_ledger_refuses
        }
    };
}

macro_rules! rules {
    ($engine:expr; $($rule:ident)*) => {
        $(#[tokio::test]
        async fn $rule() {
            crate::ledger::suite::$rule(&$engine).await;
        })*
    };
}

pub(crate) use {every_rule, rules};

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_millisecond(1_800_000_000_000 + second * 1_000).unwrap()
}

pub(crate) fn key(name: &str) -> IntentKey {
    let (venue, intent) = name.split_once('/').unwrap();
    IntentKey::new(&venue.parse().unwrap(), intent)
}

pub(crate) fn event(name: &str, status: &str, second: i64) -> Draft {
    let key = key(name);
    let raw = format!(
        r#"{{"id":"evt_{second}","accountId":"acc_1","event":"payment_intent.status_updated","createdAt":"2026-11-22T19:04:05Z","data":{{"paymentIntentId":"{}","paymentStatus":"{status}","captureMode":"Auto"}}}}"#,
        key.intent
    );
    let event: Event = serde_json::from_str(&raw).unwrap();
    let fact = Fact::Event { event, requester: Requester::default(), trace_id: "t".to_owned() };
    // Whatever a fact says of itself, that is for the engine to compare.
    Draft { says: Some(format!("event {status}")), ..Draft::new(&key, at(second), fact, Then::Reopen).raw(&raw) }
}

fn attempt(name: &str, second: i64, seen: Option<Seq>) -> Draft {
    let then = Then::OnlyAfter { seen, standing: Standing::Open { due: at(second) } };
    Draft::new(&key(name), at(second), Fact::Attempt(captured()), then)
}

/// The first attempt of a payment.
pub(crate) fn captured() -> Attempt {
    Attempt {
        step: UpdateStatus::Captured,
        refunded: None,
        number: 1,
        payment_safety: Some(PaymentSafety::Lookup),
        via: None,
        order_id: None,
        paid_amount: None,
        before: None,
        trace_id: "t".to_owned(),
    }
}

fn outcome(name: &str, second: i64, attempt: Seq, seen: Seq, standing: Standing) -> Draft {
    let fact = Fact::Outcome { attempt, outcome: Outcome::Applied };
    Draft::new(&key(name), at(second), fact, Then::Judge { seen, standing })
}

#[track_caller]
fn written(appended: Appended) -> Seq {
    match appended {
        Appended::Written(seq) => seq,
        other => panic!("{other:?}"),
    }
}

async fn row(ledger: &dyn Ledger, name: &str) -> IntentRow {
    let key = key(name);
    let filter = Filter { venue: Some(key.venue), intent: Some(key.intent.as_ref().to_owned()), ..Filter::default() };
    let mut rows = ledger.list(&filter).await.unwrap();
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

fn attention(reason: &str) -> Standing {
    Standing::Attention { reason: reason.to_owned(), due: None }
}

pub(crate) async fn what_is_appended_is_read_back_in_order_and_survives_closing(engine: &impl Engine) {
    let ledger = engine.open().await;
    let draft = event("a/pi_1", "Captured", 1);
    let first = written(ledger.append(draft.clone()).await.unwrap());
    written(ledger.append(event("a/pi_2", "Captured", 2)).await.unwrap());
    let second = written(ledger.append(attempt("a/pi_1", 3, Some(first))).await.unwrap());
    let third = written(ledger.append(outcome("a/pi_1", 4, second, second, Standing::Settled)).await.unwrap());
    assert!(first < second && second < third);
    let history = ledger.history(&key("a/pi_1")).await.unwrap();
    assert_eq!(history.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [first, second, third]);
    assert_eq!(history.iter().map(|entry| entry.at).collect::<Vec<_>>(), [at(1), at(3), at(4)]);
    assert_eq!(history[0].fact, draft.fact);
    assert_eq!(history[0].raw, draft.raw);
    assert_eq!(history[2].fact, Fact::Outcome { attempt: second, outcome: Outcome::Applied });
    ledger.close().await;
    let again = engine.open().await;
    assert_eq!(again.history(&key("a/pi_1")).await.unwrap(), history);
    assert_eq!(row(&*again, "a/pi_1").await.standing, Standing::Settled);
}

pub(crate) async fn an_intent_without_facts_has_no_history(engine: &impl Engine) {
    let ledger = engine.open().await;
    assert_eq!(ledger.history(&key("a/pi_1")).await.unwrap(), []);
    assert_eq!(ledger.list(&Filter::default()).await.unwrap(), []);
    assert_eq!(ledger.backlog().await.unwrap(), BTreeMap::new());
}

pub(crate) async fn the_same_intent_of_two_venues_is_two_intents(engine: &impl Engine) {
    let ledger = engine.open().await;
    written(ledger.append(event("a/pi_1", "Captured", 1)).await.unwrap());
    written(ledger.append(event("b/pi_1", "Captured", 2)).await.unwrap());
    assert_eq!(ledger.history(&key("a/pi_1")).await.unwrap().len(), 1);
    let filter = Filter { intent: Some("pi_1".to_owned()), ..Filter::default() };
    assert_eq!(ledger.list(&filter).await.unwrap().len(), 2);
}

pub(crate) async fn a_fact_from_outside_opens_the_intent(engine: &impl Engine) {
    let ledger = engine.open().await;
    let seq = written(ledger.append(event("a/pi_1", "Captured", 1)).await.unwrap());
    let expected = IntentRow {
        key: key("a/pi_1"),
        standing: Standing::Open { due: at(1) },
        order_id: None,
        last_seq: seq,
        since: Some(at(1)),
        updated_at: at(1),
    };
    assert_eq!(row(&*ledger, "a/pi_1").await, expected);
    for (second, standing, since) in [(2, Standing::Settled, 3), (4, attention("look"), 3)] {
        let seen = row(&*ledger, "a/pi_1").await.last_seq;
        ledger.project(&key("a/pi_1"), seen, standing, at(second)).await.unwrap();
        let status = ["Refunded", "Reversed"][usize::from(second == 4)];
        written(ledger.append(event("a/pi_1", status, second + 1)).await.unwrap());
        let row = row(&*ledger, "a/pi_1").await;
        assert_eq!(row.standing, Standing::Open { due: at(second + 1) });
        // What a person had to look at has waited since before.
        assert_eq!(row.since, Some(at(since)));
    }
}

pub(crate) async fn a_duplicate_is_kept_and_changes_nothing(engine: &impl Engine) {
    let ledger = engine.open().await;
    let first = written(ledger.append(event("a/pi_1", "Captured", 1)).await.unwrap());
    ledger.project(&key("a/pi_1"), first, Standing::Settled, at(2)).await.unwrap();
    let before = row(&*ledger, "a/pi_1").await;
    let duplicate = match ledger.append(event("a/pi_1", "Captured", 3)).await.unwrap() {
        Appended::Duplicate(seq) => seq,
        other => panic!("{other:?}"),
    };
    assert_eq!(row(&*ledger, "a/pi_1").await, before);
    let history = ledger.history(&key("a/pi_1")).await.unwrap();
    assert_eq!(
        history.iter().map(|entry| (entry.seq, entry.duplicate)).collect::<Vec<_>>(),
        [(first, false), (duplicate, true)]
    );
    assert!(history[1].raw.as_ref().unwrap().contains("evt_3"));
    // Nor is it newer than what an attempt was judged from.
    written(ledger.append(attempt("a/pi_1", 4, Some(first))).await.unwrap());
}

pub(crate) async fn of_a_hundred_that_say_the_same_at_once_one_counts(engine: &impl Engine) {
    let ledger = engine.open().await;
    let appends = (0..100).map(|second| {
        let ledger = Arc::clone(&ledger);
        tokio::spawn(async move { ledger.append(event("a/pi_1", "Captured", second)).await.unwrap() })
    });
    let mut counted = 0;
    for append in appends.collect::<Vec<_>>() {
        counted += usize::from(matches!(append.await.unwrap(), Appended::Written(_)));
    }
    assert_eq!(counted, 1);
    assert_eq!(ledger.history(&key("a/pi_1")).await.unwrap().len(), 100);
}

pub(crate) async fn an_attempt_is_only_begun_upon_what_its_writer_has_seen(engine: &impl Engine) {
    let ledger = engine.open().await;
    let first = written(ledger.append(event("a/pi_1", "Captured", 1)).await.unwrap());
    let second = written(ledger.append(event("a/pi_1", "Refunded", 2)).await.unwrap());
    for seen in [None, Some(first)] {
        assert_eq!(ledger.append(attempt("a/pi_1", 3, seen)).await.unwrap(), Appended::Stale);
    }
    assert_eq!(ledger.history(&key("a/pi_1")).await.unwrap().len(), 2);
    written(ledger.append(attempt("a/pi_1", 3, Some(second))).await.unwrap());
    written(ledger.append(attempt("a/pi_2", 4, None)).await.unwrap());
}

pub(crate) async fn of_two_that_begin_at_once_one_does(engine: &impl Engine) {
    let ledger = engine.open().await;
    let seen = Some(written(ledger.append(event("a/pi_1", "Captured", 1)).await.unwrap()));
    let (one, other) =
        tokio::join!(ledger.append(attempt("a/pi_1", 2, seen)), ledger.append(attempt("a/pi_1", 2, seen)));
    let begun = [one, other].into_iter().filter(|appended| matches!(appended, Ok(Appended::Written(_)))).count();
    assert_eq!(begun, 1);
}

pub(crate) async fn an_outcome_is_always_written_and_its_standing_only_where_nothing_newer_came_in(
    engine: &impl Engine,
) {
    let ledger = engine.open().await;
    let seen = written(ledger.append(event("a/pi_1", "Captured", 1)).await.unwrap());
    let attempt = written(ledger.append(attempt("a/pi_1", 2, Some(seen))).await.unwrap());
    let refunded = written(ledger.append(event("a/pi_1", "Refunded", 3)).await.unwrap());
    let appended = ledger.append(outcome("a/pi_1", 4, attempt, attempt, Standing::Settled)).await.unwrap();
    let Appended::Overtaken(last) = appended else { panic!("{appended:?}") };
    assert_eq!(ledger.history(&key("a/pi_1")).await.unwrap().len(), 4);
    let now = row(&*ledger, "a/pi_1").await;
    assert_eq!((now.standing, now.last_seq), (Standing::Open { due: at(4) }, last));
    assert!(last > refunded);
    written(ledger.append(outcome("a/pi_1", 5, attempt, last, Standing::Settled)).await.unwrap());
    let now = row(&*ledger, "a/pi_1").await;
    assert_eq!((now.standing, now.since), (Standing::Settled, None));
}

pub(crate) async fn a_standing_without_a_fact_never_overwrites_newer_facts(engine: &impl Engine) {
    let ledger = engine.open().await;
    let key = key("a/pi_1");
    assert_eq!(ledger.project(&key, Seq(1), Standing::Settled, at(0)).await.unwrap(), Projected::Stale);
    let first = written(ledger.append(event("a/pi_1", "Authorized", 1)).await.unwrap());
    let second = written(ledger.append(event("a/pi_1", "Captured", 2)).await.unwrap());
    assert_eq!(ledger.project(&key, first, Standing::Settled, at(3)).await.unwrap(), Projected::Stale);
    assert_eq!(ledger.project(&key, second, attention("look"), at(4)).await.unwrap(), Projected::Written);
    assert_eq!(ledger.project(&key, second, attention("look"), at(5)).await.unwrap(), Projected::Unchanged);
    let row = row(&*ledger, "a/pi_1").await;
    assert_eq!((row.standing, row.since, row.updated_at), (attention("look"), Some(at(1)), at(4)));
}

pub(crate) async fn open_intents_come_by_when_they_are_due(engine: &impl Engine) {
    let ledger = engine.open().await;
    for (name, due) in [("a/pi_1", 50), ("b/pi_2", 10), ("a/pi_3", 30)] {
        let seen = written(ledger.append(event(name, "Captured", 1)).await.unwrap());
        ledger.project(&key(name), seen, Standing::Open { due: at(due) }, at(2)).await.unwrap();
    }
    for (name, standing) in [("a/pi_4", Standing::Settled), ("a/pi_5", attention("look"))] {
        let seen = written(ledger.append(event(name, "Captured", 1)).await.unwrap());
        ledger.project(&key(name), seen, standing, at(2)).await.unwrap();
    }
    // A person has to look, and the host looks again nevertheless.
    let seen = written(ledger.append(event("a/pi_6", "Captured", 1)).await.unwrap());
    let both = Standing::Attention { reason: "look".to_owned(), due: Some(at(40)) };
    ledger.project(&key("a/pi_6"), seen, both.clone(), at(2)).await.unwrap();
    assert_eq!(row(&*ledger, "a/pi_6").await.standing, both);
    let open = ledger.open_intents().await.unwrap();
    let expected = [("b/pi_2", 10), ("a/pi_3", 30), ("a/pi_6", 40), ("a/pi_1", 50)];
    assert_eq!(open, expected.map(|(name, due)| OpenIntent { key: key(name), due: at(due) }));
}

pub(crate) async fn the_list_goes_from_the_newest_to_the_oldest_in_pages(engine: &impl Engine) {
    let ledger = engine.open().await;
    for (second, name) in (0..).zip(["a/pi_1", "a/pi_2", "a/pi_3", "a/pi_4", "a/pi_5"]) {
        written(ledger.append(event(name, "Captured", second)).await.unwrap());
    }
    written(ledger.append(event("a/pi_1", "Refunded", 9)).await.unwrap());
    let mut filter = Filter { limit: 2, ..Filter::default() };
    let mut pages = Vec::new();
    loop {
        let page = ledger.list(&filter).await.unwrap();
        let Some(last) = page.last() else { break };
        filter.before = Some(last.last_seq);
        pages.push(page.iter().map(|row| row.key.intent.to_string()).collect::<Vec<_>>());
    }
    assert_eq!(pages, [vec!["pi_1", "pi_5"], vec!["pi_4", "pi_3"], vec!["pi_2"]]);
}

pub(crate) async fn the_list_is_filtered(engine: &impl Engine) {
    let ledger = engine.open().await;
    for name in ["a/pi_1", "a/pi_2", "b/pi_1", "b/pi_3"] {
        let seen = written(ledger.append(event(name, "Captured", 1)).await.unwrap());
        if name != "a/pi_1" {
            ledger.project(&key(name), seen, attention("look"), at(2)).await.unwrap();
        }
    }
    let listed = async |venue: Option<&str>, intent: Option<&str>, attention| {
        let venue = venue.map(|venue| venue.parse().unwrap());
        let filter = Filter { venue, intent: intent.map(ToOwned::to_owned), attention, ..Filter::default() };
        ledger.list(&filter).await.unwrap().iter().map(|row| row.key.to_string()).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(listed(None, None, false).await, "pi_3 of venue b, pi_1 of venue b, pi_2 of venue a, pi_1 of venue a");
    assert_eq!(listed(Some("a"), None, false).await, "pi_2 of venue a, pi_1 of venue a");
    assert_eq!(listed(None, Some("pi_1"), false).await, "pi_1 of venue b, pi_1 of venue a");
    assert_eq!(listed(Some("a"), Some("pi_1"), false).await, "pi_1 of venue a");
    assert_eq!(listed(None, None, true).await, "pi_3 of venue b, pi_1 of venue b, pi_2 of venue a");
    assert_eq!(listed(Some("a"), Some("pi_1"), true).await, "");
    assert_eq!(listed(Some("c"), None, false).await, "");
}

pub(crate) async fn the_backlog_counts_what_is_unsettled_of_each_venue_and_since_when(engine: &impl Engine) {
    let ledger = engine.open().await;
    for (second, name) in (1..).zip(["a/pi_1", "a/pi_2", "a/pi_3", "a/pi_4"]) {
        let seen = written(ledger.append(event(name, "Captured", second)).await.unwrap());
        match name {
            "a/pi_1" => ledger.project(&key(name), seen, Standing::Settled, at(9)).await.unwrap(),
            "a/pi_2" => ledger.project(&key(name), seen, attention("look"), at(9)).await.unwrap(),
            _ => Projected::Unchanged,
        };
    }
    written(ledger.append(event("b/pi_1", "Captured", 7)).await.unwrap());
    let a = Backlog { open: 2, attention: 1, oldest_unsettled: Some(at(2)) };
    let b = Backlog { open: 1, attention: 0, oldest_unsettled: Some(at(7)) };
    let expected = [("a", a), ("b", b)].map(|(venue, backlog)| (venue.parse().unwrap(), backlog));
    assert_eq!(ledger.backlog().await.unwrap(), BTreeMap::from(expected));
}

pub(crate) async fn an_order_id_is_kept_once_it_is_known(engine: &impl Engine) {
    let ledger = engine.open().await;
    written(ledger.append(event("a/pi_1", "Authorized", 1)).await.unwrap());
    let draft = Draft { order_id: Some("T1".to_owned()), ..event("a/pi_1", "Captured", 2) };
    written(ledger.append(draft).await.unwrap());
    written(ledger.append(event("a/pi_1", "Refunded", 3)).await.unwrap());
    assert_eq!(row(&*ledger, "a/pi_1").await.order_id.as_deref(), Some("T1"));
}

pub(crate) async fn the_open_intents_of_an_order_are_found(engine: &impl Engine) {
    let ledger = engine.open().await;
    for (name, order) in [("a/pi_1", "T1"), ("a/pi_2", "T1"), ("a/pi_3", "T2"), ("b/pi_4", "T1"), ("a/pi_5", "T1")] {
        let draft = Draft { order_id: Some(order.to_owned()), ..event(name, "Captured", 1) };
        let seen = written(ledger.append(draft).await.unwrap());
        if name == "a/pi_5" {
            ledger.project(&key(name), seen, attention("look"), at(2)).await.unwrap();
        }
    }
    let mut found = ledger.open_of_order(&"a".parse().unwrap(), "T1").await.unwrap();
    found.sort();
    assert_eq!(found, ["a/pi_1", "a/pi_2"].map(key));
    assert_eq!(ledger.open_of_order(&"c".parse().unwrap(), "T1").await.unwrap(), []);
}

pub(crate) async fn every_fact_is_read_back_as_it_was_written(engine: &impl Engine) {
    let ledger = engine.open().await;
    let facts = crate::ledger::fact::samples();
    for fact in &facts {
        let draft = Draft::new(&key("a/pi_1"), at(1), fact.clone(), Then::Reopen);
        written(ledger.append(draft).await.unwrap());
    }
    let read: Vec<_> = ledger.history(&key("a/pi_1")).await.unwrap().into_iter().map(|entry| entry.fact).collect();
    assert_eq!(read, facts);
    let kinds: std::collections::BTreeSet<_> = facts.iter().map(Fact::kind).collect();
    assert_eq!(kinds.len(), 11, "{kinds:?}");
}

pub(crate) async fn the_entries_of_a_time_come_in_pages(engine: &impl Engine) {
    let ledger = engine.open().await;
    for (second, name) in (1..).zip(["a/pi_1", "b/pi_2", "a/pi_3", "a/pi_4", "b/pi_5"]) {
        written(ledger.append(event(name, "Captured", second)).await.unwrap());
    }
    let page = async |after| {
        let page = ledger.entries(at(2), at(5), after, 2).await.unwrap();
        page.into_iter().map(|(key, entry)| (key.intent.to_string(), entry.seq)).collect::<Vec<_>>()
    };
    let first = page(None).await;
    assert_eq!(first.iter().map(|(intent, _)| intent.as_str()).collect::<Vec<_>>(), ["pi_2", "pi_3"]);
    let second = page(Some(first[1].1)).await;
    assert_eq!(second.iter().map(|(intent, _)| intent.as_str()).collect::<Vec<_>>(), ["pi_4"]);
    assert_eq!(page(Some(second[0].1)).await, []);
}

pub(crate) async fn a_projection_is_restored_only_where_nothing_newer_came_in(engine: &impl Engine) {
    let ledger = engine.open().await;
    let first = written(ledger.append(event("a/pi_1", "Captured", 1)).await.unwrap());
    assert_eq!(ledger.append(event("a/pi_1", "Captured", 2)).await.unwrap(), Appended::Duplicate(Seq(first.0 + 1)));
    let restored = IntentRow {
        standing: attention("look"),
        order_id: Some("T1".to_owned()),
        since: Some(at(0)),
        updated_at: at(7),
        ..row(&*ledger, "a/pi_1").await
    };
    assert!(ledger.restore(restored.clone()).await.unwrap());
    assert_eq!(row(&*ledger, "a/pi_1").await, restored);
    written(ledger.append(event("a/pi_1", "Refunded", 3)).await.unwrap());
    assert!(!ledger.restore(restored.clone()).await.unwrap());
    assert!(!ledger.restore(IntentRow { key: key("a/pi_2"), ..restored }).await.unwrap());
}

pub(crate) async fn the_log_names_every_intent_in_pages(engine: &impl Engine) {
    let ledger = engine.open().await;
    for name in ["b/pi_1", "a/pi_2", "a/pi_1", "c/pi_0"] {
        for status in ["Authorized", "Captured"] {
            written(ledger.append(event(name, status, 1)).await.unwrap());
        }
    }
    let mut found: Vec<IntentKey> = Vec::new();
    loop {
        let page = ledger.logged(found.last(), 3).await.unwrap();
        if page.is_empty() {
            break;
        }
        found.extend(page);
    }
    found.sort();
    assert_eq!(found, ["a/pi_1", "a/pi_2", "b/pi_1", "c/pi_0"].map(key));
}

pub(crate) async fn a_closed_ledger_refuses(engine: &impl Engine) {
    let ledger = engine.open().await;
    written(ledger.append(event("a/pi_1", "Captured", 1)).await.unwrap());
    ledger.close().await;
    assert_eq!(ledger.append(event("a/pi_1", "Captured", 2)).await, Err(LedgerError::Closed));
    assert_eq!(ledger.history(&key("a/pi_1")).await, Err(LedgerError::Closed));
    ledger.close().await;
}
