//! What an adapter answers beside orders: bills, areas, tables, parties and reservations.

use super::order::put_right;
use super::{Breach, deposit, texts};
use crate::epos::bill::{BillLine, BillSection};
use crate::epos::{Area, Bill, Page, Party, Reservation, Table};

/// Bytes of an image on a bill at most: the logo in Dojo's own example has 2 KB, and a card machine prints 384 dots.
pub const MAX_SVG_BYTES: usize = 64 * 1024;

/// `maxCovers` is an `int32`.
const MAX_COVERS: u32 = i32::MAX.unsigned_abs();

pub(super) fn bill(bill: &mut Bill) -> Result<(), Breach> {
    put_right(&mut bill.order).map_err(|breach| breach.within("order"))?;
    section(&bill.header).map_err(|breach| breach.within("header"))?;
    section(&bill.footer).map_err(|breach| breach.within("footer"))
}

fn section(section: &BillSection) -> Result<(), Breach> {
    texts::bill(section)?;
    for (index, line) in section.lines.iter().enumerate() {
        let (svg, path) = match line {
            BillLine::Image(image) => (&image.svg_image, "image.svgImage"),
            BillLine::Logo(logo) => (&logo.svg_image, "logo.svgImage"),
            _ => continue,
        };
        if svg.len() > MAX_SVG_BYTES {
            let text = format!("is {} bytes long, {MAX_SVG_BYTES} are allowed", svg.len());
            return Err(Breach::new(path, text).within(format_args!("lines[{index}]")));
        }
    }
    Ok(())
}

pub(super) fn areas(areas: &[Area]) -> Result<(), Breach> {
    if areas.len() > texts::MAX_ELEMENTS {
        let text = format!("{} areas, {} are allowed", areas.len(), texts::MAX_ELEMENTS);
        return Err(Breach::new("areas", text));
    }
    each(areas, "areas", |area| {
        named(&area.id, &area.name)?;
        texts::ids(&area.waiter_ids, "waiterIds")
    })
}

pub(super) fn tables(page: &Page<Table>, limit: u32) -> Result<(), Breach> {
    fits(page, limit, "tables")?;
    each(&page.data, "tables", |table| {
        named(&table.id, &table.name)?;
        texts::id_or_none(table.area_id.as_ref(), "areaId")?;
        texts::ids(&table.waiter_ids, "waiterIds")?;
        match table.max_covers.filter(|covers| *covers > MAX_COVERS) {
            Some(covers) => Err(Breach::new("maxCovers", format!("{covers} is out of range"))),
            None => Ok(()),
        }
    })
}

pub(super) fn parties(page: &Page<Party>, limit: u32) -> Result<(), Breach> {
    fits(page, limit, "parties")?;
    each(&page.data, "parties", party)
}

pub(super) fn party(party: &Party) -> Result<(), Breach> {
    given(&party.id, "id")?;
    given(&party.status, "status")?;
    if party.table_ids.is_empty() {
        return Err(Breach::new("tableIds", "needs at least one table"));
    }
    texts::id(&party.id, "id")?;
    texts::name(&party.status, "status")?;
    texts::ids(&party.table_ids, "tableIds")?;
    texts::name_or_none(party.name.as_ref(), "name")?;
    texts::id_or_none(party.reservation_id.as_ref(), "reservationId")?;
    texts::note(party.host_notes.as_ref(), "hostNotes")?;
    texts::note(party.guest_requests.as_ref(), "guestRequests")?;
    deposit(party.deposit.as_ref())
}

pub(super) fn reservations(page: &Page<Reservation>, limit: u32) -> Result<(), Breach> {
    fits(page, limit, "reservations")?;
    each(&page.data, "reservations", reservation)
}

pub(super) fn reservation(reservation: &Reservation) -> Result<(), Breach> {
    given(&reservation.id, "id")?;
    texts::id(&reservation.id, "id")?;
    texts::name(&reservation.name, "name")?;
    texts::ids(&reservation.table_ids, "tableIds")?;
    texts::note(reservation.host_notes.as_ref(), "hostNotes")?;
    texts::note(reservation.guest_requests.as_ref(), "guestRequests")
}

/// An answer is about what was asked for.
pub(super) fn same(asked: &str, came: &str) -> Result<(), Breach> {
    if asked == came { Ok(()) } else { Err(Breach::new("id", format!("{asked:?} was asked for, {came:?} came"))) }
}

fn fits<T>(page: &Page<T>, limit: u32, what: &str) -> Result<(), Breach> {
    texts::ends(&page.ends)?;
    let came = page.data.len();
    if u32::try_from(came).is_ok_and(|came| came <= limit) {
        return Ok(());
    }
    Err(Breach::new(what, format!("{came} {what}, but the limit is {limit}")))
}

fn each<T>(list: &[T], path: &str, check: impl Fn(&T) -> Result<(), Breach>) -> Result<(), Breach> {
    list.iter()
        .enumerate()
        .try_for_each(|(index, value)| check(value).map_err(|breach| breach.within(format_args!("{path}[{index}]"))))
}

fn named(id: &str, name: &str) -> Result<(), Breach> {
    given(id, "id").and_then(|()| given(name, "name"))?;
    texts::id(id, "id").and_then(|()| texts::name(name, "name"))
}

fn given(text: &str, path: &str) -> Result<(), Breach> {
    if text.is_empty() { Err(Breach::new(path, "must not be empty")) } else { Ok(()) }
}
