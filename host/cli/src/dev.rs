//! `patio dev`: a project that is built on each change, behind a host of its own, with a point of sale and a card machine
//! beside it; each call of the adapter is shown.

mod building;
mod shown;
mod sources;
mod stage;
mod till;
mod trace;

use crate::exit::{Failure, Outcome};
use crate::new::failure;
use crate::serve::{Bound, bind};
use crate::signals::Stop;
use crate::simulator::Simulator;
use crate::typed::Granted;
use crate::{compile, desk, logging};
use building::Building;
use clap::Args;
use patio_host::server::Server;
use patio_host::venue::HttpGrant;
use patio_simulator::cloud::Account;
use patio_simulator::machine::{CardMachine, Tells};
use patio_simulator::terminal;
use patio_toolchain::Project;
use stage::{ACCOUNT, KEY, PASSWORD, Stage, VENUE};
use std::io::IsTerminal;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use till::Till;
use tokio::io::{AsyncBufReadExt, BufReader};
use trace::Trace;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The project: a folder with an adapter.toml
    #[arg(value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
    /// A setting of the adapter; base_url is the point of sale's address unless you say otherwise
    #[arg(long = "setting", value_name = "KEY=VALUE", value_parser = crate::typed::key_value)]
    settings: Vec<(String, String)>,
    #[command(flatten)]
    granted: Granted,
    /// The point of sale, in place of the example: a test system, for payments are posted to it
    #[arg(long, value_name = "URL", value_parser = crate::typed::grant)]
    pos: Option<HttpGrant>,
    /// Where to listen for the EPOS Data API
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080", value_parser = crate::typed::address)]
    listen: SocketAddr,
    /// Where to listen for /live, /ready and /metrics
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8081", value_parser = crate::typed::address)]
    console: SocketAddr,
    /// Shows requests, replies and backtraces whole, however long they are
    #[arg(long)]
    whole: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    // What the adapter logs is shown with its call.
    logging::start(logging::Default::OwnWarnings);
    let project = Project::open(&arguments.folder).map_err(failure)?;
    desk::block_on(dev(arguments, Arc::new(project)))
}

async fn dev(arguments: &Arguments, project: Arc<Project>) -> Outcome {
    let stop = Stop::catch();
    let mut stop = std::pin::pin!(stop.asked());
    // Before the first build, which takes a while: who has to take another port hears it at once.
    let listeners = bind(&stage::listening(arguments)?).await.map_err(|failure| {
        failure.hint("`patio dev --listen 127.0.0.1:9080 --console 127.0.0.1:9081` takes other ports")
    })?;
    let mut building = Building::of(Arc::clone(&project));
    let product = tokio::select! {
        built = building.first() => built?,
        () = &mut stop => return Ok(()),
    };
    let stage = Stage::set(&project, &product)?;
    let account = Account { id: ACCOUNT.to_owned(), api_key: KEY.to_owned() };
    let dojo = Simulator::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), account, &[], None).await?;
    let corner = Till::example(arguments.pos.is_none()).await?;
    let (config, till) = stage.config(arguments, corner.as_ref(), dojo.address).await?;
    let bound = Bound::of(&listeners)?;
    let command = compile::command_with_source_lines()?;
    let server = Server::load(config, None, Some(command)).await.map_err(Failure::failed)?;
    let (registry, dispatch) = (Arc::clone(server.registry()), Arc::clone(server.dispatch()));
    let mut trace = Trace::new(&project, arguments.whole, server.notices());
    let _looking = dispatch.onlookers().join(trace.onlooker());
    let running = server.serve(listeners).await.map_err(Failure::failed)?;
    print!("{}", welcome(&project, &bound, &till));
    let mut machine = dojo.machine(dojo.socket_line(ACCOUNT), ACCOUNT, Tells::Both);
    let outcome = tokio::select! {
        outcome = building.go_on(&stage, &registry) => outcome,
        () = trace.print() => Ok(()),
        left = type_at(&mut machine) => left,
        () = &mut stop => Ok(()),
    };
    running.stop().await;
    println!("stopped");
    outcome
}

/// Hands the card machine to whoever types, until they type `quit` or close their terminal. Where there is none (a pipe
/// that ended, a service), the project is served until somebody stops it.
async fn type_at(machine: &mut CardMachine) -> Outcome {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut say = |line: &str| println!("  {line}");
    while let Some(line) = lines.next_line().await.map_err(Failure::failed)? {
        if matches!(line.trim(), "quit" | "exit") {
            return Ok(());
        }
        terminal::run(machine, line.as_bytes(), &mut say).await.map_err(Failure::failed)?;
    }
    if !std::io::stdin().is_terminal() {
        std::future::pending::<()>().await;
    }
    Ok(())
}

fn welcome(project: &Project, Bound { api, console }: &Bound, till: &str) -> String {
    format!(
        r#"
{name} is served; each change of its files is built and taken up.

  EPOS Data API  http://{api}      venue {VENUE}, password {PASSWORD}
  console        http://{console}      /ready says what is wrong with it
  point of sale  {till}

  curl -s -u {VENUE}:{PASSWORD} http://{api}/v1/orders/search -H 'content-type: application/json' -d '{{"payableOnly":true}}'

The card machine is yours:
{help}

"#,
        name = project.name,
        help = terminal::HELP,
    )
}
