//! Files of the site's `static/`, copied as they are.

use super::Gathered;
use crate::plan::{Content, Plan};

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    for (path, asset) in plan.inputs.assets {
        let Some(inside) = path.strip_prefix("static/") else { continue };
        let content = Content::Copy {
            from: asset.source.clone(),
            digest: asset.digest,
            strip_metadata: asset.strip_metadata,
        };
        gathered.add(inside, content, path);
    }
}
