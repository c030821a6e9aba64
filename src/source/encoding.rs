//! Text files that are not UTF-8, by their first bytes.

/// What a file that is not UTF-8 is written in, where that shows.
///
/// UTF-16 without a mark is told by the zero bytes of its first letters, which may be UTF-8 as
/// well, so ask this first.
pub(super) fn foreign(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return Some("UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Some("UTF-16"),
        _ => {}
    }
    let start = bytes.get(..bytes.len().min(8)).unwrap_or_default();
    let (pairs, _) = start.as_chunks::<2>();
    let little = pairs.iter().all(|[first, second]| *first != 0 && *second == 0);
    let big = pairs.iter().all(|[first, second]| *first == 0 && *second != 0);
    (pairs.len() > 1 && (little || big)).then_some("UTF-16")
}

#[cfg(test)]
mod tests {
    use super::foreign;

    #[test]
    fn encodings_show_in_the_first_bytes() {
        let wide = |bytes: fn(u16) -> [u8; 2], text: &str| -> Vec<u8> {
            text.encode_utf16().flat_map(bytes).collect()
        };
        for bytes in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
            assert_eq!(foreign(&wide(bytes, "né: 日本\n")), Some("UTF-16"));
            assert_eq!(foreign(&wide(bytes, "\u{feff}日本")), Some("UTF-16"));
        }
        assert_eq!(foreign(b"\xFF\xFE\0\0-\0\0\0"), Some("UTF-32"));
        assert_eq!(foreign("\u{feff}---\ntitle: é\n".as_bytes()), None);
        assert_eq!(foreign(b"a: \0\0"), None);
        assert_eq!(foreign(b"a\0"), None);
        assert_eq!(foreign(b""), None);
    }
}
