//! What this binary carries for vendors: the contract, the SDKs and the templates, as they are in the repository.

use patio_toolchain::Language;

mod files {
    include!(env!("CARRIED"));
}

/// A file: its path, and what is in it.
pub(crate) type File = (String, &'static [u8]);

/// What a project has under `patio/`, in the layout of the repository, so that relative paths in it hold. Sorted.
pub(crate) fn vendored(language: Language) -> Vec<File> {
    let sdk = match language {
        Language::Rust => files::SDK_RUST,
        Language::JavaScript => files::SDK_JAVASCRIPT,
        Language::Python => files::SDK_PYTHON,
        Language::C => files::SDK_C,
    };
    let below = |folder: String, files: &'static [(&str, &[u8])]| {
        files.iter().map(move |&(path, content)| (format!("{folder}/{path}"), content))
    };
    let sdk = below(format!("sdk/{}", language.word()), sdk);
    sdk.chain(below("wit".to_owned(), files::WIT)).collect()
}

/// The project that is handed out: the example adapter of a language.
pub(crate) const fn template(language: Language) -> &'static [(&'static str, &'static [u8])] {
    match language {
        Language::Rust => files::TEMPLATE_RUST,
        Language::JavaScript => files::TEMPLATE_JAVASCRIPT,
        Language::Python => files::TEMPLATE_PYTHON,
        Language::C => files::TEMPLATE_C,
    }
}
