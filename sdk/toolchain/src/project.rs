//! A folder that becomes a component: what its `adapter.toml` says, and what is done with it.

use crate::error::Error;
use crate::language::Language;
use crate::missing::{Install, Missing};
use crate::name::Name;
use crate::product::Product;
use crate::{Purpose, c, contract, javascript, manifest, program, python, rust};
use std::fs;
use std::path::{Path, PathBuf};

/// The file that makes a folder a project.
///
/// ```toml
/// name = "corner"                    # the component is corner.wasm
/// language = "javascript"            # rust, javascript, python or c
/// entry = "src/adapter.js"           # where the program begins (JavaScript, Python)
/// # sources = ["src"]                # what is compiled (C)
/// # world = "corner"                 # the world in wit/ (not for Rust): the name
/// # contract = "patio/wit"           # the interfaces of Patio
/// # sdk = "patio/sdk/javascript"     # the language's SDK
/// ```
pub const MANIFEST: &str = "adapter.toml";

/// Where the tool chain puts what it makes on the way. It has a `.gitignore` of its own.
pub(crate) const WORKSHOP: &str = ".patio";

/// The interfaces of Patio in a project that carries them itself.
const CONTRACT: &str = "patio/wit";

/// A project.
#[derive(Debug)]
pub struct Project {
    /// Its folder, absolute.
    pub folder: PathBuf,
    /// Its name.
    pub name: Name,
    /// The language that it is written in.
    pub language: Language,
    pub(crate) contract: PathBuf,
    pub(crate) sdk: PathBuf,
    pub(crate) world: String,
    pub(crate) entry: String,
    /// Sources that the manifest names.
    pub(crate) sources: Vec<PathBuf>,
}

// === impl Project ===

impl Project {
    /// The project in a folder.
    ///
    /// # Errors
    /// Where the folder is none, or its `adapter.toml` is wrong.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        if !folder.is_dir() {
            return Err(Error::NoFolder(folder.to_owned()));
        }
        let folder = folder.canonicalize().map_err(Error::io(folder))?;
        let file = folder.join(MANIFEST);
        if !file.is_file() {
            let looks_like = looks_like(&folder);
            return Err(Error::NoProject { folder, looks_like });
        }
        let text = fs::read_to_string(&file).map_err(Error::io(&file))?;
        let wrong = |what: String| Error::Manifest { file: file.clone(), what };
        let written = manifest::read(&text).map_err(&wrong)?;
        let name: Name = written.name.parse().map_err(|bad| wrong(format!("name: {bad}")))?;
        let language = written.language;
        let entry = written.entry.unwrap_or_else(|| language.entry(&name));
        let sources = written.sources.unwrap_or_default().into_iter().map(|source| folder.join(source)).collect();
        Ok(Self {
            contract: folder.join(written.contract.unwrap_or_else(|| CONTRACT.into())),
            sdk: folder.join(written.sdk.unwrap_or_else(|| format!("patio/sdk/{}", language.word()).into())),
            world: written.world.unwrap_or_else(|| name.kebab().to_owned()),
            entry,
            sources,
            folder,
            name,
            language,
        })
    }

    /// What it cannot be built without and is not here.
    ///
    /// # Errors
    /// Where that cannot be found out.
    pub fn missing(&self) -> Result<Vec<Missing>, Error> {
        match self.language {
            Language::Rust => rust::missing(self),
            Language::JavaScript => javascript::missing(self),
            Language::Python => python::missing(self),
            Language::C => Ok(c::missing(self)),
        }
    }

    /// Runs what brings the missing tools, each command shown to `tell` before it is run.
    ///
    /// # Errors
    /// Where one fails, or what is missing needs a person.
    pub fn install(&self, tell: &mut dyn FnMut(&str)) -> Result<(), Error> {
        // What one command brings may be what the next one is run by; so it is asked again after each.
        let mut ran = Vec::new();
        loop {
            let missing = self.missing()?;
            let next = missing.iter().find_map(|missing| match &missing.install {
                Install::Run(command) if !ran.contains(command) => Some(command.clone()),
                _ => None,
            });
            let is_for_a_person = missing.iter().any(|missing| matches!(missing.install, Install::Person(_)));
            let Some(command) = next.filter(|_| !is_for_a_person) else {
                return if missing.is_empty() { Ok(()) } else { Err(Error::Missing(missing)) };
            };
            let line = command.join(" ");
            tell(&line);
            let status = program::run(&self.folder, &command)?;
            if !status.success() {
                return Err(Error::Install { command: line, status });
            }
            ran.push(command);
        }
    }

    /// Builds `<name>.wasm`: to be used, in its folder; to be watched, where nobody takes it for the other. What the
    /// compiler says goes to the terminal as it is.
    ///
    /// # Errors
    /// Where tools are missing, or one of them fails.
    pub fn build(&self, purpose: Purpose) -> Result<Product, Error> {
        self.is_whole()?;
        let missing = self.missing()?;
        if !missing.is_empty() {
            return Err(Error::Missing(missing));
        }
        let workshop = self.workshop()?;
        let built = match self.language {
            Language::Rust => rust::build(self, purpose)?,
            Language::JavaScript => javascript::build(self, &contract::assemble(self)?, &workshop)?,
            Language::Python => python::build(self, &contract::assemble(self)?, &workshop)?,
            Language::C => c::build(self, &contract::assemble(self)?, &workshop, purpose)?,
        };
        // Whoever looks at the folder meanwhile never sees half of it.
        let whole = workshop.join("whole.wasm");
        let file = match purpose {
            Purpose::Use => self.component(),
            Purpose::Watch => workshop.join(format!("{}.wasm", self.name)),
        };
        fs::copy(&built, &whole).map_err(Error::io(&built))?;
        let product = Product::of(&whole)?;
        fs::rename(&whole, &file).map_err(Error::io(&file))?;
        Ok(Product { file, ..product })
    }

    /// Where the component is, or will be, that is to be used.
    pub fn component(&self) -> PathBuf {
        self.folder.join(format!("{}.wasm", self.name))
    }

    /// Whether it carries the interfaces of Patio itself, so that they are replaced there and nowhere else.
    pub fn carries_the_contract(&self) -> bool {
        self.contract == self.folder.join(CONTRACT)
    }

    /// Whether the folders are there that it is built with and that are not the vendor's own.
    fn is_whole(&self) -> Result<(), Error> {
        for (key, folder) in [("contract", &self.contract), ("sdk", &self.sdk)] {
            if !folder.is_dir() {
                let what = format!("{key}: {} is no folder; `patio wit update` brings patio/ back", folder.display());
                return Err(Error::Manifest { file: self.folder.join(MANIFEST), what });
            }
        }
        Ok(())
    }

    /// The folder for what is made on the way.
    pub(crate) fn workshop(&self) -> Result<PathBuf, Error> {
        let workshop = self.folder.join(WORKSHOP);
        let ignore = workshop.join(".gitignore");
        fs::create_dir_all(&workshop).map_err(Error::io(&workshop))?;
        fs::write(&ignore, "*\n").map_err(Error::io(&ignore))?;
        Ok(workshop)
    }
}

// === impl Language ===

impl Language {
    /// Where a program begins, where `adapter.toml` does not say.
    fn entry(self, name: &Name) -> String {
        match self {
            Self::JavaScript => format!("src/{name}.js"),
            Self::Python => "app".to_owned(),
            Self::Rust | Self::C => String::new(),
        }
    }
}

fn looks_like(folder: &Path) -> Option<Language> {
    let marks = [
        ("Cargo.toml", Language::Rust),
        ("package.json", Language::JavaScript),
        ("pyproject.toml", Language::Python),
        ("requirements.txt", Language::Python),
        ("Makefile", Language::C),
    ];
    marks.into_iter().find(|(mark, _)| folder.join(mark).is_file()).map(|(_, language)| language)
}
