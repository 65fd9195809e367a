//! `patio demo`: a demo restaurant behind the EPOS Data API and a card machine that pays there, from nothing.

use crate::exit::{Failure, Outcome};
use crate::serve::{Bound, bind};
use crate::signals::Stop;
use crate::simulator::Simulator;
use crate::{compile, desk, logging};
use clap::Args;
use patio_host::config::Config;
use patio_host::server::Server;
use patio_simulator::cloud::{Account, SOCKET_PATH};
use patio_simulator::machine::{CardMachine, Tells};
use patio_simulator::scenario::Scenario;
use patio_simulator::terminal;
use std::net::SocketAddr;
use std::path::Path;

/// The demo adapter, as the build script made it.
const DEMO: &[u8] = include_bytes!(env!("DEMO_COMPONENT"));

/// What the card machine does by itself.
const VISIT: &str = include_str!("../../../sdk/simulator/scenarios/visit.toml");

/// The venue, as Dojo knows it.
const ACCOUNT: &str = "acc_demo";
const KEY: &str = "sk_sandbox_demo";

#[derive(Args)]
pub(crate) struct Arguments {
    /// Where to listen for the EPOS Data API
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080", value_parser = crate::typed::address)]
    listen: SocketAddr,
    /// Where to listen for /live, /ready and /metrics
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8081", value_parser = crate::typed::address)]
    console: SocketAddr,
    /// Where the simulated Dojo listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0", value_parser = crate::typed::address)]
    simulator: SocketAddr,
    /// Hands you the card machine, instead of a visit that plays by itself
    #[arg(long)]
    interactive: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    logging::start(logging::Default::Warnings);
    desk::block_on(demo(arguments))
}

async fn demo(arguments: &Arguments) -> Outcome {
    // Gone with the process: a demo leaves nothing behind.
    let folder = tempfile::Builder::new().prefix("patio-demo-").tempdir().map_err(Failure::failed)?;
    let account = Account { id: ACCOUNT.to_owned(), api_key: KEY.to_owned() };
    let dojo = Simulator::listen(arguments.simulator, account, &[], None).await?;
    let config = restaurant(folder.path(), arguments, dojo.address)?;
    let listeners = bind(&config).await.map_err(|failure| {
        failure.hint("`patio demo --listen 127.0.0.1:9080 --console 127.0.0.1:9081` takes other ports")
    })?;
    let bound = Bound::of(&listeners)?;
    let server = Server::load(config, None, Some(compile::command()?)).await.map_err(Failure::failed)?;
    let running = server.serve(listeners).await.map_err(Failure::failed)?;
    let stop = Stop::catch();
    let mut machine = dojo.machine(dojo.socket_line(ACCOUNT), ACCOUNT, Tells::Both);
    let outcome = tokio::select! {
        outcome = evening(arguments, &dojo, &mut machine, &bound) => outcome,
        () = stop.asked() => Ok(()),
    };
    running.stop().await;
    println!("stopped");
    outcome
}

/// What happens in the restaurant: ends where its reader has left the card machine, and else never.
async fn evening(arguments: &Arguments, dojo: &Simulator, machine: &mut CardMachine, bound: &Bound) -> Outcome {
    let mut say = |line: &str| println!("  {line}");
    if arguments.interactive {
        print!("{}", welcome(bound, dojo.address));
        println!("\nThe card machine is yours:\n{}", terminal::HELP);
        let input = tokio::io::BufReader::new(tokio::io::stdin());
        terminal::run(machine, input, &mut say).await.map_err(Failure::failed)?;
        return dojo.verdict();
    }
    let visit: Scenario = VISIT.parse().map_err(Failure::failed)?;
    println!("{}, at a card machine that asks over WebSocket:\n", visit.name);
    visit.play(machine, &mut say).await.map_err(Failure::failed)?;
    println!();
    dojo.verdict()?;
    print!("\n{}\nCtrl-C stops it.\n", welcome(bound, dojo.address));
    std::future::pending().await
}

/// A folder with the demo adapter in it, and a venue that uses it and is known to Dojo.
fn restaurant(folder: &Path, arguments: &Arguments, dojo: SocketAddr) -> Outcome<Config> {
    let adapters = folder.join("adapters");
    std::fs::create_dir(&adapters)
        .and_then(|()| std::fs::write(adapters.join("demo.wasm"), DEMO))
        .map_err(|error| Failure::failed(format_args!("{}: {error}", adapters.display())))?;
    let text = format!(
        r#"
[server]
listen = "{}"
console = "{}"

[venues.demo]
adapter = "demo"
account_id = "{ACCOUNT}"
passwords = [{{ value = "demo" }}]

[venues.demo.settings]
currency = "GBP"

[venues.demo.dojo]
api_key = {{ value = "{KEY}" }}
software_house_id = "demo"
transports = ["websocket"]
api_url = "http://{dojo}"
socket_url = "ws://{dojo}{SOCKET_PATH}"
"#,
        arguments.listen, arguments.console
    );
    let (config, _) = Config::parse(&text, folder, [])?;
    Ok(config)
}

fn welcome(Bound { api, console }: &Bound, dojo: SocketAddr) -> String {
    format!(
        r#"A demo restaurant is open.

  EPOS Data API  http://{api}      venue demo, password demo, account {ACCOUNT}
  console        http://{console}      /live /ready /metrics
  simulated Dojo http://{dojo}      the host dials ws://{dojo}{SOCKET_PATH}

Try it in another terminal:

  # the bills that a card machine can take now
  curl -s -u demo:demo http://{api}/v1/orders/search -H 'content-type: application/json' -d '{{"payableOnly":true,"cursor":{{"limit":3}}}}'

  # one of them
  curl -s -u demo:demo http://{api}/v1/orders/1001

  # Dojo tells of a payment: it is on the disk before this answers
  curl -s -u demo:demo http://{api}/v1/events -H 'content-type: application/json' -d '{{"id":"evt_1","accountId":"acc_demo","event":"payment_intent.created","createdAt":"2026-11-22T19:00:00Z","data":{{"paymentIntentId":"pi_1","paymentStatus":"Created","captureMode":"Auto"}}}}'
"#
    )
}
