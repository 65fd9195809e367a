//! What SQLite's engine promises beyond the rules of every engine.

use super::*;
use crate::ledger::suite::{Engine, at, event, every_rule, key};
use std::path::PathBuf;
use std::sync::mpsc;
use tempfile::TempDir;

struct Sqlite(TempDir);

impl Sqlite {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("patio.db")
    }

    fn ledger(&self) -> SqliteLedger {
        SqliteLedger::open(&self.path()).unwrap()
    }
}

impl Engine for Sqlite {
    async fn open(&self) -> Arc<dyn Ledger> {
        Arc::new(self.ledger())
    }
}

every_rule!(Sqlite::new());

impl SqliteLedger {
    async fn aside(&self, aside: impl FnOnce(&Connection) + Send + 'static) {
        self.writer.as_ref().unwrap().aside(aside).await;
    }

    /// Keeps the writer from its work until the returned end is dropped.
    async fn hold(&self) -> mpsc::Sender<()> {
        let (hold, held) = mpsc::channel();
        let (begun, begins) = tokio::sync::oneshot::channel();
        self.aside(move |_| {
            let _ = begun.send(());
            let _ = held.recv();
        })
        .await;
        begins.await.unwrap();
        hold
    }
}

#[tokio::test]
async fn an_entry_is_neither_changed_nor_deleted_nor_replaced() {
    let folder = Sqlite::new();
    let ledger = folder.ledger();
    ledger.append(event("a/pi_1", "Captured", 1)).await.unwrap();
    ledger.close().await;
    // As somebody with a shell would try it.
    let connection = Connection::open(folder.path()).unwrap();
    for (statement, refusal) in [
        ("UPDATE entries SET at = 0", "an entry is never changed"),
        ("DELETE FROM entries", "an entry is never deleted"),
        ("INSERT OR REPLACE INTO entries SELECT * FROM entries", "an entry is never replaced"),
    ] {
        let error = connection.execute(statement, []).unwrap_err().to_string();
        assert_eq!(error, format!("the ledger is append-only: {refusal}"), "{statement}");
    }
}

#[tokio::test]
async fn what_waits_while_a_commit_runs_goes_into_one_transaction() {
    let folder = Sqlite::new();
    let ledger = Arc::new(folder.ledger());
    let hold = ledger.hold().await;
    let appends: Vec<_> = (0..100)
        .map(|n| {
            let ledger = Arc::clone(&ledger);
            tokio::spawn(async move { ledger.append(event(&format!("a/pi_{n}"), "Captured", n)).await })
        })
        .collect();
    while ledger.writer.as_ref().unwrap().waiting() < 100 {
        tokio::task::yield_now().await;
    }
    assert!(appends.iter().all(|append| !append.is_finished()));
    drop(hold);
    for append in appends {
        assert!(matches!(append.await.unwrap(), Ok(Appended::Written(_))));
    }
    assert_eq!(ledger.commits(), 1);
}

#[tokio::test]
async fn nothing_is_answered_before_it_is_committed() {
    let folder = Sqlite::new();
    let ledger = Arc::new(folder.ledger());
    ledger.append(event("a/pi_0", "Captured", 0)).await.unwrap();
    let beside = SqliteLedger::open_read_only(&folder.path()).unwrap();
    for n in 1..20 {
        let name = format!("a/pi_{n}");
        ledger.append(event(&name, "Captured", n)).await.unwrap();
        // Another connection sees committed entries only.
        assert_eq!(beside.history(&key(&name)).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn closing_writes_what_waits_and_leaves_one_file() {
    let folder = Sqlite::new();
    let ledger = Arc::new(folder.ledger());
    let hold = ledger.hold().await;
    let append = {
        let ledger = Arc::clone(&ledger);
        tokio::spawn(async move { ledger.append(event("a/pi_1", "Captured", 1)).await })
    };
    while ledger.writer.as_ref().unwrap().waiting() < 1 {
        tokio::task::yield_now().await;
    }
    let close = {
        let ledger = Arc::clone(&ledger);
        tokio::spawn(async move { ledger.close().await })
    };
    drop(hold);
    close.await.unwrap();
    assert!(append.await.unwrap().is_ok());
    let mut left: Vec<_> = std::fs::read_dir(folder.0.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["patio.db", "patio.db.lock"]);
    assert_eq!(folder.ledger().history(&key("a/pi_1")).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_full_disk_refuses_and_is_recovered_from() {
    let folder = Sqlite::new();
    let ledger = folder.ledger();
    ledger.append(event("a/pi_1", "Captured", 1)).await.unwrap();
    ledger.aside(|connection| connection.execute_batch("PRAGMA max_page_count = 1").unwrap()).await;
    let mut large = event("a/pi_2", "Captured", 2);
    large.raw = Some("x".repeat(100_000));
    for _ in 0..3 {
        let error = ledger.append(large.clone()).await.unwrap_err();
        assert_eq!(error, LedgerError::Unavailable("database or disk is full".to_owned()));
    }
    assert_eq!(ledger.history(&key("a/pi_2")).await.unwrap(), []);
    ledger.aside(|connection| connection.execute_batch("PRAGMA max_page_count = 1000000").unwrap()).await;
    // What was refused left no trace that would make a duplicate of it.
    assert!(matches!(ledger.append(large).await, Ok(Appended::Written(_))));
    assert_eq!(ledger.history(&key("a/pi_1")).await.unwrap().len(), 1);
}

#[tokio::test]
async fn one_write_that_fails_does_not_take_the_others_with_it() {
    let folder = Sqlite::new();
    let ledger = Arc::new(folder.ledger());
    ledger
        .aside(|connection| {
            let poison = "CREATE TRIGGER poison BEFORE INSERT ON entries WHEN NEW.intent = 'bad' \
                          BEGIN SELECT raise(ABORT, 'poison'); END";
            connection.execute_batch(poison).unwrap();
        })
        .await;
    let hold = ledger.hold().await;
    let appends: Vec<_> = ["a/one", "a/bad", "a/two"]
        .into_iter()
        .map(|name| {
            let ledger = Arc::clone(&ledger);
            tokio::spawn(async move { ledger.append(event(name, "Captured", 1)).await })
        })
        .collect();
    while ledger.writer.as_ref().unwrap().waiting() < 3 {
        tokio::task::yield_now().await;
    }
    drop(hold);
    let mut outcomes = Vec::new();
    for append in appends {
        outcomes.push(append.await.unwrap().map(|_| ()));
    }
    assert_eq!(outcomes, [Ok(()), Err(LedgerError::Unavailable("poison".to_owned())), Ok(())]);
}

#[cfg(unix)]
#[tokio::test]
async fn nothing_is_written_into_a_file_that_was_taken_away() {
    let folder = Sqlite::new();
    let ledger = folder.ledger();
    ledger.append(event("a/pi_1", "Captured", 1)).await.unwrap();
    let aside = folder.0.path().join("aside.db");
    std::fs::rename(folder.path(), &aside).unwrap();
    let error = ledger.append(event("a/pi_2", "Captured", 2)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the ledger is unavailable: the file was moved or deleted while the host runs; put it back and restart"
    );
    std::fs::rename(aside, folder.path()).unwrap();
    assert!(ledger.append(event("a/pi_2", "Captured", 2)).await.is_ok());
    assert_eq!(ledger.history(&key("a/pi_1")).await.unwrap().len(), 1);
}

#[tokio::test]
async fn one_host_owns_a_ledger_and_others_read_it_beside() {
    let folder = Sqlite::new();
    let ledger = folder.ledger();
    ledger.append(event("a/pi_1", "Captured", 1)).await.unwrap();
    assert!(matches!(SqliteLedger::open(&folder.path()), Err(OpenError::InUse { .. })));
    let beside = SqliteLedger::open_read_only(&folder.path()).unwrap();
    ledger.append(event("a/pi_2", "Captured", 2)).await.unwrap();
    assert_eq!(beside.backlog().await.unwrap().values().map(|backlog| backlog.open).sum::<u64>(), 2);
    assert_eq!(beside.append(event("a/pi_3", "Captured", 3)).await, Err(LedgerError::ReadOnly));
    assert_eq!(beside.project(&key("a/pi_1"), Seq(1), Standing::Settled, at(1)).await, Err(LedgerError::ReadOnly));
    ledger.close().await;
    // Also while no host runs, and again when one does.
    let alone = SqliteLedger::open_read_only(&folder.path()).unwrap();
    assert_eq!(alone.backlog().await.unwrap().values().map(|backlog| backlog.open).sum::<u64>(), 2);
    let again = folder.ledger();
    again.append(event("a/pi_3", "Captured", 3)).await.unwrap();
    assert_eq!(alone.backlog().await.unwrap().values().map(|backlog| backlog.open).sum::<u64>(), 3);
}

#[tokio::test]
async fn an_entry_that_this_version_cannot_read_is_an_error_that_names_it() {
    let folder = Sqlite::new();
    let ledger = folder.ledger();
    ledger
        .aside(|connection| {
            let insert = "INSERT INTO entries (intent, venue, at, kind, body, duplicate) \
                          VALUES ('pi_1', 'a', 0, 'dream', '{\"kind\":\"dream\"}', 0)";
            connection.execute(insert, []).unwrap();
        })
        .await;
    ledger.append(event("a/pi_2", "Captured", 1)).await.unwrap();
    let error = ledger.history(&key("a/pi_1")).await.unwrap_err();
    assert!(matches!(&error, LedgerError::Unreadable(text) if text.contains("unknown variant `dream`")), "{error}");
}
