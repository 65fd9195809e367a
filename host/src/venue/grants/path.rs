//! Paths of URLs, as grants see them: whole segments, and nothing that leads elsewhere.

/// How often a path is decoded to find dots. Servers decode once and badly built chains twice; a path that still
/// changes after three rounds hides something.
const DECODINGS: usize = 3;

/// The segments of a path, in their written form; a slash at the end adds none.
pub fn segments(path: &str) -> impl Iterator<Item = &str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    path.split('/').take(if path.is_empty() { 0 } else { usize::MAX })
}

/// Whether a path begins with these segments.
pub(super) fn starts_with(path: &str, prefix: &[String]) -> bool {
    let mut segments = segments(path);
    prefix.iter().all(|wanted| segments.next() == Some(wanted.as_str()))
}

/// The first segment, if there is one.
pub(super) fn first_segment(path: &str) -> Option<&str> {
    segments(path).next().filter(|segment| !segment.is_empty())
}

/// Whether a server might walk up in this path: `.` and `..` as segments, encoded once or more, parted by slashes or
/// backslashes, encoded or not, with `;parameters` or without.
pub fn has_dot_segment(path: &str) -> bool {
    let mut path = path.as_bytes().to_vec();
    for _ in 0..DECODINGS {
        let dots = path.split(|byte| matches!(byte, b'/' | b'\\')).any(|segment| {
            let name = segment.split(|&byte| byte == b';').next();
            matches!(name, Some(b"." | b".."))
        });
        if dots {
            return true;
        }
        let decoded: Vec<u8> = percent_encoding::percent_decode(&path).collect();
        if decoded == path {
            return false;
        }
        path = decoded;
    }
    true
}
