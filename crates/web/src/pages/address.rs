//! Addresses of pages with their questions, written in one place.

/// `path?name=value&…`; empty values are left out.
pub fn of(path: &str, asked: &[(&str, &str)]) -> String {
    let given: Vec<String> = asked
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", escaped(value)))
        .collect();
    if given.is_empty() { path.to_owned() } else { format!("{path}?{}", given.join("&")) }
}

/// Bytes that may stand in a question's value stay; all others are written as `%XX`.
fn escaped(value: &str) -> String {
    let mut written = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' | b':' | b'@' => {
                written.push(char::from(byte));
            }
            _ => written.push_str(&format!("%{byte:02X}")),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leaves_out_what_is_not_asked() {
        assert_eq!(of("/a", &[("x", ""), ("y", "")]), "/a");
        assert_eq!(of("/a", &[("x", "1&2"), ("y", "đ")]), "/a?x=1%262&y=%C4%91");
    }
}
