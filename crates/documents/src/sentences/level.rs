//! Where everybody stands together: who was asked, the index, the rate, and their changes.

use jiff::civil::Date;
use survey::Period;
use survey::display::{percent, rounded};
use survey::table::{ChangeRow, IndexRow};

use super::{MaybeSaid, PERCENT_PLACES, POINT_PLACES, Said, Sentences, words};

/// Who was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage<'a> {
    /// First day of fieldwork.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Modes in words.
    pub modes: &'a str,
    /// Interviews that count.
    pub responses: u64,
    /// Units with interviews.
    pub units: u64,
    /// What such units are called.
    pub level: &'a str,
    /// Response rate from 0 to 1 with the formula that makes it, e.g. `AAPOR RR2`.
    pub response_rate: Option<(f64, &'a str)>,
}

/// A satisfaction rate with its change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// From 0 to 1.
    pub rate: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// What became of it since an earlier period.
    pub change: Option<Difference>,
}

/// A rate less the rate of an earlier period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The earlier period.
    pub from: Period,
    /// The later one.
    pub to: Period,
    /// Later minus earlier, from −1 to 1.
    pub difference: f64,
    /// p-value, adjusted for all that are looked at together.
    pub p: Option<f64>,
}

/// A change in words of a template: what it is in, from when to when, how much and how sure.
struct Moved {
    names: [&'static str; 2],
    periods: (Period, Period),
    change: f64,
    shown: String,
    p: Option<f64>,
}

impl Sentences {
    /// Who was asked, when and how.
    ///
    /// # Errors
    /// As [`Sentences::correction`].
    pub fn coverage(&self, coverage: &Coverage) -> Said {
        let (rate, formula) = coverage.response_rate.map_or_else(Default::default, |(rate, by)| {
            (percent(rate, PERCENT_PLACES), by.to_owned())
        });
        self.say(
            "coverage",
            [
                ("from", self.day(coverage.from)),
                ("to", self.day(coverage.to)),
                ("modes", coverage.modes.to_owned()),
                ("responses", coverage.responses.to_string()),
                ("units", coverage.units.to_string()),
                ("level", coverage.level.to_owned()),
                ("rate", rate),
                ("formula", formula),
            ],
        )
    }

    /// The index of one unit with its interval, and what became of it.
    ///
    /// # Errors
    /// As [`Sentences::correction`].
    pub fn overall(&self, row: &IndexRow, change: Option<&ChangeRow>, as_of: Date) -> Said {
        let unit = row.unit_name.to_string();
        let period = words::period(row.period, self.language);
        let (Some(index), Some(low), Some(high)) = (row.index, row.ci_low, row.ci_high) else {
            let as_of = self.day(as_of);
            return self.say("withheld", [("as_of", as_of), ("unit", unit), ("period", period)]);
        };
        let change = change.map(|row| self.change(row)).transpose()?.flatten();
        self.say(
            "overall",
            [
                ("as_of", self.day(as_of)),
                ("unit", unit),
                ("period", period),
                ("index", rounded(index, POINT_PLACES)),
                ("n", row.n.to_string()),
                ("low", rounded(low, POINT_PLACES)),
                ("high", rounded(high, POINT_PLACES)),
                ("change", change.unwrap_or_default()),
            ],
        )
    }

    /// What became of an index, as part of a sentence.
    ///
    /// # Errors
    /// As [`Sentences::correction`].
    pub fn change(&self, row: &ChangeRow) -> MaybeSaid {
        let Some(change) = row.change else { return Ok(None) };
        let moved = Moved {
            names: ["change", "change_level"],
            periods: (row.from_period, row.to_period),
            change,
            shown: rounded(change.abs(), POINT_PLACES),
            p: row.p_holm,
        };
        self.moved(moved).map(Some)
    }

    /// The satisfaction rate. Its changes are in percentage points (百分点), never in per cent.
    ///
    /// # Errors
    /// As [`Sentences::correction`].
    pub fn rate(&self, rate: &Rate) -> Said {
        let change = rate.change.map(|change| {
            let shown = percent(change.difference.abs(), PERCENT_PLACES);
            self.moved(Moved {
                names: ["rate_change", "change_level"],
                periods: (change.from, change.to),
                change: change.difference,
                shown: shown.trim_end_matches('%').to_owned(),
                p: change.p,
            })
        });
        self.say(
            "rate",
            [
                ("rate", percent(rate.rate, PERCENT_PLACES)),
                ("low", percent(rate.low, PERCENT_PLACES)),
                ("high", percent(rate.high, PERCENT_PLACES)),
                ("change", change.transpose()?.unwrap_or_default()),
            ],
        )
    }

    fn moved(&self, moved: Moved) -> Said {
        let Moved { names: [name, level], periods: (from, to), change, shown, p } = moved;
        let previous = words::previous(from, to, self.language);
        let significance = words::significance(p, self.language);
        let nothing = shown.chars().all(|c| matches!(c, '0' | '.'));
        if nothing && words::adverb(p, self.language).is_empty() {
            return self.say(level, [("previous", previous), ("significance", significance)]);
        }
        self.say(
            name,
            [
                ("previous", previous),
                ("adverb", words::adverb(p, self.language)),
                ("direction", words::direction(change, self.language).to_owned()),
                ("points", shown),
                ("significance", significance),
            ],
        )
    }
}
