//! `manyi questionnaire`: from a file to a draft to a published version.

use std::ffi::OsStr;
use std::path::Path;

use exchange::{
    ExchangeError, QuestionnaireFile, Standard, Template, open_questionnaire, questionnaire_toml,
    write_questionnaire,
};
use figures::Twin;
use serde::Serialize;
use store::{COMMAND_LINE, Change, Store, StoreError};
use survey::table::{Column, ColumnKind, Row};
use survey::{Code, Language, Problem, Questionnaire};

use crate::args::{Format, Global, QuestionnaireCommand, VersionArgs};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk, write_to};

pub(super) fn run(
    command: &QuestionnaireCommand,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let store = || super::open(global);
    match command {
        QuestionnaireCommand::New { template } => new(*template, global)?,
        QuestionnaireCommand::Check { file } => return check(file, global, talk),
        QuestionnaireCommand::Draft { file } => draft(file, &store()?, talk)?,
        QuestionnaireCommand::List => list(&store()?, global)?,
        QuestionnaireCommand::Show(version) => show(version, &store()?, global)?,
        QuestionnaireCommand::Publish(version) => publish(version, &store()?, talk)?,
        QuestionnaireCommand::Discard(VersionArgs { code, version }) => {
            store()?.by(COMMAND_LINE).discard_draft(code, *version)?;
            talk.say(format!("the draft of {} is gone", named(code, *version)));
        }
    }
    Ok(Outcome::Done)
}

/// Reads a file, and says what was left out of it and what deserves a look.
pub(super) fn read(
    file: &Path,
    standard: Standard,
    talk: &Talk,
) -> Result<Questionnaire, ExchangeError> {
    const NOTES_SHOWN: usize = 10;
    let QuestionnaireFile { questionnaire, notes } = open_questionnaire(file, standard)?;
    for note in notes.iter().take(NOTES_SHOWN) {
        talk.say(format!("{}: {note}", file.display()));
    }
    if let Some(more @ 1..) = notes.len().checked_sub(NOTES_SHOWN) {
        let file = file.display();
        talk.say(format!("{file}: {more} more; see manyi questionnaire check {file}"));
    }
    Ok(questionnaire)
}

/// How messages call a version.
pub(super) fn named(code: &Code, version: u32) -> String {
    format!("questionnaire {code} version {version}")
}

fn new(template: Template, global: &Global) -> Result<(), Failure> {
    match Form::of(global)? {
        Form::Toml => write(global, template.toml().as_bytes()),
        form => write(global, &form.bytes(&template.questionnaire()?)?),
    }
}

fn check(file: &Path, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let (problems, notes) = match open_questionnaire(file, Standard::Publication) {
        Ok(read) => (Vec::new(), read.notes),
        Err(ExchangeError::Settings { problems, .. }) => (problems, Vec::new()),
        Err(other) => return Err(other.into()),
    };
    let found = problems.len();
    let lines = problems
        .into_iter()
        .map(|problem| Finding::new("problem", problem))
        .chain(notes.into_iter().map(|note| Finding::new("note", note)))
        .collect();
    Destination::new(global)?.write(lines, |lines| findings(lines, global.lang))?;
    if found > 0 {
        talk.say(format!("{}: {found} problem(s) stand against publishing it", file.display()));
        return Ok(Outcome::FoundProblems);
    }
    talk.say(format!("{} may be published", file.display()));
    Ok(Outcome::Done)
}

fn draft(file: &Path, store: &Store, talk: &Talk) -> Result<(), Failure> {
    let questionnaire = read(file, Standard::Publication, talk)?;
    let name = file.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
    let change = store.by(COMMAND_LINE).upload_draft(&questionnaire, &name)?;
    let said = match change {
        Change::Added => "is a draft now",
        Change::Updated => "takes the place of the draft that was there",
        Change::Unchanged => "is there already",
    };
    let (code, version) = (&questionnaire.code, questionnaire.version);
    talk.say(format!("{} {said}", named(code, version)));
    if change != Change::Unchanged {
        talk.say(format!("Next: manyi questionnaire publish {code} {version}"));
    }
    Ok(())
}

fn publish(args: &VersionArgs, store: &Store, talk: &Talk) -> Result<(), Failure> {
    let VersionArgs { code, version } = args;
    let said = match store.by(COMMAND_LINE).publish_draft(code, *version, None)? {
        Change::Unchanged => "was published already",
        Change::Added | Change::Updated => "is published",
    };
    talk.say(format!("{} {said}", named(code, *version)));
    Ok(())
}

fn show(args: &VersionArgs, store: &Store, global: &Global) -> Result<(), Failure> {
    let VersionArgs { code, version } = args;
    let draft = store.draft(code.as_str(), *version)?.map(|draft| draft.questionnaire);
    let published = store.questionnaire(code.as_str(), *version)?;
    let questionnaire = published.or(draft).ok_or_else(|| StoreError::UnknownQuestionnaire {
        code: code.clone(),
        version: *version,
    })?;
    write(global, &Form::of(global)?.bytes(&questionnaire)?)
}

/// What a questionnaire is written as.
#[derive(Clone, Copy)]
enum Form {
    Toml,
    Json,
    Xlsx,
}

impl Form {
    /// What `--format` says, else the ending of the file, else TOML.
    fn of(global: &Global) -> Result<Self, Failure> {
        let ending = global.output.as_deref().and_then(Path::extension).and_then(OsStr::to_str);
        match (global.format, ending) {
            (Some(Format::Json), _) | (None, Some("json")) => Ok(Self::Json),
            (None, Some("xlsx")) => Ok(Self::Xlsx),
            (None, Some("toml") | None) => Ok(Self::Toml),
            _ => Err(Failure::Usage(
                "a questionnaire is written to a file that ends in .toml, .json or .xlsx"
                    .to_owned(),
            )),
        }
    }

    fn bytes(self, questionnaire: &Questionnaire) -> Result<Vec<u8>, Failure> {
        Ok(match self {
            Self::Toml => questionnaire_toml(questionnaire)?.into_bytes(),
            Self::Xlsx => write_questionnaire(questionnaire)?,
            Self::Json => {
                let mut json =
                    serde_json::to_vec_pretty(questionnaire).map_err(std::io::Error::from)?;
                json.push(b'\n');
                json
            }
        })
    }
}

fn write(global: &Global, bytes: &[u8]) -> Result<(), Failure> {
    let path = global.output.as_deref().filter(|path| *path != Path::new("-"));
    write_to(path, |writer| writer.write_all(bytes))
}

/// A problem or a note as a row.
#[derive(Serialize)]
struct Finding {
    kind: &'static str,
    place: String,
    code: &'static str,
    detail: String,
}

impl Finding {
    fn new(kind: &'static str, problem: Problem) -> Self {
        Self { kind, place: problem.path, code: problem.code, detail: problem.detail }
    }
}

impl Row for Finding {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::Text;
        vec![
            Column::new("kind", Text, |line: &Self| line.kind.into()),
            Column::new("place", Text, |line: &Self| line.place.as_str().into()),
            Column::new("code", Text, |line: &Self| line.code.into()),
            Column::new("detail", Text, |line: &Self| line.detail.as_str().into()),
        ]
    }
}

fn findings(lines: &[Finding], language: Language) -> Twin {
    let headers = language.pick(["类别", "位置", "说明"], ["Kind", "Place", "What"]);
    let row = |line: &Finding| {
        let kind = match line.kind {
            "problem" => language.pick("问题", "problem"),
            _ => language.pick("提示", "note"),
        };
        vec![kind.to_owned(), line.place.clone(), line.detail.clone()]
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}

/// A version as a row.
#[derive(Serialize)]
struct Line {
    code: String,
    version: String,
    state: &'static str,
    title: String,
    questions: String,
    since: String,
    file: String,
    by: String,
}

impl Line {
    fn new(questionnaire: &Questionnaire, state: &'static str, language: Language) -> Self {
        Self {
            code: questionnaire.code.to_string(),
            version: questionnaire.version.to_string(),
            state,
            title: questionnaire.title.get(language).to_owned(),
            questions: questionnaire.questions.len().to_string(),
            since: String::new(),
            file: String::new(),
            by: String::new(),
        }
    }
}

impl Row for Line {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::Text;
        vec![
            Column::new("code", Text, |line: &Self| line.code.as_str().into()),
            Column::new("version", Text, |line: &Self| line.version.as_str().into()),
            Column::new("state", Text, |line: &Self| line.state.into()),
            Column::new("title", Text, |line: &Self| line.title.as_str().into()),
            Column::new("questions", Text, |line: &Self| line.questions.as_str().into()),
            Column::new("since", Text, |line: &Self| line.since.as_str().into()),
            Column::new("file", Text, |line: &Self| line.file.as_str().into()),
            Column::new("by", Text, |line: &Self| line.by.as_str().into()),
        ]
    }
}

fn list(store: &Store, global: &Global) -> Result<(), Failure> {
    let published = store.publications()?.into_iter().map(|published| Line {
        since: published.published_at.to_string(),
        ..Line::new(&published.questionnaire, "published", global.lang)
    });
    let drafts = store.drafts()?.into_iter().map(|draft| Line {
        since: draft.uploaded_at.to_string(),
        file: draft.file_name,
        by: draft.uploaded_by,
        ..Line::new(&draft.questionnaire, "draft", global.lang)
    });
    let lines = published.chain(drafts).collect();
    Destination::new(global)?.write(lines, |lines| versions(lines, global.lang))
}

fn versions(lines: &[Line], language: Language) -> Twin {
    let headers = language.pick(
        ["编码", "版本", "状态", "名称", "题数", "时间", "文件", "上传人"],
        ["Code", "Version", "State", "Title", "Questions", "Since", "File", "By"],
    );
    let row = |line: &Line| {
        let state = match line.state {
            "draft" => language.pick("草稿", "draft"),
            _ => language.pick("已发布", "published"),
        };
        let Line { code, version, title, questions, since, file, by, .. } = line;
        [code, version, &state.to_owned(), title, questions, since, file, by]
            .map(Clone::clone)
            .to_vec()
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}
