//! Runs come when they should, whatever the clocks do.

use super::*;
use proptest::prelude::*;

fn calendar(zone: &str, close_of_day: &str) -> Calendar {
    let zone = TimeZone::get(zone).unwrap();
    Calendar { zone, close_of_day: close_of_day.parse().unwrap(), minute: 17 * 60_000 }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[track_caller]
fn check_next(calendar: &Calendar, now: &str, expected: &str, occasion: Occasion) {
    assert_eq!(calendar.next_run(at(now)), (at(expected), occasion));
}

#[track_caller]
fn check_day(calendar: &Calendar, now: &str, from: &str, to: &str) {
    assert_eq!(calendar.day_over(at(now)), Period { from: at(from), to: at(to) });
}

#[test]
fn a_venue_is_reconciled_every_hour_at_its_own_minute() {
    let london = calendar("Europe/London", "04:00");
    check_next(&london, "2026-11-22T19:00:00Z", "2026-11-22T19:17:00Z", Occasion::Hour);
    check_next(&london, "2026-11-22T19:17:00Z", "2026-11-22T20:17:00Z", Occasion::Hour);
    check_next(&london, "2026-11-22T23:59:59.999Z", "2026-11-23T00:17:00Z", Occasion::Hour);
    let minute = |venue: &str| Calendar::new(&venue.parse().unwrap(), TimeZone::UTC, Time::midnight()).minute;
    assert_eq!(minute("crown"), minute("crown"));
    assert!((0..50).any(|number| minute(&format!("venue-{number}")) != minute("crown")));
}

#[test]
fn a_day_that_is_over_is_reconciled_when_it_has_settled() {
    let london = calendar("Europe/London", "04:00");
    check_next(&london, "2026-11-23T04:00:00Z", "2026-11-23T04:10:00Z", Occasion::Close);
    check_next(&london, "2026-11-23T04:10:00Z", "2026-11-23T04:17:00Z", Occasion::Hour);
    check_day(&london, "2026-11-23T04:10:00Z", "2026-11-22T04:00:00Z", "2026-11-23T04:00:00Z");
    check_day(&london, "2026-11-23T04:09:59.999Z", "2026-11-21T04:00:00Z", "2026-11-22T04:00:00Z");
    let so_far = london.day_so_far(at("2026-11-23T04:09:00Z"));
    assert_eq!(so_far, Period { from: at("2026-11-23T04:00:00Z"), to: at("2026-11-23T04:09:00Z") });
}

#[test]
fn the_day_ends_by_the_clock_on_the_wall() {
    let london = calendar("Europe/London", "04:00");
    check_next(&london, "2026-07-01T02:30:00Z", "2026-07-01T03:10:00Z", Occasion::Close);
    let kathmandu = calendar("Asia/Kathmandu", "00:00");
    check_next(&kathmandu, "2026-07-01T18:20:00Z", "2026-07-01T18:25:00Z", Occasion::Close);
}

#[test]
fn the_days_on_which_clocks_change_are_shorter_and_longer() {
    let london = calendar("Europe/London", "04:00");
    check_day(&london, "2026-03-29T12:00:00Z", "2026-03-28T04:00:00Z", "2026-03-29T03:00:00Z");
    check_day(&london, "2026-10-25T12:00:00Z", "2026-10-24T03:00:00Z", "2026-10-25T04:00:00Z");
}

#[test]
fn a_close_that_the_clocks_leap_over_comes_when_they_have_leapt() {
    // There is no 01:30 on that day: half an hour into what is left out is half an hour after the leap.
    let london = calendar("Europe/London", "01:30");
    check_day(&london, "2026-03-29T12:00:00Z", "2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z");
    check_day(&london, "2026-03-30T12:00:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z");
}

#[test]
fn a_close_that_comes_twice_is_the_first() {
    let london = calendar("Europe/London", "01:30");
    check_day(&london, "2026-10-25T12:00:00Z", "2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z");
}

#[test]
fn a_day_that_a_zone_left_out_is_no_day() {
    let apia = calendar("Pacific/Apia", "04:00");
    // The 30th of December 2011: the clocks went from the 29th to the 31st.
    let mut closes = Vec::new();
    let mut now = at("2011-12-28T20:00:00Z");
    while closes.len() < 3 {
        let (next, occasion) = apia.next_run(now);
        if occasion == Occasion::Close {
            closes.push(apia.day_over(next).to.to_string());
        }
        now = next;
    }
    assert_eq!(closes, ["2011-12-29T14:00:00.000Z", "2011-12-30T14:00:00.000Z", "2011-12-31T14:00:00.000Z"]);
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    let zones = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC"];
    (prop::sample::select(zones.to_vec()), 0..24_i8, 0..60_i8, 0..60_i64).prop_map(|(zone, hour, minute, own)| {
        Calendar {
            zone: TimeZone::get(zone).unwrap(),
            close_of_day: Time::new(hour, minute, 0, 0).unwrap(),
            minute: own * 60_000,
        }
    })
}

/// 2000 to 2040.
fn any_instant() -> impl Strategy<Value = Timestamp> {
    (946_684_800_000_i64..2_208_988_800_000).prop_map(|millisecond| Timestamp::from_millisecond(millisecond).unwrap())
}

#[test]
fn the_next_run_is_within_the_hour_and_no_close_is_left_out() {
    proptest!(ProptestConfig::with_cases(2048), |(calendar in any_calendar(), now in any_instant())| {
        let (next, occasion) = calendar.next_run(now);
        prop_assert!(next > now && next <= later(now, Duration::from_hours(1)));
        // A day is over between now and then exactly where the run is about one.
        let is_over = calendar.day_over(next) != calendar.day_over(now);
        prop_assert_eq!(is_over, occasion == Occasion::Close);
    });
}

#[test]
fn days_follow_each_other_without_a_gap_and_are_about_a_day_long() {
    proptest!(ProptestConfig::with_cases(2048), |(calendar in any_calendar(), now in any_instant())| {
        let over = calendar.day_over(now);
        prop_assert!(over.to <= earlier(now, SETTLING));
        let hours = (over.to.as_millisecond() - over.from.as_millisecond()) / HOUR_MS;
        prop_assert!((22..=26).contains(&hours), "{} hours: {over:?}", hours);
        let next = calendar.day_over(later(over.to, Duration::from_hours(49)));
        prop_assert!(next.from >= over.to);
        let next = calendar.day_so_far(over.to);
        prop_assert_eq!(next.from, over.to);
    });
}
