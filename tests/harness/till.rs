//! A point of sale that is a program of its own: it outlives the hosts that a test kills, and does wrong what real ones do
//! wrong. What it holds in the end is in its [`Book`].

mod book;
mod counter;
mod fault;

pub use book::{Book, Line, What};
pub use fault::{Fault, Manner};

use crate::chance::Chance;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// What it makes of a payment that comes twice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// It takes a key with each, and drops the second.
    Keyed,
    /// It takes both, and shows which payment intents they are of.
    Lookup,
    /// It takes both, and knows no payment intents.
    None,
}

/// A till that runs. It is closed when it is dropped.
pub struct Till {
    inner: Arc<Inner>,
    /// Holds the port while nobody listens: bound, and never listening.
    _holder: TcpSocket,
    /// Ends with it.
    _serving: JoinSet<()>,
}

struct Inner {
    kind: Kind,
    address: SocketAddr,
    chance: Chance,
    book: Mutex<Book>,
    /// Whether it does wrong what it may do wrong.
    is_faulty: AtomicBool,
    manner: Manner,
    is_open: watch::Sender<bool>,
    /// Payments that were taken and are not in the book yet.
    late: watch::Sender<u64>,
    reads: AtomicU64,
}

// === impl Kind ===

impl Kind {
    pub const ALL: [Self; 3] = [Self::Keyed, Self::Lookup, Self::None];
}

// === impl Till ===

impl Till {
    /// A till that does nothing wrong until it is told to.
    pub async fn start(kind: Kind, chance: Chance, manner: Manner) -> Self {
        let holder = socket();
        holder.bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a free port");
        let address = holder.local_addr().expect("bound");
        let inner = Arc::new(Inner {
            kind,
            address,
            chance,
            book: Mutex::default(),
            is_faulty: AtomicBool::new(false),
            manner,
            is_open: watch::Sender::new(true),
            late: watch::Sender::new(0),
            reads: AtomicU64::new(0),
        });
        let listener = inner.listen();
        let mut serving = JoinSet::new();
        serving.spawn(counter::serve(Arc::clone(&inner), listener));
        Self { inner, _holder: holder, _serving: serving }
    }

    /// Scheme, host and port.
    pub fn url(&self) -> String {
        format!("http://{}", self.inner.address)
    }

    /// Opens an order.
    pub fn order(&self, id: &str, total: i64) {
        self.inner.book().open(id, total);
    }

    /// What it holds now.
    pub fn book(&self) -> Book {
        self.inner.book().clone()
    }

    /// A guest pays in cash, beside every card machine. False where the order is locked or that much is not due.
    pub fn take_cash(&self, order: &str, amount: i64) -> bool {
        self.inner.book().take_cash(order, amount)
    }

    /// From now on it does wrong what it may do wrong, or nothing.
    pub fn be_faulty(&self, is_faulty: bool) {
        self.inner.is_faulty.store(is_faulty, Ordering::SeqCst);
    }

    /// Whether anybody can connect. Closing drops all connections, whatever they are in the middle of.
    pub fn be_open(&self, is_open: bool) {
        self.inner.is_open.send_replace(is_open);
    }

    /// Waits until nothing is left that it took and has not written down.
    pub async fn until_written(&self) {
        let _ = self.inner.late.subscribe().wait_for(|late| *late == 0).await;
    }
}

// === impl Inner ===

impl Inner {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().expect("nobody panics with the book in hand")
    }

    fn listen(&self) -> TcpListener {
        let socket = socket();
        socket.bind(self.address).expect("its own port");
        socket.listen(128).expect("a socket that listens")
    }
}

/// A socket whose port may be bound once more by whoever asks for it by number; port 0 never gives it away.
fn socket() -> TcpSocket {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_reuseaddr(true).expect("an option of sockets");
    socket
}
