//! Who judges adapters before they are used, and what is kept of it.

use async_trait::async_trait;
use patio_host::adapter::{Adapter, Digest};
use patio_host::registry::{Gate, Verdict};
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Says always the same, and counts how often it was asked.
struct Clerk {
    edition: &'static str,
    says: Verdict,
    asked: AtomicUsize,
}

impl Clerk {
    fn of(edition: &'static str, says: Verdict) -> Arc<Self> {
        Arc::new(Self { edition, says, asked: AtomicUsize::new(0) })
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl Gate for Clerk {
    fn edition(&self) -> Digest {
        Digest::of(self.edition.as_bytes())
    }

    async fn judge(&self, _: &Adapter, _: &[u8]) -> Verdict {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.says.clone()
    }
}

fn passes() -> Verdict {
    Verdict::Passed("it has a kind face".to_owned())
}

fn host() -> TestHost {
    TestHost::new().own_cache().adapter("till", guests::OLD_VERSION).venue("crown", "till")
}

fn verdicts(host: &RunningHost) -> Vec<PathBuf> {
    let files = fs::read_dir(host.folder().join("patio-cache")).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "verdict")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_passed_is_not_judged_again_by_the_next_start_unless_file_or_edition_are_others() {
    let first = Clerk::of("1", passes());
    let running = host().gate(first.clone()).start().await;
    assert_eq!(first.asked(), 1);
    running.until_told("; it has a kind face").await;
    let stopped = running.stop().await;

    let second = Clerk::of("1", Verdict::Refused("it would say something else".to_owned()));
    let running = stopped.again().gate(second.clone()).start().await;
    running.until_told("; it has a kind face").await;
    assert_eq!(second.asked(), 0);
    running.as_venue("crown").get("/v1/orders/1").await.ok();
    running.drop_adapter("till", guests::NEW_VERSION);
    running.until_told("it would say something else").await;
    assert_eq!(second.asked(), 1, "another file is judged");
    running.drop_adapter("till", guests::OLD_VERSION);
    let stopped = running.stop().await;

    let third = Clerk::of("2", passes());
    let running = stopped.again().gate(third.clone()).start().await;
    running.until_told("; it has a kind face").await;
    assert_eq!(third.asked(), 1, "another edition judges anew");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_is_refused_by_the_next_start_without_asking() {
    let refused = || Clerk::of("1", Verdict::Refused("it pays twice".to_owned()));
    let running = host().gate(refused()).start().await;
    running.until_told("was not taken up: it pays twice").await;
    let stopped = running.stop().await;

    let clerk = Clerk::of("1", passes());
    let running = stopped.again().gate(clerk.clone()).start().await;
    running.until_told("was not taken up: it pays twice").await;
    assert_eq!(clerk.asked(), 0);
    running.as_venue("crown").get("/v1/orders/1").await.error(503, "UnexpectedError");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_that_was_changed_is_not_believed() {
    let running = host().gate(Clerk::of("1", Verdict::Refused("it pays twice".to_owned()))).start().await;
    let [kept] = verdicts(&running).try_into().unwrap();
    let stopped = running.stop().await;
    // The same length, and a word that would let it through.
    let text = String::from_utf8_lossy(&fs::read(&kept).unwrap()).into_owned();
    assert!(text.contains(r#"{"refused":"it pays twice"}"#), "{text}");
    let mut bytes = fs::read(&kept).unwrap();
    let at = bytes.windows(7).position(|word| word == b"refused").unwrap();
    bytes[at..at + 8].copy_from_slice(b"passed\" ");
    fs::write(&kept, bytes).unwrap();

    let clerk = Clerk::of("1", Verdict::Refused("it pays thrice".to_owned()));
    let running = stopped.again().gate(clerk.clone()).start().await;
    running.until_told("was not taken up: it pays thrice").await;
    assert_eq!(clerk.asked(), 1);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_decided_is_not_used_and_is_judged_again_when_its_file_is_touched() {
    let clerk = Clerk::of("1", Verdict::Undecided("there was no time".to_owned()));
    let running = host().gate(clerk.clone()).start().await;
    running.until_told("was not taken up: there was no time").await;
    running.as_venue("crown").get("/v1/orders/1").await.error(503, "UnexpectedError");
    assert!(verdicts(&running).is_empty());
    // The folder was looked at again, when another file is judged.
    running.drop_adapter("other", guests::NEW_VERSION);
    running.until_told("other.wasm was not taken up").await;
    assert_eq!(clerk.asked(), 2, "each once");
    let file = fs::File::options().append(true).open(running.adapter_path("till")).unwrap();
    file.set_modified(std::time::SystemTime::now()).unwrap();
    until("it is judged again", || async { (clerk.asked() == 3).then_some(()) }).await;
    running.stop().await;
}
