//! Dojo's API for venues as the client uses it: what is registered, and what changed.

use patio_host::dojo::{DojoClient, DojoError, Endpoint, Integration, Limits, Way};
use patio_host::epos::Change;
use patio_host::outgoing::Outgoing;
use patio_host::venue::Secret;
use patio_tests::dojo::{DojoServer, Fault};
use serde_json::{Value, json};
use std::time::Duration;

fn client(dojo: &DojoServer) -> DojoClient {
    let (first_backoff, longest_backoff) = (Duration::from_millis(2), Duration::from_millis(4));
    let limits = Limits { first_backoff, longest_backoff, breaker_failures: 1000, ..Limits::default() };
    DojoClient::new(&dojo.access(), &Outgoing::trusting([]).unwrap(), limits).unwrap()
}

fn rest(credentials: Option<(&str, &str)>) -> Endpoint {
    let credentials = credentials.map(|(user, password)| (user.to_owned(), Secret::new(password)));
    Endpoint::Rest { url: "https://pos.example".to_owned(), credentials }
}

/// The last body that was sent.
fn sent(dojo: &DojoServer) -> Value {
    serde_json::from_str(&dojo.exchanges().last().unwrap().asked.body).unwrap()
}

#[tokio::test]
async fn what_is_registered_is_shown_without_the_password() {
    let dojo = DojoServer::start();
    let client = client(&dojo);
    assert_eq!(client.integrations(Way::Rest).await.unwrap(), []);
    let made = client.register(&rest(Some(("crown", "hunter2"))), &["SearchOrders", "ListAreas"]).await.unwrap();
    let expected = Integration {
        url: Some("https://pos.example".to_owned()),
        user: Some("crown".to_owned()),
        names: vec!["SearchOrders".to_owned(), "ListAreas".to_owned()],
    };
    assert_eq!(made, [expected]);
    assert_eq!(client.integrations(Way::Rest).await.unwrap(), made);
    assert_eq!(client.integrations(Way::Socket).await.unwrap(), [], "each way has its own");
    assert!(!dojo.registered("rest").unwrap().to_string().contains("hunter2"));
}

#[tokio::test]
async fn a_list_replaces_the_one_before() {
    let dojo = DojoServer::start();
    let client = client(&dojo);
    for names in [&["SearchOrders", "ListAreas"][..], &["ListAreas"], &[]] {
        let made = client.register(&Endpoint::Socket, names).await.unwrap();
        assert_eq!(
            made,
            [Integration { url: None, user: None, names: names.iter().map(|&it| it.to_owned()).collect() }]
        );
    }
    assert_eq!(sent(&dojo), json!({"capabilities": []}));
}

#[tokio::test]
async fn who_shall_not_be_called_is_registered_without_credentials() {
    let dojo = DojoServer::start();
    client(&dojo).register(&rest(None), &[]).await.unwrap();
    assert_eq!(sent(&dojo), json!({"capabilities": [], "url": "https://pos.example", "auth": {"authType": "basic"}}));
}

#[tokio::test]
async fn an_account_that_has_no_integrations_is_no_failure() {
    let dojo = DojoServer::start();
    dojo.fail(Fault::Status(404));
    assert_eq!(client(&dojo).integrations(Way::Rest).await.unwrap(), []);
    // To register at what is not there is one.
    let error = client(&dojo).register(&Endpoint::Socket, &[]).await.unwrap_err();
    assert!(matches!(error, DojoError::Refused { status: 404, .. }), "{error}");
}

#[tokio::test]
async fn a_registration_whose_answer_is_lost_is_sent_again() {
    let dojo = DojoServer::start();
    dojo.fail_times(2, Fault::Lost);
    let made = client(&dojo).register(&Endpoint::Socket, &["ListAreas"]).await.unwrap();
    assert_eq!((made.len(), dojo.asked("PUT /epos/integrations/ws")), (1, 3));
}

#[tokio::test]
async fn what_dojo_shows_besides_is_no_matter_and_what_it_lacks_is() {
    let dojo = DojoServer::start();
    // As one of the official file's examples has it.
    let odd = json!({"capabilities": [{"name": "SearchOrders", "since": 7}], "restAuth": {"basic": {"username": "c"}}});
    dojo.set_registered("rest", Some(odd));
    let [shown] = &client(&dojo).integrations(Way::Rest).await.unwrap()[..] else { panic!("one") };
    assert_eq!((shown.user.as_deref(), &shown.names[..]), (Some("c"), &["SearchOrders".to_owned()][..]));
    dojo.set_registered("rest", Some(json!({"url": "https://pos.example"})));
    let error = client(&dojo).integrations(Way::Rest).await.unwrap_err();
    assert!(matches!(&error, DojoError::Unreadable(text) if text.contains("capabilities")), "{error}");
}

#[tokio::test]
async fn a_change_is_told_by_its_kind_and_id() {
    let dojo = DojoServer::start();
    let client = client(&dojo);
    for (change, kind, event) in [
        (Change::Order("o 1".to_owned()), "OrderUpdated", json!({"orderId": "o 1"})),
        (Change::Party("p".to_owned()), "PartyUpdated", json!({"partyId": "p"})),
        (Change::Reservation("r".to_owned()), "ReservationUpdated", json!({"reservationId": "r"})),
    ] {
        client.pos_event(&change).await.unwrap();
        assert_eq!(sent(&dojo), json!({"eventType": kind, "event": event}));
    }
}

#[tokio::test]
async fn a_change_is_told_again_where_it_may_be_lost_and_not_where_it_was_refused() {
    let dojo = DojoServer::start();
    dojo.fail_times(1, Fault::Lost);
    client(&dojo).pos_event(&Change::Order("1".to_owned())).await.unwrap();
    assert_eq!(dojo.told(), ["order 1", "order 1"]);
    dojo.refuse("2");
    let error = client(&dojo).pos_event(&Change::Order("2".to_owned())).await.unwrap_err();
    assert!(matches!(error, DojoError::Refused { status: 400, .. }), "{error}");
    assert_eq!(dojo.asked("POST /epos/events"), 3);
}
