//! Orders of every shape that the contract allows, for property tests.

use patio_host::epos::order::{
    Collection, Customer, DineIn, Discount, Item, Modifier, OrderDetails, OrderStatus, OrderType, Payment, SubItem,
    TaxLine,
};
use patio_host::epos::{Currency, Money, Order, Timestamp};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Texts as people and programs write them.
pub fn text() -> BoxedStrategy<String> {
    prop_oneof![Just(String::new()), "[a-zA-Z0-9 ]{1,12}", "\\PC{1,8}", Just("🍔\u{202e}é\u{0}\"\\\n".to_owned())]
        .boxed()
}

/// No more than so many characters.
pub fn limited(most: usize) -> impl Strategy<Value = String> {
    text().prop_map(move |text| text.chars().take(most).collect())
}

/// A currency.
pub fn currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(vec!["GBP", "EUR"]).prop_map(|code| Currency::new(code).unwrap())
}

/// An amount, negative ones too.
pub fn money(currency: Currency) -> impl Strategy<Value = Money> {
    prop_oneof![-1_000_000..1_000_000_i64, Just(i64::from(i32::MAX))].prop_map(move |value| Money::new(value, currency))
}

fn amount(currency: Currency) -> impl Strategy<Value = Money> {
    (0..10_000_000_i64).prop_map(move |value| Money::new(value, currency))
}

/// An instant that JSON keeps: of whole milliseconds.
pub fn timestamp() -> impl Strategy<Value = Timestamp> {
    (0..4_102_444_800_000_i64).prop_map(|millisecond| Timestamp::from_millisecond(millisecond).unwrap())
}

fn modifier(currency: Currency) -> impl Strategy<Value = Modifier> {
    (text(), text(), any::<i32>(), money(currency)).prop_map(|(name, plu, quantity, amount_per_modifier)| Modifier {
        name,
        plu,
        quantity,
        amount_per_modifier,
    })
}

fn sub_item(currency: Currency) -> impl Strategy<Value = SubItem> {
    (text(), text(), any::<i32>(), money(currency), option::of(text()), vec(modifier(currency), 0..2)).prop_map(
        |(name, plu, quantity, amount_per_item, note, modifiers)| SubItem {
            name,
            plu,
            quantity,
            amount_per_item,
            note,
            modifiers,
        },
    )
}

fn item(currency: Currency) -> impl Strategy<Value = Item> {
    (sub_item(currency), vec(sub_item(currency), 0..2)).prop_map(|(base, sub_items)| Item {
        name: base.name,
        plu: base.plu,
        quantity: base.quantity,
        amount_per_item: base.amount_per_item,
        note: base.note,
        modifiers: base.modifiers,
        sub_items,
    })
}

fn details() -> impl Strategy<Value = OrderDetails> {
    let dine_in = vec(option::of(text()), 4).prop_flat_map(|ids| {
        option::of(timestamp()).prop_map(move |ready_at| DineIn {
            table_id: ids[0].clone(),
            waiter_id: ids[1].clone(),
            party_id: ids[2].clone(),
            reservation_id: ids[3].clone(),
            ready_at,
        })
    });
    let collection = (option::of(any::<bool>()), option::of(timestamp()))
        .prop_map(|(asap, collect_at)| Collection { asap, collect_at });
    prop_oneof![
        (dine_in, option::of(Just(Collection::default()))).prop_map(|(dine_in, collection)| OrderDetails {
            order_type: OrderType::DineIn,
            dine_in: Some(dine_in),
            collection
        }),
        collection.prop_map(|collection| OrderDetails {
            order_type: OrderType::Collection,
            dine_in: None,
            collection: Some(collection)
        }),
    ]
}

fn status() -> impl Strategy<Value = OrderStatus> {
    use OrderStatus::{Accepted, Canceled, Confirmed, Failed, Finalized, New, Prepared, Preparing, Ready, Submitted};
    prop::sample::select(vec![
        New, Submitted, Confirmed, Accepted, Preparing, Prepared, Ready, Finalized, Canceled, Failed,
    ])
}

fn customer() -> impl Strategy<Value = Customer> {
    (option::of(text()), option::of(text()), option::of(limited(254)), option::of(limited(50)))
        .prop_map(|(id, name, email_address, phone_number)| Customer { id, name, email_address, phone_number })
}

fn discount(currency: Currency) -> impl Strategy<Value = Discount> {
    (text(), money(currency), vec(option::of(text()), 3), option::of(any::<i32>())).prop_map(
        |(name, amount_total, texts, amount_percentage)| Discount {
            name,
            amount_total,
            affected_plu: texts[0].clone(),
            discount_reference: texts[1].clone(),
            code: texts[2].clone(),
            amount_percentage,
        },
    )
}

fn tax_line(currency: Currency) -> impl Strategy<Value = TaxLine> {
    (money(currency), option::of(limited(60)), option::of(limited(100)), option::of(text()), option::of(any::<i32>()))
        .prop_map(|(amount_total, id, name, affected_plu, amount_percentage)| TaxLine {
            amount_total,
            id,
            name,
            affected_plu,
            amount_percentage,
        })
}

fn payment(currency: Currency) -> impl Strategy<Value = Payment> {
    (option::of("pi_[a-zA-Z0-9]{1,20}"), amount(currency), option::of(amount(currency))).prop_map(
        |(payment_intent_id, paid_amount, tips_amount)| Payment { payment_intent_id, paid_amount, tips_amount },
    )
}

/// An order as an adapter may answer it: amounts that follow from others may be missing.
pub fn order() -> impl Strategy<Value = Order> {
    currency().prop_flat_map(|currency| {
        let entity = ("[a-zA-Z0-9-]{1,20}", status(), details(), vec(item(currency), 0..4), option::of(customer()));
        let lists = (vec(discount(currency), 0..3), vec(tax_line(currency), 0..3), vec(payment(currency), 0..3));
        let amounts = (amount(currency), option::of(amount(currency)), any::<bool>());
        let texts = (vec(option::of(text()), 3), option::of(timestamp()), option::of(timestamp()));
        (entity, lists, amounts, texts).prop_map(
            |(
                (id, status, details, items, customer),
                (discounts, tax_lines, payments),
                (total, service_charge_amount, payable),
                (texts, created_at, updated_at),
            )| Order {
                id,
                status,
                details,
                items,
                note: texts[0].clone(),
                customer,
                discounts,
                tax_lines,
                created_at,
                updated_at,
                total_amount: Some(total),
                paid_amount: None,
                tips_amount: None,
                service_charge_amount,
                payments,
                payable,
                reference: texts[1].clone(),
                display_name: texts[2].clone(),
            },
        )
    })
}
