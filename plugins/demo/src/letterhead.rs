//! What the restaurant prints above and below the lines of an order. The card machine prints those by itself.

use patio_sdk::model::Order;
use patio_sdk::order_bills::{AddressLine, Align, BillLine, Rule, TaxNumberLine, TextLine, TextSize, UrlLine};

use crate::floor;

/// A parasol over a table. Black on nothing: it is printed on paper.
const LOGO: &str = concat!(
    r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" role="img" aria-label="Patio">"#,
    r#"<path d="M48 8C25 8 10 24 8 42q7-6 13 0 7-6 13 0 7-6 14 0 7-6 14 0 6-6 13 0 6-6 13 0C86 24 71 8 48 8Z"/>"#,
    r#"<path d="M46 40h4v48h-4zM22 62h52v5H22zM30 67h4v21h-4zM62 67h4v21h-4zM36 86h24v4H36z"/>"#,
    r#"</svg>"#
);

/// Who we are, and whose bill it is.
pub(crate) fn header(order: &Order) -> Vec<BillLine> {
    let mut lines = vec![
        BillLine::Logo(LOGO.to_owned()),
        BillLine::MerchantName("Patio".to_owned()),
        BillLine::MerchantAddress(AddressLine {
            lines: vec!["12 Orchard Lane".to_owned(), "Mockbridge".to_owned()],
            postcode: "ZZ1 2PA".to_owned(),
        }),
        BillLine::MerchantPhoneNumber("+441632960100".to_owned()),
        BillLine::MerchantEmailAddress("hello@patio.example".to_owned()),
        BillLine::HorizontalLine(Some(Rule::Double)),
        text(title(order), TextSize::Header1, true),
        text(&format!("Bill {}", order.id), TextSize::Body, false),
    ];
    if let Some(waiter) = order.details.dine_in.as_ref().and_then(|it| it.waiter_id.as_deref()) {
        let served = format!("You were served by {}", floor::waiter_name(waiter));
        lines.push(text(&served, TextSize::Body, false));
    }
    lines.push(BillLine::HorizontalLine(Some(Rule::Single)));
    lines
}

/// The name of the order, else of its table.
fn title(order: &Order) -> &str {
    let table = order.details.dine_in.as_ref().and_then(|it| floor::table_name(it.table_id.as_deref()?));
    order.display_name.as_deref().or(table).unwrap_or("Your order")
}

/// Thanks, and where the bill is to be found again.
pub(crate) fn footer(order: &Order) -> Vec<BillLine> {
    let service = match order.service_charge_amount {
        Some(_) => "A service charge is included.",
        None => "Service is not included.",
    };
    vec![
        BillLine::HorizontalLine(Some(Rule::Single)),
        text(service, TextSize::Body, false),
        text("Thank you!", TextSize::Header2, true),
        text("We hope to see you again soon.", TextSize::Body, false),
        BillLine::Url(UrlLine {
            url: format!("https://patio.example/bill/{}", order.id),
            description: Some("Your bill, to keep".to_owned()),
            show_qr: Some(true),
            show_url: Some(false),
        }),
        BillLine::HorizontalLine(Some(Rule::Double)),
        BillLine::TaxNumber(TaxNumberLine { name: "VAT".to_owned(), number: "GB 999 9999 73".to_owned() }),
    ]
}

fn text(value: &str, size: TextSize, bold: bool) -> BillLine {
    BillLine::Text(TextLine { value: value.to_owned(), size, align: Some(Align::Center), bold: Some(bold) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Book;
    use crate::order_entry::tests::enter;

    fn order(id: &str) -> Order {
        Book::default().order(id, "GBP").unwrap()
    }

    fn texts(lines: &[BillLine]) -> Vec<&str> {
        lines
            .iter()
            .filter_map(|line| if let BillLine::Text(text) = line { Some(text.value.as_str()) } else { None })
            .collect()
    }

    #[test]
    fn a_bill_says_whose_it_is_and_who_served() {
        assert_eq!(texts(&header(&order("1001"))), ["Table 4", "Bill 1001", "You were served by Anna"]);
        assert_eq!(texts(&header(&order("1007"))), ["Collection for Priya", "Bill 1007"]);
        let mut book = Book::default();
        let id = enter(&mut book, "dojo-1", Some("t5"));
        let mut order = book.order(&id, "GBP").unwrap();
        assert_eq!(texts(&header(&order)), ["Lemonades", "Bill 1015"]);
        order.display_name = None;
        assert_eq!(texts(&header(&order)), ["Table 5", "Bill 1015"]);
        order.details.dine_in = None;
        assert_eq!(texts(&header(&order)), ["Your order", "Bill 1015"]);
    }

    #[test]
    fn a_bill_says_whether_service_is_in_it() {
        assert_eq!(texts(&footer(&order("1001")))[0], "A service charge is included.");
        assert_eq!(texts(&footer(&order("1003")))[0], "Service is not included.");
    }

    #[test]
    fn the_code_leads_to_the_bill() {
        let footer = footer(&order("1001"));
        let url = footer.iter().find_map(|line| if let BillLine::Url(url) = line { Some(url) } else { None }).unwrap();
        assert_eq!((url.url.as_str(), url.show_qr), ("https://patio.example/bill/1001", Some(true)));
    }

    #[test]
    fn the_items_are_left_to_the_card_machine() {
        let order = order("1001");
        let lines = [header(&order), footer(&order)].concat();
        let texts = texts(&lines);
        assert!(order.items.iter().all(|item| !texts.iter().any(|text| text.contains(&item.name))));
    }

    #[test]
    fn the_logo_is_small_and_whole() {
        assert!(LOGO.len() < 2048);
        assert!(LOGO.starts_with("<svg ") && LOGO.ends_with("</svg>"));
        assert_eq!(LOGO.matches("<path ").count(), LOGO.matches("/>").count());
    }
}
