//! What is kept of an intent's text. The ledger never forgets, so nothing enters it that it does not need: everything
//! about money does, who the guest is does not.

use serde_json::Value;

/// Fields that are left out, wherever they stand: a secret, addresses, and what is printed on the card beside its masked
/// number.
const LEFT_OUT: [&str; 8] = [
    "clientSessionSecret",
    "customer",
    "requestSecurity",
    "billingAddress",
    "shippingDetails",
    "cardName",
    "cardholderName",
    "expiryDate",
];

/// Its keys are the merchant's own.
const FREE: &str = "metadata";

/// Leaves them out.
pub(super) fn prune(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.retain(|key, _| !LEFT_OUT.contains(&key.as_str()));
            object.iter_mut().filter(|(key, _)| *key != FREE).for_each(|(_, value)| prune(value));
        }
        Value::Array(array) => array.iter_mut().for_each(prune),
        _ => {}
    }
}
