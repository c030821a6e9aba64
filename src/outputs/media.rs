//! Pictures and letters of `content/` that something public names, under `/media/`.

use super::Gathered;
use crate::plan::{Content, Plan, media_in_use};

pub fn add<'p>(plan: &'p Plan<'p>, gathered: &mut Gathered<'p>) {
    for path in media_in_use(plan) {
        let Some(asset) = plan.inputs.assets.get(path) else { continue };
        let Some(inside) = path.strip_prefix("content/") else { continue };
        let content = Content::Copy {
            from: asset.source.clone(),
            digest: asset.digest,
            strip_metadata: asset.strip_metadata,
        };
        gathered.add(format!("media/{inside}"), content, path);
    }
}
