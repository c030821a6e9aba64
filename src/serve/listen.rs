//! Which address and port to listen on.

#![allow(clippy::disallowed_methods, reason = "the rim: this file opens the server's sockets")]

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs, UdpSocket};

use super::{Error, Options};
use crate::diagnostic::InWords;

/// How many ports are tried.
const PORTS: u16 = 20;

/// Open sockets.
pub struct Listening {
    pub listeners: Vec<TcpListener>,
    /// Of the first of them.
    pub address: SocketAddr,
    /// What stands for the host in a URL.
    pub name: String,
}

/// Opens the sockets: of the wanted port, or of the next one that is free.
pub fn listen(options: &Options) -> Result<Listening, Error> {
    let (first, second) = addresses(&options.host)?;
    let last = match options.port_is_fixed || options.port == 0 {
        true => options.port,
        false => options.port.saturating_add(PORTS - 1),
    };
    let name = match first {
        _ if options.host.parse::<IpAddr>().is_err() => options.host.to_ascii_lowercase(),
        address if address.is_unspecified() => "localhost".to_owned(),
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    };
    for port in options.port..=last {
        let opened = open(first, second, port);
        match opened {
            Ok((listeners, address)) => return Ok(Listening { listeners, address, name }),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => return Err(Error::Listen(SocketAddr::new(first, port), error)),
        }
    }
    match options.port == last {
        true => Err(Error::PortTaken(last)),
        false => Err(Error::NoPortFree(options.port, last)),
    }
}

/// The address of a host, and one that belongs to it where the machine has it.
fn addresses(host: &str) -> Result<(IpAddr, Option<IpAddr>), Error> {
    if host.eq_ignore_ascii_case("localhost") {
        return Ok((Ipv4Addr::LOCALHOST.into(), Some(Ipv6Addr::LOCALHOST.into())));
    }
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = literal.parse() {
        return Ok((address, None));
    }
    let unknown = |error| Error::UnknownHost(host.to_owned(), error);
    let found = (host, 0).to_socket_addrs().map_err(unknown)?;
    let found: Vec<IpAddr> = found.map(|address| address.ip()).collect();
    // A machine's own name often stands for a loopback address beside that which others know.
    let others = found.iter().find(|address| !address.is_loopback());
    let address = others.or(found.first()).ok_or_else(|| unknown(ErrorKind::NotFound.into()))?;
    Ok((*address, None))
}

/// Why an address cannot be listened at.
pub fn why(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => {
            "the system keeps this port for itself; choose one from 1024 with --port".to_owned()
        }
        ErrorKind::AddrNotAvailable => {
            "this machine has no such address; without one, --host stands for all it has".to_owned()
        }
        _ => InWords(error).to_string(),
    }
}

/// The address under which a socket that listens at `address` is reached from other machines.
pub fn seen_by_others(address: IpAddr) -> Option<IpAddr> {
    if !address.is_unspecified() {
        return (!address.is_loopback()).then_some(address);
    }
    // The address that the system would send from. Nothing is sent: the destination is reserved
    // for documentation, RFC 5737, and connecting a datagram socket only chooses a route.
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let own = socket.local_addr().ok()?.ip();
    (!own.is_loopback() && !own.is_unspecified()).then_some(own)
}

/// Opens a port at both addresses, so that no other program answers at the second. A machine that
/// does not have the second does without.
fn open(
    first: IpAddr,
    second: Option<IpAddr>,
    port: u16,
) -> io::Result<(Vec<TcpListener>, SocketAddr)> {
    let listener = TcpListener::bind((first, port))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let mut listeners = vec![listener];
    if let Some(second) = second {
        match TcpListener::bind((second, address.port())) {
            Ok(listener) => {
                listener.set_nonblocking(true)?;
                listeners.push(listener);
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(error),
            Err(_) => {}
        }
    }
    Ok((listeners, address))
}
