//! `patio serve`: the host.

use crate::exit::{Failure, Outcome};
use crate::fencing::{self, Fenced};
use crate::settings_file::SettingsFile;
use crate::signals::{HangUp, Stop};
use crate::{compile, desk, logging, output};
use clap::Args;
use patio_host::config::{Config, environment};
use patio_host::dispatch::Dispatch;
use patio_host::epos::Capability;
use patio_host::server::{ConfigFile, Listeners, Server};
use std::net::SocketAddr;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    file: SettingsFile,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    output::goes_on_unread();
    logging::start(logging::Default::Info);
    let file = ConfigFile::new(&arguments.file.config, environment::of_process());
    let (config, warnings) = file.load()?;
    for warning in warnings {
        eprintln!("warning: {warning}");
    }
    // Before the runtime starts its threads: a fence holds for those that come after it.
    let fenced = fencing::fence_in(&config, file.path())?;
    desk::block_on(serve(config, file, fenced))
}

async fn serve(config: Config, file: ConfigFile, fenced: Fenced) -> Outcome {
    let gate = desk::gate_of(&config, config.server.max_adapter_memory_bytes)?;
    let server = Server::load_behind(gate, config.clone(), Some(file), Some(compile::command()?));
    let server = server.await.map_err(Failure::failed)?;
    let server = server.with_fence(fenced.fence);
    let listeners = bind(&config).await?;
    let bound = Bound::of(&listeners)?;
    let lines = venue_lines(&config, server.dispatch());
    let running = server.serve(listeners).await.map_err(Failure::failed)?;
    let (stop, hang_up) = (Stop::catch(), HangUp::catch());
    let scheme = if config.server.tls.is_some() { "https" } else { "http" };
    println!("EPOS Data API  {scheme}://{}", bound.api);
    println!("console        http://{}  /live /ready /metrics", bound.console);
    println!("fence          {}", fenced.line);
    lines.iter().for_each(|line| println!("{line}"));
    tokio::select! {
        () = stop.asked() => (),
        // The files are watched; this is for secrets that lie in other files.
        () = hang_up.each(|| running.reload()) => (),
    }
    eprintln!("stopping: what runs finishes first; once more stops at once");
    running.stop().await;
    Ok(())
}

/// Where a host listens, once port 0 has become a number.
pub(crate) struct Bound {
    pub(crate) api: SocketAddr,
    pub(crate) console: SocketAddr,
}

// === impl Bound ===

impl Bound {
    pub(crate) fn of(listeners: &Listeners) -> Outcome<Self> {
        let api = listeners.api.local_addr().map_err(Failure::failed)?;
        let console = listeners.console.local_addr().map_err(Failure::failed)?;
        Ok(Self { api, console })
    }
}

pub(crate) async fn bind(config: &Config) -> Outcome<Listeners> {
    Listeners::bind(&config.server).await.map_err(Failure::failed)
}

/// One line per venue: what it offers, or why it does not.
fn venue_lines(config: &Config, dispatch: &Dispatch) -> Vec<String> {
    if config.venues.is_empty() {
        return vec!["no venue is configured: write a [venues.<id>] section".to_owned()];
    }
    let line = |venue: &std::sync::Arc<patio_host::venue::Venue>| match dispatch.adapter(venue) {
        Ok(adapter) => {
            let offered = dispatch.capabilities(venue).unwrap_or_default();
            let names: Vec<_> = offered.iter().map(Capability::name).collect();
            let description = adapter.description();
            let dials = venue.dojo.as_ref().and_then(|dojo| dojo.socket_url.as_ref());
            let dials = dials.map(|url| format!("  dials {}", venue.redactor.redact(url.as_str()))).unwrap_or_default();
            let names = names.join(" ");
            format!("venue {}  adapter {} {}{dials}  {names}", venue.id, venue.adapter, description.version)
        }
        Err(why) => format!("venue {}  {why}", venue.id),
    };
    config.venues.values().map(line).collect()
}
