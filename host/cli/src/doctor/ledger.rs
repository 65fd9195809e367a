//! Whether the ledger lies where what is written stays: on a disk of this machine, which syncs.

use super::check::Check;

/// Where it lies.
pub(super) struct Facts {
    pub(super) folder: String,
    pub(super) file_system: FileSystem,
    /// A file was made there, synced and taken away; or why not.
    pub(super) written: Result<(), String>,
    /// What else lies in the folder that the host writes, and should not be written by it.
    pub(super) beside: Vec<&'static str>,
}

/// Kinds that matter here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum FileSystem {
    /// Or any other that nothing speaks against.
    Disk,
    /// Another machine's, whose locks and syncs are promises of a network.
    Network(&'static str),
    /// Gone with the power.
    Memory,
    /// A container's own layer: gone with the container.
    Layer,
}

// === impl FileSystem ===

impl FileSystem {
    /// By the magic number of `statfs(2)`.
    pub(super) const fn of(magic: i64) -> Self {
        match magic {
            0x6969 => Self::Network("NFS"),
            0x517B | 0xFF53_4D42 | 0xFE53_4D42 => Self::Network("SMB"),
            0x0102_1997 => Self::Network("9P"),
            0x00C3_6400 => Self::Network("Ceph"),
            0x0102_1994 | 0x8584_58F6 => Self::Memory,
            0x794C_7630 => Self::Layer,
            _ => Self::Disk,
        }
    }
}

pub(super) fn check(facts: &Facts) -> Check {
    const NAME: &str = "ledger";
    let Facts { folder, file_system, written, beside } = facts;
    let elsewhere = "write [ledger] url = \"sqlite:///…\" with a folder on a disk of this machine";
    match (written, file_system) {
        (Err(why), _) => {
            Check::fails(NAME, format!("{folder} cannot be written: {why}"), "chown it to the host's user")
        }
        (Ok(()), FileSystem::Network(kind)) => Check::fails(
            NAME,
            format!("{folder} is on a network ({kind}): neither its locks nor its syncs are to be relied on"),
            elsewhere,
        ),
        (Ok(()), FileSystem::Memory) => {
            Check::fails(NAME, format!("{folder} is in memory: payments are gone when the machine restarts"), elsewhere)
        }
        (Ok(()), FileSystem::Layer) => Check::warning(
            NAME,
            format!("{folder} is in a container's own layer: payments are gone with the container"),
            "mount a volume there",
        ),
        (Ok(()), FileSystem::Disk) if !beside.is_empty() => Check::warning(
            NAME,
            format!("{folder} also has {}: the fence lets the host write there", beside.join(" and ")),
            "stop the host, move patio.db* into a folder of its own, and write [ledger] url = \"sqlite://data/patio.db\"",
        ),
        (Ok(()), FileSystem::Disk) => Check::holds(NAME, format!("{folder} is written and synced")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::check::State;

    fn state(magic: i64, written: Result<(), String>, beside: Vec<&'static str>) -> State {
        let file_system = FileSystem::of(magic);
        check(&Facts { folder: "/srv".to_owned(), file_system, written, beside }).state
    }

    #[test]
    fn a_ledger_must_stay() {
        let [ext4, nfs, tmpfs, overlay] = [0xEF53, 0x6969, 0x0102_1994, 0x794C_7630];
        assert_eq!(state(ext4, Ok(()), Vec::new()), State::Holds);
        assert_eq!(state(nfs, Ok(()), Vec::new()), State::Fails);
        assert_eq!(state(tmpfs, Ok(()), Vec::new()), State::Fails);
        assert_eq!(state(overlay, Ok(()), Vec::new()), State::Warning);
        assert_eq!(state(ext4, Err("no space".to_owned()), Vec::new()), State::Fails);
    }

    #[test]
    fn a_ledger_beside_the_adapters_opens_them_to_be_written() {
        assert_eq!(state(0xEF53, Ok(()), vec!["the adapters"]), State::Warning);
    }
}
