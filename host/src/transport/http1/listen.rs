//! A listener: takes connections up to a number, and lets the last requests finish when it stops.

use super::connection::{part, serve};
use super::pace::Patience;
use super::{Service, Settings, Stop, stopped};
use crate::transport::failure::Refusal;
use prometheus_client::metrics::gauge::Gauge;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Refusals that are being said at once, beyond the connections: past that, a connection is closed without a word.
const REFUSALS: usize = 64;
/// After a failed accept: mostly no descriptor is left, and trying at once would only burn the CPU.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// Serves a listener until `stop` says so; then running requests are finished within the drain deadline. Returns how
/// many connections were cut off at its end.
pub async fn listen<S: Service>(listener: TcpListener, service: Arc<S>, settings: Settings, mut stop: Stop) -> usize {
    let places = Arc::new(Semaphore::new(settings.max_connections));
    let refusals = Arc::new(Semaphore::new(REFUSALS));
    let mut open = JoinSet::new();
    loop {
        tokio::select! {
            () = stopped(&mut stop) => break,
            Some(ended) = open.join_next(), if !open.is_empty() => {
                if let Err(error) = ended {
                    tracing::error!(%error, "a connection ended by a mistake of ours");
                }
            }
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    if let Ok(place) = Arc::clone(&places).try_acquire_owned() {
                        let place = Place::new(place, &settings.connections);
                        open.spawn(connect(stream, Arc::clone(&service), settings.clone(), stop.clone(), place));
                    } else {
                        service.refused("too_many_connections");
                        // Whoever waits to be accepted does not know why; whoever is refused can go elsewhere. Under
                        // TLS there is nothing to say before the handshake, which is what an overload must not cost.
                        if settings.tls.is_none() && let Ok(place) = Arc::clone(&refusals).try_acquire_owned() {
                            open.spawn(async move {
                                part(stream, Some(Refusal::TooManyConnections)).await;
                                drop(place);
                            });
                        }
                    }
                }
                Err(error) => {
                    tracing::error!(%error, "a connection could not be accepted");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }
    drop(listener);
    let drained = timeout(settings.drain_deadline, async { while open.join_next().await.is_some() {} }).await;
    let cut_off = if drained.is_ok() { 0 } else { open.len() };
    open.shutdown().await;
    cut_off
}

async fn connect<S: Service>(stream: TcpStream, service: Arc<S>, settings: Settings, stop: Stop, place: Place) {
    // Responses are written whole: to wait for more would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "the client left before it was served");
        return;
    }
    let patience = Patience { header: settings.header_timeout, idle: settings.idle_timeout };
    match &settings.tls {
        None => serve(stream, &*service, patience, stop).await,
        Some(tls) => match timeout(settings.header_timeout, tls.acceptor().accept(stream)).await {
            Ok(Ok(stream)) => serve(stream, &*service, patience, stop).await,
            Ok(Err(error)) => {
                tracing::debug!(%error, "the TLS handshake failed");
                service.refused("tls_handshake");
            }
            Err(_) => service.refused("tls_handshake"),
        },
    }
    drop(place);
}

/// A connection's place among those that are allowed.
struct Place {
    _permit: OwnedSemaphorePermit,
    connections: Gauge,
}

// === impl Place ===

impl Place {
    fn new(permit: OwnedSemaphorePermit, connections: &Gauge) -> Self {
        connections.inc();
        Self { _permit: permit, connections: connections.clone() }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.connections.dec();
    }
}
