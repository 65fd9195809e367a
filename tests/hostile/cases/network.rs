//! What goes where nobody let it: nothing arrives. The run's trap counts every connection, its granted server reads every
//! request as a suspicious server would.

use crate::case::{Ask, Case, Wanted, shown};

const GRANTED: &str = "allow.http = [\"http://127.0.0.1:{granted}\"]\nsettings.granted = \"{granted}\"\n\
                       settings.trap = \"{trap}\"\nlimits.deadline_ms = 30000";
const SOON: &str = "allow.http = [\"http://127.0.0.1:{granted}\"]\nsettings.granted = \"{granted}\"\n\
                    settings.trap = \"{trap}\"\nlimits.deadline_ms = 500\nlimits.http_response_bytes = 1048576";

fn nothing_goes_out() -> Case {
    Case::serves(GRANTED).search_ok(|page| shown(page).starts_with("0 of ")).told(" may not reach ").get_ok()
}

pub(crate) fn net_by_number() -> Case {
    nothing_goes_out()
}

pub(crate) fn net_by_name() -> Case {
    nothing_goes_out()
}

pub(crate) fn net_by_ipv6() -> Case {
    nothing_goes_out()
}

pub(crate) fn net_by_odd_numbers() -> Case {
    Case::serves(GRANTED)
        .search_ok(|page| shown(page).starts_with("0 of "))
        .told("adapter \"net_by_odd_numbers\" of venue ")
        .get_ok()
}

pub(crate) fn net_private_ranges() -> Case {
    nothing_goes_out()
}

pub(crate) fn net_metadata() -> Case {
    nothing_goes_out()
}

pub(crate) fn net_odd_urls() -> Case {
    Case::serves(GRANTED).search_ok(|page| shown(page).starts_with("0 of ")).get_ok()
}

pub(crate) fn net_redirect() -> Case {
    Case::serves(GRANTED).search_ok(|page| shown(page) == "302").get_ok()
}

pub(crate) fn net_endless_answer() -> Case {
    Case::serves(SOON).then(Ask::Search, Wanted::NoAnswer).get_ok()
}

pub(crate) fn net_endless_header() -> Case {
    Case::serves(SOON).then(Ask::Search, Wanted::NoAnswer).get_ok()
}

pub(crate) fn net_drip_feed() -> Case {
    Case::serves(SOON).then(Ask::Search, Wanted::NoAnswer).get_ok()
}

pub(crate) fn net_silence() -> Case {
    Case::serves(SOON).then(Ask::Search, Wanted::NoAnswer).get_ok()
}

pub(crate) fn net_without_end() -> Case {
    Case::serves(GRANTED).search_ok(|page| shown(page) == "32").told("limits.http_requests").get_ok()
}

pub(crate) fn net_unread_answers() -> Case {
    // The venue's connections are all taken, and so are its next requests' until the deadline.
    Case::serves(SOON).search_fails("it did not answer within 500 ms (limits.deadline_ms)").get_ok()
}

pub(crate) fn net_smuggled_requests() -> Case {
    Case::serves(GRANTED).search_ok(|page| shown(page).parse::<u32>().is_ok()).get_ok()
}

pub(crate) fn net_raw_sockets() -> Case {
    Case::serves(GRANTED).search_ok(|page| shown(page) == "0 reached").get_ok()
}
