//! The folder of adapters: what lies in it is loaded, what changes is swapped in, what is wrong is told.
//!
//! The folder is read again and again, and nothing else is trusted: notifications of the file system do not cross
//! network mounts and containers, and reading a folder of a thousand files costs less than a millisecond. A file counts
//! when it held still between two looks, and the bytes that were read are the bytes that are approved and loaded. A file
//! that cannot be loaded never replaces an adapter that works.

mod difference;
mod gate;
mod kept;
mod look;
mod taking;
mod verdicts;

pub use gate::{Gate, Verdict};
pub use verdicts::Verdicts;

use crate::adapter::{Adapter, Compilation, Digest, Sandbox};
use crate::epos::Timestamp;
use crate::metrics::{Metrics, StateLabels};
use crate::notice::{Level, Notice, Notices};
use crate::trust::{Approval, Trust, Unapproved};
use crate::venue::AdapterName;
use arc_swap::ArcSwap;
use gate::Gatekeeper;
pub use kept::{Kept, Version};
use look::{Look, Marks};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::Semaphore;

/// A folder of adapters, and what is asked of what lies in it.
pub struct Folder {
    /// Where the files lie.
    pub path: PathBuf,
    /// Whose signatures approve one.
    pub trust: Trust,
    /// What it must pass before it is used.
    pub gate: Option<Arc<dyn Gate>>,
    /// Where what the gate decided is kept.
    pub verdicts: Verdicts,
    /// Where versions that worked are kept.
    pub kept: Kept,
}

/// The adapters of a folder.
pub struct Registry {
    folder: PathBuf,
    kept: Kept,
    compilation: Compilation,
    sandbox: Arc<Sandbox>,
    notices: Arc<Notices>,
    metrics: Metrics,
    /// Who must let an adapter pass before it is used.
    gatekeeper: Gatekeeper,
    /// Written before `slots` is changed because of it, and read while `slots` is changed.
    trust: ArcSwap<Trust>,
    slots: ArcSwap<HashMap<AdapterName, Slot>>,
    /// What was seen last. The first look is at the start: what is taken away right after it is missed too.
    look: tokio::sync::Mutex<Look>,
    /// One at a time changes `slots`.
    changing: Mutex<()>,
    /// What approved each adapter that somebody still holds: a venue may go on with the version before.
    approvals: Mutex<Vec<(Weak<Adapter>, Approval)>>,
    /// Places for files in memory.
    reading: Semaphore,
    /// Whose file is being loaded.
    busy: Mutex<HashSet<AdapterName>>,
    /// Whose file is to be looked at again, though it may not have changed since.
    again: Mutex<Vec<AdapterName>>,
}

/// What is known of one adapter's file.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The adapter that is called; none where no file of this name ever loaded.
    pub adapter: Option<Arc<Adapter>>,
    /// What is known of where it comes from; none where there is no adapter.
    pub approval: Option<Approval>,
    /// Why the file that lies there now is not used.
    pub failure: Option<Failure>,
}

/// A file that was not taken up.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What its bytes hash to.
    pub digest: Digest,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    again: Again,
    /// What to do about it.
    hint: &'static str,
}

/// When a file that was not taken up is tried again, though its bytes are the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Again {
    /// It would fail as it did.
    Never,
    /// Trying took long: when somebody touched it.
    Touched(Marks),
    /// Whenever it is seen.
    Seen,
}

/// What to do about a file that does not work.
const REPLACE: &str = "put a component that works in its place";
/// About one that nobody signed who is trusted.
const SIGN: &str = "sign it (patio adapters sign), or put one that is signed in its place";
/// About one that the gate could not judge.
const TOUCH: &str = "touch the file, and it is judged again; or put another in its place";

// === impl Again ===

impl Again {
    const fn lasting(is_lasting: bool) -> Self {
        if is_lasting { Self::Never } else { Self::Seen }
    }

    /// Whether a file that looks like this may do better.
    fn may_help(self, marks: Marks) -> bool {
        match self {
            Self::Never => false,
            Self::Touched(before) => before != marks,
            Self::Seen => true,
        }
    }
}

// === impl Failure ===

impl Failure {
    fn of(digest: Digest, reason: &impl ToString) -> Self {
        Self { digest, reason: reason.to_string(), at: Timestamp::now(), again: Again::Seen, hint: REPLACE }
    }

    fn unapproved(digest: Digest, why: &Unapproved) -> Self {
        Self { hint: SIGN, ..Self::of(digest, why) }
    }

    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        self.hint
    }
}

// === impl Registry ===

impl Registry {
    /// A registry of a folder, empty until [`Registry::load_all`]. With a gate, an adapter is used once that let it
    /// pass.
    pub fn new(
        folder: Folder,
        compilation: Compilation,
        sandbox: Arc<Sandbox>,
        notices: Arc<Notices>,
        metrics: Metrics,
    ) -> Arc<Self> {
        Arc::new(Self {
            folder: folder.path,
            kept: folder.kept,
            compilation,
            sandbox,
            notices,
            metrics,
            gatekeeper: Gatekeeper::new(folder.gate, folder.verdicts),
            trust: ArcSwap::from_pointee(folder.trust),
            slots: ArcSwap::default(),
            look: tokio::sync::Mutex::new(Look::new()),
            changing: Mutex::default(),
            approvals: Mutex::default(),
            reading: Semaphore::new(taking::LOADED_AT_ONCE),
            busy: Mutex::default(),
            again: Mutex::default(),
        })
    }

    /// The adapter of a name, if one works.
    pub fn get(&self, name: &AdapterName) -> Option<Arc<Adapter>> {
        self.slots.load().get(name)?.adapter.clone()
    }

    /// Why there is no adapter of a name, or why the newest file is not the one that is used.
    pub fn failure(&self, name: &AdapterName) -> Option<Failure> {
        self.slots.load().get(name)?.failure.clone()
    }

    /// All that is known, by name.
    pub fn list(&self) -> BTreeMap<AdapterName, Slot> {
        self.slots.load().iter().map(|(name, slot)| (name.clone(), slot.clone())).collect()
    }

    /// Where an adapter of a name belongs.
    pub fn path_of(&self, name: &AdapterName) -> PathBuf {
        self.folder.join(format!("{name}.wasm"))
    }

    /// Whether the sandbox still makes its guests yield.
    pub fn is_live(&self) -> bool {
        self.sandbox.is_live()
    }

    /// Loads everything that lies in the folder now. What is begun goes on where this is dropped.
    pub async fn load_all(self: &Arc<Self>) {
        let found = self.look.lock().await.at(&self.folder, &self.notices);
        let loading: Vec<_> = found.settled_or_new.into_iter().filter_map(|seen| self.begin(seen)).collect();
        for task in loading {
            // A task that was cut short has said so.
            let _ = task.await;
        }
        self.count();
        let (kept, there) = (self.kept.clone(), self.slots.load_full());
        let forgotten = tokio::task::spawn_blocking(move || kept.forget(|name| there.contains_key(name)));
        // Nothing is owed to it: the next start does the same.
        let _ = forgotten.await;
    }

    /// Watches the folder for as long as it is polled.
    pub async fn watch(self: Arc<Self>, interval: Duration) {
        let mut look = self.look.lock().await;
        let mut timer = tokio::time::interval(interval);
        timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            timer.tick().await;
            for name in std::mem::take(&mut *self.again.lock().unwrap_or_else(PoisonError::into_inner)) {
                look.forget(&name);
            }
            let found = look.at(&self.folder, &self.notices);
            for name in found.gone {
                self.retire(&name);
            }
            for seen in found.settled {
                let name = seen.name.clone();
                // A file that changes while it is being loaded is looked at again.
                if self.begin(seen).is_none() {
                    look.forget(&name);
                }
            }
        }
    }

    fn swap_in(&self, name: &AdapterName, adapter: &Arc<Adapter>, approval: &Approval, passed: Option<&str>) {
        let description = adapter.description();
        let mut text = format!(
            "adapter {name:?} is loaded: {} {} ({}), {approval}",
            description.name,
            description.version,
            adapter.digest()
        );
        if let Some(unlike) = self.get(name).and_then(|before| difference::between(&before, adapter)) {
            text.push_str(&format!("; unlike the one before, {unlike}"));
        }
        if let Some(passed) = passed {
            text.push_str(&format!("; {passed}"));
        }
        // Calls in flight hold the one before, and finish on it.
        if self.put(name, adapter, approval) {
            self.notices.tell(Notice::new(Level::Info, text).adapter(name));
        }
    }

    /// Puts an adapter in its slot, unless it took so long to load that its approval is not worth anything any more.
    fn put(&self, name: &AdapterName, adapter: &Arc<Adapter>, approval: &Approval) -> bool {
        let mut is_in = false;
        self.change(name, |slot| {
            is_in = self.trust.load().still_approves(approval).is_ok();
            if is_in {
                let mut approvals = self.approvals.lock().unwrap_or_else(PoisonError::into_inner);
                approvals.retain(|(adapter, _)| adapter.strong_count() > 0);
                approvals.push((Arc::downgrade(adapter), approval.clone()));
                let (adapter, approval) = (Some(Arc::clone(adapter)), Some(approval.clone()));
                *slot = Slot { adapter, approval, failure: None };
            }
        });
        if !is_in {
            self.look_again(name.clone());
        }
        is_in
    }

    /// Whether an adapter that was loaded is approved by those who are trusted now, be it the newest of its name or not.
    pub fn still_approves(&self, adapter: &Arc<Adapter>) -> bool {
        let approvals = self.approvals.lock().unwrap_or_else(PoisonError::into_inner);
        let approval = approvals.iter().find(|(other, _)| std::ptr::eq(other.as_ptr(), Arc::as_ptr(adapter)));
        approval.is_some_and(|(_, approval)| self.trust.load().still_approves(approval).is_ok())
    }

    /// Asks for other signatures from now on. An adapter that has none of them is retired at once; its file is looked at
    /// again, for it may have another.
    pub fn set_trust(&self, trust: &Trust) {
        if **self.trust.load() == *trust {
            return;
        }
        self.trust.store(Arc::new(trust.clone()));
        for name in self.list().into_keys() {
            let mut retired = None;
            self.change(&name, |slot| {
                let Some(Err(unapproved)) = slot.approval.as_ref().map(|approval| trust.still_approves(approval))
                else {
                    return;
                };
                if let Some(adapter) = slot.adapter.take() {
                    slot.approval = None;
                    slot.failure = Some(Failure::unapproved(adapter.digest(), &unapproved));
                    retired = Some(unapproved);
                }
            });
            if let Some(unapproved) = retired {
                let text = format!("adapter {name:?} is retired: {unapproved}");
                self.notices.tell(Notice::new(Level::Error, text).adapter(&name));
            }
            self.look_again(name);
        }
    }

    fn look_again(&self, name: AdapterName) {
        self.again.lock().unwrap_or_else(PoisonError::into_inner).push(name);
    }

    fn fail(&self, name: &AdapterName, path: &Path, failure: Failure) {
        let consequence = match self.get(name) {
            Some(adapter) => format!("the one from before ({}) goes on", adapter.digest()),
            None => "venues that use it are not ready".to_owned(),
        };
        let text = format!("{} was not taken up: {}; {consequence}", path.display(), failure.reason);
        self.change(name, |slot| slot.failure = Some(failure));
        self.notices.tell(Notice::new(Level::Error, text).adapter(name));
    }

    fn retire(&self, name: &AdapterName) {
        {
            let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
            let mut slots = HashMap::clone(&self.slots.load());
            if slots.remove(name).is_none() {
                return;
            }
            self.slots.store(Arc::new(slots));
        }
        self.count();
        let text = format!("{} is gone: the adapter is retired", self.path_of(name).display());
        self.notices.tell(Notice::new(Level::Warning, text).adapter(name));
    }

    fn change(&self, name: &AdapterName, change: impl FnOnce(&mut Slot)) {
        {
            let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
            let mut slots = HashMap::clone(&self.slots.load());
            change(slots.entry(name.clone()).or_insert(Slot { adapter: None, approval: None, failure: None }));
            self.slots.store(Arc::new(slots));
        }
        self.count();
    }

    fn count(&self) {
        let slots = self.slots.load();
        let count = |state, of: fn(&Slot) -> bool| {
            let number = slots.values().filter(|slot| of(slot)).count();
            self.metrics.adapters.get_or_create(&StateLabels { state }).set(i64::try_from(number).unwrap_or(i64::MAX));
        };
        count("loaded", |slot| slot.adapter.is_some());
        count("failed", |slot| slot.failure.is_some());
    }
}
