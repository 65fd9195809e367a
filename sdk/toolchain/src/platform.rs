//! What a person types on this machine to install something that only the system's packages, or its vendor, have.

use std::fs;
use std::path::Path;

/// As far as it decides which command that is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Platform {
    /// Debian, Ubuntu and their like: apt.
    Debian,
    /// Fedora, Red Hat and their like: dnf.
    Fedora,
    /// Alpine: apk.
    Alpine,
    /// Arch and its like: pacman.
    Arch,
    /// macOS, with Homebrew.
    MacOs,
    /// Any other: there, a place on the web is named instead of a command.
    Other,
}

/// Something that is installed for the whole machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Thing {
    Node,
    Python,
    /// With rustup, which brings cargo and the target of components.
    Rust,
}

// === impl Platform ===

impl Platform {
    /// This machine's.
    pub fn here() -> Self {
        if cfg!(target_os = "macos") {
            return Self::MacOs;
        }
        fs::read_to_string(Path::new("/etc/os-release")).map_or(Self::Other, |text| Self::in_os_release(&text))
    }

    fn in_os_release(text: &str) -> Self {
        let value = |key: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
            line.unwrap_or_default().trim_matches('"').to_owned()
        };
        let (id, like) = (value("ID"), value("ID_LIKE"));
        let families = std::iter::once(id.as_str()).chain(like.split_whitespace());
        let family = |name: &str| match name {
            "debian" | "ubuntu" => Some(Self::Debian),
            "fedora" | "rhel" | "centos" => Some(Self::Fedora),
            "alpine" => Some(Self::Alpine),
            "arch" => Some(Self::Arch),
            _ => None,
        };
        families.into_iter().find_map(family).unwrap_or(Self::Other)
    }

    /// The line that installs a thing.
    pub(crate) const fn line_for(self, thing: Thing) -> &'static str {
        match (self, thing) {
            // The same everywhere: rustup is what knows the target of components.
            (_, Thing::Rust) => "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh",
            (Self::Debian, Thing::Node) => "sudo apt-get install nodejs npm",
            (Self::Debian, Thing::Python) => "sudo apt-get install python3 python3-venv",
            (Self::Fedora, Thing::Node) => "sudo dnf install nodejs npm",
            (Self::Fedora, Thing::Python) => "sudo dnf install python3",
            (Self::Alpine, Thing::Node) => "sudo apk add nodejs npm",
            (Self::Alpine, Thing::Python) => "sudo apk add python3",
            (Self::Arch, Thing::Node) => "sudo pacman -S nodejs npm",
            (Self::Arch, Thing::Python) => "sudo pacman -S python",
            (Self::MacOs, Thing::Node) => "brew install node",
            (Self::MacOs, Thing::Python) => "brew install python",
            (Self::Other, Thing::Node) => "see https://nodejs.org/en/download",
            (Self::Other, Thing::Python) => "see https://www.python.org/downloads/",
        }
    }

    /// The line that brings a newer version than the one that is there, which the system's packages may not have.
    pub(crate) const fn line_for_newer(self, thing: Thing) -> &'static str {
        match thing {
            Thing::Rust => "rustup update",
            Thing::Node if matches!(self, Self::MacOs) => "brew upgrade node",
            Thing::Python if matches!(self, Self::MacOs) => "brew upgrade python",
            Thing::Node => "see https://nodejs.org/en/download",
            Thing::Python => "see https://www.python.org/downloads/",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distribution_is_known_by_itself_or_by_what_it_is_like() {
        for (text, platform) in [
            ("NAME=\"Debian GNU/Linux\"\nID=debian\n", Platform::Debian),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", Platform::Debian),
            ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", Platform::Fedora),
            ("ID=alpine\n", Platform::Alpine),
            ("ID=manjaro\nID_LIKE=arch\n", Platform::Arch),
            ("ID=void\n", Platform::Other),
            ("", Platform::Other),
        ] {
            assert_eq!(Platform::in_os_release(text), platform, "{text}");
        }
    }
}
