//! The bill on paper: where everything stands, in dots of a printer of 80 mm.

use crate::code::{Code, QUIET};
use crate::letters::{self, wrap};
use crate::picture::{Picture, Refused};
use crate::sheet::{Kind, Row, Style};
use crate::text::{columns, pair};
use crate::weight::Budget;
use patio_host::epos::bill::{Align, Rule, Size};

/// Dots that such a printer prints across: twelve to a letter.
pub(crate) const PRINTED: u32 = 576;

/// A letter of body size.
pub(crate) const CELL: u32 = 12;

/// Paper beside what is printed.
pub(crate) const MARGIN: u32 = 36;

/// Paper above and below it.
const ENDS: u32 = 44;

/// A code's side, quiet edge included, as near as whole dots to a module allow.
const CODE: usize = 264;

/// Dots to a module: with fewer, cameras do not find it; with more, short addresses look like posters.
const MODULE: (usize, usize) = (3, 8);

/// Everything that is drawn, with `y` from the top of the paper.
pub(crate) struct Paper {
    pub(crate) marks: Vec<Mark>,
    pub(crate) height: u32,
}

/// One thing that is drawn.
pub(crate) enum Mark {
    /// Letters on a base line.
    Letters { text: String, style: Style, anchor: Anchor, x: u32, y: u32 },
    /// A bar across.
    Bar { y: u32, height: u32 },
    /// A QR code.
    Code { path: String, module: u32, x: u32, y: u32 },
    /// A picture in its box.
    Picture { picture: Box<Picture>, area: Area },
    /// The box of a picture that is not drawn.
    NoPicture { area: Area },
}

/// Which end of a text stands at its `x`.
#[derive(Clone, Copy)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A box.
#[derive(Clone, Copy)]
pub(crate) struct Area {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

pub(crate) fn lay(rows: &[Row<'_>]) -> Paper {
    let mut laying = Laying { paper: Paper { marks: Vec::new(), height: ENDS }, budget: Budget::new() };
    rows.iter().for_each(|row| laying.row(row));
    laying.paper.height += ENDS;
    laying.paper
}

/// Paper that is being printed.
struct Laying {
    paper: Paper,
    budget: Budget,
}

// === impl Laying ===

impl Laying {
    fn row(&mut self, row: &Row<'_>) {
        match row {
            Row::Words { words, style, align } => self.words(words, *style, *align),
            Row::Pair { left, right, style, indent } => {
                for line in pair(left, right, *indent, columns(style.size)) {
                    let y = self.base_line(style.size);
                    let indent = u32::try_from(line.indent).unwrap_or(0) * CELL;
                    self.letters(line.left, *style, Anchor::Start, indent, y);
                    self.letters(line.right, *style, Anchor::End, PRINTED, y);
                }
            }
            Row::Rule(Rule::Single) => self.bars(&[(10, 2)], 22),
            Row::Rule(Rule::Double) => self.bars(&[(9, 2), (14, 2)], 25),
            Row::Gap => self.paper.height += 13,
            Row::Picture { kind, svg, align } => self.picture(*kind, svg, *align),
            Row::Code { url, show_url } => {
                let code = Code::new(url);
                if let Some(code) = &code {
                    self.code(code);
                }
                if *show_url || code.is_none() {
                    let style = Style { size: Size::Body, bold: false };
                    self.words(&letters::line(url), style, Align::Center);
                }
            }
        }
    }

    fn words(&mut self, words: &str, style: Style, align: Align) {
        let columns = columns(style.size);
        for line in wrap(words, columns, columns) {
            let y = self.base_line(style.size);
            let (anchor, x) = match align {
                Align::Left => (Anchor::Start, 0),
                Align::Center => (Anchor::Middle, PRINTED / 2),
                Align::Right => (Anchor::End, PRINTED),
            };
            // Spaces that stand before a centred or right text would move it.
            let line = if matches!(align, Align::Left) { line } else { line.trim_start().to_owned() };
            self.letters(line, style, anchor, x, y);
        }
    }

    fn letters(&mut self, text: String, style: Style, anchor: Anchor, x: u32, y: u32) {
        if !text.is_empty() {
            self.paper.marks.push(Mark::Letters { text, style, anchor, x: MARGIN + x, y });
        }
    }

    /// Moves the paper on by a line of text, and says where that line stands.
    fn base_line(&mut self, size: Size) -> u32 {
        let (base, height) = match size {
            Size::Body => (20, 27),
            Size::Header2 => (29, 39),
            Size::Header1 => (38, 51),
        };
        let y = self.paper.height + base;
        self.paper.height += height;
        y
    }

    fn bars(&mut self, bars: &[(u32, u32)], height: u32) {
        let top = self.paper.height;
        self.paper.marks.extend(bars.iter().map(|(y, height)| Mark::Bar { y: top + y, height: *height }));
        self.paper.height += height;
    }

    fn code(&mut self, code: &Code) {
        let (least, most) = MODULE;
        let module = (CODE / (code.size() + 2 * QUIET)).clamp(least, most);
        let [module, side, quiet] =
            [module, module * code.size(), module * QUIET].map(|dots| u32::try_from(dots).unwrap_or(0));
        let x = MARGIN + PRINTED.saturating_sub(side) / 2;
        self.paper.marks.push(Mark::Code { path: code.path(), module, x, y: self.paper.height + quiet });
        self.paper.height += side + 2 * quiet;
    }

    fn picture(&mut self, kind: Kind, svg: &str, align: Align) {
        match Picture::read(svg, kind, &mut self.budget) {
            Ok(picture) => {
                let (width, height) = picture.size();
                let area = self.area(width, height, align);
                self.paper.marks.push(Mark::Picture { picture: Box::new(picture), area });
            }
            Err(reason) => self.no_picture(kind, reason, align),
        }
    }

    fn area(&mut self, width: u32, height: u32, align: Align) -> Area {
        let free = PRINTED.saturating_sub(width);
        let before = match align {
            Align::Left => 0,
            Align::Center => free / 2,
            Align::Right => free,
        };
        let area = Area { x: MARGIN + before, y: self.paper.height + 8, width, height };
        self.paper.height += height + 24;
        area
    }

    /// A frame with the reason, which is meant for who writes the adapter.
    fn no_picture(&mut self, kind: Kind, reason: Refused, align: Align) {
        let name = match kind {
            Kind::Logo => "logo",
            Kind::Image => "image",
        };
        let area = self.area(PRINTED * 2 / 3, 84, align);
        let style = |bold| Style { size: Size::Body, bold };
        let middle = area.x - MARGIN + area.width / 2;
        self.paper.marks.push(Mark::NoPicture { area });
        self.letters(format!("[{name}]"), style(true), Anchor::Middle, middle, area.y + 37);
        self.letters(reason.to_owned(), style(false), Anchor::Middle, middle, area.y + 63);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_letters_is_as_wide_as_the_print() {
        assert_eq!(usize::try_from(PRINTED / CELL).unwrap(), crate::COLUMNS);
    }
}
