//! `manyi bulletin`: from figures to a document, and what is kept of that.

use std::fs;
use std::path::Path;

use charts::Fonts;
use documents::{Bulletin, Revision, Sentences, shipped_sentences};
use figures::{BulletinRequest, Figures, Letterhead, Selection, Twin};
use jiff::Timestamp;
use serde::Serialize;
use store::{Act, BulletinContent, BulletinFilter, COMMAND_LINE, Store};
use survey::round::in_china;
use survey::table::{Cell, Column, ColumnKind, Row};
use survey::{BulletinSubject, Code, Language, Period, RoundKind};
use uuid::Uuid;

use crate::args::{BulletinArgs, BulletinCommand, Global, MakeBulletin, PaperArgs};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk, write_to};

/// Dots for each pixel of a picture in a document: sharp on paper.
const DOTS: f32 = 3.0;
/// Bulletins that are listed at once.
const PAGE: u32 = 200;

pub(super) fn run(args: &BulletinArgs, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    match (&args.command, args.make.period) {
        (Some(BulletinCommand::List), _) => list(global),
        (Some(BulletinCommand::Show { id, paper }), _) => show(*id, paper, global, talk),
        (Some(BulletinCommand::Sentences), _) => sentences(global),
        (Some(BulletinCommand::Word { file }), _) => word(file, global, talk),
        (None, Some(period)) => make(&args.make, period, global, talk),
        (None, None) => Err(Failure::Usage("name a period, such as 2026-Q3".to_owned())),
    }
}

fn make(
    args: &MakeBulletin,
    period: Period,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let paper = Paper::of(global)?;
    super::expect_points(args.target)?;
    let store = super::open(global)?;
    let selection = args.selection.selection();
    let figures = Figures::load(&store, &selection)?;
    super::expect_interviews(&figures, period)?;
    let unit = unit_of(args, &figures)?;
    let request = request(args, (period, &unit), &store, &figures, global)?;
    let bulletin = figures.bulletin(&store, &request)?;
    write(&bulletin, paper, &args.paper, global, talk)?;
    if args.draft {
        let id = keep(&store, &figures, &bulletin, unit, &selection)?;
        talk.say(format!("kept as draft {id}: others review and publish it on /bulletins"));
    }
    Ok(Outcome::Done)
}

fn unit_of(args: &MakeBulletin, figures: &Figures) -> Result<Code, Failure> {
    let units = figures.tree().units();
    match &args.unit {
        Some(code) if figures.tree().get(code.as_str()).is_none() => {
            Err(Failure::Usage(format!("there is no unit {code}")))
        }
        Some(code) => Ok(code.clone()),
        None => {
            let root = units.iter().find(|unit| unit.parent.is_none());
            let nobody = || Failure::Usage("there are no units yet".to_owned());
            root.map(|unit| unit.code.clone()).ok_or_else(nobody)
        }
    }
}

fn request(
    args: &MakeBulletin,
    (period, unit): (Period, &Code),
    store: &Store,
    figures: &Figures,
    global: &Global,
) -> Result<BulletinRequest, Failure> {
    let language = global.lang;
    let today = in_china(Timestamp::now()).date();
    let aims = store.aims()?;
    let aim = || figures.aim_of(&aims, period, unit.as_str())?.index;
    let name = || figures.tree().name(unit.as_str(), language).to_owned();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Ok(BulletinRequest {
        period,
        unit: Some(unit.clone()),
        level: args.level.clone(),
        scheme: args.scheme.clone(),
        target: args.target.or_else(aim),
        language,
        letterhead: Letterhead {
            issuer: args.issuer.clone().unwrap_or_else(name),
            addressee: text(&args.addressee),
            number: text(&args.number),
            title: args.title.clone(),
        },
        as_of: args.as_of.unwrap_or_else(|| period.last_day().min(today)),
        dated: args.dated.unwrap_or(today),
        revision: Revision { number: 1, reason: None },
        sentences: store.bulletin_template(language)?.map(|template| template.text),
        program: format!("manyi {}", env!("CARGO_PKG_VERSION")),
    })
}

fn keep(
    store: &Store,
    figures: &Figures,
    bulletin: &Bulletin,
    unit: Code,
    selection: &Selection,
) -> Result<Uuid, Failure> {
    let subject = BulletinSubject {
        questionnaire: figures.questionnaire().code.clone(),
        kind: selection.kind,
        period: bulletin.period,
        unit,
    };
    let json = bulletin.canonical().map_err(figures::FiguresError::from)?;
    let content = BulletinContent { json, data_revision: figures.revision() };
    Ok(store.by(COMMAND_LINE).draft_bulletin(&subject, &content)?.id)
}

fn show(id: Uuid, args: &PaperArgs, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let paper = Paper::of(global)?;
    let store = super::open(global)?;
    let Some((_, content)) = store.bulletin_with_content(id)? else {
        return Err(Failure::Usage(format!("there is no bulletin {id}")));
    };
    if paper == Paper::Json {
        // As it was frozen, to the byte.
        write_to(path(global), |writer| writer.write_all(content.as_bytes()))?;
        return Ok(Outcome::Done);
    }
    let bulletin = Bulletin::read(&content).map_err(figures::FiguresError::from)?;
    write(&bulletin, paper, args, global, talk)?;
    Ok(Outcome::Done)
}

fn sentences(global: &Global) -> Result<Outcome, Failure> {
    let kept = super::open(global)?.bulletin_template(global.lang)?;
    // A wording without a sentence of its own is the one that ships.
    let kept = kept.filter(|kept| !kept.text.trim().is_empty());
    let text = kept.map_or_else(|| shipped_sentences(global.lang).to_owned(), |kept| kept.text);
    write_to(path(global), |writer| writer.write_all(text.as_bytes()))?;
    Ok(Outcome::Done)
}

fn word(file: &Path, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let failed = |error| Failure::File { path: file.to_owned(), error };
    let text = fs::read_to_string(file).map_err(failed)?;
    // Refused here, and not when the next bulletin is due.
    Sentences::new(global.lang, Some(&text))
        .map_err(|error| Failure::Usage(format!("{}: {error}", file.display())))?;
    let store = super::open(global)?;
    let seen = store.bulletin_template(global.lang)?.map_or(0, |kept| kept.version);
    store.by(COMMAND_LINE).write_bulletin_template(global.lang, &text, seen)?;
    talk.say("the sentences hold from now on");
    Ok(Outcome::Done)
}

/// What a bulletin is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paper {
    Html,
    Docx,
    Xlsx,
    Pdf,
    Json,
}

impl Paper {
    /// By the ending of the file; JSON on standard output.
    fn of(global: &Global) -> Result<Self, Failure> {
        if global.format.is_some() {
            let told = "a bulletin's format is the ending of its file: -o b.docx".to_owned();
            return Err(Failure::Usage(told));
        }
        let Some(path) = path(global) else { return Ok(Self::Json) };
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("html") => Ok(Self::Html),
            Some("docx") => Ok(Self::Docx),
            Some("xlsx") => Ok(Self::Xlsx),
            Some("json") => Ok(Self::Json),
            Some("pdf") if cfg!(feature = "pdf") => Ok(Self::Pdf),
            Some("pdf") => Err(Failure::Usage(
                "this program was built without PDF: build it with --features pdf, or write -o b.docx"
                    .to_owned(),
            )),
            _ => Err(Failure::Usage(format!(
                "{}: a bulletin is written as .html, .docx, .xlsx, .pdf or .json",
                path.display()
            ))),
        }
    }
}

fn path(global: &Global) -> Option<&Path> {
    global.output.as_deref().filter(|path| *path != Path::new("-"))
}

fn write(
    bulletin: &Bulletin,
    paper: Paper,
    args: &PaperArgs,
    global: &Global,
    talk: &Talk,
) -> Result<(), Failure> {
    let documents = |error| Failure::from(figures::FiguresError::Document(error));
    let bytes = match paper {
        Paper::Json => bulletin.canonical().map_err(documents)?.into_bytes(),
        Paper::Html => documents::html::page(bulletin).map_err(documents)?.into_bytes(),
        Paper::Xlsx => documents::xlsx(bulletin).map_err(documents)?,
        Paper::Docx => {
            let fonts = Fonts::find(args.font.as_deref())?;
            talk.say(format!(
                "font of the pictures: {} ({})",
                fonts.name(),
                fonts.path().display()
            ));
            let rasterise = |svg: &str| Ok(charts::png(svg, &fonts, DOTS)?);
            documents::docx(bulletin, &rasterise).map_err(documents)?
        }
        Paper::Pdf => pdf(bulletin, args).map_err(documents)?,
    };
    write_to(path(global), |writer| writer.write_all(&bytes))
}

#[cfg(feature = "pdf")]
fn pdf(bulletin: &Bulletin, args: &PaperArgs) -> Result<Vec<u8>, documents::DocumentError> {
    documents::pdf::pdf(bulletin, &documents::pdf::Fonts::find(args.font.as_deref())?)
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &Bulletin, _: &PaperArgs) -> Result<Vec<u8>, documents::DocumentError> {
    unreachable!("refused when the file was named")
}

fn list(global: &Global) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let store = super::open(global)?;
    let (mut lines, mut after) = (Vec::new(), None);
    loop {
        let page = store.bulletins(&BulletinFilter::default(), after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(store::BulletinPlace { made_at: last.made.at, id: last.id });
        lines.extend(page.into_iter().map(Line));
    }
    destination.write(lines, |lines| twin(lines, global.lang))?;
    Ok(Outcome::Done)
}

fn twin(lines: &[Line], language: Language) -> Twin {
    let headers = language.pick(
        ["编号", "时期", "单位", "版次", "状态", "起草", "审核", "发布"],
        ["Id", "Period", "Unit", "Edition", "State", "Drafted", "Reviewed", "Published"],
    );
    let by = |act: &Option<Act>| act.as_ref().map_or_else(|| "—".to_owned(), |act| act.by.clone());
    let row = |Line(one): &Line| {
        vec![
            one.id.to_string(),
            one.subject.period.to_string(),
            one.subject.unit.to_string(),
            one.revision.to_string(),
            one.state.as_str().to_owned(),
            one.made.by.clone(),
            by(&one.reviewed),
            by(&one.published),
        ]
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}

/// A bulletin that is kept.
#[derive(Serialize)]
struct Line(store::Bulletin);

impl Row for Line {
    fn columns() -> Vec<Column<Self>> {
        let text = |name, of: fn(&store::Bulletin) -> Option<String>| {
            Column::new(name, ColumnKind::Text, move |line: &Self| {
                of(&line.0).map_or(Cell::Empty, |text| Cell::Text(text.into()))
            })
        };
        let who = |act: &Act| act.by.clone();
        vec![
            text("id", |one| Some(one.id.to_string())),
            text("questionnaire", |one| Some(one.subject.questionnaire.to_string())),
            text("kind", |one| Some(kind(one.subject.kind).to_owned())),
            text("period", |one| Some(one.subject.period.to_string())),
            text("unit", |one| Some(one.subject.unit.to_string())),
            Column::new("revision", ColumnKind::Count, |line: &Self| {
                u64::from(line.0.revision).into()
            }),
            text("state", |one| Some(one.state.as_str().to_owned())),
            text("made_by", |one| Some(one.made.by.clone())),
            Column::new("reviewed_by", ColumnKind::Text, move |line: &Self| {
                line.0.reviewed.as_ref().map_or(Cell::Empty, |act| Cell::Text(who(act).into()))
            }),
            Column::new("published_by", ColumnKind::Text, move |line: &Self| {
                line.0.published.as_ref().map_or(Cell::Empty, |act| Cell::Text(who(act).into()))
            }),
            text("digest", |one| Some(one.digest.clone())),
        ]
    }
}

fn kind(kind: RoundKind) -> &'static str {
    match kind {
        RoundKind::Official => "official",
        RoundKind::Mock => "mock",
    }
}
