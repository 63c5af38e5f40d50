//! Places in a ranking: ties, tiers, and who has none.

use survey::Language;
use survey::display::rounded;
use survey::table::{ChangeRow, Flag, RankingRow};

use super::{MaybeSaid, POINT_PLACES, Said, Sentences, words};

/// As many names as a sentence can hold; of more it gives the number, and the table has them.
const NAMES_MAX: usize = 12;

/// A rank in words: `第3名`, and `并列第2名` where several share it.
pub fn rank_name(rank: u32, shared: bool, language: Language) -> String {
    let suffix = match (rank % 10, rank % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    let joint = if shared { language.pick("并列", "joint ") } else { "" };
    language.pick(format!("{joint}第{rank}名"), format!("{joint}{rank}{suffix}"))
}

impl Sentences {
    /// The place of one unit among all the rows, with the ranks that the data allow; nothing for
    /// one that has no rank.
    ///
    /// # Errors
    /// As [`Sentences::correction`].
    pub fn unit_rank(&self, rows: &[RankingRow], unit_code: &str) -> MaybeSaid {
        let Some(row) = rows.iter().find(|row| row.estimate.unit_code == unit_code) else {
            return Ok(None);
        };
        let estimate = &row.estimate;
        let figures = (row.rank, row.rank_low, row.rank_high);
        let points = (estimate.index, estimate.ci_low, estimate.ci_high);
        let ((Some(rank), Some(rank_low), Some(rank_high)), (Some(index), Some(low), Some(high))) =
            (figures, points)
        else {
            return Ok(None);
        };
        let shared = rows.iter().filter(|other| other.rank == Some(rank)).count() > 1;
        let name = |rank| rank_name(rank, false, self.language);
        let said = self.say(
            "unit_rank",
            [
                ("unit", estimate.unit_name.to_string()),
                ("index", rounded(index, POINT_PLACES)),
                ("low", rounded(low, POINT_PLACES)),
                ("high", rounded(high, POINT_PLACES)),
                ("rank", rank_name(rank, shared, self.language)),
                ("rank_low", name(rank_low)),
                ("rank_high", name(rank_high)),
            ],
        );
        said.map(Some)
    }

    /// How many tiers there are, and who is in the first and the last.
    ///
    /// One unit alone is named first or last only where the joint rank set allows no other place.
    ///
    /// # Errors
    /// As [`Sentences::correction`].
    pub fn tiers(
        &self,
        rows: &[RankingRow],
        level: &str,
    ) -> Result<Vec<String>, super::TemplateError> {
        let ranked: Vec<_> = rows.iter().filter(|row| row.rank.is_some()).collect();
        let mut tiers: Vec<_> = ranked.iter().filter_map(|row| row.tier).collect();
        tiers.sort_unstable();
        tiers.dedup();
        let count = ("count", ranked.len().to_string());
        let level = ("level", level.to_owned());
        match tiers.as_slice() {
            _ if ranked.len() < 2 => Ok(Vec::new()),
            [] | [_] => Ok(vec![self.say("one_tier", [count, level])?]),
            [best, .., last] => Ok(vec![
                self.say("tiers", [count, ("tiers", tiers.len().to_string()), level.clone()])?,
                self.tier(&ranked, *best, ["sole_first", "best_tier"], &level)?,
                self.tier(&ranked, *last, ["sole_last", "last_tier"], &level)?,
            ]),
        }
    }

    fn tier(
        &self,
        ranked: &[&RankingRow],
        tier: u32,
        [sole, several]: [&'static str; 2],
        level: &(&'static str, String),
    ) -> Said {
        let mut members: Vec<_> =
            ranked.iter().filter(|row| row.tier == Some(tier)).copied().collect();
        members.sort_by(|a, b| a.estimate.unit_code.cmp(&b.estimate.unit_code));
        if let [row] = members.as_slice()
            && let Some(index) = row.estimate.index
            // Alone in its tier, and no other place is possible.
            && row.rank_low == row.rank_high
        {
            return self.say(
                sole,
                [
                    ("unit", row.estimate.unit_name.to_string()),
                    ("index", rounded(index, POINT_PLACES)),
                    level.clone(),
                ],
            );
        }
        let names = members.iter().map(|row| row.estimate.unit_name.to_string());
        self.say(
            several,
            [
                ("count", members.len().to_string()),
                ("units", self.named(names.collect())),
                level.clone(),
            ],
        )
    }

    /// Who isn't ranked, and why.
    ///
    /// # Errors
    /// As [`Sentences::correction`].
    pub fn unranked(&self, rows: &[RankingRow]) -> Result<Vec<String>, super::TemplateError> {
        let names = |few_points: bool| -> Vec<String> {
            let without = rows.iter().filter(|row| row.rank.is_none());
            let chosen =
                without.filter(|row| (row.estimate.flag == Some(Flag::LonelyPsu)) == few_points);
            chosen.map(|row| row.estimate.unit_name.to_string()).collect()
        };
        let said = [("small_samples", names(false)), ("few_points", names(true))];
        said.into_iter()
            .filter(|(_, units)| !units.is_empty())
            .map(|(name, units)| self.say(name, [("units", self.named(units))]))
            .collect()
    }

    /// Who moved, all changes considered together, and how many did not.
    ///
    /// # Errors
    /// As [`Sentences::correction`].
    pub fn movement(
        &self,
        rows: &[ChangeRow],
        level: &str,
    ) -> Result<Vec<String>, super::TemplateError> {
        let tested = |row: &&ChangeRow| row.change.is_some() && row.p_holm.is_some();
        let tested: Vec<_> = rows.iter().filter(tested).collect();
        let Some(first) = tested.first() else { return Ok(Vec::new()) };
        let previous = words::previous(first.from_period, first.to_period, self.language);
        let mut said = Vec::new();
        let mut moved = 0;
        for (name, sign) in [("risen", 1.0), ("fallen", -1.0)] {
            let units = self.movers(&tested, sign);
            if !units.is_empty() {
                moved += units.len();
                said.push(self.say(
                    name,
                    [
                        ("previous", previous.clone()),
                        ("units", self.list(&units)),
                        ("adverb", words::adverb(Some(0.0), self.language)),
                        ("significance", words::significance(Some(0.0), self.language)),
                    ],
                )?);
            }
        }
        if moved < tested.len() {
            let name = if moved == 0 { "all_unmoved" } else { "unmoved" };
            said.push(self.say(
                name,
                [
                    ("count", (tested.len() - moved).to_string()),
                    ("level", level.to_owned()),
                    ("previous", previous),
                    ("significance", words::significance(Some(1.0), self.language)),
                ],
            )?);
        }
        Ok(said)
    }

    /// Those that really moved in one direction, each with by how much.
    fn movers(&self, tested: &[&ChangeRow], sign: f64) -> Vec<String> {
        let moved = tested.iter().filter_map(|row| {
            let change = row.change.filter(|change| change * sign > 0.0)?;
            let real = row.p_holm.is_some_and(|p| p < super::SIGNIFICANT);
            let points = rounded(change.abs(), POINT_PLACES);
            let direction = words::direction(change, self.language);
            let name = &row.unit_name;
            let said = self.language.pick(
                format!("{name}{direction}{points}分"),
                format!("{name} {direction} {points} points"),
            );
            real.then_some(said)
        });
        moved.collect()
    }

    /// Names, or how many where no sentence could hold them.
    pub(super) fn named(&self, names: Vec<String>) -> String {
        if names.len() <= NAMES_MAX {
            return self.list(&names);
        }
        let (first, count) = (self.list(&names[..NAMES_MAX]), names.len());
        self.language.pick(
            format!("{first}等{count}个单位（全部名单见附表）"),
            format!("{first} and others, {count} in all (see the tables)"),
        )
    }
}
