//! The check digit of a card's number (ISO/IEC 7812, annex B).

/// Whether the last digit checks the others. The digits are numbers, not characters.
pub(super) fn passes(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(*digit);
            if place % 2 == 0 { digit } else { digit / 5 + digit * 2 % 10 }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_digit_is_found() {
        let digits = [4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
        assert!(passes(&digits));
        for place in 0..digits.len() {
            let mut wrong = digits;
            wrong[place] = (wrong[place] + 1) % 10;
            assert!(!passes(&wrong), "{place}");
        }
    }
}
