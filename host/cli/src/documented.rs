//! The command lines of the documentation are such that this binary takes.

use crate::CommandLine;
use clap::Parser;
use clap::error::ErrorKind;
use patio_host::epos::{Capability, InvalidRequest, Request};
use patio_tests::book::{self, Words};

/// What is wrong with a command of `patio`; of another program, nothing.
fn wrong(words: &[String]) -> Option<String> {
    let words: Words = match words {
        [patio, ..] if patio == "patio" => words.to_vec(),
        [cargo, run, rest @ ..] if cargo == "cargo" && run == "run" => {
            let own = rest.iter().skip_while(|word| *word != "--").skip(1);
            ["patio".to_owned()].into_iter().chain(own.cloned()).collect()
        }
        _ => return None,
    };
    let parsed = CommandLine::try_parse_from(&words).err().filter(|error| error.kind() != ErrorKind::DisplayHelp);
    if let Some(error) = parsed {
        return Some(error.to_string());
    }
    let [_, call, _, capability, rest @ ..] = words.as_slice() else { return None };
    if call != "call" {
        return None;
    }
    let Some(capability) = Capability::by_name(capability) else { return Some(format!("there is no {capability}")) };
    let request = rest.first().filter(|word| !word.starts_with("--")).map_or("{}", String::as_str);
    Request::from_params(capability, request.as_bytes()).err().map(|InvalidRequest(text)| text)
}

#[test]
fn every_command_line_of_the_documentation_is_taken() {
    let shown = book::shown();
    let mut all = 0;
    let mut found = Vec::new();
    for (block, words) in shown.commands() {
        all += usize::from(words[0] == "patio");
        found.extend(
            wrong(&words).map(|why| format!("{}:{}: {}\n{why}", block.file.display(), block.line, words.join(" "))),
        );
    }
    assert!(all > 30, "is the rule looking in the right place?");
    // What is written in a sentence is often the beginning of a line: its words must exist.
    for span in shown.spans.iter().filter(|span| span.text.starts_with("patio ")) {
        for mut words in book::commands(&span.text.replace('…', "http://127.0.0.1:1")) {
            words.push("--help".to_owned());
            found.extend(
                wrong(&words).map(|why| format!("{}:{}: {}\n{why}", span.file.display(), span.line, span.text)),
            );
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_command_line_that_is_not_taken_is_found() {
    let wrong = |line: &str| book::commands(line).iter().find_map(|words| wrong(words));
    assert_eq!(wrong("cd till && patio check till.wasm --case 'payments/*' # some\nls"), None);
    assert!(wrong("patio check till.wasm --cas 'payments/*'").unwrap().contains("unexpected argument '--cas'"));
    assert!(wrong("patio check").unwrap().contains("<FILE.wasm>"), "what is required is there");
    assert!(wrong("patio new till --lang \\\n cobol").unwrap().contains("'cobol'"));
    assert!(wrong("cargo run --release -- demoo").unwrap().contains("'demoo'"));
    assert_eq!(wrong("patio call till.wasm SearchOrders --setting a=b"), None);
    assert_eq!(wrong("patio call till.wasm GetOrder '{}'").unwrap(), "there is no GetOrder");
    assert!(wrong("patio call till.wasm SearchOrders '{\"payable\":1'").unwrap().contains("JSON"));
}
