//! What a theme says of pictures: of which widths it wants variants.

use crate::model::PictureRole;
use std::collections::BTreeMap;

/// A recipe for each role that pictures may have. Pictures of other roles are shown as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Images(pub(super) BTreeMap<PictureRole, Recipe>);

/// The variants that are made of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Recipe {
    /// In pixels, ascending, at least one.
    pub widths: Vec<u32>,
    /// As much as fits into a square is taken from its middle.
    pub is_square: bool,
    /// No AVIF is wider than this, in pixels.
    pub avif: u32,
}

/// As many widths are enough for every screen.
pub(super) const MOST_WIDTHS: usize = 8;

/// Widths that a variant may have, in pixels.
pub(super) const WIDTHS: std::ops::RangeInclusive<u32> = 16..=4096;

impl Images {
    /// How pictures of a role are made; `None` where they are shown as they are.
    pub fn recipe(&self, role: PictureRole) -> Option<&Recipe> {
        self.0.get(&role)
    }

    /// Every recipe.
    pub fn recipes(&self) -> impl Iterator<Item = &Recipe> {
        self.0.values()
    }
}
