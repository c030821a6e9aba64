//! GIF 89a: a head with a colour table, then pictures and extensions in sub-blocks, then an end.

/// Extensions by programs that change how the picture is shown.
const KEPT: [&[u8]; 3] = [b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

/// The blocks that make the picture, to its end.
pub(super) fn strip(bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    let flags = bytes.get(10).copied().unwrap_or_default();
    let Some((head, mut rest)) = bytes.split_at_checked(13 + color_table(flags)) else {
        return kept;
    };
    kept.extend(head);
    while let Some(length) = block_length(rest) {
        let Some((block, after)) = rest.split_at_checked(length) else { break };
        rest = after;
        if is_kept(block) {
            kept.extend(block);
        }
        if block == [0x3B] {
            break;
        }
    }
    kept
}

fn is_kept(block: &[u8]) -> bool {
    match block {
        // A comment, or text that no program shows.
        [0x21, 0xFE | 0x01, ..] => false,
        [0x21, 0xFF, rest @ ..] => rest.get(1..12).is_some_and(|name| KEPT.contains(&name)),
        _ => true,
    }
}

/// The length of the first block: an extension, a picture, or the end.
fn block_length(bytes: &[u8]) -> Option<usize> {
    let head = match bytes.first()? {
        0x21 => 2,
        // Place and size, perhaps a colour table, and one byte for the compression.
        0x2C => 10 + color_table(*bytes.get(9)?) + 1,
        0x3B => return Some(1),
        _ => return None,
    };
    let mut length = head;
    loop {
        let size = usize::from(*bytes.get(length)?);
        length += 1 + size;
        if size == 0 {
            return Some(length);
        }
    }
}

/// The length in bytes of the colour table that these flags announce.
fn color_table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}
