//! SIGTERM and Ctrl-C: the first asks to stop, the second stops. SIGHUP: read the configuration again.

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

/// Does something at each SIGHUP. Never ends.
#[cfg(unix)]
pub(crate) async fn on_hang_up(mut act: impl FnMut()) {
    match signal::unix::signal(signal::unix::SignalKind::hangup()) {
        Ok(mut hang_up) => {
            while hang_up.recv().await.is_some() {
                act();
            }
        }
        Err(error) => tracing::warn!("SIGHUP cannot be waited for: {error}"),
    }
    std::future::pending().await
}

/// There is no such signal here.
#[cfg(not(unix))]
pub(crate) async fn on_hang_up(_: impl FnMut()) {
    std::future::pending().await
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
