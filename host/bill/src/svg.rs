//! The bill as SVG.

use crate::paper::{Anchor, Area, MARGIN, Mark, PRINTED, Paper};
use crate::reading::FAMILY;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use patio_host::epos::bill::Size;
use std::fmt::{self, Write};

/// The table that the paper lies on.
const AROUND: u32 = 24;

/// Width of the picture, in the printer's dots.
pub(crate) const WIDTH: u32 = PRINTED + 2 * MARGIN + 2 * AROUND;

/// Height of the teeth that the cutter leaves.
const TOOTH: u32 = 6;

/// Height of the picture.
pub(crate) fn height(paper: &Paper) -> u32 {
    paper.height + 2 * AROUND
}

pub(crate) fn draw(paper: &Paper) -> String {
    document(paper, true)
}

/// Without pictures, their places stay empty.
pub(crate) fn document(paper: &Paper, pictures: bool) -> String {
    let mut svg = String::new();
    // Writing to a string does not fail.
    let _ = write(&mut svg, paper, pictures);
    svg
}

/// Where something on the paper stands in the picture.
pub(crate) fn placed(area: Area) -> Area {
    Area { x: AROUND + area.x, y: AROUND + area.y, ..area }
}

fn write(svg: &mut String, paper: &Paper, pictures: bool) -> fmt::Result {
    let height = height(paper);
    write!(
        svg,
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}">
<rect width="{WIDTH}" height="{height}" fill="#e7e5e1"/>
<path transform="translate({} {})" d="{sheet}" fill="#000" fill-opacity=".1"/>
<path transform="translate({AROUND} {AROUND})" d="{sheet}" fill="#fffefb"/>
<g transform="translate({AROUND} {AROUND})" fill="#1c1b1a" font-family="'{FAMILY}', Menlo, Consolas, monospace" xml:space="preserve" style="white-space:pre">
"##,
        AROUND + 2,
        AROUND + 4,
        sheet = sheet(paper),
    )?;
    for mark in &paper.marks {
        self::mark(svg, mark, pictures)?;
    }
    svg.write_str("</g>\n</svg>\n")
}

fn mark(svg: &mut String, mark: &Mark, pictures: bool) -> fmt::Result {
    match mark {
        Mark::Letters { text, style, anchor, x, y } => {
            let size = match style.size {
                Size::Body => "19.93",
                Size::Header2 => "29.9",
                Size::Header1 => "39.86",
            };
            write!(svg, r#"<text x="{x}" y="{y}" font-size="{size}""#)?;
            match anchor {
                Anchor::Start => {}
                Anchor::Middle => svg.write_str(r#" text-anchor="middle""#)?,
                Anchor::End => svg.write_str(r#" text-anchor="end""#)?,
            }
            if style.bold {
                svg.write_str(r#" font-weight="bold""#)?;
            }
            writeln!(svg, ">{}</text>", Escaped(text))
        }
        Mark::Bar { y, height } => writeln!(svg, r#"<rect x="{MARGIN}" y="{y}" width="{PRINTED}" height="{height}"/>"#),
        Mark::Code { path, module, x, y } => writeln!(
            svg,
            r##"<path transform="translate({x} {y}) scale({module})" fill="#000" shape-rendering="crispEdges" d="{path}"/>"##
        ),
        Mark::Picture { picture, area: Area { x, y, width, height } } if pictures => writeln!(
            svg,
            r#"<image x="{x}" y="{y}" width="{width}" height="{height}" href="data:image/svg+xml;base64,{}"/>"#,
            STANDARD.encode(picture.document())
        ),
        Mark::Picture { .. } => Ok(()),
        Mark::NoPicture { area: Area { x, y, width, height } } => writeln!(
            svg,
            r##"<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6" fill="#f3f1ec" stroke="#a8a49c" stroke-dasharray="6 4"/>"##
        ),
    }
}

/// The paper's outline, cut off with teeth at both ends.
fn sheet(paper: &Paper) -> String {
    let teeth = (PRINTED + 2 * MARGIN) / (2 * TOOTH);
    let tooth = |steps: &str| steps.repeat(usize::try_from(teeth).unwrap_or(0));
    let above = tooth(&format!(" {TOOTH}-{TOOTH} {TOOTH} {TOOTH}"));
    let below = tooth(&format!("-{TOOTH} {TOOTH}-{TOOTH}-{TOOTH}"));
    format!("M0 {TOOTH}l{above}V{}l{below}z", paper.height.saturating_sub(TOOTH))
}

/// Text as it stands between tags.
struct Escaped<'a>(&'a str);

// === impl Escaped ===

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|letter| match letter {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            letter => f.write_char(letter),
        })
    }
}
