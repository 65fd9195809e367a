//! QR codes, read as a camera would.

use crate::{bill, greys, pixels, rich};
use patio_host::epos::Bill;
use resvg::tiny_skia::Pixmap;
use serde_json::json;

/// What is in the codes of a picture of light and dark dots.
fn read(width: usize, height: usize, grey: impl Fn(usize, usize) -> u8) -> Vec<String> {
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    picture.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect()
}

fn read_png(picture: &Pixmap) -> Vec<String> {
    let (width, greys) = (usize::try_from(picture.width()).unwrap(), greys(picture));
    read(width, greys.len() / width, |x, y| greys[y * width + x])
}

/// The text's half blocks on a dark terminal, four dots to a module.
fn read_text(text: &str) -> Vec<String> {
    let light: Vec<[Vec<bool>; 2]> = text
        .lines()
        .map(|line| {
            let half = |drawn: [char; 2]| {
                line.chars().map(|it| drawn.contains(&it)).chain([false; 48]).take(48).collect::<Vec<_>>()
            };
            [half(['█', '▀']), half(['█', '▄'])]
        })
        .collect();
    let rows = light.concat();
    read(48 * 4, rows.len() * 4, |x, y| if rows[y / 4][x / 4] { 255 } else { 0 })
}

fn coded(url: &str) -> Bill {
    let url = json!({"url": url, "showQr": true, "showUrl": false});
    bill(json!([]), json!([{"lineType": "URL", "url": url}]))
}

#[test]
fn a_camera_reads_the_address_from_picture_and_terminal() {
    let url = "https://crown-and-anchor.example/feedback?order=1042";
    assert_eq!(read_png(&pixels(&rich())), [url]);
    assert_eq!(read_text(&patio_bill::text(&rich())), [url]);
}

#[test]
fn addresses_of_all_lengths() {
    for length in [1, 20, 60, 100, 134, 300, 700] {
        let url = "x".repeat(length);
        assert_eq!(read_png(&pixels(&coded(&url))), [url.as_str()], "{length}");
        let text = patio_bill::text(&coded(&url));
        if length <= 134 {
            assert_eq!(read_text(&text), [url.as_str()], "{length}");
            assert!(!text.contains("xx"), "hidden: {text}");
        } else {
            // It does not fit 48 columns.
            assert!(text.contains(&"x".repeat(48)) && !text.contains('█'), "{text}");
        }
    }
}

#[test]
fn an_address_that_no_code_can_hold_is_printed() {
    let bill = coded(&"x".repeat(3_000));
    assert!(patio_bill::text(&bill).contains(&"x".repeat(48)));
    assert!(patio_bill::svg(&bill).contains(&"x".repeat(48)));
}
