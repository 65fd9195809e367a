//! Which addresses of this machine and its network a venue may be connected to: decided at the connect itself, on the
//! address that a name led to.

use crate::venue::{Reach, VenueId};
use std::{fmt, net::IpAddr, str::FromStr};

/// `[venues.x.allow] lan`, and the operator's switch over it.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Lan {
    /// `[server] lan_grants`: where it is off, nothing local is reached, whatever a grant names.
    pub is_open: bool,
    /// Networks that granted names may lead into.
    pub networks: Vec<Network>,
}

/// A local network: `192.168.1.0/24`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// A text that is no such network, and why.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadNetwork {
    /// Neither an address nor one with `/` and a number of bits.
    #[error("is no network: an address, a slash and the number of its leading bits")]
    NoNetwork,
    /// `192.168.1.9/24`: what is meant, the address or its network?
    #[error("names an address inside the network {0}")]
    Inside(Network),
    /// Wider than the ranges that are given to local networks, or elsewhere.
    #[error(
        "is not within this machine's or a private range: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 127.0.0.0/8, fc00::/7 or ::1"
    )]
    NotLocal,
}

/// Why an address is not connected to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Barred {
    /// Link-local, metadata, multicast, reserved.
    Never(IpAddr),
    /// Local, and `[server] lan_grants` is off.
    Shut(IpAddr),
    /// Local, and only a name led there.
    ByName(IpAddr),
}

/// The ranges that are given to local networks, as first address and leading bits.
const LOCAL: [&str; 7] =
    ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "fc00::/7", "::1/128"];

// === impl Lan ===

impl Lan {
    /// Decides whether a connection may be opened to an address that was granted by name, or is itself the grant.
    ///
    /// # Errors
    /// Why not.
    pub fn allows(&self, address: IpAddr, is_name: bool) -> Result<(), Barred> {
        match Reach::of(address) {
            Reach::Public => Ok(()),
            Reach::Never => Err(Barred::Never(address)),
            Reach::Local if !self.is_open => Err(Barred::Shut(address)),
            // A mapped address is its own inside; NAT64's and 6to4's lead through somebody else's router, and are in no
            // network that an operator would write.
            Reach::Local if is_name && !self.networks.iter().any(|network| network.has(address.to_canonical())) => {
                Err(Barred::ByName(address))
            }
            Reach::Local => Ok(()),
        }
    }
}

// === impl Network ===

impl Network {
    fn has(&self, address: IpAddr) -> bool {
        first_bits(address, self.bits) == first_bits(self.address, self.bits)
            && address.is_ipv4() == self.address.is_ipv4()
    }

    fn is_within(&self, other: &Self) -> bool {
        other.bits <= self.bits && other.has(self.address)
    }

    /// The network as it is written, wherever it lies.
    fn read(text: &str) -> Result<Self, BadNetwork> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| BadNetwork::NoNetwork)?;
        let all = width(address);
        let bits = match bits {
            Some(bits) if bits.bytes().all(|byte| byte.is_ascii_digit()) => {
                bits.parse().ok().filter(|bits| *bits <= all).ok_or(BadNetwork::NoNetwork)?
            }
            Some(_) => return Err(BadNetwork::NoNetwork),
            None => all,
        };
        let first = from_bits(address, first_bits(address, bits));
        let network = Self { address: first, bits };
        if first == address { Ok(network) } else { Err(BadNetwork::Inside(network)) }
    }
}

const fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// The first bits of an address, those after them zero.
fn first_bits(address: IpAddr, bits: u8) -> u128 {
    let all = match address {
        IpAddr::V4(address) => u128::from(address.to_bits()) << 96,
        IpAddr::V6(address) => address.to_bits(),
    };
    all & u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0)
}

fn from_bits(like: IpAddr, bits: u128) -> IpAddr {
    match like {
        IpAddr::V4(_) => IpAddr::V4(u32::try_from(bits >> 96).unwrap_or_default().into()),
        IpAddr::V6(_) => IpAddr::V6(bits.into()),
    }
}

impl FromStr for Network {
    type Err = BadNetwork;

    fn from_str(text: &str) -> Result<Self, BadNetwork> {
        let network = Self::read(text)?;
        let is_local = LOCAL.iter().filter_map(|range| Self::read(range).ok()).any(|range| network.is_within(&range));
        // Metadata that hides in such a range is not connected to either way; named on its own it is a mistake.
        let is_local =
            is_local && (network.bits < width(network.address) || Reach::of(network.address) == Reach::Local);
        is_local.then_some(network).ok_or(BadNetwork::NotLocal)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

// === impl Barred ===

impl Barred {
    /// What the venue's log reads, after what was asked for: `http://pos.local: …`.
    pub fn message(&self) -> String {
        match self {
            Self::Never(address) => {
                format!("it leads to {address}, which is never reached: link-local, metadata, multicast or reserved")
            }
            Self::Shut(address) => {
                format!(
                    "it leads to {address}, of this machine or its network, which [server] lan_grants = false forbids"
                )
            }
            Self::ByName(address) => {
                format!(
                    "it leads to {address}, of this machine or its network, where no name leads unless it is granted"
                )
            }
        }
    }

    /// What would allow it, where an operator might want that.
    pub fn hint(&self, venue: &VenueId) -> Option<String> {
        match self {
            Self::ByName(address) => Some(format!(
                "if the point of sale is there, add \"{}\" or its network to [venues.{venue}.allow] lan",
                address.to_canonical()
            )),
            Self::Never(_) | Self::Shut(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lan(is_open: bool, networks: &[&str]) -> Lan {
        Lan { is_open, networks: networks.iter().map(|text| text.parse().unwrap()).collect() }
    }

    #[track_caller]
    fn check(lan: &Lan, address: &str, is_name: bool, expected: Result<(), fn(IpAddr) -> Barred>) {
        let address: IpAddr = address.parse().unwrap();
        assert_eq!(lan.allows(address, is_name), expected.map_err(|barred| barred(address)), "{address}");
    }

    /// Each private range, in each of its forms.
    const INSIDE: [&str; 16] = [
        "127.0.0.1",
        "127.255.255.254",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.254",
        "192.168.1.9",
        "100.64.0.1",
        "::1",
        "fc00::1",
        "fd12::1",
        "::ffff:127.0.0.1",
        "::ffff:192.168.1.9",
        "64:ff9b::7f00:1",
        "64:ff9b::c0a8:109",
        "2002:7f00:1::",
        "2002:c0a8:109::1",
    ];
    const NEVER: [&str; 13] = [
        "0.0.0.0",
        "169.254.169.254",
        "100.100.100.200",
        "224.0.0.1",
        "255.255.255.255",
        "fe80::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::",
        "64:ff9b:1::7f00:1",
        "::7f00:1",
    ];

    #[test]
    fn a_name_leads_inside_only_where_its_network_is_granted() {
        for inside in INSIDE {
            check(&lan(true, &[]), inside, true, Err(Barred::ByName));
            check(&lan(true, &[]), inside, false, Ok(()));
            check(&lan(false, &["192.168.1.0/24"]), inside, true, Err(Barred::Shut));
            check(&lan(false, &[]), inside, false, Err(Barred::Shut));
        }
        let granted = lan(true, &["192.168.1.0/24", "fd12::/64"]);
        for (address, expected) in [
            ("192.168.1.0", Ok(())),
            ("192.168.1.255", Ok(())),
            ("::ffff:192.168.1.9", Ok(())),
            ("fd12::9", Ok(())),
            ("192.168.2.1", Err(Barred::ByName as fn(IpAddr) -> Barred)),
            ("fd12:0:0:1::9", Err(Barred::ByName)),
            ("127.0.0.1", Err(Barred::ByName)),
            ("64:ff9b::c0a8:109", Err(Barred::ByName)),
            ("2002:c0a8:109::1", Err(Barred::ByName)),
        ] {
            check(&granted, address, true, expected);
        }
    }

    #[test]
    fn what_nobody_reaches_is_reached_by_no_grant() {
        let everything = lan(true, &["100.64.0.0/10", "fc00::/7", "127.0.0.0/8", "10.0.0.0/8"]);
        for never in NEVER {
            check(&everything, never, true, Err(Barred::Never));
            check(&everything, never, false, Err(Barred::Never));
        }
        check(&lan(false, &[]), "1.1.1.1", true, Ok(()));
        check(&lan(false, &[]), "2606:4700::1111", false, Ok(()));
    }

    #[track_caller]
    fn check_read(text: &str, expected: Result<&str, BadNetwork>) {
        assert_eq!(text.parse::<Network>().map(|network| network.to_string()), expected.map(str::to_owned), "{text}");
    }

    #[test]
    fn a_network_is_local_and_written_by_its_first_address() {
        check_read("192.168.1.0/24", Ok("192.168.1.0/24"));
        check_read("192.168.1.9", Ok("192.168.1.9/32"));
        check_read("10.0.0.0/8", Ok("10.0.0.0/8"));
        check_read("fd12::/64", Ok("fd12::/64"));
        check_read("::1", Ok("::1/128"));
        check_read("192.168.1.9/24", Err(BadNetwork::Inside(Network::read("192.168.1.0/24").unwrap())));
        for text in [
            "0.0.0.0/0",
            "::/0",
            "10.0.0.0/7",
            "8.8.8.0/24",
            "169.254.0.0/16",
            "fe80::/10",
            "fd00:ec2::254",
            "100.100.100.200",
        ] {
            check_read(text, Err(BadNetwork::NotLocal));
        }
        for text in
            ["", "pos.local", "192.168.1.0/33", "192.168.1.0/", "192.168.1.0/+8", "192.168.1/24", "fd12::/129", "/8"]
        {
            check_read(text, Err(BadNetwork::NoNetwork));
        }
    }
}
