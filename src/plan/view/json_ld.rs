//! Data for machines, in a page's head.

use serde::{Serialize, Serializer};
use std::fmt;
use std::sync::Arc;

/// A `<script>` element of JSON-LD, or nothing. It is written when the page is rendered.
#[derive(Clone, Default)]
pub struct JsonLd<'a>(Option<Arc<dyn Data + 'a>>);

trait Data: Send + Sync {
    fn json(&self) -> String;
}

impl<T: Serialize + Send + Sync> Data for T {
    fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl<'a> JsonLd<'a> {
    pub fn new(data: impl Serialize + Send + Sync + 'a) -> JsonLd<'a> {
        JsonLd(Some(Arc::new(data)))
    }

    /// The element. `<` is written so that no text can end it.
    fn html(&self) -> String {
        let Some(data) = &self.0 else { return String::new() };
        let json = data.json();
        let json = if json.contains('<') { json.replace('<', "\\u003c") } else { json };
        ["<script type=\"application/ld+json\">", &json, "</script>"].concat()
    }
}

impl Serialize for JsonLd<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        tera::Value::safe_string(&self.html()).serialize(serializer)
    }
}

impl fmt::Debug for JsonLd<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JsonLd")
    }
}
