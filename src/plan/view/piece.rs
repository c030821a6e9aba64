//! Pieces that many pages show, and what is remembered of them from one build to the next.

use serde::{Serialize, Serializer};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use crate::digest::Digest;
use crate::plan::Plan;

/// A `T` that many pages show. It is made when somebody looks at it: digested once, and made into
/// what templates see once, however many pages have it.
pub enum Piece<'a, T> {
    Shared {
        place: &'a Place,
        plan: &'a Plan<'a>,
        number: usize,
        make: Make<'a, T>,
    },
    /// It has no place of its own.
    Own(Arc<T>),
}

/// Makes the piece of a number.
type Make<'a, T> = fn(&'a Plan<'a>, usize) -> Option<T>;

/// Where a shared piece is kept.
#[derive(Default)]
pub struct Place {
    digest: OnceLock<Digest>,
    value: OnceLock<tera::Value>,
    /// A digest, and the value that a piece with it has.
    known: Option<Box<(Digest, tera::Value)>>,
    /// Whatever digest the piece has, in tests.
    is_trusted: bool,
}

impl Place {
    /// The place for the next build, which may show the same.
    pub fn again(self, is_trusted: bool) -> Place {
        let Place { digest, value, known, .. } = self;
        let made = digest.into_inner().zip(value.into_inner()).map(Box::new);
        Place { known: made.or(known), is_trusted, ..Place::default() }
    }
}

impl<'a, T> Piece<'a, T> {
    /// The piece of a number, where there is a place for it.
    pub fn shared(
        places: &'a [Place],
        plan: &'a Plan<'a>,
        number: usize,
        make: Make<'a, T>,
    ) -> Option<Piece<'a, T>> {
        Some(Piece::Shared { place: places.get(number)?, plan, number, make })
    }

    /// A piece that is shown once.
    pub fn own(shown: T) -> Piece<'a, T> {
        Piece::Own(Arc::new(shown))
    }
}

impl<T: Hash> Piece<'_, T> {
    /// Of all that it shows.
    fn digest(&self) -> Digest {
        match self {
            Piece::Shared { place, plan, number, make } => {
                *place.digest.get_or_init(|| Digest::of_value(&make(plan, *number)))
            }
            Piece::Own(shown) => Digest::of_value(shown),
        }
    }
}

impl<T: Hash + Serialize> Serialize for Piece<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Piece::Shared { place, plan, number, make } => {
                let value = || match &place.known {
                    Some(known) if place.is_trusted || known.0 == self.digest() => known.1.clone(),
                    _ => tera::Value::from_serializable(&make(plan, *number)),
                };
                place.value.get_or_init(value).serialize(serializer)
            }
            Piece::Own(shown) => shown.serialize(serializer),
        }
    }
}

impl<T: Hash> Hash for Piece<'_, T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Piece::Shared { .. } => self.digest().hash(state),
            Piece::Own(shown) => shown.hash(state),
        }
    }
}

impl<T> Clone for Piece<'_, T> {
    fn clone(&self) -> Self {
        match self {
            Piece::Shared { place, plan, number, make } => {
                Piece::Shared { place, plan, number: *number, make: *make }
            }
            Piece::Own(shown) => Piece::Own(Arc::clone(shown)),
        }
    }
}

impl<T> fmt::Debug for Piece<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Piece")
    }
}
