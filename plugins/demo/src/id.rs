//! What may be an id that somebody else made: Dojo's orders, locks, payment intents.

use patio_sdk::model::EposError;

/// Ids of the EPOS Data API are not longer; what is kept must have an end.
const LONGEST: usize = 100;

/// Refuses what is no id; `whose` is who or what it would name.
pub(crate) fn check(id: &str, whose: &str) -> Result<(), EposError> {
    if id.is_empty() || id.contains(char::is_control) {
        return Err(EposError::InvalidRequest(format!("{id:?} is not {whose} id")));
    }
    if id.chars().count() > LONGEST {
        return Err(EposError::InvalidRequest(format!("{whose} id has at most {LONGEST} characters")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_neither_empty_nor_endless_and_has_no_control_characters() {
        assert_eq!(check("pi_é-1", "a payment's"), Ok(()));
        assert_eq!(check(&"é".repeat(100), "a payment's"), Ok(()));
        let refused = |text: &str| Err(EposError::InvalidRequest(text.to_owned()));
        assert_eq!(check("", "a payment's"), refused("\"\" is not a payment's id"));
        assert_eq!(check("pi\t1", "a payment's"), refused("\"pi\\t1\" is not a payment's id"));
        assert_eq!(check(&"é".repeat(101), "a payment's"), refused("a payment's id has at most 100 characters"));
    }
}
