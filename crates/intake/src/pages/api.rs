//! What programs can ask for, for people: the description of the API as a page, with nothing to load
//! from elsewhere.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;
use survey::Language;

use super::address::Query;
use super::plain::{finished, frame_of};
use super::trouble::trouble;
use super::view::{AnswerView, ApiGroup, ApiPage, OperationView, ParameterView};
use crate::auth::{Actor, Need};
use crate::locale::{LANG, Locale};
use crate::openapi::{Body, BodyKind, Described, Operation, Parameter, Tag, described};
use crate::query::Params;
use crate::words::{Words, fill};

/// `GET /api`
pub(crate) async fn page(request: HttpRequest, actor: Actor) -> HttpResponse {
    let params = Params::read(request.query_string(), &[LANG]);
    let locale = Locale::of(&request, params.text(LANG));
    if let Err(error) = params.finish() {
        return trouble(&request, &error);
    }
    let (language, words) = (locale.language, Words::of(locale.language));
    let frame = frame_of(&request, locale, &actor, words.api, "api", &Query::default());
    let described = described();
    let group = |tag: Tag| ApiGroup {
        heading: pick(tag.text(), language),
        operations: described
            .iter()
            .filter(|one| one.operation.tag == tag)
            .map(|one| view(one, language))
            .collect(),
    };
    let groups = Tag::ALL.map(group).into_iter().collect();
    let page = ApiPage { frame, groups };
    finished(&request, locale, StatusCode::OK, &page)
}

fn pick((chinese, english): (&'static str, &'static str), language: Language) -> &'static str {
    language.pick(chinese, english)
}

fn view(described: &Described, language: Language) -> OperationView {
    let Described { operation, need } = described;
    let words = Words::of(language);
    let Operation { method, path, summary, parameters, body, answers, .. } = operation;
    OperationView {
        method,
        path,
        summary: pick(*summary, language),
        needs: match need {
            Need::Open => words.api_open.to_owned(),
            Need::Account | Need::Browser => words.api_account.to_owned(),
            Need::Right(right) | Need::Form(right) => right.as_str().to_owned(),
        },
        parameters: parameters.iter().map(|parameter| choice(parameter, language)).collect(),
        body: body.as_ref().map(|body| body_text(body, words)),
        answers: answers
            .iter()
            .map(|answer| AnswerView { status: answer.status, text: pick(answer.text, language) })
            .collect(),
    }
}

fn body_text(body: &Body, words: &Words) -> String {
    let kind = match body.kind {
        BodyKind::Json(_) => "JSON",
        BodyKind::Bytes(media) => media,
    };
    fill(&fill(words.api_body, "kind", &kind), "n", &(body.limit / 1024))
}

fn choice(parameter: &Parameter, language: Language) -> ParameterView {
    ParameterView {
        name: parameter.name,
        required: parameter.is_required(),
        values: values(&parameter.schema),
        text: pick(parameter.text, language),
    }
}

/// In a few words what a schema allows.
fn values(schema: &Value) -> String {
    let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().map(shown).collect::<Vec<_>>().join(" | ");
    }
    if let Some(example) = schema["examples"].get(0) {
        return shown(example);
    }
    let kind = if schema["format"].is_string() { &schema["format"] } else { &schema["type"] };
    match (&schema["minimum"], &schema["maximum"]) {
        (Value::Null, _) => shown(kind),
        (least, Value::Null) => format!("{}–", shown(least)),
        (least, most) => format!("{}–{}", shown(least), shown(most)),
    }
}
