//! What stands around every page: the site, its owner, the navigation.

use std::borrow::Cow;

use super::{Plan, cards, view};

/// Languages written from right to left, by their primary tag.
const RIGHT_TO_LEFT: [&str; 12] =
    ["ar", "arc", "ckb", "dv", "fa", "ha", "he", "khw", "ks", "ps", "ur", "yi"];

impl Plan<'_> {
    /// What every page shows around its content.
    pub fn site(&self) -> view::Site<'_> {
        let config = self.inputs.config;
        let portfolio = self.portfolio();
        view::Site {
            title: &config.title,
            language: &config.language,
            direction: self.direction(),
            description: &config.description,
            base_url: config.base_url.as_str(),
            root: config.base_url.path(),
            navigation: self.navigation(),
            owner: self.owner(),
            footer: self.footer_html(),
            options: view::Options(self.inputs.theme.options()),
            policy: view::Html::Made(Cow::Borrowed(self.inputs.theme.policy())),
            stylesheet: self.address(self.inputs.theme.stylesheet()),
            icons: self.icons(),
            has_writing: !portfolio.posts.is_empty(),
            has_vouches: !portfolio.people.is_empty() || !portfolio.testimonials.is_empty(),
        }
    }

    /// Whether pages offer a search: the option `search` of a theme that has one.
    pub fn has_search(&self) -> bool {
        self.inputs.theme.options().get("search").and_then(tera::Value::as_bool) == Some(true)
    }

    /// Where lines begin, `ltr` or `rtl`.
    pub fn direction(&self) -> &'static str {
        let language = &self.inputs.config.language;
        let primary = language.split('-').next().unwrap_or_default().to_lowercase();
        if RIGHT_TO_LEFT.contains(&&*primary) { "rtl" } else { "ltr" }
    }

    /// What the site is about: the configuration's description, or the owner's headline.
    pub fn description(&self) -> &str {
        let description = &self.inputs.config.description;
        if description.is_empty() { &self.portfolio().profile.headline } else { description }
    }

    fn owner(&self) -> view::Owner<'_> {
        let portfolio = self.portfolio();
        let profile = &portfolio.profile;
        let open = portfolio.positions.iter().filter(|position| position.period.to.is_none());
        view::Owner {
            name: &profile.name,
            short_name: cards::short_name(&profile.name),
            headline: &profile.headline,
            location: profile.location.as_deref(),
            photo: profile.photo.as_ref().map(|path| self.photo(path, &profile.name)),
            links: self.links(&profile.links),
            contact: profile
                .contact
                .as_ref()
                .filter(|link| self.leads(link))
                .map(|link| self.link(link)),
            current: open.map(cards::position_ref).collect(),
        }
    }

    fn navigation(&self) -> Vec<view::NavigationItem<'_>> {
        if let Some(links) = &self.inputs.config.navigation {
            let item = |link| {
                let view::LinkTo { label, url } = self.link(link);
                view::NavigationItem { key: None, label: Some(label), url }
            };
            return links.iter().filter(|link| self.leads(link)).map(item).collect();
        }
        let portfolio = self.portfolio();
        let sections = [
            ("vouch", "/vouch/", true),
            ("accomplishments", "/accomplishments/", !portfolio.accomplishments.is_empty()),
            ("skills", "/skills/", !portfolio.skills.is_empty()),
            ("writing", "/writing/", !portfolio.posts.is_empty()),
            ("resume", "/resume/", true),
        ];
        let item = |(key, path, _): (&'static str, &str, bool)| view::NavigationItem {
            key: Some(key),
            label: None,
            url: Cow::Owned(self.href(path)),
        };
        sections.into_iter().filter(|section| section.2).map(item).collect()
    }
}
