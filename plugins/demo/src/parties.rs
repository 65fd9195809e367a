//! The parties that sit at the tables.

use patio_sdk::model::{EposError, PageRequest, Requester};
use patio_sdk::parties::{Deposit, NewParty, Party, PartyFilter, PartyPage, PartyUpdate};

use crate::register::{Register, Registered};
use crate::reservations::Reservations;
use crate::{Demo, currency, evening, floor, id, stored};

/// All parties.
pub(crate) type Parties = Register<Party>;

/// Who sits down and nothing more is known of.
const SEATED: &str = "seated";

impl Registered for Party {
    const KEY: &'static str = "parties";
    const NAME: &'static str = "party";
    const PREFIX: &'static str = "p-";
    const FIRST: usize = 301;

    fn seeds() -> Vec<(usize, Self)> {
        evening::parties()
    }
}

impl patio_sdk::Parties for Demo {
    fn create_party(&self, party: NewParty, _: &Requester) -> Result<Party, EposError> {
        let (currency, reservations) = (currency::chosen()?, stored::read()?);
        stored::change(|parties| create(parties, &party, &reservations, currency)).map(|it| shown(it, currency))
    }

    fn get_party(&self, party_id: &str, _: &Requester) -> Result<Party, EposError> {
        let currency = currency::chosen()?;
        stored::read::<Parties>()?.get(party_id).map(|it| shown(it.clone(), currency))
    }

    fn update_party(&self, party_id: &str, party: PartyUpdate, _: &Requester) -> Result<Party, EposError> {
        let currency = currency::chosen()?;
        stored::change(|parties| update(parties, party_id, &party, currency)).map(|it| shown(it, currency))
    }

    fn delete_party(&self, party_id: &str, _: &Requester) -> Result<(), EposError> {
        stored::change(|parties: &mut Parties| parties.delete(party_id))
    }

    fn search_parties(&self, filter: &PartyFilter, page: &PageRequest, _: &Requester) -> Result<PartyPage, EposError> {
        let currency = currency::chosen()?;
        let (found, ends) = stored::read::<Parties>()?.search(|it| matches(it, filter), page)?;
        Ok(PartyPage { parties: found.into_iter().map(|it| shown(it, currency)).collect(), ends })
    }
}

fn create(
    parties: &mut Parties,
    new: &NewParty,
    reservations: &Reservations,
    currency: &str,
) -> Result<Party, EposError> {
    if let Some(party) = parties.made_as(&new.dojo_party_id)? {
        return Ok(party.clone());
    }
    if let Some(id) = &new.reservation_id {
        let unknown = |_| EposError::InvalidRequest(format!("there is no reservation {id}"));
        reservations.get(id).map_err(unknown)?;
    }
    let new_party = new.clone();
    let party = |id| Party {
        id,
        name: new_party.name,
        covers: new_party.covers,
        table_ids: new_party.table_ids,
        status: new_party.status.unwrap_or_else(|| SEATED.to_owned()),
        start_time: new_party.start_time,
        expected_end_time: new_party.expected_end_time,
        end_time: None,
        host_notes: new_party.host_notes,
        guest_requests: new_party.guest_requests,
        reservation_id: new_party.reservation_id,
        deposit: new_party.deposit,
    };
    let party = parties.make(&new.dojo_party_id, party)?;
    check(&party, currency)?;
    Ok(party)
}

/// Every field replaces the one before; the id and the reservation stay.
fn update(parties: &mut Parties, id: &str, new: &PartyUpdate, currency: &str) -> Result<Party, EposError> {
    let new = new.clone();
    let party = parties.replace(id, |old| Party {
        id: old.id.clone(),
        name: new.name,
        covers: new.covers,
        table_ids: new.table_ids,
        status: new.status,
        start_time: new.start_time,
        expected_end_time: new.expected_end_time,
        end_time: new.end_time,
        host_notes: new.host_notes,
        guest_requests: new.guest_requests,
        reservation_id: old.reservation_id.clone(),
        deposit: new.deposit,
    })?;
    check(&party, currency)?;
    Ok(party)
}

/// What must hold of every party; where it does not, nothing of the change is kept.
fn check(party: &Party, currency: &str) -> Result<(), EposError> {
    floor::check_tables(&party.table_ids)?;
    if party.status.is_empty() {
        return Err(EposError::InvalidRequest("a party's status must not be empty".to_owned()));
    }
    if [&party.expected_end_time, &party.end_time].into_iter().flatten().any(|end| *end < party.start_time) {
        return Err(EposError::InvalidRequest("a party cannot leave before it came".to_owned()));
    }
    party.deposit.as_ref().map_or(Ok(()), |deposit| check_deposit(deposit, currency))
}

/// A deposit is remembered, and never put on a bill: Dojo does that.
fn check_deposit(deposit: &Deposit, currency: &str) -> Result<(), EposError> {
    currency::value(&deposit.total_amount, currency, "the deposit")?;
    deposit.payment_intent_ids.iter().try_for_each(|intent| id::check(intent, "a payment intent's"))
}

/// As the venue sees it: what stands in the register from the start knows nothing of the venue's currency.
fn shown(mut party: Party, currency: &str) -> Party {
    if let Some(deposit) = &mut party.deposit {
        currency.clone_into(&mut deposit.total_amount.currency_code);
    }
    party
}

/// Those at the table; those who left, or those who did not.
fn matches(party: &Party, filter: &PartyFilter) -> bool {
    filter.table_id.as_ref().is_none_or(|table| party.table_ids.contains(table))
        && party.end_time.is_some() == filter.completed_only
}

#[cfg(test)]
mod tests {
    use patio_sdk::model::Money;

    use super::*;

    const START: &str = "2026-11-20T19:00:00.000Z";
    const END: &str = "2026-11-20T21:00:00.000Z";

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    fn new_party() -> NewParty {
        NewParty {
            dojo_party_id: "dojo-1".to_owned(),
            dojo_reservation_id: None,
            reservation_id: some("r-94"),
            name: some("Yusuf"),
            covers: Some(2),
            table_ids: vec!["t2".to_owned()],
            status: None,
            start_time: START.to_owned(),
            expected_end_time: some(END),
            host_notes: some("By the window"),
            guest_requests: None,
            deposit: None,
        }
    }

    fn new_update() -> PartyUpdate {
        PartyUpdate {
            dojo_party_id: "dojo-1".to_owned(),
            name: None,
            covers: Some(3),
            table_ids: vec!["t2".to_owned(), "t15".to_owned()],
            status: "paying".to_owned(),
            start_time: START.to_owned(),
            expected_end_time: None,
            end_time: some(END),
            host_notes: None,
            guest_requests: some("Water, please"),
            deposit: Some(deposit(2000, "GBP")),
        }
    }

    fn deposit(value: i64, code: &str) -> Deposit {
        let payment_intent_ids = vec!["pi_1".to_owned()];
        Deposit { total_amount: Money::new(value, code), payment_intent_ids, description: None }
    }

    fn created(parties: &mut Parties, new: &NewParty) -> Result<Party, EposError> {
        create(parties, new, &Reservations::default(), "GBP")
    }

    #[track_caller]
    fn check_invalid(new: &NewParty, expected: &str) {
        let refusal = created(&mut Parties::default(), new);
        assert_eq!(refusal, Err(EposError::InvalidRequest(expected.to_owned())));
    }

    fn found(parties: &Parties, table: Option<&str>, completed_only: bool) -> Vec<String> {
        let filter = PartyFilter { table_id: table.map(str::to_owned), completed_only };
        let (found, _) = parties.search(|it| matches(it, &filter), &PageRequest { limit: 100, at: None }).unwrap();
        found.into_iter().map(|it| it.id).collect()
    }

    #[test]
    fn a_party_is_seated_until_more_is_known() {
        let party = created(&mut Parties::default(), &new_party()).unwrap();
        assert_eq!((party.id.as_str(), party.status.as_str(), party.end_time), ("p-301", "seated", None));
        assert_eq!((party.reservation_id, party.expected_end_time), (some("r-94"), some(END)));
        let arriving = NewParty { status: some("arriving"), ..new_party() };
        assert_eq!(created(&mut Parties::default(), &arriving).unwrap().status, "arriving");
    }

    #[test]
    fn the_same_id_again_is_the_party_that_it_made() {
        let mut parties = Parties::default();
        let first = created(&mut parties, &new_party()).unwrap();
        let other = NewParty { table_ids: Vec::new(), reservation_id: some("gone"), ..new_party() };
        assert_eq!(created(&mut parties, &other), Ok(first));
        assert_eq!(found(&parties, Some("t2"), false), ["p-301"]);
    }

    #[test]
    fn a_party_that_cannot_be_is_refused_by_name() {
        check_invalid(&NewParty { table_ids: Vec::new(), ..new_party() }, "at least one table is needed");
        let unlucky = NewParty { table_ids: vec!["t2".to_owned(), "t13".to_owned()], ..new_party() };
        check_invalid(&unlucky, "there is no table t13");
        check_invalid(&NewParty { reservation_id: some("r-99"), ..new_party() }, "there is no reservation r-99");
        check_invalid(&NewParty { status: some(""), ..new_party() }, "a party's status must not be empty");
        let early = NewParty { expected_end_time: some("2026-11-20T18:59:59.999Z"), ..new_party() };
        check_invalid(&early, "a party cannot leave before it came");
        let euros = NewParty { deposit: Some(deposit(2000, "EUR")), ..new_party() };
        check_invalid(&euros, "the deposit is in EUR, and this venue's bills are in GBP");
        let negative = NewParty { deposit: Some(deposit(-1, "GBP")), ..new_party() };
        check_invalid(&negative, "the deposit has an amount that cannot be: -1");
    }

    #[test]
    fn an_update_replaces_every_field_but_the_id_and_the_reservation() {
        let mut parties = Parties::default();
        created(&mut parties, &new_party()).unwrap();
        let party = update(&mut parties, "p-301", &new_update(), "GBP").unwrap();
        let expected = Party {
            id: "p-301".to_owned(),
            name: None,
            covers: Some(3),
            table_ids: vec!["t2".to_owned(), "t15".to_owned()],
            status: "paying".to_owned(),
            start_time: START.to_owned(),
            expected_end_time: None,
            end_time: some(END),
            host_notes: None,
            guest_requests: some("Water, please"),
            reservation_id: some("r-94"),
            deposit: Some(deposit(2000, "GBP")),
        };
        assert_eq!(party, expected);
        assert_eq!(parties.get("p-301"), Ok(&expected));
    }

    #[test]
    fn an_update_is_held_to_the_same_rules() {
        let refused = |new: PartyUpdate| update(&mut Parties::default(), "p-204", &new, "GBP").unwrap_err();
        let invalid = |text: &str| EposError::InvalidRequest(text.to_owned());
        let nowhere = PartyUpdate { table_ids: Vec::new(), ..new_update() };
        assert_eq!(refused(nowhere), invalid("at least one table is needed"));
        let silent = PartyUpdate { status: String::new(), ..new_update() };
        assert_eq!(refused(silent), invalid("a party's status must not be empty"));
        let early = PartyUpdate { end_time: some("2026-11-20T18:59:59.999Z"), ..new_update() };
        assert_eq!(refused(early), invalid("a party cannot leave before it came"));
        let unknown = update(&mut Parties::default(), "p-999", &new_update(), "GBP");
        assert_eq!(unknown, Err(EposError::NotFound("there is no party p-999".to_owned())));
    }

    #[test]
    fn a_search_finds_those_who_are_here_or_those_who_left() {
        let mut parties = Parties::default();
        assert_eq!(found(&parties, None, false), ["p-204", "p-206", "p-207", "p-208", "p-210", "p-212"]);
        assert_eq!(found(&parties, None, true), ["p-201", "p-203"]);
        assert_eq!(found(&parties, Some("t3"), true), ["p-203"]);
        assert!(found(&parties, Some("t3"), false).is_empty());
        created(&mut parties, &new_party()).unwrap();
        update(&mut parties, "p-301", &new_update(), "GBP").unwrap();
        assert_eq!(found(&parties, Some("t15"), true), ["p-301"]);
    }

    #[test]
    fn a_deposit_is_in_the_venues_currency() {
        let party = shown(Parties::default().get("p-206").unwrap().clone(), "EUR");
        assert_eq!(party.deposit.unwrap().total_amount, Money::new(4000, "EUR"));
    }
}
