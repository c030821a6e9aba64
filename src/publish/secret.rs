//! Values that nobody is to see.

use std::fmt;

use super::Error;

/// A value from the environment that shows nowhere.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A value that came with something else.
    pub fn new(value: impl Into<String>) -> Secret {
        Secret(value.into())
    }

    /// The value of a variable.
    pub fn from_environment(variable: &'static str) -> Result<Secret, Error> {
        match std::env::var(variable) {
            Ok(value) if !value.trim().is_empty() => Ok(Secret(value.trim().to_owned())),
            _ => Err(Error::NoSecret { variable }),
        }
    }

    /// The value itself: for a header or a signature, and nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
