//! Makes no mistake.

use patio_wrong::{Mistake, wrong};

struct Right;

impl Mistake for Right {}

wrong!(Right);
