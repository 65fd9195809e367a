//! The rules that every engine of the store must pass. An engine calls `every_rule!` with what opens it; a rule that is
//! not listed there is dead code, which the compiler reports.

use super::*;
use std::sync::Arc;

/// How a rule gets at an engine.
pub(crate) trait Engine {
    /// Opens the store; after it was closed, the same one again where it is durable.
    async fn open(&self) -> Arc<dyn Store>;
}

macro_rules! every_rule {
    ($engine:expr) => {
        crate::store::suite::rules! { $engine;
            what_is_set_is_read_until_it_is_deleted
            a_scope_sees_nothing_of_another
            keys_come_in_their_order_by_prefix_and_in_pages
            a_value_is_only_replaced_where_it_is_the_expected_one
            of_many_that_compare_and_set_at_once_each_counts
            what_is_past_the_quota_is_refused_and_changes_nothing
            deleting_makes_room
            an_empty_value_is_a_value
            a_closed_store_refuses_to_write
        }
    };
}

macro_rules! rules {
    ($engine:expr; $($rule:ident)*) => {
        $(#[tokio::test]
        async fn $rule() {
            crate::store::suite::$rule(&$engine).await;
        })*
    };
}

pub(crate) use {every_rule, rules};

pub(crate) const QUOTA: Quota = Quota { keys: 2_000, key_bytes: 20, value_bytes: 100, bytes: 100_000 };

pub(crate) fn scope(name: &str) -> Scope {
    let (venue, adapter) = name.split_once('/').unwrap();
    Scope { venue: venue.parse().unwrap(), owner: Owner::Adapter(adapter.parse().unwrap()) }
}

pub(crate) fn bytes(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}

async fn get(store: &dyn Store, name: &str, key: &str) -> Option<Bytes> {
    store.get(&scope(name), key).await.unwrap()
}

pub(crate) async fn what_is_set_is_read_until_it_is_deleted(engine: &impl Engine) {
    let (store, scope) = (engine.open().await, scope("crown/demo"));
    assert_eq!(store.get(&scope, "k").await.unwrap(), None);
    for value in ["one", "another"] {
        store.set(&scope, &QUOTA, "k", bytes(value)).await.unwrap();
        assert_eq!(store.get(&scope, "k").await.unwrap(), Some(bytes(value)));
    }
    for _ in 0..2 {
        store.delete(&scope, "k").await.unwrap();
        assert_eq!(store.get(&scope, "k").await.unwrap(), None);
    }
}

pub(crate) async fn a_scope_sees_nothing_of_another(engine: &impl Engine) {
    let store = engine.open().await;
    let scopes = ["crown/demo", "crown/other", "anchor/demo"];
    for name in scopes {
        store.set(&scope(name), &QUOTA, "k", bytes(name)).await.unwrap();
    }
    store.delete(&scope("crown/other"), "k").await.unwrap();
    assert_eq!(get(&*store, "crown/demo", "k").await, Some(bytes("crown/demo")));
    assert_eq!(get(&*store, "crown/other", "k").await, None);
    assert_eq!(get(&*store, "anchor/demo", "k").await, Some(bytes("anchor/demo")));
    assert_eq!(store.keys(&scope("anchor/none"), "", None).await.unwrap(), [""; 0]);
}

pub(crate) async fn keys_come_in_their_order_by_prefix_and_in_pages(engine: &impl Engine) {
    let (store, scope) = (engine.open().await, scope("crown/demo"));
    for key in ["b", "a/2", "a/10", "a", "ä", "a/1"] {
        store.set(&scope, &QUOTA, key, bytes("v")).await.unwrap();
    }
    let keys = async |prefix: &str, after: Option<&str>| store.keys(&scope, prefix, after).await.unwrap().join(" ");
    assert_eq!(keys("", None).await, "a a/1 a/10 a/2 b ä");
    assert_eq!(keys("a/", None).await, "a/1 a/10 a/2");
    assert_eq!(keys("a/", Some("a/1")).await, "a/10 a/2");
    assert_eq!(keys("a/", Some("a")).await, "a/1 a/10 a/2");
    assert_eq!(keys("a/", Some("a/11")).await, "a/2");
    assert_eq!(keys("a/", Some("b")).await, "");
    assert_eq!(keys("", Some("b")).await, "ä");
    assert_eq!(keys("z", None).await, "");
    let many = (0..MAX_LISTED_KEYS + 1).map(|n| {
        let (store, scope) = (Arc::clone(&store), scope.clone());
        tokio::spawn(async move { store.set(&scope, &QUOTA, &format!("m{n:04}"), bytes("v")).await.unwrap() })
    });
    for set in many.collect::<Vec<_>>() {
        set.await.unwrap();
    }
    let page = store.keys(&scope, "m", None).await.unwrap();
    assert_eq!(page.len(), MAX_LISTED_KEYS);
    assert_eq!(keys("m", page.last().map(String::as_str)).await, "m1000");
}

pub(crate) async fn a_value_is_only_replaced_where_it_is_the_expected_one(engine: &impl Engine) {
    let (store, scope) = (engine.open().await, scope("crown/demo"));
    for (expected, value, done) in [
        (Some("x"), "1", false),
        (None, "1", true),
        (None, "2", false),
        (Some("x"), "2", false),
        (Some("1"), "2", true),
        (Some("2"), "2", true),
    ] {
        let outcome = store.compare_and_set(&scope, &QUOTA, "k", expected.map(bytes), bytes(value)).await;
        assert_eq!(outcome, Ok(done), "{expected:?} {value}");
    }
    assert_eq!(store.get(&scope, "k").await.unwrap(), Some(bytes("2")));
}

pub(crate) async fn of_many_that_compare_and_set_at_once_each_counts(engine: &impl Engine) {
    let (store, scope) = (engine.open().await, scope("crown/demo"));
    let counts = (0..20).map(|_| {
        let (store, scope) = (Arc::clone(&store), scope.clone());
        tokio::spawn(async move {
            loop {
                let old = store.get(&scope, "n").await.unwrap();
                let number: u32 = old.as_ref().map_or(0, |old| str::from_utf8(old).unwrap().parse().unwrap());
                let new = bytes(&(number + 1).to_string());
                if store.compare_and_set(&scope, &QUOTA, "n", old, new).await.unwrap() {
                    return;
                }
                tokio::task::yield_now().await;
            }
        })
    });
    for count in counts.collect::<Vec<_>>() {
        count.await.unwrap();
    }
    assert_eq!(store.get(&scope, "n").await.unwrap(), Some(bytes("20")));
}

pub(crate) async fn what_is_past_the_quota_is_refused_and_changes_nothing(engine: &impl Engine) {
    let store = engine.open().await;
    let (one, other) = (scope("crown/demo"), scope("anchor/demo"));
    let quota = Quota { keys: 2, key_bytes: 3, value_bytes: 10, bytes: 14 };
    store.set(&one, &quota, "a", bytes("12345")).await.unwrap();
    store.set(&one, &quota, "b", bytes("12345")).await.unwrap();
    for (key, value) in [("c", "1"), ("long", "1"), ("a", "12345678901"), ("a", "12345678")] {
        let set = store.set(&one, &quota, key, bytes(value)).await;
        assert!(matches!(set, Err(StoreError::TooLarge { .. })), "{key} {value}: {set:?}");
        let expected = store.get(&one, key).await.unwrap();
        let swap = store.compare_and_set(&one, &quota, key, expected, bytes(value)).await;
        assert!(matches!(swap, Err(StoreError::TooLarge { .. })), "{key} {value}: {swap:?}");
    }
    assert_eq!(store.keys(&one, "", None).await.unwrap(), ["a", "b"]);
    assert_eq!(store.get(&one, "a").await.unwrap(), Some(bytes("12345")));
    // Another scope has a quota of its own.
    store.set(&other, &quota, "c", bytes("12345")).await.unwrap();
    // Where it is past the quota and not the expected one, it is not the expected one.
    let swap = store.compare_and_set(&one, &quota, "a", None, bytes("12345678901")).await;
    assert_eq!(swap, Ok(false));
}

pub(crate) async fn deleting_makes_room(engine: &impl Engine) {
    let (store, scope) = (engine.open().await, scope("crown/demo"));
    let quota = Quota { keys: 2, key_bytes: 4, value_bytes: 10, bytes: 12 };
    for _ in 0..3 {
        store.set(&scope, &quota, "ä", bytes("1234567890")).await.unwrap();
        assert!(store.set(&scope, &quota, "b", bytes("")).await.is_err());
        store.set(&scope, &quota, "ä", bytes("123456789")).await.unwrap();
        store.set(&scope, &quota, "b", bytes("")).await.unwrap();
        store.delete(&scope, "ä").await.unwrap();
        store.set(&scope, &quota, "b", bytes("1234567890")).await.unwrap();
        store.delete(&scope, "b").await.unwrap();
    }
}

pub(crate) async fn an_empty_value_is_a_value(engine: &impl Engine) {
    let (store, scope) = (engine.open().await, scope("crown/demo"));
    store.set(&scope, &QUOTA, "k", Bytes::new()).await.unwrap();
    assert_eq!(store.get(&scope, "k").await.unwrap(), Some(Bytes::new()));
    assert_eq!(store.compare_and_set(&scope, &QUOTA, "k", None, bytes("v")).await, Ok(false));
}

pub(crate) async fn a_closed_store_refuses_to_write(engine: &impl Engine) {
    let (store, scope) = (engine.open().await, scope("crown/demo"));
    store.close().await;
    let closed = Err(StoreError::Unavailable("it is closed".to_owned()));
    assert_eq!(store.set(&scope, &QUOTA, "k", bytes("v")).await, closed);
    assert_eq!(store.delete(&scope, "k").await, closed);
    store.close().await;
}
