//! A database file of the host's: made, held by one host, checked to be safe, and brought up to date.

use super::lock::FileLock;
use crate::ledger::OpenError;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a statement waits for a lock that somebody beside us holds for a moment: a reader that recovers the file, a
/// copy being made. Longer, and the card machine has given up anyway; shorter, and a backup looks like a failure.
const BUSY_MS: u64 = 2_000;

/// Pages that gather in the write-ahead log before they are moved into the database, which costs two more syncs: 16 MiB.
/// SQLite's own 1000 would do that every few dozen commits under load; much more makes opening after a crash slow.
const CHECKPOINT_PAGES: i64 = 4_000;

/// Bytes that the write-ahead log keeps on the disk after a burst.
const WAL_KEPT_BYTES: i64 = 64 << 20;

/// A kind of database.
#[derive(Debug)]
pub(crate) struct Kind {
    /// What it is called in messages.
    pub(crate) what: &'static str,
    /// SQLite's `application_id`: tells our files from others.
    pub(crate) application_id: i32,
    /// What leads from each version to the next; the first makes an empty file into version 1.
    pub(crate) migrations: &'static [&'static str],
}

/// A database file that was checked once and can be opened again at any time.
#[derive(Debug)]
pub(crate) struct DatabaseFile {
    path: PathBuf,
    kind: &'static Kind,
    identity: Identity,
}

/// What tells this very file from another one at the same path.
type Identity = Option<(u64, u64)>;

// === impl DatabaseFile ===

impl DatabaseFile {
    /// Opens the file to write, making it where there is none, and holds it against other hosts.
    pub(crate) fn own(path: &Path, kind: &'static Kind) -> Result<(Self, Connection, FileLock), OpenError> {
        let io = |error: std::io::Error| Self::io(path, kind, &error);
        make(path).map_err(io)?;
        let path = &fs::canonicalize(path).map_err(io)?;
        let lock = FileLock::take(path, kind.what)?;
        let file = Self { path: path.clone(), kind, identity: identity(path).map_err(io)? };
        let connection = file.connect_writer()?;
        file.migrate(&connection)?;
        Ok((file, connection, lock))
    }

    /// Looks at a file that another process may own, to read it.
    pub(crate) fn beside(path: &Path, kind: &'static Kind) -> Result<Self, OpenError> {
        if !path.exists() {
            return Err(OpenError::Missing { what: kind.what, path: path.to_owned() });
        }
        let io = |error: std::io::Error| Self::io(path, kind, &error);
        let path = fs::canonicalize(path).map_err(io)?;
        let identity = identity(&path).map_err(io)?;
        let file = Self { path, kind, identity };
        let found = file.version(&file.connect_reader()?)?;
        if found < file.known() {
            let known = file.known();
            return Err(OpenError::Older { what: kind.what, path: file.path, found, known });
        }
        Ok(file)
    }

    /// Another connection that writes: the owner's only.
    pub(crate) fn connect_writer(&self) -> Result<Connection, OpenError> {
        let connection = self.connect(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        self.version(&connection)?;
        // On a Mac only this reaches the disk; elsewhere it changes nothing.
        self.set(&connection, "fullfsync", "1", "1")?;
        self.set(&connection, "checkpoint_fullfsync", "1", "1")?;
        self.set(&connection, "journal_mode", "WAL", "wal")?;
        self.set(&connection, "synchronous", "FULL", "2")?;
        // Without it, REPLACE removes a row past the trigger that forbids it.
        self.set(&connection, "recursive_triggers", "1", "1")?;
        let tuning = || -> rusqlite::Result<()> {
            // Some of these answer with a row, which `pragma_update` would call an error.
            connection.pragma_update_and_check(None, "wal_autocheckpoint", CHECKPOINT_PAGES, |_| Ok(()))?;
            connection.pragma_update_and_check(None, "journal_size_limit", WAL_KEPT_BYTES, |_| Ok(()))
        };
        tuning().map_err(|error| self.failed(&error))?;
        Ok(connection)
    }

    /// Another connection that reads. Where the owner runs, both work beside each other.
    pub(crate) fn connect_reader(&self) -> Result<Connection, OpenError> {
        self.connect(OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    /// Whether the path still leads to the file that was opened. SQLite goes on writing into a file that was deleted or
    /// moved away: such writes are lost with the process, so they must not be acknowledged.
    pub(crate) fn is_in_place(&self) -> bool {
        identity(&self.path).is_ok_and(|identity| identity == self.identity)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn what(&self) -> &'static str {
        self.kind.what
    }

    fn connect(&self, mode: OpenFlags) -> Result<Connection, OpenError> {
        // Neither CREATE (what is gone is an error, not an empty ledger) nor URI (a path is a path).
        let flags = mode | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connect = || -> rusqlite::Result<Connection> {
            let connection = Connection::open_with_flags(&self.path, flags)?;
            connection.busy_timeout(Duration::from_millis(BUSY_MS))?;
            // What SQLite sorts would else go into the machine's folder for temporary files: amounts and names, where
            // the fence rightly lets nothing be written.
            connection.pragma_update(None, "temp_store", "MEMORY")?;
            connection.set_prepared_statement_cache_capacity(32);
            Ok(connection)
        };
        connect().map_err(|error| self.failed(&error))
    }

    fn known(&self) -> i64 {
        i64::try_from(self.kind.migrations.len()).unwrap_or(i64::MAX)
    }

    /// The version of the schema; 0 for an empty file.
    fn version(&self, connection: &Connection) -> Result<i64, OpenError> {
        let (what, path) = (self.kind.what, self.path.clone());
        let read = || -> rusqlite::Result<(i32, i64, i64)> {
            let application_id = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
            let version = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
            let tables = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
            Ok((application_id, version, tables))
        };
        match read().map_err(|error| self.failed(&error))? {
            (0, 0, 0) => Ok(0),
            (id, _, _) if id != self.kind.application_id => Err(OpenError::Foreign { what, path }),
            (_, found, _) if found > self.known() => Err(OpenError::Newer { what, path, found, known: self.known() }),
            (_, found, _) => Ok(found),
        }
    }

    /// Brings the schema up to date, each version in a transaction of its own.
    fn migrate(&self, connection: &Connection) -> Result<(), OpenError> {
        let migrate = |found: usize| -> rusqlite::Result<()> {
            for (index, migration) in self.kind.migrations.iter().enumerate().skip(found) {
                let (version, id) = (index + 1, self.kind.application_id);
                connection.execute_batch(&format!(
                    "BEGIN IMMEDIATE; {migration}; PRAGMA application_id = {id}; PRAGMA user_version = {version}; COMMIT;"
                ))?;
            }
            Ok(())
        };
        let found = self.version(connection)?;
        migrate(usize::try_from(found).unwrap_or(usize::MAX)).map_err(|error| self.failed(&error))
    }

    /// Sets a pragma and reads it back: a promise that rests on a setting is only made where the setting took.
    fn set(
        &self,
        connection: &Connection,
        setting: &'static str,
        value: &'static str,
        wanted: &'static str,
    ) -> Result<(), OpenError> {
        let set_and_read = || -> rusqlite::Result<String> {
            connection.execute_batch(&format!("PRAGMA {setting} = {value}"))?;
            connection.query_row(&format!("PRAGMA {setting}"), [], |row| {
                Ok(match row.get_ref(0)? {
                    rusqlite::types::ValueRef::Integer(value) => value.to_string(),
                    value => value.as_str().unwrap_or_default().to_owned(),
                })
            })
        };
        let found = set_and_read().map_err(|error| self.failed(&error))?;
        if found == wanted {
            return Ok(());
        }
        Err(OpenError::Unsafe { what: self.kind.what, path: self.path.clone(), setting, wanted, found })
    }

    fn failed(&self, error: &rusqlite::Error) -> OpenError {
        let (what, path) = (self.kind.what, self.path.clone());
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => OpenError::NoDatabase { what, path },
            _ => OpenError::Io { what, path, reason: error.to_string() },
        }
    }

    fn io(path: &Path, kind: &Kind, error: &std::io::Error) -> OpenError {
        OpenError::Io { what: kind.what, path: path.to_owned(), reason: error.to_string() }
    }
}

/// Makes an empty file that only its owner reads: it holds what guests paid. SQLite gives its two side files the same
/// permissions.
fn make(path: &Path) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    // Never opened where it exists: closing it again would drop the locks of a connection in this process.
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => sync_folder(path),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// Puts a new file's name on the disk: its contents alone are not found again after a power cut.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(unix)]
fn identity(path: &Path) -> std::io::Result<Identity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).map(|metadata| Some((metadata.dev(), metadata.ino())))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> std::io::Result<Identity> {
    fs::metadata(path).map(|_| None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use tempfile::TempDir;

    const KIND: Kind = Kind {
        what: "ledger",
        application_id: 7,
        migrations: &["CREATE TABLE a (x INTEGER) STRICT", "CREATE TABLE b (x INTEGER) STRICT"],
    };

    fn own(path: &Path) -> Result<Connection, OpenError> {
        DatabaseFile::own(path, &KIND).map(|(_, connection, _)| connection)
    }

    #[track_caller]
    fn check_refusal(path: &Path, error: &OpenError, expected: Expect) {
        let path = fs::canonicalize(path).map_or(path.display().to_string(), |path| path.display().to_string());
        expected.assert_eq(&error.to_string().replace(&path, "PATH"));
    }

    #[test]
    fn a_new_file_is_up_to_date_synced_and_private() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("new.db");
        let connection = own(&path).unwrap();
        let pragma = |name: &str| -> i64 { connection.pragma_query_value(None, name, |row| row.get(0)).unwrap() };
        assert_eq!(pragma("user_version"), 2);
        assert_eq!(pragma("application_id"), 7);
        assert_eq!(pragma("synchronous"), 2);
        assert_eq!(pragma("recursive_triggers"), 1);
        assert_eq!(pragma("temp_store"), 2, "what is sorted stays in memory");
        connection.execute("INSERT INTO b VALUES (1)", []).unwrap();
        #[cfg(unix)]
        for name in ["new.db", "new.db-wal", "new.db-shm", "new.db.lock"] {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }

    #[test]
    fn an_older_file_is_brought_up_to_date_and_keeps_what_it_holds() {
        const FIRST: Kind = Kind { migrations: &["CREATE TABLE a (x INTEGER) STRICT"], ..KIND };
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("old.db");
        {
            let (_, connection, _lock) = DatabaseFile::own(&path, &FIRST).unwrap();
            connection.execute("INSERT INTO a VALUES (5)", []).unwrap();
        }
        check_refusal(
            &path,
            &DatabaseFile::beside(&path, &KIND).unwrap_err(),
            expect!["the ledger PATH has version 1, this patio reads 2: `patio serve` brings it up to date"],
        );
        let connection = own(&path).unwrap();
        assert_eq!(connection.query_row("SELECT x FROM a", [], |row| row.get::<_, i64>(0)).unwrap(), 5);
        assert_eq!(connection.query_row("SELECT count(*) FROM b", [], |row| row.get::<_, i64>(0)).unwrap(), 0);
    }

    #[test]
    fn a_newer_file_is_refused() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("newer.db");
        own(&path).unwrap().pragma_update(None, "user_version", 3).unwrap();
        check_refusal(
            &path,
            &own(&path).unwrap_err(),
            expect![
                "the ledger PATH has version 3, this patio knows up to 2: run the newer patio again, or restore the copy from before it ran"
            ],
        );
        assert!(matches!(DatabaseFile::beside(&path, &KIND), Err(OpenError::Newer { .. })));
    }

    #[test]
    fn what_is_no_database_of_ours_is_refused_and_left_as_it_is() {
        let folder = TempDir::new().unwrap();
        let text = folder.path().join("notes.txt");
        fs::write(&text, "These are notes, and they are longer than a header of a database would be.".repeat(9))
            .unwrap();
        check_refusal(
            &text,
            &own(&text).unwrap_err(),
            expect!["PATH is no database: name another file for the ledger, or put the right one there"],
        );
        assert!(fs::read_to_string(&text).unwrap().starts_with("These are notes"));

        let other = folder.path().join("other.db");
        Connection::open(&other).unwrap().execute_batch("CREATE TABLE mine (x)").unwrap();
        check_refusal(
            &other,
            &own(&other).unwrap_err(),
            expect!["PATH is a database of something else: name another file for the ledger"],
        );
        let mode: String =
            Connection::open(&other).unwrap().pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!(mode, "delete");
    }

    #[test]
    fn a_reader_does_not_make_a_file() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("none.db");
        check_refusal(
            &path,
            &DatabaseFile::beside(&path, &KIND).unwrap_err(),
            expect!["there is no ledger at PATH: `patio serve` makes one when it starts"],
        );
        assert!(!path.exists());
    }

    #[test]
    fn a_file_that_cannot_be_made_says_why() {
        let path = Path::new("/nowhere/at/all/patio.db");
        check_refusal(
            path,
            &own(path).unwrap_err(),
            expect!["the ledger PATH cannot be opened: No such file or directory (os error 2)"],
        );
    }

    #[test]
    fn a_second_owner_is_refused_until_the_first_lets_go() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("one.db");
        let first = DatabaseFile::own(&path, &KIND).unwrap();
        let holder = std::process::id().to_string();
        let error = own(&path).unwrap_err();
        assert!(matches!(&error, OpenError::InUse { holder: Some(id), .. } if *id == holder), "{error}");
        #[cfg(unix)]
        {
            let other_name = folder.path().join("two.db");
            std::os::unix::fs::symlink(&path, &other_name).unwrap();
            assert!(matches!(own(&other_name), Err(OpenError::InUse { .. })));
        }
        assert!(DatabaseFile::beside(&path, &KIND).is_ok());
        drop(first);
        assert!(own(&path).is_ok());
    }

    #[test]
    fn a_setting_that_does_not_take_is_refused() {
        let folder = TempDir::new().unwrap();
        let (file, connection, _lock) = DatabaseFile::own(&folder.path().join("a.db"), &KIND).unwrap();
        let error = file.set(&connection, "synchronous", "OFF", "2").unwrap_err();
        check_refusal(
            file.path(),
            &error,
            expect![[
                r#"the ledger PATH cannot be made safe: synchronous is "0" and must be "2"; use a local disk, not a network folder"#
            ]],
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_was_replaced_is_noticed() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("a.db");
        let (file, _connection, _lock) = DatabaseFile::own(&path, &KIND).unwrap();
        assert!(file.is_in_place());
        fs::rename(&path, folder.path().join("b.db")).unwrap();
        assert!(!file.is_in_place());
        fs::copy(folder.path().join("b.db"), &path).unwrap();
        assert!(!file.is_in_place());
    }
}
