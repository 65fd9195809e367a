//! A check: all cases that fit an adapter, each with a store, a point of sale and settings of its own.

use crate::answer::Came;
use crate::case::{Case, Pos};
use crate::catalogue::Catalogue;
use crate::class::Class;
use crate::finding::{Outcome, Verdict};
use crate::lend::{LendError, lend};
use crate::play::play;
use crate::report::{Report, Subject as Reported};
use crate::stage::{self, Stage};
use crate::subject::Subject;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, stream};
use patio_host::adapter::{Adapter, Description, Lending, Setting};
use patio_host::epos::Capability;
use patio_host::notice::Notices;
use patio_host::venue::{Grants, HttpGrant};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What stands for the address of the point of sale in a setting or a grant.
const PLACE: &str = "{pos}";

/// What is behind the adapter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Behind {
    /// No point of sale: what the adapter knows, it has from itself and from its store.
    Itself,
    /// The example POS, whose state is known.
    Corner,
    /// Another point of sale, at this URL.
    Own(String),
    /// An address where nobody answers: only what happens then can be looked at.
    Nobody,
}

/// A check of one adapter.
pub struct Check<'a> {
    adapter: &'a Adapter,
    class: Class,
    settings: BTreeMap<String, String>,
    allow: Vec<String>,
    behind: Behind,
    memory_bytes: usize,
    /// Cases that are played at once: most of those that take long wait for a POS that is slow.
    at_once: usize,
    limit: Option<TimeLimit>,
}

/// When what has not ended is not played on.
struct TimeLimit {
    until: Instant,
    /// How much it was, and who says so.
    shown: String,
}

// === impl Check ===

impl<'a> Check<'a> {
    /// A check of an adapter, whose component's bytes say what it is written in, with settings and servers in which
    /// `{pos}` stands for the point of sale. Where nothing is said and the adapter asks for what the example POS needs
    /// (the settings `base_url` and `api_key`, the server `{base_url}`), it is pointed there.
    pub fn new(
        adapter: &'a Adapter,
        component: &[u8],
        mut settings: BTreeMap<String, String>,
        allow: Vec<String>,
        own: Option<String>,
        memory_bytes: usize,
    ) -> Self {
        let for_corner = is_for_corner(adapter.description());
        if for_corner {
            settings.entry(stage::URL_SETTING.to_owned()).or_insert_with(|| PLACE.to_owned());
            if own.is_none() {
                settings.entry(stage::KEY_SETTING.to_owned()).or_insert_with(|| stage::API_KEY.to_owned());
            }
        }
        let names_pos = settings.values().chain(&allow).any(|text| text.contains(PLACE));
        let behind = match own {
            _ if !names_pos => Behind::Itself,
            Some(url) => Behind::Own(url),
            None => Behind::Corner,
        };
        Self { adapter, class: Class::of(component), settings, allow, behind, memory_bytes, at_once: 1, limit: None }
    }

    /// A check without anybody who could say anything. An adapter that asks for nothing, or for what the example POS
    /// needs, is checked as by [`Self::new`]; one that asks for servers whose addresses are settings, and for secrets, has
    /// an address where nobody answers, and a text for each secret. None for any other: what it needs cannot be made up.
    pub fn without_an_operator(adapter: &'a Adapter, component: &[u8], memory_bytes: usize) -> Option<Self> {
        let description = adapter.description();
        let required: Vec<_> =
            description.settings.iter().filter(|setting| setting.required && setting.default.is_none()).collect();
        if is_for_corner(description) || (required.is_empty() && description.http.is_empty()) {
            return Some(Self::new(adapter, component, BTreeMap::new(), Vec::new(), None, memory_bytes));
        }
        let wish_of = |setting: &Setting| format!("{{{}}}", setting.name);
        let is_made_up = |wish: &String| required.iter().any(|setting| wish_of(setting) == *wish);
        if description.http.is_empty() || !description.http.iter().all(is_made_up) {
            return None;
        }
        let made_up = |setting: &&Setting| {
            let is_server = description.http.contains(&wish_of(setting));
            let text = if is_server { Some(PLACE) } else { setting.secret.then_some("secret") };
            text.map(|text| (setting.name.clone(), text.to_owned()))
        };
        let settings = required.iter().map(made_up).collect::<Option<BTreeMap<_, _>>>()?;
        let (class, behind) = (Class::of(component), Behind::Nobody);
        Some(Self { adapter, class, settings, allow: Vec::new(), behind, memory_bytes, at_once: 1, limit: None })
    }

    /// Whether it says that its point of sale cannot be asked: one that speaks to files or a database, for which nothing
    /// was granted here, can only fail, and that says nothing of it.
    pub async fn reaches_nothing(&self) -> bool {
        if self.behind != Behind::Itself || !self.adapter.capabilities().contains(Capability::SearchOrders) {
            return false;
        }
        let Ok(lending) = self.lend(None) else { return true };
        let subject = Subject { adapter: self.adapter, lending: Arc::new(lending) };
        let answer = subject.call(Capability::SearchOrders, &json!({})).await;
        answer.is_ok_and(|answer| matches!(answer.came, Came::Said("unavailable" | "unexpected", _)))
    }

    /// Plays so many cases at once, each of which needs a place in the sandbox. What is measured is played alone, and so
    /// is what is played at a point of sale of one's own: what one case pays there, another would find on its bill.
    #[must_use]
    pub fn at_once(self, at_once: usize) -> Self {
        let at_once = if matches!(self.behind, Behind::Own(_)) { 1 } else { at_once };
        Self { at_once, ..self }
    }

    /// Takes so long at most, by some setting, whatever the adapter does: of cases that have not ended by then, nothing is
    /// known.
    #[must_use]
    pub fn within(self, time: Duration, setting: &str) -> Self {
        let shown = format!("{} ms ({setting})", time.as_millis());
        Self { limit: Some(TimeLimit { until: Instant::now() + time, shown }), ..self }
    }

    /// Whether the adapter speaks to a point of sale here.
    pub fn has_pos(&self) -> bool {
        self.behind != Behind::Itself
    }

    /// Whether the adapter can be lent what was said: before anything is played.
    ///
    /// # Errors
    /// What is wrong with the settings.
    pub fn is_ready(&self) -> Result<(), LendError> {
        self.lend(Some("http://127.0.0.1:1")).map(drop)
    }

    /// Plays all cases.
    pub async fn run(&self, catalogue: &Catalogue) -> Report {
        let (measured, mut others): (Vec<_>, Vec<_>) = catalogue.cases().iter().partition(|case| case.measures());
        // Those that wait for a slow POS begin first, and the others are played meanwhile.
        others.sort_by_key(|case| !case.waits());
        let others: Vec<BoxFuture<'_, Outcome>> = others.into_iter().map(|case| self.outcome(case).boxed()).collect();
        let mut outcomes: Vec<_> = stream::iter(others).buffered(self.at_once).collect().await;
        for case in measured {
            outcomes.push(self.outcome(case).await);
        }
        let place = |outcome: &Outcome| catalogue.cases().iter().position(|case| case.id == outcome.id);
        outcomes.sort_by_key(place);
        Report { of: Reported::of(self.adapter, self.class, &self.behind), cases: outcomes }
    }

    async fn outcome(&self, case: &Case) -> Outcome {
        let started = Instant::now();
        let verdict = match self.misfit(case) {
            Some(reason) => Verdict::Skipped { reason },
            None => self.play_in_time(case).await,
        };
        Outcome::of(case, verdict, started.elapsed())
    }

    /// Why a case does not fit.
    fn misfit(&self, case: &Case) -> Option<String> {
        if let Some(lack) = case.lacks(self.adapter.capabilities()) {
            return Some(format!("the adapter exports {lack}"));
        }
        let safety = self.adapter.description().payment_safety;
        if !case.safety.is_empty() && !case.safety.contains(&safety) {
            return Some(format!("the adapter declares payment-safety {safety}"));
        }
        match &self.behind {
            Behind::Corner => None,
            Behind::Itself if case.pos == Pos::Corner || case.makes_faults() => Some(format!(
                "it needs the example POS: point the adapter there with --setting NAME={PLACE}, if it speaks its API"
            )),
            Behind::Own(_) if case.pos == Pos::Corner => {
                Some("it needs the example POS, whose state is known; this one is your own".to_owned())
            }
            Behind::Nobody if case.pos == Pos::Corner || !case.is_all_faults() => {
                Some("it needs a point of sale, and none is known here".to_owned())
            }
            Behind::Itself | Behind::Own(_) | Behind::Nobody => None,
        }
    }

    async fn play_in_time(&self, case: &Case) -> Verdict {
        let Some(TimeLimit { until, shown }) = &self.limit else { return self.play(case).await };
        if Instant::now() >= *until {
            return Verdict::Prevented { reason: format!("there was no time left for it in {shown}") };
        }
        let played = tokio::time::timeout_at((*until).into(), self.play(case)).await;
        played
            .unwrap_or_else(|_| Verdict::Prevented { reason: format!("it had not ended after {shown} for all cases") })
    }

    async fn play(&self, case: &Case) -> Verdict {
        let stage = match Stage::set(&self.behind, &case.opening) {
            Ok(stage) => stage,
            Err(reason) => return Verdict::Prevented { reason },
        };
        let lending = match self.lend(stage.url()) {
            Ok(lending) => lending,
            Err(error) => return Verdict::Skipped { reason: error.to_string() },
        };
        let subject = Subject { adapter: self.adapter, lending: Arc::new(lending) };
        play(case, &subject, &stage, self.class).await
    }

    fn lend(&self, pos: Option<&str>) -> Result<Lending, LendError> {
        let placed = |text: &String| pos.map_or_else(|| text.clone(), |pos| text.replace(PLACE, pos));
        let settings = self.settings.iter().map(|(name, value)| (name.clone(), placed(value))).collect();
        let granted = self.allow.iter().map(placed).chain(pos.map(str::to_owned));
        let http: Vec<HttpGrant> = granted.filter_map(|grant| grant.parse().ok()).collect();
        let notices = Arc::new(Notices::default());
        lend(self.adapter, &settings, Grants { http, ..Grants::default() }, self.memory_bytes, &notices)
    }
}

/// Whether an adapter asks for what the example POS needs, and for nothing more.
fn is_for_corner(description: &Description) -> bool {
    let has = |name: &str| description.settings.iter().any(|setting| setting.name == name);
    has(stage::URL_SETTING)
        && has(stage::KEY_SETTING)
        && description.http.iter().any(|wish| *wish == format!("{{{}}}", stage::URL_SETTING))
}
