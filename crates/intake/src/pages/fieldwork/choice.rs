//! Which round and which level can be looked at, and which are where nobody chose.

use figures::level_name;
use jiff::Timestamp;
use survey::problem::quoted;
use survey::round::in_china;
use survey::{Code, Language, Round, RoundKind, UnitTree};

use crate::pages::view::{Choice, Select};
use crate::problem::Fault;
use crate::words::{Words, fill};

/// What can be chosen.
pub(super) struct Offer {
    /// Those that run now first, then those that are over, then those to come; the newest first.
    rounds: Vec<Round>,
    /// Levels of which somebody may see units, the highest first, and of how many.
    levels: Vec<(Code, usize)>,
}

/// So many units make it worth to look at them beside each other.
const WORTH_COMPARING: usize = 3;

impl Offer {
    pub(super) fn new(
        mut rounds: Vec<Round>,
        tree: &UnitTree,
        within: Option<&[Code]>,
        now: Timestamp,
    ) -> Self {
        let today = in_china(now).date();
        rounds.sort_by_key(|round| {
            let turn = match round {
                round if round.is_open(now) => 0,
                round if round.closes < today => 1,
                _ => 2,
            };
            (turn, std::cmp::Reverse(round.opens))
        });
        let visible = |place: &usize| {
            within.is_none_or(|within| {
                tree.lineage(*place).any(|above| within.contains(&tree.units()[above].code))
            })
        };
        let levels = tree
            .levels()
            .into_iter()
            .map(|level| (level.clone(), tree.at_level(level.as_str()).filter(visible).count()));
        Self { rounds, levels: levels.filter(|(_, units)| *units > 0).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rounds.is_empty() || self.levels.is_empty()
    }

    /// The round that was asked for, else the first; another one than was asked for is a fault.
    pub(super) fn round(&self, asked: Option<&Code>, faults: &mut Vec<Fault>) -> Option<&Round> {
        let found = asked.and_then(|code| self.rounds.iter().find(|round| round.code == *code));
        if let Some(code) = asked.filter(|_| found.is_none()) {
            let detail = format!("there is no round {}", quoted(code.as_str()));
            let known = self.rounds.iter().map(|round| &round.code);
            faults.push(Fault::parameter("unknown_round", "round", detail).allowing(known));
        }
        found.or(self.rounds.first())
    }

    /// The level that was asked for, else the one for which most quotas are set, else the highest with
    /// units to compare; another one than was asked for is a fault.
    pub(super) fn level(
        &self,
        asked: Option<&Code>,
        quotas: &[&Code],
        faults: &mut Vec<Fault>,
    ) -> Option<&Code> {
        let levels = || self.levels.iter().map(|(level, _)| level);
        let found = asked.and_then(|asked| levels().find(|level| *level == asked));
        if let Some(code) = asked.filter(|_| found.is_none()) {
            let detail = format!("there is no level {}", quoted(code.as_str()));
            faults.push(Fault::parameter("unknown_level", "level", detail).allowing(levels()));
        }
        let set = |level: &Code| quotas.iter().filter(|quota| **quota == level).count();
        let with_quotas = levels().filter(|level| set(level) > 0).max_by_key(|level| set(level));
        let many = self.levels.iter().find(|(_, units)| *units >= WORTH_COMPARING);
        let usual = many.or(self.levels.last()).map(|(level, _)| level);
        found.or(with_quotas).or(usual)
    }

    pub(super) fn selects(
        &self,
        chosen: Option<(&Round, &Code)>,
        words: &'static Words,
        language: Language,
    ) -> Vec<Select> {
        if self.is_empty() {
            return Vec::new();
        }
        let round = |round: &Round| Choice {
            value: round.code.to_string(),
            text: match round.kind {
                RoundKind::Official => round.name.get(language).to_owned(),
                RoundKind::Mock => fill(words.round_mock, "name", &round.name.get(language)),
            },
            selected: chosen.is_some_and(|(chosen, _)| chosen == round),
        };
        let level = |(level, _): &(Code, usize)| Choice {
            value: level.to_string(),
            text: level_name(level.as_str(), language),
            selected: chosen.is_some_and(|(_, chosen)| chosen == level),
        };
        vec![
            Select::plain("round", words.round, self.rounds.iter().map(round).collect()),
            Select::plain("level", words.level, self.levels.iter().map(level).collect()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use survey::{Label, Unit};

    use super::*;

    fn code(text: &str) -> Code {
        text.parse().expect("a code")
    }

    fn round(name: &str, opens: &str, closes: &str) -> Round {
        Round {
            code: code(name),
            name: Label::single(name),
            questionnaire: code("q"),
            version: 1,
            kind: RoundKind::Official,
            mirrors: None,
            modes: Vec::new(),
            opens: opens.parse().expect("a day"),
            closes: closes.parse().expect("a day"),
        }
    }

    fn tree() -> UnitTree {
        let unit = |own: &str, level: &str, parent: Option<&str>| Unit {
            code: code(own),
            name: Label::single(own),
            level: code(level),
            parent: parent.map(code),
            valid_from: None,
            valid_to: None,
        };
        UnitTree::new(vec![
            unit("city", "city", None),
            unit("t1", "town", Some("city")),
            unit("t2", "town", Some("city")),
            unit("v1", "village", Some("t1")),
            unit("v2", "village", Some("t1")),
            unit("v3", "village", Some("t1")),
        ])
        .expect("a tree")
    }

    #[test]
    fn the_newest_round_that_runs_comes_first() {
        let rounds = vec![
            round("old", "2026-01-01", "2026-03-31"),
            round("long", "2026-01-01", "2026-12-31"),
            round("next", "2027-01-01", "2027-03-31"),
            round("now", "2026-10-01", "2026-12-31"),
            round("last", "2026-07-01", "2026-09-30"),
        ];
        let now = "2026-11-26T00:00:00Z".parse().expect("a time");
        let offer = Offer::new(rounds, &tree(), None, now);
        let order: Vec<&str> = offer.rounds.iter().map(|round| round.code.as_str()).collect();
        assert_eq!(order, ["now", "long", "last", "old", "next"]);
        let mut faults = Vec::new();
        assert_eq!(offer.round(None, &mut faults), Some(&offer.rounds[0]));
        assert_eq!(offer.round(Some(&code("old")), &mut faults), Some(&offer.rounds[3]));
        assert!(faults.is_empty());
        assert_eq!(offer.round(Some(&code("never")), &mut faults), Some(&offer.rounds[0]));
        assert_eq!(faults[0].code, "unknown_round");
    }

    #[test]
    fn a_level_is_the_one_of_the_quotas_or_one_with_something_to_compare() {
        let offer = |within: &[&str]| {
            let within: Vec<Code> = within.iter().copied().map(code).collect();
            let within = Some(within.as_slice()).filter(|within| !within.is_empty());
            Offer::new(Vec::new(), &tree(), within, Timestamp::UNIX_EPOCH)
        };
        let mut faults = Vec::new();
        for (within, highest, usual) in [
            (&[][..], "city", "village"),
            (&["t1"], "town", "village"),
            (&["t2"], "town", "town"),
            (&["v2"], "village", "village"),
        ] {
            let offer = offer(within);
            assert_eq!(offer.levels[0].0, code(highest));
            assert_eq!(offer.level(None, &[], &mut faults), Some(&code(usual)), "{within:?}");
        }
        let (all, town, city) = (offer(&[]), code("town"), code("city"));
        assert_eq!(all.level(None, &[&town, &city, &town], &mut faults), Some(&town));
        assert_eq!(all.level(Some(&city), &[&town], &mut faults), Some(&city));
        // Quotas of units that somebody doesn't see decide nothing.
        assert_eq!(offer(&["v2"]).level(None, &[&town], &mut faults), Some(&code("village")));
        assert!(faults.is_empty());
        assert_eq!(all.level(Some(&code("moon")), &[], &mut faults), Some(&code("village")));
        assert_eq!(faults[0].code, "unknown_level");
    }
}
