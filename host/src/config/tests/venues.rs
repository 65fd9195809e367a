//! `[venue]` and `[venues.x]`.

use super::*;
use crate::venue::{Instances, OrderIdFrom, UnknownPayment};

#[test]
fn a_missing_adapter_keeps_the_other_venues_open() {
    check_config(
        &CROWN.replace("demo", "square1"),
        expect![[r#"
            (degraded) patio.toml:2: [venues.crown] adapter = "square1" is missing: there is no adapters/square1.wasm
              hint: did you mean "square"?
        "#]],
    );
    check_config(
        &CROWN.replace("demo", "lightspeed"),
        expect![[r#"
            (degraded) patio.toml:2: [venues.crown] adapter = "lightspeed" is missing: there is no adapters/lightspeed.wasm
              hint: copy the adapter to adapters/lightspeed.wasm, or use one of demo, square
        "#]],
    );
    check_config(
        &CROWN.replace("demo", "demo.wasm"),
        expect![[r#"
            (degraded) patio.toml:2: [venues.crown] adapter = "demo.wasm" is missing: there is no adapters/demo.wasm.wasm
              hint: write adapter = "demo"
        "#]],
    );
}

#[test]
fn an_adapter_is_a_name_and_no_path() {
    check_config(
        &CROWN.replace("demo", "../demo"),
        expect![[r#"
            patio.toml:2: [venues.crown] adapter = "../demo" is no name: use 1 to 64 letters, digits, '-', '_' and '.', beginning with a letter or digit
              hint: write the file's name without its folder and .wasm
        "#]],
    );
}

#[test]
fn no_two_venues_share_an_account() {
    let toml = format!("{CROWN}\n{}", CROWN.replace("venues.crown", "venues.anchor"));
    check_config(
        &toml,
        expect![[r#"
            patio.toml:8: [venues.anchor] account_id = "acc_crown" is that of [venues.crown] too, at patio.toml:3
              hint: give each venue its own: an event names nothing else
        "#]],
    );
}

#[test]
fn an_account_id_is_one_word() {
    check_config(
        &CROWN.replace("acc_crown", "acc crown"),
        expect![[r#"
            patio.toml:3: [venues.crown] account_id = "acc crown" is no account id
              hint: write account_id = "acc_…", as Dojo calls the account: events of another are refused
        "#]],
    );
    check_config(
        &CROWN.replace("acc_crown", ""),
        expect![[r#"
            patio.toml:3: [venues.crown] account_id = "" is no account id
              hint: write account_id = "acc_…", as Dojo calls the account: events of another are refused
        "#]],
    );
}

#[test]
fn an_id_is_a_user_name() {
    check_config(
        &CROWN.replace("venues.crown", "venues.\"a:b\""),
        expect![[r#"
            patio.toml:1: [venues."a:b"] "a:b" is no name: use 1 to 64 letters, digits, '-', '_' and '.', beginning with a letter or digit
              hint: write another id: it is also the venue's user name
        "#]],
    );
}

#[test]
fn two_sections_of_one_venue_are_refused() {
    check_config(
        &format!("{CROWN}{CROWN}"),
        expect![[r#"
            patio.toml:5: this is no TOML: this key or section was written before
              hint: write each once
        "#]],
    );
}

#[test]
fn what_is_missing_is_said_at_the_header_wherever_it_stands() {
    check_config(
        r#"[venues.crown.limits]
cpu_ms = 5

[venues.crown]
account_id = "a"
passwords = [{ value = "pw" }]
"#,
        expect![[r#"
            patio.toml:4: [venues.crown] has no adapter
              hint: write adapter = "demo" for adapters/demo.wasm
        "#]],
    );
}

#[test]
fn disabled_capabilities_are_names_of_the_table() {
    let venue = crown("disabled_capabilities = [\"GetOrderBill\", \"ListAreas\"]", &[]);
    assert_eq!(format!("{:?}", venue.disabled), "{GetOrderBillById, ListAreas}");
    check_crown(
        r#"disabled_capabilities = [
"GetOrderBil",
"listareas",
"Fly", 5]"#,
        expect![[r#"
            patio.toml:6: [venues.crown] disabled_capabilities "GetOrderBil" is no capability
              hint: did you mean "GetOrderBill"?
            patio.toml:7: [venues.crown] disabled_capabilities "listareas" is no capability
              hint: did you mean "ListAreas"?
            patio.toml:8: [venues.crown] disabled_capabilities must be a list of texts, not a number
              hint: write disabled_capabilities = ["GetOrderBillById"]
            patio.toml:8: [venues.crown] disabled_capabilities "Fly" is no capability
              hint: write names of the EPOS Data API: SearchOrders, GetOrderById, HandleEvent:payment_intent.created, HandleEvent:payment_intent.status_updated, RecordOrderPaymentById, RecordOrderPayment, CreateOrderLock, DeleteOrderLock, ExtendOrderLock, GetOrderBillById, GetOrderBill, ListAreas, SearchTables, CreateOrder, CancelOrderById, CreateParty, GetPartyById, UpdateParty, UpdatePartyById, DeletePartyById, SearchParties, CreateReservation, GetReservationById, UpdateReservation, UpdateReservationById, DeleteReservationById, SearchReservations
        "#]],
    );
}

#[test]
fn words_are_refused_with_all_that_are_known() {
    check_crown(
        r#"unknown_payment = "acept"
order_id_from = "id"
instances = "warm"
"#,
        expect![[r#"
            patio.toml:5: [venues.crown] unknown_payment = "acept" is not known
              hint: write unknown_payment = "accept" or unknown_payment = "refuse"
            patio.toml:6: [venues.crown] order_id_from = "id" is not known
              hint: write order_id_from = "external_id" or order_id_from = "reference"
            patio.toml:7: [venues.crown] instances = "warm" is not known
              hint: write instances = "fresh" or instances = "reuse"
        "#]],
    );
}

#[test]
fn every_word_is_read() {
    let venue = crown(
        r#"unknown_payment = "refuse"
order_id_from = "reference"
instances = "reuse"
close_of_day = "23:59"
"#,
        &[],
    );
    assert_eq!(venue.unknown_payment, UnknownPayment::Refuse);
    assert_eq!(venue.order_id_from, OrderIdFrom::Reference);
    assert_eq!(venue.instances, Instances::Reuse);
    assert_eq!(venue.close_of_day, jiff::civil::time(23, 59, 0, 0));
}

#[test]
fn a_time_zone_and_the_close_of_day_have_their_form() {
    for zone in ["London", "europe/london", "Europe/Londn", "Europe/", "Europe/Lon don", "+01:00", ""] {
        let outcome = Folder::new().parse(&format!("{CROWN}time_zone = \"{zone}\""), &[]);
        assert!(outcome.is_err(), "{zone}");
    }
    for zone in ["UTC", "Europe/London", "America/Argentina/Buenos_Aires", "Etc/GMT+1", "America/Port-au-Prince"] {
        let read = &crown(&format!("time_zone = \"{zone}\""), &[]).time_zone;
        assert_eq!(read.iana_name(), Some(zone));
    }
    for time in ["4:00", "24:00", "04:60", "04:00:00", "4am", "+4:00"] {
        let outcome = Folder::new().parse(&format!("{CROWN}close_of_day = \"{time}\""), &[]);
        assert!(outcome.is_err(), "{time}");
    }
    check_crown(
        "time_zone = \"London\"\nclose_of_day = \"4am\"",
        expect![[r#"
            patio.toml:5: [venues.crown] time_zone = "London" is no time zone
              hint: write time_zone = "Europe/London", "UTC" or another IANA name
            patio.toml:6: [venues.crown] close_of_day = "4am" is no time of day
              hint: write close_of_day = "04:00", hours and minutes
        "#]],
    );
}

#[test]
fn all_venues_share_what_they_do_not_say_themselves() {
    let shared = r#"[venue]
instances = "reuse"
[venue.limits]
cpu_ms = 50
log_lines = 5
"#;
    let own = "[venues.crown.limits]\ncpu_ms = 60\n";
    let venue = crown(&format!("{own}{shared}"), &[]);
    assert_eq!(venue.instances, Instances::Reuse);
    assert_eq!(venue.limits.cpu.as_millis(), 60);
    assert_eq!(venue.limits.log_lines, 5);
}

#[test]
fn a_mistake_in_what_they_share_is_one_finding_even_without_a_venue() {
    let shared = r#"[venue]
instances = "old"
limits = { cpu_ms = 0 }
"#;
    let toml = format!("{shared}{CROWN}{}", CROWN.replace("crown", "anchor"));
    check_config(
        &toml,
        expect![[r#"
            patio.toml:2: [venue] instances = "old" is not known
              hint: write instances = "fresh" or instances = "reuse"
            patio.toml:3: [venue.limits] cpu_ms = 0 is out of bounds
              hint: write a number from 1 to 60000
        "#]],
    );
    check_config(
        shared,
        expect![[r#"
            patio.toml:2: [venue] instances = "old" is not known
              hint: write instances = "fresh" or instances = "reuse"
            patio.toml:3: [venue.limits] cpu_ms = 0 is out of bounds
              hint: write a number from 1 to 60000
            (warning) patio.toml: there is no venue: nobody can call this host
              hint: write a section [venues.<id>]
        "#]],
    );
}

#[test]
fn what_makes_a_venue_is_not_shared() {
    check_config(
        r#"[venue]
adapter = "demo"
passwords = []
[venue.settings]
a = 1
"#,
        expect![[r#"
            patio.toml:2: [venue] adapter is not shared by venues
              hint: write it into each [venues.<id>] that it is for
            patio.toml:3: [venue] passwords is not shared by venues
              hint: write it into each [venues.<id>] that it is for
            patio.toml:4: [venue.settings] is not shared by venues
              hint: write it into each [venues.<id>] that it is for
            (warning) patio.toml: there is no venue: nobody can call this host
              hint: write a section [venues.<id>]
        "#]],
    );
}

#[track_caller]
fn check_dojo(lines: &str, expected: Expect) {
    check_crown(&format!("[venues.crown.dojo]\n{lines}\n"), expected);
}

#[test]
fn a_venue_is_known_to_dojo_by_key_and_software_house() {
    check_dojo(
        "",
        expect![[r#"
            patio.toml:5: [venues.crown.dojo] has no api_key
              hint: write api_key = { env = "NAME" }
            patio.toml:5: [venues.crown.dojo] has no software_house_id
              hint: write software_house_id = "…", which Dojo gave you
            patio.toml:5: [venues.crown.dojo] is served over REST and has no rest_url
              hint: write rest_url = "https://…", where Dojo reaches this host, or transports = ["websocket"]
        "#]],
    );
    check_dojo(
        r#"api_key = { value = "k" }
software_house_id = "s"
transports = ["rest", "web-socket"]
api_url = "api.dojo.tech"
socket_url = "https://eu.ws.dojo.tech/epos"
rest_url = "http://me:hunter2@pos.example""#,
        expect![[r#"
            patio.toml:8: [venues.crown.dojo] transports "web-socket" is not known
              hint: did you mean "websocket"?
            patio.toml:9: [venues.crown.dojo] api_url = "api.dojo.tech" is no URL: relative URL without a base
              hint: write api_url = "https://api.dojo.tech"
            patio.toml:10: [venues.crown.dojo] socket_url = "https://eu.ws.dojo.tech/epos" begins with neither wss:// nor ws://
              hint: write socket_url = "wss://eu.ws.dojo.tech/epos"
            patio.toml:11: [venues.crown.dojo] rest_url has a user name or password
              hint: write rest_url = "https://pos.example"
        "#]],
    );
    check_dojo(
        r#"api_key = { value = "k" }
software_house_id = "s h"
transports = []
api_url = "http://127.0.0.1:9"
socket_url = "ws://dojo.example""#,
        expect![[r#"
            patio.toml:5: [venues.crown.dojo] has no transports: Dojo could not reach the venue
              hint: write transports = ["rest", "websocket"]
            patio.toml:7: [venues.crown.dojo] software_house_id = "s h" is no id
              hint: write the letters, digits and signs that Dojo gave you
            (warning) patio.toml:10: [venues.crown.dojo] socket_url = "ws://dojo.example" is without TLS
              hint: write socket_url = "wss://eu.ws.dojo.tech/epos"
        "#]],
    );
}

#[test]
fn the_software_house_may_be_shared() {
    let lines = r#"[venue.dojo]
software_house_id = "s"
rest_url = "https://pos.example"
[venues.crown.dojo]
api_key = { value = "k" }
"#;
    let dojo = crown(lines, &[]).dojo.clone().unwrap();
    assert_eq!(dojo.software_house_id, "s");
    let rest = dojo.rest.unwrap();
    assert_eq!((rest.url.as_str(), rest.password.expose()), ("https://pos.example/", "pw"));
    assert_eq!(dojo.socket_url, None);
}

#[test]
fn a_venue_that_is_served_over_websocket_dials_dojo_where_nothing_else_is_said() {
    let lines = r#"[venues.crown.dojo]
api_key = { value = "k" }
software_house_id = "s"
transports = ["websocket"]
"#;
    let dojo = crown(lines, &[]).dojo.clone().unwrap();
    assert_eq!(dojo.socket_url.unwrap().as_str(), "wss://eu.ws.dojo.tech/epos");
    assert_eq!(dojo.rest, None);
    let toml = format!("{CROWN}{lines}");
    let (_, warnings) = Folder::new().parse(&toml, &[]).unwrap();
    assert!(warnings.is_empty(), "it is used: {warnings:?}");
}

#[test]
fn what_is_shared_about_dojo_makes_no_venue_known_to_it() {
    assert_eq!(crown("[venue.dojo]\nsoftware_house_id = \"s\"\n", &[]).dojo, None);
}
