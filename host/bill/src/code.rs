//! QR codes.

use qrcode::{Color, EcLevel, QrCode};

/// The empty edge that readers want around a code, in modules (ISO/IEC 18004).
pub(crate) const QUIET: usize = 4;

/// Readers find codes with half of it too; in a terminal the alternative is none.
const LEAST_QUIET: usize = 2;

/// A code of more modules is drawn with less redundancy: the side of version 6, the largest that fits 48 columns.
const COMFORTABLE: usize = 41;

/// Bytes that the largest code holds.
const BYTES: usize = 2953;

/// A square of dark and light modules.
pub(crate) struct Code {
    size: usize,
    dark: Vec<bool>,
}

// === impl Code ===

impl Code {
    /// The code of a text; none where it is too long for one.
    pub(crate) fn new(text: &str) -> Option<Self> {
        // Digits alone could be more, but no address is.
        if text.len() > BYTES {
            return None;
        }
        let code = QrCode::with_error_correction_level(text, EcLevel::M)
            .ok()
            .filter(|code| code.width() <= COMFORTABLE)
            .or_else(|| QrCode::with_error_correction_level(text, EcLevel::L).ok())?;
        let size = code.width();
        Some(Self { size, dark: code.into_colors().into_iter().map(|color| color == Color::Dark).collect() })
    }

    /// Modules along a side.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// The rows of modules.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.dark.chunks(self.size)
    }

    /// Two modules to a letter, one above the other, light ones drawn: for light letters on a dark ground, as `qrencode`
    /// and others print them. None where it does not fit.
    pub(crate) fn half_blocks(&self, columns: usize) -> Option<Vec<String>> {
        let quiet = (columns.checked_sub(self.size)? / 2).min(QUIET);
        if quiet < LEAST_QUIET {
            return None;
        }
        let width = self.size + 2 * quiet;
        let edge = || std::iter::repeat_n(vec![false; width], quiet);
        let rows = self.rows().map(|row| {
            let mut wide = vec![false; quiet];
            wide.extend_from_slice(row);
            wide.resize(width, false);
            wide
        });
        let rows: Vec<_> = edge().chain(rows).chain(edge()).collect();
        let line = |pair: &[Vec<bool>]| match pair {
            [upper, lower] => upper.iter().zip(lower).map(|(upper, lower)| block(*upper, *lower)).collect(),
            // Sides are odd: below the last row is the terminal's own ground.
            [upper] => upper.iter().map(|upper| block(*upper, true)).collect(),
            _ => String::new(),
        };
        Some(rows.chunks(2).map(line).collect())
    }

    /// An SVG path of one unit to a module: a row's neighbours are one rectangle.
    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        for (y, row) in self.rows().enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|one, next| one == next) {
                if run.first() == Some(&true) {
                    path.push_str(&format!("M{x} {y}h{length}v1h-{length}z", length = run.len()));
                }
                x += run.len();
            }
        }
        path
    }
}

fn block(upper_dark: bool, lower_dark: bool) -> char {
    match (upper_dark, lower_dark) {
        (false, false) => '█',
        (false, true) => '▀',
        (true, false) => '▄',
        (true, true) => ' ',
    }
}
