//! `[venues.x.dojo]`: how a venue is known to Dojo.

use super::{addresses, at::Setting, finding::Level, nearest::nearest, section::Section};
use crate::venue::{Dojo, RestRegistration, Secret};
use url::Url;

const TRANSPORTS: [&str; 2] = ["rest", "websocket"];

/// What all venues share of it, checked on its own.
pub(super) fn check_shared(mut section: Section<'_>) {
    shared(&mut section);
    section.finish();
}

/// Reads the section of a venue.
pub(super) fn read(mut section: Section<'_>, password: Option<&Secret>) -> Option<Dojo> {
    section.require("api_key", "write api_key = { env = \"NAME\" }");
    section.require("software_house_id", "write software_house_id = \"…\", which Dojo gave you");
    let api_key = section.secret("api_key");
    let has_rest_url = section.has("rest_url");
    let shared = shared(&mut section);
    if shared.rest && !has_rest_url {
        let hint = "write rest_url = \"https://…\", where Dojo reaches this host, or transports = [\"websocket\"]";
        section.find(Level::Problem, "is served over REST and has no rest_url", hint);
    }
    section.finish();
    let rest = shared.rest_url.filter(|_| shared.rest);
    Some(Dojo {
        api_key: api_key?.value,
        software_house_id: shared.software_house_id?,
        reseller_id: shared.reseller_id,
        api_url: shared.api_url?,
        rest: rest.zip(password).map(|(url, password)| RestRegistration { url, password: password.clone() }),
        socket_url: shared.socket_url.filter(|_| shared.websocket),
    })
}

struct Shared {
    software_house_id: Option<String>,
    reseller_id: Option<String>,
    rest: bool,
    websocket: bool,
    rest_url: Option<Url>,
    api_url: Option<Url>,
    socket_url: Option<Url>,
}

fn shared(section: &mut Section<'_>) -> Shared {
    let software_house_id = id(section, "software_house_id");
    let reseller_id = id(section, "reseller_id");
    let (rest, websocket) = transports(section);
    let mut url = |key: &str, schemes: &[&str], example: &str| {
        let setting = section.text(key)?;
        let url = addresses::url(&setting, schemes, example, false)?;
        addresses::warn_of_no_tls(&url, &setting, example, false);
        Some(url)
    };
    Shared {
        software_house_id,
        reseller_id,
        rest,
        websocket,
        rest_url: url("rest_url", &["https", "http"], "https://pos.example"),
        api_url: url("api_url", &["https", "http"], "https://api.dojo.tech"),
        socket_url: url("socket_url", &["wss", "ws"], "wss://eu.ws.dojo.tech/epos"),
    }
}

/// An id goes into a header field: what cannot stand there would fail at the first call.
fn id(section: &mut Section<'_>, key: &str) -> Option<String> {
    let Setting { value, at } = section.text(key)?;
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        at.problem(format!("= {value:?} is no id"), "write the letters, digits and signs that Dojo gave you");
        return None;
    }
    Some(value)
}

fn transports(section: &mut Section<'_>) -> (bool, bool) {
    const EXAMPLE: &str = "transports = [\"rest\", \"websocket\"]";
    let (mut rest, mut websocket, mut some) = (false, false, false);
    for transport in section.texts("transports", EXAMPLE) {
        some = true;
        match transport.value.as_str() {
            "rest" => rest = true,
            "websocket" => websocket = true,
            other => {
                let hint = match nearest(other, TRANSPORTS) {
                    Some(near) => format!("did you mean {near:?}?"),
                    None => format!("write {EXAMPLE}"),
                };
                transport.at.problem(format!("{other:?} is not known"), hint);
            }
        }
    }
    if !some {
        section.find(Level::Problem, "has no transports: Dojo could not reach the venue", format!("write {EXAMPLE}"));
    }
    (rest, websocket)
}
