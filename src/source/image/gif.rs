//! GIF 89a: a head with a colour table, then pictures and extensions in sub-blocks, then an end.

/// Extensions by programs that change how the picture is shown.
const KEPT: [&[u8]; 3] = [b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

/// The blocks that make the picture, to its end.
pub(super) fn strip(bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    let Some((head, rest)) = head(bytes) else { return kept };
    kept.extend(head);
    blocks(rest).filter(|block| is_kept(block)).for_each(|block| kept.extend(block));
    kept
}

/// Whether it has more than one picture.
pub(super) fn is_animated(bytes: &[u8]) -> bool {
    let Some((_, rest)) = head(bytes) else { return false };
    blocks(rest).filter(|block| block.first() == Some(&0x2C)).nth(1).is_some()
}

/// What stands before the blocks, and the rest.
fn head(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let flags = bytes.get(10).copied().unwrap_or_default();
    bytes.split_at_checked(13 + color_table(flags))
}

/// The blocks up to the end of the picture.
fn blocks(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (block, after) = rest.split_at_checked(block_length(rest)?)?;
        rest = if block == [0x3B] { &[] } else { after };
        Some(block)
    })
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
