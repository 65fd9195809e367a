//! The other side: a host that runs is asked for a recording.

use super::VERSION;
use super::wish::{CallLine, EndLine, Hello, Refused, Wish};
use std::io;
use std::path::{Path, PathBuf};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::UnixStream;

/// What came, when it ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// How many calls.
    pub calls: u32,
    /// Calls that came faster than they could be taken down.
    pub missed: u32,
    /// Why it ended; none where the host went away.
    pub because: Option<String>,
}

/// Why there is no recording.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Nobody is there.
    #[error("no host runs on this ledger: there is nobody at {}", .0.display())]
    NoHost(PathBuf),
    /// It is not for this user.
    #[error("the host lets only its own user and root record: {} cannot be opened", .0.display())]
    NotAllowed(PathBuf),
    /// The host says no.
    #[error("{0}")]
    Refused(String),
    /// Anything else.
    #[error("the host at {path} cannot be asked: {error}", path = .path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The recording could not be written where it was to go.
    #[error("the recording cannot be written: {0}")]
    Write(io::Error),
}

/// Asks the host of a ledger for a recording, and writes its lines as they come. `enough` ends it before its time;
/// `wrote` hears of each call.
///
/// # Errors
/// Why there is none. What was written until then is whole lines.
pub async fn ask(
    ledger: &Path,
    wish: &Wish,
    output: &mut (impl io::Write + Send),
    enough: impl Future<Output = ()> + Send,
    mut wrote: impl FnMut(u32) + Send,
) -> Result<Told, AskError> {
    let path = super::path_beside(ledger);
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => AskError::NoHost(path.clone()),
        io::ErrorKind::PermissionDenied => AskError::NotAllowed(path.clone()),
        _ => AskError::Io { path: path.clone(), error },
    };
    let stream = UnixStream::connect(&path).await.map_err(failed)?;
    let (reader, mut writer) = stream.into_split();
    let mut hello = serde_json::to_vec(&Hello { patio_recording: VERSION, wish: wish.clone() }).unwrap_or_default();
    hello.push(b'\n');
    match writer.write_all(&hello).await {
        // Who refuses may have said so and gone already: that is read.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        written => written.map_err(failed)?,
    }
    let mut reader = BufReader::new(reader);
    let (mut told, mut line, mut ended) = (Told { calls: 0, missed: 0, because: None }, String::new(), false);
    let mut enough = std::pin::pin!(enough);
    loop {
        tokio::select! {
            read = reader.read_line(&mut line) => {
                // A line without an end was cut off: whoever reads the file is told by its missing last line.
                if read.map_err(failed)? == 0 || !line.ends_with('\n') {
                    break;
                }
                if let Ok(Refused { refused }) = serde_json::from_str(&line) {
                    return Err(AskError::Refused(refused));
                }
                output.write_all(line.as_bytes()).and_then(|()| output.flush()).map_err(AskError::Write)?;
                if let Ok(EndLine { end }) = serde_json::from_str(&line) {
                    told = Told { calls: end.calls, missed: end.missed, because: Some(end.because.to_string()) };
                    break;
                }
                if serde_json::from_str::<CallLine<'_>>(&line).is_ok() {
                    told.calls += 1;
                    wrote(told.calls);
                }
                line.clear();
            }
            () = &mut enough, if !ended => {
                ended = true;
                // The host ends it, and says so in the last line.
                writer.shutdown().await.map_err(failed)?;
            }
        }
    }
    Ok(told)
}
