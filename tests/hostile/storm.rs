//! The files in the folder change all the time: good ones, bad ones, halves, and two versions that export different
//! things. Whoever calls such a venue hears the answer of one version or of another, or an error, and never nothing.

use crate::compose;
use crate::host::Host;
use patio_tests::client::Client;
use patio_tests::host::until;
use patio_tests::{guests, hostile};
use serde_json::json;
use std::fs;
use std::time::Duration;

/// Venues whose file changes: one between two versions that are good, one between all that can lie in a folder.
pub(crate) const VERSIONS: &str = "versions";
pub(crate) const RELOADED: &str = "reloaded";

/// A little longer than the host needs to notice, and, every other time, much shorter.
const PAUSES: [Duration; 2] = [Duration::from_millis(120), Duration::from_millis(7)];

/// What lies there first.
pub(crate) fn begin(host_folder: &std::path::Path) {
    for venue in [VERSIONS, RELOADED] {
        compose::write(hostile::VERSION_WITH_ORDERS, &host_folder.join(format!("adapters/{venue}.wasm")));
    }
}

/// Changes the files until the end, and answers how often.
pub(crate) async fn change(host: &Host, mut is_over: impl FnMut() -> bool) -> usize {
    let good = [hostile::VERSION_WITH_ORDERS, hostile::VERSION_WITH_BILLS];
    let whole = fs::read(good[0]).unwrap();
    let module = wat::parse_str("(module)").unwrap();
    let demo = fs::read(guests::DEMO).unwrap();
    let mut changed = 0;
    while !is_over() {
        compose::write(good[changed % 2], &host.adapter_path(VERSIONS));
        let path = host.adapter_path(RELOADED);
        match changed % 9 {
            0 => compose::write(good[1], &path),
            // Written in place, as a copy does it, and never finished.
            1 => fs::write(&path, &whole[..whole.len() / 2]).unwrap(),
            2 => fs::write(&path, &whole).unwrap(),
            3 => fs::write(&path, b"").unwrap(),
            4 => fs::write(&path, &module).unwrap(),
            5 => compose::write(hostile::TRAPS_IN_DESCRIBE, &path),
            6 => fs::write(&path, vec![0x5a; 100_000]).unwrap(),
            7 => fs::remove_file(&path).unwrap(),
            _ => compose::write(good[0], &path),
        }
        // An honest venue's file comes again, too: the same bytes, in place.
        if changed % 5 == 0 {
            fs::write(host.adapter_path("demo"), &demo).unwrap();
        }
        tokio::time::sleep(PAUSES[changed % 2]).await;
        changed += 1;
    }
    changed
}

/// Calls such a venue until the end: what was no answer of any version.
pub(crate) async fn call(client: Client, mut is_over: impl FnMut() -> bool) -> Vec<String> {
    let mut amiss = Vec::new();
    while !is_over() {
        let (order, bill) = (client.get("/v1/orders/1").await, client.get("/v1/orders/1/bill").await);
        let is_known = order.status == 503 || (order.status == 200 && order.json()["id"] == "1");
        if !is_known || ![200, 404, 503].contains(&bill.status.as_u16()) {
            amiss.push(format!("reloaded: {} and {}: {:?}", order.status, bill.status, order.body));
        }
        let _ = client.post("/v1/orders/search", &json!({})).await.json();
    }
    amiss
}

/// Puts a good file there, which is taken up whatever was there before.
pub(crate) async fn end(host: &Host) {
    for venue in [VERSIONS, RELOADED] {
        compose::write(hostile::VERSION_WITH_BILLS, &host.adapter_path(venue));
        until("the last version answers", || async {
            let answer = host.as_venue(venue).get("/v1/orders/1").await;
            (answer.status == 200 && answer.json()["note"] == "bills").then_some(())
        })
        .await;
    }
}
