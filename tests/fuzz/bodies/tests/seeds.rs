//! The bodies hold for the seeds, and for thousands of inputs that are made of them.

use proptest::prelude::*;
use std::fs;
use std::path::Path;

/// A part of the seed that is replaced: where it begins, how long it is, by what.
type Edit = (prop::sample::Index, usize, Vec<u8>);

/// The seeds of a target by name.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../seeds").join(target);
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{target} has seeds");
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

fn edited(mut bytes: Vec<u8>, edits: Vec<Edit>) -> Vec<u8> {
    for (at, length, by) in edits {
        let start = at.index(bytes.len() + 1);
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, by);
    }
    bytes
}

/// Holds a body against its seeds and so many inputs made of them.
fn hold(target: &str, cases: u32, words: &[&str], body: fn(&[u8])) {
    let seeds = seeds(target);
    seeds.iter().for_each(|seed| body(seed));
    let words: Vec<Vec<u8>> = words.iter().map(|word| word.as_bytes().to_vec()).collect();
    let by = prop_oneof![prop::collection::vec(any::<u8>(), 0..6), prop::sample::select(words)];
    let edit = (any::<prop::sample::Index>(), 0..12_usize, by);
    let made = (prop::sample::select(seeds), prop::collection::vec(edit, 1..5));
    let mut runner = prop::test_runner::TestRunner::new(ProptestConfig::with_cases(cases));
    runner
        .run(&made.prop_map(|(seed, edits)| edited(seed, edits)), |input| {
            body(&input);
            Ok(())
        })
        .unwrap();
}

#[test]
fn epos_json_is_a_request_or_is_refused() {
    let words = ["null", "1e400", "-0.0", "9223372036854775808", "\"\\ud800\"", "{}", "[]", "\"\"", "true", "[[[["];
    hold("epos", 20_000, &words, patio_fuzz::epos);
}

#[test]
fn a_message_asks_for_something_or_is_refused() {
    let words = ["\"id\":", "\"method\":", "null", "\"2.0\"", "[", "\"\\u0000\"", "-1", "1e9", "\"result\":{}", ","];
    hold("frame", 20_000, &words, patio_fuzz::frame);
}

#[test]
fn a_text_is_a_configuration_or_says_what_is_wrong() {
    let words =
        ["[venues.crown]\n", "= -1", "= 1e99", "= {}", "= []", "\"\"", "[[", "env = \"\"", "9999999999999999999", "\n"];
    hold("config", 3_000, &words, patio_fuzz::config);
}

#[test]
fn what_a_grant_lets_out_goes_where_it_says() {
    let words = [
        "//", "@", ":", ":80", "..", "%2e", "\\", "/v1", "[::1]", "127.1", "0x7f.1", "\n", ";", "#", "?", "xn--", "+",
        "]", "[", "x:",
    ];
    hold("grant", 50_000, &words, patio_fuzz::grant);
}

#[test]
fn bytes_are_an_adapter_or_are_refused() {
    hold("component", 300, &["\0asm", "patio:epos/", "\x0d\0\x01\0", "\x7f\x7f\x7f\x7f"], patio_fuzz::component);
}
