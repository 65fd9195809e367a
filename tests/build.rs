//! Builds the demo adapter and all guests, and writes `guests.rs`: a constant with the path of each, and a macro that
//! names them all, so that a guest without a test does not compile.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

use patio_build::{Error, Package};

fn main() -> Result<(), Error> {
    let demo = Package::at("../plugins/demo").component()?;
    let guests = Package::at("guests").profile("guest").components()?;

    let mut text = String::new();
    let mut constant = |name: &str, path: PathBuf| {
        let _ = writeln!(text, "/// The component `{name}`.\npub const {}: &str = {path:?};", name.to_uppercase());
    };
    constant("demo", demo);
    let mut names = String::new();
    for (name, path) in guests {
        let _ = writeln!(names, "        $mac!({name});");
        constant(&name, path);
    }
    let _ = writeln!(
        text,
        "/// Calls a macro with the name of each guest.\n#[macro_export]\nmacro_rules! foreach_guest {{\n    \
         ($mac:ident) => {{\n{names}    }};\n}}"
    );

    let folder = PathBuf::from(env::var_os("OUT_DIR").ok_or(Error::NotABuildScript { variable: "OUT_DIR" })?);
    // What the tests' hosts compiled of older components: nobody asks for it again.
    let _ = fs::remove_dir_all(folder.join("compiled"));
    let path = folder.join("guests.rs");
    fs::write(&path, text).map_err(|source| Error::Io { path, source })
}
