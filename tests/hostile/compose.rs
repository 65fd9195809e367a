//! Components from text: `components/wat/*.wat` holds what is evil in a core module, and the rest of an adapter is put
//! around it here. What a language's tool chain would never make is made this way.
//!
//! A text that does not export one of an adapter's functions gets one that does no harm: `describe` with empty texts, a
//! search that finds nothing, an order that is not there. `{{1000|text}}` is a thousand times the text. The line
//! `;; encoding: utf-16` makes its strings UTF-16. A text that begins with `(component` is taken as it is.

use std::fs;
use std::path::Path;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

const WIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../wit");

/// What an adapter exports at least, and a resource of its own for those who want to drop one.
const WORLD: &str = "
    package patio:hostile;

    world adapter {
        export patio:epos/about@0.1.0;
        export patio:epos/orders@0.1.0;
    }

    world adapter-with-thing {
        include adapter;
        export thing: interface { resource thing; }
    }
";

/// The harmless parts, by what they export.
const PARTS: &[(&str, &str)] = &[
    ("memory", "(memory (export \"memory\") 1)"),
    (
        "cabi_realloc",
        "(global $heap (mut i32) (i32.const 8192))
         (func (export \"cabi_realloc\") (param i32 i32 i32 i32) (result i32)
           (global.get $heap)
           (global.set $heap
             (i32.add (global.get $heap) (i32.and (i32.add (local.get 3) (i32.const 15)) (i32.const -16)))))",
    ),
    (
        "patio:epos/about@0.1.0#describe",
        "(func (export \"patio:epos/about@0.1.0#describe\") (result i32) (i32.const 1024))",
    ),
    (
        "patio:epos/orders@0.1.0#search-orders",
        "(func (export \"patio:epos/orders@0.1.0#search-orders\") (param i32) (result i32) (i32.const 1024))",
    ),
    (
        "patio:epos/orders@0.1.0#get-order",
        "(data (i32.const 2048) \"\\01\")
         (func (export \"patio:epos/orders@0.1.0#get-order\")
           (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) (i32.const 2048))",
    ),
];

/// The component that a text describes.
pub(crate) fn component(text: &str) -> Vec<u8> {
    let text = repeated(text);
    if text.lines().any(|line| line.starts_with("(component")) {
        return wat::parse_str(&text).unwrap();
    }
    let is_missing = |name: &str| !text.contains(&format!("(export \"{name}\")"));
    let parts: Vec<_> = PARTS.iter().filter(|(name, _)| is_missing(name)).map(|(_, part)| *part).collect();
    // Imports stand first in a module.
    let mut module = wat::parse_str(format!("(module\n{text}\n{}\n)", parts.join("\n"))).unwrap();
    let mut resolve = Resolve::default();
    resolve.push_dir(WIT).unwrap();
    let package = resolve.push_str("hostile.wit", WORLD).unwrap();
    let world = if text.contains("[resource-new]thing") { "adapter-with-thing" } else { "adapter" };
    let world = resolve.select_world(&[package], Some(world)).unwrap();
    let utf16 = text.contains(";; encoding: utf-16");
    let encoding = if utf16 { StringEncoding::UTF16 } else { StringEncoding::UTF8 };
    embed_component_metadata(&mut module, &resolve, world, encoding).unwrap();
    ComponentEncoder::default().module(&module).unwrap().encode().unwrap()
}

/// Puts a component where an adapter belongs: whole, for a rename is.
pub(crate) fn write(source: &str, to: &Path) {
    let part = to.with_extension("part");
    if source.ends_with(".wat") {
        fs::write(&part, component(&fs::read_to_string(source).unwrap())).unwrap();
    } else {
        fs::copy(source, &part).unwrap();
    }
    fs::rename(part, to).unwrap();
}

/// A text with all of `{{1000|text}}` written out, the innermost first.
fn repeated(text: &str) -> String {
    let mut text = text.to_owned();
    while let Some(start) = text.rfind("{{") {
        let end = start + text[start..].find("}}").unwrap();
        let (times, body) = text[start + 2..end].split_once('|').unwrap();
        let body = body.repeat(times.parse().unwrap());
        text.replace_range(start..end + 2, &body);
    }
    text
}
