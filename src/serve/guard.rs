//! Who may ask: a page of another site must not read this one through its reader's browser.
//!
//! A browser sends the name that it looked up as `Host`. A name that anyone else can have point to
//! this machine is refused, so that rebinding a name gains nothing.

use hyper::HeaderMap;
use hyper::header::{HOST, HeaderName, ORIGIN};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The hosts by which this server may be asked.
pub struct Allowed {
    name: String,
    address: IpAddr,
    port: u16,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It must have exactly one `Host`.
    NoHost,
    OtherHost,
    OtherOrigin,
    OtherSite,
}

impl Allowed {
    /// The host as in this server's own URL, and the address that it listens on.
    pub fn new(name: &str, address: SocketAddr) -> Allowed {
        Allowed { name: name.to_owned(), address: address.ip(), port: address.port() }
    }

    /// Checks `Host`, and the authority if the request names one beside it. `local` is this end of
    /// the connection.
    pub fn host(
        &self,
        headers: &HeaderMap,
        authority: Option<&str>,
        local: IpAddr,
    ) -> Result<(), Refusal> {
        let host = sole(headers, &HOST).ok_or(Refusal::NoHost)?.ok_or(Refusal::NoHost)?;
        let is_allowed = |authority| self.is_allowed(authority, local);
        match is_allowed(host) && authority.is_none_or(is_allowed) {
            true => Ok(()),
            false => Err(Refusal::OtherHost),
        }
    }

    fn is_allowed(&self, authority: &str, local: IpAddr) -> bool {
        let Some((host, port)) = split(authority) else { return false };
        if port.unwrap_or(80) != self.port {
            return false;
        }
        let literal = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            Some(inside) => inside.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
            None => host.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
        };
        match literal.map(|address| address.to_canonical()) {
            Some(address) if self.address.is_unspecified() => {
                address == local || [LOOPBACK, LOOPBACK_6].contains(&address)
            }
            Some(address) => address == self.address || [LOOPBACK, LOOPBACK_6].contains(&address),
            None => ["localhost", &self.name].iter().any(|name| host.eq_ignore_ascii_case(name)),
        }
    }
}

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const LOOPBACK_6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);

/// Checks that a request comes from a page of this server, or from no page at all. Its `Host` is
/// allowed.
pub fn same_origin(headers: &HeaderMap) -> Result<(), Refusal> {
    let origin = sole(headers, &ORIGIN);
    if let Some(origin) = origin {
        let host = sole(headers, &HOST).flatten();
        let own = origin.and_then(|origin| origin.strip_prefix("http://"));
        if own.is_none() || own != host {
            return Err(Refusal::OtherOrigin);
        }
    }
    match sole(headers, &HeaderName::from_static("sec-fetch-site")) {
        None | Some(Some("same-origin")) => Ok(()),
        Some(_) => Err(Refusal::OtherSite),
    }
}

/// The value of a header: `Some(None)` where it is there more than once, or no text.
fn sole<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<Option<&'h str>> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    Some(if values.next().is_some() { None } else { first.to_str().ok() })
}

/// Host and port of an authority, which has no user.
fn split(authority: &str) -> Option<(&str, Option<u16>)> {
    let end_of_host = authority.rfind(']').map_or(0, |at| at + 1);
    let rest = authority.get(end_of_host..)?;
    let Some(colon) = rest.find(':') else { return Some((authority, None)) };
    let (host, port) = authority.split_at_checked(end_of_host + colon)?;
    let port = port.strip_prefix(':')?;
    // `parse` alone would take `+80`.
    let is_number = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let port = is_number.then(|| port.parse().ok()).flatten()?;
    Some((host, Some(port)))
}

#[cfg(test)]
mod tests {
    use super::Allowed;
    use std::net::{IpAddr, SocketAddr};

    #[track_caller]
    fn check(name: &str, address: &str, local: &str, authority: &str, expected: bool) {
        let address: SocketAddr = address.parse().unwrap();
        let local: IpAddr = local.parse().unwrap();
        let allowed = Allowed::new(name, address);
        assert_eq!(allowed.is_allowed(authority, local), expected, "{authority}");
    }

    #[test]
    fn only_the_own_names_are_allowed() {
        let check = |authority, expected| {
            check("localhost", "127.0.0.1:8000", "127.0.0.1", authority, expected);
        };
        for own in ["localhost:8000", "LocalHost:8000", "127.0.0.1:8000", "[::1]:8000"] {
            check(own, true);
        }
        for other in [
            "",
            "localhost",
            "localhost:",
            "localhost:80",
            "localhost:+8000",
            "localhost:8000:8000",
            "localhost.:8000",
            "a.localhost:8000",
            "evil.example:8000",
            "127.0.0.2:8000",
            "[::1]",
            "127.1:8000",
            "0177.0.0.1:8000",
            "2130706433:8000",
            "[::1:8000",
            "::1:8000",
            "[]:8000",
            "user@localhost:8000",
            "localhost:8000@evil.example",
            "192.168.1.9:8000",
            ":8000",
            "localhost:18000",
            "localhost :8000",
            "[::2]:8000",
            "localhost/:8000",
        ] {
            check(other, false);
        }
        super::tests::check("localhost", "127.0.0.1:80", "127.0.0.1", "localhost", true);
        super::tests::check("localhost", "127.0.0.1:80", "127.0.0.1", "localhost:80", true);
    }

    #[test]
    fn other_hosts_are_allowed_where_they_were_asked_for() {
        check("desk.example", "192.168.1.9:8000", "192.168.1.9", "desk.example:8000", true);
        check("desk.example", "192.168.1.9:8000", "192.168.1.9", "192.168.1.9:8000", true);
        check("desk.example", "192.168.1.9:8000", "192.168.1.9", "evil.example:8000", false);
        check("localhost", "0.0.0.0:8000", "192.168.1.9", "192.168.1.9:8000", true);
        check("localhost", "0.0.0.0:8000", "192.168.1.9", "192.168.1.10:8000", false);
        check("localhost", "0.0.0.0:8000", "192.168.1.9", "0.0.0.0:8000", false);
        check("localhost", "[::]:8000", "fd00::9", "[fd00::9]:8000", true);
        check("localhost", "[::]:8000", "fd00::9", "[fd00::8]:8000", false);
    }
}
