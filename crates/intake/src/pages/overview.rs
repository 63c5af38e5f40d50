//! A period in one minute: how the whole stands, who is really better, what moved, what to fix first,
//! and how sure it is.

mod view;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use figures::{ChartKind, Finding, Overview, Topic, Twin, level_name, mode_name};
use survey::Code;
use survey::table::{IndexRow, RankingRow};

use super::asking::{self, Asked, Ground};
use super::chart::trouble_of;
use super::form::Uses;
use super::leading::Besides;
use super::view::{FiledTable, Table};
use super::{leading, made};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::words::fill;
use view::{FindingView, Onward, OverviewPage, Preview, Shown};

/// So many of the first and of the last are shown; of fewer than twice as many and a few, all.
const PREVIEW: usize = 5;
const PREVIEW_ALL: usize = 12;

/// `GET /overview`
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    asking::answer(&request, &state, actor, Found::load, Found::page).await
}

/// What there is to show.
struct Found {
    ground: Ground,
    /// Missing where the address asks for what is not there.
    shown: Option<Shown>,
}

impl Found {
    fn load(state: &State, asked: &mut Asked, ground: Ground) -> Result<Self, HttpError> {
        let mut shown = None;
        if asked.faults.is_empty() {
            let cut = &asked.question.cut;
            let head = ground.figures.head_of(cut).map(Code::as_str);
            let overview = ground.figures.overview(cut, ground.place_of(cut, head))?;
            let besides = Besides::load(state, asked, &ground.figures, head)?;
            shown = Some(seen(state, asked, &ground, (&overview, &besides))?);
        }
        Ok(Self { ground, shown })
    }

    fn page(self, asked: &Asked, request: &HttpRequest) -> OverviewPage {
        let words = asked.words();
        let cut = &asked.question.cut;
        let figures = &self.ground.figures;
        let uses = Uses { level: true, category: true, target: true, ..Uses::default() };
        let level = cut.level.as_deref().map(|level| level_name(level, cut.language));
        let category = cut.category.as_deref();
        let parts = [
            Some(asked.period_text()),
            level,
            category.map(|code| figures.category_name(code, cut.language)),
            Some(mode_name(cut.mode, cut.language).to_owned()),
        ];
        let subheading = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        OverviewPage {
            frame: asked.frame(request, &format!("{} {subheading}", words.overview), "overview"),
            subheading,
            troubles: asked.faults.iter().map(|fault| trouble_of(fault, words)).collect(),
            selects: self.ground.offer.selects(uses, &asked.question, figures),
            target: Some(cut.target.map(|target| target.to_string()).unwrap_or_default()),
            keep_language: asked.locale.chosen,
            shown: self.shown,
            page: "overview",
        }
    }
}

/// What there is when nothing is wrong with the address.
fn seen(
    state: &State,
    asked: &Asked,
    ground: &Ground,
    (overview, besides): (&Overview, &Besides),
) -> Result<Shown, HttpError> {
    let (words, cut) = (asked.words(), &asked.question.cut);
    let figures = &ground.figures;
    let mut tiles = Vec::new();
    if let Some(head) = &overview.head {
        let label = format!("{} · {}", head.row.estimate.unit_name, words.index);
        tiles.extend(leading::standing_tiles(head, label, words));
    }
    let level = leading::level_text(cut.level.as_deref().unwrap_or_default(), asked);
    tiles.push(leading::coverage_tile(overview.coverage, &level, words));
    tiles.extend(besides.tiles(asked));
    let head = overview.head.as_ref();
    let categories = head.map(|head| {
        let name = |row: &IndexRow| figures.category_name(&row.category, cut.language);
        let twin = Twin::of_categories(&head.categories, &[], name, cut.language);
        let of_head = asked.file_query().without(&["level", "category", "target"]);
        let api = of_head.with("unit", Some(&head.row.estimate.unit_code)).after("api/v1/indices");
        FiledTable {
            table: Table::of(twin, &asked.query()),
            files: leading::files(&api, "categories", cut.period, words),
        }
    });
    let query = asked.file_query().without(&["unit"]);
    let api = query.after("api/v1/rankings");
    let interviews = head.map_or(overview.coverage.interviews, |head| head.row.estimate.responses);
    Ok(Shown {
        tiles,
        findings: findings(&overview.findings, asked),
        preview: preview(&overview.ranking, asked),
        categories,
        onward: onward(asked, besides),
        downloads: leading::files(&api, "overview", cut.period, words),
        facts: made::facts(figures, &asked.question, None, interviews, state.version())?,
        api,
    })
}

/// Each sentence, with where it can be seen.
fn findings(findings: &[Finding], asked: &Asked) -> Vec<FindingView> {
    let query = asked.query();
    let chart = |topic| match topic {
        Topic::Ranking | Topic::Target | Topic::Coverage => Some(ChartKind::Ranking),
        Topic::Movement | Topic::Change => Some(ChartKind::Trend),
        Topic::Weakness => Some(ChartKind::Heatmap),
        Topic::Place => None,
    };
    let view = |finding: &Finding| {
        let chart = chart(finding.topic);
        FindingView {
            text: finding.text.clone(),
            href: chart.map(|chart| query.after(chart.as_str())),
            link: chart.map_or("", |chart| chart.title(asked.language())),
        }
    };
    findings.iter().map(view).collect()
}

/// The first and the last of the ranking.
fn preview(rows: &[RankingRow], asked: &Asked) -> Option<Preview> {
    let (words, language) = (asked.words(), asked.language());
    let rows: Vec<RankingRow> = rows.iter().filter(|row| row.rank.is_some()).cloned().collect();
    if rows.is_empty() {
        return None;
    }
    let all = rows.len();
    let table =
        |rows: &[RankingRow]| Table::of(Twin::of_ranking_in_short(rows, language), &asked.query());
    let whole = all <= PREVIEW_ALL;
    let (first, last) =
        if whole { (&rows[..], &rows[..0]) } else { (&rows[..PREVIEW], &rows[all - PREVIEW..]) };
    let between = all - first.len() - last.len();
    Some(Preview {
        first: table(first),
        last: (!last.is_empty()).then(|| table(last)),
        between: (!whole).then(|| fill(words.overview_between, "n", &between)),
        href: asked.query().after("ranking"),
    })
}

/// The pages with the same cut.
fn onward(asked: &Asked, besides: &Besides) -> Vec<Onward> {
    let query = asked.query();
    let onward = |kind: ChartKind| Onward {
        href: query.after(kind.as_str()),
        text: kind.title(asked.language()),
    };
    let ways = besides.issues.iter().flat_map(|_| leading::ways_to_issues(None, asked.words()));
    let to_issues = ways.map(|(href, text)| Onward { href, text });
    to_issues.chain(ChartKind::ALL.into_iter().map(onward)).collect()
}
