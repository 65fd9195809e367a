//! Who is let in, who waits, and who is refused.

use super::*;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

const MINUTE: Duration = Duration::from_secs(60);

fn soon() -> Instant {
    Instant::now() + MINUTE
}

/// A call that asks to be let in.
struct Caller<'a> {
    asks: Pin<Box<dyn Future<Output = Answer> + 'a>>,
    /// What it heard at once.
    heard: Option<Answer>,
}

type Answer = Result<Place<&'static str>, Full>;

impl Caller<'_> {
    fn hears(&mut self) -> Poll<Answer> {
        match self.heard.take() {
            Some(heard) => Poll::Ready(heard),
            None => self.asks.as_mut().poll(&mut Context::from_waker(Waker::noop())),
        }
    }

    #[track_caller]
    fn waits(&mut self) {
        assert!(self.hears().is_pending());
    }

    #[track_caller]
    fn is_refused(&mut self) {
        assert!(matches!(self.hears(), Poll::Ready(Err(Full))));
    }

    #[track_caller]
    fn is_in(&mut self) -> Place<&'static str> {
        match self.hears() {
            Poll::Ready(Ok(place)) => place,
            Poll::Ready(Err(Full)) => panic!("refused"),
            Poll::Pending => panic!("still waits"),
        }
    }
}

fn ask<'a>(gate: &'a Arc<Gate<&'static str>>, of: &'static str, errand: Errand) -> Caller<'a> {
    let mut caller = Caller { asks: Box::pin(async move { gate.admit(&of, errand, soon()).await }), heard: None };
    if let Poll::Ready(heard) = caller.hears() {
        caller.heard = Some(heard);
    }
    caller
}

#[tokio::test]
async fn who_finds_the_queue_full_is_refused_at_once() {
    let gate = Gate::new(1, 0, MINUTE);
    let inside = ask(&gate, "crown", Errand::Read).is_in();
    ask(&gate, "crown", Errand::Read).is_refused();
    drop(inside);
    ask(&gate, "crown", Errand::Read).is_in();
}

#[tokio::test]
async fn nobody_waits_longer_than_the_gate_or_the_call_allows() {
    for (longest, deadline) in [(Duration::from_millis(1), soon()), (MINUTE, Instant::now() + Duration::from_millis(1))]
    {
        let gate = Gate::new(1, 1, longest);
        let _inside = gate.admit(&"crown", Errand::Read, soon()).await.map_err(|_| ()).unwrap();
        assert!(gate.admit(&"crown", Errand::Read, deadline).await.is_err());
        assert_eq!(gate.state().waiting, 0, "its place in the queue is free again");
    }
}

#[tokio::test]
async fn a_wait_that_is_abandoned_gives_its_place_back() {
    let gate = Gate::new(1, 2, MINUTE);
    let inside = ask(&gate, "crown", Errand::Read).is_in();
    let (gone, mut next) = (ask(&gate, "crown", Errand::Read), ask(&gate, "crown", Errand::Read));
    assert_eq!(gate.state().waiting, 2);
    drop(gone);
    assert_eq!(gate.state().waiting, 1);
    drop(inside);
    next.is_in();
}

#[tokio::test]
async fn a_place_that_was_handed_to_somebody_who_left_goes_to_the_next() {
    let gate = Gate::new(1, 2, MINUTE);
    let inside = ask(&gate, "crown", Errand::Read).is_in();
    let (given, mut next) = (ask(&gate, "crown", Errand::Read), ask(&gate, "crown", Errand::Read));
    drop(inside);
    // It was handed over, but its task was not run before it was dropped.
    drop(given);
    drop(next.is_in());
    let state = gate.state();
    assert_eq!((state.reads, state.urgent, state.waiting, state.lines.len()), (0, 0, 0, 0));
}

#[tokio::test]
async fn venues_are_served_in_turn_however_many_calls_one_has_waiting() {
    let gate = Gate::new(1, 100, MINUTE);
    let inside = ask(&gate, "crown", Errand::Read).is_in();
    let mut crowd: Vec<_> = (0..32).map(|_| ask(&gate, "crown", Errand::Read)).collect();
    let mut first = ask(&gate, "anchor", Errand::Read);
    drop(inside);
    // One of the crowd was there before; the next is the other venue's.
    drop(crowd.first_mut().unwrap().is_in());
    drop(first.is_in());
    drop(crowd.get_mut(1).unwrap().is_in());
}

#[tokio::test]
async fn a_full_queue_pushes_out_the_last_of_the_longest_line_for_another_venues_first() {
    let gate = Gate::new(1, 3, MINUTE);
    let _inside = ask(&gate, "crown", Errand::Read).is_in();
    let mut crowd: Vec<_> = (0..3).map(|_| ask(&gate, "crown", Errand::Read)).collect();
    ask(&gate, "crown", Errand::Read).is_refused();
    let mut first = ask(&gate, "anchor", Errand::Read);
    first.waits();
    crowd.pop().unwrap().is_refused();
    crowd.last_mut().unwrap().waits();
    // Now both have about the same, and nobody is pushed out any more.
    ask(&gate, "anchor", Errand::Read).is_refused();
    assert_eq!(gate.state().waiting, 3);
}

#[tokio::test]
async fn reads_are_shed_before_payments() {
    let gate = Gate::new(8, 2, MINUTE);
    let mut inside: Vec<_> = (0..7).map(|_| ask(&gate, "crown", Errand::Read).is_in()).collect();
    let (mut one, mut two) = (ask(&gate, "crown", Errand::Read), ask(&gate, "anchor", Errand::Read));
    one.waits();
    two.waits();
    let payment = ask(&gate, "crown", Errand::Change).is_in();
    let mut second = ask(&gate, "crown", Errand::Change);
    second.waits();
    one.waits();
    two.is_refused();
    let mut look = ask(&gate, "crown", Errand::Look);
    look.waits();
    one.is_refused();
    ask(&gate, "anchor", Errand::Read).is_refused();
    // Whose place becomes free: payments first, wherever they came from.
    inside.pop();
    drop(second.is_in());
    drop(look.is_in());
    drop(payment);
    assert_eq!((gate.state().reads, gate.state().urgent), (6, 0));
}

#[tokio::test]
async fn the_last_place_is_not_a_reads_where_there_are_enough() {
    for (places, reads) in [(1, 1), (7, 7), (8, 7), (64, 56)] {
        let gate = Gate::new(places, 0, MINUTE);
        let inside: Vec<_> = (0..reads).map(|_| ask(&gate, "crown", Errand::Read).is_in()).collect();
        ask(&gate, "crown", Errand::Read).is_refused();
        drop(inside);
    }
}
