//! The bills that are open this evening, oldest first. They never change; what is paid through Dojo stands beside them,
//! in the payment book.

use patio_sdk::model::OrderStatus;

use crate::bill::{Bill, Discount, Extra, Guests, Line, Paid, Place};
use crate::menu::*;

/// The bill with this id.
pub(crate) fn find(id: &str) -> Option<&'static Bill> {
    BILLS.iter().find(|bill| bill.id == id)
}

const fn table(name: &'static str, table: &'static str, waiter: &'static str, guests: Guests) -> Place {
    Place::Table { name, table, waiter, guests }
}

const fn line(quantity: i32, dish: Dish) -> Line {
    Line::new(quantity, dish)
}

/// All bills.
pub(crate) static BILLS: [Bill; 14] = [
    Bill {
        id: "1001",
        opened: "2026-11-20T17:32:11.000Z",
        place: table("Table 4", "t4", "anna", Guests::Party("p-204")),
        status: OrderStatus::Preparing,
        lines: &[
            line(2, SOURDOUGH),
            line(1, BURGER).with(&[Extra(2, CHEESE), Extra(1, NO_ONIONS)]),
            line(1, FISH),
            line(2, PALE_ALE),
            line(1, LEMONADE),
        ],
        discount: None,
        service: true,
        payments: &[],
    },
    Bill {
        id: "1002",
        opened: "2026-11-20T17:40:02.000Z",
        place: table("Table 7", "t7", "ben", Guests::WalkIn),
        status: OrderStatus::Ready,
        lines: &[line(1, SOUP), line(1, SALAD), line(1, WATER), line(1, ESPRESSO)],
        discount: None,
        service: false,
        payments: &[Paid { intent: Some("pi_demo_1002"), amount: 2735, tips: 300 }],
    },
    Bill {
        id: "1003",
        opened: "2026-11-20T17:48:45.000Z",
        place: table("Table 2", "t2", "anna", Guests::WalkIn),
        status: OrderStatus::Ready,
        lines: &[line(1, OLIVES), line(2, RISOTTO), line(1, FRIES), line(2, HOUSE_RED)],
        discount: None,
        service: false,
        // Some of it in cash, so without a payment intent.
        payments: &[Paid { intent: None, amount: 2000, tips: 0 }],
    },
    Bill {
        id: "1004",
        opened: "2026-11-20T18:01:30.000Z",
        place: table("Table 11", "t11", "chloe", Guests::Booked { party: "p-206", reservation: "r-88" }),
        status: OrderStatus::Accepted,
        lines: &[
            line(2, SCALLOPS),
            line(2, RIBEYE).with(&[Extra(1, PEPPERCORN)]).note("One rare, one medium"),
            line(2, FRIES),
            line(1, WATER),
            line(4, HOUSE_RED),
            line(2, BRULEE),
        ],
        discount: Some(Discount { name: "Regulars 10 %", code: Some("REGULAR"), plu: None, percentage: 1000 }),
        service: true,
        payments: &[],
    },
    Bill {
        id: "1005",
        opened: "2026-11-20T18:04:12.000Z",
        place: table("Table 5", "t5", "dev", Guests::Booked { party: "p-207", reservation: "r-91" }),
        status: OrderStatus::Preparing,
        lines: &[line(1, SOURDOUGH), line(2, FISH), line(1, SALAD), line(3, LEMONADE), line(1, ICE_CREAM)],
        discount: None,
        service: true,
        payments: &[],
    },
    Bill {
        id: "1006",
        opened: "2026-11-20T18:10:58.000Z",
        place: table("Table 1", "t1", "ben", Guests::Party("p-208")),
        status: OrderStatus::Ready,
        lines: &[
            line(3, BURGER).with(&[Extra(1, BACON)]),
            line(2, FRIES),
            line(1, OLIVES),
            line(3, PALE_ALE),
            line(3, FLAT_WHITE).with(&[Extra(1, OAT_MILK)]),
        ],
        discount: None,
        service: false,
        // Three share it; two have paid, one of them in cash.
        payments: &[
            Paid { intent: Some("pi_demo_1006"), amount: 3400, tips: 400 },
            Paid { intent: None, amount: 3400, tips: 0 },
        ],
    },
    Bill {
        id: "1007",
        opened: "2026-11-20T18:15:20.000Z",
        place: Place::Counter {
            name: "Collection for Priya",
            guest: "Priya",
            phone: "+441632960123",
            collect_at: "2026-11-20T18:45:00.000Z",
        },
        status: OrderStatus::Preparing,
        lines: &[
            line(2, BURGER).with(&[Extra(1, CHEESE), Extra(1, BACON)]),
            line(1, RISOTTO).note("No parmesan, please"),
            line(2, FRIES),
            line(2, LEMONADE),
        ],
        discount: None,
        service: false,
        payments: &[],
    },
    Bill {
        id: "1008",
        opened: "2026-11-20T18:21:07.000Z",
        place: table("Table 9", "t9", "chloe", Guests::WalkIn),
        status: OrderStatus::Accepted,
        lines: &[
            line(1, SOUP),
            line(1, SCALLOPS),
            line(1, RIBEYE),
            line(1, RISOTTO),
            line(1, WATER),
            line(2, HOUSE_RED),
        ],
        discount: None,
        service: true,
        payments: &[],
    },
    Bill {
        id: "1009",
        opened: "2026-11-20T18:26:49.000Z",
        place: table("Table 3", "t3", "dev", Guests::WalkIn),
        status: OrderStatus::Accepted,
        lines: &[
            line(2, SALAD).note("Dressing on the side"),
            line(1, FRIES),
            line(2, WATER),
            line(1, PUDDING),
            line(2, ESPRESSO),
        ],
        discount: None,
        service: false,
        payments: &[],
    },
    Bill {
        id: "1010",
        opened: "2026-11-20T18:30:00.000Z",
        place: table("Table 12", "t12", "anna", Guests::Booked { party: "p-210", reservation: "r-93" }),
        status: OrderStatus::Preparing,
        lines: &[
            line(4, SET_LUNCH).of(&[LUNCH_SOUP, LUNCH_FISH]),
            line(2, SET_LUNCH).of(&[LUNCH_SOUP, LUNCH_STEAK]),
            line(3, WATER),
            line(6, HOUSE_RED),
            line(6, ESPRESSO),
        ],
        discount: None,
        service: true,
        payments: &[],
    },
    Bill {
        id: "1011",
        opened: "2026-11-20T18:33:33.000Z",
        place: table("Table 6", "t6", "ben", Guests::WalkIn),
        status: OrderStatus::Ready,
        lines: &[line(2, FISH), line(2, PALE_ALE)],
        discount: None,
        service: false,
        payments: &[
            Paid { intent: None, amount: 2000, tips: 0 },
            Paid { intent: Some("pi_demo_1011"), amount: 2640, tips: 250 },
        ],
    },
    Bill {
        id: "1012",
        opened: "2026-11-20T18:41:16.000Z",
        place: table("Table 8", "t8", "chloe", Guests::Party("p-212")),
        status: OrderStatus::Submitted,
        lines: &[line(1, OLIVES), line(1, BURGER), line(1, FISH), line(2, PALE_ALE), line(2, PUDDING)],
        discount: None,
        service: true,
        payments: &[],
    },
    Bill {
        id: "1013",
        opened: "2026-11-20T18:47:05.000Z",
        place: table("Table 10", "t10", "dev", Guests::WalkIn),
        status: OrderStatus::Submitted,
        lines: &[line(4, PALE_ALE), line(1, OLIVES), line(2, FRIES)],
        discount: Some(Discount { name: "Happy hour", code: None, plu: Some(PALE_ALE.plu), percentage: 2500 }),
        service: false,
        payments: &[],
    },
    Bill {
        id: "1014",
        opened: "2026-11-20T18:52:40.000Z",
        place: table("Table 14", "t14", "anna", Guests::WalkIn),
        status: OrderStatus::New,
        lines: &[line(2, WATER), line(1, SOURDOUGH)],
        discount: None,
        service: true,
        payments: &[],
    },
];
