//! The fence around the process.

use super::{CROWN, check_refused, patio, restaurant, serve, text};
use expect_test::expect;
use patio_tests::serving::Serving;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

/// The process of a host, as the system shows it.
#[cfg(target_os = "linux")]
fn status_of(process: u32, file: &str) -> String {
    fs::read_to_string(format!("/proc/{process}/{file}")).unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn a_host_is_fenced_in_and_keeps_no_cores() {
    let folder = restaurant(CROWN);
    let host = serve(&folder);
    let fence = host.said.iter().find_map(|line| line.strip_prefix("fence          ")).unwrap();
    // That it holds was tried before this was said.
    assert!(fence.starts_with("only the folders of the configuration, and no other program (Landlock "), "{fence}");
    let process = host.id();
    assert!(status_of(process, "status").contains("NoNewPrivs:\t1"), "no program gives it more rights");
    let limits = status_of(process, "limits");
    let cores = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap().to_owned();
    assert_eq!(cores.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["1", "1"], "{cores}");
    assert_eq!(host.terminate(), Some(0));
}

#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_is_granted_later_waits_for_a_restart_and_is_told() {
    let folder = restaurant(CROWN);
    let outside = tempfile::tempdir().unwrap();
    let log = fs::File::create(folder.path().join("log")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_patio"));
    let host = Serving::start(command.arg("serve").current_dir(folder.path()).stderr(log), "venue crown");
    let granted =
        format!("{CROWN}allow.folders = [{{ path = \"{}\", access = \"write\" }}]\n", outside.path().display());
    fs::write(folder.path().join("patio.toml"), granted).unwrap();
    let expected = format!(
        "patio.toml names what this process is fenced off from until patio is restarted: [venues.crown.allow] folders {}",
        fs::canonicalize(outside.path()).unwrap().display()
    );
    let started = Instant::now();
    loop {
        let said = fs::read_to_string(folder.path().join("log")).unwrap();
        if said.contains(&expected) {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(60), "{said}");
        std::thread::yield_now();
    }
    assert_eq!(host.terminate(), Some(0));
}

#[test]
fn whoever_wants_no_fence_says_so_and_a_required_one_is_not_taken_away() {
    let open = CROWN.replacen("[server]", "[server]\ndangerous_no_fence = true", 1);
    let folder = restaurant(&open);
    let host = serve(&folder);
    let fence = host.said.iter().find(|line| line.starts_with("fence")).unwrap();
    assert_eq!(fence, "fence          none: [server] dangerous_no_fence = true");
    assert_eq!(host.terminate(), Some(0));
    check_refused(
        &open.replacen("[server]", "[server]\nfence = \"require\"", 1),
        &["serve"],
        expect![[r#"
            error: patio.toml:3: [server] fence = "require" wants the fence that dangerous_no_fence = true takes away
              hint: write dangerous_no_fence = false, or leave out fence
            exit 64"#]],
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_fence_around_everything_is_no_fence_and_a_required_one_refuses_to_serve() {
    let toml = CROWN.replacen("[server]", "[server]\nfence = \"require\"", 1);
    let output = {
        let folder = restaurant(&format!("{toml}[adapters]\nfolder = \"/\"\n"));
        patio(folder.path(), &["serve"])
    };
    let said = text(&output.stderr);
    let expected = "error: [server] fence = \"require\", and there is none: [adapters] folder is the root of all files: a fence around everything is none\n";
    assert!(said.contains(expected), "{said}");
    assert_eq!(output.status.code(), Some(1));
}
