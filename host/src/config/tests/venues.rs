//! `[venue]` and `[venues.x]`.

use super::*;
use crate::venue::{Instances, OrderIdFrom, UnknownPayment};

#[test]
fn a_missing_adapter_keeps_the_other_venues_open() {
    check_config(&CROWN.replace("demo", "square1"), expect![[]]);
    check_config(&CROWN.replace("demo", "lightspeed"), expect![[]]);
    check_config(&CROWN.replace("demo", "demo.wasm"), expect![[]]);
}

#[test]
fn an_adapter_is_a_name_and_no_path() {
    check_config(&CROWN.replace("demo", "../demo"), expect![[]]);
}

#[test]
fn no_two_venues_share_an_account() {
    let toml = format!("{CROWN}\n{}", CROWN.replace("venues.crown", "venues.anchor"));
    check_config(&toml, expect![[]]);
}

#[test]
fn an_account_id_is_one_word() {
    check_config(&CROWN.replace("acc_crown", "acc crown"), expect![[]]);
    check_config(&CROWN.replace("acc_crown", ""), expect![[]]);
}

#[test]
fn an_id_is_a_user_name() {
    check_config(&CROWN.replace("venues.crown", "venues.\"a:b\""), expect![[]]);
}

#[test]
fn two_sections_of_one_venue_are_refused() {
    check_config(&format!("{CROWN}{CROWN}"), expect![[]]);
}

#[test]
fn what_is_missing_is_said_at_the_header_wherever_it_stands() {
    check_config(
        "[venues.crown.limits]\ncpu_ms = 5\n\n[venues.crown]\naccount_id = \"a\"\npasswords = [{ value = \"pw\" }]\n",
        expect![[]],
    );
}

#[test]
fn disabled_capabilities_are_names_of_the_table() {
    let venue = crown("disabled_capabilities = [\"GetOrderBill\", \"ListAreas\"]", &[]);
    assert_eq!(format!("{:?}", venue.disabled), "{GetOrderBillById, ListAreas}");
    check_crown("disabled_capabilities = [\n\"GetOrderBil\",\n\"listareas\",\n\"Fly\", 5]", expect![[]]);
}

#[test]
fn words_are_refused_with_all_that_are_known() {
    check_crown("unknown_payment = \"acept\"\norder_id_from = \"id\"\ninstances = \"warm\"\n", expect![[]]);
}

#[test]
fn every_word_is_read() {
    let venue = crown(
        "unknown_payment = \"refuse\"\norder_id_from = \"reference\"\ninstances = \"reuse\"\nclose_of_day = \"23:59\"\n",
        &[],
    );
    assert_eq!(venue.unknown_payment, UnknownPayment::Refuse);
    assert_eq!(venue.order_id_from, OrderIdFrom::Reference);
    assert_eq!(venue.instances, Instances::Reuse);
    assert_eq!(venue.close_of_day, jiff::civil::time(23, 59, 0, 0));
}

#[test]
fn a_time_zone_and_the_close_of_day_have_their_form() {
    for zone in ["London", "europe/london", "Europe/", "Europe/Lon don", "+01:00", ""] {
        let outcome = Folder::new().parse(&format!("{CROWN}time_zone = \"{zone}\""), &[]);
        assert!(outcome.is_err(), "{zone}");
    }
    for zone in ["UTC", "Europe/London", "America/Argentina/Buenos_Aires", "Etc/GMT+1", "America/Port-au-Prince"] {
        assert_eq!(crown(&format!("time_zone = \"{zone}\""), &[]).time_zone, zone);
    }
    for time in ["4:00", "24:00", "04:60", "04:00:00", "4am", "+4:00"] {
        let outcome = Folder::new().parse(&format!("{CROWN}close_of_day = \"{time}\""), &[]);
        assert!(outcome.is_err(), "{time}");
    }
    check_crown("time_zone = \"London\"\nclose_of_day = \"4am\"", expect![[]]);
}

#[test]
fn all_venues_share_what_they_do_not_say_themselves() {
    let shared = "[venue]\ninstances = \"reuse\"\n[venue.limits]\ncpu_ms = 50\nlog_lines = 5\n";
    let own = "[venues.crown.limits]\ncpu_ms = 60\n";
    let venue = crown(&format!("{own}{shared}"), &[]);
    assert_eq!(venue.instances, Instances::Reuse);
    assert_eq!(venue.limits.cpu.as_millis(), 60);
    assert_eq!(venue.limits.log_lines, 5);
}

#[test]
fn a_mistake_in_what_they_share_is_one_finding_even_without_a_venue() {
    let shared = "[venue]\ninstances = \"old\"\nlimits = { cpu_ms = 0 }\n";
    let toml = format!("{shared}{CROWN}{}", CROWN.replace("crown", "anchor"));
    check_config(&toml, expect![[]]);
    check_config(shared, expect![[]]);
}

#[test]
fn what_makes_a_venue_is_not_shared() {
    check_config("[venue]\nadapter = \"demo\"\npasswords = []\n[venue.settings]\na = 1\n", expect![[]]);
}

#[test]
fn what_is_not_used_yet_is_said() {
    check_crown(
        "poll_interval_ms = 1000\ntime_zone = \"UTC\"\nclose_of_day = \"05:00\"\norder_id_from = \"reference\"\n\
         [venues.crown.allow]\nhttp = [\"https://pos.example\"]\nfolders = [\"adapters\"]\ntcp = [\"10.0.0.1:5432\"]\n\
         [venues.crown.limits]\nrequests = 5\n",
        expect![[]],
    );
}

#[test]
fn what_is_not_used_yet_and_says_nothing_new_is_not_said() {
    check_crown(
        "poll_interval_ms = 15000\ntime_zone = \"Europe/London\"\nallow.http = []\nlimits.requests = 32\n",
        expect![[]],
    );
}

#[test]
fn headers_that_the_host_would_set_are_not_in_this_version() {
    check_crown(
        "[venues.crown.http.\"https://api.pos.example\"]\nheaders = { authorization = { env = \"T\" } }\n",
        expect![[]],
    );
}

#[track_caller]
fn check_dojo(lines: &str, expected: Expect) {
    check_crown(&format!("[venues.crown.dojo]\n{lines}\n"), expected);
}

#[test]
fn a_venue_is_known_to_dojo_by_key_and_software_house() {
    check_dojo("", expect![[]]);
    check_dojo(
        "api_key = { value = \"k\" }\nsoftware_house_id = \"s\"\ntransports = [\"rest\", \"web-socket\"]\napi_url = \"api.dojo.tech\"\n\
         socket_url = \"https://eu.ws.dojo.tech/epos\"\nrest_url = \"http://me:hunter2@pos.example\"",
        expect![[]],
    );
    check_dojo(
        "api_key = { value = \"k\" }\nsoftware_house_id = \"s h\"\ntransports = []\napi_url = \"http://127.0.0.1:9\"\nsocket_url = \"ws://dojo.example\"",
        expect![[]],
    );
}

#[test]
fn the_software_house_may_be_shared() {
    let lines = "[venue.dojo]\nsoftware_house_id = \"s\"\nrest_url = \"https://pos.example\"\n[venues.crown.dojo]\napi_key = { value = \"k\" }\n";
    let dojo = crown(lines, &[]).dojo.clone().unwrap();
    assert_eq!(dojo.software_house_id, "s");
    let rest = dojo.rest.unwrap();
    assert_eq!((rest.url.as_str(), rest.password.expose()), ("https://pos.example/", "pw"));
    assert_eq!(dojo.socket_url, None);
}

#[test]
fn what_is_shared_about_dojo_makes_no_venue_known_to_it() {
    assert_eq!(crown("[venue.dojo]\nsoftware_house_id = \"s\"\n", &[]).dojo, None);
}
