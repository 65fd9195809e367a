//! Draws an order's bill as a card machine would print it: 48 columns of text, SVG, or PNG.
//!
//! ```
//! # let json = r#"{"header": {"lines": []}, "footer": {"lines": []}, "order": {"id": "1001", "status": "Accepted",
//! #     "details": {"orderType": "DineIn", "dineIn": {"tableId": "12"}}}}"#;
//! let bill: patio_host::epos::Bill = serde_json::from_str(json)?;
//! println!("{}", patio_bill::text(&bill));
//! let picture: Vec<u8> = patio_bill::png(&bill)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The specification says which lines a bill has and that the card machine prints the order's own lines between them,
//! not how: paper of 80 mm with 48 columns is what such printers have. The fonts and the pictures' reader are inside;
//! neither the file system nor the network is used.
//!
//! **Invariant:** a bill comes from an adapter, which is hostile until proven: no text of it reaches the output with a
//! control character, and no picture of it as it came (see `picture.rs`).

mod amount;
mod code;
mod ink;
mod letters;
mod paper;
mod picture;
mod png;
mod reading;
mod sheet;
mod svg;
mod text;
mod weight;

pub use png::PngError;
pub use sheet::COLUMNS;

use patio_host::epos::Bill;

/// The bill as text: no line is wider than [`COLUMNS`]. Large letters are spaced capitals, pictures are `[image]`, and
/// QR codes are half blocks for a dark terminal; where a code does not fit, its address is printed.
pub fn text(bill: &Bill) -> String {
    text::draw(&sheet::rows(bill))
}

/// The bill as an SVG document that refers to nothing outside itself.
pub fn svg(bill: &Bill) -> String {
    svg::draw(&paper::lay(&sheet::rows(bill)))
}

/// The bill as a PNG picture.
///
/// # Errors
/// Where the bill is longer than a picture can be.
pub fn png(bill: &Bill) -> Result<Vec<u8>, PngError> {
    png::draw(&paper::lay(&sheet::rows(bill)))
}
