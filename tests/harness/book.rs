//! What the documentation shows: the code blocks and command lines of `docs/src`, of what its pages include, and of the
//! README files beside it.

use std::fs;
use std::path::{Path, PathBuf};

/// Pages that are read beside the book's own.
const README: [&str; 4] = ["README.md", "sdk/javascript/README.md", "sdk/python/README.md", "sdk/c/README.md"];

/// A block of code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// Where it stands, from the root of the repository: the file that it is written in, not one that includes that.
    pub file: PathBuf,
    /// Of its first line.
    pub line: usize,
    /// What stands behind its fence: `sh`, `toml`, …; empty where nothing does.
    pub kind: String,
    /// What a reader sees: a file that is included is here.
    pub text: String,
    /// The files that are included, from the root of the repository.
    pub included: Vec<PathBuf>,
    /// Whether anything else stands in it.
    pub is_written: bool,
}

/// A piece of code within a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Span {
    /// Where it stands.
    pub file: PathBuf,
    /// Its line.
    pub line: usize,
    /// What stands between the back-quotes.
    pub text: String,
}

/// All blocks and all spans of some pages.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Shown {
    /// The blocks, in their order.
    pub blocks: Vec<Block>,
    /// The spans, in their order.
    pub spans: Vec<Span>,
}

/// A command, as its words.
pub type Words = Vec<String>;

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package lies in the repository")
}

/// All that the documentation shows.
pub fn shown() -> Shown {
    let mut shown = Shown::default();
    let mut pages: Vec<_> = ["docs/src", "docs/src/languages"]
        .into_iter()
        .flat_map(|folder| fs::read_dir(root().join(folder)).expect("the book is there"))
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.extend(README.iter().map(|file| root().join(file)));
    pages.sort();
    for page in pages {
        shown.read(&page);
    }
    shown
}

// === impl Shown ===

impl Shown {
    /// Reads a page, and the pages that it includes.
    fn read(&mut self, page: &Path) {
        let text = fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
        let file = from_root(page);
        let folder = page.parent().unwrap_or(Path::new(""));
        for included in self.add(&file, &text, |path| {
            let path = folder.join(path);
            (from_root(&path), fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        }) {
            self.read(&root().join(included));
        }
    }

    /// Adds what a page shows, and answers which other pages it includes.
    pub fn add(&mut self, file: &Path, text: &str, include: impl Fn(&str) -> (PathBuf, String)) -> Vec<PathBuf> {
        let (mut pages, mut open, mut in_list, mut after_gap) = (Vec::new(), None::<Block>, false, true);
        for (line, text) in (1..).zip(text.lines()) {
            let included =
                text.trim().strip_prefix("{{#include ").and_then(|rest| rest.strip_suffix("}}")).map(str::trim);
            if let Some(block) = &mut open {
                if text == "```" {
                    self.blocks.extend(open.take());
                } else if let Some(path) = included {
                    let (path, content) = include(path);
                    block.text.push_str(&content);
                    block.included.push(path);
                } else {
                    block.text.push_str(text);
                    block.text.push('\n');
                    block.is_written = true;
                }
                continue;
            }
            let begin = |line, kind: &str| Block {
                file: file.to_owned(),
                line,
                kind: kind.to_owned(),
                text: String::new(),
                included: Vec::new(),
                is_written: false,
            };
            if let Some(kind) = text.strip_prefix("```") {
                open = Some(begin(line + 1, kind));
            } else if let Some(path) = included {
                pages.push(include(path).0);
            } else if text.starts_with("    ") && after_gap && !in_list {
                // A block without a fence says nowhere what it is.
                self.blocks.push(Block { text: format!("{}\n", text.trim()), is_written: true, ..begin(line, "") });
            } else {
                let spans = text.split('`').skip(1).step_by(2).filter(|span| !span.is_empty());
                self.spans.extend(spans.map(|text| Span { file: file.to_owned(), line, text: text.to_owned() }));
            }
            after_gap = text.trim().is_empty();
            if !text.starts_with(' ') && !after_gap {
                let number = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
                in_list = text.starts_with("- ") || (number.len() < text.len() && number.starts_with(". "));
            }
        }
        assert!(open.is_none(), "{}: a fence is not closed", file.display());
        pages
    }

    /// The command lines of the blocks of a shell, each with its block.
    pub fn commands(&self) -> impl Iterator<Item = (&Block, Words)> {
        let shell = self.blocks.iter().filter(|block| block.kind == "sh");
        shell.flat_map(|block| commands(&block.text).into_iter().map(move |words| (block, words)))
    }
}

/// The commands of a script as their words: without comments, and what stands between `&&` is a command each.
pub fn commands(script: &str) -> Vec<Words> {
    let (mut all, mut words, mut word) = (Vec::new(), Vec::new(), None::<String>);
    let mut letters = script.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' | '"' => {
                let quoted = letters.by_ref().take_while(|other| *other != letter);
                word.get_or_insert_default().extend(quoted);
            }
            '\\' if letters.peek() == Some(&'\n') => drop(letters.next()),
            '#' if word.is_none() => while letters.next_if(|other| *other != '\n').is_some() {},
            ' ' | '\t' => words.extend(word.take()),
            '\n' => {
                words.extend(word.take());
                all.push(std::mem::take(&mut words));
            }
            letter => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    all.push(words);
    all.iter()
        .flat_map(|words| words.split(|word| word == "&&"))
        .filter(|words| !words.is_empty())
        .map(<[_]>::to_vec)
        .collect()
}

fn from_root(path: &Path) -> PathBuf {
    let path = path.canonicalize().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let root = root().canonicalize().expect("the root is there");
    path.strip_prefix(&root).expect("a page shows what is in the repository").to_owned()
}
