//! SIGTERM and Ctrl-C: the first asks to stop, the second stops.

use tokio::signal;

/// Waits for the first signal to stop, and makes the next one end the process at once.
pub(crate) async fn stop_asked() {
    any().await;
    tokio::spawn(async {
        any().await;
        eprintln!("stopping at once");
        // What is in flight was recorded as begun: the ledger knows it as unknown at the next start.
        std::process::exit(1);
    });
}

#[cfg(unix)]
async fn any() {
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(error) => {
                tracing::warn!("SIGTERM cannot be waited for: {error}");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        () = terminate => (),
        _ = signal::ctrl_c() => (),
    }
}

#[cfg(not(unix))]
async fn any() {
    let _ = signal::ctrl_c().await;
}
