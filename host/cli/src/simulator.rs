//! `patio simulator`: the Dojo side, for vendors, tests and demos, without any account.

use crate::desk::block_on;
use crate::exit::{Exit, Failure, Outcome};
use crate::logging;
use crate::signals::Stop;
use clap::{Args, Subcommand};
use patio_simulator::cloud::{Account, Cloud, SOCKET_PATH};
use patio_simulator::fault::{Asked, Faults};
use patio_simulator::judge::Judge;
use patio_simulator::line::{Line, RestLine, SocketLine};
use patio_simulator::machine::{CardMachine, Tells};
use patio_simulator::replay::Replay;
use patio_simulator::scenario::Scenario;
use patio_simulator::terminal;
use patio_simulator::transcript::{Entry, Transcript};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    visit: Visit,
}

#[derive(Subcommand)]
enum Command {
    /// Asks a point of sale again what a transcript asked, and says where it answers otherwise
    Replay(ReplayArguments),
}

#[derive(Args)]
struct Visit {
    #[command(flatten)]
    side: Side,
    /// How the point of sale is told of payments: events, record or both
    #[arg(long, value_name = "HOW", default_value = "record")]
    tells: Tells,
    /// A visit to play; without it, the card machine is yours: `help` shows what to type
    #[arg(long, value_name = "FILE.toml")]
    scenario: Option<PathBuf>,
    /// Writes what was said as JSON Lines
    #[arg(long, value_name = "FILE.jsonl")]
    transcript: Option<PathBuf>,
}

#[derive(Args)]
struct ReplayArguments {
    /// What `--transcript` wrote
    #[arg(value_name = "FILE.jsonl")]
    file: PathBuf,
    #[command(flatten)]
    side: Side,
}

/// Both sides of the line: what Dojo is here, and where the point of sale is.
#[derive(Args)]
struct Side {
    /// Where Dojo's API and the end of the WebSocket listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8090", value_parser = crate::typed::address)]
    listen: SocketAddr,
    /// The point of sale, as it is registered at Dojo
    #[arg(long, value_name = "URL", conflicts_with = "websocket")]
    rest: Option<String>,
    /// The user name that Dojo calls it with: at a Patio host, the venue
    #[arg(long, value_name = "NAME", requires = "rest", default_value = "demo")]
    user: String,
    /// And the password
    #[arg(
        long,
        value_name = "PASSWORD",
        env = "PATIO_SIMULATOR_PASSWORD",
        default_value = "demo",
        hide_env_values = true
    )]
    password: String,
    /// The point of sale connects by WebSocket, and is asked over it
    #[arg(long)]
    websocket: bool,
    /// Dojo's id of the venue
    #[arg(long, value_name = "ID", default_value = "acc_demo")]
    account: String,
    /// The key that the point of sale's side calls Dojo with
    #[arg(long, value_name = "KEY", default_value = "sk_sandbox_simulator")]
    key: String,
    /// What goes wrong: duplicate-events, reordered-events, lost-replies, slow-replies, dropped-connections or
    /// malformed-frames; `lost-replies=5` is every fifth
    #[arg(long = "fault", value_name = "FAULT")]
    faults: Vec<Asked>,
}

/// What runs.
pub(crate) struct Simulator {
    cloud: Cloud,
    judge: Arc<Judge>,
    faults: Arc<Faults>,
    transcript: Transcript,
    /// Where Dojo listens.
    pub(crate) address: SocketAddr,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    logging::start(logging::Default::Warnings);
    match &arguments.command {
        Some(Command::Replay(arguments)) => block_on(replay(arguments)),
        None => block_on(visit(&arguments.visit)),
    }
}

async fn visit(arguments: &Visit) -> Outcome {
    let scenario = arguments.scenario.as_deref().map(read::<Scenario>).transpose()?;
    let simulator = Simulator::start(&arguments.side, arguments.transcript.as_deref()).await?;
    let Some(line) = simulator.line(&arguments.side)? else {
        if scenario.is_some() {
            return Err(Failure::usage("nobody says where the point of sale is")
                .hint("--rest http://127.0.0.1:8080 --user crown --password …, or --websocket"));
        }
        Stop::catch().asked().await;
        return simulator.verdict();
    };
    let mut machine = simulator.machine(line, &arguments.side.account, arguments.tells);
    let mut say = |line: &str| println!("{line}");
    match scenario {
        Some(scenario) => {
            println!("{}", scenario.name);
            scenario.play(&mut machine, &mut say).await.map_err(Failure::failed)?;
        }
        None => {
            println!("The card machine is yours:\n{}", terminal::HELP);
            let input = tokio::io::BufReader::new(tokio::io::stdin());
            terminal::run(&mut machine, input, &mut say).await.map_err(Failure::failed)?;
        }
    }
    simulator.verdict()
}

async fn replay(arguments: &ReplayArguments) -> Outcome {
    let replay = read::<Replay>(&arguments.file)?;
    let simulator = Simulator::start(&arguments.side, None).await?;
    let line = simulator.line(&arguments.side)?.ok_or_else(|| {
        Failure::usage("nobody says where the point of sale is")
            .hint("--rest http://127.0.0.1:8080 --user crown --password …, or --websocket")
    })?;
    let mut say = |line: &str| println!("{line}");
    let others = replay.play(&line, &simulator.cloud, &arguments.side.account, &mut say).await;
    simulator.verdict()?;
    if others > 0 { Err(Failure::silent(Exit::Failed)) } else { Ok(()) }
}

/// Reads a file that is a thing of its own.
fn read<T: std::str::FromStr<Err: std::fmt::Display>>(file: &Path) -> Outcome<T> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::usage(format_args!("{} cannot be read: {error}", file.display())))?;
    text.parse().map_err(|error| Failure::usage(format_args!("{}: {error}", file.display())))
}

// === impl Simulator ===

impl Simulator {
    /// Listens, and says where.
    async fn start(side: &Side, transcript: Option<&Path>) -> Outcome<Self> {
        let account = Account { id: side.account.clone(), api_key: side.key.clone() };
        let listening = Self::listen(side.listen, account, &side.faults, transcript).await;
        let simulator = listening.map_err(|failure| failure.hint("--listen 127.0.0.1:9090 takes another port"))?;
        let address = simulator.address;
        println!(
            r#"Dojo is here, for a venue with account_id = "{}" and this section:

  dojo.api_key = {{ value = "{}" }}
  dojo.software_house_id = "simulated"
  dojo.api_url = "http://{address}"
  dojo.socket_url = "ws://{address}{SOCKET_PATH}"
"#,
            side.account, side.key
        );
        Ok(simulator)
    }

    /// Dojo of one account, until the process ends.
    pub(crate) async fn listen(
        listen: SocketAddr,
        account: Account,
        faults: &[Asked],
        transcript: Option<&Path>,
    ) -> Outcome<Self> {
        let judge = Arc::new(Judge::new().map_err(Failure::failed)?);
        let faults = Arc::new(Faults::new(faults.iter().copied()));
        let transcript = Transcript::open(transcript, print_violations)
            .map_err(|error| Failure::usage(format_args!("the transcript cannot be written: {error}")))?;
        let listener = TcpListener::bind(listen)
            .await
            .map_err(|error| Failure::failed(format_args!("{listen} cannot be listened on: {error}")))?;
        let address = listener.local_addr().map_err(Failure::failed)?;
        let cloud = Cloud::new(vec![account], Arc::clone(&judge), transcript.clone(), Arc::clone(&faults));
        let served = cloud.clone();
        tokio::spawn(async move { served.serve(listener).await });
        Ok(Self { cloud, judge, faults, transcript, address })
    }

    /// A card machine at a line.
    pub(crate) fn machine(&self, line: Line, account: &str, tells: Tells) -> CardMachine {
        CardMachine::new(line, self.cloud.clone(), account, tells, Arc::clone(&self.faults))
    }

    /// The way to a point of sale that connects by WebSocket.
    pub(crate) fn socket_line(&self, account: &str) -> Line {
        let (judge, faults) = (Arc::clone(&self.judge), Arc::clone(&self.faults));
        Line::Socket(SocketLine::new(self.cloud.clone(), account, judge, self.transcript.clone(), faults))
    }

    /// The way to the point of sale, where one is given.
    fn line(&self, side: &Side) -> Outcome<Option<Line>> {
        if side.websocket {
            return Ok(Some(self.socket_line(&side.account)));
        }
        let Some(rest) = &side.rest else { return Ok(None) };
        let (judge, faults) = (Arc::clone(&self.judge), Arc::clone(&self.faults));
        let line = RestLine::new(rest, &side.user, &side.password, judge, self.transcript.clone(), faults);
        line.map(|line| Some(Line::Rest(line))).map_err(Failure::usage)
    }

    /// Whether the contract was kept.
    pub(crate) fn verdict(&self) -> Outcome {
        match self.transcript.violations() {
            0 => {
                println!("the contract was kept");
                Ok(())
            }
            violations => Err(Failure::failed(format_args!("the contract was broken {violations} times, see above"))),
        }
    }
}

fn print_violations(entry: &Entry) {
    for violation in &entry.violations {
        let who = format!("{:?} {:?} of {}", entry.way, entry.kind, entry.what).to_lowercase();
        println!("violation: {who}, entry {}: {violation}", entry.number);
    }
}
