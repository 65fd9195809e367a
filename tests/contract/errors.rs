//! Errors of any kind are valid.

use patio_host::epos::{EposError, ErrorType};
use patio_tests::specs::Spec;

#[test]
fn every_error_is_an_epos_error() {
    let Some(spec) = Spec::rest() else { return };
    let schema = spec.schema("EPOSError");
    for error_type in [ErrorType::NotFound, ErrorType::InvalidRequest, ErrorType::Conflict, ErrorType::UnexpectedError]
    {
        for text in [None, Some("why".to_owned())] {
            let error = EposError { error_type, debug_message: text.clone(), trace_id: text };
            schema.check(&serde_json::to_value(error).unwrap());
        }
    }
}
