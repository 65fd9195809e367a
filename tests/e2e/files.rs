//! Files are lent where a folder is granted: that folder, as it is granted, and no more of the disk than the limits let.

use expect_test::expect;
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost};
use serde_json::json;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What the point of sale has on the disk: a folder to exchange files in, and a secret beside it.
struct Disk(TempDir);

impl Disk {
    fn new() -> Self {
        let disk = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(disk.exchange().join("in")).unwrap();
        fs::write(disk.exchange().join("orders"), "two pies").unwrap();
        fs::write(disk.path("secret"), "a secret").unwrap();
        disk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn exchange(&self) -> PathBuf {
        self.path("exchange")
    }

    fn grant(&self, access: &str) -> String {
        format!("allow.folders = [{{ path = {:?}, access = \"{access}\" }}]", self.exchange())
    }

    fn told_path(&self) -> String {
        self.exchange().display().to_string()
    }
}

async fn host(script: &[&str], toml: &str) -> RunningHost {
    let toml = format!("settings.script = {}\n{toml}", json!(script.join("\n")));
    TestHost::new().adapter("till", guests::USES_FILES).venue_with("crown", "till", &toml).start().await
}

async fn search(host: &RunningHost) -> Vec<String> {
    let answer = host.as_venue("crown").post("/v1/orders/search", &json!({})).await;
    assert_eq!(answer.status, 200, "{:#?}", host.told());
    let found = answer.json();
    found["data"][0]["note"].as_str().unwrap().lines().map(ToOwned::to_owned).collect()
}

/// What comes of each line, and all that the operator is told.
async fn run(script: &[&str], toml: &str) -> (Vec<String>, Vec<String>) {
    let host = host(script, toml).await;
    let found = search(&host).await;
    let told = host.told().into_iter().filter(|text| text.starts_with("adapter \"till\" of venue \"crown\"")).collect();
    (found, told)
}

#[tokio::test(flavor = "multi_thread")]
pub async fn uses_files() {
    let disk = Disk::new();
    let script = [
        "read /exchange/orders",
        "list /exchange",
        "write /exchange/in/bill 20.00",
        "append /exchange/in/bill +2.00",
        "read /exchange/in/bill",
        "rename /exchange/in/bill /exchange/bill",
        "mkdir /exchange/out",
        "write /exchange/out/a a",
        "size /exchange/out/a 3",
        "remove /exchange/orders",
        "rmdir /exchange/in",
        "list /exchange",
    ];
    let (found, told) = run(&script, &disk.grant("write")).await;
    let answers: Vec<_> = found.iter().zip(script).map(|(found, line)| &found[line.len() + 2..]).collect();
    let expected = ["two pies", "in orders", "ok", "ok", "20.00+2.00", "ok", "ok", "ok", "ok", "ok", "ok", "bill out"];
    assert_eq!(answers, expected);
    assert_eq!(told, [""; 0]);
    assert_eq!(fs::read_to_string(disk.exchange().join("bill")).unwrap(), "20.00+2.00");
    assert_eq!(fs::read(disk.exchange().join("out/a")).unwrap(), b"a\0\0");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_grant_there_is_no_folder() {
    let disk = Disk::new();
    let orders = format!("read {}/orders", disk.told_path());
    let (found, _) = run(&["read /exchange/orders", &orders, "list /", "list .", "write x y"], "").await;
    for line in found {
        assert!(line.contains(": refused, "), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_granted_for_reading_is_only_read() {
    let disk = Disk::new();
    let script = [
        "write /exchange/new x",
        "write /exchange/orders x",
        "append /exchange/orders x",
        "size /exchange/orders 0",
        "rename /exchange/orders /exchange/in/orders",
        "remove /exchange/orders",
        "mkdir /exchange/out",
        "rmdir /exchange/in",
        "link /exchange/orders /exchange/o",
        "symlink orders /exchange/o",
        "read /exchange/orders",
        "list /exchange",
    ];
    let (found, told) = run(&script, &disk.grant("read")).await;
    let (refused, read) = found.split_at(10);
    for line in refused {
        assert!(line.ends_with(": refused, permission denied"), "{line}");
    }
    assert_eq!(read, ["read /exchange/orders: two pies", "list /exchange: in orders"]);
    assert_eq!(
        told[0],
        format!(
            "adapter \"till\" of venue \"crown\" may not write in its folder /exchange; hint: write {{ path = \"{}\", \
             access = \"write\" }} in [venues.crown.allow] folders",
            disk.told_path()
        )
    );
    assert_eq!(told.len(), 3, "a few of a call are told, the rest say the same: {told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_path_and_no_link_leads_out_of_a_folder() {
    let disk = Disk::new();
    symlink("../secret", disk.exchange().join("up")).unwrap();
    symlink(disk.path("secret"), disk.exchange().join("far")).unwrap();
    symlink("..", disk.exchange().join("in/around")).unwrap();
    symlink("orders", disk.exchange().join("near")).unwrap();
    let out = [
        "read /exchange/../secret",
        "read /exchange/in/../../secret",
        "read /exchange/up",
        "read /exchange/far",
        "read /exchange/in/around/up",
        "write /exchange/up x",
        "append /exchange/far x",
        "write /exchange/../new x",
        "rename /exchange/orders /exchange/../orders",
        "list /exchange/..",
    ];
    for line in out {
        let (found, told) = run(&[line], &disk.grant("write")).await;
        assert!(found[0].starts_with(&format!("{line}: refused, ")), "{found:?}");
        assert!(!found[0].contains("secret: a secret"), "{found:?}");
        let expected = "adapter \"till\" of venue \"crown\" may not leave its folder /exchange: ";
        assert!(told.len() == 1 && told[0].starts_with(expected), "{line}: {told:?}");
    }
    let (found, _) = run(
        &["read /exchange/near", "read /exchange/in/around/orders", "read /exchange/in/../orders"],
        &disk.grant("read"),
    )
    .await;
    assert!(found.iter().all(|line| line.ends_with(": two pies")), "what stays inside is followed: {found:?}");
    assert_eq!(fs::read_to_string(disk.path("secret")).unwrap(), "a secret");
    assert_eq!(fs::read_dir(disk.0.path()).unwrap().count(), 2, "nothing new lies beside the folder");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_link_is_made_that_the_point_of_sale_would_follow() {
    let disk = Disk::new();
    let script = ["symlink ../secret /exchange/a", "symlink orders /exchange/b", "link /exchange/orders /exchange/c"];
    let (found, told) = run(&script, &disk.grant("write")).await;
    assert!(found.iter().all(|line| line.ends_with(": refused, permission denied")), "{found:?}");
    let expected = ["a", "b", "c"].map(|name| {
        format!(
            "adapter \"till\" of venue \"crown\" may not make the link \"{name}\" in its folder /exchange: links are \
             never granted"
        )
    });
    assert_eq!(told, expected);
    assert_eq!(names(&disk.exchange()), ["in", "orders"]);
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipe_is_not_waited_for() {
    let disk = Disk::new();
    let pipe = disk.exchange().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let script = ["read /exchange/pipe", "append /exchange/pipe x", "read /exchange/orders"];
    let (found, told) = run(&script, &disk.grant("write")).await;
    assert_eq!(
        found,
        [
            "read /exchange/pipe: refused, permission denied",
            "append /exchange/pipe x: refused, permission denied",
            "read /exchange/orders: two pies"
        ],
        "the call goes on: it did not wait for the pipe's other end until its deadline"
    );
    assert_eq!(
        told[0],
        "adapter \"till\" of venue \"crown\" may not open \"pipe\" of its folder /exchange: only files and folders are \
         opened, no pipes and devices"
    );
}

/// The last line of a script is refused because of a limit, which is told and counted.
async fn check_limit(limit: &str, script: &[&str], told: &str) -> Disk {
    let disk = Disk::new();
    let host = host(script, &format!("limits.{limit}\n{}", disk.grant("write"))).await;
    let found = search(&host).await;
    let (last, before) = found.split_last().unwrap();
    assert!(last.contains(": refused, "), "{found:?}");
    assert!(before.iter().all(|line| !line.contains("refused")), "{found:?}");
    assert_eq!(host.until_told(told).await, format!("adapter \"till\" of venue \"crown\" {told}"));
    let name = limit.split(' ').next().unwrap().trim_end_matches("_mib");
    let counted = format!("patio_adapter_limits_total{{venue=\"crown\",adapter=\"till\",limit=\"{name}\"}} ");
    let metrics = host.console().get("/metrics").await;
    assert!(String::from_utf8_lossy(&metrics.body).contains(&counted), "{counted}");
    disk
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_writes_no_more_than_the_limit() {
    let disk = check_limit(
        "file_write_bytes = 100000",
        &["bulk /exchange/a 60000", "bulk /exchange/b 40000", "write /exchange/c x"],
        "wrote more than 100000 bytes to files in one call, which limits.file_write_bytes allows",
    )
    .await;
    assert_eq!(fs::metadata(disk.exchange().join("c")).unwrap().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_given_no_size_beyond_the_limit() {
    let told = "may not give a file more than 2048 bytes, which limits.file_bytes allows";
    check_limit("file_bytes = 2048", &["size /exchange/orders 2048", "size /exchange/orders 2049"], told).await;
    let disk = check_limit("file_bytes = 2048", &["far /exchange/a 2047", "far /exchange/a 1099511627776"], told).await;
    assert_eq!(fs::metadata(disk.exchange().join("a")).unwrap().len(), 2048);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_makes_no_more_changes_than_the_limit() {
    let disk = check_limit(
        "file_changes = 5",
        &["many /exchange/in/ 5", "mkdir /exchange/x"],
        "made more than 5 changes to files in one call, which limits.file_changes allows",
    )
    .await;
    assert_eq!(names(&disk.exchange().join("in")).len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_has_no_more_files_open_than_the_limit() {
    let told = "had more than 4 files open in one call, which limits.open_files allows";
    // What was closed does not count.
    let script = ["again /exchange/orders 20", "hold /exchange/orders 4", "hold /exchange/orders 5"];
    check_limit("open_files = 4", &script, told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_more_entries_than_the_limit_is_not_listed() {
    let told = "may not list its folder /exchange: it has more than 16 entries, which limits.folder_entries allows";
    check_limit(
        "folder_entries = 16",
        &["many /exchange/in/ 16", "list /exchange/in", "many /exchange/ 15", "list /exchange"],
        told,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_to_a_disk_that_is_nearly_full() {
    let told = "may not write in its folder /exchange: its disk has less than 100000000 MiB or too few files left, which \
                limits.folder_free_mib keeps free";
    let script =
        ["read /exchange/orders", "rename /exchange/orders /exchange/o", "remove /exchange/o", "write /exchange/a x"];
    check_limit("folder_free_mib = 100000000", &script, told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_has_the_name_that_it_was_given() {
    let disk = Disk::new();
    let toml = format!("allow.folders = [{{ path = {:?}, access = \"read\", as = \"/drop\" }}]", disk.exchange());
    let (found, _) = run(&["read /exchange/orders", "read /drop/orders"], &toml).await;
    assert!(found[0].contains("refused"), "{found:?}");
    assert_eq!(found[1], "read /drop/orders: two pies");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_made_anew_is_found_and_one_that_is_away_is_told() {
    let disk = Disk::new();
    let host = host(&["read /exchange/orders"], &disk.grant("read")).await;
    assert_eq!(search(&host).await, ["read /exchange/orders: two pies"]);
    fs::rename(disk.exchange(), disk.path("old")).unwrap();
    assert!(search(&host).await[0].contains("refused"));
    let told = host.until_told("cannot be opened").await;
    assert_eq!(
        told,
        format!(
            "adapter \"till\" of venue \"crown\" has no folder /exchange: {} cannot be opened: No such file or directory \
             (os error 2)",
            disk.told_path()
        )
    );
    fs::create_dir(disk.exchange()).unwrap();
    fs::write(disk.exchange().join("orders"), "three pies").unwrap();
    assert_eq!(search(&host).await, ["read /exchange/orders: three pies"]);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn raw_files() {
    let try_all = async |access: &str| {
        let disk = Disk::new();
        let toml = format!("limits.open_files = 8\n{}", disk.grant(access));
        let host = TestHost::new().adapter("till", guests::RAW_FILES).venue_with("crown", "till", &toml).start().await;
        let found = search(&host).await.join("\n");
        assert_eq!(fs::read_to_string(disk.path("secret")).unwrap(), "a secret");
        assert_eq!(fs::read_dir(disk.0.path()).unwrap().count(), 2);
        (found, fs::read_to_string(disk.exchange().join("orders")).unwrap(), names(&disk.exchange()).join(" "))
    };
    let (found, orders, left) = try_all("read").await;
    expect![[r#"
        name: /exchange
        absolute: not-permitted
        up: not-permitted
        up again: not-permitted
        create: not-permitted
        create without writing: not-permitted
        truncate: not-permitted
        change the folder: not-permitted
        link: not-permitted
        symlink: not-permitted
        look outside: not-permitted
        write on what is read: not-permitted
        stream into what is read: not-permitted
        resize what is read: not-permitted
        streams held: 8, then io
        folders: 100"#]]
    .assert_eq(&found);
    assert_eq!((orders.as_str(), left.as_str()), ("two pies", "in orders"));
    let (found, orders, left) = try_all("write").await;
    expect![[r#"
        name: /exchange
        absolute: not-permitted
        up: not-permitted
        up again: not-permitted
        create: ok
        create without writing: ok
        truncate: ok
        change the folder: ok
        link: not-permitted
        symlink: not-permitted
        look outside: not-permitted
        write on what is read: bad-descriptor
        stream into what is read: ok
        resize what is read: invalid
        streams held: 8, then io
        folders: 100"#]]
    .assert_eq(&found);
    assert_eq!((orders.as_str(), left.as_str()), ("", "in new orders"));
}
