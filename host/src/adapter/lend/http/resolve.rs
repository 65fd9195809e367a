//! Names to addresses. A trait, so that a test can answer differently the second time, as an attacker's server does.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Addresses of a name, or why there are none.
type Found = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Looks names up.
pub(super) trait Resolve: Send + Sync {
    /// All addresses of a name, in the order they should be tried.
    fn resolve(&self, name: &str) -> Found;
}

/// This machine's resolver: its configuration, its `/etc/hosts`, and mDNS where it has that.
pub(super) struct System {
    /// A look-up takes a thread until it ends, whoever still waits for it.
    threads: Arc<Semaphore>,
}

/// Look-ups of one venue at once. The runtime has some hundreds of threads for all, and a name server that does not
/// answer keeps one for half a minute.
const LOOKUPS: usize = 4;

/// Addresses of one name that are tried: its owner may have thousands.
const ADDRESSES: usize = 8;

// === impl System ===

impl Default for System {
    fn default() -> Self {
        Self { threads: Arc::new(Semaphore::new(LOOKUPS)) }
    }
}

impl Resolve for System {
    fn resolve(&self, name: &str) -> Found {
        let (threads, name) = (Arc::clone(&self.threads), name.to_owned());
        Box::pin(async move {
            let thread = threads.acquire_owned().await.map_err(io::Error::other)?;
            // In a task of its own: the place is taken until the thread is free, not until the caller gave up.
            let lookup = tokio::spawn(async move {
                let found = tokio::net::lookup_host((name.as_str(), 0)).await;
                drop(thread);
                found.map(|found| found.map(|address: SocketAddr| address.ip()).take(ADDRESSES).collect::<Vec<_>>())
            });
            lookup.await.map_err(io::Error::other)?
        })
    }
}
