//! `patio demo`: a demo restaurant behind the EPOS Data API, from nothing.

use crate::exit::{Failure, Outcome};
use crate::serve::{Bound, bind};
use crate::{desk, logging, signals};
use clap::Args;
use patio_host::config::Config;
use patio_host::server::Server;
use std::net::SocketAddr;
use std::path::Path;

/// The demo adapter, as the build script made it.
const DEMO: &[u8] = include_bytes!(env!("DEMO_COMPONENT"));

#[derive(Args)]
pub(crate) struct Arguments {
    /// Where to listen for the EPOS Data API
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where to listen for /live, /ready and /metrics
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8081")]
    console: SocketAddr,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    logging::start(logging::Default::Warnings);
    desk::block_on(demo(arguments))
}

async fn demo(arguments: &Arguments) -> Outcome {
    // Gone with the process: a demo leaves nothing behind.
    let folder = tempfile::Builder::new().prefix("patio-demo-").tempdir().map_err(Failure::failed)?;
    let config = restaurant(folder.path(), arguments)?;
    let listeners = bind(&config).await.map_err(|failure| {
        failure.hint("`patio demo --listen 127.0.0.1:9080 --console 127.0.0.1:9081` takes other ports")
    })?;
    let bound = Bound::of(&listeners)?;
    let server = Server::load(config, None).await.map_err(Failure::failed)?;
    let running = server.serve(listeners).await.map_err(Failure::failed)?;
    print!("{}", welcome(&bound));
    signals::stop_asked().await;
    running.stop().await;
    println!("stopped");
    Ok(())
}

/// A folder with the demo adapter in it, and a venue that uses it.
fn restaurant(folder: &Path, arguments: &Arguments) -> Outcome<Config> {
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
account_id = "acc_demo"
passwords = [{{ value = "demo" }}]

[venues.demo.settings]
currency = "GBP"
"#,
        arguments.listen, arguments.console
    );
    let (config, _) = Config::parse(&text, folder, [])?;
    Ok(config)
}

fn welcome(Bound { api, console }: &Bound) -> String {
    format!(
        r#"A demo restaurant is open.

  EPOS Data API  http://{api}      venue demo, password demo, account acc_demo
  console        http://{console}      /live /ready /metrics

Try it in another terminal:

  # the bills that a card machine can take now
  curl -s -u demo:demo http://{api}/v1/orders/search -H 'content-type: application/json' -d '{{"payableOnly":true,"cursor":{{"limit":3}}}}'

  # one of them
  curl -s -u demo:demo http://{api}/v1/orders/1001

  # Dojo tells of a payment: it is on the disk before this answers
  curl -s -u demo:demo http://{api}/v1/events -H 'content-type: application/json' -d '{{"id":"evt_1","accountId":"acc_demo","event":"payment_intent.created","createdAt":"2026-11-22T19:00:00Z","data":{{"paymentIntentId":"pi_1","paymentStatus":"Created","captureMode":"Auto"}}}}'

Ctrl-C stops it.
"#
    )
}
