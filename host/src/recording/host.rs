//! The host's side: a socket beside the ledger, open to the host's own user and to root, who read the ledger anyway.
//!
//! The console has no authentication, and any program and any web page on the machine reaches it; this shows what guests
//! ate and what they paid. What is recorded goes to whoever asked, and is kept nowhere. It ends with that connection.

use super::VERSION;
use super::wish::{Because, CallLine, EndLine, Ending, Head, Hello, Refused, Wish};
use crate::adapter::witness::{Account, Looking, Onlooker, Onlookers};
use crate::notice::{Level, Notice, Notices};
use crate::transport::CurrentVenues;
use crate::venue::VenueId;
use serde::Serialize;
use std::borrow::Cow;
use std::fs::Permissions;
use std::io;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

/// Calls that wait to be written: more come only where who asked does not read.
const WAITING: usize = 64;
/// Bytes of what is asked: a venue's name and two numbers.
const WISH_BYTES: u64 = 4096;
/// How long somebody who came in may take to say what he wants, and to take a line.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much is recorded.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Recordings at once.
    pub at_once: usize,
    /// Bytes of one; the call that passes them is its last.
    pub bytes: u64,
}

/// Where the host is asked for recordings.
pub struct Door {
    listener: UnixListener,
    path: PathBuf,
    bounds: Bounds,
}

/// Why there is none.
#[derive(Debug, thiserror::Error)]
#[error("`patio record` cannot reach this host: {path} cannot be made: {error}", path = .path.display())]
pub struct DoorError {
    path: PathBuf,
    error: io::Error,
}

/// Takes down the calls of one venue.
struct Recorder {
    venue: VenueId,
    lines: mpsc::Sender<Arc<Account>>,
    missed: AtomicU32,
}

// === impl Bounds ===

impl Default for Bounds {
    /// Two people at two venues, and no more, for each is work in every call. At a page of orders with its outgoing
    /// traffic in each call, a thousand calls.
    fn default() -> Self {
        Self { at_once: 4, bytes: 256 * 1024 * 1024 }
    }
}

// === impl Door ===

impl Door {
    /// Opens it beside a ledger that this process owns. What an earlier process left there is taken away.
    ///
    /// # Errors
    /// Why that is not possible; the host goes on without.
    pub fn beside(ledger: &Path, bounds: Bounds) -> Result<Self, DoorError> {
        let path = super::path_beside(ledger);
        let open = || {
            match std::fs::symlink_metadata(&path) {
                Ok(found) if found.file_type().is_socket() => std::fs::remove_file(&path)?,
                Ok(_) => return Err(io::Error::other("something else lies there")),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
            let listener = UnixListener::bind(&path)?;
            // Who comes in before this is asked who he is, like everybody.
            std::fs::set_permissions(&path, Permissions::from_mode(0o600))?;
            Ok(listener)
        };
        let listener = open().map_err(|error| DoorError { path: path.clone(), error })?;
        Ok(Self { listener, path, bounds })
    }

    /// Lets in who may, for as long as the host runs.
    pub async fn keep(self, onlookers: Arc<Onlookers>, venues: Arc<CurrentVenues>, notices: Arc<Notices>) {
        // They end with the host.
        let mut guests = JoinSet::new();
        loop {
            while guests.try_join_next().is_some() {}
            let Ok((stream, _)) = self.listener.accept().await else {
                // Out of descriptors: they come back.
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            if !is_ours(&stream) {
                continue;
            }
            let Bounds { at_once, bytes } = self.bounds;
            if guests.len() >= at_once {
                let refused = format!(
                    "{at_once} recordings are being made, and no more are at once: wait for the end of one, or end it \
                     with Ctrl-C where it is made"
                );
                let _ = stream.try_write(&line(&Refused { refused }));
                continue;
            }
            let (onlookers, venues, notices) = (Arc::clone(&onlookers), Arc::clone(&venues), Arc::clone(&notices));
            guests.spawn(async move { serve(stream, &onlookers, &venues, &notices, bytes).await });
        }
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        // Where it is gone already, so much the better.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Whether the other side is the host's own user, or root.
fn is_ours(stream: &UnixStream) -> bool {
    let own = rustix::process::geteuid().as_raw();
    stream.peer_cred().is_ok_and(|other| other.uid() == own || other.uid() == 0)
}

async fn serve(
    stream: UnixStream,
    onlookers: &Arc<Onlookers>,
    venues: &CurrentVenues,
    notices: &Notices,
    max_bytes: u64,
) {
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    match wish(&mut reader, venues).await {
        Ok(wish) => {
            let Wish { venue, calls, seconds } = &wish;
            let tell = |text: String| notices.tell(Notice::new(Level::Warning, text).venue(venue));
            tell(format!("the calls of venue {venue:?} are recorded: {calls} of them, or for {seconds} s"));
            let because = record(reader, &mut writer, onlookers, &wish, max_bytes).await;
            tell(match because {
                Some(because) => format!("the recording of venue {venue:?} has ended: {because}"),
                None => format!("the recording of venue {venue:?} has ended: nobody took it any more"),
            });
        }
        Err(refused) => {
            let _ = timeout(PATIENCE, writer.write_all(&line(&Refused { refused }))).await;
        }
    }
}

async fn wish(reader: &mut BufReader<OwnedReadHalf>, venues: &CurrentVenues) -> Result<Wish, String> {
    let mut text = String::new();
    let read = timeout(PATIENCE, reader.take(WISH_BYTES).read_line(&mut text)).await;
    if !matches!(read, Ok(Ok(1..))) {
        return Err("nothing was asked for".to_owned());
    }
    let version = serde_json::from_str::<serde_json::Value>(&text).ok();
    let version = version.and_then(|hello| hello.get("patio_recording").and_then(serde_json::Value::as_u64));
    if version != Some(VERSION.into()) {
        return Err(format!(
            "the host makes recordings of version {VERSION} (patio {}): use the patio that it runs",
            env!("CARGO_PKG_VERSION")
        ));
    }
    let Hello { wish, .. } = serde_json::from_str(&text).map_err(|error| format!("what was asked for: {error}"))?;
    wish.check()?;
    let known = venues.load().iter().any(|venue| venue.id == wish.venue);
    known.then_some(wish.clone()).ok_or_else(|| format!("the host that runs has no venue {:?}", wish.venue))
}

/// Sends a recording; none where nobody takes it.
async fn record(
    mut reader: BufReader<OwnedReadHalf>,
    writer: &mut OwnedWriteHalf,
    onlookers: &Arc<Onlookers>,
    wish: &Wish,
    max_bytes: u64,
) -> Option<Because> {
    let (sender, mut lines) = mpsc::channel(WAITING);
    let recorder = Arc::new(Recorder { venue: wish.venue.clone(), lines: sender, missed: AtomicU32::new(0) });
    let mut looking: Option<Looking> = Some(onlookers.join(Arc::clone(&recorder) as Arc<dyn Onlooker>));
    let until = Instant::now() + Duration::from_secs(wish.seconds);
    let mut bytes = send(writer, &Head::new(wish)).await?;
    let (mut calls, mut byte) = (0_u32, [0_u8]);
    let because = loop {
        tokio::select! {
            biased;
            account = lines.recv() => {
                let account = account?;
                calls += 1;
                let line = CallLine { call: calls, account: Cow::Borrowed(account.as_ref()) };
                bytes += send(writer, &line).await?;
                if calls == wish.calls {
                    break Because::Calls;
                }
                if bytes >= max_bytes {
                    break Because::Bytes;
                }
            }
            // Whoever asked says nothing more, but that he has enough.
            _ = reader.read(&mut byte) => break Because::Asked,
            () = tokio::time::sleep_until(until) => break Because::Time,
        }
    };
    drop(looking.take());
    let missed = recorder.missed.load(Ordering::Relaxed);
    send(writer, &EndLine { end: Ending { calls, missed, because } }).await?;
    Some(because)
}

/// Sends a line, and says how long it was; none where it is not taken in time.
async fn send(writer: &mut OwnedWriteHalf, what: &impl Serialize) -> Option<u64> {
    let line = line(what);
    timeout(PATIENCE, writer.write_all(&line)).await.ok()?.ok()?;
    u64::try_from(line.len()).ok()
}

fn line(what: &impl Serialize) -> Vec<u8> {
    let mut line = serde_json::to_vec(what).unwrap_or_default();
    line.push(b'\n');
    line
}

// === impl Recorder ===

impl Onlooker for Recorder {
    fn wants(&self, venue: &VenueId) -> bool {
        *venue == self.venue
    }

    fn saw(&self, account: &Arc<Account>) {
        if self.lines.try_send(Arc::clone(account)).is_err() {
            self.missed.fetch_add(1, Ordering::Relaxed);
        }
    }
}
