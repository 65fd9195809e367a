//! Texts of a vendor as they may stand before a person: on a terminal, in a log line, on a page.
//!
//! An escape sequence can rewrite what a terminal showed before, a line break can forge a line, and a mark of direction
//! can turn a text around. None of them says anything.

/// A text on one line without anything that acts, at most so many characters long.
pub(super) fn plain(text: &str, most_chars: usize) -> String {
    let mut plain: String = text.chars().take(most_chars).map(|c| if acts(c) { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(most_chars).is_some() {
        plain.push('…');
    }
    plain
}

/// Whether a character does something instead of being seen: control characters, breaks of lines and paragraphs, marks of
/// direction, and what has no width at all.
pub fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_replaced_and_what_is_seen_stays() {
        assert_eq!(plain("Crown's till, Łódź 店 🍔", 100), "Crown's till, Łódź 店 🍔");
        assert_eq!(
            plain("a\u{1b}[2J\r\nb\u{202e}c\u{200b}d\u{9b}e\u{7f}", 100),
            "a\u{fffd}[2J\u{fffd}\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}"
        );
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(plain("ééé", 2), "éé…");
        assert_eq!(plain("ééé", 3), "ééé");
    }
}
