//! `[ledger]`: where payments are recorded.

use super::section::Section;
use std::path::PathBuf;

/// `[ledger]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LedgerConfig {
    /// As it was written.
    pub url: String,
    /// The SQLite file.
    pub path: PathBuf,
}

const SCHEME: &str = "sqlite://";
const HINT: &str =
    "write url = \"sqlite://patio.db\", or with an absolute path url = \"sqlite:///var/lib/patio/patio.db\"";

/// Reads the section.
pub(super) fn read(root: &mut Section<'_>) -> LedgerConfig {
    let mut section = root.section("ledger");
    let url = section.text("url");
    section.finish();
    let Some(url) = url else { return LedgerConfig { url: String::new(), path: PathBuf::new() } };
    let path = match path(&url.value) {
        Ok(path) => super::resolve(url.at.reader.folder(), path),
        Err(wrong) => {
            // The URL of a database server has a password in it.
            let shown = if url.value.contains('@') { String::new() } else { format!("= {:?} ", url.value) };
            url.at.problem(format!("{shown}{}", wrong.what()), HINT);
            PathBuf::new()
        }
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder
        && !folder.is_dir()
    {
        let what = format!("= {:?} lies in {}, which is no folder", url.value, folder.display());
        url.at.problem(what, format!("mkdir -p {}", folder.display()));
    } else if path.is_dir() {
        url.at.problem(format!("= {:?} is a folder", url.value), HINT);
    }
    LedgerConfig { url: url.value, path }
}

enum Wrong {
    Postgres,
    Memory,
    Options,
    Other,
}

fn path(url: &str) -> Result<&str, Wrong> {
    let lower = url.to_ascii_lowercase();
    if lower.starts_with("postgres://") || lower.starts_with("postgresql://") {
        return Err(Wrong::Postgres);
    }
    if lower.contains(":memory:") {
        return Err(Wrong::Memory);
    }
    let path = url.strip_prefix(SCHEME).filter(|path| !path.is_empty()).ok_or(Wrong::Other)?;
    if path.contains(['?', '#', '\0']) { Err(Wrong::Options) } else { Ok(path) }
}

// === impl Wrong ===

impl Wrong {
    const fn what(&self) -> &'static str {
        match self {
            Self::Postgres => "is a PostgreSQL database, which this version does not know yet",
            Self::Memory => "forgets all payments when the host stops",
            Self::Options => "has options, which are not taken",
            Self::Other => "is no sqlite:// URL",
        }
    }
}
