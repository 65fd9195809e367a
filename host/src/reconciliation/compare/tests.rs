//! Each rule of the comparison, and that nothing is dropped.

use super::*;
use crate::epos::{CaptureMode, Currency, PaymentIntent, Timestamp};
use crate::ledger::Reading;
use proptest::prelude::*;

fn pounds(value: i64) -> Money {
    Money::new(value, Currency::new("GBP").unwrap())
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A payment of 12.50 for an order, long ago.
fn listed(id: &str, status: PaymentStatus, order: Option<&str>) -> Listed {
    Listed {
        id: id.to_owned(),
        reading: Reading {
            status,
            capture_mode: CaptureMode::Auto,
            charged: pounds(1250),
            intent: PaymentIntent {
                order_id: order.map(ToOwned::to_owned),
                paid_amount: pounds(1250),
                tips_amount: None,
                service_charge_amount: None,
                cashback_amount: None,
                refunded_amount: None,
                waiter_id: None,
                metadata: Vec::new(),
            },
        },
        updated_at: at("2026-11-22T19:00:00Z"),
        raw: String::new(),
    }
}

fn known(listed: Listed, ledger: LedgerWord) -> Known {
    Known { compared: true, dojo: AtDojo::Says(Box::new(listed)), ledger }
}

fn shown(intent: &str, paid: i64) -> ShownPayment {
    let intent = Some(intent.to_owned()).filter(|id| !id.is_empty());
    ShownPayment { intent, paid: pounds(paid), tips: None }
}

fn case(intents: Vec<(&str, Known)>, orders: Vec<(&str, Shown)>) -> Case {
    Case {
        venue: "crown".parse().unwrap(),
        settled_before: at("2026-11-22T20:00:00Z"),
        shows_intents: true,
        intents: intents.into_iter().map(|(id, known)| (id.to_owned(), known)).collect(),
        orders: orders.into_iter().map(|(id, shown)| (id.to_owned(), shown)).collect(),
    }
}

/// One intent, `pi`, for order `o`, which shows these payments.
fn one(known: Known, payments: Vec<ShownPayment>) -> Case {
    case(vec![("pi", known)], vec![("o", Shown::Payments(payments))])
}

fn captured() -> Listed {
    listed("pi", PaymentStatus::Captured, Some("o"))
}

/// As `list intent order: what / to do`.
#[track_caller]
fn check(case: &Case, expected: &[&str]) {
    let Comparison { findings, not_compared, agreed, unrelated } = compare(case);
    let found = findings.iter().map(|found| {
        let Finding { list, payment_intent_id, order_id, what, to_do, .. } = found;
        format!("{} {payment_intent_id} {order_id}: {what} / {to_do}", list.name())
    });
    let skipped = not_compared.iter().map(|one| {
        let [id, order] = [&one.payment_intent_id, &one.order_id].map(|id| id.as_deref().unwrap_or("-"));
        format!("not compared {id} {order}: {}", one.reason)
    });
    let agreed = agreed.iter().map(|id| format!("agreed {id}"));
    let unrelated = (unrelated > 0).then(|| format!("unrelated {unrelated}"));
    let all: Vec<_> = found.chain(skipped).chain(agreed).chain(unrelated).collect();
    assert_eq!(all, expected);
}

#[test]
fn a_payment_that_the_order_shows_as_dojo_has_it_is_no_finding() {
    check(&one(known(captured(), LedgerWord::Applied), vec![shown("pi", 1250)]), &["agreed pi"]);
    // In parts, and beside cash.
    let parts = vec![shown("pi", 1000), shown("", 1250), shown("pi", 250)];
    check(&one(known(captured(), LedgerWord::Applied), parts), &["agreed pi"]);
}

#[test]
fn a_payment_that_the_order_does_not_show_is_missing_and_the_ledger_says_what_to_do() {
    let missing = |word: LedgerWord| {
        let case = one(known(captured(), word), vec![shown("", 1250)]);
        compare(&case).findings.remove(0).to_do
    };
    assert_eq!(
        missing(LedgerWord::Applied),
        "it was on the POS once: ask who took it off, then enter it there by hand or refund it at Dojo"
    );
    assert_eq!(
        missing(LedgerWord::Declined("conflict: locked".to_owned())),
        "refund it at Dojo: the card machine was told that it is not on the POS"
    );
    let answer =
        "answer it: `patio payments resolve pi --venue crown` with --applied, --post or --refund, and --by YOU";
    assert_eq!(missing(LedgerWord::Attention("unknown: x".to_owned())), answer);
    assert_eq!(missing(LedgerWord::Unknown), answer);
    assert_eq!(
        missing(LedgerWord::Open),
        "nothing yet: the host is at it; `patio payments show pi` says when it tries next"
    );
    assert_eq!(
        missing(LedgerWord::NotThere),
        "nothing yet: the host takes it in at its next reconciliation and puts it on the POS"
    );
    assert_eq!(
        missing(LedgerWord::Settled),
        "`patio payments show pi` says what is known; enter it at the POS by hand, or refund it at Dojo"
    );
}

#[test]
fn a_missing_payment_has_all_its_numbers() {
    let mut intent = captured();
    intent.reading.intent.tips_amount = Some(pounds(100));
    let case = one(known(intent, LedgerWord::Open), vec![]);
    let found = compare(&case).findings.remove(0);
    assert_eq!(found.what, "Dojo has the money, and the order does not show the payment");
    assert_eq!((found.venue.as_str(), found.list, found.order_id.as_str()), ("crown", List::Missing, "o"));
    assert_eq!((found.status, found.ledger.as_str()), (Some(PaymentStatus::Captured), "open"));
    assert_eq!((found.dojo_amount, found.dojo_tips), (Some(pounds(1250)), Some(pounds(100))));
    assert_eq!((found.pos_amount, found.pos_tips), (None, None));
}

#[test]
fn a_payment_of_an_order_that_the_pos_does_not_know_is_missing_unless_it_was_applied() {
    let gone =
        |word, status| case(vec![("pi", known(listed("pi", status, Some("o")), word))], vec![("o", Shown::Gone)]);
    check(
        &gone(LedgerWord::NotThere, PaymentStatus::Captured),
        &[
            "missing pi o: Dojo has the money, and the POS has no such order / nothing yet: the host takes it in at its \
           next reconciliation and puts it on the POS",
        ],
    );
    check(
        &gone(LedgerWord::Applied, PaymentStatus::Captured),
        &["not compared pi o: the POS does not have its order any more, and the ledger says applied"],
    );
    check(&gone(LedgerWord::Applied, PaymentStatus::Refunded), &["agreed pi"]);
}

#[test]
fn money_that_was_given_back_and_is_still_shown_is_extra() {
    for status in [PaymentStatus::Refunded, PaymentStatus::Reversed] {
        let intent = || listed("pi", status, Some("o"));
        check(
            &one(known(intent(), LedgerWord::Applied), vec![shown("pi", 1250)]),
            &[&format!(
                "extra pi o: the POS shows it, and Dojo gave the money back ({status}) / take it off the order at the POS: \
                 the guest has the money back"
            )],
        );
        check(&one(known(intent(), LedgerWord::Applied), vec![]), &["agreed pi"]);
        // Entered again with the other sign.
        check(&one(known(intent(), LedgerWord::Applied), vec![shown("pi", 1250), shown("pi", -1250)]), &["agreed pi"]);
    }
}

#[test]
fn a_payment_that_is_shown_twice_is_extra() {
    check(
        &one(known(captured(), LedgerWord::Applied), vec![shown("pi", 1250), shown("pi", 1250)]),
        &[
            "extra pi o: the POS shows it 2 times, 2500 GBP in all, and the card was charged 1250 GBP / take all but one of \
           them off the order at the POS",
        ],
    );
}

#[test]
fn a_payment_on_another_order_is_extra_there_and_missing_on_its_own() {
    let orders = vec![("o", Shown::Payments(vec![])), ("x", Shown::Payments(vec![shown("pi", 1250)]))];
    check(
        &case(vec![("pi", known(captured(), LedgerWord::Applied))], orders),
        &[
            "missing pi o: Dojo has the money, and the order does not show the payment / it was on the POS once: ask who \
             took it off, then enter it there by hand or refund it at Dojo",
            "extra pi x: the POS shows it on this order, and Dojo has it for order \"o\" / move it to order \"o\" at the \
             POS, unless it is there too: then take it off here",
        ],
    );
}

#[test]
fn a_payment_whose_card_was_not_charged_is_extra() {
    for status in [PaymentStatus::Created, PaymentStatus::Authorized, PaymentStatus::Canceled] {
        let stranger = Known { compared: false, ..known(listed("pi", status, Some("o")), LedgerWord::NotThere) };
        check(
            &one(stranger, vec![shown("pi", 1250)]),
            &[&format!(
                "extra pi o: the POS shows it, and the card was not charged ({status}) / take it off the order at the POS, \
                 unless the card is charged in the meantime"
            )],
        );
    }
}

#[test]
fn a_payment_that_dojo_does_not_know_is_extra() {
    let gone = Known { compared: false, dojo: AtDojo::Gone, ledger: LedgerWord::NotThere };
    check(
        &one(gone, vec![shown("pi", 1250)]),
        &[
            "extra pi o: the POS shows it, and Dojo does not know it / ask who entered it, and take it off the order at the \
           POS",
        ],
    );
}

#[test]
fn a_captured_payment_that_was_only_looked_up_is_compared_where_it_is_shown() {
    let stranger =
        |order| Known { compared: false, ..known(listed("pi", PaymentStatus::Captured, order), LedgerWord::Applied) };
    check(&one(stranger(Some("o")), vec![shown("pi", 1250)]), &[]);
    check(&one(stranger(None), vec![shown("pi", 1250)]), &[]);
    check(
        &one(stranger(None), vec![shown("pi", 1300)]),
        &["differs pi o: the POS shows 1300 GBP, and the card was charged 1250 GBP / correct the amount at the POS"],
    );
}

#[test]
fn other_amounts_tips_and_currencies_differ() {
    check(
        &one(known(captured(), LedgerWord::Applied), vec![shown("pi", 1200)]),
        &["differs pi o: the POS shows 1200 GBP, and the card was charged 1250 GBP / correct the amount at the POS"],
    );
    let euros = ShownPayment { paid: Money::new(1250, Currency::new("EUR").unwrap()), ..shown("pi", 0) };
    check(
        &one(known(captured(), LedgerWord::Applied), vec![euros]),
        &["differs pi o: the currencies differ / correct the amount at the POS"],
    );
    let tipped = |at_dojo: Option<i64>, at_the_pos: Option<i64>| {
        let mut intent = captured();
        intent.reading.intent.tips_amount = at_dojo.map(pounds);
        one(
            known(intent, LedgerWord::Applied),
            vec![ShownPayment { tips: at_the_pos.map(pounds), ..shown("pi", 1250) }],
        )
    };
    check(&tipped(Some(100), Some(100)), &["agreed pi"]);
    check(&tipped(None, Some(0)), &["agreed pi"]);
    // A point of sale without tips has nothing to correct.
    check(&tipped(Some(100), None), &["agreed pi"]);
    check(
        &tipped(Some(100), Some(0)),
        &[
            "differs pi o: the POS shows tips of 0 GBP, and the card was charged 100 for them / correct the tips at the POS",
        ],
    );
}

#[test]
fn of_a_partial_refund_the_pos_may_show_all_or_what_is_left() {
    let partly = |shows: i64| {
        let mut intent = captured();
        intent.reading.intent.refunded_amount = Some(pounds(450));
        one(known(intent, LedgerWord::Applied), vec![shown("pi", shows)])
    };
    check(&partly(1250), &["agreed pi"]);
    check(&partly(800), &["agreed pi"]);
    check(
        &partly(799),
        &["differs pi o: the POS shows 799 GBP, and the card was charged 1250 GBP / correct the amount at the POS"],
    );
}

#[test]
fn sales_without_an_order_and_deposits_are_no_finding() {
    let sale = known(listed("pi", PaymentStatus::Captured, None), LedgerWord::Settled);
    check(&case(vec![("pi", sale)], vec![]), &["unrelated 1"]);
    check(&one(known(captured(), LedgerWord::Deposit), vec![]), &["unrelated 1"]);
}

#[test]
fn what_cannot_be_read_is_told_and_not_dropped() {
    let unread = Shown::Unread("unavailable: the till is off".to_owned());
    check(
        &case(vec![("pi", known(captured(), LedgerWord::Open))], vec![("o", unread)]),
        &["not compared pi o: its order cannot be read: unavailable: the till is off"],
    );
    check(
        &case(vec![("pi", known(captured(), LedgerWord::Open))], vec![]),
        &["not compared pi o: its order was not read"],
    );
    let silent = Known { compared: false, dojo: AtDojo::Unread("timeout".to_owned()), ledger: LedgerWord::NotThere };
    check(
        &one(silent, vec![shown("pi", 1250)]),
        &["not compared pi o: the POS shows it, and Dojo cannot be asked about it: timeout"],
    );
    check(
        &case(vec![], vec![("o", Shown::Payments(vec![shown("pi", 1)]))]),
        &["not compared pi o: the POS shows it, and Dojo was not asked about it"],
    );
    let mixed =
        vec![shown("pi", 1250), ShownPayment { paid: Money::new(1, Currency::new("EUR").unwrap()), ..shown("pi", 0) }];
    check(
        &one(known(captured(), LedgerWord::Applied), mixed),
        &["not compared pi o: the POS shows it in amounts that cannot be added"],
    );
}

#[test]
fn what_changed_just_now_is_left_for_the_next_time() {
    let recent = Listed { updated_at: at("2026-11-22T20:00:00Z"), ..captured() };
    check(
        &one(known(recent.clone(), LedgerWord::Open), vec![]),
        &["not compared pi o: it changed less than 10 minutes ago: the next reconciliation compares it"],
    );
    // A card machine records a payment before it is captured.
    let mut authorized = recent;
    authorized.reading.status = PaymentStatus::Authorized;
    let stranger = Known { compared: false, ..known(authorized, LedgerWord::Applied) };
    check(
        &one(stranger, vec![shown("pi", 1250)]),
        &["not compared pi o: it changed less than 10 minutes ago: the next reconciliation compares it"],
    );
}

#[test]
fn where_the_pos_keeps_no_intents_an_amount_stands_for_one_payment() {
    let two =
        || ["pi_1", "pi_2"].map(|id| (id, known(listed(id, PaymentStatus::Captured, Some("o")), LedgerWord::Applied)));
    let of = |payments: Vec<ShownPayment>| Case {
        shows_intents: false,
        ..case(two().to_vec(), vec![("o", Shown::Payments(payments))])
    };
    check(&of(vec![shown("", 1250), shown("", 1250)]), &["agreed pi_1", "agreed pi_2"]);
    let missing = "missing pi_2 o: Dojo has the money, and the order does not show the payment / it was on the POS once: \
                   ask who took it off, then enter it there by hand or refund it at Dojo";
    check(&of(vec![shown("", 1250), shown("", 1249)]), &[missing, "agreed pi_1"]);
    // One that shows some intents shows all: the rest is cash.
    check(&of(vec![shown("pi_1", 1250), shown("", 1250)]), &[missing, "agreed pi_1"]);
    let shows = Case { shows_intents: true, ..of(vec![shown("", 1250), shown("", 1250)]) };
    assert_eq!(compare(&shows).findings.len(), 2);
}

#[test]
fn strangers_are_the_intents_that_orders_show_and_nobody_knows() {
    let payments = vec![shown("pi", 1), shown("pi_9", 1), shown("", 1)];
    assert_eq!(strangers(&one(known(captured(), LedgerWord::Applied), payments)), BTreeSet::from(["pi_9".to_owned()]));
}

fn any_case() -> impl Strategy<Value = Case> {
    let statuses = [
        PaymentStatus::Created,
        PaymentStatus::Authorized,
        PaymentStatus::Captured,
        PaymentStatus::Refunded,
        PaymentStatus::Reversed,
        PaymentStatus::Canceled,
    ];
    let words = [LedgerWord::Applied, LedgerWord::Unknown, LedgerWord::NotThere, LedgerWord::Deposit];
    let order = || prop::option::of(0..4_usize);
    let intent =
        (prop::sample::select(statuses.to_vec()), order(), prop::sample::select(words.to_vec()), any::<bool>(), 0..4);
    let payment = (0..6_usize, -3..4_i64);
    let orders = prop::collection::vec(prop::option::of(prop::collection::vec(payment, 0..5)), 4);
    (prop::collection::vec(intent, 0..5), orders, any::<bool>()).prop_map(|(intents, orders, shows_intents)| {
        let intents = intents.into_iter().enumerate().map(|(id, (status, order, word, recent, dojo))| {
            let mut listed = listed(&id.to_string(), status, order.map(|order| order.to_string()).as_deref());
            if recent {
                listed.updated_at = at("2026-11-22T21:00:00Z");
            }
            let mut known = known(listed, word);
            match dojo {
                0 => known.dojo = AtDojo::Gone,
                1 => known.dojo = AtDojo::Unread("why".to_owned()),
                2 => known.compared = false,
                _ => {}
            }
            (id.to_string(), known)
        });
        let orders = orders.into_iter().enumerate().filter_map(|(id, payments)| {
            let intent = |id: usize| if id == 5 { String::new() } else { id.to_string() };
            let payments = payments?.into_iter().map(|(id, paid)| shown(&intent(id), paid * 625)).collect();
            Some((id.to_string(), if id == 3 { Shown::Gone } else { Shown::Payments(payments) }))
        });
        Case { shows_intents, intents: intents.collect(), orders: orders.collect(), ..case(vec![], vec![]) }
    })
}

#[test]
fn every_intent_that_was_to_be_compared_is_accounted_for() {
    proptest!(ProptestConfig::with_cases(2048), |(case in any_case())| {
        let Comparison { findings, not_compared, agreed, unrelated } = compare(&case);
        let mut unaccounted = 0;
        for (id, known) in &case.intents {
            let found = findings.iter().any(|found| &found.payment_intent_id == id)
                || not_compared.iter().any(|one| one.payment_intent_id.as_ref() == Some(id));
            let agrees = agreed.contains(id);
            prop_assert!(known.compared || !agrees);
            unaccounted += usize::from(known.compared && !found && !agrees);
        }
        prop_assert!(unaccounted <= unrelated);
        // And no line is told twice.
        let lines: BTreeSet<_> = findings.iter().map(|found| (&found.payment_intent_id, &found.order_id)).collect();
        prop_assert_eq!(lines.len(), findings.len());
    });
}
