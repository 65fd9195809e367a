//! `patio pos`: Corner, the example point of sale, for an adapter that is being written.

use crate::desk::block_on;
use crate::exit::{Failure, Outcome};
use crate::signals::Stop;
use clap::{Args, ValueEnum};
use patio_pos::{Corner, Opening};
use std::net::SocketAddr;
use tokio::net::TcpListener;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Where it listens
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9400", value_parser = crate::typed::address)]
    listen: SocketAddr,
    /// The key that it takes in `x-api-key`
    #[arg(long, value_name = "KEY", default_value = "demo-key")]
    key: String,
    /// The checks that it opens with
    #[arg(long, value_enum, default_value_t = Checks::Evening)]
    opening: Checks,
}

#[derive(Clone, Copy, ValueEnum)]
enum Checks {
    /// An evening with everything that a check can have
    Evening,
    /// A few checks in yen, which have no smaller unit
    Yen,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    block_on(serve(arguments))
}

async fn serve(arguments: &Arguments) -> Outcome {
    let (listen, key) = (arguments.listen, &arguments.key);
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        Failure::failed(format_args!("{listen} cannot be listened on: {error}"))
            .hint("--listen 127.0.0.1:9401 takes another port")
    })?;
    let (opening, check, amount) = match arguments.opening {
        Checks::Evening => (Opening::evening(), "1001", "2.50"),
        Checks::Yen => (Opening::yen(), "2001", "250"),
    };
    let opening = opening.map_err(Failure::failed)?;
    let corner = Corner::start(listener, opening, key).map_err(Failure::failed)?;
    let url = corner.url();
    println!(
        r#"Corner is here: {url}, with the key {key}

  curl -H 'x-api-key: {key}' '{url}/checks?state=open&limit=5'
  curl -H 'x-api-key: {key}' {url}/checks/{check}
  curl -H 'x-api-key: {key}' -H 'idempotency-key: k1' -d '{{"type":"CARD","reference":"pi_1","amount":"{amount}"}}' {url}/checks/{check}/payments

Ctrl-C ends it, and forgets everything."#
    );
    Stop::catch().asked().await;
    Ok(())
}
