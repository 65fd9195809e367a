//! What is masked, and what is left alone.

use super::*;
use proptest::prelude::*;

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(cards(text), expected);
}

#[track_caller]
fn check_untouched(text: &str) {
    assert!(matches!(cards(text), Cow::Borrowed(same) if same == text), "{}", cards(text));
}

#[test]
fn a_card_keeps_its_last_four_digits() {
    check("4111111111111111", "************1111");
    check("pays with 4111 1111 1111 1111, later", "pays with **** **** **** 1111, later");
    check("Amex: 3782-822463-10005.", "Amex: ****-******-*0005.");
    check("(4222222222222)", "(*********2222)");
    check("\"6759649826438453\"", "\"************8453\"");
    check("maestro 6304000000000000000 x", "maestro ***************0000 x");
    check("ü4111 1111 1111 1111", "ü4111 1111 1111 1111");
    check("ü 4111111111111111 ü", "ü ************1111 ü");
    check("pan=4111111111111111;exp=12/29", "pan=************1111;exp=12/29");
    check("4111111111111111.", "************1111.");
    check("1234567812345670", "************5670");
}

#[test]
fn a_card_beside_other_numbers_is_found() {
    check("table 12 4111 1111 1111 1111 7", "table 12 **** **** **** 1111 7");
    // Two readings: only the last four digits of both stay.
    check("table 12 4111 1111 1111 1111 2", "table 12 **** **** **** *111 2");
    check("4111111111111111 12/29 123", "************1111 12/29 123");
    check("4111111111111111-5500000000000004", "************1111-************0004");
    check("4111  1111 1111 1111", "4111  1111 1111 1111");
}

#[test]
fn what_does_not_check_or_is_too_short_or_too_long_is_left_alone() {
    for text in ["", "no digits", "4111111111111112", "411111111111", "41111111111111111111", "+44 20 7946 0958"] {
        check_untouched(text);
    }
    check_untouched("4111,1111,1111,1111");
    check_untouched("4111\n1111\n1111\n1111");
}

#[test]
fn ids_are_left_alone() {
    for text in [
        "pi_4111111111111111",
        "pi_sandbox_4111111111111111",
        "order4111111111111111",
        "4111111111111111abc",
        "41111111-1111-1111-8111-1111a1111111",
        "intent 11111111-1111-1111-1111-111111111111 of crown",
        "0.4111111111111111",
    ] {
        check_untouched(text);
    }
}

#[test]
fn instants_are_left_alone() {
    for text in ["1795374245008", "20261122190401", "2026-11-22 190401", "2026-11-22T19:04:05.000Z"] {
        check_untouched(text);
    }
}

#[test]
fn a_long_text_is_read_in_one_go() {
    let digits = "1 ".repeat(500_000);
    check_untouched(&"word ".repeat(200_000));
    // Every place begins a number of up to 19 groups: the work stays in proportion.
    assert_eq!(cards(&digits).len(), digits.len());
    check_untouched(&"7".repeat(1_000_000));
}

/// The check digit of other digits.
fn with_check_digit(mut digits: Vec<u8>) -> String {
    digits.push(0);
    let last = digits.len() - 1;
    while !luhn::passes(&digits) {
        digits[last] += 1;
    }
    digits.iter().map(|digit| char::from(b'0' + digit)).collect()
}

/// A card's number as a person may write it: its digits, and how they are grouped.
fn card() -> impl Strategy<Value = (String, String)> {
    let digits = (3..=6_u8, prop::collection::vec(0..10_u8, 11..=17));
    let number = digits.prop_map(|(first, rest)| with_check_digit([vec![first], rest].concat()));
    let breaks = prop::collection::vec(prop::option::weighted(0.3, prop_oneof![Just(' '), Just('-')]), 18);
    (number, breaks).prop_map(|(number, breaks)| {
        let mut written = String::new();
        for (place, digit) in number.chars().enumerate() {
            written.push(digit);
            if place + 1 < number.len() {
                written.extend(breaks[place]);
            }
        }
        (number, written)
    })
}

/// Digits of a text that are not masked.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_stays_as_long_and_is_masked_once_and_for_all(text in "[0-9 \\-_a-zé*.\n]{0,60}|\\PC{0,60}") {
        let once = cards(&text).into_owned();
        prop_assert_eq!(once.chars().count(), text.chars().count());
        prop_assert_eq!(cards(&once), once.as_str());
        for (before, after) in text.chars().zip(once.chars()) {
            prop_assert!(before == after || (before.is_ascii_digit() && after == '*'));
        }
    }

    #[test]
    fn a_card_is_masked_however_it_is_grouped((number, written) in card()) {
        let text = format!("note: {written}, thanks");
        let masked = cards(&text);
        prop_assert_eq!(digits(&masked), &number[number.len() - 4..]);
    }

    #[test]
    fn ids_are_never_masked(id in "pi_[A-Za-z0-9_]{22}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}") {
        let text = format!("intent {id}: settled");
        prop_assert_eq!(cards(&text), text.as_str());
    }

    #[test]
    fn digits_of_a_uuid_are_never_masked(id in "[0-9]{8}-[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{12}|[0-9]{8}-[0-9]{4}-[0-9]{4}-[a-f]{4}-[0-9]{12}") {
        prop_assert_eq!(cards(&id), id.as_str());
    }

    #[test]
    fn instants_are_never_masked(seconds in 1_500_000_000_u64..2_000_000_000, fraction in 0..1000_u64) {
        let milliseconds = format!("at {}", seconds * 1000 + fraction);
        prop_assert_eq!(cards(&milliseconds), milliseconds.as_str());
        let instant = jiff::Timestamp::from_second(i64::try_from(seconds).unwrap()).unwrap();
        let written = format!("at {}", instant.strftime("%Y%m%d%H%M%S"));
        prop_assert_eq!(cards(&written), written.as_str());
    }

    #[test]
    fn short_numbers_are_never_masked(text in "[0-9]{1,12}( x [0-9]{1,12}){0,5}") {
        prop_assert_eq!(cards(&text), text.as_str());
    }
}
