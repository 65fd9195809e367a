//! What SQLite's engine promises beyond the rules of every engine.

use super::*;
use crate::store::suite::{Engine, QUOTA, bytes, every_rule, scope};
use tempfile::TempDir;

struct Sqlite(TempDir);

impl Sqlite {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self) -> PathBuf {
        SqliteStore::path_beside(&self.0.path().join("patio.db"))
    }

    fn store(&self) -> SqliteStore {
        SqliteStore::open(&self.path()).unwrap()
    }
}

impl Engine for Sqlite {
    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(self.store())
    }
}

every_rule!(Sqlite::new());

#[tokio::test]
async fn what_was_written_is_there_after_closing() {
    let folder = Sqlite::new();
    assert!(folder.path().ends_with("patio.db.store"));
    let (store, scope) = (folder.store(), scope("crown/demo"));
    store.set(&scope, &QUOTA, "k", bytes("v")).await.unwrap();
    store.set(&scope, &QUOTA, "gone", bytes("v")).await.unwrap();
    store.delete(&scope, "gone").await.unwrap();
    store.close().await;
    let store = folder.store();
    assert_eq!(store.get(&scope, "k").await.unwrap(), Some(bytes("v")));
    assert_eq!(store.keys(&scope, "", None).await.unwrap(), ["k"]);
    // The quota still knows of it.
    let full = Quota { keys: 1, ..QUOTA };
    assert!(matches!(store.set(&scope, &full, "l", bytes("v")).await, Err(StoreError::TooLarge { .. })));
}

#[tokio::test]
async fn memory_shows_what_is_on_the_disk_however_loading_and_writing_mix() {
    let folder = Sqlite::new();
    let store = Arc::new(folder.store());
    let scope = scope("crown/demo");
    let tasks = (0..200).map(|n| {
        let (store, scope) = (Arc::clone(&store), scope.clone());
        tokio::spawn(async move {
            match n % 4 {
                0 => drop(store.get(&scope, &format!("{n}")).await.unwrap()),
                3 => store.delete(&scope, &format!("{}", n - 1)).await.unwrap(),
                _ => store.set(&scope, &QUOTA, &format!("{n}"), bytes("v")).await.unwrap(),
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let kept = store.keys(&scope, "", None).await.unwrap();
    store.close().await;
    assert_eq!(folder.store().keys(&scope, "", None).await.unwrap(), kept);
    assert_eq!(kept.len(), 50);
}

#[tokio::test]
async fn a_full_disk_refuses_and_keeps_what_was_there() {
    let folder = Sqlite::new();
    let (store, scope) = (folder.store(), scope("crown/demo"));
    let quota = Quota { value_bytes: 1 << 20, bytes: 1 << 20, ..QUOTA };
    store.set(&scope, &quota, "k", bytes("v")).await.unwrap();
    assert_eq!(store.get(&scope, "k").await.unwrap(), Some(bytes("v")));
    store.writer.aside(|connection| connection.execute_batch("PRAGMA max_page_count = 1").unwrap()).await;
    let large = bytes(&"x".repeat(100_000));
    assert_eq!(
        store.set(&scope, &quota, "k", large.clone()).await.unwrap_err().to_string(),
        "the store is unavailable: database or disk is full"
    );
    assert_eq!(store.get(&scope, "k").await.unwrap(), Some(bytes("v")));
    store.writer.aside(|connection| connection.execute_batch("PRAGMA max_page_count = 1000000").unwrap()).await;
    store.set(&scope, &quota, "k", large.clone()).await.unwrap();
    assert_eq!(store.get(&scope, "k").await.unwrap(), Some(large));
}

#[tokio::test]
async fn one_process_owns_a_store() {
    let folder = Sqlite::new();
    let _store = folder.store();
    let error = SqliteStore::open(&folder.path()).unwrap_err().to_string();
    assert!(error.contains("is in use by another host"), "{error}");
}
