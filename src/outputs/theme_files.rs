//! Stylesheets and the theme's static files, under `/assets/`.

use super::Gathered;
use crate::plan::{Content, Plan};
use crate::theme::{ASSETS_FOLDER, ServedFile};

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    let theme = plan.inputs.theme;
    let origin = format!("the theme {}", theme.name());
    for ServedFile { path, bytes } in theme.served().chain([plan.filter_stylesheet()]) {
        let path = format!("{ASSETS_FOLDER}{path}");
        gathered.add(path, Content::Bytes(bytes.to_vec()), origin.clone());
    }
}
