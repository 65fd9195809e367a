//! The keys and values of one scope, in memory.

use super::MAX_LISTED_KEYS;
use super::quota::Usage;
use bytes::Bytes;
use std::collections::BTreeMap;
use std::ops::Bound;

#[derive(Clone, Default, Debug)]
pub(super) struct Pairs(BTreeMap<Box<str>, Bytes>);

// === impl Pairs ===

impl Pairs {
    pub(super) fn get(&self, key: &str) -> Option<&Bytes> {
        self.0.get(key)
    }

    pub(super) fn set(&mut self, key: &str, value: Option<Bytes>) {
        match value {
            Some(value) => self.0.insert(key.into(), value),
            None => self.0.remove(key),
        };
    }

    pub(super) fn keys(&self, prefix: &str, after: Option<&str>) -> Vec<String> {
        let from = match after {
            Some(after) if after >= prefix => Bound::Excluded(after),
            _ => Bound::Included(prefix),
        };
        self.0
            .range::<str, _>((from, Bound::Unbounded))
            .map(|(key, _)| key)
            .take_while(|key| key.starts_with(prefix))
            .take(MAX_LISTED_KEYS)
            .map(|key| key.as_ref().to_owned())
            .collect()
    }

    pub(super) fn usage(&self) -> Usage {
        let bytes = self.0.iter().map(|(key, value)| key.len() + value.len()).sum();
        Usage { keys: self.0.len(), bytes }
    }
}

impl FromIterator<(String, Vec<u8>)> for Pairs {
    fn from_iter<I: IntoIterator<Item = (String, Vec<u8>)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}
