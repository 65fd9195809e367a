//! The cases: those that this program carries, or those of a folder.

use crate::case::{BadCase, Case};
use crate::glob::Glob;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// `(id, text)` of each file of `tests/conformance/cases`.
pub(crate) const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/cases.rs"));

/// The groups, in the order in which they are played and told.
const GROUPS: [&str; 6] = ["contract", "money", "payments", "locks", "pos", "limits"];

/// Why a folder is no catalogue.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// It cannot be read.
    #[error("{path} cannot be read: {error}", path = .path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// One of its files is no case.
    #[error("{file} is no case: {error}")]
    Bad {
        /// The file.
        file: String,
        /// Why.
        error: BadCase,
    },
    /// There is nothing in it.
    #[error("{} has no cases: a case is a file <group>/<rule>.toml in it", .0.display())]
    Empty(PathBuf),
}

/// Cases, in the order in which they are played.
#[derive(Clone, Debug)]
pub struct Catalogue {
    cases: Vec<Case>,
}

// === impl Catalogue ===

impl Catalogue {
    /// The cases that this program carries.
    ///
    /// # Errors
    /// Where one of them is none, which a test rules out.
    pub fn embedded() -> Result<Self, CatalogueError> {
        Self::of(EMBEDDED.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())))
    }

    /// The cases of a folder: each `<group>/<rule>.toml` in it.
    ///
    /// # Errors
    /// The file that cannot be read or is no case, or that there is none.
    pub fn of_folder(folder: &Path) -> Result<Self, CatalogueError> {
        let mut found = Vec::new();
        for group in entries(folder)?.into_iter().filter(|path| path.is_dir()) {
            for file in entries(&group)?.into_iter().filter(|path| path.extension().is_some_and(|it| it == "toml")) {
                let name = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                let text = fs::read_to_string(&file)
                    .map_err(|error| CatalogueError::Unreadable { path: file.clone(), error })?;
                found.push((format!("{}/{}", name(&group), name(&file)), text));
            }
        }
        if found.is_empty() {
            return Err(CatalogueError::Empty(folder.to_owned()));
        }
        Self::of(found)
    }

    fn of(files: impl IntoIterator<Item = (String, String)>) -> Result<Self, CatalogueError> {
        let case = |(id, text): (String, String)| {
            Case::read(&id, &text).map_err(|error| CatalogueError::Bad { file: format!("{id}.toml"), error })
        };
        let mut cases = files.into_iter().map(case).collect::<Result<Vec<_>, _>>()?;
        let rank = |case: &Case| GROUPS.iter().position(|group| *group == case.group()).unwrap_or(GROUPS.len());
        cases.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.id.cmp(&b.id)));
        Ok(Self { cases })
    }

    /// Those whose id is of one of the patterns; all where there is no pattern.
    #[must_use]
    pub fn only(mut self, globs: &[Glob]) -> Self {
        self.cases.retain(|case| globs.is_empty() || globs.iter().any(|glob| glob.matches(&case.id)));
        self
    }

    /// Those that judge no costs.
    #[must_use]
    pub fn without_measures(mut self) -> Self {
        self.cases.retain(|case| !case.measures());
        self
    }

    /// All of them.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, CatalogueError> {
    let unreadable = |error| CatalogueError::Unreadable { path: folder.to_owned(), error };
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_case_can_be_read_and_belongs_to_a_group() {
        let catalogue = Catalogue::embedded().unwrap();
        assert!(catalogue.cases().len() > 50);
        for case in catalogue.cases() {
            assert!(GROUPS.contains(&case.group()), "{}", case.id);
        }
    }

    #[test]
    fn where_to_read_is_a_place_of_this_repository() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for case in Catalogue::embedded().unwrap().cases() {
            for part in case.read.split("; ") {
                let file = part.split(',').next().unwrap_or_default();
                let file = if file == "README" { "README.md" } else { file };
                assert!(root.join(file).is_file(), "{}: {file:?} of {:?}", case.id, case.read);
            }
        }
    }

    #[test]
    fn a_folder_without_cases_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let refused = Catalogue::of_folder(folder.path()).unwrap_err().to_string();
        assert!(refused.ends_with("has no cases: a case is a file <group>/<rule>.toml in it"), "{refused}");
    }
}
