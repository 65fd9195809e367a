//! A venue's task is begun, told to end, waited for, and cut off: never two at once.

use super::*;
use crate::config::Config;
use std::path::Path;
use std::sync::Mutex;
use tokio::sync::Notify;

/// What the tasks of a test did, in order; and the word that lets them end.
#[derive(Clone, Default)]
struct Diary(Arc<(Mutex<Vec<String>>, Notify)>);

impl Diary {
    fn write(&self, what: &str) {
        self.0.0.lock().unwrap().push(what.to_owned());
    }

    fn lines(&self) -> Vec<String> {
        self.0.0.lock().unwrap().clone()
    }

    async fn until(&self, what: &str) {
        while !self.lines().iter().any(|line| line == what) {
            tokio::task::yield_now().await;
        }
    }
}

/// Tells when it is dropped, as what a task holds is.
struct Held(Diary, String);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.write(&format!("{} gone", self.1));
    }
}

/// A venue that polls every so often: another number is another configuration.
fn venues(poll_interval_ms: u32) -> Venues {
    let toml = format!(
        "[venues.crown]\nadapter = \"demo\"\naccount_id = \"a\"\npasswords = [{{ value = \"p\" }}]\npoll_interval_ms = {poll_interval_ms}\n"
    );
    let (config, _) = Config::parse(&toml, Path::new(""), []).unwrap_or_else(|problems| panic!("{problems}"));
    Venues::default().replaced_by(config.venues.values())
}

/// A task that takes its time: it ends when it was told to, and then the diary lets it.
fn slow(diary: &Diary, name: &str, mut told: Stop) -> Option<impl Future<Output = ()> + Send + use<>> {
    let (diary, name) = (diary.clone(), name.to_owned());
    Some(async move {
        let _held = Held(diary.clone(), name.clone());
        diary.write(&format!("{name} begins"));
        stopped(&mut told).await;
        diary.write(&format!("{name} told"));
        diary.0.1.notified().await;
    })
}

#[tokio::test]
async fn the_next_task_of_a_venue_begins_when_the_one_before_has_ended() {
    let diary = Diary::default();
    let mut tasks = VenueTasks::new(Duration::from_secs(3600));
    tasks.look(&venues(5000), |_, told| slow(&diary, "first", told));
    diary.until("first begins").await;
    tasks.look(&venues(6000), |_, told| slow(&diary, "second", told));
    diary.until("first told").await;
    // It went and came back while the first was still at it.
    tasks.look(&Venues::default(), |_, told| slow(&diary, "none", told));
    tasks.look(&venues(7000), |_, told| slow(&diary, "third", told));
    diary.0.1.notify_one();
    diary.until("third begins").await;
    assert_eq!(diary.lines(), ["first begins", "first told", "first gone", "third begins"]);
}

#[tokio::test]
async fn a_task_that_does_not_end_in_time_is_cut_off() {
    let diary = Diary::default();
    let grace = Duration::from_millis(30);
    let mut tasks = VenueTasks::new(grace);
    tasks.look(&venues(5000), |_, told| slow(&diary, "first", told));
    diary.until("first begins").await;
    let started = std::time::Instant::now();
    assert_eq!(tasks.end().await, 1);
    assert!(started.elapsed() >= grace, "it had its time");
    assert_eq!(diary.lines(), ["first begins", "first told", "first gone"]);
}

#[tokio::test]
async fn a_venue_that_stays_as_it_is_keeps_its_task() {
    let (diary, venues) = (Diary::default(), venues(5000));
    let mut tasks = VenueTasks::new(Duration::from_secs(3600));
    for _ in 0..3 {
        tasks.look(&venues, |_, told| slow(&diary, "first", told));
        diary.until("first begins").await;
    }
    assert_eq!(diary.lines(), ["first begins"]);
    diary.0.1.notify_one();
    assert_eq!(tasks.end().await, 0, "it ended by itself");
}
