//! The word to stop: whoever hears it finishes what runs, and begins nothing new.

use tokio::sync::watch;

/// Tells when to stop.
pub type Stop = watch::Receiver<bool>;

/// Resolves once it is time to stop.
pub(super) async fn stopped(stop: &mut Stop) {
    // The sender is gone: nobody is left to serve for.
    let _ = stop.wait_for(|stop| *stop).await;
}
