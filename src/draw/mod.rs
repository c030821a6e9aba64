//! Pictures from SVG: text that is measured and wrapped, and the finished PNG.
//!
//! Only the fonts that it is given are used, no file is opened and no address asked for, so the
//! same SVG is the same picture on every machine. It takes SVG that was made by the program or
//! sanitised.

mod fonts;
mod icon;
mod outline;
mod palette;
mod png;
mod wrap;

pub use fonts::{Face, Fonts, Style};
pub use icon::ico;
pub use outline::{Area, outline};
pub use png::{Picture, draw, is_drawable, scale};
pub use wrap::{Fitted, Limits, fit};
