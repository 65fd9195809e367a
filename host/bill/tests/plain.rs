//! Nothing that an adapter writes breaks a line, reaches a terminal as a command, or stops the bill.

use crate::of_order;
use patio_bill::COLUMNS;
use patio_host::epos::Bill;
use proptest::prelude::*;
use resvg::usvg::roxmltree;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

#[track_caller]
fn check(bill: &Bill) {
    let text = patio_bill::text(bill);
    for line in text.lines() {
        assert!(line.width() <= COLUMNS, "{} columns: {line:?}", line.width());
        let forbidden =
            |letter: char| letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(!line.contains(forbidden), "{line:?}");
    }
    let svg = patio_bill::svg(bill);
    roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
}

/// A bill on which this text is everywhere.
fn covered_in(text: &str, value: i64, quantity: i32) -> Bill {
    let money = json!({"value": value, "currencyCode": "GBP"});
    let modifier = json!({"name": text, "plu": text, "quantity": quantity, "amountPerModifier": money});
    let words = |size: &str, align: &str| json!({"lineType": "Text", "text": {"value": text, "size": size, "align": align, "bold": true}});
    let lines = json!([
        words("Header1", "Center"),
        words("Header2", "Right"),
        words("Body", "Left"),
        {"lineType": "Logo", "logo": {"svgImage": text}},
        {"lineType": "Image", "image": {"svgImage": text}},
        {"lineType": "MerchantName", "merchantName": {"name": text}},
        {"lineType": "MerchantAddress", "merchantAddress": {"addressLines": [text], "postcode": text}},
        {"lineType": "MerchantEmailAddress", "merchantEmailAddress": {"emailAddress": text}},
        {"lineType": "MerchantPhoneNumber", "merchantPhoneNumber": {"phoneNumber": text}},
        {"lineType": "TaxNumber", "taxNumber": {"name": text, "number": text}},
        {"lineType": "URL", "url": {"url": text, "description": text, "showQr": true, "showUrl": true}},
    ]);
    let item: Value = json!({
        "name": text, "plu": text, "quantity": quantity, "amountPerItem": money, "note": text, "modifiers": [modifier],
        "subItems": [{
            "name": text, "plu": text, "quantity": quantity, "amountPerItem": money, "note": text,
            "modifiers": [modifier],
        }],
    });
    of_order(
        lines.clone(),
        lines,
        json!({
            "details": {"orderType": "Collection", "dineIn": {"tableId": text, "waiterId": text}},
            "items": [item],
            "note": text,
            "customer": {"name": text},
            "discounts": [{"name": text, "amountTotal": money, "code": text, "affectedPlu": text, "amountPercentage": quantity}],
            "taxLines": [{"name": text, "amountTotal": {"value": value, "currencyCode": "XYZ"}, "affectedPlu": text}],
            "totalAmount": money,
            "serviceChargeAmount": money,
            "payments": [{"paymentIntentId": text, "paidAmount": money, "tipsAmount": money}],
            "displayName": text,
            "reference": text,
        }),
    )
}

/// Any text, with more of what is special.
fn texts() -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        " ",
        "\n",
        "\r\n",
        "\t",
        "\x1b[2J",
        "\u{7}",
        "\u{9b}",
        "\u{0}",
        "\u{202e}",
        "\u{200b}",
        "\u{200d}",
        "\u{200c}",
        "\u{301}",
        "\u{fe0f}",
        "\u{ad}",
        "\u{feff}",
        "\u{ffff}",
        "👨‍👩‍👧‍👦",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "🇬🇧",
        "ー",
        "שלום",
        "لا",
        "क्ष्म",
        "ᄀᄀᄀᄀ",
        "ß",
        "ﬃ",
        "&<>\"'",
        "]]>",
        "<svg",
        "%",
    ]);
    prop::collection::vec(prop_oneof![special.prop_map(str::to_owned), any::<String>(), "[a-z]{1,60}"], 0..12)
        .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn no_line_is_too_wide_and_no_letter_harms(text in texts(), value in any::<i64>(), quantity in any::<i32>()) {
        check(&covered_in(&text, value, quantity));
    }
}

#[test]
fn texts_of_ten_thousand_letters_are_only_long() {
    for text in
        ["x", "x ", "ー", "👨‍👩‍👧‍👦", "e\u{301}\u{301}", "\u{301}", "\u{200d}", "\x1b", "\u{202e}", "שלום ", "\n", "<", "&"]
    {
        let text: String = text.chars().cycle().take(10_000).collect();
        check(&covered_in(&text, i64::MIN, i32::MIN));
    }
}

#[test]
fn a_picture_of_any_text_is_drawn() {
    for text in ["שלום\u{202e} 12", "👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e\u{301}\u{301}\u{301}\x1b[0m", "漢字かな交じり文"]
    {
        crate::pixels(&covered_in(text, 1250, 2));
    }
}

#[test]
fn a_name_that_is_read_from_the_right_keeps_its_amount_at_the_right() {
    let amount = json!({"value": 900, "currencyCode": "GBP"});
    let items = json!([{"name": "חומוס", "plu": "1", "quantity": 1, "amountPerItem": amount}]);
    let text = patio_bill::text(&of_order(json!([]), json!([]), json!({"items": items})));
    let line = text.lines().find(|line| line.contains("חומוס")).unwrap();
    assert!(line.starts_with("1 x חומוס\u{200e} ") && line.ends_with(" 9.00"), "{line}");
}

#[test]
fn a_bill_that_is_too_long_for_a_picture_is_text_still() {
    let item =
        json!({"name": "Olive", "plu": "1", "quantity": 1, "amountPerItem": {"value": 10, "currencyCode": "GBP"}});
    let bill = of_order(json!([]), json!([]), json!({"items": vec![item; 5_000]}));
    assert_eq!(patio_bill::text(&bill).matches("1 x Olive").count(), 5_000);
    let refused = patio_bill::png(&bill).unwrap_err();
    assert!(refused.to_string().starts_with("the bill is too long for a picture: 13"), "{refused}");
}
