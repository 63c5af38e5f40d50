//! How values stand in JSON where their types don't say: for the description of the API.

use std::borrow::Cow;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use serde::de::{Deserialize, Deserializer, Error};

use crate::Code;
use crate::problem::quoted;
use crate::validate::TEXT_CHARS_MAX;

/// A day, in place of a type that describes none.
#[derive(Debug)]
pub struct Day;

impl JsonSchema for Day {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date", "examples": ["2026-09-03"]})
    }
}

/// An instant, in place of a type that describes none.
#[derive(Debug)]
pub struct Instant;

impl JsonSchema for Instant {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Instant".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "date-time",
            "examples": ["2026-09-03T01:02:03Z"],
        })
    }
}

/// A day as [`Day`] says. The type itself would take an instant for the day that it names in whatever
/// zone, which may be another than the day of the interview.
pub(crate) fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let text = Cow::<str>::deserialize(from)?;
    let day = text.parse::<Date>().ok().filter(|day| day.to_string() == text);
    day.ok_or_else(|| {
        D::Error::custom(format!("{} is not a day such as 2026-09-03", quoted(&text)))
    })
}

/// Answers of a response: by the code of the question the code of an option, which is shorter than
/// any text may be, or a text.
pub(crate) fn answers(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "propertyNames": generator.subschema_for::<Code>(),
        "additionalProperties": {"type": "string", "maxLength": TEXT_CHARS_MAX},
        "examples": [{"q1": "5", "why": "河水有味道"}],
    })
}
