//! Pieces that many pages show.

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

impl<T: Serialize> Serialize for Piece<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Piece::Shared { place, plan, number, make } => {
                let value = || tera::Value::from_serializable(&make(plan, *number));
                place.value.get_or_init(value).serialize(serializer)
            }
            Piece::Own(shown) => shown.serialize(serializer),
        }
    }
}

impl<T: Hash> Hash for Piece<'_, T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Piece::Shared { place, plan, number, make } => {
                let digest = || Digest::of_value(&make(plan, *number));
                place.digest.get_or_init(digest).hash(state);
            }
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
