//! A folder as it is in the repository, without what npm put into it.

use std::fs;
use std::path::Path;

/// Makes a folder the copy of another. What was installed into the copy stays, so that a second run is faster; whatever
/// else is in it goes.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for name in names(to) {
        if !is_installed(&name) && !from.join(&name).exists() {
            let stale = to.join(name);
            if stale.is_dir() { fs::remove_dir_all(stale).unwrap() } else { fs::remove_file(stale).unwrap() }
        }
    }
    for name in names(from) {
        let source = from.join(&name);
        if is_installed(&name) || name.ends_with(".wasm") {
            continue;
        }
        if source.is_dir() {
            copy(&source, &to.join(name));
        } else {
            fs::copy(source, to.join(name)).unwrap();
        }
    }
}

fn names(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn is_installed(name: &str) -> bool {
    name == "node_modules"
}
