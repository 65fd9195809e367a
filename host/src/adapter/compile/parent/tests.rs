//! Whatever a child does, its host says what it was, and is not held up.

use super::*;
use std::ffi::OsString;
use std::time::Duration;

fn limits() -> CompileLimits {
    CompileLimits {
        memory_bytes: 256 << 20,
        cpu: Duration::from_millis(1500),
        deadline: Duration::from_secs(60),
        code_bytes: 1 << 20,
    }
}

/// A shell in the compiler's place.
fn shell(script: &str) -> CompileCommand {
    CompileCommand {
        program: "/bin/sh".into(),
        arguments: ["-c", script].map(OsString::from).to_vec(),
        environment: vec![("GIVEN".into(), "yes".into())],
    }
}

async fn outcome(script: &str) -> Result<String, CompileError> {
    let code = compile(&shell(script), &limits(), b"component").await?;
    Ok(String::from_utf8(code).unwrap())
}

#[tokio::test]
async fn each_end_of_a_child_has_its_words() {
    for (script, expected) in [
        ("echo it is bad >&2; exit 65", "it is bad"),
        ("exit 66", "it compiles to more than 1 MiB of code (adapters.code_mib)"),
        ("exit 67", "compiling it takes more than 256 MiB of memory (adapters.compile_memory_mib)"),
        (
            "echo memory allocation of 5 bytes failed >&2; kill -ABRT $$",
            "compiling it takes more than 256 MiB of memory (adapters.compile_memory_mib)",
        ),
        ("kill -XCPU $$", "compiling it takes more than 1500 ms of CPU time (adapters.compile_cpu_ms)"),
        ("kill -KILL $$", "the compiler did not survive it: signal: 9 (SIGKILL)"),
        (
            "printf 'thread panicked\\n at \\033[2J there' >&2; exit 101",
            "the compiler did not survive it: exit status: 101, having said \"thread panicked at [2J there\"",
        ),
    ] {
        assert_eq!(outcome(script).await.unwrap_err().to_string(), expected, "{script}");
    }
}

#[tokio::test]
async fn a_child_gets_the_component_and_its_limits_and_hands_over_the_code() {
    // Eight bytes of length, and nine of component.
    let said = outcome("head -c 17 | tail -c 9; echo \" $0 $*\"").await.unwrap();
    assert_eq!(said, "component --memory-mib 256 --cpu-s 2 --code-mib 1\n");
}

#[tokio::test]
async fn a_child_finds_nothing_of_its_hosts_environment_and_folder() {
    let said = outcome("env; pwd").await.unwrap();
    // The last ones are the shell's own.
    let known = ["RAYON_NUM_THREADS", "GIVEN", "PWD", "OLDPWD", "SHLVL", "_"];
    let (names, folder) = said.trim().rsplit_once('\n').unwrap();
    let others: Vec<_> = names.lines().filter(|line| !known.contains(&line.split('=').next().unwrap())).collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(names.contains("GIVEN=yes"));
    assert_eq!(folder, "/");
    assert!(std::env::var_os("PATH").is_some(), "this process has one");
}

#[tokio::test]
async fn a_child_that_writes_without_end_fills_no_memory() {
    for stream in ["", " >&2"] {
        let script =
            format!("while :; do echo 0123456789012345678901234567890123456789012345678901234567890{stream}; done");
        let limits = CompileLimits { deadline: Duration::from_secs(2), ..limits() };
        let error = compile(&shell(&script), &limits, b"").await.unwrap_err();
        let expected = match stream {
            "" => CompileError::Code(1 << 20),
            // Read and dropped, until its time is over.
            _ => CompileError::Deadline(limits.deadline),
        };
        assert_eq!(error, expected);
    }
}

#[tokio::test]
async fn a_child_that_reads_nothing_and_one_that_never_ends_are_killed_at_the_deadline() {
    let limits = CompileLimits { deadline: Duration::from_millis(200), ..limits() };
    // More than a pipe holds.
    let component = vec![0; 1 << 20];
    for script in ["exec sleep 1000", "trap '' TERM; while :; do :; done"] {
        let error = compile(&shell(script), &limits, &component).await.unwrap_err();
        assert_eq!(error.to_string(), "it was not compiled within 200 ms (adapters.compile_deadline_ms)");
    }
}

#[tokio::test]
async fn a_program_that_is_not_there_is_the_hosts_failure() {
    let command = CompileCommand { program: "/nonexistent/patio".into(), ..shell("") };
    let error = compile(&command, &limits(), b"").await.unwrap_err();
    let expected = "it could not be compiled: /nonexistent/patio: No such file or directory (os error 2)";
    assert_eq!(error.to_string(), expected);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_child_that_nobody_waits_for_any_more_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pid");
    let script = format!("echo $$ > {0}.part; mv {0}.part {0}; exec sleep 1000", file.display());
    let command = shell(&script);
    let limits = limits();
    let work = tokio::spawn(async move { compile(&command, &limits, b"").await });
    let pid = loop {
        match std::fs::read_to_string(&file) {
            Ok(pid) => break pid.trim().to_owned(),
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    };
    work.abort();
    let started = std::time::Instant::now();
    while std::path::Path::new(&format!("/proc/{pid}")).exists() {
        assert!(started.elapsed() < Duration::from_secs(60), "{pid} is still there");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
