//! Pictures: the bill's own, and those on it.

use crate::{greys, logo, pixels, rich};
use resvg::usvg::roxmltree::Document;
use resvg::usvg::{Node, Options, Tree};

const SQUARE: &str =
    "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'><rect width='10' height='10'/></svg>";

#[test]
fn a_bills_svg_is_well_formed_and_refers_to_nothing() {
    let svg = patio_bill::svg(&rich());
    let document = Document::parse(&svg).unwrap();
    assert!(document.descendants().any(|node| node.text() == Some("The Crown & Anchor")));
    for node in document.descendants() {
        for attribute in node.attributes().filter(|attribute| attribute.name() == "href") {
            assert!(attribute.value().starts_with("data:image/svg+xml;base64,"), "{}", attribute.value());
        }
    }
}

#[test]
fn the_pictures_of_a_bills_svg_can_be_read_again() {
    let tree = Tree::from_str(&patio_bill::svg(&rich()), &Options::default()).unwrap();
    let Some(Node::Group(bill)) = tree.root().children().last() else { panic!("the bill is one group") };
    let is_picture = |node: &&Node| match node {
        Node::Group(group) => matches!(group.children(), [Node::Image(_)]),
        _ => false,
    };
    assert_eq!(bill.children().iter().filter(is_picture).count(), 2, "the logo and the image");
}

#[test]
fn a_bills_png_shows_something() {
    let picture = pixels(&rich());
    assert_eq!(picture.width(), 1392);
    let greys = greys(&picture);
    let dark = greys.iter().filter(|grey| **grey < 80).count();
    assert!((greys.len() / 50..greys.len() / 4).contains(&dark), "{dark} of {}", greys.len());
}

#[test]
fn a_logo_fills_its_box_and_not_more() {
    let picture = pixels(&logo(SQUARE));
    let (greys, width) = (greys(&picture), usize::try_from(picture.width()).unwrap());
    let is_logo = |row: &&[u8]| row.iter().filter(|grey| **grey == 0).count() == 280;
    assert_eq!(greys.chunks(width).filter(is_logo).count(), 280, "140 dots, two to a dot");
}

#[test]
fn letters_of_a_logo_are_drawn_with_the_font_inside() {
    let named = |text: &str| {
        let svg = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='40'>\
             <text y='30' font-family='Comic Sans MS' font-size='30'>{text}</text></svg>"
        );
        greys(&pixels(&logo(&svg))).iter().filter(|grey| **grey == 0).count()
    };
    assert!(named("Crown") > named("C") + 2_000);
}
