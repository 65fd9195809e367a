//! Makes no mistake.

use patio_wrong_restaurant::{Mistake, wrong};

struct RightRestaurant;

impl Mistake for RightRestaurant {}

wrong!(RightRestaurant);
