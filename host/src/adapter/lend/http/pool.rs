//! A venue's connections: how many are open at once, and which of them wait for the next request.
//!
//! A pool of our own, because a payment hangs on it: a request that a connection hands back was never sent, and only
//! that one goes out a second time. What came with the pool that everybody uses is not told, and repeated unasked.

use super::link::{Driver, Link};
use crate::venue::HttpGrant;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// How long a connection that nobody uses is lent again. Points of sale close idle connections after some seconds; one
/// that is closed while a request is on its way makes a payment's outcome unknown.
pub(super) const IDLE: Duration = Duration::from_secs(2);

/// Idle connections to one server at most: a venue makes a few calls at once.
const IDLE_CONNECTIONS: usize = 8;

/// Requests at once over one HTTP/2 connection. Servers take a hundred; who waits for one of ours is better served by
/// another connection.
const STREAMS: usize = 16;

/// The connections of a venue.
pub(super) struct Pool {
    kept: Mutex<Vec<Kept>>,
    /// One for each connection that may be open.
    places: Arc<Semaphore>,
    /// A connection was given back.
    given_back: Notify,
}

struct Kept {
    server: Arc<HttpGrant>,
    link: Link,
    /// One hand is the pool's; each other is a request's.
    users: Arc<()>,
    used: Instant,
}

/// What a request gets.
pub(super) enum Got {
    /// A connection that was kept.
    Lease(Lease),
    /// Leave to open one.
    Place(OwnedSemaphorePermit),
}

/// A connection in the hand of one request.
pub(super) struct Lease {
    pub(super) link: Link,
    server: Arc<HttpGrant>,
    users: Arc<()>,
    pool: Weak<Pool>,
}

// === impl Pool ===

impl Pool {
    pub(super) fn new(connections: usize) -> Arc<Self> {
        let places = Arc::new(Semaphore::new(connections));
        Arc::new(Self { kept: Mutex::default(), places, given_back: Notify::new() })
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection to a server that is ready for a request, or leave to open one; with `fresh`, only that. It waits
    /// while all places are taken.
    pub(super) async fn get(self: &Arc<Self>, server: &Arc<HttpGrant>, fresh: bool) -> Got {
        loop {
            let mut given_back = std::pin::pin!(self.given_back.notified());
            // Before looking, so that nothing is missed between looking and waiting.
            given_back.as_mut().enable();
            while !fresh && let Some(mut lease) = self.take(server) {
                // It was read to its end, and is ready as soon as its driver saw that, or closed.
                if lease.link.ready().await.is_ok() {
                    return Got::Lease(lease);
                }
            }
            if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
                return Got::Place(place);
            }
            self.make_room();
            tokio::select! {
                Ok(place) = Arc::clone(&self.places).acquire_owned() => return Got::Place(place),
                () = given_back => {}
            }
        }
    }

    /// The connection to a server that was used last: the most likely to be alive.
    fn take(self: &Arc<Self>, server: &Arc<HttpGrant>) -> Option<Lease> {
        let mut kept = self.kept();
        expire(&mut kept);
        let index = kept.iter().rposition(|kept| kept.server == *server && kept.in_use() < STREAMS)?;
        let shared = kept.get(index).and_then(|kept| Some((kept.link.share()?, Arc::clone(&kept.users))));
        let (link, users) = shared.unwrap_or_else(|| {
            let Kept { link, users, .. } = kept.remove(index);
            (link, users)
        });
        Some(Lease { link, server: Arc::clone(server), users, pool: Arc::downgrade(self) })
    }

    /// Lets go of the connection that was idle the longest: another server's, for one of this server would be lent.
    fn make_room(&self) {
        let mut kept = self.kept();
        if let Some(index) = kept.iter().position(|kept| kept.in_use() == 0) {
            kept.remove(index);
        }
    }

    /// Takes a new connection in, which is driven from now on.
    pub(super) fn opened(self: &Arc<Self>, server: &Arc<HttpGrant>, link: Link, driver: Driver) -> Lease {
        let users = Arc::default();
        if let Some(link) = link.share() {
            let (server, users) = (Arc::clone(server), Arc::clone(&users));
            self.kept().push(Kept { server, link, users, used: Instant::now() });
        }
        let pool = Arc::downgrade(self);
        tokio::spawn(drive(driver, pool.clone()));
        Lease { link, server: Arc::clone(server), users, pool }
    }

    fn take_back(&self, kept: Kept) {
        let mut all = self.kept();
        // Its driver ended before it came back, and will not look again.
        if kept.link.is_closed() {
            return;
        }
        let like_it = |other: &Kept| other.server == kept.server && other.in_use() == 0;
        if all.iter().filter(|other| like_it(other)).count() >= IDLE_CONNECTIONS {
            let oldest = all.iter().position(like_it);
            oldest.map(|oldest| all.remove(oldest));
        }
        all.push(kept);
        drop(all);
        self.given_back.notify_one();
    }

    fn forget(&self) {
        expire(&mut self.kept());
    }

    /// How many are kept.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.kept().len()
    }

    /// Makes all that are kept older.
    #[cfg(test)]
    pub(super) fn age(&self, by: Duration) {
        for kept in self.kept().iter_mut() {
            kept.used = kept.used.checked_sub(by).unwrap();
        }
    }
}

/// Drops what ended, and what nobody used for too long.
fn expire(kept: &mut Vec<Kept>) {
    kept.retain(|kept| !kept.link.is_closed() && (kept.in_use() > 0 || kept.used.elapsed() < IDLE));
}

/// Runs a connection to its end, and looks now and then whether somebody still wants it.
async fn drive(mut driver: Driver, pool: Weak<Pool>) {
    while tokio::time::timeout(IDLE, &mut driver).await.is_err() {
        // Without the pool nobody gives it another request; the one that runs goes on.
        if let Some(pool) = pool.upgrade() {
            pool.forget();
        }
    }
    drop(driver);
    if let Some(pool) = pool.upgrade() {
        pool.forget();
    }
}

// === impl Kept ===

impl Kept {
    fn in_use(&self) -> usize {
        Arc::strong_count(&self.users) - 1
    }
}

// === impl Lease ===

impl Lease {
    /// For the next request. What is not given back is closed.
    pub(super) fn give_back(self) {
        let Self { link, server, users, pool } = self;
        let Some(pool) = pool.upgrade() else { return };
        match link {
            Link::Http1(_) => pool.take_back(Kept { server, link, users, used: Instant::now() }),
            // It never left.
            Link::Http2(_) => {
                let mut kept = pool.kept();
                if let Some(kept) = kept.iter_mut().find(|kept| Arc::ptr_eq(&kept.users, &users)) {
                    kept.used = Instant::now();
                }
                drop((kept, users));
                pool.given_back.notify_one();
            }
        }
    }
}
