//! Icons as Windows has had them: a list of pictures in one file.

/// A `favicon.ico` that holds one square PNG of this many pixels, at most 256.
///
/// Every browser that asks for the file has read PNG within it since 2007.
pub fn ico(png: &[u8], side: u16) -> Vec<u8> {
    const HEAD: u32 = 6 + 16;
    let mut bytes = Vec::with_capacity(png.len() + HEAD as usize);
    // Reserved; an icon; one picture.
    for word in [0_u16, 1, 1] {
        bytes.extend(word.to_le_bytes());
    }
    // 0 stands for 256.
    let side = u8::try_from(side).unwrap_or(0);
    // Width, height, no palette, reserved.
    bytes.extend([side, side, 0, 0]);
    // Planes, bits of a pixel.
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(32_u16.to_le_bytes());
    bytes.extend(u32::try_from(png.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend(HEAD.to_le_bytes());
    bytes.extend(png);
    bytes
}
