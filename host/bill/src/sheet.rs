//! A bill from top to bottom, before it is known on what it is drawn.

use crate::amount::{Amount, percentage};
use crate::letters;
use patio_host::epos::bill::{Align, Bill, BillLine, BillUrl, Rule, Size};
use patio_host::epos::order::{Item, Modifier, Order, OrderType, Payment};
use patio_host::epos::{Currency, Money};

/// Letters of body size in a line: a card machine's paper of 80 mm.
pub const COLUMNS: usize = 48;

/// Columns that what belongs to an item stands further in.
const INDENT: usize = 4;

/// Characters of a payment intent's id that tell payments apart. Six, as four would read like a card's last digits.
const INTENT_TAIL: usize = 6;

/// What stands on the bill's paper, one below the other.
pub(crate) enum Row<'a> {
    /// Words on their own.
    Words { words: String, style: Style, align: Align },
    /// Words at the left and, mostly, an amount at the right.
    Pair { left: String, right: String, style: Style, indent: usize },
    /// A line across.
    Rule(Rule),
    /// A little air.
    Gap,
    /// A picture.
    Picture { kind: Kind, svg: &'a str, align: Align },
    /// A QR code, and whether the address is printed below it.
    Code { url: &'a str, show_url: bool },
}

/// How letters look.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) size: Size,
    pub(crate) bold: bool,
}

/// What a picture is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Logo,
    Image,
}

const BODY: Style = Style { size: Size::Body, bold: false };
const BOLD: Style = Style { size: Size::Body, bold: true };
const LARGE: Style = Style { size: Size::Header2, bold: true };

/// The rows of a bill.
pub(crate) fn rows(bill: &Bill) -> Vec<Row<'_>> {
    let mut sheet = Sheet { rows: Vec::new(), house: house(&bill.order) };
    let everywhere = || bill.header.lines.iter().chain(&bill.footer.lines);
    for line in everywhere() {
        if let BillLine::Logo(logo) = line {
            sheet.rows.push(Row::Picture { kind: Kind::Logo, svg: &logo.svg_image, align: Align::Center });
        }
    }
    bill.header.lines.iter().for_each(|line| sheet.line(line));
    sheet.order(&bill.order);
    if !matches!(bill.footer.lines.first(), Some(BillLine::HorizontalLine(_))) {
        sheet.rule(Rule::Single);
    }
    bill.footer.lines.iter().for_each(|line| sheet.line(line));
    let mut tax_numbers = everywhere().filter_map(|line| match line {
        BillLine::TaxNumber(tax) => Some(format!("{}: {}", tax.name, tax.number)),
        _ => None,
    });
    if let Some(first) = tax_numbers.next() {
        sheet.rows.push(Row::Gap);
        std::iter::once(first).chain(tax_numbers).for_each(|tax| sheet.centred(&tax, BODY));
    }
    sheet.rows
}

/// The currency of the bill: an order has one, but a bill that comes as a file is not held against that.
fn house(order: &Order) -> Option<Currency> {
    let first = order.items.first().map(|item| item.amount_per_item);
    order.total_amount.or(first).map(|money| money.currency_code)
}

/// Rows in the making.
struct Sheet<'a> {
    rows: Vec<Row<'a>>,
    house: Option<Currency>,
}

// === impl Sheet ===

impl<'a> Sheet<'a> {
    fn words(&mut self, words: &str, style: Style, align: Align) {
        self.rows.extend(letters::lines(words).map(|words| Row::Words { words, style, align }));
    }

    fn centred(&mut self, words: &str, style: Style) {
        self.words(words, style, Align::Center);
    }

    fn pair(&mut self, left: &str, right: &str, style: Style) {
        self.rows.push(Row::Pair { left: letters::line(left), right: letters::line(right), style, indent: 0 });
    }

    /// Something that belongs to the row above; a price only where it changes what is paid.
    fn below(&mut self, left: &str, amount: Option<Amount>, indent: usize) {
        let right = amount.filter(|amount| !amount.is_zero()).map_or_else(String::new, |it| it.short(self.house));
        self.rows.push(Row::Pair { left: letters::line(left), right, style: BODY, indent });
    }

    fn rule(&mut self, rule: Rule) {
        // The adapter's own lines often end with one.
        if !matches!(self.rows.last(), None | Some(Row::Rule(_))) {
            self.rows.push(Row::Rule(rule));
        }
    }

    /// A line of the header or the footer.
    fn line(&mut self, line: &'a BillLine) {
        match line {
            BillLine::Text(text) => {
                let style = Style { size: text.size, bold: text.bold == Some(true) };
                if text.value.trim().is_empty() {
                    self.rows.push(Row::Gap);
                } else {
                    self.words(&text.value, style, text.align.unwrap_or(Align::Left));
                }
            }
            BillLine::Image(image) => {
                let align = image.align.unwrap_or(Align::Left);
                self.rows.push(Row::Picture { kind: Kind::Image, svg: &image.svg_image, align });
            }
            // At the top and at the bottom, wherever they stand.
            BillLine::Logo(_) | BillLine::TaxNumber(_) => {}
            BillLine::MerchantName(merchant) => self.centred(&merchant.name, LARGE),
            BillLine::MerchantAddress(address) => {
                for line in address.address_lines.iter().chain([&address.postcode]) {
                    self.centred(line, BODY);
                }
            }
            BillLine::MerchantEmailAddress(merchant) => self.centred(&merchant.email_address, BODY),
            BillLine::MerchantPhoneNumber(merchant) => self.centred(&merchant.phone_number, BODY),
            BillLine::Url(url) => self.url(url),
            BillLine::HorizontalLine(line) => self.rows.push(Row::Rule(line.line.unwrap_or(Rule::Single))),
        }
    }

    fn url(&mut self, url: &'a BillUrl) {
        let show_code = url.show_qr == Some(true);
        // Where nothing else would stand for the address and nobody said to hide it, it is shown.
        let show_url = url.show_url.unwrap_or(!show_code && url.description.is_none());
        if let Some(description) = &url.description {
            self.centred(description, BODY);
        }
        if show_code {
            self.rows.push(Row::Code { url: &url.url, show_url });
        } else if show_url {
            self.centred(&url.url, BODY);
        }
    }

    /// The part that the card machine prints by itself.
    fn order(&mut self, order: &Order) {
        self.rule(Rule::Single);
        self.heading(order);
        self.rule(Rule::Single);
        order.items.iter().for_each(|item| self.item(item));
        self.rule(Rule::Single);
        if let Some(note) = &order.note {
            self.note(note, 0);
        }
        self.sums(order);
        self.payments(order);
    }

    fn heading(&mut self, order: &Order) {
        let dine_in = order.details.dine_in.as_ref();
        let table = dine_in.and_then(|dine_in| dine_in.table_id.as_deref()).map(|id| {
            let says_so = id.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("table"));
            if says_so { id.to_owned() } else { format!("Table {id}") }
        });
        let waiter = dine_in.and_then(|dine_in| dine_in.waiter_id.as_deref());
        let kind = match order.details.order_type {
            OrderType::DineIn => "",
            OrderType::Collection => "Collection",
        };
        let title = order.display_name.clone().or_else(|| table.clone());
        if let Some(title) = &title {
            self.pair(title, kind, BOLD);
        }
        if let Some(table) = table.filter(|table| title.as_ref() != Some(table)) {
            self.pair(&table, "", BODY);
        }
        let reference = format!("Order {}", order.reference.as_deref().unwrap_or(&order.id));
        match (waiter, &title) {
            (Some(waiter), _) => self.pair(&reference, &format!("Waiter {waiter}"), BODY),
            (None, Some(_)) => self.pair(&reference, "", BODY),
            (None, None) => self.pair(&reference, kind, BODY),
        }
        if let Some(name) = order.customer.as_ref().and_then(|customer| customer.name.as_ref()) {
            self.pair(&format!("Customer {name}"), "", BODY);
        }
    }

    fn item(&mut self, item: &Item) {
        let amount = Amount::from(item.amount_per_item).times(item.quantity);
        self.pair(&format!("{} x {}", item.quantity, item.name), &amount.short(self.house), BODY);
        for modifier in &item.modifiers {
            self.modifier(modifier, [item.quantity, 1], INDENT);
        }
        for sub_item in &item.sub_items {
            // Like a modifier's, a sub-item's quantity is that of a single item.
            let amount = Amount::from(sub_item.amount_per_item).times(sub_item.quantity).times(item.quantity);
            self.below(&several(sub_item.quantity, &sub_item.name), Some(amount), INDENT);
            for modifier in &sub_item.modifiers {
                self.modifier(modifier, [sub_item.quantity, item.quantity], 2 * INDENT);
            }
            if let Some(note) = &sub_item.note {
                self.note(note, 2 * INDENT);
            }
        }
        if let Some(note) = &item.note {
            self.note(note, INDENT);
        }
    }

    /// A modifier of so many of so many.
    fn modifier(&mut self, modifier: &Modifier, [of, of_those]: [i32; 2], indent: usize) {
        let amount = Amount::from(modifier.amount_per_modifier).times(modifier.quantity).times(of).times(of_those);
        self.below(&format!("+ {}", several(modifier.quantity, &modifier.name)), Some(amount), indent);
    }

    fn note(&mut self, note: &str, indent: usize) {
        for (index, line) in letters::lines(note).enumerate() {
            let left = if index == 0 { format!("Note: {line}") } else { line };
            self.rows.push(Row::Pair { left, right: String::new(), style: BODY, indent });
        }
    }

    fn sums(&mut self, order: &Order) {
        for discount in &order.discounts {
            let mut name = named(&discount.name, discount.amount_percentage);
            if let Some(item) = affected(order, discount.affected_plu.as_deref()) {
                name = format!("{name}, {item}");
            }
            let amount = Amount::from(discount.amount_total).taken_off();
            self.pair(&name, &amount.short(self.house), BODY);
            if let Some(code) = &discount.code {
                self.below(&format!("Code {code}"), None, INDENT);
            }
        }
        if let Some(service) = order.service_charge_amount.map(Amount::from).filter(|service| !service.is_zero()) {
            self.pair("Service charge", &service.short(self.house), BODY);
        }
        for tax in &order.tax_lines {
            let mut name = named(tax.name.as_deref().unwrap_or("Tax"), tax.amount_percentage);
            if let Some(item) = affected(order, tax.affected_plu.as_deref()) {
                name = format!("{name}, {item}");
            }
            self.pair(&name, &Amount::from(tax.amount_total).short(self.house), BODY);
        }
        if let Some(total) = order.total_amount {
            self.rule(Rule::Double);
            self.pair("TOTAL", &Amount::from(total).full(), LARGE);
        }
    }

    fn payments(&mut self, order: &Order) {
        let paid = order.paid_amount.map(Amount::from).or_else(|| sum(order.payments.iter().map(|it| it.paid_amount)));
        let tips = order
            .tips_amount
            .map(Amount::from)
            .or_else(|| sum(order.payments.iter().filter_map(|payment| payment.tips_amount)))
            .filter(|tips| !tips.is_zero());
        if order.payments.is_empty() && paid.is_none_or(Amount::is_zero) && tips.is_none() {
            return;
        }
        self.rule(Rule::Single);
        for payment in &order.payments {
            self.pair(&means(payment), &Amount::from(payment.paid_amount).short(self.house), BODY);
            if let Some(tip) = payment.tips_amount.map(Amount::from).filter(|tip| !tip.is_zero()) {
                self.below("+ tip", Some(tip), INDENT);
            }
        }
        if let (true, Some(paid)) = (order.payments.is_empty(), paid.filter(|paid| !paid.is_zero())) {
            self.pair("Paid", &paid.short(self.house), BODY);
        }
        if let Some(tips) = tips {
            self.pair("Tips, on top of the total", &tips.short(self.house), BODY);
        }
        let due = order.total_amount.map(Amount::from).and_then(|total| paid.map_or(Some(total), |it| total.minus(it)));
        if let Some(due) = due {
            self.rule(Rule::Single);
            self.pair("AMOUNT DUE", &due.full(), LARGE);
        }
    }
}

fn several(quantity: i32, name: &str) -> String {
    if quantity == 1 { name.to_owned() } else { format!("{quantity} x {name}") }
}

/// A name with its percentage, unless that is in the name.
fn named(name: &str, hundredths: Option<i32>) -> String {
    match hundredths {
        Some(hundredths) if !name.contains('%') => format!("{name} ({})", percentage(hundredths)),
        _ => name.to_owned(),
    }
}

/// The name of the item that a discount or a tax is for.
fn affected<'a>(order: &'a Order, plu: Option<&str>) -> Option<&'a str> {
    let plu = plu?;
    order.items.iter().find(|item| item.plu == plu).map(|item| item.name.as_str())
}

fn means(payment: &Payment) -> String {
    let Some(id) = &payment.payment_intent_id else { return "Cash".to_owned() };
    let tail = id.char_indices().rev().nth(INTENT_TAIL - 1).and_then(|(start, _)| id.get(start..));
    match tail {
        Some(tail) => format!("Card (…{tail})"),
        None => format!("Card ({id})"),
    }
}

fn sum(amounts: impl Iterator<Item = Money>) -> Option<Amount> {
    let mut amounts = amounts.map(Amount::from);
    let first = amounts.next()?;
    amounts.try_fold(first, Amount::plus)
}
