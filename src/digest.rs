//! Digests of content: 128-bit xxh3, to tell whether two things are the same.
//!
//! They are for caches and manifests, not for signatures: nobody is kept from forging one.

pub mod fingerprint;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cell::Cell;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::str::FromStr;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// The xxh3-128 digest of some bytes. Shown as 32 hex digits.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize,
)]
pub struct Digest(pub u128);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(xxh3_128(bytes))
    }

    /// The digest of a value as its `Hash` takes it apart: the same in one build of this program,
    /// and on one kind of machine, only.
    pub fn of_value(value: &impl Hash) -> Digest {
        // Values may digest others while they are digested.
        let mut gathered = Gathered(BUFFER.take());
        gathered.0.clear();
        value.hash(&mut gathered);
        let digest = Digest::of(&gathered.0);
        BUFFER.set(gathered.0);
        digest
    }
}

thread_local! {
    /// Where a value is taken apart, kept so that it need not grow again.
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Gathers what a value's `Hash` says. Many bytes at once are digested much faster than few.
struct Gathered(Vec<u8>);

/// So many bytes are faster digested where they are than copied first.
const LONG: usize = 256;

impl Hasher for Gathered {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        if bytes.len() < LONG {
            self.0.extend_from_slice(bytes);
        } else {
            self.0.extend_from_slice(&xxh3_128(bytes).to_ne_bytes());
        }
    }

    fn finish(&self) -> u64 {
        xxh3_128(&self.0) as u64
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for Digest {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Digest, Self::Err> {
        u128::from_str_radix(text, 16).map(Digest)
    }
}

/// A text that knows its digest, so that it can be told from another without being read.
#[derive(Clone, PartialEq, Eq)]
pub struct Digested {
    text: Box<str>,
    digest: Digest,
}

impl From<&str> for Digested {
    fn from(text: &str) -> Digested {
        Box::<str>::from(text).into()
    }
}

impl From<Box<str>> for Digested {
    fn from(text: Box<str>) -> Digested {
        Digested { digest: Digest::of(text.as_bytes()), text }
    }
}

impl Default for Digested {
    fn default() -> Digested {
        "".into()
    }
}

impl Deref for Digested {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Digested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl Hash for Digested {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

impl Serialize for Digested {
    /// The text alone.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Digested {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Digested, D::Error> {
        Box::<str>::deserialize(deserializer).map(Digested::from)
    }
}

/// Digests bytes that arrive in pieces.
#[derive(Clone, Default)]
pub struct Digester(Xxh3);

impl Digester {
    /// Takes the next piece. Where one piece ends does not matter.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all pieces so far.
    pub fn finish(&self) -> Digest {
        Digest(self.0.digest128())
    }
}
