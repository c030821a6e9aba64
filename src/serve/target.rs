//! What a request asks for, as text that is only ever compared.

/// The path of a request, decoded once.
#[derive(Debug, PartialEq, Eq)]
pub enum Target {
    /// With a `/` at the beginning.
    Path(String),
    /// An encoded separator, or a back slash: nothing has such a name.
    Nothing,
    /// No path that anyone means.
    Invalid,
}

/// Reads the path of a URL.
pub fn read(path: &str) -> Target {
    if !path.starts_with('/') {
        return Target::Invalid;
    }
    let Some(decoded) = decode(path) else { return Target::Invalid };
    let separators = |text: &str| text.bytes().filter(|byte| matches!(byte, b'/' | b'\\')).count();
    if decoded.chars().any(char::is_control) {
        Target::Invalid
    } else if decoded.contains('\\') || separators(&decoded) != separators(path) {
        Target::Nothing
    } else {
        Target::Path(decoded)
    }
}

/// Percent-decodes UTF-8. `None` where it is neither.
pub fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// Percent-encodes all but letters, digits, `-._~` and `/`.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                encoded.push(char::from(byte));
            }
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// The value of a key in a query, decoded. `None` where it is not there.
pub fn parameter(query: &str, key: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))?;
    decode(&value.replace('+', " "))
}

#[cfg(test)]
mod tests {
    use super::{Target, encode, parameter, read};

    #[test]
    fn paths_are_decoded_once() {
        let path = |text: &str| Target::Path(text.to_owned());
        assert_eq!(read("/vouch/"), path("/vouch/"));
        assert_eq!(read("/a%20b/%C3%BC"), path("/a b/ü"));
        assert_eq!(read("/%252e%252e/x"), path("/%2e%2e/x"));
        for nothing in ["/a%2fb", "/a%2Fb", "/..%5cx", "/a\\b"] {
            assert_eq!(read(nothing), Target::Nothing, "{nothing}");
        }
        for invalid in ["", "*", "x", "/%", "/%4", "/%zz", "/%+1", "/%00", "/%0a", "/%ff", "/%7f"] {
            assert_eq!(read(invalid), Target::Invalid, "{invalid}");
        }
    }

    #[test]
    fn what_is_encoded_is_decoded_to_the_same() {
        let name = "/a b/ü%?#&=+\"'<>.html";
        assert_eq!(read(&encode(name)), Target::Path(name.to_owned()));
    }

    #[test]
    fn parameters_are_found_by_their_whole_name() {
        let query = "xpage=1&page=%2Fvouch%2F&version=a+b";
        assert_eq!(parameter(query, "page").as_deref(), Some("/vouch/"));
        assert_eq!(parameter(query, "version").as_deref(), Some("a b"));
        assert_eq!(parameter(query, "pag"), None);
    }
}
