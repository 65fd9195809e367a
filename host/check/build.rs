//! Embeds the cases: each file of `tests/conformance/cases`, with its id.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

const CASES: &str = "../../tests/conformance/cases";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={CASES}");
    let mut files = Vec::new();
    for group in fs::read_dir(CASES)? {
        let group = group?.path();
        if !group.is_dir() {
            continue;
        }
        println!("cargo::rerun-if-changed={}", group.display());
        for case in fs::read_dir(&group)? {
            let case = case?.path();
            if case.extension().is_some_and(|extension| extension == "toml") {
                files.push(fs::canonicalize(case)?);
            }
        }
    }
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        let part = |path: Option<&Path>| path.and_then(Path::file_stem).map(|part| part.to_string_lossy().into_owned());
        let (Some(group), Some(rule)) = (part(file.parent()), part(Some(file))) else { continue };
        let _ = writeln!(list, "    (\"{group}/{rule}\", include_str!({:?})),", file.display().to_string());
    }
    list.push(']');
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("cases.rs"), list)
}
