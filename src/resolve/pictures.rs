//! Every picture that the site shows, and where it is named.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::picture;
use crate::diagnostic::At;
use crate::model::body::Segment;
use crate::model::{Body, PictureRole, Portfolio};
use crate::path;
use crate::source::Asset;

/// A picture that the site shows at one place.
#[derive(Clone, Debug)]
pub struct Shown<'a> {
    /// From the site's folder.
    pub path: &'a Arc<str>,
    pub asset: &'a Asset,
    pub place: Showing,
    /// The file that names it, and where in it.
    pub file: &'a Arc<str>,
    pub at: At,
}

/// What a picture is at the place where it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Showing {
    /// The owner, or somebody who vouches.
    Photo,
    /// What an accomplishment looks like.
    Image,
    /// Something in a text.
    Text,
}

impl Showing {
    /// What it is there for.
    pub fn role(self) -> PictureRole {
        match self {
            Showing::Photo => PictureRole::People,
            Showing::Image | Showing::Text => PictureRole::Work,
        }
    }
}

/// Every picture that is shown, once for each place. Those that are missing, withheld or of a kind
/// that is refused are not among them.
pub fn pictures<'a>(
    portfolio: &'a Portfolio,
    assets: &'a BTreeMap<Arc<str>, Asset>,
    config_file: &'a Arc<str>,
) -> Vec<Shown<'a>> {
    let mut gathering = Gathering { portfolio, assets, shown: Vec::new() };
    let profile = &portfolio.profile;
    if let (Some(photo), Some(file)) = (&profile.photo, &profile.file) {
        gathering.add(photo, Showing::Photo, file, || At::Value(path!["photo"]));
    }
    for person in &portfolio.people {
        let Some(photo) = &person.photo else { continue };
        gathering.add(photo, Showing::Photo, &person.file, || At::Value(path!["photo"]));
    }
    for item in &portfolio.accomplishments {
        let Some(image) = &item.image else { continue };
        gathering.add(&image.path, Showing::Image, &item.file, || At::Value(path!["image"]));
    }
    profile.file.iter().for_each(|file| gathering.text(&profile.body, file));
    portfolio.accomplishments.iter().for_each(|item| gathering.text(&item.body, &item.file));
    portfolio.people.iter().for_each(|item| gathering.text(&item.body, &item.file));
    portfolio.posts.iter().for_each(|item| gathering.text(&item.body, &item.file));
    portfolio.pages.iter().for_each(|item| gathering.text(&item.body, &item.file));
    let before = gathering.shown.len();
    gathering.text(&portfolio.footer, config_file);
    // Its text is not where it stands in the file.
    for shown in gathering.shown.iter_mut().skip(before) {
        shown.at = At::Value(path!["footer"]);
    }
    gathering.shown
}

struct Gathering<'a> {
    portfolio: &'a Portfolio,
    assets: &'a BTreeMap<Arc<str>, Asset>,
    shown: Vec<Shown<'a>>,
}

impl<'a> Gathering<'a> {
    fn text(&mut self, body: &'a Body, file: &'a Arc<str>) {
        for segment in &body.segments {
            match segment {
                Segment::Image(image) => {
                    let at = || At::Range(image.range.clone());
                    self.add(&image.path, Showing::Text, file, at);
                }
                Segment::Component(call) => {
                    if let Some((path, argument)) = picture(call, file) {
                        let at = || At::Range(argument.value_range.clone());
                        self.add(&path, Showing::Text, file, at);
                    }
                }
                _ => {}
            }
        }
    }

    fn add(&mut self, path: &str, place: Showing, file: &'a Arc<str>, at: impl Fn() -> At) {
        let Some((path, asset)) = self.assets.get_key_value(path) else { return };
        if !self.portfolio.withheld.contains(path) && asset.refusal(path).is_none() {
            self.shown.push(Shown { path, asset, place, file, at: at() });
        }
    }
}
