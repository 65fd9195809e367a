//! Bills as the card machine prints them, with the JSON names of the specification.

use super::Order;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer};
use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// `OrderBill`: what stands above and below the order's own lines, which the card machine prints by itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "OrderBill", description = "")]
#[expect(missing_docs, reason = "the fields are those of the specification's `OrderBill`")]
pub struct Bill {
    pub header: BillSection,
    pub order: Order,
    pub footer: BillSection,
}

/// `BillSection`.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the field is that of the specification's `BillSection`")]
pub struct BillSection {
    pub lines: Vec<BillLine>,
}

/// `BillLine`: in JSON an object with the line's type in `lineType` and its content under the type's own name.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the specification's words")]
pub enum BillLine {
    Text(BillText),
    Image(BillImage),
    Logo(BillLogo),
    MerchantName(BillMerchantName),
    MerchantAddress(BillMerchantAddress),
    MerchantEmailAddress(BillMerchantEmailAddress),
    MerchantPhoneNumber(BillMerchantPhoneNumber),
    TaxNumber(BillTaxNumber),
    Url(BillUrl),
    HorizontalLine(BillHorizontalLine),
}

/// `BillText`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the fields are those of the specification's `BillText`")]
pub struct BillText {
    pub value: String,
    pub size: Size,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub align: Option<Align>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bold: Option<bool>,
}

/// `Size`: of a text's letters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the specification's words")]
pub enum Size {
    Body,
    Header1,
    Header2,
}

/// `Align`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the specification's words")]
pub enum Align {
    Left,
    Center,
    Right,
}

/// `BillImage`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are those of the specification's `BillImage`")]
pub struct BillImage {
    pub svg_image: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub align: Option<Align>,
}

/// `BillLogo`: at the top of the bill, wherever its line stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the field is that of the specification's `BillLogo`")]
pub struct BillLogo {
    pub svg_image: String,
}

/// `BillMerchantName`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the field is that of the specification's `BillMerchantName`")]
pub struct BillMerchantName {
    pub name: String,
}

/// `BillMerchantAddress`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are those of the specification's `BillMerchantAddress`")]
pub struct BillMerchantAddress {
    pub address_lines: Vec<String>,
    pub postcode: String,
}

/// `BillMerchantEmailAddress`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the field is that of the specification's `BillMerchantEmailAddress`")]
pub struct BillMerchantEmailAddress {
    pub email_address: String,
}

/// `BillMerchantPhoneNumber`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the field is that of the specification's `BillMerchantPhoneNumber`")]
pub struct BillMerchantPhoneNumber {
    pub phone_number: String,
}

/// `BillTaxNumber`: at the bottom of the bill, wherever its line stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the fields are those of the specification's `BillTaxNumber`")]
pub struct BillTaxNumber {
    pub name: String,
    pub number: String,
}

/// `BillURL`. The specification's two files disagree on two names: see [`Reply::into_result`](super::Reply::into_result).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "BillURL", description = "")]
#[expect(missing_docs, reason = "the fields are those of the specification's `BillURL`")]
pub struct BillUrl {
    pub url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "showQr", alias = "showQR", default, skip_serializing_if = "Option::is_none")]
    pub show_qr: Option<bool>,
    #[serde(rename = "showUrl", alias = "showURL", default, skip_serializing_if = "Option::is_none")]
    pub show_url: Option<bool>,
}

/// `BillHorizontalLine`.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the field is that of the specification's `BillHorizontalLine`")]
pub struct BillHorizontalLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<Rule>,
}

/// The kinds of a horizontal line.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(inline, description = "")]
#[expect(missing_docs, reason = "the specification's words")]
pub enum Rule {
    Single,
    Double,
}

macro_rules! bill_lines {
    ($($variant:ident $line_type:literal $field:literal $place:ident: $content:ty;)*) => {
        impl Serialize for BillLine {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut line = serializer.serialize_struct("BillLine", 2)?;
                match self {
                    $(Self::$variant(content) => {
                        line.serialize_field("lineType", $line_type)?;
                        line.serialize_field($field, content)?;
                    })*
                }
                line.end()
            }
        }

        impl JsonSchema for BillLine {
            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed("BillLine")
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                json_schema!({"oneOf": [$({
                    "type": "object",
                    "properties": {
                        "lineType": {"type": "string", "const": $line_type},
                        $field: generator.subschema_for::<$content>(),
                    },
                    "required": ["lineType", $field],
                }),*]})
            }
        }

        impl<'de> Deserialize<'de> for BillLine {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(Deserialize)]
                #[serde(rename_all = "camelCase")]
                struct Line {
                    line_type: String,
                    $(#[serde(rename = $field, default)]
                    $place: Option<$content>,)*
                }
                let line = Line::deserialize(deserializer)?;
                match line.line_type.as_str() {
                    $($line_type => {
                        line.$place.map(Self::$variant).ok_or_else(|| de::Error::missing_field($field))
                    })*
                    other => Err(de::Error::unknown_variant(other, &[$($line_type),*])),
                }
            }
        }
    };
}

bill_lines! {
    Text "Text" "text" text: BillText;
    Image "Image" "image" image: BillImage;
    Logo "Logo" "logo" logo: BillLogo;
    MerchantName "MerchantName" "merchantName" merchant_name: BillMerchantName;
    MerchantAddress "MerchantAddress" "merchantAddress" merchant_address: BillMerchantAddress;
    MerchantEmailAddress "MerchantEmailAddress" "merchantEmailAddress" merchant_email_address: BillMerchantEmailAddress;
    MerchantPhoneNumber "MerchantPhoneNumber" "merchantPhoneNumber" merchant_phone_number: BillMerchantPhoneNumber;
    TaxNumber "TaxNumber" "taxNumber" tax_number: BillTaxNumber;
    Url "URL" "url" url: BillUrl;
    HorizontalLine "HorizontalLine" "horizontalLine" horizontal_line: BillHorizontalLine;
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check_round_trip(json: serde_json::Value) {
        let line: BillLine = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(line).unwrap(), json);
    }

    #[test]
    fn every_kind_of_line_keeps_its_content_under_its_own_name() {
        check_round_trip(json!({"lineType": "Text", "text": {"value": "a", "size": "Header1", "bold": true}}));
        check_round_trip(json!({"lineType": "Image", "image": {"svgImage": "<svg/>", "align": "Center"}}));
        check_round_trip(json!({"lineType": "Logo", "logo": {"svgImage": "<svg/>"}}));
        check_round_trip(json!({"lineType": "MerchantName", "merchantName": {"name": "a"}}));
        check_round_trip(
            json!({"lineType": "MerchantAddress", "merchantAddress": {"addressLines": ["a"], "postcode": "b"}}),
        );
        check_round_trip(json!({"lineType": "MerchantEmailAddress", "merchantEmailAddress": {"emailAddress": "a"}}));
        check_round_trip(json!({"lineType": "MerchantPhoneNumber", "merchantPhoneNumber": {"phoneNumber": "1"}}));
        check_round_trip(json!({"lineType": "TaxNumber", "taxNumber": {"name": "VAT", "number": "1"}}));
        check_round_trip(json!({"lineType": "URL", "url": {"url": "https://a", "showQr": true, "showUrl": false}}));
        check_round_trip(json!({"lineType": "HorizontalLine", "horizontalLine": {}}));
        check_round_trip(json!({"lineType": "HorizontalLine", "horizontalLine": {"line": "Double"}}));
    }

    #[test]
    fn a_line_whose_content_is_another_kinds_is_refused() {
        let line = json!({"lineType": "Text", "logo": {"svgImage": "<svg/>"}});
        assert_eq!(serde_json::from_value::<BillLine>(line).unwrap_err().to_string(), "missing field `text`");
        let line = json!({"lineType": "Coupon"});
        assert!(serde_json::from_value::<BillLine>(line).unwrap_err().to_string().starts_with("unknown variant"));
    }
}
