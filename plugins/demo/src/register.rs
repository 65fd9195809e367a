//! What Dojo makes, changes and deletes under ids of its own: parties and reservations.

use patio_sdk::model::{EposError, PageEnds, PageRequest};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::journal::Journal;
use crate::stored::{self, Kept};
use crate::{id, page};

/// Bytes of one thing: its notes are a few sentences.
const LARGEST: usize = 4 << 10;

/// Bytes of a register. A value in the store has 64 KiB by default, and the journal stands beside the things.
const ALL: usize = 48 << 10;

/// Deleted things that are remembered. After so many others, nobody asks for one again.
const DELETED: usize = 100;

/// A kind of thing that is registered.
pub(crate) trait Registered: Clone + PartialEq + Serialize + DeserializeOwned {
    /// Where the register is kept.
    const KEY: &'static str;
    /// What people call such a thing.
    const NAME: &'static str;
    /// What an id begins with, before its number.
    const PREFIX: &'static str;
    /// The number of the first that Dojo makes.
    const FIRST: usize;

    /// The id of the thing with this number.
    fn id(number: usize) -> String {
        format!("{}{number}", Self::PREFIX)
    }

    /// Those that were there before, with their numbers, lowest first and below `FIRST`.
    fn seeds() -> Vec<(usize, Self)>;
}

/// All things of a kind, in the order in which they were made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Register<T> {
    entries: Vec<Entry<T>>,
    /// The number of the next. It only grows, so that pages stay where they are and no id is given twice.
    next: usize,
    journal: Journal,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Entry<T> {
    number: usize,
    /// None for what was there before Dojo.
    dojo_id: Option<String>,
    /// None for what was deleted.
    thing: Option<T>,
}

impl<T: Registered> Kept for Register<T> {
    const KEY: &'static str = T::KEY;
}

impl<T: Registered> Default for Register<T> {
    fn default() -> Self {
        let entry = |(number, thing)| Entry { number, dojo_id: None, thing: Some(thing) };
        let entries = T::seeds().into_iter().map(entry).collect();
        Self { entries, next: T::FIRST, journal: Journal::default() }
    }
}

// === impl Register ===

impl<T: Registered> Register<T> {
    /// The thing with this id.
    pub(crate) fn get(&self, id: &str) -> Result<&T, EposError> {
        let found = self.entries.iter().find(|it| T::id(it.number) == id);
        found.and_then(|it| it.thing.as_ref()).ok_or_else(|| not_found::<T>(id))
    }

    /// What Dojo made under this id of its own: the thing as it is by now, and none where there never was one.
    pub(crate) fn made_as(&self, dojo_id: &str) -> Result<Option<&T>, EposError> {
        id::check(dojo_id, &format!("a {}'s", T::NAME))?;
        let Some(entry) = self.entries.iter().find(|it| it.dojo_id.as_deref() == Some(dojo_id)) else {
            return Ok(None);
        };
        let gone = || EposError::Conflict(format!("{} {dojo_id} was made and deleted", T::NAME));
        entry.thing.as_ref().map(Some).ok_or_else(gone)
    }

    /// Makes a thing, which is told its id.
    pub(crate) fn make(&mut self, dojo_id: &str, thing: impl FnOnce(String) -> T) -> Result<T, EposError> {
        let id = T::id(self.next);
        let thing = thing(id.clone());
        check_size(&thing)?;
        let entry = Entry { number: self.next, dojo_id: Some(dojo_id.to_owned()), thing: Some(thing.clone()) };
        self.entries.push(entry);
        self.next += 1;
        self.check_room()?;
        self.journal.note(&id);
        Ok(thing)
    }

    /// Puts another in a thing's place.
    pub(crate) fn replace(&mut self, id: &str, other: impl FnOnce(&T) -> T) -> Result<T, EposError> {
        let place = self.place(id)?;
        let other = place.as_ref().map(other).ok_or_else(|| not_found::<T>(id))?;
        check_size(&other)?;
        if place.as_ref() != Some(&other) {
            *place = Some(other.clone());
            self.check_room()?;
            self.journal.note(id);
        }
        Ok(other)
    }

    /// Deletes a thing for good.
    pub(crate) fn delete(&mut self, id: &str) -> Result<(), EposError> {
        let place = self.place(id)?;
        place.take().ok_or_else(|| not_found::<T>(id))?;
        self.forget();
        self.journal.note(id);
        Ok(())
    }

    /// A page of those that match, in the order in which they were made.
    pub(crate) fn search(
        &self,
        matches: impl Fn(&T) -> bool,
        request: &PageRequest,
    ) -> Result<(Vec<T>, PageEnds), EposError> {
        let things = self.entries.iter().filter_map(|it| Some((it.number, it.thing.as_ref()?)));
        let (numbers, found): (Vec<_>, Vec<_>) = things.filter(|(_, thing)| matches(thing)).unzip();
        let (range, ends) = page::cut(&numbers, self.next, request)?;
        Ok((found.get(range).unwrap_or_default().iter().copied().cloned().collect(), ends))
    }

    pub(crate) fn journal(&self) -> &Journal {
        &self.journal
    }

    fn place(&mut self, id: &str) -> Result<&mut Option<T>, EposError> {
        let found = self.entries.iter_mut().find(|it| T::id(it.number) == id);
        found.map(|it| &mut it.thing).ok_or_else(|| not_found::<T>(id))
    }

    /// What was deleted is remembered, so that a request that comes late does not make it anew; but not for ever.
    fn forget(&mut self) {
        let deleted = self.entries.iter().filter(|it| it.thing.is_none()).count();
        if deleted > DELETED
            && let Some(oldest) = self.entries.iter().position(|it| it.thing.is_none())
        {
            self.entries.remove(oldest);
        }
    }

    fn check_room(&self) -> Result<(), EposError> {
        if stored::bytes(&self.entries)?.len() <= ALL {
            return Ok(());
        }
        Err(EposError::Conflict(format!("the {} register is full: delete one first", T::NAME)))
    }
}

fn check_size<T: Registered>(thing: &T) -> Result<(), EposError> {
    let bytes = stored::bytes(thing)?.len();
    if bytes <= LARGEST {
        return Ok(());
    }
    Err(EposError::InvalidRequest(format!("a {} takes at most {LARGEST} bytes, not {bytes}", T::NAME)))
}

fn not_found<T: Registered>(id: &str) -> EposError {
    EposError::NotFound(format!("there is no {} {id}", T::NAME))
}

#[cfg(test)]
mod tests {
    use patio_sdk::model::Position;

    use super::*;

    #[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
    struct Coat(String);

    impl Registered for Coat {
        const KEY: &'static str = "coats";
        const NAME: &'static str = "coat";
        const PREFIX: &'static str = "c-";
        const FIRST: usize = 10;

        fn seeds() -> Vec<(usize, Self)> {
            vec![(3, Self("black".to_owned())), (5, Self("grey".to_owned()))]
        }
    }

    fn coats() -> Register<Coat> {
        Register::default()
    }

    fn red(_: String) -> Coat {
        Coat("red".to_owned())
    }

    fn not_found<T>() -> Result<T, EposError> {
        Err(EposError::NotFound("there is no coat c-10".to_owned()))
    }

    #[test]
    fn ids_count_up_and_are_never_given_twice() {
        let mut coats = coats();
        let own = |id: String| Coat(id);
        assert_eq!(coats.make("dojo-1", own), Ok(Coat("c-10".to_owned())));
        coats.delete("c-10").unwrap();
        assert_eq!(coats.make("dojo-2", own), Ok(Coat("c-11".to_owned())));
        assert_eq!(coats.get("c-3"), Ok(&Coat("black".to_owned())));
    }

    #[test]
    fn what_dojo_made_is_found_under_dojos_id_as_it_is_by_now() {
        let mut coats = coats();
        assert_eq!(coats.made_as("dojo-1"), Ok(None));
        coats.make("dojo-1", red).unwrap();
        coats.replace("c-10", |_| Coat("blue".to_owned())).unwrap();
        assert_eq!(coats.made_as("dojo-1"), Ok(Some(&Coat("blue".to_owned()))));
        assert!(matches!(coats.made_as(""), Err(EposError::InvalidRequest(_))));
    }

    #[test]
    fn what_was_deleted_is_not_found_and_not_made_again() {
        let mut coats = coats();
        coats.make("dojo-1", red).unwrap();
        assert_eq!(coats.delete("c-10"), Ok(()));
        assert_eq!(coats.get("c-10"), not_found());
        assert_eq!(coats.delete("c-10"), not_found());
        assert_eq!(coats.replace("c-10", Coat::clone), not_found());
        let gone = EposError::Conflict("coat dojo-1 was made and deleted".to_owned());
        assert_eq!(coats.made_as("dojo-1"), Err(gone));
    }

    #[test]
    fn deletions_are_forgotten_after_many_others() {
        let mut coats = coats();
        for number in 0..=DELETED {
            coats.make(&format!("dojo-{number}"), red).unwrap();
            coats.delete(&Coat::id(Coat::FIRST + number)).unwrap();
        }
        assert_eq!(coats.made_as("dojo-0"), Ok(None));
        assert!(coats.made_as("dojo-1").is_err());
        assert!(coats.get("c-3").is_ok());
    }

    #[test]
    fn pages_stay_where_they_are_while_others_come_and_go() {
        let mut coats = coats();
        coats.make("dojo-1", red).unwrap();
        let page = |coats: &Register<Coat>, at| coats.search(|_| true, &PageRequest { limit: 1, at }).unwrap();
        let (_, ends) = page(&coats, None);
        coats.delete("c-3").unwrap();
        coats.make("dojo-2", red).unwrap();
        let (second, ends) = page(&coats, ends.after.map(Position::After));
        assert_eq!(second, [Coat("grey".to_owned())]);
        let (third, ends) = page(&coats, ends.after.map(Position::After));
        assert_eq!(third, [Coat("red".to_owned())]);
        assert_eq!(page(&coats, ends.after.map(Position::After)).1.after, None);
    }

    #[test]
    fn only_what_matches_is_found() {
        let (found, _) = coats().search(|coat| coat.0 == "grey", &PageRequest { limit: 100, at: None }).unwrap();
        assert_eq!(found, [Coat("grey".to_owned())]);
    }

    #[test]
    fn each_change_is_in_the_journal() {
        let mut coats = coats();
        coats.make("dojo-1", red).unwrap();
        coats.replace("c-3", |_| red(String::new())).unwrap();
        coats.replace("c-3", Coat::clone).unwrap();
        coats.delete("c-5").unwrap();
        assert_eq!(coats.journal().since(0).unwrap(), ["c-10", "c-3", "c-5"]);
        assert_eq!(coats.journal().total(), 3);
    }

    #[test]
    fn a_thing_has_an_end_and_so_has_the_register() {
        let (mut coats, large) = (coats(), |bytes: usize| Coat("x".repeat(bytes)));
        assert!(matches!(coats.make("dojo-1", |_| large(LARGEST)), Err(EposError::InvalidRequest(_))));
        assert!(matches!(coats.replace("c-3", |_| large(LARGEST)), Err(EposError::InvalidRequest(_))));
        let refusal = (0..100).find_map(|it| coats.make(&format!("dojo-{it}"), |_| large(LARGEST - 100)).err());
        let full = EposError::Conflict("the coat register is full: delete one first".to_owned());
        assert_eq!(refusal, Some(full));
    }

    #[test]
    fn a_register_reads_as_it_was_written() {
        let mut coats = coats();
        coats.make("dojo\t1", red).unwrap();
        coats.delete("c-3").unwrap();
        let text = stored::bytes(&coats).unwrap();
        assert_eq!(serde_json::from_slice::<Register<Coat>>(&text).unwrap(), coats);
    }
}
