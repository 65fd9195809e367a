//! The bill as text.

use crate::code::Code;
use crate::letters::{self, wrap};
use crate::sheet::{COLUMNS, Kind, Row, Style};
use patio_host::epos::bill::{Align, Rule, Size};

/// Columns between what is at the left and the amount.
pub(crate) const BETWEEN: usize = 2;

/// With fewer columns for the left, the amount gets a line of its own.
pub(crate) const LEAST_LEFT: usize = 16;

/// Continued lines of a name stand further in, so that the next one is told apart.
pub(crate) const HANG: usize = 4;

/// `LEFT-TO-RIGHT MARK`: keeps an amount at the right of a name that is read from the right.
const LEFT_TO_RIGHT: char = '\u{200e}';

/// Columns that a size has letters for.
pub(crate) fn columns(size: Size) -> usize {
    match size {
        Size::Body => COLUMNS,
        Size::Header2 => COLUMNS * 2 / 3,
        Size::Header1 => COLUMNS / 2,
    }
}

pub(crate) fn draw(rows: &[Row<'_>]) -> String {
    let mut lines = Vec::new();
    for row in rows {
        match row {
            Row::Words { words, style, align } => {
                for line in wrap(&cased(words, *style), columns(style.size), columns(style.size)) {
                    lines.push(aligned(&spaced(line, *style), *align));
                }
            }
            Row::Pair { left, right, indent, .. } => {
                // In letters of one size, large amounts stand in the same column as all others.
                lines.extend(pair(left, right, *indent, COLUMNS).into_iter().map(|line| line.joined(COLUMNS)));
            }
            Row::Rule(Rule::Single) => lines.push("─".repeat(COLUMNS)),
            Row::Rule(Rule::Double) => lines.push("═".repeat(COLUMNS)),
            Row::Gap => lines.push(String::new()),
            Row::Picture { kind: Kind::Logo, align, .. } => lines.push(aligned("[logo]", *align)),
            Row::Picture { kind: Kind::Image, align, .. } => lines.push(aligned("[image]", *align)),
            Row::Code { url, show_url } => {
                let code = Code::new(url).and_then(|code| code.half_blocks(COLUMNS));
                let show_url = *show_url || code.is_none();
                lines.extend(code.into_iter().flatten().map(|line| aligned(&line, Align::Center)));
                if show_url {
                    let url = letters::line(url);
                    lines.extend(wrap(&url, COLUMNS, COLUMNS).iter().map(|line| aligned(line, Align::Center)));
                }
            }
        }
    }
    lines.iter().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

/// A line of a pair: with its amount, or one that its name continues on.
pub(crate) struct Line {
    pub(crate) indent: usize,
    pub(crate) left: String,
    pub(crate) right: String,
}

/// Breaks a pair into lines: the amount stands beside the first line of the name, or below it where it is too wide.
pub(crate) fn pair(left: &str, right: &str, indent: usize, columns: usize) -> Vec<Line> {
    let room = columns.saturating_sub(indent);
    let beside = match letters::width(right) {
        0 => Some(room),
        width => room.checked_sub(width + BETWEEN).filter(|left| *left >= LEAST_LEFT),
    };
    let mut lines: Vec<_> = wrap(left, beside.unwrap_or(room), beside.unwrap_or(room).saturating_sub(HANG))
        .into_iter()
        .enumerate()
        .map(|(index, left)| Line { indent: indent + if index == 0 { 0 } else { HANG }, left, right: String::new() })
        .collect();
    match (beside, lines.first_mut()) {
        (Some(_), Some(first)) => first.right = right.to_owned(),
        _ => lines.extend(wrap(right, columns, columns).into_iter().map(|right| Line {
            indent: 0,
            left: String::new(),
            right,
        })),
    }
    lines
}

// === impl Line ===

impl Line {
    fn joined(&self, columns: usize) -> String {
        let mut line = " ".repeat(self.indent);
        line.push_str(&self.left);
        if letters::reads_from_the_right(&self.left) {
            line.push(LEFT_TO_RIGHT);
        }
        let used = letters::width(&line) + letters::width(&self.right);
        line.push_str(&" ".repeat(columns.saturating_sub(used)));
        line.push_str(&self.right);
        line
    }
}

/// Letters that are larger on paper are capitals here.
fn cased(words: &str, style: Style) -> String {
    match style.size {
        Size::Body => words.to_owned(),
        Size::Header1 | Size::Header2 => words.to_uppercase(),
    }
}

/// The largest are as wide as two, where their script can be spaced.
fn spaced(line: String, style: Style) -> String {
    if style.size != Size::Header1 || line.chars().any(|letter| letter > '\u{24f}') {
        return line;
    }
    let spaced: String = letters::units(&line).flat_map(|unit| [unit, " "]).collect();
    spaced.trim_end().to_owned()
}

fn aligned(line: &str, align: Align) -> String {
    let free = COLUMNS.saturating_sub(letters::width(line));
    let before = match align {
        Align::Left => 0,
        Align::Center => free / 2,
        Align::Right => free,
    };
    format!("{}{line}", " ".repeat(before))
}
