//! What may not be in an account, in each place where it could stand.

use super::*;
use serde_json::json;

const SECRET: &str = "sk-4711-secret";
const CARD: &str = "4111111111111111";

fn cleaner() -> Cleaner {
    Cleaner::new(&Redactor::new([Secret::new(SECRET)]), &[], &Learnt::default())
}

fn raw(bytes: impl Into<Vec<u8>>) -> RawBody {
    let bytes = bytes.into();
    RawBody { length: u64::try_from(bytes.len()).unwrap(), bytes, finished: true, ..RawBody::default() }
}

fn kept(bytes: impl Into<Vec<u8>>, headers: &[(&str, &str)]) -> Content {
    let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    cleaner().body(raw(bytes), &headers).kept
}

/// A call with one request, and one value in its store.
fn account(url: &str, headers: &[(&str, &str)], answered: &[(&str, &str)], stored: &str) -> Account {
    let body = json!({"text": "", "bytes": 0});
    serde_json::from_value(json!({
        "at": "2026-11-22T19:04:05.000Z", "venue": "crown", "adapter": "till", "digest": "", "version": "1",
        "trace_id": "t", "asked": {"kind": "poll-changes", "since": null},
        "allowed": {"deadline_ms": 1, "cpu_ms": 1, "memory_bytes": 1}, "settings": {}, "senses": {},
        "store": [{"call": "get", "key": "session", "answer": {"value": {"text": stored}}}],
        "outgoing": [{
            "at_us": 0, "method": "GET", "url": url, "headers": headers, "body": body, "took_us": 0,
            "outcome": {"response": {"status": 200, "headers": answered, "body": body}},
        }],
        "log": [{"at_us": 0, "level": "info", "text": format!("stored {stored}")}],
        "end": {"replied": {"note": stored}},
        "times": {"total_us": 0, "cpu_us": 0, "waiting_us": 0, "host_us": 0}, "memory_bytes": 0, "gaps": [],
    }))
    .unwrap()
}

/// An account as it is told.
fn told(mut account: Account, bodies: [&str; 2]) -> String {
    let mut cleaner = cleaner();
    let bodies = vec![bodies.map(raw)];
    cleaner.learn(&account, &bodies);
    cleaner.bodies(&mut account, bodies);
    cleaner.texts(&mut account);
    serde_json::to_string(&account).unwrap()
}

#[test]
fn what_stands_where_credentials_stand_is_taken_out_everywhere() {
    let token = "tok-of-the-till";
    let check = |account: Account, bodies: [&str; 2]| {
        let told = told(account, bodies);
        assert!(!told.contains(token), "{told}");
        assert!(told.contains("stored [redacted]"), "learnt there, and taken out of the log: {told}");
    };
    let url = "http://till/orders";
    check(account(url, &[("authorization", "Bearer tok-of-the-till")], &[], token), ["", ""]);
    check(account(url, &[("x-api-key", token)], &[], token), ["", ""]);
    check(account(url, &[("cookie", "a=b; sid=tok-of-the-till")], &[], token), ["", ""]);
    check(account(url, &[], &[("set-cookie", "sid=tok-of-the-till; Path=/")], token), ["", ""]);
    check(account("http://till/?x=1&access_token=tok-of-the-till", &[], &[], token), ["", ""]);
    check(account(url, &[], &[], token), ["user=x&password=tok-of-the-till", ""]);
    check(account(url, &[], &[], token), ["", r#"{"data":[{"refreshToken":"tok-of-the-till"}]}"#]);
    // What is too short to be looked for everywhere is not where it stands.
    let short = told(account("http://till/?token=abc&x=1", &[("x-token", "abc")], &[], "-"), ["", ""]);
    assert!(short.contains("?token=[redacted]&x=1") && short.contains(r#"["x-token","[redacted]"]"#), "{short}");
    // How long a cookie is good is no secret.
    let cookie = "sid=12345678; Expires=Wed, 21 Oct 2026 07:28:00 GMT";
    let dated = told(account(url, &[], &[("set-cookie", cookie)], "at 07:28:00"), ["", ""]);
    assert!(dated.contains("stored at 07:28:00"), "{dated}");
}

#[test]
fn a_body_that_nobody_can_look_into_is_left_out() {
    let left_out = |content: Content| matches!(content, Content::LeftOut(_));
    assert!(left_out(kept(vec![0x1f, 0x8b, 1, 2, 3], &[("content-encoding", "gzip")])));
    assert!(!left_out(kept("plain", &[("content-encoding", "identity")])));
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    assert!(left_out(kept(wide(SECRET), &[])));
    assert!(left_out(kept(wide(CARD), &[])));
    assert_eq!(kept(wide("burger"), &[]).bytes().unwrap(), wide("burger"));
    // Between bytes that are no text, a secret is found.
    let mixed = [&[0xff, 0xc3][..], SECRET.as_bytes(), &[0xff]].concat();
    assert_eq!(kept(mixed, &[]).bytes().unwrap(), [&[0xff, 0xc3][..], b"[redacted]", &[0xff]].concat());
}

#[test]
fn what_is_cut_off_leaves_no_beginning_of_a_secret() {
    let begun = SECRET.get(..SECRET.len() - 1).unwrap();
    let text = "ü".repeat(4000) + begun;
    let body = cleaner().body(RawBody { cut: true, ..raw(text) }, &[]);
    let Content::Text(kept) = body.kept else { panic!("{body:?}") };
    assert!(!kept.contains("sk-") && kept.chars().count() > 1000, "{}", kept.len());
}

#[test]
fn a_number_that_is_masked_in_a_document_leaves_it_one() {
    let text = format!(r#"{{"id":{CARD},"note":"said \"{CARD}\"","at":1763838245000}}"#);
    let Content::Text(kept) = kept(text, &[]) else { panic!("no text") };
    assert_eq!(kept, r#"{"id":9999999999991111,"note":"said \"************1111\"","at":1763838245000}"#);
    // What is no document is masked as everywhere.
    assert_eq!(cleaner().document(&format!("card {CARD}")), "card ************1111");
}
