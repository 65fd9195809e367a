//! Orders, with the JSON names of the specification.

use super::{Money, Timestamp, integer};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `Order`. What an adapter leaves out and the host can compute is filled in by [`check`](super::check).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(description = "")]
#[expect(missing_docs, reason = "the fields are those of the specification's `Order`")]
pub struct Order {
    #[schemars(length(min = 1))]
    pub id: String,
    pub status: OrderStatus,
    pub details: OrderDetails,
    #[serde(default)]
    #[schemars(!default)]
    pub items: Vec<Item>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
    #[serde(default, deserialize_with = "super::json::list_or_none", skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<Discount>,
    #[serde(default, deserialize_with = "super::json::list_or_none", skip_serializing_if = "Vec::is_empty")]
    pub tax_lines: Vec<TaxLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// After discount and tax; with service charge, without tips.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_amount: Option<Money>,
    /// The sum of `payments`, without tips. Equal to the total: fully paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_amount: Option<Money>,
    /// The sum of the tips in `payments`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tips_amount: Option<Money>,
    /// Already inside `total_amount`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "Already inside `totalAmount`.")]
    pub service_charge_amount: Option<Money>,
    #[serde(default)]
    #[schemars(!default)]
    pub payments: Vec<Payment>,
    /// May be paid now.
    #[serde(default)]
    #[schemars(!default)]
    pub payable: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What the card machine shows, cut at 24 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
}

/// `CreateOrderRequest`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "CreateOrderRequest")]
#[expect(missing_docs, reason = "the fields are those of the specification's `CreateOrderRequest`")]
pub struct NewOrder {
    /// Dojo's id of the order: the same id again is the same order.
    #[serde(deserialize_with = "super::json::id")]
    #[schemars(length(min = 1, max = super::json::MAX_ID_BYTES))]
    pub dojo_order_id: String,
    pub details: OrderDetails,
    pub items: Vec<Item>,
    /// After discount and tax; with service charge, without tips.
    pub total_amount: Money,
    pub payments: Vec<Payment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
    #[serde(default, deserialize_with = "super::json::list_or_none", skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<Discount>,
    #[serde(default, deserialize_with = "super::json::list_or_none", skip_serializing_if = "Vec::is_empty")]
    pub tax_lines: Vec<TaxLine>,
    /// Already inside `total_amount`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "Already inside `totalAmount`.")]
    pub service_charge_amount: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
}

/// `PaymentWithLockId`: a payment that a card machine has taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "PaymentWithLockId")]
#[expect(missing_docs, reason = "the fields are those of the specification's `PaymentWithLockId`")]
pub struct OrderPayment {
    #[serde(deserialize_with = "super::json::id")]
    #[schemars(length(min = 1, max = super::json::MAX_ID_BYTES))]
    pub payment_intent_id: String,
    /// Without tips, with service charge.
    pub paid_amount: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tips_amount: Option<Money>,
    #[serde(default, deserialize_with = "super::json::text_or_none", skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = super::json::MAX_ID_BYTES))]
    pub lock_id: Option<String>,
}

/// `OrderStatus`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the specification's words")]
pub enum OrderStatus {
    New,
    Submitted,
    Confirmed,
    Accepted,
    Preparing,
    Prepared,
    Ready,
    Finalized,
    Canceled,
    Failed,
}

/// `OrderType`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the specification's words")]
pub enum OrderType {
    DineIn,
    Collection,
}

/// `OrderDetails`: at least one of `dine_in` and `collection` is given.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(description = "At least one of `dineIn` and `collection` is given.")]
#[schemars(extend("anyOf" = [{"required": ["dineIn"]}, {"required": ["collection"]}]))]
#[expect(missing_docs, reason = "the fields are those of the specification's `OrderDetails`")]
pub struct OrderDetails {
    pub order_type: OrderType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dine_in: Option<DineIn>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collection: Option<Collection>,
}

/// `DineInDetails`.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(rename = "DineInDetails")]
#[expect(missing_docs, reason = "the fields are those of the specification's `DineInDetails`")]
pub struct DineIn {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiter_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready_at: Option<Timestamp>,
}

/// `CollectionDetails`.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(rename = "CollectionDetails")]
#[expect(missing_docs, reason = "the fields are those of the specification's `CollectionDetails`")]
pub struct Collection {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asap: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collect_at: Option<Timestamp>,
}

/// `OrderItem`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "OrderItem")]
#[expect(missing_docs, reason = "the fields are those of the specification's `OrderItem`")]
pub struct Item {
    pub name: String,
    pub plu: String,
    /// Negative for a line that takes something back.
    #[serde(deserialize_with = "integer::deserialize")]
    pub quantity: i32,
    /// Of one, before modifiers, sub-items and discounts.
    pub amount_per_item: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(default, deserialize_with = "super::json::list_or_none", skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<Modifier>,
    #[serde(default, deserialize_with = "super::json::list_or_none", skip_serializing_if = "Vec::is_empty")]
    pub sub_items: Vec<SubItem>,
}

/// `OrderSubItem`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "OrderSubItem")]
#[expect(missing_docs, reason = "the fields are those of the specification's `OrderSubItem`")]
pub struct SubItem {
    pub name: String,
    pub plu: String,
    #[serde(deserialize_with = "integer::deserialize")]
    pub quantity: i32,
    pub amount_per_item: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(default, deserialize_with = "super::json::list_or_none", skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<Modifier>,
}

/// `Modifier`. Its quantity is for a single item.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are those of the specification's `Modifier`")]
pub struct Modifier {
    pub name: String,
    pub plu: String,
    #[serde(deserialize_with = "integer::deserialize")]
    pub quantity: i32,
    pub amount_per_modifier: Money,
}

/// `Customer`.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the specification's `Customer`")]
pub struct Customer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 254))]
    pub email_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 50))]
    pub phone_number: Option<String>,
}

/// `Discount`. Percentages are hundredths of a percent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are those of the specification's `Discount`")]
pub struct Discount {
    pub name: String,
    pub amount_total: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affected_plu: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount_reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, deserialize_with = "integer::optional::deserialize", skip_serializing_if = "Option::is_none")]
    pub amount_percentage: Option<i32>,
}

/// `TaxLine`. Percentages are hundredths of a percent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the specification's `TaxLine`")]
pub struct TaxLine {
    pub amount_total: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 60))]
    pub id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 100))]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affected_plu: Option<String>,
    #[serde(default, deserialize_with = "integer::optional::deserialize", skip_serializing_if = "Option::is_none")]
    pub amount_percentage: Option<i32>,
}

/// `Payment`. Without an intent (cash) the id is `""` over REST, where it is required, and absent over WebSocket.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(description = "A payment of the order.")]
#[expect(missing_docs, reason = "the fields are those of the specification's `Payment`")]
pub struct Payment {
    #[serde(default, deserialize_with = "super::json::text_or_none", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", !default, !skip_serializing_if, length(max = super::json::MAX_ID_BYTES))]
    #[schemars(description = "Empty for money that did not come through Dojo.")]
    pub payment_intent_id: Option<String>,
    /// Without tips.
    pub paid_amount: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tips_amount: Option<Money>,
}
