//! The site's icons: which there are, and where the owner's logo comes from.

use super::{Plan, cards, view};
use crate::diagnostic::{At, Code, Diagnostic, did_you_mean};
use crate::digest::Digest;
use crate::path;
use crate::source::image::Kind;

/// A file with an icon.
#[derive(Clone, Copy, Debug)]
pub struct IconFile {
    /// From the site's root.
    pub path: &'static str,
    /// In pixels; 0 for an SVG.
    pub side: u16,
    /// As in [`view::Icon`].
    pub purpose: &'static str,
}

/// Every icon that a browser, phone or desktop asks for today.
pub const ICONS: [IconFile; 6] = [
    IconFile { path: "favicon.svg", side: 0, purpose: "any" },
    IconFile { path: "favicon.ico", side: 32, purpose: "any" },
    IconFile { path: "apple-touch-icon.png", side: 180, purpose: "full" },
    IconFile { path: "icon-192.png", side: 192, purpose: "any" },
    IconFile { path: "icon-512.png", side: 512, purpose: "any" },
    IconFile { path: "icon-maskable-512.png", side: 512, purpose: "maskable" },
];

/// A logo may have so many bytes.
const LARGEST: u64 = 4 * 1024 * 1024;
/// A logo may be so wide and high, in pixels.
const WIDEST: u32 = 4096;

/// The owner's logo.
#[derive(Clone, Debug)]
pub enum Logo {
    /// Sanitised.
    Svg(Box<str>),
    /// A PNG or JPEG.
    Pixels(Box<[u8]>),
}

impl Logo {
    pub fn digest(&self) -> Digest {
        match self {
            Logo::Svg(text) => Digest::of(text.as_bytes()),
            Logo::Pixels(bytes) => Digest::of(bytes),
        }
    }
}

impl Plan<'_> {
    /// Whether the site has this icon: it has a logo, or its theme draws one. Nothing makes an SVG
    /// of pixels.
    pub fn has_icon(&self, icon: &IconFile) -> bool {
        match self.inputs.logo {
            Some(Logo::Pixels(_)) => icon.side > 0,
            Some(Logo::Svg(_)) => true,
            None => self.inputs.theme.has_drawing(super::ICON),
        }
    }

    /// What pages say of the icons; `None` where there are none.
    pub(super) fn icons(&self) -> Option<view::Icons> {
        let [svg, ico, ..] = &ICONS;
        let url = |icon: &IconFile| self.href(&format!("/{}", icon.path));
        self.has_icon(ico).then(|| view::Icons {
            svg: self.has_icon(svg).then(|| url(svg)),
            ico: url(ico),
            apple_touch: self.href("/apple-touch-icon.png"),
            manifest: self.href("/site.webmanifest"),
            theme_color: self.shade("bg").light.clone(),
        })
    }

    /// What stands behind an icon that must not be transparent.
    pub fn background(&self) -> [u8; 3] {
        let hex = self.shade("bg").light.trim_start_matches('#');
        let byte = |at: usize| hex.get(at..at + 2).and_then(|it| u8::from_str_radix(it, 16).ok());
        [0, 2, 4].map(|at| byte(at).unwrap_or(u8::MAX))
    }

    /// One of the theme's colours.
    pub fn shade(&self, name: &str) -> &crate::theme::Shade {
        static WHITE: std::sync::LazyLock<crate::theme::Shade> = std::sync::LazyLock::new(|| {
            let white = || "#ffffff".to_owned();
            crate::theme::Shade { light: white(), dark: white() }
        });
        self.inputs.theme.colors().get(name).unwrap_or(&WHITE)
    }

    /// What is wrong with the `logo` of the configuration.
    pub fn logo_problem(&self) -> Option<Diagnostic> {
        let path = self.inputs.config.logo.as_ref()?;
        let assets = self.inputs.assets;
        let Some(asset) = assets.get(path) else {
            let pictures = assets.iter().filter(|(_, asset)| is_logo(asset.kind));
            let near = did_you_mean(path, pictures.clone().map(|(path, _)| &**path));
            let named = || {
                let name = path.rsplit('/').next()?;
                pictures.map(|(path, _)| &**path).find(|it| it.rsplit('/').next() == Some(name))
            };
            let help = match near.or_else(named) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write the way to the file from the site’s folder, such as \
                         `content/logo.svg`"
                    .to_owned(),
            };
            let message = format!("there is no file `{path}` in `content/` or `static/`");
            return Some(self.at_logo(Code::MissingAsset, message).help(help));
        };
        if self.portfolio().withheld.contains(path) {
            let message = format!("`{path}` belongs to somebody who does not show it");
            let problem = self.at_logo(Code::HeldBackReference, message);
            return Some(problem.help("`vouchfolio build` lists what is held back, and why"));
        }
        if !is_logo(asset.kind) {
            let message = format!("`{path}` cannot be the logo");
            let help = "save it as SVG, PNG or JPEG";
            return Some(self.at_logo(Code::UnsupportedImage, message).help(help));
        }
        let is_vector = asset.kind == Kind::Svg;
        let is_wide = asset.dimensions.is_some_and(|(w, h)| w.max(h) > WIDEST) && !is_vector;
        if asset.size > LARGEST || is_wide {
            let message = format!("`{path}` is larger than a logo may be");
            let help = format!("it may have 4 MiB and {WIDEST} pixels on each side");
            return Some(self.at_logo(Code::FileTooLarge, message).help(help));
        }
        None
    }

    /// The problem of a logo that cannot be drawn.
    pub fn bad_logo(&self, why: &str) -> Diagnostic {
        let path = self.inputs.config.logo.as_deref().unwrap_or_default();
        let message = format!("`{path}` cannot be drawn: {why}");
        self.at_logo(Code::UnsupportedImage, message).help("save it anew as SVG, PNG or JPEG")
    }

    fn at_logo(&self, code: Code, message: String) -> Diagnostic {
        Diagnostic::new(code, message).in_file(&self.config_file).at(At::Value(path!["logo"]))
    }

    /// The site's name where there is room for a word: the title, or the owner's first name.
    pub fn short_title(&self) -> &str {
        let title = &*self.inputs.config.title;
        let is_short = title.chars().count() <= 12;
        if is_short { title } else { cards::short_name(&self.portfolio().profile.name) }
    }
}

/// Whether a logo may be of this kind.
pub fn is_logo(kind: Kind) -> bool {
    matches!(kind, Kind::Svg | Kind::Png | Kind::Jpeg)
}
