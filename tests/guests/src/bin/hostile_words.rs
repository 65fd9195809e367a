//! Describes itself in words that would do something where they are shown or pasted: escape sequences, line breaks,
//! quotes, TOML, marks of direction.

use patio_guests::patio_sdk::about::{self, Description, PaymentSafety};
use patio_guests::{Case, Setting, case};

struct HostileWords;

impl Case for HostileWords {}

impl about::Guest for HostileWords {
    fn describe() -> Description {
        let setting = |name: &str, help: &str, secret, required, default: Option<&str>| Setting {
            name: name.to_owned(),
            help: help.to_owned(),
            required,
            secret,
            default: default.map(str::to_owned),
        };
        Description {
            name: "Till\u{1b}[2J\u{1b}]0;owned\u{7}\nerror: forged".to_owned(),
            version: "1\r\n2".to_owned(),
            vendor: Some("Honest\u{202e}elpmaxe.live".to_owned()),
            payment_safety: PaymentSafety::None,
            settings: vec![
                setting("plain", "fine\n[venues.evil]\nadapter = \"evil\"", false, true, None),
                setting("quote\" = 1 }\n[venues.evil]\nx = \"", "a \u{9b}31m red text", true, true, None),
                setting("\u{1b}[31m", "\u{2028}", false, true, None),
                setting("", "nothing", false, true, None),
                setting("optional", "later\r# [server]\rlan_grants = true", false, false, None),
                setting("default", "", false, false, Some("\u{1b}[2J\"\"\"\n[venues.evil]\n")),
            ],
            http: vec![
                "https://api.pos.example".to_owned(),
                "https://evil.example\"]\n[venues.evil]\nx = [\"".to_owned(),
                "https://*.evil.example".to_owned(),
                "\u{1b}[2Jhttps://evil.example".to_owned(),
                "http://169.254.169.254/latest".to_owned(),
                "{quote\" = 1 }\n[venues.evil]\nx = \"}".to_owned(),
            ],
        }
    }
}

case!(HostileWords: orders; about);
