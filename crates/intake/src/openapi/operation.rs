//! What is said of one method of one address.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

/// A text in Chinese and in English.
pub(crate) type Text = (&'static str, &'static str);

/// Makes the schema of a type.
pub(crate) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// One method of one address.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// What generated clients call it.
    pub(super) id: &'static str,
    pub(crate) tag: Tag,
    pub(crate) summary: Text,
    pub(super) detail: &'static str,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) answers: Vec<Answer>,
    /// Answered by 304 while nothing has changed.
    pub(super) conditional: bool,
}

/// What an operation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    Responses,
    Quarantine,
    Fieldwork,
    Issues,
    Figures,
    Bulletins,
    Annual,
    Survey,
    Service,
}

/// What can be chosen.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(super) place: &'static str,
    pub(crate) text: Text,
    pub(crate) schema: Value,
    required: bool,
}

/// What is sent.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) kind: BodyKind,
    /// Longest body, in bytes.
    pub(crate) limit: usize,
}

#[derive(Debug)]
pub(crate) enum BodyKind {
    Json(SchemaOf),
    /// Bytes of a media type.
    Bytes(&'static str),
}

/// What comes back with a status.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: Text,
    pub(super) content: Content,
}

#[derive(Debug)]
pub(crate) enum Content {
    Json(SchemaOf),
    /// JSON, or a table for spreadsheets.
    Table(SchemaOf),
    /// JSON, or other media types, by the address.
    Files(SchemaOf, &'static [&'static str]),
    /// Media types of what is no JSON.
    Other(&'static [&'static str]),
    Problem(Refusal),
}

/// Names of a problem document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refusal {
    pub(super) codes: &'static [&'static str],
    /// Names of the single faults.
    pub(super) faults: &'static [&'static str],
}

impl Tag {
    pub(crate) const ALL: [Self; 9] = [
        Self::Responses,
        Self::Quarantine,
        Self::Fieldwork,
        Self::Issues,
        Self::Figures,
        Self::Bulletins,
        Self::Annual,
        Self::Survey,
        Self::Service,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Responses => "responses",
            Self::Quarantine => "quarantine",
            Self::Fieldwork => "fieldwork",
            Self::Issues => "issues",
            Self::Figures => "figures",
            Self::Bulletins => "bulletins",
            Self::Annual => "annual",
            Self::Survey => "survey",
            Self::Service => "service",
        }
    }

    pub(crate) fn text(self) -> Text {
        match self {
            Self::Responses => ("答卷", "Responses: send, look at, correct, withdraw"),
            Self::Quarantine => ("待处理的答卷", "Responses that wait for a decision"),
            Self::Fieldwork => ("样本与联系记录", "Cases, attempts, rates and quotas"),
            Self::Issues => ("问题台账", "What has to be put right, and how far that has come"),
            Self::Figures => ("得分、排名与图", "Indices, rankings and charts"),
            Self::Bulletins => ("通报", "Bulletins: draft, review, publish, correct"),
            Self::Annual => ("年度计分", "External results, and the score of a year"),
            Self::Survey => {
                ("单位、问卷、轮次与计分办法", "Units, questionnaires, rounds and schemes")
            }
            Self::Service => ("系统", "The service itself"),
        }
    }
}

impl Operation {
    pub(super) fn new(
        (method, path): (&'static str, &'static str),
        id: &'static str,
        tag: Tag,
        summary: Text,
    ) -> Self {
        let (parameters, answers) = (Vec::new(), Vec::new());
        let (detail, body, conditional) = ("", None, false);
        Self { method, path, id, tag, summary, detail, parameters, body, answers, conditional }
    }

    /// Says more.
    pub(super) fn detail(self, detail: &'static str) -> Self {
        Self { detail, ..self }
    }

    /// What can be chosen by the path or the query.
    pub(super) fn choose(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        self.parameters.extend(parameters);
        self
    }

    pub(super) fn sends<T: JsonSchema>(self, limit: usize) -> Self {
        self.sends_as(schema_of::<T>, limit)
    }

    pub(super) fn sends_as(self, schema: SchemaOf, limit: usize) -> Self {
        Self { body: Some(Body { kind: BodyKind::Json(schema), limit }), ..self }
    }

    /// Sends what is no JSON.
    pub(super) fn sends_bytes(self, media: &'static str, limit: usize) -> Self {
        Self { body: Some(Body { kind: BodyKind::Bytes(media), limit }), ..self }
    }

    pub(super) fn gives<T: JsonSchema>(self, status: u16, text: Text) -> Self {
        self.answers(status, text, Content::Json(schema_of::<T>))
    }

    /// Rows as JSON or CSV.
    pub(super) fn tabulates<T: JsonSchema>(self) -> Self {
        self.answers(200, ("结果", "What was asked for"), Content::Table(schema_of::<T>))
    }

    pub(super) fn answers(mut self, status: u16, text: Text, content: Content) -> Self {
        self.answers.push(Answer { status, text, content });
        self
    }

    /// A status with codes; see [`Operation::refuses_for`].
    pub(super) fn refuses(self, status: u16, codes: &'static [&'static str], text: Text) -> Self {
        self.refuses_for(status, codes, &[], text)
    }

    /// A status with the codes of the document, and those of the single faults in it.
    pub(super) fn refuses_for(
        self,
        status: u16,
        codes: &'static [&'static str],
        faults: &'static [&'static str],
        text: Text,
    ) -> Self {
        self.answers(status, text, Content::Problem(Refusal { codes, faults }))
    }

    pub(super) fn while_unchanged(self) -> Self {
        Self { conditional: true, ..self }
    }
}

impl Parameter {
    pub(super) fn path(name: &'static str, text: Text, schema: Value) -> Self {
        Self { name, place: "path", text, schema, required: true }
    }

    pub(super) fn query(name: &'static str, text: Text, schema: Value) -> Self {
        Self { name, place: "query", text, schema, required: false }
    }

    pub(super) fn header(name: &'static str, text: Text, schema: Value) -> Self {
        Self { name, place: "header", text, schema, required: false }
    }

    pub(crate) fn is_required(&self) -> bool {
        self.required
    }

    /// The same, which must be there.
    pub(super) fn required(self) -> Self {
        Self { required: true, ..self }
    }
}

fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}
