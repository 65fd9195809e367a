//! `wasi:sockets`: TCP connections to the addresses that the venue's grants name, and nothing else: no listening, no UDP,
//! and no name is looked up, for a look-up alone can carry data out.
//!
//! The stock implementation asks [`check`] before each use of an address. What it does not ask about is refused here,
//! where it begins, so that it takes no file descriptor.

use super::premises::{Premises, Refusals, shown};
use crate::adapter::state::CallState;
use crate::adapter::witness::{Premise, Witness};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use wasmtime::component::{HasData, Linker, Resource};
use wasmtime_wasi::p2::bindings::sockets::ip_name_lookup::{self, ResolveAddressStream};
use wasmtime_wasi::p2::bindings::sockets::network::{self, ErrorCode, IpAddress, IpAddressFamily, Network};
use wasmtime_wasi::p2::bindings::sockets::{tcp_create_socket, udp_create_socket};
use wasmtime_wasi::p2::{DynPollable, SocketError, SocketResult, TcpSocket, UdpSocket};
use wasmtime_wasi::sockets::{SocketAddrUse, WasiSocketsCtxView};

/// The sockets of one call.
pub(in crate::adapter) struct Sockets {
    pub(in crate::adapter) premises: Option<Arc<Premises>>,
    pub(in crate::adapter) refusals: Arc<Refusals>,
    max_connections: usize,
    made: usize,
}

/// They, with the stock implementation below them.
pub(in crate::adapter) struct SocketsView<'a> {
    pub(in crate::adapter) stock: WasiSocketsCtxView<'a>,
    pub(in crate::adapter) sockets: &'a mut Sockets,
}

struct LentSockets;

impl HasData for LentSockets {
    type Data<'a> = SocketsView<'a>;
}

// === impl Sockets ===

impl Sockets {
    pub(in crate::adapter) fn new(
        premises: Option<&Arc<Premises>>,
        refusals: &Arc<Refusals>,
        max_connections: usize,
    ) -> Self {
        Self { premises: premises.cloned(), refusals: Arc::clone(refusals), max_connections, made: 0 }
    }

    /// The next call of a kept instance.
    pub(in crate::adapter) const fn renew(&mut self) {
        self.made = 0;
    }

    /// Whether any address is granted.
    pub(in crate::adapter) fn are_lent(&self) -> bool {
        self.premises.as_ref().is_some_and(|premises| !premises.grants.tcp.is_empty())
    }

    fn refuse(&self, what: &str, hint: &str) {
        if let Some(premises) = &self.premises {
            let hint = hint.replace("{venue}", premises.venue.as_str());
            self.refusals.tell(&format!("{} may not {what}; hint: {hint}", premises.whose()));
        }
    }
}

/// What the stock implementation asks before each use of an address.
pub(in crate::adapter) fn check(
    sockets: &Sockets,
    witness: Option<&Arc<Witness>>,
) -> impl Fn(SocketAddr, SocketAddrUse) -> Pin<Box<dyn Future<Output = bool> + Send + Sync>> + Send + Sync + 'static {
    let (premises, refusals) = (sockets.premises.clone(), Arc::clone(&sockets.refusals));
    let witness = witness.cloned();
    move |address, what| {
        let allowed = premises.as_ref().is_some_and(|premises| match judge(premises, address, what) {
            Ok(()) => {
                if let (SocketAddrUse::TcpConnect, Some(witness)) = (what, &witness) {
                    witness.premise(Premise::Tcp(address.to_string()));
                }
                true
            }
            Err(refusal) => {
                refusals.tell(&format!("{} may not {refusal}", premises.whose()));
                false
            }
        });
        Box::pin(async move { allowed })
    }
}

/// Decides a use of an address, or says what is refused and how it could be allowed.
fn judge(premises: &Premises, address: SocketAddr, what: SocketAddrUse) -> Result<(), String> {
    match what {
        SocketAddrUse::TcpConnect if premises.allows_tcp(address) => Ok(()),
        // Connecting binds to any address and a port that the system chooses.
        SocketAddrUse::TcpBind if address.ip().is_unspecified() && address.port() == 0 => Ok(()),
        SocketAddrUse::TcpConnect => {
            let address = crate::venue::grants::canonical(address);
            if premises.grants.tcp.contains(&address) {
                return Err(format!("connect to {address}: [server] lan_grants = false shuts it, whatever is granted"));
            }
            let hint = format!("add \"{address}\" to [venues.{}.allow] tcp", premises.venue);
            Err(format!("connect to {address}; hint: {hint}"))
        }
        SocketAddrUse::TcpBind => {
            Err(format!("bind to {address}: a connection leaves from a port that the system chooses"))
        }
        SocketAddrUse::TcpListen | SocketAddrUse::TcpAccept => Err("listen: connections are only opened".to_owned()),
        SocketAddrUse::UdpBind | SocketAddrUse::UdpSend | SocketAddrUse::UdpReceive => {
            Err("use UDP, which is never granted".to_owned())
        }
    }
}

impl tcp_create_socket::Host for SocketsView<'_> {
    fn create_tcp_socket(&mut self, family: IpAddressFamily) -> SocketResult<Resource<TcpSocket>> {
        let Self { stock, sockets } = self;
        if !sockets.are_lent() {
            let hint = "add its address, as in \"192.168.1.20:3306\", to [venues.{venue}.allow] tcp";
            sockets.refuse("open TCP connections", hint);
            return Err(ErrorCode::AccessDenied.into());
        }
        if sockets.made >= sockets.max_connections {
            let whose = sockets.premises.as_ref().map(|premises| premises.whose()).unwrap_or_default();
            let max = sockets.max_connections;
            sockets.refusals.hit(
                "tcp_connections",
                &format!(
                    "{whose} opened more than {max} TCP connections in one call, which limits.tcp_connections allows"
                ),
            );
            return Err(ErrorCode::NewSocketLimit.into());
        }
        sockets.made += 1;
        stock.create_tcp_socket(family)
    }
}

impl udp_create_socket::Host for SocketsView<'_> {
    async fn create_udp_socket(&mut self, _: IpAddressFamily) -> SocketResult<Resource<UdpSocket>> {
        self.sockets.refuse("use UDP", "it is never granted: a database is reached over TCP");
        Err(ErrorCode::AccessDenied.into())
    }
}

impl ip_name_lookup::Host for SocketsView<'_> {
    fn resolve_addresses(
        &mut self,
        _: Resource<Network>,
        name: String,
    ) -> SocketResult<Resource<ResolveAddressStream>> {
        let what = format!("look up {}", shown(&name));
        self.sockets.refuse(&what, "let it connect to the IP address that [venues.{venue}.allow] tcp grants");
        Err(ErrorCode::AccessDenied.into())
    }
}

impl ip_name_lookup::HostResolveAddressStream for SocketsView<'_> {
    fn resolve_next_address(&mut self, stream: Resource<ResolveAddressStream>) -> SocketResult<Option<IpAddress>> {
        self.stock.resolve_next_address(stream)
    }

    fn subscribe(&mut self, stream: Resource<ResolveAddressStream>) -> wasmtime::Result<Resource<DynPollable>> {
        self.stock.subscribe(stream)
    }

    fn drop(&mut self, stream: Resource<ResolveAddressStream>) -> wasmtime::Result<()> {
        ip_name_lookup::HostResolveAddressStream::drop(&mut self.stock, stream)
    }
}

impl network::Host for SocketsView<'_> {
    fn convert_error_code(&mut self, error: SocketError) -> wasmtime::Result<ErrorCode> {
        self.stock.convert_error_code(error)
    }

    fn network_error_code(&mut self, error: Resource<wasmtime::Error>) -> wasmtime::Result<Option<ErrorCode>> {
        self.stock.network_error_code(error)
    }
}

impl network::HostNetwork for SocketsView<'_> {
    fn drop(&mut self, network: Resource<Network>) -> wasmtime::Result<()> {
        network::HostNetwork::drop(&mut self.stock, network)
    }
}

/// Puts what is refused early in the place of the stock implementation.
pub(super) fn link(linker: &mut Linker<CallState>) -> wasmtime::Result<()> {
    tcp_create_socket::add_to_linker::<_, LentSockets>(linker, CallState::sockets)?;
    udp_create_socket::add_to_linker::<_, LentSockets>(linker, CallState::sockets)?;
    ip_name_lookup::add_to_linker::<_, LentSockets>(linker, CallState::sockets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::venue::Grants;
    use crate::venue::grants::Lan;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check_use(what: SocketAddrUse, addresses: &[&str], expected: Expect) {
        check_use_where(true, what, addresses, expected);
    }

    #[track_caller]
    fn check_use_where(is_open: bool, what: SocketAddrUse, addresses: &[&str], expected: Expect) {
        let lan = Lan { is_open, ..Lan::default() };
        let grants = Grants { tcp: vec!["192.168.1.20:3306".parse().unwrap()], lan, ..Grants::default() };
        let premises = Premises::new(&"crown".parse().unwrap(), &"till".parse().unwrap(), &grants, 1);
        let lines = addresses.iter().map(|address| match judge(&premises, address.parse().unwrap(), what) {
            Ok(()) => format!("{address} allowed\n"),
            Err(refusal) => format!("{address} {refusal}\n"),
        });
        expected.assert_eq(&lines.collect::<String>());
    }

    #[test]
    fn a_connection_goes_to_what_is_granted() {
        check_use(
            SocketAddrUse::TcpConnect,
            &["192.168.1.20:3306", "[::ffff:192.168.1.20]:3306", "192.168.1.20:22", "192.168.1.21:3306", "[::1]:3306"],
            expect![[r#"
                192.168.1.20:3306 allowed
                [::ffff:192.168.1.20]:3306 allowed
                192.168.1.20:22 connect to 192.168.1.20:22; hint: add "192.168.1.20:22" to [venues.crown.allow] tcp
                192.168.1.21:3306 connect to 192.168.1.21:3306; hint: add "192.168.1.21:3306" to [venues.crown.allow] tcp
                [::1]:3306 connect to [::1]:3306; hint: add "[::1]:3306" to [venues.crown.allow] tcp
            "#]],
        );
    }

    #[test]
    fn what_is_granted_is_shut_where_the_operator_grants_nothing_local() {
        check_use_where(
            false,
            SocketAddrUse::TcpConnect,
            &["192.168.1.20:3306"],
            expect![[r#"
                192.168.1.20:3306 connect to 192.168.1.20:3306: [server] lan_grants = false shuts it, whatever is granted
            "#]],
        );
    }

    #[test]
    fn a_connection_leaves_from_where_the_system_says() {
        check_use(
            SocketAddrUse::TcpBind,
            &["0.0.0.0:0", "[::]:0", "0.0.0.0:25", "127.0.0.1:0", "192.168.1.20:3306"],
            expect![[r#"
                0.0.0.0:0 allowed
                [::]:0 allowed
                0.0.0.0:25 bind to 0.0.0.0:25: a connection leaves from a port that the system chooses
                127.0.0.1:0 bind to 127.0.0.1:0: a connection leaves from a port that the system chooses
                192.168.1.20:3306 bind to 192.168.1.20:3306: a connection leaves from a port that the system chooses
            "#]],
        );
    }

    #[test]
    fn nothing_else_is_done_with_an_address() {
        for what in [
            SocketAddrUse::TcpListen,
            SocketAddrUse::TcpAccept,
            SocketAddrUse::UdpBind,
            SocketAddrUse::UdpSend,
            SocketAddrUse::UdpReceive,
        ] {
            let grants = Grants { tcp: vec!["192.168.1.20:3306".parse().unwrap()], ..Grants::default() };
            let premises = Premises::new(&"crown".parse().unwrap(), &"till".parse().unwrap(), &grants, 1);
            for address in ["192.168.1.20:3306", "0.0.0.0:0"] {
                assert!(judge(&premises, address.parse().unwrap(), what).is_err(), "{what:?} {address}");
            }
        }
    }
}
