//! MD5 digests, as S3 has them: in hex as an object's ETag, in Base64 as `Content-MD5`.

use md5::Digest as _;

/// The MD5 digest of some bytes. It protects against accidents on the way, not against forgery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Md5([u8; 16]);

impl Md5 {
    pub(super) fn of(bytes: &[u8]) -> Md5 {
        Md5(md5::Md5::digest(bytes).into())
    }

    /// As an ETag has it.
    pub(super) fn hex(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// As `Content-MD5` has it (RFC 1864, RFC 4648).
    pub(super) fn base64(self) -> String {
        const LETTERS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let letter = |bits: u32| LETTERS.get(bits as usize & 63).map_or('=', |byte| *byte as char);
        let mut text = String::new();
        for part in self.0.chunks(3) {
            let bits = part.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte));
            let bits = bits << (8 * (3 - part.len()));
            for place in 0..4 {
                text.push(if place <= part.len() { letter(bits >> (18 - 6 * place)) } else { '=' });
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Md5;

    #[test]
    fn digests_are_those_of_the_standards() {
        // RFC 1321, appendix A.5.
        assert_eq!(Md5::of(b"").hex(), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(Md5::of(b"abc").hex(), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(Md5::of(b"").base64(), "1B2M2Y8AsgTpgAmY7PhCfg==");
        assert_eq!(Md5::of(b"abc").base64(), "kAFQmDzST7DWlj99KOF/cg==");
    }
}
