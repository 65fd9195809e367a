//! Dojo's API on this machine, as far as the host uses it: a real HTTP server that follows the official file, with what
//! goes wrong in the world as switches.
//!
//! It runs in a thread of its own: it answers while a test blocks, and while the host under test is killed and started
//! again. Clones are the same server; it ends with the last of them.
//!
//! ```no_run
//! # use patio_tests::dojo::{DojoServer, Fault, Intent};
//! let dojo = DojoServer::start();
//! dojo.put(Intent::captured("pi_1", 1000).order("o1").tips(100));
//! let toml = dojo.toml(); // for `venue_with`
//! dojo.fail_times(1, Fault::Lost);
//! // …
//! assert_eq!(dojo.refunds().len(), 1);
//! ```

mod epos;
mod intent;
mod respond;
mod serve;
mod state;

pub use intent::Intent;
pub use state::{Exchange, MadeRefund, SearchBy};

use crate::peer::Peer;
use patio_host::venue::{Dojo, Secret};
use serde_json::Value;
use state::{Names, Planned, State};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// The key that the server accepts.
pub const KEY: &str = "sk_sandbox_local_4711";

/// What goes wrong with a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The connection is closed, and nothing was done.
    Down,
    /// It is done, and the connection is closed without an answer.
    Lost,
    /// Nothing comes until [`DojoServer::heal`]; then the connection is closed, and nothing was done.
    Silent,
    /// The answer takes this long.
    Slow(Duration),
    /// 429, with a `Retry-After` where there is one.
    TooMany(Option<&'static str>),
    /// A status with a problem, nothing done.
    Status(u16),
    /// A success with a body that is no JSON; nothing was done.
    Garbage,
    /// A success with a body that never ends; nothing was done.
    Endless,
    /// 302 to there.
    Redirect(String),
}

/// Dojo, on this machine.
#[derive(Clone)]
pub struct DojoServer {
    peer: Peer,
    shared: Arc<Shared>,
}

/// What the server and the test share.
struct Shared {
    state: Mutex<State>,
    /// Told when faults change: who is silent looks.
    changed: watch::Sender<()>,
}

// === impl DojoServer ===

impl DojoServer {
    /// On a free port.
    pub fn start() -> Self {
        let shared = Arc::new(Shared { state: Mutex::default(), changed: watch::Sender::new(()) });
        let asked = Arc::clone(&shared);
        let peer = Peer::start(move |received| serve::answer(Arc::clone(&asked), received));
        Self { peer, shared }
    }

    /// For `api_url`.
    pub fn url(&self) -> String {
        self.peer.url()
    }

    /// A venue's access to this server, as lines below its section.
    pub fn toml(&self) -> String {
        format!(
            "dojo.api_key = {{ value = \"{KEY}\" }}\ndojo.software_house_id = \"sh_1\"\ndojo.reseller_id = \"re_1\"\n\
             dojo.rest_url = \"http://127.0.0.1:9\"\ndojo.api_url = \"{}\"\n",
            self.url()
        )
    }

    /// The same for a client that a test makes itself.
    pub fn access(&self) -> Dojo {
        Dojo {
            api_key: Secret::new(KEY),
            software_house_id: "sh_1".to_owned(),
            reseller_id: Some("re_1".to_owned()),
            api_url: self.url().parse().expect("a URL"),
            rest: None,
            socket_url: None,
        }
    }

    // --- payment intents ---

    /// Puts an intent in, or in place of the one of that id.
    pub fn put(&self, intent: Intent) {
        self.set_intent(intent.into_json());
    }

    /// The same, as JSON.
    pub fn set_intent(&self, intent: Value) {
        let id = intent["id"].as_str().expect("an intent has an id").to_owned();
        self.state().intents.insert(id, intent);
    }

    /// Changes an intent, and its `updatedAt`.
    #[track_caller]
    pub fn change(&self, id: &str, change: impl FnOnce(&mut Value)) {
        let mut state = self.state();
        let intent = state.intents.get_mut(id).unwrap_or_else(|| panic!("no intent {id:?}"));
        change(intent);
        state::touch(intent);
    }

    #[track_caller]
    pub fn set_status(&self, id: &str, status: &str) {
        self.change(id, |intent| intent["status"] = status.into());
    }

    /// A refund that somebody else makes: part of it, or the last part.
    #[track_caller]
    pub fn refund_elsewhere(&self, id: &str, amount: i64) {
        self.change(id, |intent| state::give_back(intent, amount));
    }

    pub fn remove(&self, id: &str) {
        self.state().intents.remove(id);
    }

    pub fn intent(&self, id: &str) -> Option<Value> {
        self.state().intents.get(id).cloned()
    }

    pub fn ids(&self) -> Vec<String> {
        self.state().intents.keys().cloned().collect()
    }

    /// What `startDate` and `endDate` of a search mean: the official file does not say.
    pub fn search_by(&self, what: SearchBy) {
        self.state().search_by = what;
    }

    // --- venues ---

    /// What is registered for `rest` or `ws`, as Dojo shows it.
    pub fn registered(&self, kind: &str) -> Option<Value> {
        self.state().integrations.get(kind).cloned()
    }

    /// Somebody else registers, or takes away what was.
    pub fn set_registered(&self, kind: &str, integration: Option<Value>) {
        let mut state = self.state();
        state.integrations.remove(kind);
        state.integrations.extend(integration.map(|integration| (kind.to_owned(), integration)));
    }

    /// Names of capabilities that are left out of what is registered, or that refuse the whole list.
    pub fn know_not(&self, names: &[&str], strict: bool) {
        self.state().names = Names { unknown: names.iter().map(|&name| name.to_owned()).collect(), strict };
    }

    /// An id of which it will not hear that it changed.
    pub fn refuse(&self, id: &str) {
        self.state().refused.insert(id.to_owned());
    }

    /// What it was told that changed: `order 1`, in the order of arrival.
    pub fn told(&self) -> Vec<String> {
        let id = |event: &Value| {
            let (kind, id) = event["event"].as_object().expect("an event").iter().next().expect("an id");
            format!("{} {}", kind.trim_end_matches("Id"), id.as_str().expect("a text"))
        };
        self.state().pos_events.iter().map(id).collect()
    }

    // --- what goes wrong ---

    /// Every request, until [`Self::heal`].
    pub fn fail(&self, fault: Fault) {
        self.plan(Planned { fault, part: String::new(), times: usize::MAX });
    }

    /// The next requests.
    pub fn fail_times(&self, times: usize, fault: Fault) {
        self.plan(Planned { fault, part: String::new(), times });
    }

    /// Requests whose method and path have a part, until [`Self::heal`]: `/refunds`, `PUT /epos`, or an id.
    pub fn fail_at(&self, part: &str, fault: Fault) {
        self.plan(Planned { fault, part: part.to_owned(), times: usize::MAX });
    }

    /// Nothing goes wrong any more.
    pub fn heal(&self) {
        self.state().faults.clear();
        self.shared.changed.send_replace(());
    }

    fn plan(&self, planned: Planned) {
        self.state().faults.push(planned);
        self.shared.changed.send_replace(());
    }

    // --- what was asked ---

    /// Every request so far with its answer, in the order of arrival.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.state().exchanges.clone()
    }

    /// How many requests a path has had: `GET /payment-intents/pi_1`.
    pub fn asked(&self, request: &str) -> usize {
        self.state().exchanges.iter().filter(|exchange| exchange.asked.request() == request).count()
    }

    /// The refunds that were made through the API: a repetition with the same key is none.
    pub fn refunds(&self) -> Vec<MadeRefund> {
        self.state().refunds.clone()
    }

    /// The intents that were reversed through the API.
    pub fn reversals(&self) -> Vec<String> {
        self.state().reversals.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state()
    }
}

// === impl Shared ===

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
