//! Where a request comes from.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::HeaderMap;

use crate::config::Network;

/// What the client, the proxies it came through, and whoever forges it, write.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// The part of an IPv6 address that is one subscriber's: who has one address of it has all.
const SUBSCRIBER: u32 = 64;

/// Which addresses are believed, and which are not counted.
pub struct Addresses {
    trusted: Vec<Network>,
    exempt: Vec<Network>,
}

impl Addresses {
    pub fn new(trusted: &[Network], exempt: &[Network]) -> Self {
        Self { trusted: trusted.to_vec(), exempt: exempt.to_vec() }
    }

    /// The client of a request: the peer, unless it is a trusted proxy. Every proxy adds, at the end
    /// of `X-Forwarded-For`, whom it was spoken to by; so the list is read from its end, through the
    /// trusted ones. What stands before the first untrusted address is what that one claims, and
    /// worth nothing.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lines = headers.get_all(FORWARDED_FOR).iter().rev().map(|line| line.to_str().unwrap_or_default());
        for named in lines.flat_map(|line| line.rsplit(',')) {
            if !among(&self.trusted, client) {
                break;
            }
            match address(named.trim()) {
                Some(address) => client = address,
                None => break,
            }
        }
        client
    }

    /// What a client is counted as, if it is.
    pub fn counted(&self, client: IpAddr) -> Option<IpAddr> {
        match client {
            client if among(&self.exempt, client) => None,
            IpAddr::V6(address) => {
                Some(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << (128 - SUBSCRIBER))).into())
            }
            client => Some(client),
        }
    }
}

fn among(networks: &[Network], address: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(address))
}

/// An address as proxies write it: some add the port.
fn address(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let bare = text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
    bare.or_else(with_port).map(|address| address.to_canonical())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests {
    use super::*;

    const PROXIES: [&str; 2] = ["10.0.0.0/8", "2001:db8::1"];

    fn networks(texts: &[&str]) -> Vec<Network> {
        texts.iter().map(|text| Network::try_from((*text).to_owned()).unwrap()).collect()
    }

    fn client(peer: &str, lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        Addresses::new(&networks(&PROXIES), &[]).client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_what_it_wrote_itself() {
        for (peer, lines, expected) in [
            ("203.0.113.9", &[][..], "203.0.113.9"),
            ("203.0.113.9", &["198.51.100.1"], "203.0.113.9"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["1.1.1.1", "198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1, 10.0.0.7,10.0.0.8"], "198.51.100.1"),
            ("10.0.0.1", &["10.0.0.7"], "10.0.0.7"),
            ("10.0.0.1", &["198.51.100.1, unknown"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1, unknown, 10.0.0.7"], "10.0.0.7"),
            ("10.0.0.1", &[""], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1:4711"], "198.51.100.1"),
            ("10.0.0.1", &["[2001:db8::7]:4711"], "2001:db8::7"),
            ("10.0.0.1", &["[2001:db8::7]"], "2001:db8::7"),
            ("::ffff:10.0.0.1", &["::ffff:198.51.100.1"], "198.51.100.1"),
            ("2001:db8::1", &["198.51.100.1"], "198.51.100.1"),
            ("2001:db8::2", &["198.51.100.1"], "2001:db8::2"),
        ] {
            assert_eq!(client(peer, lines), expected, "{peer} {lines:?}");
        }
    }

    #[test]
    fn a_subscriber_of_ipv6_counts_once_and_an_exempt_network_not_at_all() {
        let addresses = Addresses::new(&[], &networks(&["127.0.0.0/8", "::1"]));
        let counted = |text: &str| addresses.counted(text.parse().unwrap()).map(|address| address.to_string());
        assert_eq!(counted("2001:db8:1:2:3:4:5:6").as_deref(), Some("2001:db8:1:2::"));
        assert_eq!(counted("2001:db8:1:2::9").as_deref(), Some("2001:db8:1:2::"));
        assert_eq!(counted("198.51.100.1").as_deref(), Some("198.51.100.1"));
        assert_eq!((counted("127.0.0.9"), counted("::1")), (None, None));
    }
}
