//! The Dojo side of a test: the simulator's cloud on a free port, and card machines at a host or at anybody.

use crate::host::RunningHost;
use patio_simulator::cloud::{Account, Cloud};
use patio_simulator::fault::Faults;
use patio_simulator::judge::Judge;
use patio_simulator::line::{Line, RestLine, SocketLine};
use patio_simulator::machine::{CardMachine, Tells};
use patio_simulator::scenario::Scenario;
use patio_simulator::transcript::{Entry, Transcript};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;

/// The key of the venue `crown`.
pub const KEY: &str = "sk_sandbox_crown";

/// The account of the venue `crown`.
pub const ACCOUNT: &str = "acc_crown";

/// The simulator, with one account. It ends with the runtime of the test.
pub struct Simulated {
    pub cloud: Cloud,
    pub transcript: Transcript,
    pub judge: Arc<Judge>,
    faults: Arc<Faults>,
    address: SocketAddr,
}

// === impl Simulated ===

impl Simulated {
    /// Where nothing goes wrong.
    pub async fn start() -> Self {
        Self::with(&[], None).await
    }

    /// With faults as people ask for them, and a file for the transcript.
    pub async fn with(faults: &[&str], file: Option<&Path>) -> Self {
        let faults = faults.iter().map(|fault| fault.parse().expect("a fault"));
        let (faults, judge) = (Arc::new(Faults::new(faults)), Arc::new(Judge::new().expect("schemas")));
        let transcript = Transcript::open(file, |_| ()).expect("a file");
        let other = Account { id: "acc_other".to_owned(), api_key: "sk_sandbox_other".to_owned() };
        let accounts = vec![Account { id: ACCOUNT.to_owned(), api_key: KEY.to_owned() }, other];
        let cloud = Cloud::new(accounts, Arc::clone(&judge), transcript.clone(), Arc::clone(&faults));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let served = cloud.clone();
        tokio::spawn(async move { served.serve(listener).await });
        Self { cloud, transcript, judge, faults, address }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where a point of sale dials.
    pub fn socket_url(&self) -> String {
        format!("ws://{}/epos", self.address)
    }

    /// The venue's access to this cloud, as lines below its section. It is served over both transports.
    pub fn toml(&self) -> String {
        format!(
            "dojo.api_key = {{ value = \"{KEY}\" }}\ndojo.software_house_id = \"sh_1\"\n\
             dojo.transports = [\"rest\", \"websocket\"]\ndojo.rest_url = \"http://127.0.0.1:9\"\n\
             dojo.api_url = \"http://{}\"\ndojo.socket_url = \"{}\"\n",
            self.address,
            self.socket_url()
        )
    }

    /// A card machine of the venue `crown` of a host.
    pub fn machine_at(&self, host: &RunningHost, tells: Tells) -> CardMachine {
        self.machine(self.line_to(&format!("http://{}", host.address())), tells)
    }

    /// A card machine that asks over the WebSocket.
    pub fn socket_machine(&self, tells: Tells) -> CardMachine {
        self.machine(self.socket_line(), tells)
    }

    pub fn line_to(&self, url: &str) -> Line {
        let (judge, faults) = (Arc::clone(&self.judge), Arc::clone(&self.faults));
        let line = RestLine::new(url, "crown", "crown-secret", judge, self.transcript.clone(), faults);
        Line::Rest(line.expect("an address"))
    }

    pub fn socket_line(&self) -> Line {
        let (judge, faults) = (Arc::clone(&self.judge), Arc::clone(&self.faults));
        Line::Socket(SocketLine::new(self.cloud.clone(), ACCOUNT, judge, self.transcript.clone(), faults))
    }

    pub fn machine(&self, line: Line, tells: Tells) -> CardMachine {
        CardMachine::new(line, self.cloud.clone(), ACCOUNT, tells, Arc::clone(&self.faults))
    }

    /// Every violation so far, as it is printed, after the operation that it is of.
    pub fn violations(&self) -> Vec<String> {
        let of = |entry: Entry| {
            let what = entry.what;
            entry.violations.into_iter().map(move |violation| format!("{what} {violation}")).collect::<Vec<_>>()
        };
        self.transcript.entries().into_iter().flat_map(of).collect()
    }
}

/// Plays a visit, and returns what was said, or panics with it.
#[track_caller]
pub fn play(scenario: &str, machine: &mut CardMachine) -> impl Future<Output = Vec<String>> {
    let caller = std::panic::Location::caller();
    let scenario: Scenario = scenario.parse().unwrap_or_else(|error| panic!("{caller}: {error}"));
    async move {
        let mut said = Vec::new();
        let outcome = scenario.play(machine, &mut |line| said.push(line.to_owned())).await;
        outcome.unwrap_or_else(|failed| panic!("{caller}: {failed}\n{}", said.join("\n")));
        said
    }
}
