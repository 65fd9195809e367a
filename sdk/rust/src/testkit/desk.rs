//! What stands in for the host while a test's call runs: one desk for each thread that runs one.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime};

use crate::bindings::host::log::{Field, Level};

/// A line that an adapter wrote into the log.
#[derive(Clone, Debug)]
pub struct LogLine {
    /// How much it matters.
    pub level: Level,
    /// What it says.
    pub message: String,
    /// What it says it of.
    pub fields: Vec<(String, String)>,
}

/// What is lent during one call; what it keeps, the kit keeps.
pub(crate) struct Desk {
    pub(crate) settings: HashMap<String, String>,
    /// Where requests may go.
    #[cfg_attr(not(feature = "http"), expect(dead_code, reason = "without requests there is nowhere to go"))]
    pub(crate) grants: Vec<String>,
    pub(crate) end: Instant,
    pub(crate) time: Option<SystemTime>,
    pub(crate) store: Rc<RefCell<BTreeMap<String, Vec<u8>>>>,
    pub(crate) log: Rc<RefCell<Vec<LogLine>>>,
}

thread_local! {
    static DESK: RefCell<Option<Rc<Desk>>> = const { RefCell::new(None) };
}

/// Runs something at a desk.
pub(crate) fn at<T>(desk: Desk, work: impl FnOnce() -> T) -> T {
    /// Leaves the desk when the work is done or panics.
    struct Leave(Option<Rc<Desk>>);

    impl Drop for Leave {
        fn drop(&mut self) {
            DESK.set(self.0.take());
        }
    }

    let _leave = Leave(DESK.replace(Some(Rc::new(desk))));
    work()
}

#[expect(clippy::panic, reason = "only a test runs natively, and this is how it learns what it lacks")]
fn desk(what: &str) -> Rc<Desk> {
    DESK.with_borrow(Option::clone).unwrap_or_else(|| {
        panic!("{what}: natively, the host's part is played by the test kit: call it in TestKit::call")
    })
}

/// The host's rule for outgoing requests: one must lead where a wish of the description does.
#[cfg(feature = "http")]
pub(crate) fn may_reach(url: &str) -> Result<(), String> {
    let desk = desk("http");
    let is_below = |grant: &String| {
        let grant = grant.trim_end_matches('/');
        url.strip_prefix(grant).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    };
    if desk.grants.iter().any(is_below) {
        return Ok(());
    }
    Err(format!("HttpRequestDenied: no wish of the description leads there; it has {:?}", desk.grants))
}

pub(crate) mod settings {
    pub(crate) fn get(name: &str) -> Option<String> {
        super::desk("settings").settings.get(name).cloned()
    }
}

pub(crate) mod call {
    use super::{Duration, Instant};

    pub(crate) fn remaining_ms() -> u32 {
        let remaining: Duration = super::desk("call").end.saturating_duration_since(Instant::now());
        u32::try_from(remaining.as_millis()).unwrap_or(u32::MAX)
    }

    pub(crate) fn trace_id() -> String {
        super::desk("call");
        "4bf92f3577b34da6a3ce929d0e0e4736".to_owned()
    }
}

pub(crate) mod clock {
    use super::{DESK, SystemTime};

    /// The clock is everybody's: also without a desk.
    pub(crate) fn now() -> SystemTime {
        DESK.with_borrow(|desk| desk.as_ref().and_then(|desk| desk.time)).unwrap_or_else(SystemTime::now)
    }
}

pub(crate) mod log {
    use super::{Field, Level, LogLine};

    pub(crate) fn write(level: Level, message: &str, fields: &[Field]) {
        let fields = fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect();
        super::desk("log").log.borrow_mut().push(LogLine { level, message: message.to_owned(), fields });
    }
}

pub(crate) mod store {
    use crate::bindings::host::store::StoreError;

    /// As many keys as the host lists at once.
    const MOST: usize = 1000;

    pub(crate) fn get(key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(super::desk("store").store.borrow().get(key).cloned())
    }

    pub(crate) fn set(key: &str, value: &[u8]) -> Result<(), StoreError> {
        super::desk("store").store.borrow_mut().insert(key.to_owned(), value.to_vec());
        Ok(())
    }

    pub(crate) fn delete(key: &str) -> Result<(), StoreError> {
        super::desk("store").store.borrow_mut().remove(key);
        Ok(())
    }

    pub(crate) fn keys(prefix: &str, after: Option<&str>) -> Result<Vec<String>, StoreError> {
        let desk = super::desk("store");
        let store = desk.store.borrow();
        let listed =
            store.keys().filter(|key| key.starts_with(prefix) && after.is_none_or(|after| key.as_str() > after));
        Ok(listed.take(MOST).cloned().collect())
    }

    pub(crate) fn compare_and_set(key: &str, expected: Option<&[u8]>, value: &[u8]) -> Result<bool, StoreError> {
        let is_expected = get(key)?.as_deref() == expected;
        if is_expected {
            set(key, value)?;
        }
        Ok(is_expected)
    }
}
