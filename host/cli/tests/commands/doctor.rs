//! What the doctor says of this machine.

use super::{CROWN, patio, restaurant, text};
use std::fs;
use std::process::Command;

#[test]
#[cfg(target_os = "linux")]
fn the_doctor_says_what_holds_and_tries_the_fence() {
    let folder = restaurant(CROWN);
    let output = patio(folder.path(), &["doctor", "--json"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let check = |name: &str| -> serde_json::Value {
        let checks = document["checks"].as_array().unwrap();
        checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("no {name}: {document}")).clone()
    };
    let fence = check("fence");
    for tried in ["reading /", "writing to /", "running /"] {
        assert!(fence["what"].as_str().unwrap().contains(tried), "{fence}");
    }
    let adapters = fs::canonicalize(folder.path().join("adapters")).unwrap();
    let let_in = format!("read {} ([adapters] folder)", adapters.display());
    assert!(fence["details"].as_array().unwrap().iter().any(|line| *line == let_in), "{fence}");
    assert_eq!(check("configuration")["what"], "patio.toml is fine: 1 venue");
    assert_eq!(check("sandbox")["what"], "3 hostile components were stopped");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "nothing is left but the cache");
    let fails = document["checks"].as_array().unwrap().iter().filter(|check| check["state"] == "fails");
    // Where this machine keeps its temporary files in memory, the ledger lies there too.
    let others: Vec<_> = fails.filter(|check| check["name"] != "ledger").collect();
    assert!(others.is_empty(), "{others:?}");
    assert_eq!(output.status.code(), Some(if document["ok"] == true { 0 } else { 1 }));

    // What does not hold is the exit code.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    fs::set_permissions(&adapters, open).unwrap();
    let output = patio(folder.path(), &["doctor"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    assert!(
        said.contains("FAILS    adapters       everybody on this machine may put adapters into adapters\n"),
        "{said}"
    );
    assert!(said.contains("hint: chmod o-w adapters\n"), "{said}");
    let output = patio(folder.path(), &["doctor", "--config", "none.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("none.toml has 1 mistake"), "{}", text(&output.stdout));
}

#[test]
#[cfg(target_os = "linux")]
fn the_doctor_finds_a_machine_that_gives_too_little() {
    let folder = restaurant(CROWN);
    let script = format!("ulimit -n 256; ulimit -v 4000000; exec {} doctor", env!("CARGO_BIN_EXE_patio"));
    let output = Command::new("sh").args(["-c", &script]).current_dir(folder.path()).output().unwrap();
    let said = text(&output.stdout);
    assert!(
        said.contains("FAILS    address space  the sandbox could not be set up: "),
        "{said}{}",
        text(&output.stderr)
    );
    assert!(said.contains("warning  descriptors    256 files and connections may be open"), "{said}");
    assert_eq!(output.status.code(), Some(1));
}
