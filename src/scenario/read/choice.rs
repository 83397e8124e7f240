//! Choices: keys whose value is one of a few names.

use serde_json::{Value as Json, json};

use super::fault::Fault;
use super::offer::{likeliest, listed_as, suggest};
use super::reader::Reader;
use super::tree::Node;
use crate::words::say;

/// Reads one of `names` and returns its position.
pub fn read_name(node: &Node, names: &[&str], reader: &mut Reader<'_>) -> Option<usize> {
    let Some(found) = node.as_str() else {
        let example = names.first().map(|name| format!("{name:?}")).unwrap_or_default();
        reader.wrong_type(node, say!(AName), &example);
        return None;
    };
    let at = names.iter().position(|name| *name == found);
    if at.is_none() {
        let what = reader.current();
        let all = likeliest(found, names.iter().copied()).into_iter().map(|name| format!("{name:?}"));
        reader.push(Fault::rule(
            node.place,
            say!(IsWhichIsNoChoice, what = what, found = node.found()),
            say!(MustBeOneOf, all = listed_as(all)),
            suggest(found, names.iter().copied()),
        ));
    }
    at
}

/// Schema of a choice, with what each name means.
pub fn schema(doc: &str, names: &[(&str, &str)]) -> Json {
    let options: Vec<Json> =
        names.iter().map(|(name, doc)| json!({ "const": name, "description": doc })).collect();
    json!({ "type": "string", "description": doc, "oneOf": options })
}

/// Declares an enum whose variants are written as names.
macro_rules! choice {
    (
        $(#[doc = $doc:literal])*
        $vis:vis enum $name:ident {$(
            $(#[doc = $variant_doc:literal])*
            $variant:ident = $text:literal
        ),* $(,)?}
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $($(#[doc = $variant_doc])* $variant,)*
        }

        impl $name {
            /// Every choice, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name it is written with.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }

            /// The choice of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|choice| choice.name() == name)
            }
        }

        impl $crate::scenario::read::field::Field for $name {
            fn read(
                node: &$crate::scenario::read::tree::Node,
                reader: &mut $crate::scenario::read::reader::Reader<'_>,
            ) -> Option<Self> {
                let at = $crate::scenario::read::choice::read_name(node, &[$($text),*], reader)?;
                Self::ALL.get(at).copied()
            }

            fn to_toml(&self) -> Option<toml::Value> {
                Some(toml::Value::String(self.name().to_owned()))
            }

            fn schema() -> serde_json::Value {
                let doc = concat!($($doc, "\n",)*).trim();
                $crate::scenario::read::choice::schema(doc, &[$(($text, concat!($($variant_doc, "\n",)*).trim())),*])
            }
        }
    };
}

pub(crate) use choice;
