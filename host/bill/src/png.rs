//! The bill as PNG.

use crate::paper::{Area, Mark, Paper};
use crate::reading::options;
use crate::svg::{WIDTH, document, height, placed};
use resvg::tiny_skia::{Pixmap, PixmapPaint, Transform};
use resvg::usvg::Tree;

/// Dots of the picture to one of the printer: sharp on the screens that people have.
const SHARPNESS: u32 = 2;

/// In the printer's dots: a metre and a quarter of paper, more than three hundred lines. The picture takes 110 MB of
/// memory then, and again as much while it is written.
const LONGEST: u32 = 10_000;

/// Why a bill is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// The bill is too long.
    #[error("the bill is too long for a picture: {height} dots, and {LONGEST} is the most")]
    TooLong {
        /// Dots of its length.
        height: u32,
    },
    /// The bill's own SVG cannot be drawn: a fault of this crate.
    #[error("the bill cannot be drawn")]
    Drawing(#[from] resvg::usvg::Error),
    /// The picture cannot be written.
    #[error("the picture cannot be written: {0}")]
    Writing(String),
}

pub(crate) fn draw(paper: &Paper) -> Result<Vec<u8>, PngError> {
    let height = height(paper);
    if height > LONGEST {
        return Err(PngError::TooLong { height });
    }
    let tree = Tree::from_str(&document(paper, false), &options())?;
    let mut pixels =
        Pixmap::new(WIDTH * SHARPNESS, height * SHARPNESS).ok_or_else(|| PngError::Writing("no memory".to_owned()))?;
    let sharpness = SHARPNESS as f32;
    resvg::render(&tree, Transform::from_scale(sharpness, sharpness), &mut pixels.as_mut());
    for mark in &paper.marks {
        let Mark::Picture { picture, area } = mark else { continue };
        let Area { x, y, .. } = placed(*area);
        let Some(picture) = picture.pixels(SHARPNESS) else { continue };
        let [x, y] = [x, y].map(|dots| i32::try_from(dots * SHARPNESS).unwrap_or(i32::MAX));
        pixels.draw_pixmap(x, y, picture.as_ref(), &PixmapPaint::default(), Transform::identity(), None);
    }
    pixels.encode_png().map_err(|error| PngError::Writing(error.to_string()))
}
