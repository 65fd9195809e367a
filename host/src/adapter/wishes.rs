//! What an adapter asks for, held against what its venue gives: a wish is no grant, and whoever decides must see both.

use super::description::{Description, Setting};
use super::plain::plain;
use crate::venue::grants::{BadGrant, Host, HttpGrant};
use crate::venue::{Grants, Reach, SettingValue};
use std::collections::BTreeMap;
use std::fmt;

/// Characters of a wish that are shown: a URL that a person reads.
const SHOWN_CHARS: usize = 200;

/// Wishes that one sentence names; more are counted.
const NAMED: usize = 10;

/// What an adapter asks for and a venue does not give.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Missing {
    /// Servers that could be granted, and are neither granted nor declined. A server that is granted with a path that is
    /// narrower than the wish is not missing: that was decided.
    pub http: Vec<HttpGrant>,
    /// Servers that no grant of this venue could name.
    pub never: Vec<Never>,
    /// Settings without which the adapter does not work.
    pub settings: Vec<Setting>,
}

/// A wish that no grant could fulfil as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Never {
    /// The wish, as it may be shown.
    pub wish: String,
    /// Why, to stand after it.
    pub why: String,
}

// === impl Missing ===

impl Missing {
    /// What a venue with these settings and grants does not give.
    pub fn of(description: &Description, settings: &BTreeMap<String, SettingValue>, grants: &Grants) -> Self {
        let mut missing = Self::default();
        for wish in &description.http {
            match server(wish, description, settings) {
                Ok(server) => {
                    let decided = decided(&server, grants) || missing.http.contains(&server);
                    if !decided {
                        missing.http.push(server);
                    }
                }
                Err(why) => missing.never.push(Never { wish: plain(wish, SHOWN_CHARS), why }),
            }
        }
        let lacks =
            |setting: &&Setting| setting.required && setting.default.is_none() && !settings.contains_key(&setting.name);
        missing.settings = description.settings.iter().filter(lacks).cloned().collect();
        missing
    }

    /// Whether an operator has nothing to decide.
    pub const fn is_empty(&self) -> bool {
        self.http.is_empty() && self.settings.is_empty()
    }
}

/// The grant that would fulfil a wish, or why none could.
fn server(
    wish: &str,
    description: &Description,
    settings: &BTreeMap<String, SettingValue>,
) -> Result<HttpGrant, String> {
    let grant = match wish.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => {
            let described = description.settings.iter().find(|setting| setting.name == name);
            let given = settings.get(name);
            if described.is_some_and(|setting| setting.secret) || given.is_some_and(|value| value.secret) {
                return Err(
                    "is the value of a secret setting, which is not shown: grant its server if you want to".to_owned()
                );
            }
            let default = || described.and_then(|setting| setting.default.as_deref());
            let Some(url) = given.map(|value| value.text.as_str()).or_else(default) else {
                return Err("is the value of a setting that is not given".to_owned());
            };
            url.parse::<HttpGrant>().map_err(|bad| format!("is the value of a setting that {bad}"))?
        }
        None => wish.parse::<HttpGrant>().map_err(|bad: BadGrant| bad.to_string())?,
    };
    match &grant.host {
        Host::Address(address) if Reach::of(*address) == Reach::Never => {
            Err("is never reached: link-local, metadata, multicast or reserved".to_owned())
        }
        Host::Name(name) if name == "localhost" || name.ends_with(".localhost") => {
            Err("names the machine that the host runs on, which is granted by its address".to_owned())
        }
        _ => Ok(grant),
    }
}

/// Whether an operator granted a server, or part of it, or declined it.
fn decided(server: &HttpGrant, grants: &Grants) -> bool {
    let declined = |one: &HttpGrant| one.is_same_server(server) && server.prefix.starts_with(&one.prefix);
    grants.http.iter().any(|grant| {
        grant.is_same_server(server)
            && (server.prefix.starts_with(&grant.prefix) || grant.prefix.starts_with(&server.prefix))
    }) || grants.declined.iter().any(declined)
}

impl fmt::Display for Missing {
    /// `asks for https://api.pos.example and lacks the setting "api_token"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings: Vec<_> = self.settings.iter().map(|setting| format!("{:?}", shown(&setting.name))).collect();
        let http: Vec<_> = self.http.iter().map(HttpGrant::to_string).collect();
        match (http.is_empty(), settings.is_empty()) {
            (false, true) => write!(f, "asks for {}", listed(&http)),
            (false, false) => write!(f, "asks for {}, and for {}", listed(&http), named_settings(&settings)),
            (true, false) => write!(f, "asks for {}", named_settings(&settings)),
            (true, true) => f.write_str("asks for nothing more"),
        }
    }
}

fn named_settings(names: &[String]) -> String {
    let noun = if names.len() == 1 { "the setting" } else { "the settings" };
    format!("{noun} {}", listed(names))
}

fn shown(text: &str) -> String {
    plain(text, SHOWN_CHARS)
}

/// Names, as far as one sentence takes them.
pub(crate) fn listed(names: &[String]) -> String {
    let shown: Vec<_> = names.iter().take(NAMED).map(String::as_str).collect();
    match names.len().saturating_sub(NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// What a version asks for that the one before did not, and the other way round: for whoever granted that one. Empty
/// where both ask for the same.
pub(crate) fn unlike(before: &Description, now: &Description) -> Vec<String> {
    let quoted = |name: &str| format!("{:?}", shown(name));
    let http: Vec<_> = now.http.iter().filter(|wish| !before.http.contains(wish)).map(|wish| quoted(wish)).collect();
    let of = |description: &Description, name: &str| description.settings.iter().find(|one| one.name == name).cloned();
    let must = |setting: &Setting| setting.required && setting.default.is_none();
    let new: Vec<_> = now
        .settings
        .iter()
        .filter(|setting| of(before, &setting.name).is_none_or(|old| must(setting) && !must(&old)))
        .map(|setting| format!("{}{}", quoted(&setting.name), if must(setting) { " (required)" } else { "" }))
        .collect();
    let gone = before.settings.iter().filter(|setting| of(now, &setting.name).is_none());
    let gone: Vec<_> = gone.map(|setting| quoted(&setting.name)).collect();
    let mut unlike = Vec::new();
    if !http.is_empty() {
        unlike.push(format!("it asks for {}", listed(&http)));
    }
    if !new.is_empty() {
        unlike.push(format!("it reads {}", named_settings(&new)));
    }
    if !gone.is_empty() {
        unlike.push(format!("it no longer reads {}", named_settings(&gone)));
    }
    unlike
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::epos::PaymentSafety;
    use expect_test::{Expect, expect};

    fn setting(name: &str, required: bool, secret: bool, default: Option<&str>) -> Setting {
        let default = default.map(str::to_owned);
        Setting { name: name.to_owned(), help: "for tests".to_owned(), required, secret, default }
    }

    fn description(http: &[&str], settings: Vec<Setting>) -> Description {
        Description {
            name: "Till".to_owned(),
            version: "1".to_owned(),
            vendor: None,
            payment_safety: PaymentSafety::Keyed,
            settings,
            http: http.iter().map(|&wish| wish.to_owned()).collect(),
        }
    }

    fn grants(http: &[&str], declined: &[&str]) -> Grants {
        let read = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        Grants { http: read(http), declined: read(declined), ..Grants::default() }
    }

    #[track_caller]
    fn check_missing(wishes: &[&str], grants: &Grants, expected: Expect) {
        let settings = BTreeMap::from([
            ("url".to_owned(), SettingValue::plain("https://own.pos.example/v1")),
            ("bad".to_owned(), SettingValue::plain("no url")),
            ("hidden".to_owned(), SettingValue::secret("https://hunter2.example")),
        ]);
        let described = vec![
            setting("default", false, false, Some("https://default.pos.example")),
            setting("token", true, true, Some("https://tok-1.example")),
            setting("unset", false, false, None),
        ];
        let missing = Missing::of(&description(wishes, described), &settings, grants);
        let granted = missing.http.iter().map(|grant| format!("missing {grant}\n"));
        let never = missing.never.iter().map(|never| format!("{} {}\n", never.wish, never.why));
        expected.assert_eq(&granted.chain(never).collect::<String>());
    }

    #[test]
    fn what_is_granted_or_declined_is_not_missing() {
        let wishes = &["https://a.example", "https://b.example/", "https://c.example", "https://a.example:443"];
        check_missing(
            wishes,
            &grants(&["https://a.example"], &["https://b.example"]),
            expect![[r#"
            missing https://c.example
        "#]],
        );
        check_missing(
            wishes,
            &Grants::default(),
            expect![[r#"
            missing https://a.example
            missing https://b.example
            missing https://c.example
        "#]],
        );
    }

    #[test]
    fn another_scheme_port_or_path_is_missing_and_a_part_was_decided() {
        let wishes = &["https://a.example/v1"];
        for enough in ["https://a.example", "https://a.example/v1", "https://a.example/v1/orders"] {
            check_missing(wishes, &grants(&[enough], &[]), expect![""]);
        }
        for other in
            ["http://a.example/v1", "https://a.example:8443/v1", "https://a.example/v2", "https://a.example/v10"]
        {
            check_missing(
                wishes,
                &grants(&[other], &[other]),
                expect![[r#"
                missing https://a.example/v1
            "#]],
            );
        }
        check_missing(
            wishes,
            &grants(&[], &["https://a.example/v1/orders"]),
            expect![[r#"
            missing https://a.example/v1
        "#]],
        );
    }

    #[test]
    fn a_wish_in_braces_is_a_settings_value_unless_that_is_a_secret() {
        check_missing(
            &["{url}", "{default}"],
            &Grants::default(),
            expect![[r#"
            missing https://own.pos.example/v1
            missing https://default.pos.example
        "#]],
        );
        check_missing(
            &["{bad}", "{hidden}", "{token}", "{unset}", "{nothing}"],
            &Grants::default(),
            expect![[r#"
            {bad} is the value of a setting that is no URL: a grant is scheme, host, perhaps a port and the beginning of a path
            {hidden} is the value of a secret setting, which is not shown: grant its server if you want to
            {token} is the value of a secret setting, which is not shown: grant its server if you want to
            {unset} is the value of a setting that is not given
            {nothing} is the value of a setting that is not given
        "#]],
        );
    }

    #[test]
    fn a_wish_that_no_grant_could_be_says_why() {
        check_missing(
            &[
                "https://*.pos.example",
                "*",
                "pos.example",
                "https://me:pw@pos.example",
                "http://169.254.169.254/latest",
                "http://[fd00:ec2::254]",
                "http://localhost:9000",
                "https://pos.example\n[venues.evil]",
                "\u{1b}[2Jhttps://pos.example",
            ],
            &Grants::default(),
            expect![[r#"
                https://*.pos.example has a wildcard: each host is granted by its name
                * has a wildcard: each host is granted by its name
                pos.example is no URL: a grant is scheme, host, perhaps a port and the beginning of a path
                https://me:pw@pos.example has a user name or password: give it to the adapter as a setting
                http://169.254.169.254/latest is never reached: link-local, metadata, multicast or reserved
                http://[fd00:ec2::254] is never reached: link-local, metadata, multicast or reserved
                http://localhost:9000 names the machine that the host runs on, which is granted by its address
                https://pos.example�[venues.evil] is no URL: a grant is scheme, host, perhaps a port and the beginning of a path
                �[2Jhttps://pos.example is no URL: a grant is scheme, host, perhaps a port and the beginning of a path
            "#]],
        );
    }

    #[test]
    fn a_required_setting_without_a_default_is_missing() {
        let described = vec![
            setting("a", true, false, None),
            setting("b", true, false, Some("b")),
            setting("c", false, false, None),
            setting("d", true, true, None),
        ];
        let given = BTreeMap::from([("d".to_owned(), SettingValue::secret("d"))]);
        let missing = Missing::of(&description(&["https://x.example"], described), &given, &Grants::default());
        let names: Vec<_> = missing.settings.iter().map(|setting| setting.name.as_str()).collect();
        assert_eq!(names, ["a"]);
        assert_eq!(missing.to_string(), "asks for https://x.example, and for the setting \"a\"");
    }

    #[test]
    fn versions_are_compared_by_what_they_ask_for() {
        let before = description(
            &["https://a.example"],
            vec![setting("a", false, false, None), setting("z", true, false, None)],
        );
        let now = description(
            &["https://a.example", "https://b.example"],
            vec![setting("a", true, false, None), setting("b", false, false, None), setting("c", true, true, None)],
        );
        assert_eq!(unlike(&before, &before), [""; 0]);
        assert_eq!(
            unlike(&before, &now),
            [
                "it asks for \"https://b.example\"",
                "it reads the settings \"a\" (required), \"b\", \"c\" (required)",
                "it no longer reads the setting \"z\"",
            ]
        );
        let many: Vec<_> = (0..12).map(|number| format!("https://{number}.example")).collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        assert!(
            unlike(
                &before,
                &description(&many, vec![setting("a", false, false, None), setting("z", true, false, None)])
            )[0]
            .ends_with(" and 2 more")
        );
    }
}
