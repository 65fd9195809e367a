//! `[venues.x.allow]`: what an adapter may reach, refused here where it could never be reached.

use super::{at::At, folders, section::Section};
use crate::venue::{
    Grants, HttpGrant, Reach,
    grants::{BadGrant, BadNetwork, Host, Lan, Network, canonical},
};
use std::net::{IpAddr, SocketAddr};

/// Reads the section.
pub(super) fn read(mut section: Section<'_>, lan_grants: bool) -> Grants {
    let lan = Lan { is_open: lan_grants, networks: networks(&mut section, lan_grants) };
    let mut grants = Grants { lan, ..Grants::default() };
    for grant in section.texts("http", "http = [\"https://api.pos.example\"]") {
        match grant.value.parse::<HttpGrant>() {
            Ok(http) if may_name(&http, lan_grants, &grant.at) => grants.http.push(http),
            Ok(_) => {}
            Err(bad) => refuse(&grant.value, bad, &grant.at),
        }
    }
    grants.folders = folders::read(&mut section);
    for address in section.texts("tcp", "tcp = [\"192.168.1.9:5432\"]") {
        match address.value.parse::<SocketAddr>() {
            Ok(tcp) if tcp.port() != 0 => {
                if may_reach(tcp.ip(), lan_grants, &address.at) {
                    grants.tcp.push(canonical(tcp));
                }
            }
            _ => address.at.problem(
                format!("{:?} is no IP address with a port", address.value),
                "write tcp = [\"192.168.1.9:5432\"]: names are not looked up, for that alone can carry data out",
            ),
        }
    }
    // It grants nothing: an address that is never reached may be declined.
    for declined in section.texts("declined", "declined = [\"https://telemetry.vendor.example\"]") {
        match declined.value.parse() {
            Ok(server) => grants.declined.push(server),
            Err(bad) => refuse(&declined.value, bad, &declined.at),
        }
    }
    section.finish();
    grants
}

/// Where names may lead on this machine's network.
fn networks(section: &mut Section<'_>, lan_grants: bool) -> Vec<Network> {
    let mut networks = Vec::new();
    for written in section.texts("lan", "lan = [\"192.168.1.0/24\"]") {
        let (text, at) = (written.value, written.at);
        match text.parse::<Network>() {
            Ok(_) if !lan_grants => at.problem(
                format!("{text:?} is of this machine or its network, which [server] lan_grants = false forbids"),
                LEAVE_IT_OUT,
            ),
            Ok(network) => networks.push(network),
            Err(bad @ BadNetwork::Inside(network)) => {
                at.problem(format!("{text:?} {bad}"), format!("write \"{network}\", or the address without the slash"));
            }
            Err(bad) => {
                let hint = "write lan = [\"192.168.1.0/24\"], the network where the point of sale's name leads";
                at.problem(format!("{text:?} {bad}"), hint);
            }
        }
    }
    networks
}

const LEAVE_IT_OUT: &str = "leave it out; only on a machine that serves one restaurant, write lan_grants = true";

fn refuse(text: &str, bad: BadGrant, at: &At<'_>) {
    let shown = if bad == BadGrant::UserInfo { String::new() } else { format!("{text:?} ") };
    let without_scheme = format!("https://{text}");
    let hint = match bad {
        BadGrant::NoUrl if without_scheme.parse::<HttpGrant>().is_ok() => format!("write {without_scheme:?}"),
        _ => "write \"https://api.pos.example\", one for each server".to_owned(),
    };
    at.problem(format!("{shown}{bad}"), hint);
}

fn may_name(grant: &HttpGrant, lan_grants: bool, at: &At<'_>) -> bool {
    match &grant.host {
        Host::Address(address) => may_reach(*address, lan_grants, at),
        // It resolves to this machine, which is only reached where the grant names its address.
        Host::Name(name) if name == "localhost" || name.ends_with(".localhost") => {
            let named = HttpGrant { host: Host::Address(IpAddr::from([127, 0, 0, 1])), ..grant.clone() };
            at.problem(
                format!("\"{grant}\" names this machine, which is granted by its address"),
                format!("write \"{named}\""),
            );
            false
        }
        Host::Name(_) => true,
    }
}

fn may_reach(address: IpAddr, lan_grants: bool, at: &At<'_>) -> bool {
    match Reach::of(address) {
        Reach::Public => true,
        Reach::Local if lan_grants => true,
        Reach::Local => {
            at.problem(
                format!("names {address}, of this machine or its network, which [server] lan_grants = false forbids"),
                LEAVE_IT_OUT,
            );
            false
        }
        Reach::Never => {
            at.problem(
                format!("names {address}, which is never reached: link-local, metadata, multicast or reserved"),
                "leave it out",
            );
            false
        }
    }
}
