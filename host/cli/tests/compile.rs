//! Components that are made to be compiled for ever, against the real binary: they end a child of it and nothing else.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

use patio_tests::bomb;
use patio_tests::client::Client;
use patio_tests::host::until;
use patio_tests::serving::Serving;
use serde_json::{Value, json};
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

const DEMO: &str = env!("DEMO_COMPONENT");
const PATIO: &str = env!("CARGO_BIN_EXE_patio");

/// A folder with a configuration, adapters, and a cache of its own.
fn folder(adapters_toml: &str, adapters: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("adapters")).unwrap();
    for (name, bytes) in adapters {
        fs::write(folder.path().join(format!("adapters/{name}.wasm")), bytes).unwrap();
    }
    let toml = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\nconsole = \"127.0.0.1:0\"\n[adapters]\nscan_interval_ms = 50\n\
         {adapters_toml}\n[venues.crown]\nadapter = \"demo\"\naccount_id = \"acc_crown\"\n\
         passwords = [{{ value = \"secret\" }}]\n"
    );
    fs::write(folder.path().join("patio.toml"), toml).unwrap();
    folder
}

fn patio(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(PATIO).args(arguments).current_dir(folder).env_remove("PATIO_LOG").output().unwrap()
}

/// What `adapters list` says of one component under some settings.
#[track_caller]
fn check_refused(adapters_toml: &str, component: &[u8], reason: &str) {
    let folder = folder(adapters_toml, &[("bomb", component)]);
    let output = patio(folder.path(), &["adapters", "list", "--json"]);
    let list: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(list[0]["failure"]["reason"], reason);
    assert_eq!(output.status.code(), Some(1));
    let kept = fs::read_dir(folder.path().join("patio-cache")).unwrap();
    let kept: Vec<_> = kept.map(|entry| entry.unwrap().file_name()).filter(|name| name != "key").collect();
    assert!(kept.is_empty(), "nothing came of it: {kept:?}");
}

#[test]
fn an_honest_adapter_is_compiled_by_a_child_and_kept_for_the_next_start() {
    let folder = folder("", &[("demo", &fs::read(DEMO).unwrap())]);
    let listed = || {
        let output = patio(folder.path(), &["adapters", "list", "--json"]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let list = listed();
    assert_eq!(list[0]["adapter"]["description"]["name"], "demo", "{list}");
    // Nothing compiles in these limits: what is loaded was kept.
    let toml = fs::read_to_string(folder.path().join("patio.toml")).unwrap();
    let tight = toml.replace("[adapters]\n", "[adapters]\ncompile_deadline_ms = 100\ncompile_memory_mib = 128\n");
    fs::write(folder.path().join("patio.toml"), tight).unwrap();
    assert_eq!(listed(), list);
}

#[test]
fn a_bomb_of_cpu_time_is_refused_with_the_setting() {
    let reason = "compiling it takes more than 1000 ms of CPU time (adapters.compile_cpu_ms)";
    check_refused("compile_cpu_ms = 1000\ncompile_memory_mib = 8192", &bomb::huge_function(), reason);
}

#[test]
fn a_bomb_of_memory_is_refused_with_the_setting() {
    let reason = "compiling it takes more than 128 MiB of memory (adapters.compile_memory_mib)";
    check_refused("compile_memory_mib = 128", &bomb::huge_function(), reason);
}

#[test]
fn what_takes_too_long_is_refused_with_the_setting() {
    let reason = "it was not compiled within 100 ms (adapters.compile_deadline_ms)";
    check_refused("compile_deadline_ms = 100\ncompile_memory_mib = 8192", &bomb::huge_function(), reason);
}

#[test]
fn more_code_than_the_host_would_hold_is_refused_with_the_setting() {
    let reason = "it compiles to more than 1 MiB of code (adapters.code_mib)";
    check_refused("code_mib = 1", &fs::read(DEMO).unwrap(), reason);
}

#[test]
fn a_hundred_thousand_functions_are_refused_by_one_of_the_limits() {
    let reason = "compiling it takes more than 1000 ms of CPU time (adapters.compile_cpu_ms)";
    check_refused("compile_cpu_ms = 1000\ncompile_memory_mib = 8192", &bomb::many_functions(100_000), reason);
}

#[test]
fn what_nests_too_deep_harms_nobody() {
    for component in [bomb::deep_blocks(2_000_000), bomb::deep_components(10_000)] {
        let folder = folder("compile_cpu_ms = 5000", &[("bomb", &component)]);
        let output = patio(folder.path(), &["adapters", "list", "--json"]);
        assert_eq!(output.status.code(), Some(1), "refused, and not killed by it: {output:?}");
        let list: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(list[0]["failure"]["reason"].is_string(), "{list}");
    }
}

#[test]
fn the_desk_compiles_under_limits_too() {
    let folder = tempfile::tempdir().unwrap();
    let said = |component: Vec<u8>| {
        fs::write(folder.path().join("bomb.wasm"), component).unwrap();
        String::from_utf8_lossy(&patio(folder.path(), &["adapters", "inspect", "bomb.wasm"]).stderr).into_owned()
    };
    assert_eq!(
        said(bomb::huge_function()),
        "error: bomb.wasm is no adapter: compiling it takes more than 1024 MiB of memory (adapters.compile_memory_mib)\n"
    );
    // What is no bomb is compiled, and refused for what it lacks.
    assert_eq!(
        said(bomb::many_functions(1)),
        "error: bomb.wasm is no adapter: it exports no patio:epos/about@0.1.0, which every adapter needs\n"
    );
}

async fn answers(api: &Client) {
    let found = api.post("/v1/orders/search", &json!({})).await.ok();
    assert!(!found["data"].as_array().unwrap().is_empty());
}

async fn failure_of(console: &Client, adapter: &str) -> Option<Value> {
    let ready = console.get("/ready").await.json();
    let adapters = ready["adapters"].as_array().unwrap();
    let failure = &adapters.iter().find(|report| report["name"] == adapter)?["failure"];
    failure.is_object().then(|| failure["reason"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_full_of_bombs_takes_no_answer_from_anyone_and_no_working_adapter() {
    let bomb = bomb::huge_function();
    let demo = fs::read(DEMO).unwrap();
    let adapters = [("a", &bomb[..]), ("b", &bomb), ("c", &bomb), ("demo", &demo), ("e", &bomb)];
    // The demo takes less than half of it.
    let folder = folder("compile_memory_mib = 384", &adapters);
    let mut command = Command::new(PATIO);
    let host = Serving::start(command.arg("serve").current_dir(folder.path()).stderr(Stdio::null()), "console");
    let (api, console) = (Client::new(host.api()).with_password("crown", "secret"), host.console());
    until("the demo is there", || async {
        (api.post("/v1/orders/search", &json!({})).await.status == 200).then_some(())
    })
    .await;
    let reason = "compiling it takes more than 384 MiB of memory (adapters.compile_memory_mib)";
    for name in ["a", "b", "c", "e"] {
        let told = until("the bomb is refused", || async {
            answers(&api).await;
            failure_of(&console, name).await
        })
        .await;
        assert_eq!(told, reason);
    }
    // In place of an adapter that works.
    let part = folder.path().join("part");
    fs::write(&part, &bomb).unwrap();
    fs::rename(part, folder.path().join("adapters/demo.wasm")).unwrap();
    let told = until("it is refused there too", || async {
        answers(&api).await;
        failure_of(&console, "demo").await
    })
    .await;
    assert_eq!(told, reason);
    answers(&api).await;
    let metrics = console.get("/metrics").await;
    let metrics = String::from_utf8_lossy(&metrics.body).into_owned();
    for line in [
        "patio_compilations_total{outcome=\"limit\"} 5\n",
        "patio_compilations_total{outcome=\"compiled\"} 1\n",
        "patio_compile_cache_total{outcome=\"miss\"} 6\n",
    ] {
        assert!(metrics.contains(line), "no {line:?} in\n{metrics}");
    }
}

/// The child itself, with its standard input in the test's hands.
fn child() -> Child {
    Command::new(PATIO)
        .args(["compile-adapter", "--memory-mib", "1024", "--cpu-s", "600", "--code-mib", "64"])
        // As the host sets it: what the allocator reserves would count as written.
        .env("MIMALLOC_ARENA_EAGER_COMMIT", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn hand_over(child: &mut Child, component: &[u8]) {
    let stdin = child.stdin.as_mut().unwrap();
    stdin.write_all(&u64::try_from(component.len()).unwrap().to_le_bytes()).unwrap();
    stdin.write_all(component).unwrap();
    stdin.flush().unwrap();
}

#[test]
fn a_child_whose_host_is_gone_ends_at_once() {
    let mut child = child();
    hand_over(&mut child, &bomb::huge_function());
    drop(child.stdin.take());
    assert_eq!(child.wait().unwrap().code(), Some(74), "long before it would have been done");
}

#[test]
fn a_child_refuses_what_is_no_component_with_a_reason_and_hands_out_no_byte() {
    for (bytes, reason) in [
        (
            &b"(component)"[..],
            "magic header not detected: bad magic number - expected=[ 0x0, 0x61, 0x73, 0x6d, ] \
             actual=[ 0x28, 0x63, 0x6f, 0x6d, ] (at offset 0x0)",
        ),
        (&b"\0asm\x0d\0\x01\0\xff"[..], "malformed section id (at offset 0x8)"),
        (&b""[..], "unexpected end-of-file (at offset 0x0)"),
    ] {
        let mut child = child();
        hand_over(&mut child, bytes);
        let (mut code, mut said) = (Vec::new(), String::new());
        child.stdout.take().unwrap().read_to_end(&mut code).unwrap();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(65), "{said}");
        assert_eq!(said, format!("failed to parse WebAssembly module: {reason}\n"));
        assert!(code.is_empty());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_child_has_its_limits_and_no_privileges_to_gain_before_it_reads_a_byte() {
    let mut child = child();
    let of = |what: &str| fs::read_to_string(format!("/proc/{}/{what}", child.id())).unwrap();
    let started = std::time::Instant::now();
    // The last of them is set when the others are.
    while !of("status").contains("NoNewPrivs:\t1") {
        assert!(started.elapsed().as_secs() < 60, "it sets no limits");
        std::thread::yield_now();
    }
    let limits = of("limits");
    let limit = |name: &str| {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        line[name.len()..].split_whitespace().take(2).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(limit("Max data size"), "1073741824 1073741824");
    assert_eq!(limit("Max cpu time"), "600 601");
    assert_eq!(limit("Max file size"), "0 0");
    assert_eq!(limit("Max core file size"), "0 0");
    assert_eq!(limit("Max open files"), "32 32");
    drop(child.stdin.take());
    assert_eq!(child.wait().unwrap().code(), Some(74));
}
