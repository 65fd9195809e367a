//! Which IP addresses may be reached: by anyone, where an operator names them, or never.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far an address may be reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// On the internet.
    Public,
    /// This machine or the local network: a point of sale in a restaurant, somebody else's inside on a platform. Only
    /// where a grant names the very address, and `[server] lan_grants` lets it.
    Local,
    /// Link-local, cloud metadata, multicast, reserved: no point of sale lives there.
    Never,
}

/// Cloud metadata that hides in ranges which are otherwise local: it hands out the machine's own credentials. (The
/// usual 169.254.169.254 is link-local.)
const METADATA_V4: Ipv4Addr = Ipv4Addr::new(100, 100, 100, 200);
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

// === impl Reach ===

impl Reach {
    /// Of an address. An IPv4 address inside an IPv6 one (mapped, NAT64, 6to4) counts as itself.
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => of_v4(address),
            IpAddr::V6(address) => of_v6(address),
        }
    }
}

fn of_v4(address: Ipv4Addr) -> Reach {
    match address.octets() {
        _ if address == METADATA_V4 => Reach::Never,
        // Loopback, private, and the carrier's shared range, which overlay networks use.
        [10 | 127, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Reach::Local,
        // "This network", link-local, protocol assignments, documentation, benchmarks, multicast and reserved.
        [0, ..]
        | [169, 254, ..]
        | [192, 0, 0 | 2, _]
        | [198, 18 | 19, ..]
        | [198, 51, 100, _]
        | [203, 0, 113, _]
        | [224..=255, ..] => Reach::Never,
        _ => Reach::Public,
    }
}

fn of_v6(address: Ipv6Addr) -> Reach {
    match address.segments() {
        _ if address == METADATA_V6 => Reach::Never,
        [0, 0, 0, 0, 0, 0, 0, 1] => Reach::Local,
        // Mapped, and NAT64's well-known prefix.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => of_v4(v4(high, low)),
        // 6to4.
        [0x2002, high, low, ..] => of_v4(v4(high, low)),
        // Unspecified and IPv4-compatible; a network's own NAT64, which hides an address anywhere; Teredo and other
        // protocol assignments; documentation; link-local, site-local and multicast.
        [0, 0, 0, 0, 0, 0, ..]
        | [0x64, 0xff9b, ..]
        | [0x2001, 0..=0x1ff, ..]
        | [0x2001, 0xdb8, ..]
        | [0x3fff, 0..=0xfff, ..]
        | [0xfe80..=0xffff, ..] => Reach::Never,
        [0xfc00..=0xfdff, ..] => Reach::Local,
        // Only 2000::/3 is given out as global unicast.
        [0x2000..=0x3fff, ..] => Reach::Public,
        _ => Reach::Never,
    }
}

fn v4(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(high) << 16 | u32::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_reach(expected: Reach, addresses: &[&str]) {
        for address in addresses {
            assert_eq!(Reach::of(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn the_internet_is_public() {
        check_reach(Reach::Public, &["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:1.1.1.1"]);
    }

    #[test]
    fn this_machine_and_its_network_are_local() {
        check_reach(
            Reach::Local,
            &["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.9", "100.64.0.1", "::1", "fd12::1", "::ffff:127.0.0.1"],
        );
    }

    #[test]
    fn metadata_link_local_multicast_and_reserved_are_never_reached() {
        check_reach(
            Reach::Never,
            &["0.0.0.0", "169.254.169.254", "100.100.100.200", "224.0.0.1", "240.0.0.1", "255.255.255.255"],
        );
        check_reach(Reach::Never, &["::", "fe80::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "4000::1"]);
    }

    #[test]
    fn an_ipv4_address_in_disguise_counts_as_itself() {
        check_reach(Reach::Never, &["::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1"]);
        check_reach(Reach::Local, &["64:ff9b::7f00:1", "2002:c0a8:101::1", "::ffff:10.0.0.1"]);
        check_reach(Reach::Never, &["64:ff9b:1::7f00:1", "::7f00:1", "2001:0:7f00:1::"]);
    }
}
