//! A configuration that changed is taken up without a restart, as far as it can be; one that is wrong is not.

use super::config_file::ConfigFile;
use super::still::Still;
use crate::config::{self, Config, Problems};
use crate::fence::{Fence, Rule};
use crate::notice::{Level, Notice, Notices};
use crate::registry::Registry;
use crate::transport::http1::Tls;
use crate::transport::{CurrentVenues, Venues};
use crate::venue::VenueId;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// How often the files are looked at: soon enough for the person who saved one, and a read of some kilobytes.
const LOOK: Duration = Duration::from_secs(1);

/// Takes up what changes in files.
pub(super) struct Reload {
    file: ConfigFile,
    /// As the process was started: what needs a restart is as it was then.
    started: Config,
    /// As it was taken up last.
    current: Config,
    venues: Arc<CurrentVenues>,
    registry: Arc<Registry>,
    notices: Arc<Notices>,
    tls: Option<(Arc<Tls>, config::Tls)>,
    file_seen: Still,
    tls_seen: Still,
    fence: Option<Fence>,
    /// What the current configuration names beyond it, and what was made anew since: told.
    outside: Vec<Rule>,
    replaced: Vec<Rule>,
}

// === impl Reload ===

impl Reload {
    pub(super) fn new(
        file: ConfigFile,
        config: Config,
        venues: Arc<CurrentVenues>,
        registry: Arc<Registry>,
        notices: Arc<Notices>,
        tls: Option<Arc<Tls>>,
    ) -> Self {
        let tls = tls.zip(config.server.tls.clone());
        let (file_seen, tls_seen) = (Still::default(), Still::default());
        Self {
            file,
            started: config.clone(),
            current: config,
            venues,
            registry,
            notices,
            tls,
            file_seen,
            tls_seen,
            fence: None,
            outside: Vec::new(),
            replaced: Vec::new(),
        }
    }

    /// In a process that is fenced in.
    pub(super) fn within(self, fence: Option<Fence>) -> Self {
        Self { fence, ..self }
    }

    /// Looks at the files for as long as it is polled, and at once when it is asked to.
    pub(super) async fn watch(self, asked: Arc<Notify>) {
        let reload = Arc::new(Mutex::new(self));
        loop {
            let by_request = tokio::select! {
                () = tokio::time::sleep(LOOK) => false,
                () = asked.notified() => true,
            };
            let reload = Arc::clone(&reload);
            let look = move || reload.lock().unwrap_or_else(PoisonError::into_inner).look(by_request);
            // Files may lie on a slow disk.
            if let Err(error) = tokio::task::spawn_blocking(look).await {
                tracing::error!(%error, "the configuration was not read again");
            }
        }
    }

    /// One look. By request, the file is read even where it did not change: secrets in other files may have.
    fn look(&mut self, by_request: bool) {
        self.tell_what_was_replaced();
        if self.file_seen.look([self.file.path()]) || by_request {
            match self.file.load() {
                Ok((config, warnings)) => {
                    if config != self.current {
                        for warning in warnings {
                            self.notices.tell(Notice::new(Level::Warning, warning.to_string()));
                        }
                        self.take_up(config);
                    }
                }
                Err(problems) => self.refuse(&problems),
            }
        }
        if let Some((tls, files)) = &self.tls
            && (self.tls_seen.look([files.certificate.as_path(), files.key.as_path()]) || by_request)
        {
            // The first look finds what was read at the start: to read it twice costs less than to tell it apart.
            if let Err(error) = tls.read_again(&files.certificate, &files.key) {
                let text = format!("certificate and key were not taken up, those from before go on: {error}");
                self.notices.tell(Notice::new(Level::Error, text));
            }
        }
    }

    fn take_up(&mut self, config: Config) {
        let changes = changes(&self.current, &config);
        let venues: &Venues = &self.venues.load();
        self.venues.store(Arc::new(venues.replaced_by(config.venues.values())));
        self.registry.set_trust(&config.adapters.trust);
        let file = self.file.path().display();
        if !changes.is_empty() {
            self.notices.tell(Notice::new(Level::Info, format!("{file} was taken up: {changes}")));
        }
        let restart = self.started.needs_restart(&config);
        if !restart.is_empty() && restart != self.started.needs_restart(&self.current) {
            let text = format!("{file} changed what only a restart takes up: {}", restart.join(", "));
            self.notices.tell(Notice::new(Level::Warning, text));
        }
        self.tell_what_is_outside(&config);
        self.current = config;
    }

    /// A fence only tightens: what a configuration names beyond it is out of reach, and whoever wrote it must know.
    fn tell_what_is_outside(&mut self, config: &Config) {
        let Some(fence) = &self.fence else { return };
        let outside = fence.outside(config, self.file.path());
        if !outside.is_empty() && outside != self.outside {
            let file = self.file.path().display();
            let named: Vec<_> = outside.iter().map(ToString::to_string).collect();
            let named = named.join(", ");
            let text = format!("{file} names what this process is fenced off from until patio is restarted: {named}");
            self.notices.tell(Notice::new(Level::Warning, text));
        }
        self.outside = outside;
    }

    /// The kernel lets in what was there at the start, not what has its name now.
    fn tell_what_was_replaced(&mut self) {
        let Some(fence) = &self.fence else { return };
        let replaced = fence.replaced();
        for rule in replaced.iter().filter(|rule| !self.replaced.contains(rule)) {
            let text = format!(
                "{rule} is not what it was at the start: this process is fenced off from it until patio is restarted"
            );
            self.notices.tell(Notice::new(Level::Error, text));
        }
        self.replaced = replaced;
    }

    fn refuse(&self, problems: &Problems) {
        let file = self.file.path().display();
        let mut text = format!("{file} was not taken up, the configuration from before goes on:\n{problems}");
        if self.fence.is_some() && text.contains("Permission denied") {
            text.push_str(
                "\n  hint: this process is fenced in: a file in a folder that is new to it is read after a restart",
            );
        }
        self.notices.tell(Notice::new(Level::Error, text));
    }
}

/// What is different for which venues, in words.
fn changes(old: &Config, new: &Config) -> String {
    let names = |what: &str, names: Vec<&VenueId>| {
        let names: Vec<_> = names.into_iter().map(VenueId::as_str).collect();
        (!names.is_empty()).then(|| format!("{what} {}", names.join(", ")))
    };
    let added = new.venues.keys().filter(|id| !old.venues.contains_key(*id)).collect();
    let removed = old.venues.keys().filter(|id| !new.venues.contains_key(*id)).collect();
    let changed = |(id, venue): &(&VenueId, &Arc<_>)| old.venues.get(*id).is_some_and(|before| before != *venue);
    let changed = new.venues.iter().filter(changed).map(|(id, _)| id).collect();
    let trust = (old.adapters.trust != new.adapters.trust).then(|| "other keys in [adapters] trust".to_owned());
    let parts = [names("new venues", added), names("venues gone", removed), names("changed venues", changed), trust];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
