//! Whether the fence holds is tried: what could be done before it stood is tried again when it stands.

use super::Fence;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What everybody may read, on every Linux that has `/proc`.
const READABLE: &[&str] = &["/proc/version", "/bin/sh"];

/// Programs that do nothing, for nobody.
const RUNNABLE: &[&str] = &["/bin/true", "/usr/bin/true", "/bin/sh"];

/// What came of trying to get out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proof {
    /// Reading a file outside.
    pub read: Tried,
    /// Making a file outside.
    pub write: Tried,
    /// Starting another program.
    pub run: Tried,
}

/// What came of one try.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Tried {
    /// It worked before and is refused now.
    Refused(PathBuf),
    /// It still works.
    GotOut(PathBuf),
    /// There was nothing to try it with: it did not work before either.
    Untried,
}

/// What worked before the fence stood.
pub(super) struct Tries {
    read: Option<PathBuf>,
    write: Option<PathBuf>,
    run: Option<PathBuf>,
}

// === impl Tries ===

impl Tries {
    pub(super) fn before(fence: &Fence) -> Self {
        let outside = |path: &&Path| !fence.lets_in(path);
        let first = |paths: &[&'static str]| {
            let mut paths = paths.iter().map(Path::new).filter(outside).filter(|path| File::open(path).is_ok());
            paths.next().map(Path::to_owned)
        };
        let temporary = std::env::temp_dir();
        let write = Some(temporary.as_path()).filter(outside).filter(|folder| make_in(folder).is_ok());
        Self { read: first(READABLE), write: write.map(Path::to_owned), run: first(RUNNABLE) }
    }

    pub(super) fn after(self) -> Proof {
        let read = tried(self.read, |path| File::open(path).map(drop));
        let write = tried(self.write, make_in);
        let run = tried(self.run, |program| {
            let mut child = Command::new(program)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .env_clear()
                .spawn()?;
            child.wait().map(drop)
        });
        Proof { read, write, run }
    }
}

fn tried(path: Option<PathBuf>, try_it: impl FnOnce(&Path) -> std::io::Result<()>) -> Tried {
    let Some(path) = path else { return Tried::Untried };
    match try_it(&path) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Tried::Refused(path),
        // It worked a moment ago: any other end is no refusal.
        _ => Tried::GotOut(path),
    }
}

/// Makes a file in a folder, and takes it away.
fn make_in(folder: &Path) -> std::io::Result<()> {
    let path = folder.join(format!(".patio-{}-{:016x}", std::process::id(), rand::random::<u64>()));
    File::create_new(&path)?;
    fs::remove_file(&path)
}

// === impl Proof ===

impl Proof {
    /// What got out, in words.
    pub fn got_out(&self) -> Option<String> {
        let out = self.each().into_iter().filter_map(|(what, tried)| match tried {
            Tried::GotOut(path) => Some(format!("{what} {} was not refused", path.display())),
            _ => None,
        });
        let out: Vec<_> = out.collect();
        (!out.is_empty()).then(|| out.join(", "))
    }

    /// What was tried and refused, in words.
    pub fn refused(&self) -> Vec<String> {
        let refused = self.each().into_iter().filter_map(|(what, tried)| match tried {
            Tried::Refused(path) => Some(format!("{what} {}", path.display())),
            _ => None,
        });
        refused.collect()
    }

    fn each(&self) -> [(&'static str, &Tried); 3] {
        [("reading", &self.read), ("writing to", &self.write), ("running", &self.run)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_still_works_is_told_as_a_way_out() {
        let fence = Fence::of(Vec::new());
        // No fence was raised.
        let proof = Tries::before(&fence).after();
        let out = proof.got_out().unwrap();
        assert!(out.contains("reading ") && out.contains("writing to ") && out.contains("running "), "{out}");
        assert_eq!(proof.refused(), Vec::<String>::new());
    }

    #[test]
    fn what_the_fence_lets_in_is_not_tried() {
        let everything = super::super::Rule::of_setting("all", "/".into(), super::super::Access::Write);
        let proof = Tries::before(&Fence::of(vec![everything])).after();
        assert_eq!(proof, Proof { read: Tried::Untried, write: Tried::Untried, run: Tried::Untried });
    }
}
