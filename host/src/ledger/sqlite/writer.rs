//! Group commit: one thread that puts everything that is waiting into one transaction, and answers after the commit.
//!
//! A sync takes milliseconds whatever it carries, so a commit for each write would cap the host at a few hundred a
//! second. While one commit runs, the next one's writes gather.

use super::file::DatabaseFile;
use super::lock::FileLock;
use rusqlite::{Connection, ErrorCode};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot};

/// Writes that wait for the next transaction at most. Past it the writers wait, so that memory stays bounded while a
/// disk stalls: a thousand is a few commits' worth, and far more than the requests that are served at once.
const QUEUE_WRITES: usize = 1_024;

/// Writes in one transaction at most. At some 20 µs each it stays about as long as the sync that it saves; larger ones
/// save nothing more and delay the first writer for the last.
const BATCH_WRITES: usize = 256;

/// One write. It may be run more than once, each time in a transaction of which nothing remained before.
pub(crate) trait Work: Send + 'static {
    /// What the writer is told.
    type Done: Send + 'static;

    /// Does it, inside a transaction.
    fn run(&self, connection: &Connection) -> rusqlite::Result<Self::Done>;

    /// Called once it is on the disk, before the writer is told, in the order of the writes.
    fn committed(&self, _done: &Self::Done) {}
}

/// Why a write did not happen.
#[derive(Clone, Debug)]
pub(crate) enum WriteError {
    /// The file is closed.
    Closed,
    /// The database says so.
    Failed(String),
}

/// The handle of the thread.
#[derive(Debug)]
pub(crate) struct Writer {
    sender: mpsc::Sender<Message>,
    thread: Mutex<Option<JoinHandle<()>>>,
    commits: Arc<AtomicU64>,
}

enum Message {
    Work(Box<dyn Job>),
    Close,
    #[cfg(test)]
    Aside(Box<dyn FnOnce(&Connection) + Send>),
}

/// A write of whatever kind, with somebody who waits for it.
trait Job: Send {
    fn run(&mut self, connection: &Connection) -> rusqlite::Result<()>;
    fn committed(self: Box<Self>);
    fn failed(self: Box<Self>, text: &str);
}

struct Pending<W: Work> {
    work: W,
    done: Option<W::Done>,
    reply: oneshot::Sender<Result<W::Done, WriteError>>,
}

struct Thread {
    file: Arc<DatabaseFile>,
    /// None after a failure: the next batch opens the file anew, with all its checks.
    connection: Option<Connection>,
    receiver: mpsc::Receiver<Message>,
    commits: Arc<AtomicU64>,
    /// Whether the last batch failed: the first failure and the recovery are logged, not each one between.
    failing: bool,
    /// Of the one who owns the file; none beside it.
    _lock: Option<FileLock>,
}

// === impl Writer ===

impl Writer {
    /// Starts the thread. It holds the lock, where it has one, until its last write is done.
    pub(crate) fn start(
        file: Arc<DatabaseFile>,
        connection: Connection,
        lock: Option<FileLock>,
    ) -> std::io::Result<Self> {
        let (sender, receiver) = mpsc::channel(QUEUE_WRITES);
        let commits = Arc::new(AtomicU64::new(0));
        let name = format!("patio-{}", file.what());
        let thread = Thread {
            file,
            connection: Some(connection),
            receiver,
            commits: Arc::clone(&commits),
            failing: false,
            _lock: lock,
        };
        let thread = std::thread::Builder::new().name(name).spawn(move || thread.run())?;
        Ok(Self { sender, thread: Mutex::new(Some(thread)), commits })
    }

    /// Hands a write over and waits until it is on the disk. Where the caller goes away meanwhile, it is still done.
    pub(crate) async fn write<W: Work>(&self, work: W) -> Result<W::Done, WriteError> {
        let (reply, done) = oneshot::channel();
        let job = Box::new(Pending { work, done: None, reply });
        self.sender.send(Message::Work(job)).await.map_err(|_| WriteError::Closed)?;
        done.await.unwrap_or(Err(WriteError::Closed))
    }

    /// Transactions so far.
    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// Does what is waiting, then ends the thread and lets go of the file.
    pub(crate) async fn close(&self) {
        let _ = self.sender.send(Message::Close).await;
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }

    /// Writes that wait.
    #[cfg(test)]
    pub(crate) fn waiting(&self) -> usize {
        self.sender.max_capacity() - self.sender.capacity()
    }

    /// Runs something on the writer's connection, between two transactions.
    #[cfg(test)]
    pub(crate) async fn aside(&self, aside: impl FnOnce(&Connection) + Send + 'static) {
        let _ = self.sender.send(Message::Aside(Box::new(aside))).await;
    }
}

// === impl Thread ===

impl Thread {
    fn run(mut self) {
        let mut messages = Vec::with_capacity(BATCH_WRITES);
        while self.receiver.blocking_recv_many(&mut messages, BATCH_WRITES) > 0 {
            let mut batch = Vec::with_capacity(messages.len());
            for message in messages.drain(..) {
                match message {
                    Message::Work(job) => batch.push(job),
                    // What was sent before is still received; nothing more can be sent.
                    Message::Close => self.receiver.close(),
                    #[cfg(test)]
                    Message::Aside(aside) => {
                        if let Some(connection) = &self.connection {
                            aside(connection);
                        }
                    }
                }
            }
            if !batch.is_empty() {
                self.commit(batch);
            }
        }
    }

    fn commit(&mut self, mut batch: Vec<Box<dyn Job>>) {
        match self.transact(&mut batch) {
            Ok(()) => {
                if std::mem::take(&mut self.failing) {
                    tracing::info!("the {} {} can be written again", self.file.what(), self.file.path().display());
                }
                batch.into_iter().for_each(|job| job.committed());
            }
            Err(Failure { shared: false, .. }) if batch.len() > 1 => {
                // One of them is to blame: the others must not fail with it.
                for job in batch {
                    self.commit(vec![job]);
                }
            }
            Err(Failure { text, .. }) => {
                if !std::mem::replace(&mut self.failing, true) {
                    tracing::error!(
                        "the {} {} cannot be written: {text}",
                        self.file.what(),
                        self.file.path().display()
                    );
                }
                batch.into_iter().for_each(|job| job.failed(&text));
            }
        }
    }

    fn transact(&mut self, batch: &mut [Box<dyn Job>]) -> Result<(), Failure> {
        if !self.file.is_in_place() {
            self.connection = None;
            return Err(Failure::shared("the file was moved or deleted while the host runs; put it back and restart"));
        }
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.file.connect_writer().map_err(Failure::shared)?,
        };
        let mut run = || {
            connection.execute_batch("BEGIN IMMEDIATE")?;
            batch.iter_mut().try_for_each(|job| job.run(&connection))?;
            connection.execute_batch("COMMIT")
        };
        match run() {
            Ok(()) => {
                self.commits.fetch_add(1, Ordering::Relaxed);
                self.connection = Some(connection);
                Ok(())
            }
            Err(error) => {
                let failure = Failure::of(&error);
                // SQLite rolls some failures back by itself. Whatever cannot be rolled back goes with its connection.
                if connection.is_autocommit() || connection.execute_batch("ROLLBACK").is_ok() {
                    self.connection = Some(connection);
                }
                Err(failure)
            }
        }
    }
}

// === impl Pending ===

impl<W: Work> Job for Pending<W> {
    fn run(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        self.done = Some(self.work.run(connection)?);
        Ok(())
    }

    fn committed(self: Box<Self>) {
        if let Some(done) = self.done {
            self.work.committed(&done);
            // Nobody waits any more where the caller went away.
            let _ = self.reply.send(Ok(done));
        }
    }

    fn failed(self: Box<Self>, text: &str) {
        let _ = self.reply.send(Err(WriteError::Failed(text.to_owned())));
    }
}

/// Why a transaction failed.
struct Failure {
    text: String,
    /// Whether every other write would have failed as well.
    shared: bool,
}

// === impl Failure ===

impl Failure {
    fn shared(text: impl ToString) -> Self {
        Self { text: text.to_string(), shared: true }
    }

    fn of(error: &rusqlite::Error) -> Self {
        let one = matches!(
            error.sqlite_error_code(),
            None | Some(ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch | ErrorCode::TooBig)
        );
        Self { text: error.to_string(), shared: !one }
    }
}
