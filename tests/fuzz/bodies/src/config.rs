//! Configuration: whatever is written is a configuration, or everything that is wrong with it is said.

use patio_host::config::Config;
use std::path::Path;

/// Paths of files that are read while a configuration is: what a file is fuzzed for lies elsewhere.
const READ: [&str; 3] = ["file", "certificate", "key"];

/// The input is a file, in a folder that does not exist.
pub fn config(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    if READ.iter().any(|word| text.contains(word)) {
        return;
    }
    let read = || Config::parse(text, Path::new("/nonexistent"), []);
    match (read(), read()) {
        (Ok((one, _)), Ok((other, _))) => {
            assert!(one == other, "the same text is the same configuration");
            assert!(one.needs_restart(&other).is_empty());
        }
        (Err(one), Err(other)) => {
            assert!(!one.to_string().trim().is_empty(), "whoever is refused hears why");
            assert_eq!(one.to_string(), other.to_string());
        }
        _ => panic!("the same text is a configuration once and none the other time"),
    }
}
