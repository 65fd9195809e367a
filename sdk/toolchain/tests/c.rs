//! C, from the sources to a component and to tests that run without one: the SDK's own, and those of the example adapter.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops where it fails, and says loudly what it leaves out"
)]

use expect_test::{Expect, expect};
use patio_toolchain::{Install, Product, Project, Purpose};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The example adapter as it is handed out: in a folder of its own, so that nothing is made between the sources.
struct Example {
    folder: tempfile::TempDir,
}

// === impl Example ===

impl Example {
    /// None, with a line that says so, where there is no compiler for WASI.
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let root = repository();
        copy(&root.join("plugins/demo-c"), folder.path());
        copy(&root.join("sdk/c"), &folder.path().join("patio/sdk/c"));
        copy(&root.join("wit"), &folder.path().join("patio/wit"));
        let example = Self { folder };
        for name in ["adapter.toml", "Makefile"] {
            let text = fs::read_to_string(example.path().join(name)).unwrap();
            example.put(name, &text.replace("../../", "patio/"));
        }
        let missing = example.project().missing().unwrap();
        let Some(missing) = missing.first() else { return Some(example) };
        assert!(std::env::var_os("TESTS_NEVER_SKIP").is_none(), "{missing}");
        eprintln!("SKIPPED: C is not built, for there is no zig here (pip install ziglang==0.17.1)");
        None
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn put(&self, file: &str, text: &str) {
        fs::write(self.path().join(file), text).unwrap();
    }

    fn project(&self) -> Project {
        Project::open(self.path()).unwrap()
    }

    fn build(&self) -> Result<Product, patio_toolchain::Error> {
        self.project().build(Purpose::Use)
    }

    #[track_caller]
    fn make(&self, target: &str) {
        let output = Command::new("make").arg(target).current_dir(self.path()).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// What was built or installed there is no part of it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if [".patio", ".venv", "build"].contains(&name.as_str()) || name.ends_with(".wasm") {
            continue;
        }
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(name));
        } else {
            fs::copy(entry.path(), to.join(name)).unwrap();
        }
    }
}

#[test]
fn the_example_becomes_a_component_and_its_tests_hold_under_sanitizers() {
    let Some(example) = Example::new() else { return };
    let product = example.build().unwrap();
    assert_eq!(product.file, example.project().component());
    let exports = ["about", "order-locks", "orders", "payment-events", "payments", "tables"];
    assert_eq!(product.exports, exports.map(|name| format!("patio:epos/{name}@0.1.0")));
    // What it does not use of WASI, it does not import: files, the environment, random numbers.
    let lent = ["patio:", "wasi:io/", "wasi:http/", "wasi:clocks/monotonic-clock@"];
    let other = product.imports.iter().find(|name| !lent.iter().any(|lent| name.starts_with(lent)));
    assert_eq!(other, None);
    assert!(product.bytes < 200_000, "{} bytes", product.bytes);
    // The compiler's cache is not between the sources.
    let names = fs::read_dir(example.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let caches: Vec<_> = names.filter(|name| name.to_string_lossy().contains("cache")).collect();
    assert!(caches.is_empty(), "{caches:?}");
    // The tests need the bindings, which the build wrote.
    example.make("test");
    example.make("test-sdk");
}

#[test]
fn what_the_compiler_refuses_is_no_component() {
    let Some(example) = Example::new() else { return };
    example.put("src/broken.c", "int broken(void) { return missing; }\n");
    let error = example.build().unwrap_err().to_string();
    assert_eq!(error, "zig cc failed (exit status: 1); what it said stands above");
    assert!(!example.project().component().exists());
}

#[test]
fn sources_that_are_not_there_are_told() {
    let Some(example) = Example::new() else { return };
    for (sources, what) in [
        ("source", "sources: {}/source is neither a file nor a folder"),
        ("wit", "sources: there is no file that ends in .c"),
    ] {
        example.put("adapter.toml", &format!("name = \"corner\"\nlanguage = \"c\"\nsources = [\"{sources}\"]\n"));
        let folder = example.path().canonicalize().unwrap();
        let what = what.replace("{}", &folder.display().to_string());
        let expected = format!("{}/adapter.toml: {what}", folder.display());
        assert_eq!(example.build().unwrap_err().to_string(), expected);
    }
}

/// Where `says_what_is_missing` looks.
const ASKED: &str = "PATIO_TEST_PROJECT";

/// A project of C where only these programs are, and perhaps a Python of its own.
#[track_caller]
fn check_missing(programs: &[(&str, &str)], has_venv: bool, expected: Expect) {
    let desk = tempfile::tempdir().unwrap();
    let (bin, project) = (desk.path().join("bin"), desk.path().join("till"));
    fs::create_dir(&bin).unwrap();
    fs::create_dir_all(if has_venv { project.join(".venv/bin") } else { project.clone() }).unwrap();
    fs::write(project.join("adapter.toml"), "name = \"till\"\nlanguage = \"c\"\n").unwrap();
    for (name, script) in programs {
        let file = bin.join(name);
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }
    // The PATH is the process's: so another one is asked.
    let mut asked = Command::new(std::env::current_exe().unwrap());
    asked.args(["--exact", "says_what_is_missing", "--ignored", "--nocapture"]);
    let output = asked.env("PATH", &bin).env(ASKED, &project).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let (_, said) = said.split_once("<<\n").unwrap();
    expected.assert_eq(said.split_once(">>").unwrap().0);
}

#[test]
#[ignore = "what `check_missing` asks in a process of its own"]
fn says_what_is_missing() {
    let project = Project::open(Path::new(&std::env::var_os(ASKED).unwrap())).unwrap();
    println!("<<");
    for missing in project.missing().unwrap() {
        // What a person types is each system's own.
        let install =
            if matches!(missing.install, Install::Run(_)) { missing.install.to_string() } else { "…".to_owned() };
        println!("{}\n    {install}", missing.what);
    }
    println!(">>");
}

#[test]
fn what_is_missing_is_told_with_how_to_install_it() {
    check_missing(
        &[],
        false,
        expect![[r#"
        the C compiler zig, 0.17 or newer, in the project's own Python or on the PATH; it comes by Python 3.8 or newer (there is no python3 on the PATH)
            …
    "#]],
    );
    let python = ("python3", "echo Python 3.7.1");
    check_missing(
        &[python],
        false,
        expect![[r#"
        the C compiler zig, 0.17 or newer, in the project's own Python or on the PATH; it comes by Python 3.8 or newer (python3 here is 3.7.1)
            …
    "#]],
    );
    let python = ("python3", "echo Python 3.12.1");
    check_missing(
        &[python],
        false,
        expect![[r#"
        a Python of the project's own (.venv), which brings the C compiler
            python3 -m venv .venv
        the C compiler zig, 0.17 or newer, in the project's own Python or on the PATH
            .venv/bin/pip install -r requirements.txt
    "#]],
    );
    check_missing(
        &[python],
        true,
        expect![[r#"
        the C compiler zig, 0.17 or newer, in the project's own Python or on the PATH
            .venv/bin/pip install -r requirements.txt
    "#]],
    );
    let zig = ("zig", "test \"$1\" = version && echo 0.13.0");
    check_missing(
        &[python, zig],
        true,
        expect![[r#"
        the C compiler zig, 0.17 or newer (there is 0.13)
            .venv/bin/pip install -r requirements.txt
    "#]],
    );
    let zig = ("zig", "test \"$1\" = version && echo 0.17.1");
    check_missing(&[zig], false, expect![""]);
}
