//! Which addresses belong to this machine and its network, and a resolver that never leads there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// A public name that has only local addresses.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to a local address")]
pub(super) struct LocalAddress;

/// Returns whether an address names this machine or its network by itself: `localhost`, `192.168.1.7`, `nas.local`, `nas`.
///
/// Who subscribes to such an address means it; a redirect to one is refused.
pub fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => is_local_v4(ip),
        // Nobody writes an IPv4 address in IPv6 but to hide it.
        Some(Host::Ipv6(ip)) => is_local_v6(ip) || carries_v4(ip),
        Some(Host::Domain(name)) => is_local_name(name),
        None => false,
    }
}

fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let (_, last) = name.rsplit_once('.').unwrap_or(("", ""));
    last.is_empty()
        || matches!(
            last,
            "localhost"
                | "localdomain"
                | "local"
                | "lan"
                | "internal"
                | "intranet"
                | "private"
                | "corp"
                | "home"
                | "svc"
                | "test"
        )
        || name.ends_with(".home.arpa")
}

/// Returns whether an address is not one of the public net.
fn is_local_ip(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_local_v4(ip),
        IpAddr::V6(ip) => is_local_v6(ip),
    }
}

fn is_local_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || a == 0
        // shared by carriers, protocol assignments, documentation, relays of 6to4, benchmarks, multicast and what lies above it
        || ip.is_documentation()
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b))
        || a >= 224
}

fn is_local_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let inner = |high: u16, low: u16| is_local_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match parts {
        // unspecified, loopback, IPv4 written as IPv6, translated, and tunneled through an IPv4 address
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..]
        | [_, _, _, _, 0 | 0x200, 0x5efe, high, low]
            if inner(high, low) =>
        {
            true
        }
        // How a network without IPv4 reaches the public addresses of the other, and how old ones reach IPv6.
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] | [0x2002, ..] => false,
        // Protocol assignments with Teredo and benchmarks, and documentation.
        [0x2001, second, ..] if second < 0x200 => true,
        [0x2001, 0xdb8, ..] => true,
        [0x3fff, second, ..] if second < 0x1000 => true,
        // The public net is 2000::/3 alone.
        [first, ..] => first & 0xe000 != 0x2000,
    }
}

/// Returns whether an address is of a range that only stands for IPv4 addresses: mapped, translated, tunneled.
fn carries_v4(ip: Ipv6Addr) -> bool {
    matches!(ip.segments(), [0, 0, 0, 0, 0, 0xffff, ..] | [0, 0, 0, 0, 0xffff, 0, ..] | [0x64, 0xff9b, ..] | [0x2002, ..])
}

/// Resolves names as the system does and leaves out local addresses, so that no name leads into the local network.
#[derive(Debug)]
pub(super) struct PublicOnly {
    /// Names of proxies that the reader has set up; these may well be local.
    proxies: Vec<String>,
}

impl PublicOnly {
    pub(super) fn new(proxy: Option<&str>) -> Self {
        let variables = ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
        let set = variables.iter().filter_map(|name| std::env::var(name).ok()).chain(proxy.map(str::to_owned));
        Self { proxies: set.filter_map(|proxy| Url::parse(&proxy).ok()?.host_str().map(str::to_owned)).collect() }
    }
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let may_be_local = self.proxies.iter().any(|proxy| proxy == name.as_str());
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let any = !found.is_empty();
            let public: Vec<SocketAddr> = found.into_iter().filter(|found| may_be_local || !is_local_ip(found.ip())).collect();
            if any && public.is_empty() {
                return Err(LocalAddress.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(addresses: &[&str], local: bool) {
        for address in addresses {
            let url = Url::parse(address).unwrap();
            assert_eq!(is_local(&url), local, "{address} is {url}");
        }
    }

    #[test]
    fn local_addresses_are_known_in_every_spelling() {
        check(&["http://localhost/", "http://LOCALHOST./", "http://a.localhost:80/", "http://nas/", "http://nas.local/"], true);
        check(&["http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://0/"], true);
        check(
            &["http://10.1.2.3/", "http://172.16.0.1/", "http://192.168.0.1/", "http://169.254.169.254/", "http://100.64.0.1/"],
            true,
        );
        check(
            &["http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:a00:1]/", "http://[fe80::1]/"],
            true,
        );
        check(&["http://[fd00::1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://①②⑦.0.0.1/"], true);
        check(&["http://192.0.2.7/", "http://198.51.100.1/", "http://203.0.113.255/", "http://192.88.99.1/"], true);
        check(&["http://198.19.0.1/", "http://0.1.2.3/", "http://127.1/", "http://0xa9.0xfe.43518/", "http://240.0.0.1/"], true);
        check(
            &["http://[2001:db8::1]/", "http://[3fff:1::1]/", "http://[100::1]/", "http://[5f00::1]/", "http://[2001::1]/"],
            true,
        );
        check(
            &["http://[::ffff:0:a00:1]/", "http://[2001:2::1]/", "http://[2606::5efe:a00:1]/", "http://[::ffff:808:808]/"],
            true,
        );
        check(&["http://[64:ff9b::808:808]/", "http://[64:ff9b:1::1]/", "http://[2002:808:808::1]/", "http://[fec0::1]/"], true);
        check(&["http://localhost.localdomain./", "http://db.corp/", "http://api.default.svc/", "http://a.home.arpa./"], true);
    }

    #[test]
    fn a_resolved_address_is_judged_by_the_one_inside_it() {
        let check = |address: &str, local: bool| assert_eq!(is_local_ip(address.parse().unwrap()), local, "{address}");
        check("64:ff9b::808:808", false);
        check("64:ff9b::a00:1", true);
        check("::ffff:8.8.8.8", false);
        check("::ffff:192.0.2.1", true);
        check("64:ff9b:1::808:808", true);
    }

    #[test]
    fn the_public_net_is_public() {
        check(&["http://example.org/", "https://93.184.216.34/", "https://[2606:2800:220:1::1]/", "http://172.32.0.1/"], false);
        check(&["http://192.0.3.1/", "http://198.20.0.1/", "http://[2a00:1450::1]/", "http://[2001:4860::8888]/"], false);
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_not_resolved() {
        let error = PublicOnly { proxies: Vec::new() }.resolve("localhost".parse().unwrap()).await.err().unwrap();
        assert!(error.is::<LocalAddress>());
        assert!(PublicOnly { proxies: vec!["localhost".to_owned()] }.resolve("localhost".parse().unwrap()).await.is_ok());
    }
}
