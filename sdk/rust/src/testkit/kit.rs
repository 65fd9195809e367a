//! A venue for tests: settings, a store, a clock, a deadline.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime};

use super::desk::{self, Desk, LogLine};
use crate::about::{Description, Setting};
use crate::{Adapter, Result};

/// How long a call has where a test says nothing: as long as in a host whose configuration says nothing.
const TIME: Duration = Duration::from_secs(5);

/// Calls an adapter as the host does: for each call it is opened anew, and only the store and the log outlast it.
pub struct TestKit<A> {
    settings: HashMap<String, String>,
    time: Duration,
    now: Option<SystemTime>,
    store: Rc<RefCell<BTreeMap<String, Vec<u8>>>>,
    log: Rc<RefCell<Vec<LogLine>>>,
    /// Settings and requests are held against the adapter's description.
    is_strict: bool,
    adapter: PhantomData<A>,
}

/// An adapter that offers nothing: what stands in [`TestKit::bare`].
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

// === impl Nothing ===

impl Adapter for Nothing {
    fn describe() -> Description {
        Description::new("Nothing", env!("CARGO_PKG_VERSION"))
    }

    fn open() -> Result<Self> {
        Ok(Self)
    }
}

// === impl TestKit ===

impl TestKit<Nothing> {
    /// A kit without an adapter, for tests of what adapters are made of: it has whatever settings a test gives it, and
    /// requests go wherever one of them leads.
    pub fn bare() -> Self {
        Self { is_strict: false, ..Self::new() }
    }
}

impl<A: Adapter> Default for TestKit<A> {
    fn default() -> Self {
        Self::new()
    }
}

impl<A: Adapter> TestKit<A> {
    /// A venue without settings, with an empty store and five seconds for each call.
    pub fn new() -> Self {
        let (store, log) = (Rc::default(), Rc::default());
        Self { settings: HashMap::new(), time: TIME, now: None, store, log, is_strict: true, adapter: PhantomData }
    }

    /// A setting's value.
    #[must_use]
    pub fn setting(mut self, name: &str, value: impl Into<String>) -> Self {
        self.settings.insert(name.to_owned(), value.into());
        self
    }

    /// How long each call has.
    #[must_use]
    pub const fn time(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// What the clock shows ([`timestamp::now`](crate::timestamp::now)); it stands.
    #[must_use]
    pub const fn now(mut self, now: SystemTime) -> Self {
        self.now = Some(now);
        self
    }

    /// Opens the adapter and calls it.
    ///
    /// # Errors
    /// What the adapter says.
    ///
    /// # Panics
    /// The host would not start the venue: a setting is missing, or the adapter describes none of that name.
    pub fn call<T>(&self, call: impl FnOnce(&A) -> Result<T>) -> Result<T> {
        let description = A::describe();
        let settings = self.checked(&description);
        let grants =
            if self.is_strict { grants(&description, &settings) } else { settings.values().cloned().collect() };
        let (store, log) = (Rc::clone(&self.store), Rc::clone(&self.log));
        let desk = Desk { settings, grants, end: Instant::now() + self.time, time: self.now, store, log };
        desk::at(desk, || call(&A::open()?))
    }

    /// What the adapter wrote into the log, in all calls so far.
    pub fn log(&self) -> Vec<LogLine> {
        self.log.borrow().clone()
    }

    /// What stands in the store under a key.
    pub fn stored(&self, key: &str) -> Option<Vec<u8>> {
        self.store.borrow().get(key).cloned()
    }

    /// The settings as the host hands them over: held against the description, with its defaults.
    #[expect(clippy::panic, reason = "what the host refuses to start ends a test")]
    fn checked(&self, description: &Description) -> HashMap<String, String> {
        let mut settings = self.settings.clone();
        if !self.is_strict {
            return settings;
        }
        let described = |name: &String| description.settings.iter().any(|it: &Setting| it.name == *name);
        if let Some(unknown) = settings.keys().find(|name| !described(name)) {
            let names: Vec<_> = description.settings.iter().map(|it| it.name.as_str()).collect();
            panic!("{} describes no setting {unknown:?}: it has {names:?}", description.name);
        }
        for setting in &description.settings {
            if let (false, Some(default)) = (settings.contains_key(&setting.name), &setting.default) {
                settings.insert(setting.name.clone(), default.clone());
            }
            if setting.required && !settings.contains_key(&setting.name) {
                let (adapter, name) = (&description.name, &setting.name);
                panic!("{adapter} needs the setting {name:?} ({}): give it to the kit with .setting()", setting.help);
            }
        }
        settings
    }
}

/// The description's wishes, with the values of the settings that they name; an operator grants them as they stand.
fn grants(description: &Description, settings: &HashMap<String, String>) -> Vec<String> {
    let filled = |wish: &String| {
        settings.iter().fold(wish.clone(), |wish, (name, value)| wish.replace(&format!("{{{name}}}"), value))
    };
    description.http.iter().map(filled).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{call, log, settings, timestamp};

    struct Bar;

    impl Adapter for Bar {
        fn describe() -> Description {
            Description::new("Bar", "1.0.0")
                .setting(Setting::required("base_url", "where the POS answers"))
                .setting(Setting::optional("tables", "how many").default("10"))
                .http("{base_url}")
        }

        fn open() -> Result<Self> {
            Ok(Self)
        }
    }

    #[test]
    fn a_setting_that_is_not_written_has_its_default() {
        let kit = TestKit::<Bar>::new().setting("base_url", "http://127.0.0.1:1");
        assert_eq!(kit.call(|_| Ok(settings::get("tables"))), Ok(Some("10".to_owned())));
    }

    #[test]
    #[should_panic(expected = "Bar needs the setting \"base_url\" (where the POS answers): give it to the kit")]
    fn a_required_setting_must_be_given() {
        let _ = TestKit::<Bar>::new().call(|_| Ok(()));
    }

    #[test]
    #[should_panic(expected = "Bar describes no setting \"url\": it has [\"base_url\", \"tables\"]")]
    fn a_setting_must_be_described() {
        let _ = TestKit::<Bar>::new().setting("url", "x").call(|_| Ok(()));
    }

    #[test]
    #[should_panic(expected = "settings: natively, the host's part is played by the test kit")]
    fn without_a_kit_nothing_is_lent() {
        let _ = settings::get("base_url");
    }

    #[test]
    fn time_and_log_are_the_kits() {
        let then = SystemTime::UNIX_EPOCH + Duration::from_secs(86_400);
        let kit = TestKit::bare().time(Duration::from_secs(60)).now(then);
        let told = kit.call(|_| {
            log::warn("odd", &[("state", "parked")]);
            Ok((timestamp::now(), call::remaining_ms() > 5000, call::trace_id().len()))
        });
        assert_eq!(told, Ok(("1970-01-02T00:00:00.000Z".to_owned(), true, 32)));
        let log = kit.log();
        assert_eq!(log.len(), 1);
        assert_eq!(
            (log[0].message.as_str(), &log[0].fields),
            ("odd", &vec![("state".to_owned(), "parked".to_owned())])
        );
    }
}
