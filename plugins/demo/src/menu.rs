//! What the restaurant sells. Prices are minor units of the venue's currency and include tax.

/// A dish or a drink.
#[derive(Clone, Copy)]
pub(crate) struct Dish {
    pub(crate) plu: &'static str,
    pub(crate) name: &'static str,
    pub(crate) price: i64,
}

const fn dish(plu: &'static str, name: &'static str, price: i64) -> Dish {
    Dish { plu, name, price }
}

pub(crate) const SOURDOUGH: Dish = dish("S01", "Sourdough & butter", 450);
pub(crate) const OLIVES: Dish = dish("S02", "Marinated olives", 420);
pub(crate) const SOUP: Dish = dish("S03", "Roast tomato soup", 695);
pub(crate) const SCALLOPS: Dish = dish("S04", "Seared scallops", 1250);

pub(crate) const BURGER: Dish = dish("M01", "Patio burger", 1550);
pub(crate) const FISH: Dish = dish("M02", "Fish & chips", 1695);
pub(crate) const RIBEYE: Dish = dish("M03", "Ribeye, 10 oz", 2895);
pub(crate) const RISOTTO: Dish = dish("M04", "Wild mushroom risotto", 1475);
pub(crate) const SALAD: Dish = dish("M05", "Chicken Caesar salad", 1350);
pub(crate) const FRIES: Dish = dish("M06", "Skin-on fries", 475);

/// Its courses are sub-items: one without a price is included, the others cost extra.
pub(crate) const SET_LUNCH: Dish = dish("L01", "Set lunch", 1995);
pub(crate) const LUNCH_SOUP: Dish = dish("L02", "Soup of the day", 0);
pub(crate) const LUNCH_FISH: Dish = dish("L03", "Catch of the day", 0);
pub(crate) const LUNCH_STEAK: Dish = dish("L04", "Minute steak", 400);

pub(crate) const PUDDING: Dish = dish("D01", "Sticky toffee pudding", 725);
pub(crate) const BRULEE: Dish = dish("D02", "Crème brûlée", 750);
pub(crate) const ICE_CREAM: Dish = dish("D03", "Ice cream, 2 scoops", 550);

pub(crate) const WATER: Dish = dish("W01", "Sparkling water", 395);
pub(crate) const LEMONADE: Dish = dish("W02", "Lemonade", 375);
pub(crate) const PALE_ALE: Dish = dish("W03", "Pale ale", 625);
pub(crate) const HOUSE_RED: Dish = dish("W04", "House red, 175 ml", 745);
pub(crate) const ESPRESSO: Dish = dish("W05", "Espresso", 295);
pub(crate) const FLAT_WHITE: Dish = dish("W06", "Flat white", 375);

/// What is added to a dish: modifiers.
pub(crate) const CHEESE: Dish = dish("E01", "Extra cheese", 150);
pub(crate) const BACON: Dish = dish("E02", "Streaky bacon", 200);
pub(crate) const PEPPERCORN: Dish = dish("E03", "Peppercorn sauce", 250);
pub(crate) const NO_ONIONS: Dish = dish("E04", "No onions", 0);
pub(crate) const OAT_MILK: Dish = dish("E05", "Oat milk", 50);
