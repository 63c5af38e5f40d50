//! Questionnaires as the pages show them.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use exchange::Template;
use jiff::Timestamp;
use store::{Draft, Publication};
use survey::questionnaire::{LegalHeader, Relevance};
use survey::round::in_china;
use survey::{
    Category, Code, Label, Language, OptionKind, Problem, Question, Questionnaire, Scale,
    ScaleOption,
};

use super::faults::what;
use super::unknown;
use super::view::{
    CategoryView, FindingView, LineView, ListPage, OptionView, QuestionView, ScaleView, TextView,
    UploadedView, VersionPage,
};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::Locale;
use crate::pages::address::Query;
use crate::pages::plain::{finished, frame_of};
use crate::words::{Words, fill};

/// What a page says besides what is there.
pub(super) struct Told {
    pub(super) status: StatusCode,
    pub(super) locale: Locale,
    pub(super) done: &'static str,
    pub(super) trouble: &'static str,
    pub(super) uploaded: Option<Uploaded>,
}

/// A file that was sent: the draft that it became, and what there is to say of it.
pub(super) struct Uploaded {
    pub(super) name: String,
    pub(super) version: Option<(Code, u32)>,
    pub(super) problems: Vec<Problem>,
}

impl Told {
    pub(super) fn nothing(locale: Locale) -> Self {
        Self { status: StatusCode::OK, locale, done: "", trouble: "", uploaded: None }
    }

    pub(super) fn done(locale: Locale, done: &'static str) -> Self {
        Self { done, ..Self::nothing(locale) }
    }

    pub(super) fn refused(locale: Locale, status: StatusCode, trouble: &'static str) -> Self {
        Self { status, trouble, ..Self::nothing(locale) }
    }
}

pub(super) async fn list(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    told: Told,
) -> Result<HttpResponse, HttpError> {
    let asked = state.clone();
    let (drafts, published) =
        block(move || Ok::<_, HttpError>((asked.store().drafts()?, asked.store().publications()?)))
            .await??;
    let (locale, language) = (told.locale, told.locale.language);
    let words = Words::of(language);
    let query = Query::default();
    let frame = frame_of(request, locale, actor, words.forms, "questionnaires", &query);
    let root = frame.root.clone();
    let file = |template: Template, format| {
        let query = Query::default().with("template", Some(template)).with("format", Some(format));
        query.after(&format!("{root}questionnaires/file"))
    };
    let page = ListPage {
        form_token: actor.form_token().to_owned(),
        done: told.done,
        trouble: told.trouble,
        uploaded: told.uploaded.map(|uploaded| UploadedView {
            href: uploaded.version.map(|(code, version)| href(&root, &code, version)),
            name: uploaded.name,
            findings: findings(uploaded.problems, words),
        }),
        drafts: drafts.iter().map(|draft| drafted(draft, &root, words, language)).collect(),
        published: published.iter().map(|one| publication(one, &root, words, language)).collect(),
        templates: Template::ALL
            .map(|one| (template_word(one, words), file(one, "xlsx"), file(one, "toml")))
            .to_vec(),
        frame,
    };
    Ok(finished(request, locale, told.status, &page))
}

fn template_word(template: Template, words: &Words) -> &'static str {
    match template {
        Template::Environment => words.template_environment,
        Template::Education => words.template_education,
        Template::MedicalInsurance => words.template_medical_insurance,
    }
}

fn href(root: &str, code: &Code, version: u32) -> String {
    let query = Query::default().with("code", Some(code)).with("version", Some(version));
    query.after(&format!("{root}questionnaires/version"))
}

fn findings(problems: Vec<Problem>, words: &Words) -> Vec<FindingView> {
    let view = |problem: Problem| FindingView {
        what: what(problem.code, words),
        place: problem.path,
        detail: problem.detail,
    };
    problems.into_iter().map(view).collect()
}

fn drafted(draft: &Draft, root: &str, words: &Words, language: Language) -> LineView {
    line(&draft.questionnaire, &uploaded_text(draft, words), root, words, language)
}

fn publication(one: &Publication, root: &str, words: &Words, language: Language) -> LineView {
    line(&one.questionnaire, &published_text(one.published_at, words), root, words, language)
}

fn line(
    questionnaire: &Questionnaire,
    since: &str,
    root: &str,
    words: &Words,
    language: Language,
) -> LineView {
    let questions = fill(words.form_questions_count, "n", &questionnaire.questions.len());
    LineView {
        href: href(root, &questionnaire.code, questionnaire.version),
        title: questionnaire.title.get(language).to_owned(),
        version: fill(words.made_version, "n", &questionnaire.version),
        about: format!("{} · {questions} · {since}", questionnaire.code),
    }
}

fn uploaded_text(draft: &Draft, words: &Words) -> String {
    let text = fill(words.form_uploaded_by, "by", &draft.uploaded_by);
    let text = fill(&text, "file", &draft.file_name);
    fill(&text, "at", &minute(draft.uploaded_at))
}

fn published_text(at: Timestamp, words: &Words) -> String {
    fill(words.form_published_at, "at", &minute(at))
}

fn minute(at: Timestamp) -> String {
    in_china(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// What stands under a code and version.
enum Found {
    Draft(Draft),
    Published(Publication),
}

pub(super) async fn one(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
    (code, version): (&Code, u32),
    told: Told,
) -> Result<HttpResponse, HttpError> {
    let (asked, of) = (state.clone(), code.clone());
    let found = block(move || find(&asked, &of, version)).await??;
    let found = found.ok_or_else(|| unknown(code, version))?;
    let words = Words::of(told.locale.language);
    let (about, draft) = match &found {
        Found::Draft(draft) => (
            format!("{} · {}", words.form_draft, uploaded_text(draft, words)),
            Some(draft.digest.clone()),
        ),
        Found::Published(one) => (published_text(one.published_at, words), None),
    };
    let (Found::Draft(Draft { questionnaire, .. })
    | Found::Published(Publication { questionnaire, .. })) = &found;
    let form = Form { questionnaire, words, language: told.locale.language };
    let query = Query::default().with("code", Some(code)).with("version", Some(version));
    let title = form.text(&questionnaire.title);
    let place = "questionnaires/version";
    let frame = frame_of(request, told.locale, actor, &title.text, place, &query);
    let file = |format| {
        let query = query.clone().with("format", Some(format));
        query.after(&format!("{}questionnaires/file", frame.root))
    };
    let page = VersionPage {
        form_token: actor.form_token().to_owned(),
        // A file of what is published already was no draft.
        done: if draft.is_none() && told.done == words.form_uploaded {
            words.form_published_same
        } else {
            told.done
        },
        trouble: told.trouble,
        title,
        code: code.to_string(),
        version,
        about,
        draft,
        warnings: findings(questionnaire.publication_warnings(), words),
        legal: questionnaire.legal.as_ref().map(|legal| form.legal(legal)).unwrap_or_default(),
        opening: questionnaire.opening.as_ref().map(|label| form.text(label)),
        closing: questionnaire.closing.as_ref().map(|label| form.text(label)),
        questions: questionnaire.questions.iter().map(|one| form.question(one)).collect(),
        scales: questionnaire.scales.iter().map(|scale| form.scale(scale)).collect(),
        categories: questionnaire.scheme.categories.iter().map(|one| form.category(one)).collect(),
        xlsx: file("xlsx"),
        toml: file("toml"),
        frame,
    };
    Ok(finished(request, told.locale, told.status, &page))
}

fn find(state: &State, code: &Code, version: u32) -> Result<Option<Found>, HttpError> {
    if let Some(draft) = state.store().draft(code.as_str(), version)? {
        return Ok(Some(Found::Draft(draft)));
    }
    let of =
        |one: &Publication| one.questionnaire.code == *code && one.questionnaire.version == version;
    Ok(state.store().publications()?.into_iter().find(of).map(Found::Published))
}

/// A questionnaire and the language of its page.
struct Form<'a> {
    questionnaire: &'a Questionnaire,
    words: &'static Words,
    language: Language,
}

impl Form<'_> {
    fn text(&self, label: &Label) -> TextView {
        let other = self.language.pick(Language::English, Language::Chinese);
        let (text, beside) = (label.get(self.language), label.get(other));
        let beside = if beside == text { "" } else { beside };
        TextView { text: text.to_owned(), other: beside.to_owned(), other_tag: other.tag() }
    }

    fn legal(&self, legal: &LegalHeader) -> Vec<(&'static str, String)> {
        let LegalHeader { form_no, issuing_authority, approval_no, valid_until } = legal;
        vec![
            (self.words.legal_form_no, form_no.clone()),
            (self.words.legal_authority, issuing_authority.clone()),
            (self.words.legal_approval_no, approval_no.clone()),
            (self.words.legal_valid_until, valid_until.to_string()),
        ]
    }

    fn question(&self, question: &Question) -> QuestionView {
        let words = self.words;
        let category = question.category.as_ref().and_then(|code| {
            let category = self.questionnaire.scheme.get(code.as_str())?;
            Some(category.name.get(self.language).to_owned())
        });
        let answered = match &question.scale {
            Some(scale) => format!("{} {scale}", words.form_scale),
            None => words.form_free_text.to_owned(),
        };
        let weight = match &question.scale {
            None => None,
            Some(_) if question.weight == 0.0 => Some(words.form_unscored.to_owned()),
            Some(_) => Some(format!("{} {}", words.form_weight, question.weight)),
        };
        let code = Some(question.code.to_string());
        QuestionView {
            text: self.text(&question.text),
            hint: question.hint.as_ref().map(|hint| self.text(hint)),
            facts: [code, category, Some(answered), weight].into_iter().flatten().collect(),
            rule: question.relevant.as_ref().map(|rule| self.rule(rule)).unwrap_or_default(),
        }
    }

    /// When a question is asked, with the place of the other and the words of its options.
    fn rule(&self, rule: &Relevance) -> String {
        let questions = &self.questionnaire.questions;
        let place = questions.iter().position(|question| question.code == rule.question);
        let scale = place.and_then(|at| self.questionnaire.scale_of(&questions[at]));
        let words = |option: &Code| {
            let known =
                scale.and_then(|scale| Some(&scale.options[scale.position(option.as_str())?]));
            known.map_or(option.to_string(), |known| known.label.get(self.language).to_owned())
        };
        let options: Vec<String> = rule.any_of.iter().map(words).collect();
        let number = place.map_or(rule.question.to_string(), |at| (at + 1).to_string());
        let text = fill(self.words.form_rule, "n", &number);
        fill(&text, "options", &options.join(self.language.pick("”或“", "” or “")))
    }

    fn scale(&self, scale: &Scale) -> ScaleView {
        let option = |option: &ScaleOption| OptionView {
            code: option.code.to_string(),
            text: self.text(&option.label),
            kind: match (option.kind, option.negative) {
                (OptionKind::DontKnow, _) => self.words.option_dont_know,
                (OptionKind::Refused, _) => self.words.option_refused,
                (OptionKind::Substantive, true) => self.words.option_negative,
                (OptionKind::Substantive, false) => "",
            },
        };
        ScaleView {
            code: scale.code.to_string(),
            options: scale.options.iter().map(option).collect(),
        }
    }

    fn category(&self, category: &Category) -> CategoryView {
        CategoryView {
            code: category.code.to_string(),
            text: self.text(&category.name),
            parent: category.parent.as_ref().map(ToString::to_string).unwrap_or_default(),
            reasons: category.reasons.iter().map(|reason| self.text(&reason.label)).collect(),
        }
    }
}
