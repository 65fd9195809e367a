//! The folder of adapters: what lies in it is loaded, what changes is swapped in, what is wrong is told.
//!
//! The folder is read again and again, and nothing else is trusted: notifications of the file system do not cross
//! network mounts and containers, and reading a folder of a thousand files costs less than a millisecond. A file counts
//! when it held still between two looks, and the bytes that were read are the bytes that are loaded. A file that cannot
//! be loaded never replaces an adapter that works.

mod difference;
mod look;

use crate::adapter::{Adapter, CompileCache, Digest, Sandbox};
use crate::epos::Timestamp;
use crate::metrics::{Metrics, StateLabels};
use crate::notice::{Level, Notice, Notices};
use crate::venue::AdapterName;
use arc_swap::ArcSwap;
use look::{Look, Seen};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The adapters of a folder.
pub struct Registry {
    folder: PathBuf,
    cache: CompileCache,
    sandbox: Arc<Sandbox>,
    notices: Arc<Notices>,
    metrics: Metrics,
    slots: ArcSwap<HashMap<AdapterName, Slot>>,
    /// What was seen last. The first look is at the start: what is taken away right after it is missed too.
    look: tokio::sync::Mutex<Look>,
    /// One at a time changes `slots`.
    changing: Mutex<()>,
}

/// What is known of one adapter's file.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The adapter that is called; none where no file of this name ever loaded.
    pub adapter: Option<Arc<Adapter>>,
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
}

// === impl Registry ===

impl Registry {
    /// A registry of a folder, empty until [`Registry::load_all`].
    pub fn new(
        folder: &Path,
        cache: CompileCache,
        sandbox: Arc<Sandbox>,
        notices: Arc<Notices>,
        metrics: Metrics,
    ) -> Arc<Self> {
        Arc::new(Self {
            folder: folder.to_owned(),
            cache,
            sandbox,
            notices,
            metrics,
            slots: ArcSwap::default(),
            look: tokio::sync::Mutex::new(Look::new()),
            changing: Mutex::default(),
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

    /// Loads everything that lies in the folder now.
    pub async fn load_all(self: &Arc<Self>) {
        let found = self.look.lock().await.at(&self.folder, &self.notices);
        for seen in found.settled_or_new {
            self.take_up(seen).await;
        }
        self.count();
    }

    /// Watches the folder for as long as it is polled.
    pub async fn watch(self: Arc<Self>, interval: Duration) {
        let mut look = self.look.lock().await;
        let mut timer = tokio::time::interval(interval);
        timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut loading = tokio::task::JoinSet::new();
        let mut busy: HashMap<AdapterName, tokio::task::Id> = HashMap::new();
        loop {
            timer.tick().await;
            while let Some(done) = loading.try_join_next_with_id() {
                let id = done.map_or_else(|error| error.id(), |(id, ())| id);
                busy.retain(|_, running| *running != id);
            }
            let found = look.at(&self.folder, &self.notices);
            for name in found.gone {
                self.retire(&name);
            }
            for seen in found.settled {
                // A file that changes while it is being loaded is looked at again.
                if busy.contains_key(&seen.name) {
                    look.forget(&seen.name);
                    continue;
                }
                // Each on its own: an adapter that compiles for seconds does not delay another.
                let (registry, name) = (Arc::clone(&self), seen.name.clone());
                let task = loading.spawn(async move { registry.take_up(seen).await });
                busy.insert(name, task.id());
            }
        }
    }

    /// Reads and loads a file, and swaps it in where it is an adapter.
    async fn take_up(&self, seen: Seen) {
        let Seen { name, path, .. } = seen;
        let read = tokio::task::spawn_blocking({
            let path = path.clone();
            move || std::fs::read(path)
        });
        let bytes = match read.await.map_err(std::io::Error::other).and_then(|read| read) {
            Ok(bytes) => bytes,
            Err(error) => {
                let text = format!("{} cannot be read: {error}", path.display());
                self.notices.tell(Notice::new(Level::Error, text).adapter(&name));
                return;
            }
        };
        let digest = Digest::of(&bytes);
        if self.get(&name).is_some_and(|adapter| adapter.digest() == digest) {
            self.change(&name, |slot| slot.failure = None);
            return;
        }
        match Adapter::load(&self.sandbox, &self.cache, &self.notices, name.clone(), bytes).await {
            Ok(adapter) => self.swap_in(&name, Arc::new(adapter)),
            Err(error) => self.fail(&name, &path, digest, &error.to_string()),
        }
    }

    fn swap_in(&self, name: &AdapterName, adapter: Arc<Adapter>) {
        let description = adapter.description();
        let mut text =
            format!("adapter {name:?} is loaded: {} {} ({})", description.name, description.version, adapter.digest());
        if let Some(unlike) = self.get(name).and_then(|before| difference::between(&before, &adapter)) {
            text.push_str(&format!("; unlike the one before, {unlike}"));
        }
        // Calls in flight hold the one before, and finish on it.
        self.change(name, |slot| *slot = Slot { adapter: Some(adapter), failure: None });
        self.notices.tell(Notice::new(Level::Info, text).adapter(name));
    }

    fn fail(&self, name: &AdapterName, path: &Path, digest: Digest, reason: &str) {
        let consequence = match self.get(name) {
            Some(adapter) => format!("the one from before ({}) goes on", adapter.digest()),
            None => "venues that use it are not ready".to_owned(),
        };
        let text = format!("{} was not taken up: {reason}; {consequence}", path.display());
        let failure = Failure { digest, reason: reason.to_owned(), at: Timestamp::now() };
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
            change(slots.entry(name.clone()).or_insert(Slot { adapter: None, failure: None }));
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
