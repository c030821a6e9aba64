//! Which addresses are asked. Those within private networks may not be, where the words of other
//! people could make this machine ask them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver as Resolve};
use ureq::unversioned::transport::NextTimeout;
use url::{Host, Url};

use super::Failure;

/// Whether an address is plainly one that only this machine or its network can reach.
pub fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => !is_public(ip.into()),
        Some(Host::Ipv6(ip)) => !is_public(ip.into()),
        Some(Host::Domain(name)) => is_localhost(name),
        None => false,
    }
}

/// Whether an address is one of this machine's own.
pub(super) fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.to_canonical().is_loopback(),
        Some(Host::Domain(name)) => is_localhost(name),
        None => false,
    }
}

/// RFC 6761, section 6.3.
fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// Looks up names of hosts, and passes over what is not public where that is asked for. The
/// addresses it gives are those that are connected to.
#[derive(Debug)]
pub(super) struct Resolver {
    system: DefaultResolver,
    public_only: bool,
}

impl Resolver {
    pub(super) fn new(public_only: bool) -> Resolver {
        Resolver { system: DefaultResolver::default(), public_only }
    }
}

impl Resolve for Resolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.system.resolve(uri, config, timeout).map_err(unknown)?;
        let is_named = Url::parse(&uri.to_string()).is_ok_and(|url| is_private(&url));
        if !self.public_only || is_named {
            return Ok(found);
        }
        let mut public = self.empty();
        for address in found.iter().filter(|address| is_public(address.ip())) {
            public.push(*address);
        }
        match public.is_empty() {
            false => Ok(public),
            true => Err(ureq::Error::Other(Box::new(Failure::Private))),
        }
    }
}

/// What went wrong when a name was looked up. Systems tell it in words only.
fn unknown(error: ureq::Error) -> ureq::Error {
    match error {
        ureq::Error::Io(cause) => {
            let words = cause.to_string();
            let passes = ["emporary failure", "ry again"].iter().any(|part| words.contains(part));
            let why = if passes { Failure::NoLookup } else { Failure::NoSuchHost };
            ureq::Error::Other(Box::new(why))
        }
        other => other,
    }
}

/// Whether everyone can reach an address: the special-purpose registries of IANA (RFC 6890)
/// leave it free.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let is_special = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        // This network, shared by a provider's customers, for protocols, for measuring, and
        // all from multicast on.
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
        || a >= 224;
    !is_special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let within = |high: u16, low: u16| {
        let ([one, two], [three, four]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(one, two, three, four))
    };
    match (a, b) {
        // An address of version 4 within one of version 6.
        (0, 0) if [c, d, e] == [0, 0, 0] && (f == 0 || f == 0xffff) => within(g, h),
        (0x64, 0xff9b) => within(g, h),
        (0x2002, _) => within(b, c),
        (0x2001, 0xdb8) => false,
        // Only these are given out to the public.
        _ => a & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_networks_are_told_from_the_public_one() {
        let private = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "fec0::1",
            "::127.0.0.1",
        ];
        for ip in private {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        let public = ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2002:101:101::"];
        for ip in public {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn every_way_to_write_an_address_of_this_machine_is_seen() {
        let urls = [
            "http://localhost/",
            "http://LOCALHOST./",
            "http://a.localhost/",
            "http://127.1/",
            "http://0x7f000001/",
            "http://2130706433/",
            "http://[::1]/",
            "http://[::ffff:7f00:1]/",
        ];
        for url in urls {
            let url = Url::parse(url).unwrap();
            assert!(is_private(&url) && is_this_machine(&url), "{url}");
        }
        for url in ["http://192.168.0.1/", "http://localhost.example/", "http://example.com/"] {
            assert!(!is_this_machine(&Url::parse(url).unwrap()), "{url}");
        }
    }
}
