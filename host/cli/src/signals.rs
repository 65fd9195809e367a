//! SIGTERM and Ctrl-C: the first asks to stop, the second stops. SIGHUP: read the configuration again.
//!
//! They are caught from the moment that somebody is told where the host listens: before, a signal ends the process.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals to stop, caught for as long as it lives.
pub(crate) struct Stop {
    /// None where the system does not let it be caught.
    #[cfg(unix)]
    terminate: Option<Signal>,
    #[cfg(unix)]
    interrupt: Option<Signal>,
}

/// The signal to read the configuration again, caught for as long as it lives. There is none but on Unix.
pub(crate) struct HangUp {
    #[cfg(unix)]
    hang_up: Option<Signal>,
}

#[cfg(unix)]
fn caught(kind: SignalKind, name: &str) -> Option<Signal> {
    signal(kind).inspect_err(|error| tracing::warn!("{name} cannot be waited for: {error}")).ok()
}

#[cfg(unix)]
async fn next(caught: &mut Option<Signal>) {
    if let Some(signal) = caught
        && signal.recv().await.is_some()
    {
        return;
    }
    std::future::pending().await
}

// === impl Stop ===

impl Stop {
    /// Catches them from now on.
    pub(crate) fn catch() -> Self {
        Self {
            #[cfg(unix)]
            terminate: caught(SignalKind::terminate(), "SIGTERM"),
            #[cfg(unix)]
            interrupt: caught(SignalKind::interrupt(), "SIGINT"),
        }
    }

    /// Waits for the first one, and makes the next one end the process at once.
    pub(crate) async fn asked(mut self) {
        self.any().await;
        tokio::spawn(async move {
            self.any().await;
            eprintln!("stopping at once");
            // What is in flight was recorded as begun: the ledger knows it as unknown at the next start.
            std::process::exit(1);
        });
    }

    #[cfg(unix)]
    async fn any(&mut self) {
        tokio::select! {
            () = next(&mut self.terminate) => (),
            () = next(&mut self.interrupt) => (),
        }
    }

    #[cfg(not(unix))]
    async fn any(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}

// === impl HangUp ===

impl HangUp {
    /// Catches it from now on.
    pub(crate) fn catch() -> Self {
        Self {
            #[cfg(unix)]
            hang_up: caught(SignalKind::hangup(), "SIGHUP"),
        }
    }

    /// Does something at each. Never ends.
    #[cfg(unix)]
    pub(crate) async fn each(mut self, mut act: impl FnMut()) {
        loop {
            next(&mut self.hang_up).await;
            act();
        }
    }

    /// There is no such signal here.
    #[cfg(not(unix))]
    pub(crate) async fn each(self, _: impl FnMut()) {
        std::future::pending().await
    }
}
