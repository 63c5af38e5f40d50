//! What has to be done: targets, weak categories, issues, and whom to look after.

use jiff::civil::Date;
use survey::display::rounded;
use survey::table::{RankingRow, Verdict};

use super::{MaybeSaid, POINT_PLACES, Said, Sentences};

/// The ledger of issues in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssueCounts {
    /// Registered in all.
    pub registered: u64,
    /// Of these, closed.
    pub closed: u64,
    /// Of these, still open.
    pub open: u64,
    /// Of the open ones, past their time.
    pub overdue: u64,
}

impl Sentences {
    /// The categories with the fewest points, weakest first, as given: name and index.
    ///
    /// # Errors
    /// As [`Sentences::correction`].
    pub fn weakest(&self, categories: &[(&str, f64)]) -> MaybeSaid {
        if categories.is_empty() {
            return Ok(None);
        }
        let one = |(name, index): &(&str, f64)| {
            let points = rounded(*index, POINT_PLACES);
            self.language.pick(format!("{name}（{points}分）"), format!("{name} ({points} points)"))
        };
        let named: Vec<String> = categories.iter().map(one).collect();
        self.say("weakest", [("categories", self.list(&named))]).map(Some)
    }

    /// How many units reach the target, how many don't, and of how many nobody can say.
    ///
    /// # Errors
    /// As [`Sentences::correction`].
    pub fn target(
        &self,
        rows: &[RankingRow],
        level: &str,
    ) -> Result<Vec<String>, super::TemplateError> {
        let Some(target) = rows.iter().find_map(|row| row.target) else { return Ok(Vec::new()) };
        let of = |verdict| rows.iter().filter(move |row| row.verdict == Some(verdict));
        let count = |verdict| of(verdict).count().to_string();
        let mut said = vec![self.say(
            "target",
            [
                ("target", target.to_string()),
                ("level", level.to_owned()),
                ("met", count(Verdict::Met)),
                ("not_met", count(Verdict::NotMet)),
                ("undetermined", count(Verdict::Undetermined)),
            ],
        )?];
        let missed: Vec<_> =
            of(Verdict::NotMet).map(|row| row.estimate.unit_name.to_string()).collect();
        if !missed.is_empty() {
            said.push(self.say("target_missed", [("units", self.named(missed))])?);
        }
        Ok(said)
    }

    /// How the ledger of issues stands.
    ///
    /// # Errors
    /// As [`Sentences::correction`].
    pub fn issues(&self, issues: IssueCounts, as_of: Date) -> Said {
        self.say(
            "issues",
            [
                ("as_of", self.day(as_of)),
                ("registered", issues.registered.to_string()),
                ("closed", issues.closed.to_string()),
                ("open", issues.open.to_string()),
                ("overdue", issues.overdue.to_string()),
            ],
        )
    }

    /// Whom to look after, by which rule.
    ///
    /// # Errors
    /// As [`Sentences::correction`].
    pub fn supervision(&self, rule: &str, units: &[&str]) -> MaybeSaid {
        if units.is_empty() {
            return Ok(None);
        }
        let units = units.iter().map(ToString::to_string).collect();
        let values = [("rule", rule.to_owned()), ("units", self.named(units))];
        self.say("supervision", values).map(Some)
    }
}
