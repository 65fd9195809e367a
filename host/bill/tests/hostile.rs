//! Pictures that want more than to be looked at.

use crate::{bill, logo, pixels};
use patio_host::epos::Bill;
use serde_json::json;
use std::time::{Duration, Instant};

const SVG: &str =
    "xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='90' height='90'";

/// The pictures that the bill's SVG carries, decoded.
fn carried(bill: &Bill) -> Vec<String> {
    use base64::Engine;
    let svg = patio_bill::svg(bill);
    svg.split("data:image/svg+xml;base64,")
        .skip(1)
        .map(|rest| rest.split_once('"').unwrap().0)
        .map(|data| String::from_utf8(base64::engine::general_purpose::STANDARD.decode(data).unwrap()).unwrap())
        .collect()
}

/// A logo that is not drawn, and says why; the bill is drawn all the same, and soon.
#[track_caller]
fn check_refused(svg: &str, reason: &str) {
    let started = Instant::now();
    let bill = logo(svg);
    let drawn = patio_bill::svg(&bill);
    assert!(drawn.contains("[logo]") && drawn.contains(reason), "{drawn}");
    assert!(drawn.contains("Coffee") && !drawn.contains("<image"), "{drawn}");
    pixels(&bill);
    assert!(patio_bill::text(&bill).contains("[logo]"));
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn nothing_but_shapes_is_left() {
    let hostile = format!(
        r##"<?xml-stylesheet href="https://evil.example/a.css"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "https://evil.example/svg.dtd">
        <svg {SVG} onload="evil()" href="https://evil.example">
            <script>evil()</script><script href="https://evil.example/evil.js"/>
            <a href="javascript:evil()"><rect width="90" height="90" onclick="evil()" fill="url(https://evil.example/#f)"/></a>
            <image href="https://evil.example/a.png" width="9" height="9"/>
            <image href="file:///etc/passwd" width="9" height="9"/>
            <image href="/etc/passwd" width="9" height="9"/>
            <image xlink:href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' onload='evil()'/%3E" width="9" height="9"/>
            <use href="https://evil.example/a.svg#evil"/>
            <animate attributeName="href" to="javascript:evil()"/>
            <circle r="9"/>
        </svg>"##
    );
    let bill = logo(&hostile);
    let [picture] = &carried(&bill)[..] else { panic!("one picture") };
    for word in ["evil", "script", "href", "passwd", "image", "<a", "onload", "onclick"] {
        assert!(!picture.contains(word), "{word}: {picture}");
    }
    assert!(picture.contains("<path"), "{picture}");
    pixels(&bill);
}

#[test]
fn files_are_not_opened() {
    let file = std::env::temp_dir().join(format!("patio-bill-{}.svg", std::process::id()));
    std::fs::write(&file, format!("<svg {SVG}><rect width='90' height='90'/></svg>")).unwrap();
    let svg = format!("<svg {SVG}><image href='{}' width='90' height='90'/></svg>", file.display());
    check_refused(&svg, "nothing is in it");
    std::fs::remove_file(file).unwrap();
}

#[test]
fn what_is_no_picture_is_a_frame() {
    check_refused("", "it is no XML");
    check_refused("no picture", "it is no XML");
    check_refused("<svg", "it is no XML");
    check_refused("<svg/>", "it is no SVG");
    check_refused(&format!("<svg {SVG}/>"), "nothing is in it");
    check_refused("<html xmlns='http://www.w3.org/1999/xhtml'><script>evil()</script></html>", "it is no SVG");
}

#[test]
fn large_ones_are_refused() {
    check_refused(&format!("<svg {SVG}><path d='{}'/></svg>", "h1 ".repeat(3_500_000)), "it is larger than 256 KiB");
    check_refused(&format!("<svg {SVG}>{}</svg>", "<g/>".repeat(60_000)), "it is no XML, or too much");
}

#[test]
fn a_billion_laughs_are_refused() {
    let entities: String =
        (1..10).map(|n| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10))).collect();
    let svg = format!("<!DOCTYPE svg [<!ENTITY l0 'ha'>{entities}]><svg {SVG}><text>&l9;</text></svg>");
    check_refused(&svg, "it declares entities");
    let level = |n: usize| format!("<g id='l{n}'>{}</g>", format!("<use href='#l{}'/>", n - 1).repeat(10));
    let uses: String = (1..12).map(level).collect();
    check_refused(&format!("<svg {SVG}><defs><path id='l0' d='M0 0h9v9z'/></defs>{uses}</svg>"), "it is too complex");
}

#[test]
fn deep_nesting_is_refused() {
    let nested = |depth: usize| format!("<svg {SVG}>{}{}</svg>", "<g>".repeat(depth), "</g>".repeat(depth));
    check_refused(&nested(100), "it is nested too deeply");
    check_refused(&nested(19_000), "it is nested too deeply");
    check_refused(&nested(35_000), "it is no XML, or too much");
    check_refused(&format!("<svg {SVG}>{}", "<g>".repeat(80_000)), "it is no XML, or too much");
}

#[test]
fn as_deep_as_is_allowed_fits_a_small_stack() {
    let nested = |element: &str, end: &str| {
        format!("<svg {SVG}>{}<path d='M0 0h90v90z'/>{}</svg>", element.repeat(60), end.repeat(60))
    };
    let groups = nested("<g opacity='.99'>", "</g>");
    let roots = nested("<svg width='90' height='90'>", "</svg>");
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
    thread.spawn(move || [groups, roots].iter().for_each(|svg| drop(pixels(&logo(svg))))).unwrap().join().unwrap();
}

/// An image of the largest size, with so many things that cover more than all of it.
fn covered(times: usize, thing: &str) -> serde_json::Value {
    let svg = format!("<svg xmlns='http://www.w3.org/2000/svg' width='576' height='400'>{}</svg>", thing.repeat(times));
    json!({"lineType": "Image", "image": {"svgImage": svg}})
}

const LAYER: &str = "<g opacity='.5' transform='scale(99)'><rect x='-50' y='-50' width='100' height='100'/></g>";
const SHAPE: &str = "<rect x='-9000' y='-9000' width='99999' height='99999' fill-opacity='.1'/>";

#[test]
fn what_covers_much_paper_often_is_refused() {
    for (thing, times) in [(LAYER, 50), (LAYER, 2_000), (SHAPE, 1_000)] {
        let bill = bill(json!([covered(times, thing)]), json!([]));
        assert!(patio_bill::svg(&bill).contains("it takes too long to draw"), "{times} times {thing}");
    }
    let nested = format!("{}{SHAPE}{}", "<g opacity='.9'>".repeat(60), "</g>".repeat(60));
    assert!(patio_bill::svg(&bill(json!([covered(1, &nested)]), json!([]))).contains("it takes too long to draw"));
}

#[test]
fn the_heaviest_that_is_allowed_takes_seconds() {
    for (thing, times) in [(LAYER, 40), (SHAPE, 800)] {
        let started = Instant::now();
        let bill = bill(json!(vec![covered(times, thing); 20]), json!([]));
        pixels(&bill);
        let svg = patio_bill::svg(&bill);
        assert_eq!((svg.matches("<image").count(), svg.matches("[image]").count()), (1, 19));
        // Three on a quiet machine.
        assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    }
}

#[test]
fn a_picture_stays_in_its_box() {
    let svg = format!("<svg {SVG} overflow='visible'><rect x='-9999' y='-9999' width='99999' height='99999'/></svg>");
    let picture = pixels(&logo(&svg));
    let greys = crate::greys(&picture);
    let width = usize::try_from(picture.width()).unwrap();
    // The left margin of the paper is as white as ever.
    assert!(greys.chunks(width).skip(100).take(500).all(|row| row[60..110].iter().all(|grey| *grey > 240)));
}

#[test]
fn sizes_without_sense_do_no_harm() {
    for size in [
        "width='1e30' height='1e-30'",
        "width='1e-30' height='1e30'",
        "width='0' height='0'",
        "width='-5' height='5'",
        "width='NaN' height='inf'",
        "viewBox='0 0 1e38 1e38'",
        "viewBox='-1e38 1e38 1e-38 1e-38'",
        "width='99999999999' height='99999999999'",
    ] {
        let rect = "<rect width='1e30' height='1e30' transform='scale(1e30)' stroke='red' stroke-width='1e30'/>";
        let text = "<text font-size='1e30' x='1e30'>x</text><circle r='1e-30'/>";
        let svg = format!("<svg xmlns='http://www.w3.org/2000/svg' {size}>{rect}{text}</svg>");
        pixels(&logo(&svg));
        patio_bill::svg(&logo(&svg));
    }
}
