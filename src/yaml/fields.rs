//! The types of fields: text, dates, lists and free values, each with errors in our words.

use serde::de::{Deserialize, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::guard;
use crate::diagnostic::Code;
use crate::model::{Date, DateError};

/// Text; numbers and other plain values are kept as they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Text(pub Arc<str>);

/// A list, whose help shows the brackets where there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct List<T>(pub Vec<T>);

/// A mapping with keys of the owner's choice, in their order. Keys that stand twice are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map<T>(pub Vec<(String, T)>);

/// Free values, as deep as the limit allows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Free(pub Arc<Mapping>);

/// Keys and free values, in their order.
pub type Mapping = serde_json::Map<String, serde_json::Value>;

impl<T> Default for List<T> {
    fn default() -> Self {
        List(Vec::new())
    }
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Map(Vec::new())
    }
}

/// A problem raised while a value is read. It travels through `serde` as an encoded message.
pub struct Custom {
    pub code: Code,
    pub message: String,
    pub help: Option<String>,
}

const MARK: char = '\u{1}';

impl Custom {
    /// As an error of the deserialiser.
    pub fn raise<E: Error>(code: Code, message: &str, help: &str) -> E {
        E::custom(format_args!("{MARK}{code}{MARK}{message}{MARK}{help}{MARK}"))
    }
}

pub(super) fn decode(message: &str) -> Option<Custom> {
    let mut parts = message.strip_prefix(MARK)?.split(MARK);
    let name = parts.next()?;
    let code = Code::ALL.iter().copied().find(|code| code.as_str() == name)?;
    let text = parts.next()?.to_owned();
    let help = parts.next().filter(|help| !help.is_empty()).map(str::to_owned);
    Some(Custom { code, message: text, help })
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
        struct TextVisitor;

        impl Visitor<'_> for TextVisitor {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(Arc::from(text.trim())))
            }
        }

        deserializer.deserialize_str(TextVisitor)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        struct DateVisitor;

        impl Visitor<'_> for DateVisitor {
            type Value = Date;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Date, E> {
                const OPEN: [&str; 5] = ["now", "present", "today", "current", "ongoing"];
                Date::parse(text.trim()).map_err(|error| match error {
                    DateError::Form if OPEN.contains(&text.trim().to_lowercase().as_str()) => {
                        Custom::raise(
                            Code::BadDate,
                            &format!("`{}` is not a date", text.trim()),
                            "leave `to` out for what still goes on",
                        )
                    }
                    DateError::Form => Custom::raise(
                        Code::BadDate,
                        &format!("`{}` is not a date", text.trim()),
                        "write 2024, 2024-06 or 2024-06-30",
                    ),
                    DateError::Calendar => Custom::raise(
                        Code::ImpossibleDay,
                        &format!("the calendar has no {}", text.trim()),
                        "check the month and the day",
                    ),
                })
            }
        }

        deserializer.deserialize_str(DateVisitor)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<List<T>, D::Error> {
        let mut list = Vec::deserialize(deserializer)?;
        // There are many, and they stay.
        list.shrink_to_fit();
        Ok(List(list))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Map<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Map<T>, D::Error> {
        struct Entries<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Map<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Map<T>, A::Error> {
                let mut entries: Vec<(String, T)> = Vec::new();
                while let Some(Key(key)) = map.next_key()? {
                    if entries.iter().any(|(known, _)| *known == key) {
                        return Err(twice(&key));
                    }
                    entries.push((key, map.next_value()?));
                }
                Ok(Map(entries))
            }
        }

        deserializer.deserialize_map(Entries(PhantomData))
    }
}

impl<T: Serialize> Serialize for Map<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// A key of the owner's choice, as it is written.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Key, D::Error> {
        struct KeyVisitor;

        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Key, E> {
                match text.chars().next().filter(|first| first.is_whitespace() && *first != ' ') {
                    Some(space) => Err(unusual_space(space)),
                    None => Ok(Key(text.trim().to_owned())),
                }
            }
        }

        deserializer.deserialize_str(KeyVisitor)
    }
}

/// YAML takes such a space for a part of a word.
fn unusual_space<E: Error>(space: char) -> E {
    let message = super::explain::unusual_space(space);
    Custom::raise(Code::InvalidYaml, &message, super::explain::UNUSUAL_SPACE_HELP)
}

/// Raised as a plain message so that the place of the second key is looked up like a struct's.
fn twice<E: Error>(key: &str) -> E {
    E::custom(format_args!("duplicate field `{key}`"))
}

impl<'de> Deserialize<'de> for Free {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Free, D::Error> {
        struct Root;

        impl<'de> Visitor<'de> for Root {
            type Value = Free;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Free, A::Error> {
                FreeVisitor { depth: 1 }.entries(map).map(|values| Free(values.into()))
            }
        }

        if deserializer.is_human_readable() {
            return deserializer.deserialize_map(Root);
        }
        let json = String::deserialize(deserializer)?;
        serde_json::from_str(&json).map(|values| Free(Arc::new(values))).map_err(D::Error::custom)
    }
}

impl Serialize for Free {
    /// As JSON: compact formats do not say of what type a value is.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::to_string(&self.0).map_err(S::Error::custom)?.serialize(serializer)
    }
}

/// Reads any value down to the depth limit.
#[derive(Clone, Copy)]
struct FreeVisitor {
    depth: usize,
}

impl FreeVisitor {
    fn deeper<E: Error>(self) -> Result<FreeVisitor, E> {
        if self.depth >= guard::DEEPEST {
            let message = format!("values nest deeper than {} levels", guard::DEEPEST);
            return Err(Custom::raise(Code::TooComplex, &message, "flatten it"));
        }
        Ok(FreeVisitor { depth: self.depth + 1 })
    }

    fn entries<'de, A: MapAccess<'de>>(self, mut map: A) -> Result<Mapping, A::Error> {
        let deeper = self.deeper()?;
        let mut entries = Mapping::new();
        while let Some(Key(key)) = map.next_key()? {
            if entries.contains_key(&key) {
                return Err(twice(&key));
            }
            let value = map.next_value_seed(deeper)?;
            entries.insert(key, value);
        }
        Ok(entries)
    }
}

impl<'de> serde::de::DeserializeSeed<'de> for FreeVisitor {
    type Value = serde_json::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for FreeVisitor {
    type Value = serde_json::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(value.into())
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<Self::Value, E> {
        Err(no_number("this number is too large"))
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<Self::Value, E> {
        Err(no_number("this number is too large"))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        if value.is_finite() {
            Ok(value.into())
        } else {
            Err(no_number("this is no finite number"))
        }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(serde_json::Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let deeper = self.deeper()?;
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(deeper)? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        self.entries(map).map(serde_json::Value::Object)
    }

    /// A value with a tag such as `!thing`.
    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
        let message = "the value has a tag, which means nothing here";
        Err(Custom::raise(Code::WrongType, message, "take out the word that begins with `!`"))
    }
}

fn no_number<E: Error>(message: &str) -> E {
    Custom::raise(Code::WrongType, message, "put it in quotes to hand it on as text")
}

impl Text {
    /// Whether nothing was written.
    pub fn is_blank(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::ops::Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
