//! How values stand in JSON where their types don't say: for the description of the API.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::Code;
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
