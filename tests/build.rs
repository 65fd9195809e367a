//! Builds the demo adapter, all guests, all hostile components and all wrong adapters, and writes `guests.rs`,
//! `hostile.rs` and `mistakes.rs`: a constant with the path of each, and a macro that names them all, so that a guest
//! without a test and an evil without a case do not compile.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

use patio_build::{Error, Package};

/// Where components lie that are texts: the test puts them together.
const TEXTS: &str = "hostile/components/wat";

fn main() -> Result<(), Error> {
    let demo = Package::at("../plugins/demo").component()?;
    let guests = Package::at("guests").profile("guest").components()?;
    let mut hostile = Package::at("hostile/components").profile("hostile").components()?;
    hostile.extend(texts()?);

    let mut mistakes = Package::at("conformance/wrong").profile("guest").components()?;
    mistakes.extend(Package::at("conformance/restaurant").profile("guest").components()?);

    let folder = PathBuf::from(env::var_os("OUT_DIR").ok_or(Error::NotABuildScript { variable: "OUT_DIR" })?);
    // What the tests' hosts compiled of older components: nobody asks for it again.
    let _ = fs::remove_dir_all(folder.join("compiled"));
    let demo = format!("/// The component `demo`.\npub const DEMO: &str = {demo:?};\n");
    write(folder.join("guests.rs"), &(demo + &named("guest", &guests)))?;
    write(folder.join("hostile.rs"), &named("hostile", &hostile))?;
    write(folder.join("mistakes.rs"), &named("mistake", &mistakes))
}

/// The texts of components by name.
fn texts() -> Result<Vec<(String, PathBuf)>, Error> {
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join(TEXTS);
    println!("cargo::rerun-if-changed={}", folder.display());
    let io = |source| Error::Io { path: folder.clone(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(&folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.extension().is_some_and(|extension| extension == "wat")
            && let Some(name) = path.file_stem().and_then(|stem| stem.to_str())
        {
            found.push((name.to_owned(), path));
        }
    }
    found.sort();
    Ok(found)
}

/// A constant for each, a list of all, and a macro that calls another with the name of each.
fn named(kind: &str, components: &[(String, PathBuf)]) -> String {
    let (mut text, mut list, mut names) = (String::new(), String::new(), String::new());
    for (name, path) in components {
        let constant = name.to_uppercase();
        let _ = writeln!(text, "/// The component `{name}`.\npub const {constant}: &str = {path:?};");
        let _ = writeln!(list, "    ({name:?}, {constant}),");
        let _ = writeln!(names, "        $mac!({name});");
    }
    let _ = writeln!(text, "/// All of them by name.\npub const ALL: &[(&str, &str)] = &[\n{list}];");
    let _ = writeln!(
        text,
        "/// Calls a macro with the name of each.\n#[macro_export]\nmacro_rules! foreach_{kind} {{\n    \
         ($mac:ident) => {{\n{names}    }};\n}}"
    );
    text
}

fn write(path: PathBuf, text: &str) -> Result<(), Error> {
    fs::write(&path, text).map_err(|source| Error::Io { path, source })
}
