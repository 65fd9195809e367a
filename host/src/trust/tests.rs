//! What approves a file and what does not, with signatures that minisign made.

use super::*;

/// All of these were made by minisign 0.11.
const FILE: &[u8] = include_bytes!("fixtures/file");
const BY_A: &str = include_str!("fixtures/signed_by_a.minisig");
const BY_B: &str = include_str!("fixtures/signed_by_b.minisig");
const LEGACY_BY_A: &str = include_str!("fixtures/legacy_by_a.minisig");
const A: &str = include_str!("fixtures/a.pub");
const B: &str = include_str!("fixtures/b.pub");

fn key(file: &str) -> TrustedKey {
    file.lines().nth(1).unwrap().parse().unwrap()
}

fn trust(keys: &[&str]) -> Trust {
    Trust::new(keys.iter().map(|file| key(file)).collect())
}

#[track_caller]
fn check_refused(trust: &Trust, file: &[u8], signature: Option<&str>, expected: &str) {
    let error = trust.judge(file, signature.map(str::as_bytes)).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_signature_of_a_trusted_key_approves_the_bytes_that_it_signed() {
    for keys in [&[A][..], &[B, A]] {
        let approval = trust(keys).judge(FILE, Some(BY_A.as_bytes())).unwrap();
        assert_eq!(approval.to_string(), "signed by 3AFA82D695CED2FE: version 1.2.3");
    }
    assert!(A.contains(&key(A).id().to_string()), "as minisign itself writes it");
}

#[test]
fn without_trusted_keys_nothing_is_checked_and_that_is_said() {
    assert_eq!(trust(&[]).judge(FILE, None).unwrap().to_string(), "unsigned");
    assert_eq!(trust(&[]).judge(FILE, Some(b"anything")).unwrap().to_string(), "signature not checked");
}

#[test]
fn what_is_not_signed_by_a_trusted_key_is_refused() {
    check_refused(
        &trust(&[A]),
        FILE,
        None,
        "it is not signed, and [adapters] trust wants it to be: put its signature, its name with .minisig, beside it",
    );
    let unknown = format!("it is signed with the key {}, which is not in [adapters] trust", key(B).id());
    check_refused(&trust(&[A]), FILE, Some(BY_B), &unknown);
    check_refused(
        &trust(&[A]),
        FILE,
        Some(LEGACY_BY_A),
        "its signature is of the old kind: sign it again with minisign 0.10 or later, without -l",
    );
}

#[test]
fn a_changed_file_or_signature_is_refused_whatever_was_changed() {
    let wrong = "its signature by the key 3AFA82D695CED2FE does not fit: the file or the signature was changed, or is another's";
    check_refused(&trust(&[A]), b"what was signed", Some(BY_A), wrong);
    check_refused(&trust(&[A]), b"", Some(BY_A), wrong);
    check_refused(&trust(&[A]), FILE, Some(&BY_A.replace("1.2.3", "1.2.4")), wrong);
    let lines: Vec<_> = BY_A.lines().collect();
    // A trusted comment of another signature by the same key.
    let other: Vec<_> = LEGACY_BY_A.lines().collect();
    let mixed = [lines[0], lines[1], other[2], other[3]].join("\n");
    check_refused(&trust(&[A]), FILE, Some(&mixed), wrong);
    // Each character of both lines that are no comment, changed.
    for line in [1, 3] {
        for at in 0..lines[line].len() {
            let mut changed: Vec<String> = lines.iter().map(ToString::to_string).collect();
            let with = if changed[line].as_bytes()[at] == b'A' { "B" } else { "A" };
            changed[line].replace_range(at..=at, with);
            assert!(trust(&[A]).judge(FILE, Some(changed.join("\n").as_bytes())).is_err(), "{changed:?}");
        }
    }
    // A signature under A's number by somebody else.
    let theirs: Vec<_> = BY_B.lines().collect();
    let mut bytes = STANDARD.decode(theirs[1]).unwrap();
    bytes[2..10].copy_from_slice(&STANDARD.decode(lines[1]).unwrap()[2..10]);
    let forged = [theirs[0], &STANDARD.encode(bytes), theirs[2], theirs[3]].join("\n");
    check_refused(&trust(&[A]), FILE, Some(&forged), wrong);
}

#[test]
fn what_is_no_signature_is_said_to_be_none() {
    let long = format!("untrusted comment: {}\n{BY_A}", "x".repeat(MAX_SIGNATURE_BYTES));
    let no_comment = BY_A.replace("trusted comment: ", "");
    for text in ["", "\n\n\n\n", "<html>404</html>", BY_A.lines().next().unwrap(), &long, &no_comment] {
        check_refused(&trust(&[A]), FILE, Some(text), "what lies beside it is no minisign signature");
    }
    let error = trust(&[A]).judge(FILE, Some(&[0xff, 0xfe])).unwrap_err();
    assert_eq!(error, Unapproved::Malformed);
}

#[test]
fn a_key_that_is_taken_away_takes_its_approvals_with_it() {
    let signed = trust(&[A]).judge(FILE, Some(BY_A.as_bytes())).unwrap();
    assert_eq!(trust(&[B, A]).still_approves(&signed), Ok(()));
    assert_eq!(trust(&[]).still_approves(&signed), Ok(()));
    let gone = trust(&[B]).still_approves(&signed).unwrap_err();
    assert_eq!(gone.to_string(), "the key 3AFA82D695CED2FE, which signed it, is not in [adapters] trust any more");
    for unchecked in [Approval::Unsigned, Approval::NotChecked] {
        assert_eq!(trust(&[A]).still_approves(&unchecked), Err(Unapproved::Unsigned));
    }
}

#[test]
fn other_texts_are_no_keys() {
    let line = A.lines().nth(1).unwrap();
    for text in ["", "RWQ", A, &line[1..], &format!("{line}\n"), BY_A.lines().nth(1).unwrap()] {
        assert_eq!(text.parse::<TrustedKey>(), Err(NotAKey), "{text:?}");
    }
}

#[test]
fn a_comment_moves_no_cursor() {
    assert_eq!(shown("a\u{1b}[2Jb\nc"), "a [2Jb c");
    assert_eq!(shown(&"x".repeat(1000)).len(), COMMENT_CHARS);
}
