//! Turns the comparison's sample into Rust that builds it, value by value.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a build script stops at the first surprise")]

use serde_json::Value;
use std::path::PathBuf;

fn main() {
    println!("cargo::rerun-if-changed=../sample.json");
    let sample: Value = serde_json::from_str(&std::fs::read_to_string("../sample.json").unwrap()).unwrap();
    let out = PathBuf::from(std::env::var("OUT_DIR").unwrap()).join("sample.rs");
    std::fs::write(out, built(&sample)).unwrap();
}

fn built(value: &Value) -> String {
    match value {
        Value::Bool(truth) => format!("Json::Truth({truth})"),
        Value::Number(number) => format!("Json::Number({number})"),
        Value::String(text) => format!("Json::Text({text:?}.to_owned())"),
        Value::Array(values) => format!("Json::List(vec![{}])", joined(values.iter().map(built))),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("({name:?}, {})", built(value)));
            format!("Json::Object(vec![{}])", joined(members))
        }
        Value::Null => panic!("the API knows no null"),
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
