//! `[venues.x]`: one venue, on top of what all venues share.

use super::{
    adapters::{self, Adapters},
    allow,
    at::Setting,
    dojo,
    finding::Level,
    http, limits,
    nearest::nearest,
    section::Section,
    server::Server,
    settings,
};
use crate::{
    epos::{Capability, CapabilitySet, capability},
    venue::{
        AdapterName, Instances, OrderIdFrom, Passwords, Redactor, Secret, UnknownPayment, Venue, VenueId,
        password::MAX_PASSWORDS,
    },
};
use jiff::tz::TimeZone;
use std::time::Duration;

/// Bytes of an account id at most: it is compared with every event, and stands in log lines.
const MAX_ACCOUNT_ID_BYTES: usize = 128;

/// Checks what all venues share on its own, so that a mistake there is found without a venue.
pub(super) fn check_shared(mut section: Section<'_>, server: &Server) {
    shared(&mut section);
    let mut inner = section.section("limits");
    limits::read(&mut inner, server);
    inner.finish();
    dojo::check_shared(section.section("dojo"));
    for key in ["adapter", "account_id", "passwords", "settings", "allow", "http"] {
        section.refuse(key, "is not shared by venues", "write it into each [venues.<id>] that it is for");
    }
    section.finish();
}

/// A venue, and where its account id stands, for the comparison with others.
pub(super) struct Read<'a> {
    pub(super) venue: Option<Venue>,
    pub(super) account_id: Option<Setting<'a, String>>,
}

/// Reads the section of a venue.
pub(super) fn read<'a>(mut section: Section<'a>, id: &VenueId, server: &Server, folders: &Adapters) -> Read<'a> {
    let adapter = adapter(&mut section, folders);
    let account_id = account_id(&mut section);
    let passwords = passwords(&mut section, id);
    let shared = shared(&mut section);
    let settings = settings::read(section.section("settings"));
    let grants = allow::read(section.section("allow"), server.lan_grants);
    let mut inner = section.section("limits");
    let limits = limits::read(&mut inner, server);
    inner.finish();
    let first = passwords.as_deref().and_then(|passwords| passwords.first());
    let dojo = section.optional_section("dojo").and_then(|section| dojo::read(section, first));
    let servers = http::read(section.section("http"), &grants);
    section.finish();

    let secret_settings = settings.values().filter(|setting| setting.secret);
    let secrets = secret_settings.map(|setting| Secret::new(setting.text.as_str()));
    let dojo_keys = dojo.iter().map(|dojo| dojo.api_key.clone());
    let redactor = Redactor::new(secrets.chain(dojo_keys).chain(servers.iter().flat_map(http::secrets)));
    let venue = || {
        Some(Venue {
            id: id.clone(),
            adapter: adapter?,
            account_id: account_id.as_ref()?.value.clone(),
            passwords: match passwords.as_deref()? {
                [first, rest @ ..] => Passwords::new(first, rest.first()),
                [] => return None,
            },
            disabled: shared.disabled,
            filter_by_waiter_header: shared.filter_by_waiter_header,
            unknown_payment: shared.unknown_payment,
            order_id_from: shared.order_id_from,
            settle_after: shared.settle_after,
            poll_interval: shared.poll_interval,
            time_zone: shared.time_zone,
            close_of_day: shared.close_of_day,
            instances: shared.instances,
            settings,
            grants,
            http: servers,
            limits,
            dojo,
            redactor,
        })
    };
    Read { venue: venue(), account_id }
}

/// What may be said for all venues at once.
struct Shared {
    disabled: CapabilitySet,
    filter_by_waiter_header: bool,
    unknown_payment: UnknownPayment,
    order_id_from: OrderIdFrom,
    settle_after: Duration,
    poll_interval: Duration,
    time_zone: TimeZone,
    close_of_day: jiff::civil::Time,
    instances: Instances,
}

fn shared(section: &mut Section<'_>) -> Shared {
    Shared {
        disabled: disabled(section),
        filter_by_waiter_header: section.boolean("filter_by_waiter_header"),
        unknown_payment: section.choice(
            "unknown_payment",
            ("accept", UnknownPayment::Accept),
            &[("refuse", UnknownPayment::Refuse)],
        ),
        order_id_from: section.choice(
            "order_id_from",
            ("external_id", OrderIdFrom::ExternalId),
            &[("reference", OrderIdFrom::Reference)],
        ),
        settle_after: section.milliseconds("settle_after_ms", 0..=3_600_000),
        poll_interval: section.milliseconds("poll_interval_ms", 100..=3_600_000),
        time_zone: time_zone(section),
        close_of_day: close_of_day(section),
        instances: section.choice("instances", ("fresh", Instances::Fresh), &[("reuse", Instances::Reuse)]),
    }
}

fn adapter(section: &mut Section<'_>, folders: &Adapters) -> Option<AdapterName> {
    let hint = format!("write adapter = \"demo\" for {}", adapters::file(&folders.folder, "demo").display());
    let Setting { value, at } = section.required_text("adapter", &hint)?;
    let name: AdapterName = value
        .parse()
        .map_err(|bad| at.problem(format!("= {bad}"), "write the file's name without its folder and .wasm"))
        .ok()?;
    let file = adapters::file(&folders.folder, &value);
    if !file.is_file() {
        // The host goes on: the file may be dropped later, and until then the other venues are served.
        let names = adapters::names(&folders.folder);
        let hint = match (value.strip_suffix(".wasm"), nearest(&value, names.iter().map(String::as_str))) {
            (Some(stem), _) if names.iter().any(|name| name == stem) => format!("write adapter = {stem:?}"),
            (_, Some(near)) => format!("did you mean {near:?}?"),
            _ if names.is_empty() => format!("copy the adapter to {}", file.display()),
            _ => format!("copy the adapter to {}, or use one of {}", file.display(), names.join(", ")),
        };
        at.degraded(format!("= {value:?} is missing: there is no {}", file.display()), hint);
    }
    Some(name)
}

fn account_id<'a>(section: &mut Section<'a>) -> Option<Setting<'a, String>> {
    let hint = "write account_id = \"acc_…\", as Dojo calls the account: events of another are refused";
    let setting = section.required_text("account_id", hint)?;
    let fits = (1..=MAX_ACCOUNT_ID_BYTES).contains(&setting.value.len())
        && setting.value.bytes().all(|byte| byte.is_ascii_graphic());
    if !fits {
        setting.at.problem(format!("= {:?} is no account id", setting.value), hint);
    }
    fits.then_some(setting)
}

fn passwords(section: &mut Section<'_>, id: &VenueId) -> Option<Vec<Secret>> {
    let variable = super::environment::plain(id.as_str());
    let hint = format!("write passwords = [{{ env = \"{variable}_PASSWORD\" }}], which Dojo calls with");
    if !section.has("passwords") {
        section.find(Level::Problem, "has no passwords: nobody could call it", hint.as_str());
    }
    let at = section.at("passwords");
    let list = section.list("passwords", &format!("passwords = [{{ env = \"{variable}_PASSWORD\" }}]"))?;
    let written = list.len();
    let secrets: Vec<_> = list.into_iter().filter_map(super::secrets::secret).map(|setting| setting.value).collect();
    if let Some(at) = at {
        if written == 0 {
            at.problem("is empty: nobody could call the venue", hint);
        } else if written > MAX_PASSWORDS {
            at.problem(
                format!("has {written} entries; {MAX_PASSWORDS} may be valid at once, for rotation"),
                "remove the oldest",
            );
        }
    }
    Some(secrets)
}

fn disabled(section: &mut Section<'_>) -> CapabilitySet {
    let names =
        || capability::TABLE.iter().flat_map(|row| [row.name].into_iter().chain(row.legacy_names.iter().copied()));
    let example = "disabled_capabilities = [\"GetOrderBillById\"]";
    let known = |name: Setting<'_, String>| {
        let capability = Capability::by_name(&name.value);
        if capability.is_none() {
            let hint = match nearest(&name.value, names()) {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("write names of the EPOS Data API: {}", names().collect::<Vec<_>>().join(", ")),
            };
            name.at.problem(format!("{:?} is no capability", name.value), hint);
        }
        capability
    };
    section.texts("disabled_capabilities", example).into_iter().filter_map(known).collect()
}

fn time_zone(section: &mut Section<'_>) -> TimeZone {
    let Some(Setting { value, at }) = section.text("time_zone") else { return TimeZone::UTC };
    zone(&value).unwrap_or_else(|| {
        at.problem(
            format!("= {value:?} is no time zone"),
            "write time_zone = \"Europe/London\", \"UTC\" or another IANA name",
        );
        TimeZone::UTC
    })
}

/// The zone of a name that is written as IANA writes it: from the machine's own database where it has one, else from the
/// one that is built in.
fn zone(name: &str) -> Option<TimeZone> {
    if name == "UTC" {
        return Some(TimeZone::UTC);
    }
    let zone = TimeZone::get(name).ok().filter(|_| name.contains('/'))?;
    (zone.iana_name() == Some(name)).then_some(zone)
}

fn close_of_day(section: &mut Section<'_>) -> jiff::civil::Time {
    let Some(Setting { value, at }) = section.text("close_of_day") else { return jiff::civil::Time::midnight() };
    clock(&value).unwrap_or_else(|| {
        at.problem(format!("= {value:?} is no time of day"), "write close_of_day = \"04:00\", hours and minutes");
        jiff::civil::Time::midnight()
    })
}

/// `HH:MM`.
fn clock(text: &str) -> Option<jiff::civil::Time> {
    let (hour, minute) = text.split_once(':')?;
    let two = |digits: &str| {
        (digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
    };
    jiff::civil::Time::new(two(hour)?, two(minute)?, 0, 0).ok()
}
