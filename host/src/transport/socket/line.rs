//! A venue's line to Dojo: dialed, served, and dialed again when it is lost.

use super::backoff::Backoff;
use super::connection::{Connection, Ended};
use super::dial::{DialError, Socket, dial};
use super::exchange::Exchange;
use super::report::Report;
use super::settings::Settings;
use crate::outgoing::Outgoing;
use crate::transport::stop::{Stop, stopped};
use crate::venue::Dojo;
use std::pin::pin;
use tokio::time::sleep;
use url::Url;

/// A venue's line.
pub(super) struct Line {
    pub(super) dojo: Dojo,
    pub(super) url: Url,
    pub(super) outgoing: Outgoing,
    pub(super) exchange: Exchange,
    pub(super) report: Report,
    pub(super) settings: Settings,
}

// === impl Line ===

impl Line {
    /// Keeps the line until it is time to stop, and then until what runs is answered.
    pub(super) async fn keep(self, mut stop: Stop) {
        let mut backoff = Backoff::new(&self.settings);
        let mut again = false;
        loop {
            let dialing = dial(&self.dojo, &self.url, &self.outgoing, self.settings.dial_timeout);
            let dialed = tokio::select! {
                dialed = dialing => dialed,
                () = stopped(&mut stop) => return,
            };
            let pause = match dialed {
                Ok(socket) => {
                    self.report.connected(again);
                    again = true;
                    let why = self.serve(socket, &mut backoff, &mut stop).await;
                    // However it ended then, nobody dials again.
                    if matches!(why, Ended::Stopped) || *stop.borrow() {
                        return;
                    }
                    self.report.ended(&why);
                    backoff.pause()
                }
                Err(error) => {
                    let pause = match error {
                        DialError::Credentials(_) => self.settings.refused_pause,
                        _ => backoff.pause(),
                    };
                    self.report.failed(&error, pause);
                    pause
                }
            };
            tokio::select! {
                () = sleep(pause) => (),
                () = stopped(&mut stop) => return,
            }
        }
    }

    /// Serves a connection until it is over. One that stays up ends the long pauses.
    async fn serve(&self, socket: Socket, backoff: &mut Backoff, stop: &mut Stop) -> Ended {
        let connection = Connection::new(socket, &self.exchange, &self.report, &self.settings);
        let mut serving = pin!(connection.serve(stop));
        tokio::select! {
            why = &mut serving => return why,
            () = sleep(self.settings.steady_after) => (),
        }
        self.report.steady();
        backoff.reset();
        serving.await
    }
}
