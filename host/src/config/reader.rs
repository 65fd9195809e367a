//! One reading of a configuration: its layers, where things stand, and what was found.

use super::{
    DEFAULTS, environment,
    finding::{Finding, Level, Place, Problems, Warning},
    folders::Granted,
    layer::Layer,
    section::Section,
    tree::{self, DUPLICATE, Origin, SyntaxError, Table},
};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashSet},
    path::{Path, PathBuf},
};

/// What [`DEFAULTS`] is called in messages.
const DEFAULTS_NAME: &str = "config.default.toml";

/// What is most often missing.
const QUOTE: &str = "a text stands in quotes: key = \"text\"";

/// The state of one reading. Findings are collected, so that all of them can be put right at once.
pub(super) struct Reader {
    file: String,
    folder: PathBuf,
    env: BTreeMap<String, String>,
    findings: RefCell<Vec<Finding>>,
    /// Every key that was asked for, as `section.key`: what there is to be documented.
    known: RefCell<HashSet<String>>,
    /// Every folder that is granted, to be compared when all are known.
    granted: RefCell<Vec<Granted>>,
    /// Files that secrets were read from: the host reads them again, and no adapter may reach one.
    secret_files: RefCell<BTreeSet<PathBuf>>,
    secrets: Secrets,
}

/// What becomes of secrets that lie elsewhere, in the environment or in files.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Secrets {
    Read,
    /// They are not looked for, and stand as words that say so.
    LeaveUnread,
}

// === impl Reader ===

impl Reader {
    /// Of a file whose paths are relative to `folder`.
    pub(super) fn new(file: &Path, folder: &Path, env: BTreeMap<String, String>, secrets: Secrets) -> Self {
        Self {
            file: file.display().to_string(),
            folder: folder.to_owned(),
            env,
            findings: RefCell::default(),
            known: RefCell::default(),
            granted: RefCell::default(),
            secret_files: RefCell::default(),
            secrets,
        }
    }

    /// The whole configuration, in its three layers.
    ///
    /// # Errors
    /// Where the text is no TOML: then nothing else can be said about it.
    pub(super) fn root(&self, text: &str) -> Result<Section<'_>, Problems> {
        let defaults = self.parse(DEFAULTS, Origin::Default)?;
        let file = self.parse(text, Origin::File)?;
        let (environment, contradictions) = environment::read(&self.env);
        for contradiction in contradictions {
            let what = format!("says something else about the same setting as {}", contradiction.other);
            let place = Origin::Variable(contradiction.variable);
            self.find(Level::Problem, &place, what, Some("unset one of the two".to_owned()));
        }
        let layers = [(defaults, Origin::Default(1)), (file, Origin::File(1))]
            .into_iter()
            .map(|(table, origin)| Layer::written(table, origin))
            .chain([Layer::environment(environment)])
            .collect();
        Ok(Section::new(self, layers))
    }

    fn parse(&self, text: &str, origin: fn(usize) -> Origin) -> Result<Table, Problems> {
        tree::read(text, origin).map_err(|errors| {
            let problem = |SyntaxError { line, message }| {
                let (what, hint) = match message.split_once(", expected ") {
                    // The parser guessed a number or a date, or wants quotes: it was to be a text.
                    Some((what, "nothing" | "literal string")) => (what, QUOTE.to_owned()),
                    Some((what, expected)) => (what, format!("write {}", expected.replace(", ", " or "))),
                    None if message == DUPLICATE => {
                        ("this key or section was written before", "write each once".to_owned())
                    }
                    None => (message.as_str(), QUOTE.to_owned()),
                };
                let what = format!("this is no TOML: {what}");
                Finding { level: Level::Problem, place: self.place(&origin(line)), what, hint: Some(hint) }
            };
            Problems { problems: errors.into_iter().map(problem).collect(), warnings: Vec::new() }
        })
    }

    /// The folder that paths are relative to.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A variable of the environment, for a secret.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.env.get(name).map(String::as_str)
    }

    /// Whether secrets are looked for where they lie.
    pub(super) fn reads_secrets(&self) -> bool {
        self.secrets == Secrets::Read
    }

    /// The file itself, as its folder and name say it.
    pub(super) fn own_path(&self) -> PathBuf {
        let file = Path::new(&self.file);
        file.file_name().map_or_else(|| file.to_owned(), |name| self.folder.join(name))
    }

    /// Notes a folder that is granted.
    pub(super) fn grant(&self, granted: Granted) {
        self.granted.borrow_mut().push(granted);
    }

    /// Every folder that was noted.
    pub(super) fn granted(&self) -> Vec<Granted> {
        self.granted.borrow().clone()
    }

    /// Notes a file that a secret is read from.
    pub(super) fn read_secret_from(&self, path: &Path) {
        self.secret_files.borrow_mut().insert(path.to_owned());
    }

    /// Every file that a secret was read from.
    pub(super) fn secret_files(&self) -> BTreeSet<PathBuf> {
        self.secret_files.borrow().clone()
    }

    /// Notes a key that was asked for.
    pub(super) fn ask(&self, section: &str, key: &str) {
        self.known.borrow_mut().insert(format!("{section}.{key}"));
    }

    /// Every key that was asked for.
    #[cfg(test)]
    pub(super) fn known(&self) -> std::collections::BTreeSet<String> {
        self.known.borrow().iter().cloned().collect()
    }

    /// Takes a finding. One about what all venues share is made for each of them, and kept once.
    pub(super) fn find(&self, level: Level, origin: &Origin, what: String, hint: Option<String>) {
        let finding = Finding { level, place: self.place(origin), what, hint };
        self.findings.borrow_mut().push(finding);
    }

    /// A warning about the whole file.
    pub(super) fn warn_of_file(&self, what: &str, hint: &str) {
        let place = Place::File { file: self.file.clone(), line: None };
        let finding = Finding { level: Level::Warning, place, what: what.to_owned(), hint: Some(hint.to_owned()) };
        self.findings.borrow_mut().push(finding);
    }

    /// Where something stands, for a person.
    pub(super) fn place(&self, origin: &Origin) -> Place {
        match origin {
            Origin::Default(line) => Place::File { file: DEFAULTS_NAME.to_owned(), line: Some(*line) },
            Origin::File(line) => Place::File { file: self.file.clone(), line: Some(*line) },
            Origin::Variable(name) => Place::Variable { variable: name.clone() },
        }
    }

    /// Warnings only, or everything that is wrong.
    pub(super) fn finish(self) -> Result<Vec<Warning>, Problems> {
        let mut seen = HashSet::new();
        let mut findings = self.findings.into_inner();
        findings.retain(|finding| seen.insert((finding.place.clone(), finding.what.clone())));
        let wrong = |finding: &Finding| finding.level == Level::Problem;
        findings.sort_by(|a, b| a.place.cmp(&b.place));
        let (problems, warnings): (Vec<_>, Vec<_>) = findings.into_iter().partition(wrong);
        if problems.is_empty() { Ok(warnings) } else { Err(Problems { problems, warnings }) }
    }
}
