//! The bill's pictures: SVG from an adapter, which is hostile until proven.
//!
//! A picture is weighed before it is read (`weight.rs`), read without access to anything, and written anew from its
//! shapes. So a bill never carries what came: no script, no link, no style sheet, no text, no reference; and what is left
//! stands in an `<image>` of its own, where it cannot draw beyond its box.

use crate::ink::Canvas;
use crate::paper::PRINTED;
use crate::reading::options;
use crate::sheet::Kind;
use crate::weight::Budget;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Indent, Tree, WriteOptions, roxmltree};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A logo is drawn a few times this size on paper of 576 dots; the largest seen in practice has a tenth of it.
const BYTES: usize = 256 * 1024;

/// Boxes that pictures are fitted into: no more of the paper is an adapter's to fill at once.
const LOGO: (u32, u32) = (400, 140);
const IMAGE: (u32, u32) = (PRINTED, 400);

/// What a picture of that size may become when its text is turned into shapes.
const WRITTEN_BYTES: usize = 1024 * 1024;

/// Elements, attributes and texts; a bound for the parser alone, far above what `weight.rs` lets pass.
const NODES: u32 = 20_000;

/// Without it, an `svg` is one for no browser.
pub(crate) const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// Shapes that may be drawn.
pub(crate) struct Picture {
    tree: Tree,
    document: String,
    size: (u32, u32),
}

/// Why a picture is not drawn, as a half sentence.
pub(crate) type Refused = &'static str;

// === impl Picture ===

impl Picture {
    pub(crate) fn read(svg: &str, kind: Kind, budget: &mut Budget) -> Result<Self, Refused> {
        // Its reader is made by others: should it panic on what a hostile adapter thought of, the bill is still drawn.
        catch_unwind(AssertUnwindSafe(|| Self::read_unguarded(svg, kind, budget))).unwrap_or(Err("it cannot be read"))
    }

    fn read_unguarded(svg: &str, kind: Kind, budget: &mut Budget) -> Result<Self, Refused> {
        if svg.len() > BYTES {
            return Err("it is larger than 256 KiB");
        }
        // Entities multiply: 250 KB of them are gigabytes of text. Without them, a DTD is harmless and often there.
        if svg.contains("<!ENTITY") {
            return Err("it declares entities");
        }
        let parsing = roxmltree::ParsingOptions { allow_dtd: true, nodes_limit: NODES, ..Default::default() };
        let document = roxmltree::Document::parse_with_options(svg.trim_start_matches('\u{feff}').trim(), parsing)
            .map_err(|_| "it is no XML, or too much")?;
        if !document.root_element().has_tag_name((NAMESPACE, "svg")) {
            return Err("it is no SVG");
        }
        budget.weigh(&document)?;
        let tree = Tree::from_xmltree(&document, &options()).map_err(|_| "it is no SVG")?;
        if tree.root().children().is_empty() {
            return Err("nothing is in it");
        }
        let own = (tree.size().width(), tree.size().height());
        let (width, height) = fitted(own, kind);
        let canvas = Canvas::new(width, height, scales((width, height), own).0);
        budget.paint(canvas.ink(tree.root()))?;
        let written = tree.to_string(&WriteOptions { indent: Indent::None, ..WriteOptions::default() });
        if written.len() > WRITTEN_BYTES {
            return Err("it is larger than 1 MiB when drawn");
        }
        // Without a view box, not everything that shows SVG scales it.
        let view_box = format!(r#"<svg viewBox="0 0 {} {}" "#, own.0, own.1);
        Ok(Self { document: written.replacen("<svg ", &view_box, 1), tree, size: (width, height) })
    }

    /// The dots that it takes on the paper.
    pub(crate) fn size(&self) -> (u32, u32) {
        self.size
    }

    /// Written anew.
    pub(crate) fn document(&self) -> &str {
        &self.document
    }

    /// Drawn with so many dots to one; none where it cannot be.
    pub(crate) fn pixels(&self, sharpness: u32) -> Option<Pixmap> {
        // A canvas of its own bounds what its layers may take.
        catch_unwind(AssertUnwindSafe(|| {
            let size = (self.size.0 * sharpness, self.size.1 * sharpness);
            let mut pixels = Pixmap::new(size.0, size.1)?;
            let (across, down) = scales(size, (self.tree.size().width(), self.tree.size().height()));
            resvg::render(&self.tree, Transform::from_scale(across, down), &mut pixels.as_mut());
            Some(pixels)
        }))
        .ok()
        .flatten()
    }
}

/// Dots to a unit.
fn scales((width, height): (u32, u32), own: (f32, f32)) -> (f32, f32) {
    (width as f32 / own.0, height as f32 / own.1)
}

/// A logo fills its box; an image keeps its own size where that is not larger.
fn fitted((width, height): (f32, f32), kind: Kind) -> (u32, u32) {
    let (box_width, box_height) = match kind {
        Kind::Logo => LOGO,
        Kind::Image => IMAGE,
    };
    let fit = (box_width as f32 / width).min(box_height as f32 / height);
    let scale = match kind {
        Kind::Logo => fit,
        Kind::Image => fit.min(1.0),
    };
    (dots(width * scale, box_width), dots(height * scale, box_height))
}

/// Whole dots, of which there is at least one.
fn dots(length: f32, most: u32) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "such casts saturate; NaN becomes 0")]
    let dots = length.round() as u32;
    dots.clamp(1, most)
}
