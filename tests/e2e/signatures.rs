//! Approval by signature: what nobody who is trusted signed is not loaded, and what was loaded before goes on.

use minisign::KeyPair;
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use std::fs;
use std::path::{Path, PathBuf};

/// Somebody who signs adapters.
struct Signer {
    pair: KeyPair,
    /// As `[adapters] trust` has it.
    key: String,
}

impl Signer {
    fn new() -> Self {
        let pair = KeyPair::generate_unencrypted_keypair().unwrap();
        let key = pair.pk.to_base64();
        Self { pair, key }
    }

    /// The number of the key, as minisign writes it.
    fn number(&self) -> String {
        let number: [u8; 8] = self.pair.pk.keynum().try_into().unwrap();
        format!("{:016X}", u64::from_le_bytes(number))
    }

    fn signature(&self, component: &str) -> String {
        let file = fs::read(component).unwrap();
        minisign::sign(None, &self.pair.sk, file.as_slice(), Some("version 7"), None).unwrap().into_string()
    }

    fn wrong(&self) -> String {
        format!(
            "its signature by the key {} does not fit: the file or the signature was changed, or is another's",
            self.number()
        )
    }
}

const UNSIGNED: &str = "it is not signed, and [adapters] trust wants it to be: put its signature, its name with \
                        .minisig, beside it";

fn beside(path: &Path) -> PathBuf {
    path.with_extension("wasm.minisig")
}

/// A host that trusts somebody, and has the old version of a till without a signature.
async fn host_that_trusts(signer: &Signer) -> RunningHost {
    TestHost::new().adapter("till", guests::OLD_VERSION).venue("crown", "till").trust(&[&signer.key]).start().await
}

fn sign(host: &RunningHost, signature: &str) {
    fs::write(beside(&host.adapter_path("till")), signature).unwrap();
}

async fn version(host: &RunningHost) -> Option<String> {
    let answer = host.as_venue("crown").get("/v1/orders/1").await;
    (answer.status == 200).then(|| answer.json()["displayName"].as_str().unwrap().to_owned())
}

async fn until_version(host: &RunningHost, wanted: Option<&str>) {
    until(&format!("version {wanted:?} answers"), || async {
        (version(host).await.as_deref() == wanted).then_some(())
    })
    .await;
}

async fn report(host: &RunningHost) -> serde_json::Value {
    host.console().get("/ready").await.json()["adapters"][0].clone()
}

async fn until_failure(host: &RunningHost, reason: &str) {
    until(&format!("{reason:?} is why"), || async {
        (report(host).await["failure"]["reason"] == reason).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_trusted_keys_an_unsigned_adapter_is_loaded_and_shown_as_such() {
    let host = TestHost::new().adapter("till", guests::OLD_VERSION).venue("crown", "till").start().await;
    assert_eq!(version(&host).await.as_deref(), Some("A"));
    assert_eq!(report(&host).await["approval"], "unsigned");
    let told = host.until_told("adapter \"till\" is loaded").await;
    assert!(told.ends_with("), unsigned"), "{told}");
    sign(&host, &Signer::new().signature(guests::OLD_VERSION));
    until("it is seen", || async { (report(&host).await["approval"] == "signature not checked").then_some(()) }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsigned_adapter_is_not_loaded_until_its_signature_comes() {
    let signer = Signer::new();
    let host = host_that_trusts(&signer).await;
    assert_eq!(version(&host).await, None);
    assert_eq!(report(&host).await["failure"]["reason"], UNSIGNED);
    sign(&host, &signer.signature(guests::OLD_VERSION));
    until_version(&host, Some("A")).await;
    let approval = format!("signed by {}: version 7", signer.number());
    assert_eq!(report(&host).await["approval"], approval);
    let told = host.until_told("adapter \"till\" is loaded").await;
    assert!(told.ends_with(&format!("), {approval}")), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_by_somebody_else_loads_nothing() {
    let (signer, stranger) = (Signer::new(), Signer::new());
    let host = host_that_trusts(&signer).await;
    sign(&host, &stranger.signature(guests::OLD_VERSION));
    let reason = format!("it is signed with the key {}, which is not in [adapters] trust", stranger.number());
    until_failure(&host, &reason).await;
    assert_eq!(version(&host).await, None);
    let told = host.until_told(&reason).await;
    assert!(told.ends_with("; venues that use it are not ready"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_of_another_file_loads_nothing() {
    let signer = Signer::new();
    let host = host_that_trusts(&signer).await;
    sign(&host, &signer.signature(guests::NEW_VERSION));
    until_failure(&host, &signer.wrong()).await;
    assert_eq!(version(&host).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_signature_and_a_page_of_html_load_nothing() {
    let signer = Signer::new();
    let host = host_that_trusts(&signer).await;
    sign(&host, &signer.signature(guests::OLD_VERSION).replace("version 7", "version 8"));
    until_failure(&host, &signer.wrong()).await;
    sign(&host, "<html>404</html>");
    until_failure(&host, "what lies beside it is no minisign signature").await;
    assert_eq!(version(&host).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_file_does_not_replace_the_one_that_was_signed() {
    let signer = Signer::new();
    let host = host_that_trusts(&signer).await;
    sign(&host, &signer.signature(guests::OLD_VERSION));
    until_version(&host, Some("A")).await;
    // A new version whose signature is late: the old one goes on until it comes.
    host.drop_adapter("till", guests::NEW_VERSION);
    until_failure(&host, &signer.wrong()).await;
    assert_eq!(version(&host).await.as_deref(), Some("A"));
    // The signed file with one byte behind it, which is no component either: the signature is looked at first.
    let altered = [fs::read(guests::OLD_VERSION).unwrap(), vec![0]].concat();
    fs::write(host.adapter_path("till"), altered).unwrap();
    let told = host.until_told(&signer.wrong()).await;
    assert!(told.contains("; the one from before ("), "{told}");
    assert_eq!(version(&host).await.as_deref(), Some("A"));
    host.drop_adapter("till", guests::NEW_VERSION);
    sign(&host, &signer.signature(guests::NEW_VERSION));
    until_version(&host, Some("B")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_trusted_by_a_reload_retires_what_is_unsigned() {
    let signer = Signer::new();
    let mut host = TestHost::new().adapter("till", guests::OLD_VERSION).venue("crown", "till").start().await;
    assert_eq!(version(&host).await.as_deref(), Some("A"));
    host.set_trust(&[&signer.key]);
    let told = host.until_told("is retired").await;
    assert_eq!(told, format!("adapter \"till\" is retired: {UNSIGNED}"));
    until_version(&host, None).await;
    sign(&host, &signer.signature(guests::OLD_VERSION));
    until_version(&host, Some("A")).await;
    // And back: who trusts nobody in particular takes everything.
    fs::remove_file(beside(&host.adapter_path("till"))).unwrap();
    until_failure(&host, UNSIGNED).await;
    host.set_trust(&[]);
    until("it is taken as it is", || async { (report(&host).await["approval"] == "unsigned").then_some(()) }).await;
    assert_eq!(version(&host).await.as_deref(), Some("A"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_taken_away_retires_what_it_signed_and_another_signature_brings_it_back() {
    let (signer, other) = (Signer::new(), Signer::new());
    let mut host = host_that_trusts(&signer).await;
    sign(&host, &signer.signature(guests::OLD_VERSION));
    until_version(&host, Some("A")).await;
    host.set_trust(&[&other.key, &signer.key]);
    host.until_told("other keys in [adapters] trust").await;
    assert_eq!(version(&host).await.as_deref(), Some("A"), "its key is still there");
    host.set_trust(&[&other.key]);
    let told = host.until_told("is retired").await;
    let distrusted = format!("the key {}, which signed it, is not in [adapters] trust any more", signer.number());
    assert_eq!(told, format!("adapter \"till\" is retired: {distrusted}"));
    until_version(&host, None).await;
    sign(&host, &other.signature(guests::OLD_VERSION));
    until_version(&host, Some("A")).await;
}
