//! What the documentation shows is true: each block of code is parsed or compiled by what would read it. Command lines
//! of `patio` are held by the binary itself (`host/cli/src/documented.rs`), and what is typed at the card machine is typed
//! there (`host/cli/tests/vendor/dev.rs`).

use crate::tree::none;
use patio_host::config::Config;
use patio_tests::book::{self, Block};
use patio_tests::skip;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Programs that a reader calls beside `patio`. What is in the folder of a project's own Python needs no place here.
const PROGRAMS: [&str; 10] = ["cargo", "cd", "cp", "curl", "export", "make", "mkdir", "node", "npm", "python3"];

/// Folders of the repository, as a reader in its root names them.
const FOLDERS: [&str; 5] = ["host", "plugins", "sdk", "tests", "wit"];

/// Below these, each file is compiled and tested where it stands.
const TESTED: [&str; 2] = ["plugins", "sdk"];

/// A venue for lines that stand below one.
const VENUE: &str = "[venues.crown]\nadapter = \"demo\"\naccount_id = \"acc_crown\"\npasswords = [{ value = \"p\" }]\n";

#[test]
fn every_block_of_code_is_one() {
    let shown = book::shown();
    assert!(shown.blocks.len() > 30, "is the rule looking in the right place?");
    let mut wrong = Vec::new();
    for block in &shown.blocks {
        wrong.extend(judge(block).err().map(|why| format!("{}:{}: {why}", block.file.display(), block.line)));
    }
    none(&wrong, "blocks of code that are none");
}

#[test]
fn what_is_typed_at_the_card_machine_is_the_same_on_every_page() {
    let shown = book::shown();
    let typed = shown.blocks.iter().filter(|block| block.kind == "card-machine");
    let typed: BTreeSet<_> = typed.map(|block| book::commands(&block.text)).collect();
    assert_eq!(typed.len(), 1, "one of them is typed: {typed:?}");
}

/// Holds a block against what would read it.
fn judge(block: &Block) -> Result<(), String> {
    match block.kind.as_str() {
        "sh" => shell(block),
        "toml" => configuration(&block.text),
        "json" => serde_json::from_str::<serde_json::Value>(&block.text).map(drop).map_err(|error| error.to_string()),
        "rust" | "c" | "js" | "python" if is_tested(block) => Ok(()),
        "js" => by("node", &["--check"], "mjs", &block.text),
        "python" => {
            let compile = "import sys; compile(open(sys.argv[1]).read(), sys.argv[1], 'exec')";
            by("python3", &["-c", compile], "py", &block.text)
        }
        "rust" | "c" => {
            Err("only a file of plugins/ or sdk/ can be shown, by {{#include}}: it is tested there".to_owned())
        }
        "card-machine" => Ok(()),
        "diagram" if block.text.contains('→') => Ok(()),
        "diagram" => Err("a diagram has arrows".to_owned()),
        "" => Err("write what it is behind its fence: sh, toml, json, js, python, …".to_owned()),
        other => Err(format!("nobody knows how to test {other:?}: see tests/tidy/book_blocks.rs")),
    }
}

fn is_tested(block: &Block) -> bool {
    !block.is_written && block.included.iter().all(|file| TESTED.iter().any(|folder| file.starts_with(folder)))
}

fn shell(block: &Block) -> Result<(), String> {
    let read = Command::new("sh").args(["-n", "-c", &block.text]).output().map_err(|error| error.to_string())?;
    if !read.status.success() {
        return Err(String::from_utf8_lossy(&read.stderr).into_owned());
    }
    for words in book::commands(&block.text) {
        let program = words[0].as_str();
        if program != "patio" && !PROGRAMS.contains(&program) && !program.starts_with(".venv/bin/") {
            return Err(format!("{program:?} is no program that a reader has"));
        }
        if let Some(json) = words.iter().find(|word| word.starts_with("{\"")) {
            serde_json::from_str::<serde_json::Value>(json).map_err(|error| format!("{json}: {error}"))?;
        }
        // What is run or read in the repository is there: from its root, or from an example's folder out of it.
        let folder = book::root().join(block.file.parent().unwrap_or(Path::new("")));
        let is_gone = |word: &&String| match word.split('/').next() {
            Some("..") => word.starts_with("../../") && !folder.join(word).exists(),
            Some(first) if FOLDERS.contains(&first) => !book::root().join(word).exists(),
            _ => false,
        };
        if let Some(gone) = words.iter().find(is_gone) {
            return Err(format!("there is no {gone}"));
        }
    }
    Ok(())
}

/// As the host reads its configuration, in a folder where everything is that it names.
fn configuration(text: &str) -> Result<(), String> {
    let has_venue = text.lines().any(|line| line.starts_with("[venues.") && line.matches('.').count() == 1);
    // What stands below a venue comes behind its first lines, what is the host's before them.
    let text = match text.contains("[venues.") {
        _ if has_venue => text.to_owned(),
        true => format!("{VENUE}{text}"),
        false => format!("{text}{VENUE}"),
    };
    let folder = TempDir::new().unwrap();
    let text = text.replace("path = \"/", &format!("path = \"{}/", folder.path().display()));
    let quoted = |key: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let values = lines.filter_map(|line| line.split_once(&format!("{key} = \""))?.1.split('"').next());
        values.map(ToOwned::to_owned).collect()
    };
    let put = |file: String, content: &str| {
        let file = folder.path().join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    };
    quoted("adapter").into_iter().for_each(|name| put(format!("adapters/{name}.wasm"), ""));
    let root = rcgen::generate_simple_self_signed(["pos.example".to_owned()]).unwrap();
    quoted("root").into_iter().for_each(|file| put(file, &root.cert.pem()));
    quoted("path").iter().for_each(|path| fs::create_dir_all(path).unwrap());
    let variables = quoted("env").into_iter().map(|name| (name, "a secret that is long enough".to_owned()));
    let (_, warnings) =
        Config::parse(&text, folder.path(), variables.collect::<Vec<_>>()).map_err(|error| error.to_string())?;
    warnings.first().map_or(Ok(()), |warning| Err(warning.to_string()))
}

/// Has an interpreter read a file.
fn by(program: &str, arguments: &[&str], extension: &str, text: &str) -> Result<(), String> {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("block").with_extension(extension);
    fs::write(&file, text).unwrap();
    let Ok(read) = Command::new(program).args(arguments).arg(file).output() else {
        skip(&format!("{program} is not on the PATH: what is written for it is not read"));
        return Ok(());
    };
    if read.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&read.stderr).into_owned()) }
}

/// What is wrong with a block; nothing where it is fine.
#[track_caller]
fn check(kind: &str, text: &str, expected: &str) {
    let shown = shown(&format!("```{kind}\n{text}\n```\n"));
    let said = judge(&shown.blocks[0]).err().unwrap_or_default();
    if expected.is_empty() {
        assert_eq!(said, "");
    } else {
        assert!(said.contains(expected), "{said:?} does not say {expected:?}");
    }
}

fn shown(page: &str) -> book::Shown {
    let mut shown = book::Shown::default();
    shown.add(Path::new("docs/src/page.md"), page, |path| (path.into(), "included\n".to_owned()));
    shown
}

#[test]
fn a_block_that_is_none_is_found() {
    check("sh", "patio serve # it\nmkdir x && cp y x/", "");
    check("sh", "patio serve 'x", "nterminated");
    check("sh", "cp x y && rm z", "\"rm\" is no program");
    check("sh", "patio call till.wasm SearchOrders '{\"a\":1}'", "");
    check("sh", "curl http://127.0.0.1 -d '{\"a\":}'", "expected value");
    check("sh", "node ../../README.md", "");
    check("sh", "node ../../no.mjs", "there is no ../../no.mjs");
    check("sh", "cargo install --path host/cli", "");
    check("sh", "cargo install --path host/no", "there is no host/no");
    check("toml", "[venues.crown.allow]\nhttp = [\"https://pos.example\"]", "");
    check("toml", "[venues.crown.allow]\nhtp = [\"https://pos.example\"]", "htp");
    check("toml", "[venues.x]\nadapter = \"x\"\naccount_id = \"a\"\npasswords = [{ env = \"X\" }]", "");
    check("toml", "[venues.x]\nadapter = \"x\"\npasswords = [{ env = \"X\" }]", "account_id");
    check("json", "{\"a\": 1}", "");
    check("json", "{a: 1}", "key must be a string");
    check("js", "export const a = 1;", "");
    check("js", "export const a = ;", "SyntaxError");
    check("python", "def a(): return 1", "");
    check("python", "def a() return 1", "SyntaxError");
    check("rust", "fn main() {}", "{{#include}}");
    check("rust", "{{#include ../../plugins/demo-rust/src/lib.rs}}", "{{#include}}");
    check("c", "{{#include plugins/demo-c/src/pos.c}}", "");
    check("c", "{{#include plugins/demo-c/src/pos.c}}\nint more;", "{{#include}}");
    check("diagram", "a → b", "");
    check("diagram", "a b", "arrows");
    check("", "patio serve", "write what it is");
    check("text", "patio serve", "nobody knows how to test \"text\"");
}

#[test]
fn code_is_found_wherever_it_stands() {
    let page = "Say `patio serve`:\n\n    patio serve\n\n- a list\n\n    goes on\n\n```sh\na\n{{#include b}}\n```\n";
    let shown = shown(page);
    assert_eq!(
        shown.spans.iter().map(|span| (span.line, span.text.as_str())).collect::<Vec<_>>(),
        [(1, "patio serve")]
    );
    let blocks: Vec<_> =
        shown.blocks.iter().map(|block| (block.line, block.kind.as_str(), block.text.as_str())).collect();
    assert_eq!(blocks, [(3, "", "patio serve\n"), (10, "sh", "a\nincluded\n")]);
}
