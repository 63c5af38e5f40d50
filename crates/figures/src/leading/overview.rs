//! The whole of a period: its index, who is better, what moved, what is weakest, how sure it is.

use charts::{heatmap_finding, ranking_finding};
use store::Place;
use survey::display::sum_of_shown;
use survey::table::{IndexRow, RankingRow};
use survey::{Language, OVERALL};

use super::{Finding, Standing, Topic, finding};
use crate::words::level_name;
use crate::{Cut, Figures, FiguresError};

/// A period at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// The whole, where one unit stands for it.
    pub head: Option<Standing>,
    /// The units of the level, best first.
    pub ranking: Vec<RankingRow>,
    /// How many took part.
    pub coverage: Coverage,
    /// What it all says, a sentence each.
    pub findings: Vec<Finding>,
}

/// How many took part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// Interviews of the units of the level, without those whose number is withheld.
    pub interviews: Option<u64>,
    /// Units of the level.
    pub units: usize,
    /// Of them, those with too few answers or sampling points to be ranked.
    pub unranked: usize,
}

impl Coverage {
    fn of(rows: &[RankingRow]) -> Self {
        Self {
            interviews: sum_of_shown(rows.iter().map(|row| row.estimate.responses)),
            units: rows.len(),
            unranked: rows.iter().filter(|row| row.rank.is_none()).count(),
        }
    }
}

impl Figures {
    /// The whole of a cut's period, with the units of its level. `place` is the one among others that the
    /// whole is to reach.
    ///
    /// # Errors
    /// When the cut does not fit the data.
    pub fn overview(&self, cut: &Cut, place: Option<&Place>) -> Result<Overview, FiguresError> {
        let ranking = self.ranking(cut)?;
        let head = match self.head_of(cut) {
            Some(unit) => self.standing(unit.as_str(), cut)?,
            None => None,
        };
        let coverage = Coverage::of(&ranking);
        let mut findings = self.findings(cut, head.as_ref(), &ranking, coverage)?;
        findings.extend(place.map(|place| finding::place(place, cut.language)));
        Ok(Overview { head, ranking, coverage, findings })
    }

    fn findings(
        &self,
        cut: &Cut,
        head: Option<&Standing>,
        ranking: &[RankingRow],
        coverage: Coverage,
    ) -> Result<Vec<Finding>, FiguresError> {
        let language = cut.language;
        let level = level_name(&self.level(cut)?, language).to_lowercase();
        let mut findings = Vec::new();
        findings.extend(head.map(|head| finding::change(head, language)));
        let text = ranking_finding(ranking, &level, language);
        findings.push(Finding { topic: Topic::Ranking, text });
        findings.extend(finding::movement(ranking, &level, language));
        let of_whole = head.and_then(|head| self.weakness(&head.categories, "", language));
        findings.extend(of_whole);
        let heat = self.heat(&Cut { category: None, ..cut.clone() })?;
        findings.extend(self.weakness(&heat, &level, language));
        // A target is one of the whole, and not of a single category.
        let whole = head.filter(|head| head.row.estimate.category == OVERALL);
        findings.extend(whole.and_then(|head| finding::target(head, language)));
        findings.push(finding::coverage((coverage.units, coverage.unranked), &level, language));
        Ok(findings)
    }

    /// What is weakest, in units of a level or in a single one; nothing where nobody was asked.
    pub(super) fn weakness(
        &self,
        rows: &[IndexRow],
        level: &str,
        language: Language,
    ) -> Option<Finding> {
        let named = rows.first()?;
        let text = heatmap_finding(rows, &self.columns(language), level, language);
        let is_one = rows.iter().all(|row| row.unit_code == named.unit_code);
        let text = if is_one && level.is_empty() {
            language.pick(
                format!("{}：{text}", named.unit_name),
                format!("{}: {text}", named.unit_name),
            )
        } else {
            text
        };
        Some(Finding { topic: Topic::Weakness, text })
    }
}
