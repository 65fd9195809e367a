//! From the example's text to the vendor's: the name in each of its spellings, and paths of the repository as they are in
//! a project.

use patio_toolchain::Name;

/// What the example is called.
const EXAMPLE: &str = "corner";

/// Paths of the repository that a project has under `patio/`: as an example names them from its own folder. From a folder
/// below, another `../` stands before it, and stays.
const PATHS: [(&str, &str); 2] = [("../../wit", "patio/wit"), ("../../sdk", "patio/sdk")];

/// Endings of files in which names are written with underscores, and that are themselves named so.
const SNAKE: [&str; 5] = ["c", "h", "py", "pyi", "rs"];

/// A file's text, or its path, as it is in a project of that name.
pub(crate) fn spelled(text: &str, path: &str, name: &Name) -> String {
    let mut text = text.to_owned();
    for (from, to) in PATHS {
        text = text.replace(from, to);
    }
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    // Cargo's names of libraries are Rust's.
    renamed(&text, name, SNAKE.contains(&ending) || path.ends_with("Cargo.toml"))
}

/// Each occurrence of the example's name, in the spelling that it has there.
fn renamed(text: &str, name: &Name, is_snake: bool) -> String {
    let (snake, upper, pascal) = (name.snake(), name.upper(), name.pascal());
    let lower = text.to_ascii_lowercase();
    let (mut written, mut from) = (String::with_capacity(text.len()), 0);
    while let Some(at) = lower.get(from..).and_then(|rest| rest.find(EXAMPLE)).map(|at| from + at) {
        let to = at + EXAMPLE.len();
        let (before, word, behind) = (text.get(from..at), text.get(at..to), text.get(to..));
        written.push_str(before.unwrap_or_default());
        let word = word.unwrap_or_default();
        let behind = behind.unwrap_or_default();
        let is_joined = written.ends_with('_') || behind.starts_with('_') || is_file_of_snake(behind);
        written.push_str(match word.chars().next() {
            _ if word == EXAMPLE.to_ascii_uppercase() => &upper,
            Some('C') => &pascal,
            // A package, or a file of another language.
            _ if behind.starts_with('-') || behind.starts_with(".wasm") || behind.starts_with(".js") => name.kebab(),
            _ if is_snake || is_joined => &snake,
            _ => name.kebab(),
        });
        from = to;
    }
    written.push_str(text.get(from..).unwrap_or_default());
    written
}

/// Whether what stands behind a name makes it the name of a file that is written with underscores.
fn is_file_of_snake(behind: &str) -> bool {
    let ending = behind.strip_prefix('.').unwrap_or_default();
    let end = ending.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(ending.len());
    ending.get(..end).is_some_and(|ending| SNAKE.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &str) {
        assert_eq!(spelled(text, path, &"blue-till".parse().unwrap()), expected);
    }

    #[test]
    fn a_name_is_spelled_as_its_language_spells_it() {
        check(
            "wit/world.wit",
            "package corner:adapter; world corner {",
            "package blue-till:adapter; world blue-till {",
        );
        check(
            "src/lib.rs",
            "mod corner; struct Corner; const CORNER: u8",
            "mod blue_till; struct BlueTill; const BLUE_TILL: u8",
        );
        check(
            "corner.c",
            "#include \"corner.h\" exports_corner_x(corner_list_t)",
            "#include \"blue_till.h\" exports_blue_till_x(blue_till_list_t)",
        );
        check(
            "package.json",
            "{\"name\": \"corner\", \"x\": \"corner_y\"}",
            "{\"name\": \"blue-till\", \"x\": \"blue_till_y\"}",
        );
        check(
            "README.md",
            "# Corner\n`corner.wasm`, `src/corner.py`",
            "# BlueTill\n`blue-till.wasm`, `src/blue_till.py`",
        );
        check("adapter/corner.py", "adapter/corner.py", "adapter/blue_till.py");
        check(
            "Cargo.toml",
            "name = \"corner-adapter\"\n[lib]\nname = \"corner\"",
            "name = \"blue-till-adapter\"\n[lib]\nname = \"blue_till\"",
        );
    }

    #[test]
    fn paths_lead_into_the_project_instead_of_the_repository() {
        check("adapter.toml", "contract = \"../../wit\"", "contract = \"patio/wit\"");
        check("Cargo.toml", "{ path = \"../../sdk/rust\" }", "{ path = \"patio/sdk/rust\" }");
        check("src/a.js", "import \"../../../sdk/javascript/a.js\"", "import \"../patio/sdk/javascript/a.js\"");
    }

    #[test]
    fn text_of_other_alphabets_stays() {
        check("README.md", "Ünïcode → Corner ☕", "Ünïcode → BlueTill ☕");
    }
}
