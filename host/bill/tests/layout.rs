//! What stands where, in text.

use crate::{bill, of_order, rich};
use expect_test::{expect, expect_file};
use patio_host::epos::Bill;
use serde_json::json;

#[track_caller]
fn check(bill: &Bill, expected: expect_test::Expect) {
    expected.assert_eq(&patio_bill::text(bill));
}

#[test]
fn a_bill_with_everything() {
    expect_file!["rich.txt"].assert_eq(&patio_bill::text(&rich()));
}

#[test]
fn the_logo_is_at_the_top_and_the_tax_number_at_the_bottom_wherever_they_stand() {
    let tax = json!({"lineType": "TaxNumber", "taxNumber": {"name": "VAT", "number": "1"}});
    let logo = json!({"lineType": "Logo", "logo": {"svgImage": "<svg/>"}});
    let text = json!({"lineType": "Text", "text": {"value": "text", "size": "Body"}});
    check(
        &bill(json!([tax, text]), json!([logo, text])),
        expect![[r#"
                             [logo]
        text
        ────────────────────────────────────────────────
        Order 1001
        ────────────────────────────────────────────────
        1 x Coffee                                  3.20
        ────────────────────────────────────────────────
        text

                             VAT: 1
    "#]],
    );
}

#[test]
fn sizes_and_sides() {
    let text = |value: &str, size: &str, align: &str| {
        let text = json!({"value": value, "size": size, "align": align});
        json!({"lineType": "Text", "text": text})
    };
    check(
        &bill(
            json!([
                text("Largest, that is half as many letters", "Header1", "Left"),
                text("Large, that is two thirds as many letters", "Header2", "Right"),
                text("", "Body", "Left"),
                text("你好，世界", "Header1", "Center"),
                {"lineType": "HorizontalLine", "horizontalLine": {"line": "Double"}},
                {"lineType": "HorizontalLine", "horizontalLine": {}},
            ]),
            json!([]),
        ),
        expect![[r#"
            L A R G E S T ,   T H A T   I S   H A L F   A S
            M A N Y   L E T T E R S
                                LARGE, THAT IS TWO THIRDS AS
                                                MANY LETTERS

                               你好，世界
            ════════════════════════════════════════════════
            ────────────────────────────────────────────────
            Order 1001
            ────────────────────────────────────────────────
            1 x Coffee                                  3.20
            ────────────────────────────────────────────────
        "#]],
    );
}

#[test]
fn other_currencies_and_what_the_order_does_not_say() {
    let yen = |value: i64| json!({"value": value, "currencyCode": "JPY"});
    check(
        &of_order(
            json!([]),
            json!([]),
            json!({
                "details": {"orderType": "Collection", "collection": {"asap": true}},
                "items": [{"name": "Gyoza", "plu": "1", "quantity": 2, "amountPerItem": yen(680)}],
                "taxLines": [{"amountTotal": yen(124), "amountPercentage": 1000}],
                "totalAmount": yen(1360),
                "payments": [{"paymentIntentId": "pi_1", "paidAmount": yen(1360)}],
            }),
        ),
        expect![[r#"
            Order 1001                            Collection
            ────────────────────────────────────────────────
            2 x Gyoza                                   1360
            ────────────────────────────────────────────────
            Tax (10%)                                    124
            ════════════════════════════════════════════════
            TOTAL                                   JPY 1360
            ────────────────────────────────────────────────
            Card (pi_1)                                 1360
            ────────────────────────────────────────────────
            AMOUNT DUE                                 JPY 0
            ────────────────────────────────────────────────
        "#]],
    );
}

#[test]
fn an_amount_that_is_too_wide_has_its_own_line() {
    let huge = json!({"value": i64::MIN, "currencyCode": "GBP"});
    check(
        &of_order(
            json!([]),
            json!([]),
            json!({
                "items": [{"name": "Everything there is", "plu": "1", "quantity": i32::MIN, "amountPerItem": huge}],
                "totalAmount": huge,
            }),
        ),
        expect![[r#"
            Order 1001
            ────────────────────────────────────────────────
            -2147483648 x     198070406285660843983859875.84
                Everything
                there is
            ────────────────────────────────────────────────
            TOTAL                     -£92233720368547758.08
            ────────────────────────────────────────────────
        "#]],
    );
}

#[test]
fn an_address_is_shown_as_its_flags_say_and_where_nothing_else_stands_for_it() {
    let url = |flags: serde_json::Value| {
        let mut url = json!({"url": "https://a.example"});
        url.as_object_mut().unwrap().extend(flags.as_object().unwrap().clone());
        json!({"lineType": "URL", "url": url})
    };
    check(
        &bill(
            json!([
                url(json!({})),
                url(json!({"description": "described"})),
                url(json!({"description": "and shown", "showUrl": true})),
                url(json!({"description": "hidden", "showUrl": false})),
                url(json!({"showUrl": false})),
            ]),
            json!([]),
        ),
        expect![[r#"
                           https://a.example
                               described
                               and shown
                           https://a.example
                                 hidden
            ────────────────────────────────────────────────
            Order 1001
            ────────────────────────────────────────────────
            1 x Coffee                                  3.20
            ────────────────────────────────────────────────
        "#]],
    );
}
