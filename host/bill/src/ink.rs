//! What drawing a picture costs, in dots that are painted.
//!
//! `weight.rs` bounds how much there is to draw; how long that takes depends on how much paper each shape covers, and most
//! on layers: what is clipped, masked, blended or seen through is first drawn on a sheet of its own.

use resvg::tiny_skia::Rect;
use resvg::usvg::{ClipPath, Group, Mask, Node, Paint, Path};

/// A layer is cleared, drawn on and laid over, and may be a few times as large as its picture: measured, 18 times as long as
/// painting the picture's area once.
const LAYER: u64 = 20;

/// Colours that are computed dot by dot.
const GRADIENT: u64 = 4;

/// A shape that covers nothing still is a shape.
const SHAPE: u64 = 500;

/// The area that a picture is drawn on.
pub(crate) struct Canvas {
    scale: f32,
    width: f32,
    height: f32,
}

// === impl Canvas ===

impl Canvas {
    /// So many dots, to so many for the picture's own unit.
    pub(crate) fn new(width: u32, height: u32, scale: f32) -> Self {
        Self { scale, width: width as f32, height: height as f32 }
    }

    /// Dots that are painted when a group is drawn on it.
    pub(crate) fn ink(&self, group: &Group) -> u64 {
        let mut ink = if group.should_isolate() { self.all().saturating_mul(LAYER) } else { 0 };
        for node in group.children() {
            ink = ink.saturating_add(match node {
                Node::Group(group) => self.ink(group),
                Node::Path(path) => self.shape(path),
                Node::Text(text) => self.ink(text.flattened()),
                // There are none: no reference to one is followed.
                Node::Image(_) => self.all(),
            });
        }
        let clip = group.clip_path().map_or(0, |clip| self.clip(clip));
        let mask = group.mask().map_or(0, |mask| self.mask(mask));
        ink.saturating_add(clip).saturating_add(mask)
    }

    fn clip(&self, clip: &ClipPath) -> u64 {
        let own = self.all().saturating_mul(LAYER).saturating_add(self.ink(clip.root()));
        own.saturating_add(clip.clip_path().map_or(0, |clip| self.clip(clip)))
    }

    fn mask(&self, mask: &Mask) -> u64 {
        let own = self.all().saturating_mul(LAYER).saturating_add(self.ink(mask.root()));
        own.saturating_add(mask.mask().map_or(0, |mask| self.mask(mask)))
    }

    fn shape(&self, path: &Path) -> u64 {
        let paints = [path.fill().map(|fill| fill.paint()), path.stroke().map(|stroke| stroke.paint())];
        let times: u64 =
            paints.into_iter().flatten().map(|paint| if matches!(paint, Paint::Color(_)) { 1 } else { GRADIENT }).sum();
        self.covered(path.abs_stroke_bounding_box()).saturating_mul(times).saturating_add(SHAPE)
    }

    fn covered(&self, area: Rect) -> u64 {
        let along = |from: f32, to: f32, most: f32| {
            let (from, to) = ((from * self.scale).clamp(0.0, most), (to * self.scale).clamp(0.0, most));
            whole(to - from + 1.0)
        };
        along(area.left(), area.right(), self.width).saturating_mul(along(area.top(), area.bottom(), self.height))
    }

    fn all(&self) -> u64 {
        whole(self.width).saturating_mul(whole(self.height))
    }
}

/// Whole dots; a length that is no number is taken for none, and its shape for one that is not drawn.
fn whole(length: f32) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "such casts saturate; NaN becomes 0")]
    let dots = length.ceil() as u64;
    dots
}
