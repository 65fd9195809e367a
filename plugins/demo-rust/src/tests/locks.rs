//! A lock is one machine's.

use patio_sdk::OrderLocks;
use patio_sdk::model::EposError;
use patio_sdk::testkit::{Reply, ScriptedPos};

use super::{check, kit, someone};

#[test]
fn a_lock_is_put_on_the_check_until_it_expires() {
    let pos = ScriptedPos::start().on("PUT", "/checks/1001/lock/lock-1", check().to_string());
    let expiry = "2026-11-22T19:10:00.000Z".to_owned();
    let order = kit(&pos).call(|corner| corner.create_lock("1001", "lock-1", &expiry, &someone())).unwrap();
    assert_eq!(order.id, "1001");
    assert_eq!(pos.requests()[0].text(), r#"{"until":"2026-11-22T19:10:00.000Z"}"#);
}

#[test]
fn anothers_lock_is_a_conflict() {
    let refusal = (409, r#"{"error": {"code": "locked", "message": "the check is locked"}}"#);
    let pos = ScriptedPos::start().on("PUT", "/checks/1001/lock/lock-2", refusal);
    let expiry = "2026-11-22T19:10:00.000Z".to_owned();
    let error = kit(&pos).call(|corner| corner.create_lock("1001", "lock-2", &expiry, &someone())).unwrap_err();
    assert!(matches!(error, EposError::Conflict(_)), "{error:?}");
}

#[test]
fn unlocking_twice_is_fine() {
    for reply in [Reply::status(204), Reply::status(404)] {
        let pos = ScriptedPos::start().on("DELETE", "/checks/1001/lock/lock-1", reply).on(
            "GET",
            "/checks/1001",
            check().to_string(),
        );
        let order = kit(&pos).call(|corner| corner.delete_lock("1001", "lock-1", &someone())).unwrap();
        assert_eq!(order.id, "1001");
    }
}

#[test]
fn a_check_that_is_not_there_has_no_lock() {
    let pos = ScriptedPos::start();
    let error = kit(&pos).call(|corner| corner.delete_lock("9", "lock-1", &someone())).unwrap_err();
    assert!(matches!(error, EposError::NotFound(_)), "{error:?}");
}
