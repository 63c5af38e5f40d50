//! The stream of responses that a file gives.

use std::collections::HashMap;
use std::path::Path;

use csv::StringRecord;
use survey::{Code, Questionnaire, Response, Round, UnitTree};

use crate::error::{ExchangeError, shown};
use crate::group::Grouper;
use crate::mapping::Mapping;
use crate::plan::{Checks, LineFlaw, Outcome, Plan};
use crate::reject::{Flaw, Reject};
use crate::settings::settled;
use crate::source::{Progress, Source};

/// What responses are read against.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// What was asked.
    pub questionnaire: &'a Questionnaire,
    /// The rounds that responses may belong to.
    pub rounds: &'a [Round],
    /// The units that responses may belong to.
    pub units: &'a UnitTree,
}

/// One row of a wide file, or the rows of one response of a long file.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every row is accepted; a box would cost more"
)]
pub enum Row {
    /// A response that passes every rule.
    Accepted {
        /// The response.
        response: Response,
        /// Its (first) line.
        line: u64,
        /// With `invalid_answer = "reject_answer"`: answers that were left out of it.
        rejected_answers: Vec<Reject>,
    },
    /// What is wrong with the row: at least one thing.
    Rejected(Vec<Reject>),
}

/// Reads responses one after another. A fault of the file ends the stream with an error; the
/// caller then forgets what came before it, because such a file is refused as a whole.
pub struct Responses<'a> {
    source: Source,
    plan: Plan<'a>,
    checks: Checks<'a>,
    groups: Option<Grouper>,
    /// Stratum of every PSU that came, by round.
    homes: HashMap<(Code, Code), Option<Code>>,
    record: StringRecord,
    ended: bool,
}

/// Opens a foreign file under a mapping.
///
/// # Errors
/// When the mapping does not fit the questionnaire, or the file is refused as a whole.
pub fn open<'a>(
    path: &Path,
    mapping: &Mapping,
    target: Target<'a>,
) -> Result<Responses<'a>, ExchangeError> {
    settled(&shown(path), mapping.problems_against(target.questionnaire), ())?;
    let mut source = Source::open(path, &mapping.file)?;
    let plan = Plan::bind(mapping, target, &source.header)?;
    let groups = match (&plan.long, mapping.file.contiguous) {
        (None, _) => None,
        (Some(_), true) => Some(Grouper::contiguous()),
        (Some(_), false) => Some(Grouper::whole(&mut source, &plan)?),
    };
    Ok(Responses {
        source,
        plan,
        checks: Checks::new(target.rounds, target.questionnaire, target.units),
        groups,
        homes: HashMap::new(),
        record: StringRecord::new(),
        ended: false,
    })
}

impl Responses<'_> {
    /// How far the reading has come; to be asked between rows.
    pub fn progress(&self) -> Progress {
        self.source.progress()
    }

    fn read(&mut self) -> Result<Option<Row>, ExchangeError> {
        let Some(groups) = &mut self.groups else {
            let Some(line) = self.source.next(&mut self.record)? else {
                return Ok(None);
            };
            let cells = self.plan.cells.see(&self.record);
            let outcome = self.plan.wide(line, &cells, &self.checks);
            return Ok(Some(self.row(line, outcome)));
        };
        let Some(group) = groups.next(&mut self.source, &self.plan)? else {
            return Ok(None);
        };
        let line = group.rows.first().map_or(0, |row| row.0);
        let outcome = match &self.plan.long {
            _ if group.reappears => Err(vec![LineFlaw(line, reappearing())]),
            Some(long) => {
                let rows = group.rows.iter().map(|(line, row)| (*line, self.plan.cells.see(row)));
                self.plan.long(long, rows, &self.checks)
            }
            None => Err(Vec::new()),
        };
        Ok(Some(self.row(line, outcome)))
    }

    fn row(&mut self, line: u64, outcome: Outcome) -> Row {
        let outcome = outcome.and_then(|accepted| match self.strayed(&accepted.0) {
            Some(flaw) => Err(vec![LineFlaw(line, flaw)]),
            None => Ok(accepted),
        });
        let listed = |flaws: Vec<LineFlaw>| {
            flaws.into_iter().map(|LineFlaw(line, flaw)| flaw.at(&self.source.file, line)).collect()
        };
        match outcome {
            Ok((response, flaws)) => {
                Row::Accepted { response, line, rejected_answers: listed(flaws) }
            }
            Err(flaws) => Row::Rejected(listed(flaws)),
        }
    }
}

impl Responses<'_> {
    /// A PSU is sampled in one stratum of a round; that of its first response is taken for it.
    fn strayed(&mut self, response: &Response) -> Option<Flaw> {
        let psu = response.psu.as_ref()?;
        let own = &response.stratum;
        let key = (response.round.clone(), psu.clone());
        let home = self.homes.entry(key).or_insert_with(|| own.clone());
        if home == own {
            return None;
        }
        let name =
            |stratum: &Option<Code>| stratum.as_ref().map_or("none", Code::as_str).to_owned();
        let reason = format!(
            "PSU {psu} stands in stratum {} here and in {} further up: give each PSU one stratum, \
             or make its name of both",
            name(own),
            name(home)
        );
        Some(Flaw::new("psu_in_two_strata", self.plan.head.psu_column(), psu.as_str(), reason))
    }
}

impl Iterator for Responses<'_> {
    type Item = Result<Row, ExchangeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let row = self.read().transpose();
        self.ended = !matches!(row, Some(Ok(_)));
        row
    }
}

fn reappearing() -> Flaw {
    let reason = "rows of this response stand apart from its others: sort the file by response, \
                  or set contiguous = false";
    Flaw::new("response_reappears", "", "", reason)
}
