//! What is written is what serde_json writes; what is refused says why.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Shapes {
    text: String,
    optional_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    absent: Option<Option<i64>>,
    numbers: (i8, u8, i16, u16, i32, u32, i64, u64),
    flags: Vec<bool>,
    letter: char,
    kind: Kind,
    kinds: Vec<Kind>,
    map: BTreeMap<String, Vec<Kind>>,
    nothing: (),
    newtype: Id,
    pair: Pair,
}

#[derive(Clone, Debug, Serialize)]
struct Id(String);

#[derive(Clone, Debug, Serialize)]
struct Pair(i64, String);

#[derive(Clone, Debug, Serialize)]
enum Kind {
    Plain,
    One(String),
    Two(String, Option<i64>),
    Named { first: String, second: Vec<i64> },
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Plain),
        any::<String>().prop_map(Kind::One),
        any::<(String, Option<i64>)>().prop_map(|(text, number)| Kind::Two(text, number)),
        any::<(String, Vec<i64>)>().prop_map(|(first, second)| Kind::Named { first, second }),
    ]
}

fn shapes() -> impl Strategy<Value = Shapes> {
    let kinds = || prop::collection::vec(kind(), 0..4);
    let map = prop::collection::btree_map(any::<String>(), kinds(), 0..4);
    let plain = any::<(String, Option<String>, Option<Option<i64>>, Vec<bool>, char)>();
    let numbers = any::<(i8, u8, i16, u16, i32, u32, i64, u64)>();
    (plain, numbers, kind(), kinds(), map, any::<(String, i64, String)>()).prop_map(
        |((text, optional_text, absent, flags, letter), numbers, kind, kinds, map, (id, first, second))| Shapes {
            text,
            optional_text,
            absent,
            numbers,
            flags,
            letter,
            kind,
            kinds,
            map,
            nothing: (),
            newtype: Id(id),
            pair: Pair(first, second),
        },
    )
}

#[test]
fn every_shape_is_written_as_serde_json_does() {
    proptest!(|(shapes in shapes(), guess in 0_usize..4096)| {
        let written = String::from_utf8(write(&shapes, guess).unwrap()).unwrap();
        prop_assert_eq!(written, serde_json::to_string(&shapes).unwrap());
    });
}

#[test]
fn the_ends_of_every_integer_are_exact() {
    let ends = (i64::MIN, i64::MAX, u64::MAX, i32::MIN, u32::MAX, i8::MIN, u8::MAX, 0);
    assert_eq!(write(&ends, 0).unwrap(), serde_json::to_vec(&ends).unwrap());
}

#[track_caller]
fn check_refused<T: Serialize>(value: T, expected: &str) {
    assert_eq!(write(&value, 0).unwrap_err().to_string(), format!("cannot be written as JSON: {expected}"));
}

#[test]
fn a_shape_that_no_reply_has_is_refused() {
    check_refused(0.5_f64, "0.5 is a float: every number of the EPOS Data API is an integer");
    check_refused(f32::NAN, "NaN is a float: every number of the EPOS Data API is an integer");
    check_refused(BTreeMap::from([(1, 2)]), "a key is no text");
    check_refused(BTreeMap::from([(None::<String>, 2)]), "a key is no text");
    check_refused(1_u128, "u128 is not supported");
}

#[test]
fn what_a_type_itself_refuses_is_told() {
    struct Never;
    impl Serialize for Never {
        fn serialize<S: ser::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(ser::Error::custom("not today"))
        }
    }
    check_refused([Some(Never)], "not today");
}
