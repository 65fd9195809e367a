//! How operations fail: the statuses that `transport::failure` gives, each with an EPOSError.

use super::schemas::Schemas;
use crate::epos::EposError;
use serde_json::{Map, Value, json};

/// When an operation fails in a way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// Any operation.
    Ever,
    /// Only one that reads a body.
    ABodyIsRead,
    /// Only one that waits for the adapter; an event is acknowledged before that.
    AnAdapterAnswers,
}

/// One way to fail.
struct Failure {
    status: &'static str,
    component: &'static str,
    when: When,
    description: &'static str,
    /// A header of the reply, and what it says.
    header: Option<(&'static str, &'static str)>,
}

const RETRY: Option<(&str, &str)> = Some(("retry-after", "Seconds after which to try again, where that is known."));
const AUTHENTICATE: Option<(&str, &str)> = Some(("www-authenticate", "`Basic`, with the realm."));

const FAILURES: [Failure; 10] = [
    failure(
        "400",
        "InvalidRequest",
        When::Ever,
        None,
        "The request can never succeed as it stands: the message says what is wrong, and where.",
    ),
    failure("401", "Unauthorized", When::Ever, AUTHENTICATE, "The credentials are missing, or are no venue's."),
    failure(
        "404",
        "NotFound",
        When::Ever,
        None,
        "There is no such thing at the point of sale, or the venue does not provide the capability.",
    ),
    failure("408", "SlowBody", When::ABodyIsRead, None, "The body did not arrive in time. The connection is closed."),
    failure("409", "Conflict", When::AnAdapterAnswers, None, "The state of the point of sale forbids it now."),
    failure(
        "413",
        "BodyTooLarge",
        When::ABodyIsRead,
        None,
        "The body is larger than the host reads. The connection is closed.",
    ),
    failure("415", "NotJson", When::ABodyIsRead, None, "The body is compressed, or is not sent as JSON."),
    failure(
        "500",
        "UnexpectedError",
        When::Ever,
        None,
        "The point of sale, its adapter or the host failed. The point of sale may or may not have done what was asked.",
    ),
    failure(
        "503",
        "Unavailable",
        When::Ever,
        RETRY,
        "Not done, and worth another try: the point of sale cannot be reached, its adapter is not ready, an event could not be recorded, or too much is asked at once.",
    ),
    failure(
        "504",
        "DeadlineExceeded",
        When::AnAdapterAnswers,
        None,
        "The adapter did not answer in time. The point of sale may or may not have done what was asked.",
    ),
];

/// Failures that no operation has by itself.
const ANY_OTHER: &str = "\
What is refused before an operation is found, with an EPOSError as well: 404 for a path that does not exist, 405 for a \
method that the path does not have (`allow` lists those it has), 408 for a header that is too slow, 414 for a URI that \
is too long, 431 for a header that is too large, 503 for too many connections, 505 for HTTP/2.";
const ANY_OTHER_COMPONENT: &str = "AnyOther";

const fn failure(
    status: &'static str,
    component: &'static str,
    when: When,
    header: Option<(&'static str, &'static str)>,
    description: &'static str,
) -> Failure {
    Failure { status, component, when, description, header }
}

/// The responses of an operation.
pub(super) fn responses(success: Value, reads_a_body: bool, takes_events: bool) -> Value {
    let mut responses = Map::from_iter([("200".to_owned(), success), ("default".to_owned(), any_other())]);
    for failure in &FAILURES {
        let applies = match failure.when {
            When::Ever => true,
            When::ABodyIsRead => reads_a_body,
            When::AnAdapterAnswers => !takes_events,
        };
        if applies {
            responses.insert(failure.status.to_owned(), reference(failure.component));
        }
    }
    Value::Object(responses)
}

/// What any operation may answer beside its own responses.
pub(super) fn any_other() -> Value {
    reference(ANY_OTHER_COMPONENT)
}

/// The header of every reply.
pub(super) fn request_id() -> Value {
    json!({"x-request-id": {"$ref": "#/components/headers/RequestId"}})
}

/// The responses that operations refer to.
pub(super) fn components(schemas: &mut Schemas) -> Value {
    let schema = schemas.reply::<EposError>();
    let component = |description: &str, header: Option<(&str, &str)>| {
        let mut headers = request_id();
        if let (Some(headers), Some((name, says))) = (headers.as_object_mut(), header) {
            headers.insert(name.to_owned(), json!({"description": says, "schema": {"type": "string"}}));
        }
        json!({"description": description, "headers": headers, "content": {"application/json": {"schema": schema}}})
    };
    let mut components: Map<_, _> = FAILURES
        .iter()
        .map(|failure| (failure.component.to_owned(), component(failure.description, failure.header)))
        .collect();
    components.insert(ANY_OTHER_COMPONENT.to_owned(), component(ANY_OTHER, None));
    Value::Object(components)
}

fn reference(component: &str) -> Value {
    json!({"$ref": format!("#/components/responses/{component}")})
}
