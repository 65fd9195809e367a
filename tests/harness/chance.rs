//! Choices that follow from a seed and from what they are about, and from nothing else: neither from the order in which
//! tasks run nor from the time. What replays with its seed chooses the same again.

/// The choices of one seed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Chance(u64);

// === impl Chance ===

impl Chance {
    pub const fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// A number for what is chosen, as good as random.
    pub fn number(self, about: &str) -> u64 {
        // FNV-1a over the text, then the finalizer of SplitMix64, which spreads every bit over all.
        let start = mix(self.0) ^ 0xcbf2_9ce4_8422_2325;
        mix(about.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    /// A number from a range that is not empty.
    pub fn within(self, about: &str, range: std::ops::Range<u64>) -> u64 {
        range.start + self.number(about) % (range.end - range.start)
    }

    /// True so often.
    pub fn percent(self, about: &str, percent: u64) -> bool {
        self.within(about, 0..100) < percent
    }

    /// One of several.
    pub fn pick<T: Copy>(self, about: &str, all: &[T]) -> T {
        all[usize::try_from(self.within(about, 0..all.len() as u64)).expect("an index")]
    }

    /// A time between nothing and so many milliseconds.
    pub fn pause(self, about: &str, most_ms: u64) -> std::time::Duration {
        std::time::Duration::from_millis(self.within(about, 0..most_ms + 1))
    }

    /// The same things in another order.
    pub fn shuffled<T>(self, about: &str, all: Vec<T>) -> Vec<T> {
        let mut all: Vec<_> = all.into_iter().enumerate().collect();
        all.sort_by_key(|(index, _)| self.number(&format!("{about} {index}")));
        all.into_iter().map(|(_, one)| one).collect()
    }
}

const fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
