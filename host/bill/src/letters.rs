//! Text of an adapter, made harmless, measured in columns, and broken into lines.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Stands for what must not reach a terminal.
const REPLACED: char = '\u{fffd}';

/// Characters of what a reader sees as one letter. A family of four with skin colours has eleven; what has more is a
/// tower of accents that would grow over the lines above it.
const LETTER_CHARACTERS: usize = 12;

/// The columns that a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// One line of text: breaks become spaces, control characters and what turns the reading direction become `�`, and what
/// cannot be seen is left out.
pub(crate) fn line(text: &str) -> String {
    // First, so that nothing that is left out stands between the accents of a tower.
    let harmless: String = text.chars().filter_map(harmless).collect();
    harmless.graphemes(true).flat_map(|letter| letter.chars().take(LETTER_CHARACTERS)).collect()
}

/// The lines of a text that may have several.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(line)
}

fn harmless(character: char) -> Option<char> {
    match character {
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
        character if character.is_control() => Some(REPLACED),
        // Embeddings, overrides and isolates: they could make an amount read backwards.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(REPLACED),
        // XML has no place for these.
        '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}' => Some(REPLACED),
        // Soft hyphens, marks of direction, spaces without width, invisible operators.
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' => None,
        character => Some(character),
    }
}

/// Whether letters stand in the text that are read from the right.
pub(crate) fn reads_from_the_right(text: &str) -> bool {
    text.chars().any(|character| {
        matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    })
}

/// What must not be torn apart: letters with their accents; of scripts that write words as one, single characters.
pub(crate) fn units(text: &str) -> impl Iterator<Item = &str> {
    text.graphemes(true).flat_map(|letter| {
        let torn = width(letter) > 2;
        letter.char_indices().filter_map(move |(start, character)| match (torn, start) {
            (true, _) => letter.get(start..start + character.len_utf8()),
            (false, 0) => Some(letter),
            (false, _) => None,
        })
    })
}

/// Breaks a line at its spaces, and words where they are too long. The first line may have more room than the others.
pub(crate) fn wrap(text: &str, first: usize, others: usize) -> Vec<String> {
    let mut wrapped = Wrapped { lines: Vec::new(), line: String::new(), used: 0, room: first, others };
    for token in text.split_inclusive(' ') {
        let word = token.strip_suffix(' ').unwrap_or(token);
        let columns = width(word);
        if columns > 0 && wrapped.used > 0 && wrapped.used + columns > wrapped.room {
            wrapped.turn();
        }
        if columns <= wrapped.room {
            wrapped.push(word, columns);
        } else {
            for unit in units(word) {
                let columns = width(unit);
                if wrapped.used + columns > wrapped.room {
                    wrapped.turn();
                }
                wrapped.push(unit, columns);
            }
        }
        // A space at the line's end needs no room, and one before a broken line's first word is that break.
        let after_break = !wrapped.lines.is_empty() && wrapped.used == 0;
        if token.len() > word.len() && wrapped.used < wrapped.room && !after_break {
            wrapped.push(" ", 1);
        }
    }
    wrapped.turn();
    wrapped.lines
}

/// Lines in the making.
struct Wrapped {
    lines: Vec<String>,
    line: String,
    used: usize,
    room: usize,
    others: usize,
}

// === impl Wrapped ===

impl Wrapped {
    fn push(&mut self, text: &str, columns: usize) {
        self.line.push_str(text);
        self.used += columns;
    }

    fn turn(&mut self) {
        self.line.truncate(self.line.trim_end_matches(' ').len());
        self.lines.push(std::mem::take(&mut self.line));
        self.used = 0;
        self.room = self.others;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_wrap(text: &str, expected: &[&str]) {
        assert_eq!(wrap(text, 8, 8), expected);
    }

    #[test]
    fn lines_break_at_spaces_and_words_where_they_are_too_long() {
        check_wrap("", &[""]);
        check_wrap("one two three", &["one two", "three"]);
        check_wrap("exactly8 exactly8", &["exactly8", "exactly8"]);
        check_wrap("abcdefghijkl mn", &["abcdefgh", "ijkl mn"]);
        check_wrap("a  b      c", &["a  b", "c"]);
        check_wrap("ソーセージ", &["ソーセー", "ジ"]);
    }

    #[test]
    fn letters_keep_their_accents_and_families_stay_together() {
        check_wrap("abcdefge\u{301}x", &["abcdefge\u{301}", "x"]);
        check_wrap("abcdefg👨‍👩‍👧", &["abcdefg", "👨‍👩‍👧"]);
    }

    #[test]
    fn what_would_reach_a_terminal_is_replaced() {
        assert_eq!(line("a\x1b[31mb\u{7}\u{9b}"), "a�[31mb��");
        assert_eq!(line("12.50\u{202e}99"), "12.50�99");
        assert_eq!(line("a\u{200b}b\tc\r\nd"), "ab c  d");
        for accent in ["\u{301}", "\u{200b}\u{301}"] {
            assert_eq!(line(&format!("e{}", accent.repeat(999))).chars().count(), LETTER_CHARACTERS);
        }
    }
}
