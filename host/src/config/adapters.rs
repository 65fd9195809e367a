//! `[adapters]`: where adapters and their compiled code lie.

use super::section::Section;
use crate::trust::{Trust, TrustedKey};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// Who judges an adapter before it is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GateKind {
    /// Nobody: what compiles and describes itself is used.
    None,
    /// The conformance kit.
    Check,
}

/// `[adapters]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Adapters {
    /// Where `*.wasm` are dropped.
    pub folder: PathBuf,
    /// Where compiled code is kept.
    pub cache: PathBuf,
    /// How often the folder is looked at.
    pub scan_interval: Duration,
    /// Whose signatures approve an adapter.
    pub trust: Trust,
    /// Who judges an adapter before it is used.
    pub gate: GateKind,
    /// Wall time that judging one adapter may take.
    pub gate_deadline: Duration,
    /// Compiled code that is kept, in bytes.
    pub cache_bytes: u64,
    /// Memory that compiling one component may take, in bytes.
    pub compile_memory_bytes: usize,
    /// CPU time that it may take.
    pub compile_cpu: Duration,
    /// Wall time that it may take.
    pub compile_deadline: Duration,
    /// Compiled code of one component at most, in bytes.
    pub code_bytes: usize,
    /// Whether a trap's backtrace names lines of the source. No file says so: `patio dev` does, for the vendor's own.
    pub source_lines: bool,
}

/// Reads the section.
pub(super) fn read(root: &mut Section<'_>) -> Adapters {
    let mut section = root.section("adapters");
    let folder = section.path("folder");
    if let Some(folder) = &folder
        && !folder.value.is_dir()
    {
        let shown = folder.value.display();
        folder.at.degraded(format!("= \"{shown}\" is no folder that can be read"), format!("mkdir -p {shown}"));
    }
    let cache = section.path("cache");
    if let (Some(folder), Some(cache)) = (&folder, &cache)
        && folder.value == cache.value
    {
        cache.at.problem("is the same as folder", "write cache = \"patio-cache\": compiled code is no adapter");
    }
    let scan_interval = section.milliseconds("scan_interval_ms", 50..=60_000);
    let cache_mib = section.number("cache_mib", 1..=1_048_576).value;
    let compile_memory_mib = section.number("compile_memory_mib", 128..=65_536).value;
    let compile_cpu = section.milliseconds("compile_cpu_ms", 1000..=3_600_000);
    let compile_deadline = section.milliseconds("compile_deadline_ms", 100..=3_600_000);
    let code_mib = section.number("code_mib", 1..=4096).value;
    let trust = trust(&mut section);
    let gate = gate(&mut section);
    let gate_deadline = section.milliseconds("gate_deadline_ms", 100..=3_600_000);
    section.finish();
    Adapters {
        folder: folder.map(|folder| folder.value).unwrap_or_default(),
        cache: cache.map(|cache| cache.value).unwrap_or_default(),
        scan_interval,
        trust,
        gate,
        gate_deadline,
        cache_bytes: u64::try_from(cache_mib << 20).unwrap_or(u64::MAX),
        compile_memory_bytes: compile_memory_mib << 20,
        compile_cpu,
        compile_deadline,
        code_bytes: code_mib << 20,
        source_lines: false,
    }
}

/// A key that cannot be read is a mistake and never passed over: without it, less would be asked for than was meant.
fn trust(section: &mut Section<'_>) -> Trust {
    let mut keys = Vec::new();
    for text in section.texts("trust", "trust = [\"RW…\"]") {
        match text.value.parse::<TrustedKey>() {
            Ok(key) => keys.push(key),
            Err(error) => text.at.problem(
                format!("has {:?}, which {error}", text.value),
                "write the second line of the public key's file, which begins with RW",
            ),
        }
    }
    Trust::new(keys)
}

/// A word that is not known is a mistake and never passed over: without it, less would be asked for than was meant.
fn gate(section: &mut Section<'_>) -> GateKind {
    let Some(gate) = section.text("gate") else { return GateKind::None };
    match gate.value.as_str() {
        "check" => GateKind::Check,
        "none" => GateKind::None,
        other => {
            gate.at.problem(format!("= {other:?} is not known"), "write gate = \"check\" or gate = \"none\"");
            GateKind::None
        }
    }
}

/// The file of an adapter.
pub(super) fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.wasm"))
}

/// The adapters in the folder, for a message.
pub(super) fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let name = |entry: std::fs::DirEntry| entry.file_name().to_str()?.strip_suffix(".wasm").map(str::to_owned);
    let mut names: Vec<_> = entries.filter_map(name).collect();
    names.sort();
    names
}
