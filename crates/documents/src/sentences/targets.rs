//! What has to be done: targets, weak categories, issues, and whom to look after.

use jiff::civil::Date;
use survey::display::{percent, rounded};
use survey::table::{RankingRow, Verdict};

use super::{MaybeSaid, PERCENT_PLACES, POINT_PLACES, Said, Sentences};

/// The ledger of issues in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssueCounts {
    /// Issues that are open.
    pub open: u64,
    /// Of them, those that are overdue.
    pub overdue: u64,
    /// Day on which the oldest of them came to light.
    pub oldest: Option<Date>,
}

/// A rate, and what it is a share of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share<'a> {
    /// What it is called.
    pub name: &'a str,
    /// From 0 to 1; nothing where there is nothing to have a share of.
    pub share: Option<f64>,
    /// How many.
    pub numerator: u64,
    /// Of how many.
    pub denominator: u64,
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
            said.push(self.say("target_missed", [("units", self.named(&missed))])?);
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
                ("open", issues.open.to_string()),
                ("overdue", count_or_nothing(issues.overdue)),
                ("oldest", issues.oldest.map(|day| self.day(day)).unwrap_or_default()),
            ],
        )
    }

    /// What became of issues: how many came in, and each rate with what it is a share of. Of nothing there is
    /// no rate, and nothing is said.
    ///
    /// # Errors
    /// As [`Sentences::correction`].
    pub fn issue_rates(&self, received: u64, rates: &[Share<'_>]) -> MaybeSaid {
        let rates: Vec<String> = rates.iter().filter_map(|share| self.share(share)).collect();
        if rates.is_empty() {
            return Ok(None);
        }
        let values = [("received", received.to_string()), ("rates", self.list(&rates))];
        self.say("issue_rates", values).map(Some)
    }

    fn share(&self, Share { name, share, numerator, denominator }: &Share<'_>) -> Option<String> {
        let share = percent((*share)?, PERCENT_PLACES);
        let of = format!("{numerator}/{denominator}");
        Some(self.language.pick(format!("{name}{share}（{of}）"), format!("{name} {share} ({of})")))
    }

    /// Whom to look after, by which rule.
    ///
    /// # Errors
    /// As [`Sentences::correction`].
    pub fn supervision(&self, rule: &str, units: &[&str]) -> MaybeSaid {
        if units.is_empty() {
            return Ok(None);
        }
        let units: Vec<String> = units.iter().map(ToString::to_string).collect();
        let values = [("rule", rule.to_owned()), ("units", self.named(&units))];
        self.say("supervision", values).map(Some)
    }
}

/// Templates leave out what is empty.
fn count_or_nothing(count: u64) -> String {
    if count == 0 { String::new() } else { count.to_string() }
}
