//! What one venue costs another: the latency of a venue's searches while the adapter of a second one loops in all its
//! slots, over the latency without that. Prints a Markdown table; only ratios of one run mean anything.
//!
//! `cargo run --profile dist -p patio-tests --bin neighbours`

#![expect(clippy::print_stdout, reason = "this is what it is for")]

use patio_tests::client::Client;
use patio_tests::guests;
use patio_tests::host::TestHost;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};

const ROUNDS: usize = 3;
const SECONDS: u64 = 8;
/// Searches one after another, so many at once: a restaurant at its busiest.
const CARD_MACHINES: usize = 4;
/// Twice the slots of a venue: all are taken, and as many wait.
const LOOPS: usize = 16;

fn main() {
    let host = Runtime::new().expect("a runtime");
    let running = host.block_on(
        TestHost::new()
            .adapter("demo", guests::DEMO)
            .adapter("endless_loop", guests::ENDLESS_LOOP)
            .venue("quiet", "demo")
            // The breaker would end the loops after five.
            .venue_with("noisy", "endless_loop", "limits.breaker_failures = 1000000")
            .start(),
    );
    let (quiet, noisy) = (running.as_venue("quiet"), running.as_venue("noisy"));
    let mut ratios = [Vec::new(), Vec::new()];
    println!("| round | p50 alone | p99 alone | p50 beside loops | p99 beside loops |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    // The first round warms up.
    for round in 0..=ROUNDS {
        let alone = measured(&quiet);
        let stop = Arc::new(AtomicBool::new(false));
        let loops = looping(&noisy, &stop);
        let beside = measured(&quiet);
        stop.store(true, Ordering::Relaxed);
        loops.join().expect("the loops end");
        if round > 0 {
            println!("| {round} | {:?} | {:?} | {:?} | {:?} |", alone[0], alone[1], beside[0], beside[1]);
            for (ratios, (alone, beside)) in ratios.iter_mut().zip(alone.iter().zip(beside)) {
                ratios.push(beside.as_secs_f64() / alone.as_secs_f64());
            }
        }
    }
    let [p50, p99] = ratios.map(|mut ratios| {
        ratios.sort_by(f64::total_cmp);
        ratios[ratios.len() / 2]
    });
    let cores = thread::available_parallelism().map_or(1, usize::from);
    println!(
        "\nbeside loops ÷ alone (median of {ROUNDS} rounds, {cores} cores shared with the load): p50 {p50:.2}, p99 {p99:.2}"
    );
    host.block_on(running.stop());
}

/// The load has a thread of its own: it is not to wait for the host's.
fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// The median and the 99th percentile of a venue's searches.
fn measured(venue: &Client) -> [Duration; 2] {
    let venue = venue.clone();
    let load = thread::spawn(move || {
        runtime().block_on(async {
            let end = Instant::now() + Duration::from_secs(SECONDS);
            let machine = async || {
                let mut took = Vec::new();
                while Instant::now() < end {
                    let started = Instant::now();
                    let page = json!({"payableOnly": true, "cursor": {"limit": 10}});
                    venue.post("/v1/orders/search", &page).await.ok();
                    took.push(started.elapsed());
                }
                took
            };
            futures_util::future::join_all((0..CARD_MACHINES).map(|_| machine())).await.concat()
        })
    });
    let mut took = load.join().expect("every search is answered");
    took.sort();
    [took[took.len() / 2], took[took.len() * 99 / 100]]
}

/// Keeps a venue's slots full until it is told to stop.
fn looping(venue: &Client, stop: &Arc<AtomicBool>) -> thread::JoinHandle<()> {
    let (venue, stop) = (venue.clone(), Arc::clone(stop));
    thread::spawn(move || {
        runtime().block_on(async {
            let machine = async || {
                while !stop.load(Ordering::Relaxed) {
                    venue.post("/v1/orders/search", &json!({})).await;
                }
            };
            futures_util::future::join_all((0..LOOPS).map(|_| machine())).await;
        });
    })
}
