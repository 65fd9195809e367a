//! It asks for more settings and servers than anyone could give it.

use patio_hostile::{Case, case, description};
use patio_sdk::about::{Description, Guest};

struct DescribesAMultitude;

impl Case for DescribesAMultitude {}

impl Guest for DescribesAMultitude {
    fn describe() -> Description {
        Description {
            http: (0..8_000).map(|number| format!("https://{number}.example")).collect(),
            ..description::<Self>(env!("CARGO_BIN_NAME"))
        }
    }
}

case!(DescribesAMultitude: orders; about);
