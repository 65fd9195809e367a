//! What reading and drawing an SVG would cost, known before it is done.
//!
//! Small files can be made to cost hours: a `<use>` of ten `<use>`s of ten, clips that are clipped, filters with a
//! million octaves, strokes of a million dashes. What multiplies in ways that a sum cannot bound is refused, and the rest
//! is summed up over every reference, so that a thing used twice counts twice.

use crate::picture::{NAMESPACE, Refused};
use resvg::usvg::roxmltree::{Document, Node, NodeId};
use std::collections::HashMap;

/// What a picture weighs at least: it is read and has a canvas, whatever is in it.
const EMPTY: u64 = 100;

/// Elements inside elements, over references too: what is read and drawn by recursion must fit a small thread's stack.
const DEPTH: usize = 64;

/// Letters become shapes, each as large as an element of its own.
const LETTER: u64 = 4;

/// A style sheet is held against every element.
const STYLE_BYTES: usize = 8 * 1024;

/// Elements whose cost no sum bounds. A card machine's printer could do little with them either.
const REFUSED: [(&str, Refused); 5] = [
    ("filter", "it has a filter"),
    ("pattern", "it has a pattern"),
    ("marker", "it has markers"),
    ("textPath", "it has text along a path"),
    ("foreignObject", "it has foreign content"),
];

/// What the pictures of a bill may cost together.
pub(crate) struct Budget {
    /// An element is 1, and so are 64 bytes of attributes. A logo has a few hundred.
    weight: u64,
    /// Dots that are painted (see `ink.rs`): so many take three seconds on one core of 2026.
    ink: u64,
}

// === impl Budget ===

impl Budget {
    pub(crate) fn new() -> Self {
        Self { weight: 10_000, ink: 200_000_000 }
    }

    /// Takes a document's weight from what is left.
    pub(crate) fn weigh(&mut self, document: &Document<'_>) -> Result<(), Refused> {
        let weight = weigh(document)?.saturating_add(EMPTY);
        self.weight = self.weight.checked_sub(weight).ok_or("it is too complex, or all together are")?;
        Ok(())
    }

    /// Takes the dots of a picture from what is left.
    pub(crate) fn paint(&mut self, dots: u64) -> Result<(), Refused> {
        self.ink = self.ink.checked_sub(dots).ok_or("it takes too long to draw, or all do")?;
        Ok(())
    }
}

fn weigh(document: &Document<'_>) -> Result<u64, Refused> {
    let mut named: HashMap<&str, Vec<NodeId>> = HashMap::new();
    let mut style_bytes = 0;
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        if let Some((_, reason)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
            return Err(reason);
        }
        if name == "style" {
            let sheet: String = node.children().filter_map(|child| child.text()).collect();
            style_bytes += sheet.len();
            if style_bytes > STYLE_BYTES {
                return Err("it has more than 8 KiB of styles");
            }
            let sheet = plain(&sheet)?;
            // Which elements refer to something would depend on every rule.
            if sheet.contains('@') || sheet.contains("url(") {
                return Err("its style sheet refers to something");
            }
            unbounded(&sheet)?;
        }
        for attribute in node.attributes() {
            match attribute.name() {
                "id" => named.entry(attribute.value()).or_default().push(node.id()),
                "style" => unbounded(&plain(attribute.value())?)?,
                name @ ("filter" | "stroke-dasharray") => {
                    unbounded(&plain(&format!("{name}:{}", attribute.value()))?)?;
                }
                _ => {}
            }
        }
    }
    let mut scale = Scale { document, named, known: HashMap::new() };
    scale.weigh(document.root_element(), 0).map(|(weight, _)| weight)
}

/// Styles in small letters, without spaces and comments.
fn plain(styles: &str) -> Result<String, Refused> {
    let mut plain = String::new();
    let mut rest = styles;
    while let Some((before, comment)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    if plain.contains('\\') {
        return Err("its styles have escapes");
    }
    plain.retain(|letter| !letter.is_whitespace());
    Ok(plain.to_ascii_lowercase())
}

/// Refuses the properties whose cost no sum bounds.
fn unbounded(plain: &str) -> Result<(), Refused> {
    for (property, reason) in [("filter:", "it has a filter"), ("stroke-dasharray:", "it has dashed lines")] {
        let mut values = plain.split(property).skip(1).map(|rest| rest.split([';', '}', '!']).next());
        if values.any(|value| value != Some("none")) {
            return Err(reason);
        }
    }
    Ok(())
}

/// Sums up; what was weighed once is remembered.
struct Scale<'a, 'input> {
    document: &'a Document<'input>,
    named: HashMap<&'a str, Vec<NodeId>>,
    /// None while it is being weighed.
    known: HashMap<NodeId, Option<(u64, usize)>>,
}

// === impl Scale ===

impl Scale<'_, '_> {
    /// The weight of a node, and how deep it goes.
    fn weigh(&mut self, node: Node<'_, '_>, depth: usize) -> Result<(u64, usize), Refused> {
        if depth > DEPTH {
            return Err("it is nested too deeply");
        }
        match self.known.get(&node.id()) {
            Some(Some((weight, height))) if depth + height <= DEPTH => return Ok((*weight, *height)),
            Some(Some(_)) => return Err("it is nested too deeply"),
            Some(None) => return Err("it refers to itself"),
            None => {}
        }
        self.known.insert(node.id(), None);
        let (mut weight, mut height) = (own(node), 0);
        let targets = self.targets(node);
        let targets = targets.into_iter().filter_map(|id| self.document.get_node(id));
        for next in node.children().chain(targets.collect::<Vec<_>>()) {
            let (more, below) = self.weigh(next, depth + 1)?;
            weight = weight.saturating_add(more);
            height = height.max(below + 1);
        }
        self.known.insert(node.id(), Some((weight, height)));
        Ok((weight, height))
    }

    /// Everything whose id a `#` stands before, in whatever attribute: a colour that is an id too only weighs more.
    fn targets(&self, node: Node<'_, '_>) -> Vec<NodeId> {
        let mut targets = Vec::new();
        for attribute in node.attributes() {
            for reference in attribute.value().split('#').skip(1) {
                let end = reference.find([')', '\'', '"', ';', ',']).unwrap_or(reference.len());
                let id = reference.get(..end).unwrap_or(reference).trim();
                targets.extend(self.named.get(id).into_iter().flatten());
            }
        }
        targets
    }
}

fn own(node: Node<'_, '_>) -> u64 {
    if node.is_text() {
        let drawn = node.parent().is_some_and(|parent| {
            let name = parent.tag_name();
            name.namespace() == Some(NAMESPACE)
                && !matches!(name.name(), "style" | "title" | "desc" | "metadata" | "script")
        });
        let bytes = u64::try_from(node.text().unwrap_or_default().trim().len()).unwrap_or(u64::MAX);
        return if drawn { bytes.saturating_mul(LETTER) } else { 0 };
    }
    let bytes: usize = node.attributes().map(|attribute| attribute.value().len()).sum();
    1 + u64::try_from(bytes / 64).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(inner: &str, expected: Result<(), Refused>) {
        let svg = format!(r#"<svg xmlns="http://www.w3.org/2000/svg">{inner}</svg>"#);
        assert_eq!(Budget::new().weigh(&Document::parse(&svg).unwrap()), expected, "{inner}");
    }

    /// Ten levels of ten references each.
    fn laughs(level: impl Fn(usize) -> String) -> String {
        (0..10).map(level).collect()
    }

    #[test]
    fn what_designers_export_passes() {
        check(
            r#"<style>/* x */ .a { fill: red; stroke-dasharray: none }</style><path class="a" d="M0 0h9v9z"/>"#,
            Ok(()),
        );
        check(
            r##"<defs><clipPath id="c"><rect width="9" height="9"/></clipPath></defs><g clip-path="url(#c)"/>"##,
            Ok(()),
        );
        check(
            r##"<path id="p" d="M0 0h9"/><use href="#p"/><use href="#p" fill="#fff" style="filter: none"/>"##,
            Ok(()),
        );
        check("<metadata><a>long</a></metadata><title>long</title><text>short</text>", Ok(()));
    }

    #[test]
    fn what_multiplies_is_weighed_as_often_as_it_is_used() {
        let complex = Err("it is too complex, or all together are");
        let uses = |below: usize| format!(r##"<use href="#l{below}"/>"##).repeat(10);
        let clips = |below: usize| format!(r##"<path clip-path="url( '#l{below}' )"/>"##).repeat(10);
        let styled = |below: usize| format!(r##"<path style="mask:url(#l{below})"/>"##).repeat(10);
        check(&laughs(|n| format!(r#"<g id="l{}">{}</g>"#, n + 1, uses(n))), complex);
        check(&laughs(|n| format!(r#"<clipPath id="l{}">{}</clipPath>"#, n + 1, clips(n))), complex);
        check(&laughs(|n| format!(r#"<mask id="l{}">{}</mask>"#, n + 1, styled(n))), complex);
        check(&"<g/>".repeat(20_000), complex);
        check(&format!("<text>{}</text>", "x".repeat(9_000)), complex);
        check(&format!(r#"<path d="{}"/>"#, "h1".repeat(500_000)), complex);
    }

    #[test]
    fn what_has_no_end_is_refused() {
        check(r##"<g id="a"><use href="#a"/></g>"##, Err("it refers to itself"));
        check(r##"<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>"##, Err("it refers to itself"));
        check(&format!("{}{}", "<g>".repeat(70), "</g>".repeat(70)), Err("it is nested too deeply"));
        let chain: String = (0..70).map(|n| format!(r##"<g id="l{}"><use href="#l{n}"/></g>"##, n + 1)).collect();
        check(&chain, Err("it is nested too deeply"));
    }

    #[test]
    fn what_no_sum_bounds_is_refused() {
        check(r#"<filter id="f"><feTurbulence numOctaves="99999999"/></filter>"#, Err("it has a filter"));
        check(r#"<g filter="blur(99999)"/>"#, Err("it has a filter"));
        check(r#"<g style="fill:red; FILTER /* x */ : none blur(9)"/>"#, Err("it has a filter"));
        check(r#"<g style="f\69lter: blur(9)"/>"#, Err("its styles have escapes"));
        check(r#"<path stroke-dasharray="0.00001"/>"#, Err("it has dashed lines"));
        check("<style>path { stroke-dasharray: 0.00001 }</style>", Err("it has dashed lines"));
        check("<style>g { mask: url(#m) }</style>", Err("its style sheet refers to something"));
        check(&format!("<style>{}</style>", "a{}".repeat(9_000)), Err("it has more than 8 KiB of styles"));
        check("<pattern/>", Err("it has a pattern"));
        check("<marker/>", Err("it has markers"));
    }
}
