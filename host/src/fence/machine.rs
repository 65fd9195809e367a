//! What the process needs of the machine, whatever its configuration says.
//!
//! Found by looking at what a host opens (`strace -f -e trace=file`) while it starts, serves TLS, dials, writes its
//! ledger, compiles and reloads.

use super::real;
use super::rule::{Access, Rule};
use std::path::{Path, PathBuf};

/// Let in to be read, where a machine has it.
const READ: &[(&str, &[&str])] = &[
    // Whole: who looks up names, resolv.conf, certificates and the time zone are replaced by renaming, and a rule holds
    // for the file that was there. What is secret here only root reads: the host wants a user of its own.
    ("the machine's settings", &["/etc"]),
    // Where /etc/resolv.conf leads with the usual services.
    ("looking up names", &["/run/systemd/resolve", "/run/NetworkManager", "/run/resolvconf", "/run/nscd"]),
    (
        "root certificates",
        &[
            "/usr/share/ca-certificates",
            "/usr/local/share/ca-certificates",
            "/usr/share/pki",
            "/usr/lib/ssl",
            "/usr/share/ssl",
            "/usr/local/ssl",
            "/var/lib/ca-certificates",
        ],
    ),
    ("time zones", &["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo"]),
    // Its own pages (what a call wrote is reset by them), and how much memory and how many cores there are.
    (
        "the process itself",
        &[
            "/proc/self",
            "/proc/meminfo",
            "/proc/cpuinfo",
            "/proc/sys/vm",
            "/sys/devices/system/cpu",
            "/sys/devices/system/node",
            "/sys/kernel/mm",
            "/sys/fs/cgroup",
        ],
    ),
    ("random numbers", &["/dev/urandom", "/dev/random"]),
];

/// Links of the machine that lead to other places on some: what they lead to is let in with its folder.
const LINKS: &[(&str, &str)] = &[
    ("looking up names", "/etc/resolv.conf"),
    ("looking up names", "/etc/hosts"),
    ("looking up names", "/etc/nsswitch.conf"),
    ("root certificates", "/etc/ssl/certs/ca-certificates.crt"),
    ("root certificates", "/etc/ssl/cert.pem"),
    ("root certificates", "/etc/pki/tls/certs/ca-bundle.crt"),
    ("time zones", "/etc/localtime"),
];

/// Variables of the environment that name files or folders, parted by `:`.
const VARIABLES: &[(&str, &str)] =
    &[("root certificates", "SSL_CERT_FILE"), ("root certificates", "SSL_CERT_DIR"), ("time zones", "TZDIR")];

/// The rules of this machine. What it does not have is left out.
pub(super) fn rules() -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut add = |what: &str, path: &Path, access| {
        if path.exists() && path != Path::new("/") {
            rules.push(Rule::of_machine(what, real(path), access));
        }
    };
    for (what, paths) in READ {
        paths.iter().for_each(|path| add(what, Path::new(path), Access::Read));
    }
    for (what, link) in LINKS {
        let target = real(Path::new(link));
        if let Some(folder) = target.parent().filter(|folder| !folder.starts_with("/etc")) {
            add(what, folder, Access::Read);
        }
    }
    for (what, variable) in VARIABLES {
        let value = std::env::var_os(variable).unwrap_or_default();
        std::env::split_paths(&value).filter(|path| path.is_absolute()).for_each(|path| add(what, &path, Access::Read));
    }
    add("nothing", Path::new("/dev/null"), Access::Write);
    // What it starts itself as, to compile; programs need the loader that they name. The loader can be told to load
    // anything that can be read: that is no way out, for it runs inside the same fence.
    let own = std::env::current_exe().unwrap_or_default();
    add("its own program", &own, Access::Run);
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    for library in libraries(&maps) {
        let library = real(&library);
        if library == real(&own) {
            continue;
        }
        if is_loader(&library) {
            add("its own program", &library, Access::Run);
        }
        // The folder: looking up names loads more of the C library when it is first done.
        if let Some(folder) = library.parent() {
            add("libraries", folder, Access::Read);
        }
    }
    rules.sort();
    rules.dedup();
    rules
}

/// The files whose code a process has mapped, by what `/proc/self/maps` says.
fn libraries(maps: &str) -> Vec<PathBuf> {
    let code = |line: &str| {
        let mut fields = line.split_ascii_whitespace();
        let executable = fields.nth(1)?.contains('x');
        // Behind the rights: offset, device, inode, path.
        let path = fields.nth(3)?;
        (executable && path.starts_with('/')).then(|| PathBuf::from(path))
    };
    let mut found: Vec<_> = maps.lines().filter_map(code).collect();
    found.sort();
    found.dedup();
    found
}

/// `ld-linux-x86-64.so.2`, `ld-musl-aarch64.so.1`, `ld-2.31.so`.
fn is_loader(library: &Path) -> bool {
    library.file_name().is_some_and(|name| name.to_string_lossy().starts_with("ld-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_the_files_whose_code_is_mapped() {
        let maps = "\
55d0-55d1 r--p 00000000 fe:00 11 /usr/local/bin/patio
55d1-55d2 r-xp 00001000 fe:00 11 /usr/local/bin/patio
7f00-7f01 r-xp 00000000 00:00 0
7f01-7f02 r--p 00000000 fe:00 12 /usr/lib/locale/locale-archive
7f02-7f03 r-xp 00000000 fe:00 13 /usr/lib/x86_64-linux-gnu/libc.so.6
7f03-7f04 r-xp 00000000 fe:00 13 /usr/lib/x86_64-linux-gnu/libc.so.6
7f04-7f05 r-xp 00000000 fe:00 14 /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
7ffd-7ffe r-xp 00000000 00:00 0 [vdso]
";
        let found = libraries(maps);
        let names: Vec<_> = found.iter().map(|path| path.to_str().unwrap()).collect();
        let folder = "/usr/lib/x86_64-linux-gnu";
        let expected = [format!("{folder}/ld-linux-x86-64.so.2"), format!("{folder}/libc.so.6")];
        assert_eq!(names, [expected[0].as_str(), expected[1].as_str(), "/usr/local/bin/patio"]);
        let loaders: Vec<_> = found.iter().map(|library| is_loader(library)).collect();
        assert_eq!(loaders, [true, false, false]);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn nothing_but_the_process_itself_may_be_run_and_nothing_of_the_machine_be_written() {
        let rules = rules();
        let runs: Vec<_> = rules.iter().filter(|rule| rule.access == Access::Run).collect();
        assert!(runs.iter().any(|rule| rule.path == real(&std::env::current_exe().unwrap())), "{runs:?}");
        assert!(runs.len() <= 2 && runs.iter().all(|rule| rule.path.is_file()), "{runs:?}");
        let writes: Vec<_> = rules.iter().filter(|rule| rule.access == Access::Write).map(|rule| &rule.path).collect();
        assert_eq!(writes, [Path::new("/dev/null")]);
    }
}
