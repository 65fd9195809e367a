//! The reference of the contract in the documentation is made from `wit/`: `UPDATE_EXPECT=1 cargo test --workspace --test
//! tidy` writes it anew.

use crate::tree::root;
use expect_test::expect_file;
use std::fmt::Write as _;
use wit_parser::{Docs, Function, Interface, Resolve, Type, TypeDef, TypeDefKind, WorldItem};

#[test]
fn the_reference_says_what_the_contract_says() {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(root().join("wit")).unwrap();
    let mut text = "# Reference of the contract\n\n\
        What an adapter exports is `patio:epos`, what it is lent is `patio:host`. The files themselves are in `wit/`; \
        this page is made from them.\n"
        .to_owned();
    text.push_str(
        "\n## Worlds\n\nA component is built against a world: one of these, or its own of the same interfaces.\n",
    );
    for world in resolve.packages[package].worlds.values() {
        let world = &resolve.worlds[*world];
        let names = |items: &mut dyn Iterator<Item = &WorldItem>| {
            let name = |item: &WorldItem| match item {
                WorldItem::Interface { id, .. } => resolve.id_of(*id).map(|name| format!("`{}`", bare(&name))),
                _ => None,
            };
            items.filter_map(name).filter(|name| !name.starts_with("`wasi:")).collect::<Vec<_>>().join(", ")
        };
        let exports = names(&mut world.exports.values());
        let _ = writeln!(text, "\n### `{}`\n", world.name);
        let _ = writeln!(text, "{}", prose(&world.docs));
        let all = if exports.is_empty() {
            "It exports nothing: what is lent to every adapter.".to_owned()
        } else {
            format!("Exports {exports}.")
        };
        let _ = writeln!(text, "{all}");
    }
    for (package, title) in
        [("epos", "What an adapter exports: `patio:epos`"), ("host", "What it is lent: `patio:host`")]
    {
        let (_, package) = resolve
            .packages
            .iter()
            .find(|(_, found)| found.name.namespace == "patio" && found.name.name == package)
            .unwrap();
        let _ = write!(text, "\n## {title}\n");
        for interface in package.interfaces.values() {
            self::interface(&resolve, &resolve.interfaces[*interface], &mut text);
        }
    }
    // Where there was nothing to say, no gap.
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    expect_file![root().join("docs/src/reference.md")].assert_eq(&text);
}

fn interface(resolve: &Resolve, interface: &Interface, text: &mut String) {
    let _ = writeln!(text, "\n### `{}`\n", interface.name.as_deref().unwrap_or_default());
    if let Some(docs) = &interface.docs.contents {
        let _ = writeln!(text, "{}\n", docs.trim());
    }
    for function in interface.functions.values() {
        let _ = writeln!(text, "**`{}`**\n", signature(resolve, function));
        let _ = writeln!(text, "{}", prose(&function.docs));
    }
    let own = |ty: &&TypeDef| !matches!(ty.kind, TypeDefKind::Type(Type::Id(_)));
    for ty in interface.types.values().map(|id| &resolve.types[*id]).filter(own) {
        self::ty(resolve, ty, text);
    }
    if text.ends_with("\n\n") {
        text.pop();
    }
}

fn signature(resolve: &Resolve, function: &Function) -> String {
    let params = function.params.iter().map(|param| format!("{}: {}", param.name, name(resolve, &param.ty)));
    let result = function.result.as_ref().map(|ty| format!(" -> {}", name(resolve, ty))).unwrap_or_default();
    format!("{}({}){result}", function.name, params.collect::<Vec<_>>().join(", "))
}

fn ty(resolve: &Resolve, ty: &TypeDef, text: &mut String) {
    let own = ty.name.as_deref().unwrap_or_default();
    let (kind, rows) = match &ty.kind {
        TypeDefKind::Record(record) => {
            let row = |field: &wit_parser::Field| (field.name.clone(), name(resolve, &field.ty), line(&field.docs));
            ("record", record.fields.iter().map(row).collect::<Vec<_>>())
        }
        TypeDefKind::Variant(variant) => {
            let row = |case: &wit_parser::Case| {
                let ty = case.ty.as_ref().map(|ty| name(resolve, ty)).unwrap_or_default();
                (case.name.clone(), ty, line(&case.docs))
            };
            ("variant", variant.cases.iter().map(row).collect())
        }
        TypeDefKind::Enum(all) => {
            let row = |case: &wit_parser::EnumCase| (case.name.clone(), String::new(), line(&case.docs));
            ("enum", all.cases.iter().map(row).collect())
        }
        TypeDefKind::Type(other) => {
            let _ = writeln!(text, "**type `{own}`** = `{}`\n\n{}", name(resolve, other), prose(&ty.docs));
            return;
        }
        other => panic!("{own}: the reference knows no {}", other.as_str()),
    };
    let _ = writeln!(text, "**{kind} `{own}`**\n\n{}", prose(&ty.docs));
    // An enum of plain names needs no table.
    if rows.iter().all(|(_, ty, docs)| ty.is_empty() && docs.is_empty()) {
        let names: Vec<_> = rows.iter().map(|(name, ..)| format!("`{name}`")).collect();
        let _ = writeln!(text, "{}\n", names.join(", "));
        return;
    }
    let _ = writeln!(text, "| | | |\n| --- | --- | --- |");
    for (name, ty, docs) in rows {
        let ty = if ty.is_empty() { ty } else { format!("`{ty}`") };
        let _ = writeln!(text, "| `{name}` | {ty} | {docs} |");
    }
    text.push('\n');
}

fn name(resolve: &Resolve, ty: &Type) -> String {
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::String => "string".to_owned(),
        Type::Id(id) => {
            let found = &resolve.types[*id];
            if let Some(name) = &found.name {
                return name.clone();
            }
            match &found.kind {
                TypeDefKind::Option(inner) => format!("option<{}>", name(resolve, inner)),
                TypeDefKind::List(inner) => format!("list<{}>", name(resolve, inner)),
                TypeDefKind::Tuple(tuple) => {
                    let types: Vec<_> = tuple.types.iter().map(|ty| name(resolve, ty)).collect();
                    format!("tuple<{}>", types.join(", "))
                }
                TypeDefKind::Result(result) => {
                    let side = |ty: &Option<Type>| ty.as_ref().map_or("_".to_owned(), |ty| name(resolve, ty));
                    format!("result<{}, {}>", side(&result.ok), side(&result.err))
                }
                other => panic!("the reference knows no {}", other.as_str()),
            }
        }
        other => format!("{other:?}").to_lowercase(),
    }
}

/// A paragraph, with an empty line behind it; nothing where there is none.
fn prose(docs: &Docs) -> String {
    docs.contents.as_ref().map(|text| format!("{}\n", text.trim())).unwrap_or_default()
}

/// In one row of a table.
fn line(docs: &Docs) -> String {
    docs.contents.as_deref().unwrap_or_default().trim().replace('\n', " ").replace('|', "\\|")
}

/// Without package and version: `patio:epos/orders@0.1.0` is `orders`.
fn bare(id: &str) -> String {
    if id.starts_with("wasi:") {
        return id.to_owned();
    }
    let name = id.rsplit('/').next().unwrap_or(id);
    name.split('@').next().unwrap_or(name).to_owned()
}
