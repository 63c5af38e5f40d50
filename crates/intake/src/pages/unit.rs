//! One unit: how it stands among its peers, what people said, what is open, and the way down to the
//! units below it.

mod view;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use figures::{ChartKind, OpenIssues, Source, Twin, UnitProfile, level_name, mode_name};
use survey::display::count_or_dash;
use survey::table::IndexRow;

use super::asking::{self, Asked, Ground};
use super::chart::{reading, trouble_of};
use super::form::Uses;
use super::leading::Besides;
use super::shown::both_widths;
use super::view::{FiledTable, Link, Table, Tile};
use super::{leading, made};
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::words::fill;
use view::{Below, ChartView, Crumb, IssuesView, Shown, UnitPage};

/// `GET /unit`
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
        let cut = &mut asked.question.cut;
        cut.unit = ground.figures.unit_of(cut);
        let level = cut.unit.as_deref().and_then(|unit| ground.figures.tree().get(unit));
        cut.level = level.map(|unit| unit.level.to_string());
        let mut shown = None;
        if asked.faults.is_empty() {
            let cut = &asked.question.cut;
            let unit = cut.unit.as_deref();
            let place = ground.place_of(cut, unit);
            if let Some(profile) = ground.figures.unit_profile(cut, place)? {
                let besides = Besides::load(state, asked, &ground.figures, unit)?;
                shown = Some(Page { state, asked, ground: &ground }.shown(&profile, &besides)?);
            }
        }
        Ok(Self { ground, shown })
    }

    fn page(self, asked: &Asked, request: &HttpRequest) -> UnitPage {
        let words = asked.words();
        let cut = &asked.question.cut;
        let figures = &self.ground.figures;
        let unit = cut.unit.as_deref().unwrap_or_default();
        let name = figures.tree().name(unit, cut.language).to_owned();
        let level = cut.level.as_deref().map(|level| level_name(level, cut.language));
        let parts =
            [Some(asked.period_text()), level, Some(mode_name(cut.mode, cut.language).to_owned())];
        let subheading = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let uses = Uses { unit: true, category: true, target: true, ..Uses::default() };
        UnitPage {
            page: "unit",
            frame: asked.frame(request, &format!("{name} {subheading}"), "unit"),
            crumbs: crumbs(asked, &self.ground),
            heading: if name.is_empty() { words.unit_page.to_owned() } else { name },
            subheading,
            troubles: asked.faults.iter().map(|fault| trouble_of(fault, words)).collect(),
            selects: self.ground.offer.selects(uses, &asked.question, figures),
            target: Some(cut.target.map(|target| target.to_string()).unwrap_or_default()),
            keep_language: asked.locale.chosen,
            shown: self.shown,
        }
    }
}

/// The way down to the unit, as far as it may be seen.
fn crumbs(asked: &Asked, ground: &Ground) -> Vec<Crumb> {
    let (cut, tree) = (&asked.question.cut, ground.figures.tree());
    let Some(place) = cut.unit.as_deref().and_then(|unit| tree.position(unit)) else {
        return Vec::new();
    };
    let query = asked.query().without(&["unit", "level"]);
    let crumb = |above: usize| {
        let unit = &tree.units()[above];
        let shows = |period| ground.figures.shows(cut, unit.code.as_str(), period);
        let is_shown = above != place && cut.period.is_some_and(shows);
        is_shown.then(|| Crumb {
            text: unit.name.get(cut.language).to_owned(),
            href: query.clone().with("unit", Some(&unit.code)).after("unit"),
        })
    };
    let mut crumbs: Vec<Crumb> = tree.lineage(place).filter_map(crumb).collect();
    crumbs.reverse();
    crumbs
}

/// What a page is made from.
struct Page<'a> {
    state: &'a State,
    asked: &'a Asked,
    ground: &'a Ground,
}

impl Page<'_> {
    fn shown(&self, profile: &UnitProfile, besides: &Besides) -> Result<Shown, HttpError> {
        let (asked, cut) = (self.asked, &self.asked.question.cut);
        let (words, figures) = (asked.words(), &self.ground.figures);
        let estimate = &profile.standing.row.estimate;
        let name = |row: &IndexRow| figures.category_name(&row.category, cut.language);
        let categories = &profile.standing.categories;
        let twin = Twin::of_categories(categories, &profile.top, name, cut.language);
        let query = asked.file_query().without(&["level", "category", "target"]);
        let api = query.after("api/v1/indices");
        let facts =
            made::facts(figures, &asked.question, None, estimate.responses, self.state.version())?;
        Ok(Shown {
            tiles: self.tiles(profile, besides),
            findings: profile.findings.iter().map(|finding| finding.text.clone()).collect(),
            categories: FiledTable {
                table: Table::of(twin, &asked.query()),
                files: leading::files(&api, "unit", cut.period, words),
            },
            charts: self.charts()?,
            below: self.below(profile),
            issues: besides
                .issues
                .as_ref()
                .filter(|issues| issues.open > 0)
                .map(|issues| self.issues(issues, profile)),
            facts,
            api,
        })
    }

    fn tiles(&self, profile: &UnitProfile, besides: &Besides) -> Vec<Tile> {
        let words = self.asked.words();
        let row = &profile.standing.row;
        let level = leading::level_text(&row.estimate.level, self.asked);
        let mut tiles = leading::standing_tiles(&profile.standing, words.index.to_owned(), words);
        tiles.insert(1, leading::rank_tile(&profile.standing, &level, words));
        tiles.push(Tile {
            label: words.interviews.to_owned(),
            value: count_or_dash(row.estimate.responses),
            note: format!("{} {}", count_or_dash(row.estimate.n), words.respondents),
        });
        tiles.extend(besides.tiles(self.asked));
        tiles
    }

    /// What people said, and how it went.
    fn charts(&self) -> Result<Vec<ChartView>, HttpError> {
        let kinds = [ChartKind::Answers, ChartKind::Trend];
        kinds.into_iter().map(|kind| self.chart(kind)).collect()
    }

    fn chart(&self, kind: ChartKind) -> Result<ChartView, HttpError> {
        let (asked, cut) = (self.asked, &self.asked.question.cut);
        let target = cut.target.filter(|_| kind == ChartKind::Trend);
        let figures = &self.ground.figures;
        let selection = &asked.question.selection;
        let source = Source { store: self.state.store(), selection };
        let drawing = figures.drawing(kind, cut, source)?;
        let picture = both_widths(self.state, figures, &drawing, (cut.language, target))?;
        let words = asked.words();
        let query = asked.file_query().without(&["level", "target"]).with("target", target);
        let period = cut.period.map(|period| period.to_string()).unwrap_or_default();
        let file = |ending: &str, text| Link {
            href: query.after(&format!("api/v1/charts/{}.{ending}", kind.as_str())),
            text,
            file_name: format!("manyi-{}-{period}.{ending}", kind.as_str()),
        };
        Ok(ChartView {
            id: kind.as_str(),
            heading: kind.title(cut.language),
            picture,
            reading: reading(kind, words),
            href: asked.query().after(kind.as_str()),
            downloads: vec![
                file("png", words.download_png),
                file("svg", words.download_svg),
                file("csv", words.download_csv),
            ],
        })
    }

    fn below(&self, profile: &UnitProfile) -> Vec<Below> {
        let (asked, words) = (self.asked, self.asked.words());
        let below = |children: &figures::Children| {
            let level = level_name(&children.level, asked.language());
            let twin = Twin::of_ranking_in_short(&children.rows, asked.language());
            // Where nobody is ranked there is no range to explain.
            let hint = match children.ranked {
                0 => String::new(),
                ranked => fill(words.unit_children_hint, "n", &ranked),
            };
            let ranking =
                asked.query().without(&["unit", "level"]).with("level", Some(&children.level));
            Below {
                id: format!("below-{}", children.level),
                heading: fill(words.unit_children, "level", &level),
                hint: fill(&hint, "level", &level.to_lowercase()),
                table: Table::of(twin, &asked.query()),
                ranking: ranking.after("ranking"),
            }
        };
        profile.children.iter().filter(|children| !children.rows.is_empty()).map(below).collect()
    }

    fn issues(&self, issues: &OpenIssues, profile: &UnitProfile) -> IssuesView {
        let (words, language) = (self.asked.words(), self.asked.language());
        let rows = issues.categories.iter().map(|of| {
            let name = self.ground.figures.category_name(of.category.as_str(), language);
            vec![name, of.open.to_string(), of.overdue.to_string(), of.oldest.to_string()]
        });
        let headers = [
            words.category,
            words.unit_issue_count,
            words.unit_issue_overdue,
            words.unit_issue_oldest,
        ];
        let twin = Twin {
            headers: headers.map(str::to_owned).to_vec(),
            rows: rows.collect(),
            ..Twin::default()
        };
        let unit = &profile.standing.row.estimate.unit_code;
        IssuesView {
            ways: leading::ways_to_issues(Some(unit), words),
            table: Table::of(twin, &self.asked.query()),
        }
    }
}
