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
        Some(Host::Ipv6(ip)) => is_local_v6(ip),
        Some(Host::Domain(name)) => is_local_name(name),
        None => false,
    }
}

fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let (_, last) = name.rsplit_once('.').unwrap_or(("", ""));
    last.is_empty()
        || matches!(last, "localhost" | "local" | "lan" | "internal" | "intranet" | "home" | "test")
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
        // shared by carriers, protocol assignments, benchmarks, multicast and what lies above it
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
        // for documentation, and the way to IPv6 of old
        || matches!([a, b, c], [192, 0, 2] | [198, 51, 100] | [203, 0, 113] | [192, 88, 99])
        || a >= 224
}

fn is_local_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let inner = |high: u16, low: u16| is_local_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match parts {
        // unspecified, loopback, IPv4 written as IPv6, translated, and tunneled through an IPv4 address
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            inner(high, low)
        }
        [0, 0, 0, 0, 0xffff, 0, high, low] => inner(high, low),
        // translated, tunneled, discarded, for segment routing, and for documentation
        [0x64, 0xff9b, ..] | [0x2001, 0 | 0xdb8, ..] | [0x100, 0, 0, 0, ..] | [0x5f00, ..] | [0x3fff, 0..=0xfff, ..] => true,
        [first, ..] => {
            matches!(first & 0xfe00, 0xfc00) || first & 0xffc0 == 0xfe80 || first & 0xffc0 == 0xfec0 || first >= 0xff00
        }
    }
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
        check(&["http://192.0.2.1/", "http://198.51.100.7/", "http://203.0.113.9/", "http://192.88.99.1/"], true);
        check(&["http://[2001:db8::1]/", "http://[100::1]/", "http://[5f00::1]/", "http://[::ffff:0:10.0.0.1]/"], true);
        check(&["http://[fd00::1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://①②⑦.0.0.1/"], true);
    }

    #[test]
    fn the_public_net_is_public() {
        check(&["http://example.org/", "https://93.184.216.34/", "https://[2606:2800:220:1::1]/", "http://172.32.0.1/"], false);
        check(&["http://192.0.3.1/", "http://[2001:4860::1]/", "http://[::ffff:0:8.8.8.8]/"], false);
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_not_resolved() {
        let error = PublicOnly { proxies: Vec::new() }.resolve("localhost".parse().unwrap()).await.err().unwrap();
        assert!(error.is::<LocalAddress>());
        assert!(PublicOnly { proxies: vec!["localhost".to_owned()] }.resolve("localhost".parse().unwrap()).await.is_ok());
    }
}
