//! Samples: who is asked in a round, drawn by the program and by nobody's choice.
//!
//! Within each stratum the contacts are put in the order of SHA-256 over a line `manyi sample 1`, the
//! seed on a line and the case number, and the first are taken: a simple random sample without
//! replacement, which anybody can draw again with the seed and the list.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use diesel::prelude::*;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use survey::{Code, Mode};

use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::cases::{self, CaseRow};
use crate::connection::AnyConnection;
use crate::contacts::{self, ContactRow};
use crate::row::{from_json, instant, micros, parse, to_json};
use crate::schema::{cases as case_table, rounds, samples};
use crate::writer::Written;
use crate::{Store, StoreError};

/// How many of a list are to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SamplePlan {
    /// Of each stratum.
    pub per_stratum: u64,
    /// Of strata that are to have another number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub strata: BTreeMap<Code, u64>,
}

/// What was drawn of a stratum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StratumDrawn {
    /// Contacts in it.
    pub there: u64,
    /// Cases drawn.
    pub drawn: u64,
}

/// A sample that was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Code of the round.
    pub round: Code,
    /// The way of asking.
    pub mode: Mode,
    /// Name of the list it was drawn from.
    pub frame: Code,
    /// The seed.
    pub seed: String,
    /// How many were wanted.
    pub plan: SamplePlan,
    /// How many there were and were drawn, by stratum.
    pub strata: BTreeMap<Code, StratumDrawn>,
    /// SHA-256 of the numbers drawn.
    pub digest: String,
    /// When.
    pub drawn_at: Timestamp,
    /// By whom.
    pub drawn_by: String,
}

#[derive(Debug, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = samples)]
pub(crate) struct SampleRow {
    pub(crate) round: String,
    pub(crate) mode: String,
    frame: String,
    seed: String,
    plan: String,
    strata: String,
    digest: String,
    drawn_at: i64,
    drawn_by: String,
    met: String,
}

impl SampleRow {
    fn into_sample(self) -> Result<Sample, StoreError> {
        let what = format!("the sample of round {}", self.round);
        Ok(Sample {
            round: parse(&self.round, &what)?,
            mode: parse(&self.mode, &what)?,
            frame: parse(&self.frame, &what)?,
            plan: from_json(&self.plan, &what)?,
            strata: from_json(&self.strata, &what)?,
            drawn_at: instant(self.drawn_at, &what)?,
            seed: self.seed,
            digest: self.digest,
            drawn_by: self.drawn_by,
        })
    }
}

/// What to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Code of the round.
    pub round: Code,
    /// The way of asking.
    pub mode: Mode,
    /// Name of the list.
    pub frame: Code,
    /// How many.
    pub plan: SamplePlan,
    /// The seed; without one, one is made.
    pub seed: Option<String>,
}

impl Authored<'_> {
    /// Draws the cases of a round, once for each way of asking. Nobody is asked in two ways.
    ///
    /// # Errors
    /// [`StoreError::AlreadyDrawn`]; [`StoreError::UnknownRound`]; [`StoreError::NothingToDraw`] when
    /// the list is empty or a stratum of the plan is not on it.
    pub fn draw_sample(self, draw: &Draw) -> Result<Sample, StoreError> {
        let (draw, by) = (draw.clone(), self.name().to_owned());
        let seed = draw.seed.clone().map_or_else(new_seed, Ok)?;
        let now = Timestamp::now();
        self.store().writer.write(move |conn| {
            let sample = drawn(conn, &draw, &seed, &by, now)?;
            Ok(Written { value: sample, changed: true })
        })
    }
}

impl Store {
    /// All samples, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn samples(&self) -> Result<Vec<Sample>, StoreError> {
        let rows: Vec<SampleRow> = self.read(|conn| {
            let query = samples::table
                .order((samples::drawn_at.desc(), samples::round, samples::mode))
                .select(SampleRow::as_select());
            Ok(query.load(conn)?)
        })?;
        rows.into_iter().map(SampleRow::into_sample).collect()
    }

    /// Draws a sample once more from the list as it was then, and gives whether the same cases come
    /// out.
    ///
    /// # Errors
    /// [`StoreError::NotDrawn`] when there is no such sample.
    pub fn check_sample(&self, round: &Code, mode: Mode) -> Result<bool, StoreError> {
        self.read(|conn| conn.snapshot(|conn| check(conn, round, mode)))
    }
}

pub(crate) fn new_seed() -> Result<String, StoreError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::unreadable("a seed", error))?;
    Ok(hex::encode(bytes))
}

fn drawn(
    conn: &mut AnyConnection,
    draw: &Draw,
    seed: &str,
    by: &str,
    now: Timestamp,
) -> Result<Sample, StoreError> {
    let (round, mode) = (draw.round.as_str(), draw.mode.as_str());
    if rounds::table.find(round).count().get_result::<i64>(conn)? == 0 {
        return Err(StoreError::UnknownRound { code: round.to_owned() });
    }
    if samples::table.find((round, mode)).count().get_result::<i64>(conn)? > 0 {
        return Err(StoreError::AlreadyDrawn { round: draw.round.clone(), mode: draw.mode });
    }
    let mut list = eligible(conn, draw.frame.as_str(), round, now)?;
    let met = met_elsewhere(conn, round, &list)?;
    if draw.plan.per_stratum == 0 && draw.plan.strata.values().all(|wanted| *wanted == 0) {
        return Err(StoreError::NothingToDraw { stratum: None });
    }
    list.retain(|row| !met.contains(&row.case_no));
    let chosen = choose(&list, &draw.plan, seed)?;
    let cases: Vec<CaseRow> =
        chosen.iter().flat_map(|stratum| stratum.cases(round, mode, micros(now))).collect();
    cases::insert(conn, &cases)?;
    let strata: BTreeMap<Code, StratumDrawn> = chosen
        .iter()
        .map(|stratum| Ok((parse(stratum.code, "a stratum")?, stratum.drawn())))
        .collect::<Result<_, StoreError>>()?;
    let row = SampleRow {
        round: round.to_owned(),
        mode: mode.to_owned(),
        frame: draw.frame.to_string(),
        seed: seed.to_owned(),
        plan: to_json(&draw.plan, "a plan")?,
        strata: to_json(&strata, "the strata")?,
        met: to_json(&met, "who is asked already")?,
        digest: digest_of(&chosen),
        drawn_at: micros(now),
        drawn_by: by.to_owned(),
    };
    diesel::insert_into(samples::table).values(&row).execute(conn)?;
    let detail = json!({"mode": mode, "frame": row.frame, "seed": seed, "cases": cases.len()});
    let (actor, subject) = (by.to_owned(), round.to_owned());
    audit::append(conn, &Entry { actor, action: Action::SampleDrawn, subject, detail })?;
    row.into_sample()
}

/// The contacts of a list as of a time, but those who are asked in the round already.
fn eligible(
    conn: &mut AnyConnection,
    frame: &str,
    round: &str,
    as_of: Timestamp,
) -> Result<Vec<ContactRow>, StoreError> {
    let earlier: Vec<String> = case_table::table
        .filter(case_table::round.eq(round))
        .filter(case_table::drawn_at.lt(micros(as_of)))
        .select(case_table::case_no)
        .load(conn)?;
    let taken: HashSet<String> = earlier.into_iter().collect();
    let list = contacts::of_frame(conn, frame)?.into_iter();
    let there = |row: &ContactRow| row.was_there(micros(as_of)) && !taken.contains(&row.case_no);
    Ok(list.filter(there).collect())
}

/// Numbers of a list whose people are asked in the round already, by another number on another list.
fn met_elsewhere(
    conn: &mut AnyConnection,
    round: &str,
    list: &[ContactRow],
) -> Result<BTreeSet<String>, StoreError> {
    let asked: Vec<String> = case_table::table
        .filter(case_table::round.eq(round))
        .select(case_table::case_no)
        .load(conn)?;
    let mut marks = HashSet::new();
    for chunk in asked.chunks(1_000) {
        let numbers: Vec<&str> = chunk.iter().map(String::as_str).collect();
        let known = contacts::by_cases(conn, &numbers)?;
        marks.extend(known.values().flat_map(|row| row.marks().cloned().collect::<Vec<_>>()));
    }
    let met = list.iter().filter(|row| row.marks().any(|mark| marks.contains(mark)));
    Ok(met.map(|row| row.case_no.clone()).collect())
}

/// A stratum with its chosen contacts, in the order in which they were drawn.
struct Stratum<'a> {
    code: &'a str,
    there: usize,
    chosen: Vec<&'a ContactRow>,
}

impl Stratum<'_> {
    fn drawn(&self) -> StratumDrawn {
        StratumDrawn { there: self.there as u64, drawn: self.chosen.len() as u64 }
    }

    fn cases(&self, round: &str, mode: &str, now: i64) -> impl Iterator<Item = CaseRow> {
        let weight = self.there as f64 / self.chosen.len() as f64;
        self.chosen.iter().zip(1..).map(move |(contact, position)| CaseRow {
            round: round.to_owned(),
            case_no: contact.case_no.clone(),
            unit: contact.unit.clone(),
            mode: mode.to_owned(),
            stratum: self.code.to_owned(),
            psu: contact.psu.clone(),
            weight,
            origin: cases::DRAWN.to_owned(),
            position,
            state: cases::OPEN.to_owned(),
            next_at: now,
            attempts: 0,
            outcome: None,
            held_by: None,
            held_until: None,
            drawn_at: now,
        })
    }
}

fn choose<'a>(
    list: &'a [ContactRow],
    plan: &SamplePlan,
    seed: &str,
) -> Result<Vec<Stratum<'a>>, StoreError> {
    let mut strata: BTreeMap<&str, Vec<([u8; 32], &ContactRow)>> = BTreeMap::new();
    for row in list {
        let stratum = row.stratum.as_deref().unwrap_or(&row.unit);
        strata.entry(stratum).or_default().push((place(seed, &row.case_no), row));
    }
    if strata.is_empty() {
        return Err(StoreError::NothingToDraw { stratum: None });
    }
    let missing = plan.strata.keys().find(|code| !strata.contains_key(code.as_str()));
    if let Some(missing) = missing {
        return Err(StoreError::NothingToDraw { stratum: Some(missing.clone()) });
    }
    let chosen = strata.into_iter().map(|(code, mut rows)| {
        rows.sort_unstable_by(|a, b| (a.0, &a.1.case_no).cmp(&(b.0, &b.1.case_no)));
        let there = rows.len();
        let own = plan.strata.iter().find(|(own, _)| own.as_str() == code);
        let wanted = own.map_or(plan.per_stratum, |(_, wanted)| *wanted);
        rows.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
        Stratum { code, there, chosen: rows.into_iter().map(|(_, row)| row).collect() }
    });
    Ok(chosen.collect())
}

/// The place of a contact, or of whatever else has a name, in the order of a draw.
pub(crate) fn place(seed: &str, case: &str) -> [u8; 32] {
    Sha256::digest(format!("manyi sample 1\n{seed}\n{case}")).into()
}

/// The numbers drawn, each on a line, by stratum and in the order in which they were drawn.
fn digest_of(strata: &[Stratum<'_>]) -> String {
    let mut digest = Sha256::new();
    for row in strata.iter().flat_map(|stratum| &stratum.chosen) {
        digest.update(row.case_no.as_bytes());
        digest.update(b"\n");
    }
    hex::encode(digest.finalize())
}

fn check(conn: &mut AnyConnection, round: &Code, mode: Mode) -> Result<bool, StoreError> {
    let row: Option<SampleRow> = samples::table
        .find((round.as_str(), mode.as_str()))
        .select(SampleRow::as_select())
        .get_result(conn)
        .optional()?;
    let row = row.ok_or_else(|| StoreError::NotDrawn { round: round.clone(), mode })?;
    let met: BTreeSet<String> = from_json(&row.met, "who was asked already")?;
    let sample = row.into_sample()?;
    let mut list = eligible(conn, sample.frame.as_str(), round.as_str(), sample.drawn_at)?;
    list.retain(|row| !met.contains(&row.case_no));
    Ok(digest_of(&choose(&list, &sample.plan, &sample.seed)?) == sample.digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed by another program (Python's `hashlib`): the order of a draw is a contract.
    #[test]
    fn the_order_of_a_draw_is_pinned() {
        let mut cases = ["H-1", "H-2", "H-3", "H-4", "H-5"];
        cases.sort_by_key(|case| place("2026", case));
        assert_eq!(cases, PINNED);
    }

    const PINNED: [&str; 5] = ["H-1", "H-2", "H-5", "H-4", "H-3"];
}
