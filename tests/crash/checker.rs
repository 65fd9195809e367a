//! The rule of `money.md`, held against what a storm left: a guest's card was charged, and the till shows the payment
//! once, or a person knows that it does not. Pure.

use crate::evidence::{Answer, Case, Evidence, Standing};
use patio_tests::till::What;
use std::collections::BTreeSet;
use std::fmt;

/// A promise that was not kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Breach {
    pub(crate) intent: String,
    pub(crate) wrong: Wrong,
}

/// What is wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Wrong {
    /// The till took it more than once, and nobody is told.
    Doubled,
    /// Dojo holds the money, the host took the payment upon itself, the till does not have it, and nobody is told.
    Lost,
    /// The till has a payment whose money went back, and nobody is told.
    Extra,
    /// The till has another amount than Dojo, and nobody is told.
    Differs,
    /// The host acknowledged it, and the ledger does not know it.
    Forgotten,
    /// The host is never done with it.
    Unfinished,
    /// It waits for a person, who is not told why.
    WithoutReason,
    /// The same request was answered with success and with an error, and nobody is told.
    Contradicted,
    /// A request that said something else about it was answered with success, or nobody is told of it.
    Forged,
    /// The till was told another order, amount or tip than Dojo's.
    Garbled,
    /// The till has a payment that Dojo knows nothing of.
    Invented,
}

/// Everything that is wrong; nothing where every promise was kept.
pub(crate) fn check(evidence: &Evidence) -> Vec<Breach> {
    let mut breaches: Vec<_> = evidence.cases.iter().flat_map(|case| check_case(evidence, case)).collect();
    let known: BTreeSet<_> = evidence.cases.iter().map(|case| case.intent.as_str()).collect();
    for line in evidence.book.iter().filter(|line| line.what != What::Cash) {
        let intent = line.intent.clone().unwrap_or_default();
        if !known.contains(intent.as_str()) {
            breaches.push(Breach { intent, wrong: Wrong::Invented });
        }
    }
    breaches
}

fn check_case(evidence: &Evidence, case: &Case) -> Vec<Breach> {
    let book = &evidence.book;
    let (net, times) = (case.net(book), case.times(book));
    let mut wrong = BTreeSet::new();
    let mut paid = case.lines(book).filter(|line| line.what == What::Paid);
    if paid.any(|line| (&line.order, line.amount, line.tips) != (&case.order, case.amount, case.tips)) {
        wrong.insert(Wrong::Garbled);
    }
    if case.was_taken_up() {
        match &case.standing {
            None => _ = wrong.insert(Wrong::Forgotten),
            Some(Standing::Open) => _ = wrong.insert(Wrong::Unfinished),
            Some(Standing::Attention(reason)) if reason.trim().is_empty() => _ = wrong.insert(Wrong::WithoutReason),
            Some(_) => {}
        }
    }
    // A person who knows of it sees the rest.
    if !case.is_a_persons() {
        if times > 1 {
            wrong.insert(Wrong::Doubled);
        }
        // What the host never answered for it may have done all the same.
        if net != case.held && (case.was_taken_up() || net != 0) {
            let amiss = match (net, case.held) {
                (0, _) => Wrong::Lost,
                (_, 0) => Wrong::Extra,
                _ => Wrong::Differs,
            };
            wrong.insert(amiss);
        }
        // What went back since, and is not at the till, is no longer anybody's worry.
        if !case.was_a_persons && (net, case.held) != (0, 0) {
            let heard = |wanted: fn(&Answer) -> bool| case.answers.iter().any(wanted);
            if heard(|one| *one == Answer::Success) && heard(|one| *one != Answer::Success) {
                wrong.insert(Wrong::Contradicted);
            }
            if case.forged {
                wrong.insert(Wrong::Forged);
            }
        }
    }
    wrong.into_iter().map(|wrong| Breach { intent: case.intent.clone(), wrong }).collect()
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.wrong, self.intent)
    }
}

mod tests {
    //! Each breach is seen where there is one, and none where there is none.

    use super::*;
    use patio_tests::till::Line;

    /// A payment that went as it should: charged, told, recorded, settled.
    fn fine() -> Case {
        Case {
            intent: "pi_1".to_owned(),
            order: "o".to_owned(),
            amount: 500,
            tips: 50,
            held: 500,
            answers: vec![Answer::Success],
            acknowledged: 1,
            forged: false,
            was_a_persons: false,
            standing: Some(Standing::Settled),
        }
    }

    fn line(what: What, amount: i64) -> Line {
        let tips = if what == What::Paid { 50 } else { 0 };
        Line { what, order: "o".to_owned(), intent: Some("pi_1".to_owned()), amount, tips }
    }

    fn paid() -> Line {
        line(What::Paid, 500)
    }

    #[track_caller]
    fn finds(case: Case, book: &[Line], wanted: &[Wrong]) {
        let told = Case { standing: Some(Standing::Attention("look".to_owned())), ..case.clone() };
        let wrong = |case: Case| {
            let evidence = Evidence { cases: vec![case], book: book.to_vec() };
            check(&evidence).into_iter().map(|breach| breach.wrong).collect::<Vec<_>>()
        };
        assert_eq!(wrong(case), wanted);
        let a_persons: Vec<_> =
            wrong(told).into_iter().filter(|wrong| !matches!(wrong, Wrong::Garbled | Wrong::Invented)).collect();
        assert_eq!(a_persons, [], "a person who is told of it sees it");
    }

    #[test]
    fn what_went_well_is_no_breach() {
        finds(fine(), &[paid()], &[]);
        finds(Case { answers: vec![], ..fine() }, &[paid()], &[]);
        finds(Case { acknowledged: 0, ..fine() }, &[paid()], &[]);
        let cash = Line { intent: None, ..line(What::Cash, 500) };
        finds(fine(), &[cash, paid()], &[]);
    }

    #[test]
    fn what_was_declined_and_given_back_is_no_breach() {
        let declined = Case { held: 0, answers: vec![Answer::Error(409)], ..fine() };
        finds(declined.clone(), &[], &[]);
        finds(declined, &[paid(), line(What::Undone, 500)], &[]);
    }

    #[test]
    fn a_part_that_went_back_is_no_breach() {
        finds(Case { held: 300, ..fine() }, &[paid(), line(What::Undone, 200)], &[]);
    }

    #[test]
    fn what_was_never_taken_up_and_never_done_is_no_breach() {
        finds(Case { answers: vec![], acknowledged: 0, standing: None, ..fine() }, &[], &[]);
    }

    #[test]
    fn twice_is_a_breach() {
        finds(fine(), &[paid(), paid()], &[Wrong::Doubled, Wrong::Differs]);
        // Even where the sum is right again: somebody was shown it twice.
        finds(fine(), &[paid(), paid(), line(What::Undone, 500)], &[Wrong::Doubled]);
    }

    #[test]
    fn never_is_a_breach() {
        finds(fine(), &[], &[Wrong::Lost]);
        finds(Case { answers: vec![], ..fine() }, &[], &[Wrong::Lost]);
        finds(Case { acknowledged: 0, ..fine() }, &[], &[Wrong::Lost]);
        // An error was answered, and Dojo forgot to give the money back.
        finds(Case { answers: vec![Answer::Error(503)], ..fine() }, &[], &[Wrong::Lost]);
    }

    #[test]
    fn what_went_back_and_is_still_there_is_a_breach() {
        finds(Case { held: 0, answers: vec![Answer::Error(503)], ..fine() }, &[paid()], &[Wrong::Extra]);
        finds(Case { held: 0, answers: vec![], acknowledged: 0, standing: None, ..fine() }, &[paid()], &[Wrong::Extra]);
    }

    #[test]
    fn another_sum_is_a_breach() {
        finds(fine(), &[paid(), line(What::Undone, 200)], &[Wrong::Differs]);
        let undone_twice = [paid(), line(What::Undone, 500), line(What::Undone, 500)];
        finds(Case { held: 0, ..fine() }, &undone_twice, &[Wrong::Extra]);
    }

    #[test]
    fn what_was_acknowledged_and_is_not_in_the_ledger_is_a_breach() {
        finds(Case { standing: None, ..fine() }, &[paid()], &[Wrong::Forgotten]);
    }

    #[test]
    fn what_is_never_brought_to_its_end_is_a_breach() {
        finds(Case { standing: Some(Standing::Open), ..fine() }, &[paid()], &[Wrong::Unfinished]);
    }

    #[test]
    fn attention_without_a_reason_is_a_breach_and_no_excuse() {
        let mute = Case { standing: Some(Standing::Attention(" ".to_owned())), ..fine() };
        finds(mute, &[], &[Wrong::Lost, Wrong::WithoutReason]);
    }

    #[test]
    fn two_answers_that_do_not_agree_are_a_breach() {
        let answers = vec![Answer::Error(503), Answer::Success];
        let both = Case { answers, ..fine() };
        finds(both.clone(), &[paid()], &[Wrong::Contradicted]);
        finds(Case { was_a_persons: true, ..both.clone() }, &[paid()], &[]);
        finds(Case { held: 0, ..both }, &[], &[]);
    }

    #[test]
    fn other_content_under_the_same_name_that_nobody_is_told_of_is_a_breach() {
        finds(Case { forged: true, ..fine() }, &[paid()], &[Wrong::Forged]);
        finds(Case { forged: true, was_a_persons: true, ..fine() }, &[paid()], &[]);
        finds(Case { forged: true, held: 0, ..fine() }, &[paid(), line(What::Undone, 500)], &[]);
    }

    #[test]
    fn what_the_till_was_told_wrongly_is_a_breach() {
        finds(Case { held: 400, amount: 400, ..fine() }, &[paid()], &[Wrong::Differs, Wrong::Garbled]);
        finds(Case { order: "other".to_owned(), ..fine() }, &[paid()], &[Wrong::Garbled]);
    }

    #[test]
    fn a_payment_that_dojo_knows_nothing_of_is_a_breach() {
        let stray = Line { intent: Some("pi_2".to_owned()), ..paid() };
        finds(fine(), &[paid(), stray], &[Wrong::Invented]);
        finds(fine(), &[paid(), Line { intent: None, ..paid() }], &[Wrong::Invented]);
    }
}
