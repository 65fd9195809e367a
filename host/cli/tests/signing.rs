//! `patio adapters keygen`, `sign` and `verify`: what they make is minisign's, and what minisign makes they take.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use expect_test::{Expect, expect};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const DEMO: &str = env!("DEMO_COMPONENT");
/// A secret key without a password and its public key, as minisign 0.11 made them.
const MINISIGN_KEY: &str = include_str!("fixtures/minisign_secret");
const MINISIGN_PUBLIC: &str = include_str!("fixtures/minisign_public");

fn patio(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_patio"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("PATIO_LOG")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with an adapter in its folder, and minisign's key.
fn bench() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("adapters")).unwrap();
    fs::copy(DEMO, folder.path().join("adapters/demo.wasm")).unwrap();
    fs::write(folder.path().join("minisign.key"), MINISIGN_KEY).unwrap();
    folder
}

fn public(file: &str) -> &str {
    file.lines().nth(1).unwrap()
}

#[track_caller]
fn check(folder: &Path, arguments: &[&str], expected: Expect) {
    let output = patio(folder, arguments);
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    expected.assert_eq(&format!("{said}exit {}", output.status.code().unwrap()));
}

const SIGN: [&str; 7] = ["adapters", "sign", "adapters/demo.wasm", "--key", "minisign.key", "--comment", "version 1"];

#[test]
fn a_key_of_minisigns_signs_and_a_host_that_trusts_it_lists_the_adapter() {
    let bench = bench();
    let folder = bench.path();
    let trusted = public(MINISIGN_PUBLIC);
    fs::write(folder.join("patio.toml"), format!("[adapters]\ntrust = [{trusted:?}]\n")).unwrap();
    let unsigned = patio(folder, &["adapters", "list"]);
    assert_eq!(unsigned.status.code(), Some(1));
    assert!(text(&unsigned.stdout).contains("it is not signed"), "{}", text(&unsigned.stdout));
    check(
        folder,
        &SIGN,
        expect![[r#"
            adapters/demo.wasm is signed by 3AFA82D695CED2FE: version 1
            exit 0"#]],
    );
    check(
        folder,
        &["adapters", "verify", "adapters/demo.wasm", "--trust", trusted],
        expect![[r#"
            adapters/demo.wasm is signed by 3AFA82D695CED2FE: version 1
            exit 0"#]],
    );
    // Of the configuration, too.
    let output = patio(folder, &["adapters", "verify", "adapters/demo.wasm"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let listed = text(&patio(folder, &["adapters", "list"]).stdout);
    assert!(listed.contains("demo  loaded  0.1.0    keyed   3AFA82D695CED2FE"), "{listed}");
    assert_eq!(fs::read_dir(folder.join("adapters")).unwrap().count(), 2, "nothing else is left");
}

#[test]
fn what_does_not_verify_is_said_with_its_reason() {
    let bench = bench();
    let folder = bench.path();
    let verify = ["adapters", "verify", "adapters/demo.wasm", "--trust", public(MINISIGN_PUBLIC)];
    check(
        folder,
        &verify,
        expect![[r#"
            error: adapters/demo.wasm is not approved: it is not signed, and [adapters] trust wants it to be: put its signature, its name with .minisig, beside it
            exit 1"#]],
    );
    assert!(patio(folder, &SIGN).status.success());
    fs::write(folder.join("adapters/demo.wasm"), "changed").unwrap();
    check(
        folder,
        &verify,
        expect![[r#"
            error: adapters/demo.wasm is not approved: its signature by the key 3AFA82D695CED2FE does not fit: the file or the signature was changed, or is another's
            exit 1"#]],
    );
    check(
        folder,
        &["adapters", "verify", "adapters/demo.wasm", "--trust", "nonsense"],
        expect![[r#"
            error: --trust "nonsense" is no minisign public key
            exit 64"#]],
    );
    fs::write(folder.join("patio.toml"), "").unwrap();
    let output = patio(folder, &["adapters", "verify", "adapters/demo.wasm"]);
    assert_eq!(output.status.code(), Some(64));
    assert!(text(&output.stderr).ends_with(
        "error: no key is trusted, so there is nothing to verify with\n  \
         hint: --trust RW… names one, or [adapters] trust of the configuration\n"
    ));
}

#[test]
fn keys_are_made_once_and_only_their_owner_reads_the_secret_one() {
    let bench = bench();
    let folder = bench.path();
    let keygen = ["adapters", "keygen", "--no-password"];
    let output = patio(folder, &keygen);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let line = fs::read_to_string(folder.join("patio.pub")).unwrap();
    let trusted = public(&line);
    assert_eq!(
        text(&output.stdout),
        format!(
            "secret key  patio.key  keep it to yourself\npublic key  patio.pub\n\n\
             A host loads what it signs with\n\n[adapters]\ntrust = [{trusted:?}]\n"
        )
    );
    assert_eq!(fs::metadata(folder.join("patio.key")).unwrap().permissions().mode() & 0o777, 0o600);
    check(
        folder,
        &keygen,
        expect![[r#"
            error: patio.key is there already
              hint: --key names another file
            exit 64"#]],
    );
    assert!(patio(folder, &["adapters", "sign", "adapters/demo.wasm"]).status.success());
    let output = patio(folder, &["adapters", "verify", "adapters/demo.wasm", "--trust", trusted]);
    assert!(text(&output.stdout).contains(" file:demo.wasm\n"), "{}", text(&output.stdout));
}

#[test]
fn a_password_opens_the_key_and_a_wrong_one_does_not() {
    let bench = bench();
    let folder = bench.path();
    fs::write(folder.join("right"), "open sesame\n").unwrap();
    fs::write(folder.join("wrong"), "open barley\n").unwrap();
    let output = patio(folder, &["adapters", "keygen", "--password-file", "right"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let sign = |password| patio(folder, &["adapters", "sign", "adapters/demo.wasm", "--password-file", password]);
    let refused = sign("wrong");
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(text(&refused.stderr), "error: patio.key: Wrong password for that key\n");
    assert!(!folder.join("adapters/demo.wasm.minisig").exists());
    let signed = sign("right");
    assert!(signed.status.success(), "{}", text(&signed.stderr));
    for output in [&output, &refused, &signed] {
        let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert!(!said.contains("sesame") && !said.contains("barley"), "{said}");
    }
}

#[test]
fn what_is_no_key_and_no_comment_is_refused() {
    let bench = bench();
    let folder = bench.path();
    fs::write(folder.join("page.key"), "<html>\n<body>\n").unwrap();
    check(
        folder,
        &["adapters", "sign", "adapters/demo.wasm", "--key", "page.key"],
        expect![[r#"
            error: page.key is no secret key of minisign
            exit 64"#]],
    );
    check(
        folder,
        &["adapters", "sign", "adapters/demo.wasm", "--key", "minisign.key", "--comment", "one\ntwo"],
        expect![[r#"
            error: --comment has more than one line, and a signature has one for it
            exit 64"#]],
    );
    check(
        folder,
        &["adapters", "sign", "adapters/demo.wasm", "--key", "none.key"],
        expect![[r#"
            error: none.key cannot be read: No such file or directory (os error 2)
            exit 64"#]],
    );
}
