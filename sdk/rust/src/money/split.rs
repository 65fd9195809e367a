//! Splits an amount so that the parts are its sum: by largest remainder.

use super::MoneyError;
use crate::model::Money;

impl Money {
    /// Splits into equal parts; those that come first have a minor unit more where it does not come out even.
    ///
    /// # Errors
    /// There are no parts.
    pub fn split(&self, parts: u16) -> Result<Vec<Self>, MoneyError> {
        self.split_by(&vec![1; usize::from(parts)])
    }

    /// Splits in proportion to weights: each part gets what is due to it in whole minor units, and what is left goes by
    /// one unit to those whose due was cut the most, the first of equals before the others.
    ///
    /// An amount below zero is split as the one above it: a refund's parts are those of the payment.
    ///
    /// ```
    /// use patio_sdk::model::Money;
    ///
    /// let shares = Money::new(1000, "GBP").split_by(&[2, 3, 2]).unwrap();
    /// assert_eq!(shares.iter().map(|share| share.value).collect::<Vec<_>>(), [286, 428, 286]);
    /// ```
    ///
    /// # Errors
    /// There are no weights, or all are zero.
    pub fn split_by(&self, weights: &[u64]) -> Result<Vec<Self>, MoneyError> {
        let whole: u128 = weights.iter().copied().map(u128::from).sum();
        if whole == 0 {
            return Err(MoneyError::NoParts);
        }
        let amount = u128::from(self.value.unsigned_abs());
        // 64 bits by 64 bits fit into 128.
        let dues = weights.iter().map(|&weight| amount * u128::from(weight));
        let mut parts: Vec<_> = dues.map(|due| (due / whole, due % whole)).collect();
        let left = amount - parts.iter().map(|part| part.0).sum::<u128>();
        let mut order: Vec<_> = parts.iter_mut().collect();
        // A stable sort: the first of equals stays the first.
        order.sort_by_key(|part| std::cmp::Reverse(part.1));
        // Fewer units are left than there are parts that were cut.
        for part in order.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
            part.0 += 1;
        }
        let signed = |part: u128| {
            let part = i128::try_from(part).ok()?;
            i64::try_from(if self.value < 0 { -part } else { part }).ok()
        };
        parts.into_iter().map(|part| self.of(signed(part.0))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(value: i64, weights: &[u64], expected: &[i64]) {
        let parts = Money::new(value, "GBP").split_by(weights).unwrap();
        assert_eq!(parts.iter().map(|part| part.value).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_does_not_come_out_even_goes_to_whose_due_was_cut_the_most() {
        check(100, &[1, 1, 1], &[34, 33, 33]);
        check(101, &[1, 1, 1], &[34, 34, 33]);
        check(-100, &[1, 1, 1], &[-34, -33, -33]);
        check(1, &[1, 3], &[0, 1]);
        check(0, &[1, 1], &[0, 0]);
        check(5, &[0, 1, 0], &[0, 5, 0]);
        check(i64::MIN, &[u64::MAX], &[i64::MIN]);
        check(i64::MAX, &[u64::MAX, u64::MAX], &[i64::MAX / 2 + 1, i64::MAX / 2]);
    }

    #[test]
    fn nothing_is_split_into_no_parts() {
        let pound = Money::new(100, "GBP");
        assert_eq!(pound.split(0), Err(MoneyError::NoParts));
        assert_eq!(pound.split_by(&[0, 0]), Err(MoneyError::NoParts));
    }

    proptest! {
        #[test]
        fn parts_are_the_whole_and_at_most_a_unit_from_their_due(
            value: i64,
            weights in prop::collection::vec(any::<u64>(), 1..12),
        ) {
            let sum: u128 = weights.iter().copied().map(u128::from).sum();
            prop_assume!(sum > 0);
            let parts = Money::new(value, "GBP").split_by(&weights).unwrap();
            prop_assert_eq!(parts.len(), weights.len());
            let all: i128 = parts.iter().map(|part| i128::from(part.value)).sum();
            prop_assert_eq!(all, i128::from(value));
            for (part, weight) in parts.iter().zip(&weights) {
                let due = u128::from(value.unsigned_abs()) * u128::from(*weight) / sum;
                let part = u128::from(part.value.unsigned_abs());
                prop_assert!(part == due || part == due + 1);
            }
        }

        #[test]
        fn equal_parts_differ_by_a_unit_at_most(value: i64, parts in 1_u16..50) {
            let values: Vec<_> = Money::new(value, "GBP").split(parts).unwrap().iter().map(|part| part.value).collect();
            let (least, most) = (values.iter().min().unwrap(), values.iter().max().unwrap());
            prop_assert!(most - least <= 1);
        }

        #[test]
        fn sums_never_panic(left: i64, right: i64) {
            let (a, b) = (Money::new(left, "GBP"), Money::new(right, "GBP"));
            prop_assert_eq!(a.checked_add(&b).ok().map(|it| it.value), left.checked_add(right));
            prop_assert_eq!(a.checked_sub(&b).ok().map(|it| it.value), left.checked_sub(right));
            prop_assert_eq!(a.checked_mul(right).ok().map(|it| it.value), left.checked_mul(right));
            prop_assert_eq!(a.checked_neg().ok().map(|it| it.value), left.checked_neg());
        }
    }
}
