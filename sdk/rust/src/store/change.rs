//! Changes a value in the store while other calls may change it, too.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use crate::Result;
use crate::model::EposError;

/// How often a change is tried against others that happen at the same time. Each round one of them succeeds, so this
/// is also the number of changes that may arrive in the same moment.
const ROUNDS: usize = 16;

/// Changes the value under a key, kept as JSON, once: nothing is written where the change is refused or changes nothing.
/// Where nothing was kept yet, the change begins with the default.
///
/// The change runs again where another call was faster, so it must depend on nothing but what it is given.
///
/// ```
/// # use patio_sdk::testkit::TestKit;
/// use patio_sdk::store;
///
/// # TestKit::bare().call(|_| {
/// let number = store::change("next number", |next: &mut u32| {
///     *next += 1;
///     Ok(*next)
/// })?;
/// # assert_eq!(number, 1);
/// # Ok(()) }).unwrap();
/// ```
///
/// # Errors
/// What the change says; nothing was written (`unavailable`), or nobody knows (`in-doubt`).
pub fn change<V, T>(key: &str, change: impl Fn(&mut V) -> Result<T>) -> Result<T>
where
    V: Clone + PartialEq + Default + Serialize + DeserializeOwned,
{
    for _ in 0..ROUNDS {
        let stored = super::get(key)?;
        let before: V = stored.as_deref().map(|bytes| super::parsed(key, bytes)).transpose()?.unwrap_or_default();
        let mut after = before.clone();
        let answer = change(&mut after)?;
        if after == before || set(key, stored.as_deref(), &super::written(key, &after)?)? {
            return Ok(answer);
        }
    }
    Err(EposError::Unavailable(format!("{key:?} was busy {ROUNDS} times in a row; nothing was written")))
}

/// False where another call wrote since `stored` was read.
fn set(key: &str, stored: Option<&[u8]>, value: &[u8]) -> Result<bool> {
    super::compare_and_set(key, stored, value).map_err(|error| match error {
        // Refused before it was written.
        StoreError::TooLarge(text) => EposError::Unavailable(text),
        // It may have been written before the answer was lost. Trying again is harmless; saying that nothing was
        // written would be a guess.
        StoreError::Unavailable(text) => EposError::InDoubt(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store;
    use crate::testkit::TestKit;

    #[test]
    fn a_change_is_kept_and_one_that_is_refused_is_not() {
        let kit = TestKit::bare();
        let add = |number: u32| {
            kit.call(|_| {
                change("sum", |sum: &mut u32| {
                    *sum += number;
                    if *sum > 3 { Err(EposError::Conflict("enough".to_owned())) } else { Ok(*sum) }
                })
            })
        };
        assert_eq!((add(1), add(2)), (Ok(1), Ok(3)));
        assert_eq!(add(1), Err(EposError::Conflict("enough".to_owned())));
        assert_eq!(kit.stored("sum"), Some(b"3".to_vec()));
    }

    #[test]
    fn what_changes_nothing_writes_nothing() {
        let kit = TestKit::bare();
        kit.call(|_| change("sum", |_: &mut u32| Ok(()))).unwrap();
        assert_eq!(kit.stored("sum"), None);
    }

    #[test]
    fn a_change_that_another_overtakes_runs_again_on_what_that_one_wrote() {
        let rounds = std::cell::Cell::new(0);
        let sum = TestKit::bare().call(|_| {
            change("sum", |sum: &mut u32| {
                if rounds.replace(rounds.get() + 1) == 0 {
                    store::set_json("sum", &10)?;
                }
                *sum += 1;
                Ok(*sum)
            })
        });
        assert_eq!((sum, rounds.get()), (Ok(11), 2));
    }

    #[test]
    fn one_that_is_always_overtaken_gives_up_and_wrote_nothing() {
        let rounds = std::cell::Cell::new(0_u32);
        let refusal = TestKit::bare().call(|_| {
            change("sum", |sum: &mut u32| {
                rounds.set(rounds.get() + 1);
                store::set_json("sum", &(100 + rounds.get()))?;
                *sum += 1;
                Ok(())
            })
        });
        let text = "\"sum\" was busy 16 times in a row; nothing was written";
        assert_eq!(refusal, Err(EposError::Unavailable(text.to_owned())));
    }
}
