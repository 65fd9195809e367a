//! Its name is half a megabyte long.

use patio_hostile::{Case, case, description};
use patio_sdk::about::{Description, Guest};

struct DescribesANovel;

impl Case for DescribesANovel {}

impl Guest for DescribesANovel {
    fn describe() -> Description {
        Description { name: "n".repeat(500_000), ..description::<Self>(env!("CARGO_BIN_NAME")) }
    }
}

case!(DescribesANovel: orders; about);
