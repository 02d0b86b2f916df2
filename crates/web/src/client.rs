//! Where a request comes from, and in what browser.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use crate::State;

/// Whoever is at the other end, as far as a throttle and a list of sessions need to know.
#[derive(Debug, Clone)]
pub struct Client {
    /// One address, or one network where each machine has many.
    pub address: Option<String>,
    pub browser: String,
}

impl FromRequestParts<State> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Client, Infallible> {
        let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|from| from.0.ip());
        let told = state.client_header.as_ref().and_then(|name| last_address(&parts.headers, name.as_str()));
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Client { address: told.or(connected).map(network), browser: browser(agent.unwrap_or_default()) })
    }
}

/// The last of the addresses in a header: the one that the server in front of us saw itself.
fn last_address(headers: &HeaderMap, name: &str) -> Option<IpAddr> {
    let mut all = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    all.next_back()?.rsplit(',').next()?.trim().parse().ok()
}

/// A machine with IPv6 has as many addresses as it likes within its network of 64 bits.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// `Chrome, Windows`: enough for its owner to know it again.
fn browser(agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| known.iter().find(|one| agent.contains(one.0)).map(|one| one.1);
    let program = first(&[
        ("CocCoc", "Cốc Cốc"),
        ("coc_coc", "Cốc Cốc"),
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let machine = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (program, machine) {
        (Some(program), Some(machine)) => format!("{program}, {machine}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Trình duyệt khác".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_one_machine_counts_as_one() {
        for (address, expected) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(network(address.parse().unwrap()), expected);
        }
    }

    #[test]
    fn only_the_last_address_of_a_header_was_seen_by_the_server_in_front() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "203.0.113.9, 198.51.100.4".parse().unwrap());
        assert_eq!(last_address(&headers, "x-forwarded-for"), Some("198.51.100.4".parse().unwrap()));
        headers.insert("x-forwarded-for", "unknown".parse().unwrap());
        assert_eq!(last_address(&headers, "x-forwarded-for"), None);
    }

    #[test]
    fn a_browser_is_told_in_two_words() {
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0";
        assert_eq!(browser(edge), "Edge, Windows");
        assert_eq!(browser("curl/8"), "Trình duyệt khác");
    }
}
