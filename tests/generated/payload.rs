//! The JSON text of a payload in a form that stays small however long its values are.

use serde_json::{Value, json};

/// A piece of JSON text.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    Text(String),
    /// The same text so many times.
    Repeat(&'static str, usize),
}

/// JSON text, or something like it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Json(Vec<Part>);

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self(vec![Part::Text(text.to_owned())])
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self(vec![Part::Text(text)])
    }
}

impl Json {
    /// A JSON string that is `count` times `text`.
    pub fn string_of(text: &'static str, count: usize) -> Self {
        Self::from("\"").then(Self(vec![Part::Repeat(text, count)])).then("\"")
    }

    /// This and then that.
    pub fn then(mut self, next: impl Into<Self>) -> Self {
        for part in next.into().0 {
            match (self.0.last_mut(), part) {
                (Some(Part::Text(last)), Part::Text(text)) => last.push_str(&text),
                (_, part) => self.0.push(part),
            }
        }
        self
    }

    /// An object of these fields, in this order.
    pub fn object<'a>(fields: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        let mut comma = "{";
        let mut object = Self::default();
        for (name, value) in fields {
            object = object.then(format!("{comma}{}:", Value::from(name))).then(value);
            comma = ",";
        }
        if comma == "{" { "{}".into() } else { object.then("}") }
    }

    /// The text itself.
    pub fn text(&self) -> String {
        let parts = self.0.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Repeat(text, count) => text.repeat(*count),
        });
        parts.collect()
    }

    /// As it stands in the fixture: a list of texts and of `[text, count]`.
    pub fn parts(&self) -> Value {
        let parts = self.0.iter().map(|part| match part {
            Part::Text(text) => json!(text),
            Part::Repeat(text, count) => json!([text, count]),
        });
        parts.collect()
    }
}
