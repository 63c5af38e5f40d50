//! Sections of a bulletin: which sentences, charts and tables belong to which rhythm.

use charts::{Canvas, Width};
use documents::{BulletinKind, Chart, IssueCounts, Rate, Section, Sentences, Share, Table};
use survey::issue::rates::IssueRate;
use survey::table::IssueRateRow;

use super::material::Material;
use super::tables::of_twin;
use crate::words::issue_rate_name;
use crate::{ChartKind, Cut, FiguresError, Look, OpenIssues};

/// As many weak categories as a sentence names.
const WEAKEST: usize = 3;

/// 一、二、…
const NUMERALS: [&str; 6] = ["一", "二", "三", "四", "五", "六"];

impl Material<'_> {
    /// The body: the longer the rhythm, the more of it looks back.
    pub(super) fn sections(
        &self,
        say: &Sentences,
        kind: BulletinKind,
    ) -> Result<Vec<Section>, FiguresError> {
        let mut sections = vec![
            self.whole(say, kind)?,
            self.units(say, kind)?,
            self.weak_points(say, kind)?,
            self.work(say)?,
        ];
        if matches!(kind, BulletinKind::Half | BulletinKind::Year) {
            sections.insert(3, self.course()?);
        }
        for (at, section) in sections.iter_mut().enumerate() {
            let numeral = NUMERALS.get(at).copied().unwrap_or_default();
            let heading = &section.heading;
            section.heading = self
                .request
                .language
                .pick(format!("{numeral}、{heading}"), format!("{}. {heading}", at + 1));
        }
        Ok(sections)
    }

    /// The attached ranking.
    pub(super) fn attachment(&self) -> Section {
        let (period, level) = (self.request.period, &self.level);
        let heading = self.request.language.pick(
            format!("{}{level}满意度得分与名次", period.chinese()),
            format!("Index and rank of the {}, {period}", level.to_lowercase()),
        );
        Section { heading, tables: vec![self.ranking_table()], ..Section::default() }
    }

    fn heading(&self, zh: &str, en: &str) -> String {
        self.request.language.pick(zh, en).to_owned()
    }

    fn whole(&self, say: &Sentences, kind: BulletinKind) -> Result<Section, FiguresError> {
        let overall = &self.overall;
        let mut text = say.overall(overall, self.overall_change.as_ref(), self.request.as_of)?;
        let rate = (overall.rate, overall.rate_ci_low, overall.rate_ci_high);
        if let (Some(rate), Some(low), Some(high)) = rate {
            text.push_str(self.request.language.pick("", " "));
            text.push_str(&say.rate(&Rate { rate, low, high, change: None })?);
        }
        let mut charts = Vec::new();
        if kind != BulletinKind::Month {
            charts.push(self.chart(ChartKind::Answers, self.answers_table()?)?);
        }
        let heading = self.heading("总体情况", "Overall");
        Ok(Section { heading, paragraphs: vec![text], charts, ..Section::default() })
    }

    fn units(&self, say: &Sentences, kind: BulletinKind) -> Result<Section, FiguresError> {
        let level = self.request.language.pick(self.level.clone(), self.level.to_lowercase());
        let mut paragraphs = say.tiers(&self.ranking, &level)?;
        paragraphs.extend(say.unranked(&self.ranking)?);
        paragraphs.extend(say.movement(&self.changes, &level)?);
        let mut charts = Vec::new();
        if kind != BulletinKind::Month {
            charts.push(self.chart(ChartKind::Ranking, self.ranking_table())?);
        }
        let heading = self
            .request
            .language
            .pick(format!("{}情况", self.level), format!("The {}", self.level.to_lowercase()));
        Ok(Section { heading, paragraphs, charts, ..Section::default() })
    }

    fn weak_points(&self, say: &Sentences, kind: BulletinKind) -> Result<Section, FiguresError> {
        let language = self.request.language;
        let level = language.pick(self.level.clone(), self.level.to_lowercase());
        let named: Vec<(String, f64)> = self
            .categories
            .iter()
            .filter_map(|(row, _)| {
                Some((self.figures.category_name(&row.category, language), row.index?))
            })
            .take(WEAKEST)
            .collect();
        let named: Vec<(&str, f64)> =
            named.iter().map(|(name, index)| (name.as_str(), *index)).collect();
        let mut paragraphs: Vec<String> = say.weakest(&named)?.into_iter().collect();
        paragraphs.extend(say.target(&self.ranking, &level)?);
        let mut charts = Vec::new();
        if kind != BulletinKind::Month {
            charts.push(self.chart(ChartKind::Heatmap, self.heat_table()?)?);
        }
        Ok(Section {
            heading: self.heading("薄弱环节与目标", "Weak points and targets"),
            paragraphs,
            charts,
            tables: vec![self.category_table()],
        })
    }

    /// How the figures went over time.
    fn course(&self) -> Result<Section, FiguresError> {
        let whole = Cut { unit: Some(self.unit.to_string()), ..self.cut.clone() };
        Ok(Section {
            heading: self.heading("走势", "Over time"),
            charts: vec![self.told(ChartKind::Trend, &whole)?],
            ..Section::default()
        })
    }

    fn work(&self, say: &Sentences) -> Result<Section, FiguresError> {
        let OpenIssues { open, overdue, oldest, .. } = self.issues;
        let counts = IssueCounts { open, overdue, oldest };
        let mut paragraphs = vec![say.issues(counts, self.request.dated)?];
        let [whole, _] = &self.issue_rates;
        let received = whole.iter().find(|row| row.measure == IssueRate::Closure);
        let share = |row: &IssueRateRow| Share {
            name: issue_rate_name(row.measure, self.request.language),
            share: row.share,
            numerator: row.numerator,
            denominator: row.denominator,
        };
        let rates: Vec<Share<'_>> = whole.iter().map(share).collect();
        paragraphs.extend(say.issue_rates(received.map_or(0, |row| row.denominator), &rates)?);
        let heading = self.heading("问题办理情况", "Issues");
        let tables = self.issue_rate_table().into_iter().collect();
        Ok(Section { heading, paragraphs, tables, ..Section::default() })
    }

    /// A chart with the table that it was drawn from.
    fn chart(&self, kind: ChartKind, table: Table) -> Result<Chart, FiguresError> {
        let cut = match kind {
            ChartKind::Answers => Cut { unit: Some(self.unit.to_string()), ..self.cut.clone() },
            _ => self.cut.clone(),
        };
        self.drawn(kind, &cut, table)
    }

    /// A chart with the table of its page.
    fn told(&self, kind: ChartKind, cut: &Cut) -> Result<Chart, FiguresError> {
        let name = kind.title(self.request.language);
        let table = of_twin(self.figures.twin(kind, cut, self.source())?, name, name);
        self.drawn(kind, cut, table)
    }

    fn drawn(&self, kind: ChartKind, cut: &Cut, table: Table) -> Result<Chart, FiguresError> {
        let draw = |width| {
            let canvas = Canvas { width, language: self.request.language };
            let look = Look { canvas, target: self.request.target, note: None };
            self.figures.chart(kind, cut, &look, self.source())
        };
        let svg = draw(Width::Page)?;
        let name = kind.title(self.request.language).to_owned();
        let (title, description) = charts::spoken(&svg).unwrap_or((name.clone(), name));
        Ok(Chart { title, description, phone: Some(draw(Width::Phone)?), svg, table })
    }
}
