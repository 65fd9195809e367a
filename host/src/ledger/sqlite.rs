//! The ledger in a SQLite file: all its SQL is here and in `sqlite/schema.sql`.
//!
//! One process owns the file and writes it through one thread. Others may read beside it.

pub(crate) mod file;
pub(crate) mod lock;
pub(crate) mod readers;
#[cfg(test)]
mod tests;
pub(crate) mod writer;

use super::{
    Appended, Backlog, Draft, Entry, Filter, IntentKey, IntentRow, Ledger, LedgerError, OpenError, OpenIntent,
    Projected, Seq, Standing, Then,
};
use crate::epos::Timestamp;
use crate::venue::VenueId;
use async_trait::async_trait;
use file::{DatabaseFile, Kind};
use readers::{ReadError, Readers};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use writer::{Work, WriteError, Writer};

const KIND: Kind = Kind {
    what: "ledger",
    application_id: 0x5061_744C,
    migrations: &[include_str!("sqlite/schema.sql"), include_str!("sqlite/schema_2.sql")],
};

/// A ledger in a SQLite file.
#[derive(Debug)]
pub struct SqliteLedger {
    /// None where it was opened to be read only.
    writer: Option<Writer>,
    readers: Readers,
}

// === impl SqliteLedger ===

impl SqliteLedger {
    /// Opens the ledger of this host, making it where there is none.
    ///
    /// # Errors
    /// Where it cannot be opened, or cannot be relied upon.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let (file, connection, lock) = DatabaseFile::own(path, &KIND)?;
        let file = Arc::new(file);
        let writer = Writer::start(Arc::clone(&file), connection, Some(lock)).map_err(|error| OpenError::Io {
            what: KIND.what,
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        Ok(Self { writer: Some(writer), readers: Readers::new(file) })
    }

    /// Opens a ledger to add to it what a person decides, beside the host that owns it or without one. The host notices
    /// it when it sweeps; what either writes is judged within its transaction, so neither overwrites the other.
    ///
    /// # Errors
    /// Where there is none, or it cannot be written.
    pub fn open_beside(path: &Path) -> Result<Self, OpenError> {
        let file = Arc::new(DatabaseFile::beside(path, &KIND)?);
        let connection = file.connect_writer()?;
        let writer = Writer::start(Arc::clone(&file), connection, None).map_err(|error| OpenError::Io {
            what: KIND.what,
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        Ok(Self { writer: Some(writer), readers: Readers::new(file) })
    }

    /// Opens a ledger to look at it, beside the host that owns it or without one. The user must be able to read the
    /// file and its folder, which the host's own user is.
    ///
    /// # Errors
    /// Where there is none, or it cannot be read.
    pub fn open_read_only(path: &Path) -> Result<Self, OpenError> {
        let file = DatabaseFile::beside(path, &KIND)?;
        Ok(Self { writer: None, readers: Readers::new(Arc::new(file)) })
    }

    /// Transactions so far: how well writes are grouped.
    pub fn commits(&self) -> u64 {
        self.writer.as_ref().map_or(0, Writer::commits)
    }

    async fn write<W: Work>(&self, work: W) -> Result<W::Done, LedgerError> {
        self.writer.as_ref().ok_or(LedgerError::ReadOnly)?.write(work).await.map_err(|error| match error {
            WriteError::Closed => LedgerError::Closed,
            WriteError::Failed(text) => LedgerError::Unavailable(text),
        })
    }

    async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, LedgerError> {
        self.readers.read(read).await.map_err(|error| match error {
            ReadError::Closed => LedgerError::Closed,
            ReadError::Failed(text) => LedgerError::Unavailable(text),
            ReadError::Unreadable(text) => LedgerError::Unreadable(text),
        })
    }
}

#[async_trait]
impl Ledger for SqliteLedger {
    async fn append(&self, draft: Draft) -> Result<Appended, LedgerError> {
        let body = serde_json::to_string(&draft.fact).map_err(|error| LedgerError::Unreadable(error.to_string()))?;
        self.write(Append { draft, body }).await
    }

    async fn project(
        &self,
        key: &IntentKey,
        seen: Seq,
        standing: Standing,
        at: Timestamp,
    ) -> Result<Projected, LedgerError> {
        self.write(Project { key: key.clone(), seen, standing, at }).await
    }

    async fn history(&self, key: &IntentKey) -> Result<Vec<Entry>, LedgerError> {
        let key = key.clone();
        self.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT seq, at, body, raw, duplicate FROM entries WHERE intent = ?1 AND venue = ?2 ORDER BY seq",
                )?
                .query_map(params![&*key.intent, key.venue.as_str()], read_entry)?
                .collect()
        })
        .await
    }

    async fn open_intents(&self) -> Result<Vec<OpenIntent>, LedgerError> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT intent, venue, coalesce(next_due_at, updated_at) AS due \
                     FROM intents INDEXED BY intents_unsettled \
                     WHERE (standing = 'open' OR next_due_at IS NOT NULL) AND standing <> 'settled' ORDER BY due",
                )?
                .query_map([], |row| Ok(OpenIntent { key: read_key(row)?, due: read_time(row, "due")? }))?
                .collect()
        })
        .await
    }

    async fn list(&self, filter: &Filter) -> Result<Vec<IntentRow>, LedgerError> {
        let filter = filter.clone();
        self.read(move |connection| {
            // Each way in has its index; SQLite cannot choose one for a condition that may be switched off.
            let by = match (&filter.intent, filter.attention) {
                (Some(_), _) => "intents WHERE intent = :intent",
                (None, true) => {
                    "intents INDEXED BY intents_unsettled WHERE standing = 'attention' AND standing <> 'settled'"
                }
                (None, false) => "intents INDEXED BY intents_by_change WHERE last_seq < :before",
            };
            connection
                .prepare_cached(&format!(
                    "SELECT * FROM {by} \
                     AND (:intent IS NULL OR intent = :intent) \
                     AND (:venue IS NULL OR venue = :venue) \
                     AND (NOT :attention OR standing = 'attention') \
                     AND last_seq < :before \
                     ORDER BY last_seq DESC LIMIT :limit"
                ))?
                .query_map(
                    named_params! {
                        ":intent": filter.intent,
                        ":venue": filter.venue.as_ref().map(|venue| venue.as_str()),
                        ":attention": filter.attention,
                        ":before": filter.before.map_or(i64::MAX, |seq| seq.0),
                        ":limit": filter.limit,
                    },
                    read_row,
                )?
                .collect()
        })
        .await
    }

    async fn open_of_order(&self, venue: &VenueId, order_id: &str) -> Result<Vec<IntentKey>, LedgerError> {
        let (venue, order_id) = (venue.clone(), order_id.to_owned());
        self.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT intent, venue FROM intents INDEXED BY intents_open_of_an_order \
                     WHERE standing = 'open' AND order_id = ?1 AND venue = ?2",
                )?
                .query_map(params![order_id, venue.as_str()], read_key)?
                .collect()
        })
        .await
    }

    async fn backlog(&self) -> Result<BTreeMap<VenueId, Backlog>, LedgerError> {
        self.read(|connection| {
            let mut backlogs: BTreeMap<VenueId, Backlog> = BTreeMap::new();
            let mut statement = connection.prepare_cached(
                "SELECT venue, standing, count(*) AS number, min(since) AS since FROM intents \
                 WHERE standing <> 'settled' GROUP BY venue, standing",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let number = u64::try_from(row.get::<_, i64>("number")?).unwrap_or_default();
                let backlog = backlogs.entry(read_venue(row)?).or_default();
                match row.get_ref("standing")?.as_str()? {
                    "open" => backlog.open = number,
                    _ => backlog.attention += number,
                }
                let since = read_time_or_none(row, "since")?;
                backlog.oldest_unsettled = backlog.oldest_unsettled.into_iter().chain(since).min();
            }
            Ok(backlogs)
        })
        .await
    }

    async fn entries(
        &self,
        from: Timestamp,
        until: Timestamp,
        after: Option<Seq>,
        limit: u32,
    ) -> Result<Vec<(IntentKey, Entry)>, LedgerError> {
        self.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT seq, intent, venue, at, body, raw, duplicate FROM entries \
                     WHERE seq > ?1 AND at >= ?2 AND at < ?3 ORDER BY seq LIMIT ?4",
                )?
                .query_map(
                    params![after.map_or(0, |seq| seq.0), from.as_millisecond(), until.as_millisecond(), limit],
                    |row| Ok((read_key(row)?, read_entry(row)?)),
                )?
                .collect()
        })
        .await
    }

    async fn logged(&self, after: Option<&IntentKey>, limit: u32) -> Result<Vec<IntentKey>, LedgerError> {
        let after = after.cloned();
        self.read(move |connection| {
            let (intent, venue) = after.as_ref().map_or(("", ""), |key| (&*key.intent, key.venue.as_str()));
            connection
                .prepare_cached(
                    "SELECT DISTINCT intent, venue FROM entries WHERE (intent, venue) > (?1, ?2) \
                     ORDER BY intent, venue LIMIT ?3",
                )?
                .query_map(params![intent, venue, limit], read_key)?
                .collect()
        })
        .await
    }

    async fn restore(&self, row: IntentRow) -> Result<bool, LedgerError> {
        self.write(Restore { row }).await
    }

    async fn close(&self) {
        // The writer last: the last connection that closes moves the write-ahead log into the database.
        self.readers.close().await;
        if let Some(writer) = &self.writer {
            writer.close().await;
        }
    }
}

struct Append {
    draft: Draft,
    body: String,
}

// === impl Append ===

impl Work for Append {
    type Done = Appended;

    fn run(&self, connection: &Connection) -> rusqlite::Result<Appended> {
        let Draft { key, at, fact, raw, says, order_id, then } = &self.draft;
        let (intent, venue) = (&*key.intent, key.venue.as_str());
        let last = last_seq(connection, key)?;
        if matches!(then, Then::OnlyAfter { seen, .. } if *seen != last) {
            return Ok(Appended::Stale);
        }
        let duplicate = match says {
            None => false,
            Some(says) => connection
                .prepare_cached("SELECT 1 FROM entries WHERE intent = ?1 AND venue = ?2 AND says = ?3")?
                .exists(params![intent, venue, says])?,
        };
        let says = says.as_deref().filter(|_| !duplicate);
        connection
            .prepare_cached(
                "INSERT INTO entries (intent, venue, at, kind, body, raw, says, duplicate) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![intent, venue, at.as_millisecond(), fact.kind(), self.body, raw, says, duplicate])?;
        let seq = Seq(connection.last_insert_rowid());
        if duplicate {
            return Ok(Appended::Duplicate(seq));
        }
        let again = &Standing::Open { due: *at };
        let (standing, appended) = match then {
            Then::Reopen => (again, Appended::Written(seq)),
            Then::OnlyAfter { standing, .. } => (standing, Appended::Written(seq)),
            Then::Judge { seen, standing } if Some(*seen) == last => (standing, Appended::Written(seq)),
            Then::Judge { .. } => (again, Appended::Overtaken(seq)),
        };
        write_standing(connection, key, standing, order_id.as_deref(), seq, *at)?;
        Ok(appended)
    }
}

struct Project {
    key: IntentKey,
    seen: Seq,
    standing: Standing,
    at: Timestamp,
}

// === impl Project ===

impl Work for Project {
    type Done = Projected;

    fn run(&self, connection: &Connection) -> rusqlite::Result<Projected> {
        let row = connection
            .prepare_cached("SELECT * FROM intents WHERE intent = ?1 AND venue = ?2")?
            .query_row(params![&*self.key.intent, self.key.venue.as_str()], read_row)
            .optional()?;
        match row {
            Some(row) if row.last_seq == self.seen && row.standing == self.standing => Ok(Projected::Unchanged),
            Some(row) if row.last_seq == self.seen => {
                write_standing(connection, &self.key, &self.standing, None, self.seen, self.at)?;
                Ok(Projected::Written)
            }
            _ => Ok(Projected::Stale),
        }
    }
}

struct Restore {
    row: IntentRow,
}

// === impl Restore ===

impl Work for Restore {
    type Done = bool;

    fn run(&self, connection: &Connection) -> rusqlite::Result<bool> {
        let IntentRow { key, standing, order_id, last_seq, since, updated_at } = &self.row;
        let (intent, venue) = (&*key.intent, key.venue.as_str());
        let last: Option<i64> = connection
            .prepare_cached("SELECT max(seq) FROM entries WHERE intent = ?1 AND venue = ?2 AND NOT duplicate")?
            .query_row(params![intent, venue], |row| row.get(0))?;
        if last != Some(last_seq.0) {
            return Ok(false);
        }
        let (standing, reason, due) = standing_columns(standing);
        connection
            .prepare_cached(
                "INSERT OR REPLACE INTO intents \
                 (intent, venue, standing, reason, order_id, last_seq, next_due_at, since, updated_at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                intent,
                venue,
                standing,
                reason,
                order_id,
                last_seq.0,
                due,
                since.map(Timestamp::as_millisecond),
                updated_at.as_millisecond()
            ])?;
        Ok(true)
    }
}

fn last_seq(connection: &Connection, key: &IntentKey) -> rusqlite::Result<Option<Seq>> {
    connection
        .prepare_cached("SELECT last_seq FROM intents WHERE intent = ?1 AND venue = ?2")?
        .query_row(params![&*key.intent, key.venue.as_str()], |row| row.get(0).map(Seq))
        .optional()
}

/// Writes where an intent stands. `since` stays for as long as it is not settled.
fn write_standing(
    connection: &Connection,
    key: &IntentKey,
    standing: &Standing,
    order_id: Option<&str>,
    seq: Seq,
    at: Timestamp,
) -> rusqlite::Result<()> {
    let (standing, reason, due) = standing_columns(standing);
    connection
        .prepare_cached(
            "INSERT INTO intents (intent, venue, standing, reason, order_id, last_seq, next_due_at, since, updated_at) \
             VALUES (:intent, :venue, :standing, :reason, :order_id, :seq, :due, \
                     iif(:standing = 'settled', NULL, :at), :at) \
             ON CONFLICT (intent, venue) DO UPDATE SET \
                 standing = excluded.standing, \
                 reason = excluded.reason, \
                 order_id = coalesce(excluded.order_id, order_id), \
                 last_seq = excluded.last_seq, \
                 next_due_at = excluded.next_due_at, \
                 since = iif(excluded.standing = 'settled', NULL, coalesce(since, excluded.since)), \
                 updated_at = excluded.updated_at",
        )?
        .execute(named_params! {
            ":intent": &*key.intent,
            ":venue": key.venue.as_str(),
            ":standing": standing,
            ":reason": reason,
            ":order_id": order_id,
            ":seq": seq.0,
            ":due": due,
            ":at": at.as_millisecond(),
        })?;
    Ok(())
}

fn standing_columns(standing: &Standing) -> (&'static str, Option<&str>, Option<i64>) {
    match standing {
        Standing::Open { due } => ("open", None, Some(due.as_millisecond())),
        Standing::Settled => ("settled", None, None),
        Standing::Attention { reason, due } => ("attention", Some(reason), due.map(Timestamp::as_millisecond)),
    }
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<IntentRow> {
    let updated_at = read_time(row, "updated_at")?;
    let standing = match row.get_ref("standing")?.as_str()? {
        "open" => Standing::Open { due: read_time_or_none(row, "next_due_at")?.unwrap_or(updated_at) },
        "settled" => Standing::Settled,
        "attention" => Standing::Attention {
            reason: row.get::<_, Option<String>>("reason")?.unwrap_or_default(),
            due: read_time_or_none(row, "next_due_at")?,
        },
        other => return Err(unreadable(Type::Text, format!("the standing {other:?}"))),
    };
    Ok(IntentRow {
        key: read_key(row)?,
        standing,
        order_id: row.get("order_id")?,
        last_seq: Seq(row.get("last_seq")?),
        since: read_time_or_none(row, "since")?,
        updated_at,
    })
}

fn read_entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let body = row.get_ref("body")?.as_str()?;
    Ok(Entry {
        seq: Seq(row.get("seq")?),
        at: read_time(row, "at")?,
        duplicate: row.get("duplicate")?,
        fact: serde_json::from_str(body).map_err(|error| unreadable(Type::Text, format!("{error}: {body}")))?,
        raw: row.get("raw")?,
    })
}

fn read_key(row: &Row<'_>) -> rusqlite::Result<IntentKey> {
    Ok(IntentKey { venue: read_venue(row)?, intent: row.get_ref("intent")?.as_str()?.into() })
}

fn read_venue(row: &Row<'_>) -> rusqlite::Result<VenueId> {
    let venue = row.get_ref("venue")?.as_str()?;
    venue.parse().map_err(|error| unreadable(Type::Text, format!("the venue {venue:?}: {error}")))
}

fn read_time(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    let millisecond = row.get(column)?;
    Timestamp::from_millisecond(millisecond)
        .ok_or_else(|| unreadable(Type::Integer, format!("{column}: {millisecond}")))
}

fn read_time_or_none(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    row.get::<_, Option<i64>>(column)?.map(|_| read_time(row, column)).transpose()
}

fn unreadable(kind: Type, text: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, kind, text.into())
}
