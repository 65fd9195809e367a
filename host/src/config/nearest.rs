//! The known name that a wrong one was probably meant to be.

/// The nearest of the known names, where one is near: at most a third of its letters are different, or only its end is
/// missing.
pub(super) fn nearest<'k>(wrong: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let wrong = plain(wrong);
    let known: Vec<&str> = known.into_iter().collect();
    let near = known
        .iter()
        .copied()
        .map(|name| (distance(&wrong, &plain(name)), name))
        .filter(|&(distance, name)| distance <= (name.chars().count().max(wrong.len()) / 3).max(1))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name);
    let begun = || known.iter().copied().find(|name| wrong.len() >= MIN_BEGINNING && plain(name).starts_with(&wrong));
    near.or_else(begun)
}

/// A beginning of fewer letters is that of many names.
const MIN_BEGINNING: usize = 3;

/// Case and the choice between `-` and `_` are no difference.
fn plain(name: &str) -> Vec<char> {
    name.chars().map(|c| if c == '-' { '_' } else { c.to_ascii_lowercase() }).collect()
}

/// Levenshtein's, with a swap of neighbours as one step (optimal string alignment): the usual slip of fingers.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let mut previous = None;
    for (row, &a) in one.iter().enumerate() {
        let mut next = vec![row + 1];
        let mut left = None;
        for (column, &b) in other.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut steps =
                (at(&last, column) + usize::from(a != b)).min(at(&last, column + 1) + 1).min(at(&next, column) + 1);
            if previous == Some(b) && left == Some(a) && column > 0 {
                steps = steps.min(at(&before, column - 1) + 1);
            }
            next.push(steps);
            left = Some(b);
        }
        before = std::mem::replace(&mut last, next);
        previous = Some(a);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_nearest(wrong: &str, expected: Option<&str>) {
        let known = ["adapter", "account_id", "instances", "settle_after_ms", "http", "tls"];
        assert_eq!(nearest(wrong, known), expected, "{wrong}");
    }

    #[test]
    fn a_slip_is_understood() {
        check_nearest("adaptor", Some("adapter"));
        check_nearest("acount-ID", Some("account_id"));
        check_nearest("intsances", Some("instances"));
        check_nearest("settle", Some("settle_after_ms"));
        check_nearest("htpt", Some("http"));
        check_nearest("tsl", Some("tls"));
    }

    #[test]
    fn something_else_is_no_slip() {
        check_nearest("colour", None);
        check_nearest("x", None);
        check_nearest("", None);
    }

    #[test]
    fn a_swap_is_one_step() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(distance(&chars("htpt"), &chars("http")), 1);
        assert_eq!(distance(&chars(""), &chars("abc")), 3);
        assert_eq!(distance(&chars("kitten"), &chars("sitting")), 3);
    }
}
