//! What commands print: aligned columns for people, JSON for programs.

use crate::exit::{Failure, Outcome};
use serde::Serialize;

/// Prints rows under a header, each column as wide as its widest cell.
pub(crate) fn print<const N: usize>(header: [&str; N], rows: &[[String; N]]) {
    let mut widths = header.map(|cell| cell.chars().count());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: [&str; N]| {
        let line: Vec<_> = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        println!("{}", line.join("  ").trim_end());
    };
    line(header);
    for row in rows {
        line(std::array::from_fn(|column| row.get(column).map_or("", String::as_str)));
    }
}

/// Prints a document.
pub(crate) fn print_json(document: &impl Serialize) -> Outcome {
    let text = serde_json::to_string_pretty(document).map_err(Failure::failed)?;
    println!("{text}");
    Ok(())
}
