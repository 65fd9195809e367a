//! A share of the network that hangs takes what is asked of it, and nothing else of the host.
//!
//! The share is one of the kernel's own kind (FUSE): whoever reads there waits in the kernel, as with one whose server is
//! gone, and no signal ends it.

use fuser::{
    BackgroundSession, Config, Errno, FileAttr, FileHandle, FileType, Filesystem, FopenFlags, Generation, INodeNo,
    LockOwner, MountOption, OpenFlags, RenameFlags, ReplyAttr, ReplyData, ReplyEmpty, ReplyEntry, ReplyOpen,
    ReplyStatfs, ReplyWrite, Request, WriteFlags,
};
use futures_util::future::join_all;
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use serde_json::json;
use std::ffi::OsStr;
use std::process::Command;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// Nothing is remembered by the kernel: each question comes to the share.
const TTL: Duration = Duration::ZERO;
/// How long a share hangs: far longer than a test does.
const PATIENCE: Duration = Duration::from_secs(120);
const CONTENT: &[u8] = b"two pies";
const FILE: INodeNo = INodeNo(2);

/// A share with one file, whatever it is called.
struct Share {
    session: Option<BackgroundSession>,
    asked: Arc<Mutex<Asked>>,
    folder: TempDir,
    /// Gone with the share: then nobody has to give up waiting for it.
    patience: Option<Sender<()>>,
}

/// What a share was asked.
#[derive(Default)]
struct Asked {
    /// What it does not answer.
    hangs: Option<&'static str>,
    /// In their order: `read`, `write`, `flush` (a file is closed), `rename`.
    seen: Vec<&'static str>,
    /// The questions that wait.
    waiting: Vec<Waiting>,
    /// Whether it had to come back so that a host that waits for it on all its threads ends, and its test with it.
    was_given_up: bool,
}

enum Waiting {
    Read(ReplyData),
    Flush(ReplyEmpty),
}

struct Server(Arc<Mutex<Asked>>);

// === impl Share ===

impl Share {
    /// None, said loudly, where this machine lets nobody mount one.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let asked = Arc::default();
        let mut config = Config::default();
        config.mount_options = vec![MountOption::FSName("patio-test".to_owned())];
        match fuser::spawn_mount(Server(Arc::clone(&asked)), folder.path(), &config) {
            Ok(session) => Some(Self { session: Some(session), asked, folder, patience: None }),
            Err(error) => {
                patio_tests::skip(&format!("no share can be mounted here (FUSE): {error}"));
                None
            }
        }
    }

    fn hang(&mut self, what: &'static str) {
        self.asked.lock().unwrap().hangs = Some(what);
        let (patience, end) = mpsc::channel();
        self.patience = Some(patience);
        let asked = Arc::clone(&self.asked);
        std::thread::spawn(move || {
            if end.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let mut asked = asked.lock().unwrap();
                asked.was_given_up = true;
                asked.come_back();
            }
        });
    }

    fn waiting(&self) -> usize {
        self.asked.lock().unwrap().waiting.len()
    }

    fn seen(&self) -> Vec<&'static str> {
        self.asked.lock().unwrap().seen.clone()
    }

    /// The server is back: it answers what was asked, and hangs no more.
    fn come_back(&self) {
        let mut asked = self.asked.lock().unwrap();
        asked.come_back();
        assert!(!asked.was_given_up, "whatever waited for the share did not end without it");
    }

    /// A venue whose point of sale exchanges files there, `script` being what its adapter does, and another venue.
    async fn host(&self, script: &str, limits: &str) -> RunningHost {
        let toml = format!(
            "settings.script = {}\nlimits.breaker_failures = 1000\n{limits}\n\
             allow.folders = [{{ path = {:?}, access = \"write\", as = \"/share\" }}]",
            json!(script),
            self.folder.path()
        );
        let host = TestHost::new().adapter("till", guests::USES_FILES).venue_with("crown", "till", &toml);
        host.adapter("demo", guests::DEMO).venue("inn", "demo").start().await
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.asked.lock().unwrap().come_back();
        // Also where a file is still open.
        let _ = Command::new("umount").arg("--lazy").arg(self.folder.path()).status();
        drop(self.session.take());
    }
}

// === impl Asked ===

impl Asked {
    fn come_back(&mut self) {
        self.hangs = None;
        for waiting in self.waiting.drain(..) {
            match waiting {
                Waiting::Read(reply) => reply.data(CONTENT),
                Waiting::Flush(reply) => reply.ok(),
            }
        }
    }
}

// === impl Server ===

impl Server {
    /// Notes a question; whether it is answered.
    fn answers(&self, what: &'static str) -> bool {
        let mut asked = self.0.lock().unwrap();
        asked.seen.push(what);
        asked.hangs != Some(what)
    }

    fn keep(&self, waiting: Waiting) {
        self.0.lock().unwrap().waiting.push(waiting);
    }
}

fn attributes(ino: INodeNo) -> FileAttr {
    let is_root = ino == INodeNo::ROOT;
    let now = SystemTime::UNIX_EPOCH;
    FileAttr {
        ino,
        size: if is_root { 0 } else { CONTENT.len() as u64 },
        blocks: 1,
        atime: now,
        mtime: now,
        ctime: now,
        crtime: now,
        kind: if is_root { FileType::Directory } else { FileType::RegularFile },
        perm: if is_root { 0o755 } else { 0o644 },
        nlink: 1,
        uid: 0,
        gid: 0,
        rdev: 0,
        blksize: 512,
        flags: 0,
    }
}

impl Filesystem for Server {
    fn statfs(&self, _: &Request, _: INodeNo, reply: ReplyStatfs) {
        reply.statfs(1 << 30, 1 << 30, 1 << 30, 1 << 20, 1 << 20, 4096, 255, 4096);
    }

    fn getattr(&self, _: &Request, ino: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        reply.attr(&TTL, &attributes(ino));
    }

    fn lookup(&self, _: &Request, _: INodeNo, name: &OsStr, reply: ReplyEntry) {
        if name == "done" {
            return reply.error(Errno::ENOENT);
        }
        reply.entry(&TTL, &attributes(FILE), Generation(0));
    }

    fn open(&self, _: &Request, _: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        reply.opened(FileHandle(0), FopenFlags::FOPEN_DIRECT_IO);
    }

    fn read(
        &self,
        _: &Request,
        _: INodeNo,
        _: FileHandle,
        offset: u64,
        _: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        if !self.answers("read") {
            return self.keep(Waiting::Read(reply));
        }
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(CONTENT.len());
        reply.data(&CONTENT[from..]);
    }

    fn write(
        &self,
        _: &Request,
        _: INodeNo,
        _: FileHandle,
        _: u64,
        data: &[u8],
        _: WriteFlags,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        self.answers("write");
        reply.written(u32::try_from(data.len()).unwrap());
    }

    fn flush(&self, _: &Request, _: INodeNo, _: FileHandle, _: LockOwner, reply: ReplyEmpty) {
        if !self.answers("flush") {
            return self.keep(Waiting::Flush(reply));
        }
        reply.ok();
    }

    fn rename(&self, _: &Request, _: INodeNo, _: &OsStr, _: INodeNo, _: &OsStr, _: RenameFlags, reply: ReplyEmpty) {
        self.answers("rename");
        reply.ok();
    }
}

/// What a search of the venue comes to.
async fn search(host: &RunningHost) -> (u16, serde_json::Value) {
    let answer = host.as_venue("crown").post("/v1/orders/search", &json!({})).await;
    (answer.status.as_u16(), answer.json())
}

async fn note(host: &RunningHost) -> String {
    let (status, found) = search(host).await;
    assert_eq!(status, 200, "{found} {:#?}", host.told());
    found["data"][0]["note"].as_str().unwrap().to_owned()
}

async fn the_other_venue_answers(host: &RunningHost) {
    host.as_venue("inn").post("/v1/orders/search", &json!({})).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_that_hangs_when_it_is_read_takes_a_few_threads_however_often_it_is_asked() {
    let Some(mut share) = Share::mount() else { return };
    let host = share.host("read /share/orders", "limits.deadline_ms = 2000\nlimits.calls_at_once = 2").await;
    assert_eq!(note(&host).await, "read /share/orders: two pies");
    share.hang("read");
    for _ in 0..8 {
        for (status, answer) in join_all([search(&host), search(&host)]).await {
            let is_refused = status == 200 && answer["data"][0]["note"].as_str().unwrap().contains("refused");
            let is_late = status == 504;
            assert!(is_refused || is_late, "{status} {answer} {:#?}", host.told());
        }
        the_other_venue_answers(&host).await;
    }
    // Two that were under way when two were away.
    assert!(share.waiting() <= 4, "{} of 16 calls have left a thread behind", share.waiting());
    host.until_told(
        "adapter \"till\" of venue \"crown\" has no folders for now: reading, writing or closing files of 2 earlier calls \
         does not end; the disk or the share of the network hangs",
    )
    .await;
    share.come_back();
    until("its folder is back", || async {
        let (status, found) = search(&host).await;
        (status == 200 && found["data"][0]["note"] == "read /share/orders: two pies").then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_closed_before_its_name_changes_and_before_the_call_is_answered() {
    let Some(share) = Share::mount() else { return };
    let host = share.host("append /share/bill 20.00\nrename /share/bill /share/done\nappend /share/last x", "").await;
    let told = "append /share/bill 20.00: ok\nrename /share/bill /share/done: ok\nappend /share/last x: ok";
    assert_eq!(note(&host).await, told);
    assert_eq!(share.seen(), ["write", "flush", "rename", "write", "flush"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_share_that_hangs_when_a_file_is_closed_holds_up_nobody_else() {
    let Some(mut share) = Share::mount() else { return };
    let host = share.host("append /share/bill 20.00", "limits.deadline_ms = 2000").await;
    share.hang("flush");
    // More than there are threads that serve.
    for (status, answer) in join_all([search(&host), search(&host), search(&host), search(&host)]).await {
        assert_eq!(status, 504, "{answer} {:#?}", host.told());
    }
    assert!(share.waiting() > 2, "{} wait, which is no more than there are threads", share.waiting());
    the_other_venue_answers(&host).await;
    host.until_told("limits.deadline_ms").await;
    share.come_back();
}
