//! What the point of sale opens with.

#![expect(clippy::unwrap_used, reason = "a test")]

use patio_pos::{Corner, Opening};
use tokio::net::TcpListener;

async fn corner(opening: Opening) -> Corner {
    Corner::start(TcpListener::bind("127.0.0.1:0").await.unwrap(), opening, "k").unwrap()
}

#[tokio::test]
async fn a_check_adds_up_without_what_is_void_and_without_tips() {
    let evening = corner(Opening::Evening).await;
    for (id, total, balance) in [
        ("1001", "29.80", "29.80"),
        ("1002", "64.05", "64.05"),
        ("1003", "35.11", "35.11"),
        ("1004", "23.70", "0.00"),
        ("1006", "36.50", "26.50"),
        ("1008", "1239.89", "1239.89"),
        ("1009", "25.00", "25.00"),
        ("1016", "0.00", "0.00"),
    ] {
        let check = evening.check(id).unwrap();
        assert_eq!((&check["total"], &check["balance"]), (&total.into(), &balance.into()), "{id}");
    }
}

#[tokio::test]
async fn yen_have_no_smaller_unit() {
    let yen = corner(Opening::Yen).await;
    assert_eq!(yen.check("2001").unwrap()["total"], "3040");
    assert_eq!(yen.check("2002").unwrap()["balance"], "1000");
}
