//! Which interviews are checked: of each surveyor the first in the order of a draw, see
//! [`crate::samples`].

use std::collections::{BTreeMap, HashMap, HashSet};

use diesel::prelude::*;
use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};
use survey::verification::question_problems;
use survey::{Code, Mode, Problem, UnitTree};
use uuid::Uuid;

use super::rows::{CheckRow, OPEN, PlanRow, WITHDRAWN};
use super::{NewVerification, SurveyorDrawn, VerificationPlan};
use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::consequences::sender;
use crate::contacts;
use crate::row::{ResponseRow, kind_text, micros, parse, to_json};
use crate::samples::{new_seed, place};
use crate::schema::{responses, verification_checks, verification_plans};
use crate::stream::{pages, select, wanted as page_of};
use crate::writer::Written;
use crate::{ResponseFilter, Store, StoreError, questionnaires, units};

/// Most interviews of a surveyor that are checked at a time.
const PER_SURVEYOR_MAX: u32 = 500;
/// Contacts that are looked up at a time.
const LOOKED_UP: usize = 1_000;

impl Authored<'_> {
    /// Draws interviews to be checked: of each surveyor so many visits and calls whose respondent can be
    /// found again. One that was drawn before is not drawn again: nobody is called a third time.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for what can't be drawn or asked again; [`StoreError::UnknownQuestionnaire`],
    /// [`StoreError::UnknownUnit`]; [`StoreError::NothingToCheck`].
    pub fn draw_verification(self, new: &NewVerification) -> Result<VerificationPlan, StoreError> {
        let (new, by) = (new.clone(), self.name().to_owned());
        let seed = new.seed.clone().map_or_else(new_seed, Ok)?;
        let (id, now) = (Uuid::new_v4(), Timestamp::now());
        self.store().writer.write(move |conn| {
            expect_sound(conn, &new)?;
            let last_seq = responses::table.select(diesel::dsl::max(responses::seq));
            let last_seq: Option<i64> = last_seq.get_result(conn)?;
            let mut row = PlanRow {
                id: id.to_string(),
                questionnaire: new.questionnaire.to_string(),
                kind: kind_text(new.kind).to_owned(),
                period: new.period.to_string(),
                unit: new.unit.as_ref().map(ToString::to_string),
                level: new.level.to_string(),
                per_surveyor: new.per_surveyor.into(),
                questions: to_json(&new.questions, "questions")?,
                seed: seed.clone(),
                last_seq: last_seq.unwrap_or(0),
                surveyors: String::new(),
                digest: String::new(),
                drawn_at: micros(now),
                drawn_by: by.clone(),
            };
            let drawn = Drawn::of(conn, &row)?;
            if drawn.chosen.is_empty() {
                return Err(StoreError::NothingToCheck { period: new.period });
            }
            row.surveyors = to_json(&drawn.surveyors, "the surveyors of a plan")?;
            row.digest = drawn.digest();
            diesel::insert_into(verification_plans::table).values(&row).execute(conn)?;
            for check in drawn.checks(&row) {
                diesel::insert_into(verification_checks::table).values(&check).execute(conn)?;
            }
            let detail = json!({
                "period": row.period, "seed": seed, "digest": row.digest, "checks": drawn.chosen.len()
            });
            let (actor, subject) = (by.clone(), row.id.clone());
            audit::append(conn, &Entry { actor, action: Action::ChecksDrawn, subject, detail })?;
            Ok(Written { value: row.into_plan()?, changed: true })
        })
    }
}

impl Store {
    /// All plans, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn verification_plans(&self) -> Result<Vec<VerificationPlan>, StoreError> {
        let rows: Vec<PlanRow> = self.read(|conn| {
            let newest = (verification_plans::drawn_at.desc(), verification_plans::id);
            Ok(verification_plans::table.order(newest).select(PlanRow::as_select()).load(conn)?)
        })?;
        rows.into_iter().map(PlanRow::into_plan).collect()
    }

    /// Draws once more from the interviews as they were then, and gives whether the same come out.
    ///
    /// # Errors
    /// [`StoreError::UnknownPlan`].
    pub fn redraw_verification(&self, plan: Uuid) -> Result<bool, StoreError> {
        let plan = plan.to_string();
        self.read(|conn| {
            conn.snapshot(|conn| {
                let row: Option<PlanRow> = verification_plans::table
                    .find(&plan)
                    .select(PlanRow::as_select())
                    .get_result(conn)
                    .optional()?;
                let row = row.ok_or_else(|| StoreError::UnknownPlan { id: plan.clone() })?;
                Ok(Drawn::of(conn, &row)?.digest() == row.digest)
            })
        })
    }
}

fn expect_sound(conn: &mut AnyConnection, new: &NewVerification) -> Result<(), StoreError> {
    let code = &new.questionnaire;
    let forms = questionnaires::stored(conn)?.into_iter().filter(|form| form.code == *code);
    let newest = forms.max_by_key(|form| form.version);
    let newest = newest
        .ok_or_else(|| StoreError::UnknownQuestionnaire { code: code.clone(), version: 1 })?;
    let mut problems = question_problems(&new.questions, &newest);
    if !(1..=PER_SURVEYOR_MAX).contains(&new.per_surveyor) {
        let detail = format!("from 1 to {PER_SURVEYOR_MAX} interviews of each surveyor");
        problems.push(Problem::new("out_of_range", "/per_surveyor", detail));
    }
    let tree = units::tree(conn)?;
    if !tree.levels().contains(&&new.level) {
        let known = tree.levels().iter().map(|level| level.as_str()).collect::<Vec<_>>().join(", ");
        let detail = format!("there is no level {}; there are {known}", new.level);
        problems.push(Problem::new("unknown_level", "/level", detail));
    }
    if let Some(unit) = &new.unit {
        units::require(conn, std::iter::once(unit.as_str()))?;
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(StoreError::Invalid { what: "a plan of verification".to_owned(), problems })
}

/// An interview that may be drawn.
struct Candidate {
    id: String,
    surveyor: Code,
    unit: Code,
    case: Option<Code>,
    /// Drawn, and withdrawn since.
    is_gone: bool,
}

impl Candidate {
    /// Whether the respondent could be found, as whoever was drawn could.
    fn is_findable(&self, findable: &HashSet<String>) -> bool {
        self.is_gone || self.case.as_ref().is_some_and(|case| findable.contains(case.as_str()))
    }
}

/// What comes out of a draw.
struct Drawn {
    surveyors: BTreeMap<Code, SurveyorDrawn>,
    /// By surveyor, in the order in which they were drawn.
    chosen: Vec<Candidate>,
}

impl Drawn {
    fn of(conn: &mut AnyConnection, plan: &PlanRow) -> Result<Self, StoreError> {
        let candidates = candidates(conn, plan)?;
        let findable = findable(conn, &candidates, plan.drawn_at)?;
        let mut surveyors: BTreeMap<Code, SurveyorDrawn> = BTreeMap::new();
        let mut strata: BTreeMap<Code, Vec<([u8; 32], Candidate)>> = BTreeMap::new();
        for candidate in candidates {
            let counts = surveyors.entry(candidate.surveyor.clone()).or_default();
            counts.there += 1;
            if candidate.is_findable(&findable) {
                counts.reachable += 1;
                let of_surveyor = strata.entry(candidate.surveyor.clone()).or_default();
                of_surveyor.push((place(&plan.seed, &candidate.id), candidate));
            }
        }
        let mut chosen = Vec::new();
        for (surveyor, mut candidates) in strata {
            candidates.sort_unstable_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
            candidates.truncate(usize::try_from(plan.per_surveyor).unwrap_or(usize::MAX));
            surveyors.entry(surveyor).or_default().drawn = candidates.len() as u64;
            chosen.extend(candidates.into_iter().map(|(_, candidate)| candidate));
        }
        Ok(Self { surveyors, chosen })
    }

    /// The ids drawn, each on a line, by surveyor and in the order in which they were drawn.
    fn digest(&self) -> String {
        let mut digest = Sha256::new();
        for candidate in &self.chosen {
            digest.update(candidate.id.as_bytes());
            digest.update(b"\n");
        }
        hex::encode(digest.finalize())
    }

    fn checks(&self, plan: &PlanRow) -> impl Iterator<Item = CheckRow> {
        let of_surveyor = self.chosen.chunk_by(|one, other| one.surveyor == other.surveyor);
        let row = |(position, candidate): (i64, &Candidate)| CheckRow {
            // Nobody can tell the response by it.
            id: Uuid::new_v4().to_string(),
            plan: plan.id.clone(),
            response_id: candidate.id.clone(),
            surveyor: candidate.surveyor.to_string(),
            unit: candidate.unit.to_string(),
            position,
            state: OPEN.to_owned(),
            tries: 0,
            next_at: plan.drawn_at,
            held_by: None,
            held_until: None,
            checked_by: None,
            checked_at: None,
            report: None,
        };
        of_surveyor.flat_map(move |own| (1..).zip(own).map(row))
    }
}

/// Visits and calls of the plan that surveyors sent until it was drawn, but those that plans before it drew.
fn candidates(conn: &mut AnyConnection, plan: &PlanRow) -> Result<Vec<Candidate>, StoreError> {
    let wanted = plan.wanted()?;
    let taken = taken_before(conn, plan)?;
    let tree = units::tree(conn)?;
    let selection = select(
        conn,
        &ResponseFilter {
            kind: Some(wanted.kind),
            questionnaire: Some(wanted.questionnaire.clone()),
            months: Some(wanted.period.months()),
            ..ResponseFilter::default()
        },
    )?;
    let mut candidates = gone_since(conn, plan)?;
    let page = |conn: &mut AnyConnection, selection: &_, month, after| {
        let rows: Vec<ResponseRow> =
            page_of(selection, month, after).select(ResponseRow::as_select()).load(conn)?;
        Ok(rows)
    };
    let walked = pages(
        conn,
        &selection,
        page,
        |row| row.seq,
        |rows| {
            for row in rows.into_iter().filter(|row| row.seq <= plan.last_seq) {
                candidates.extend(candidate(&row, &wanted, &taken, &tree)?);
            }
            Ok::<_, StoreError>(())
        },
    )?;
    walked?;
    Ok(candidates)
}

fn candidate(
    row: &ResponseRow,
    wanted: &NewVerification,
    taken: &HashSet<String>,
    tree: &UnitTree,
) -> Result<Option<Candidate>, StoreError> {
    let again = [Mode::Visit, Mode::Phone].iter().any(|mode| mode.as_str() == row.mode);
    let within = wanted.unit.as_ref().is_none_or(|unit| {
        tree.position(&row.unit)
            .is_some_and(|place| tree.lineage(place).any(|above| tree.units()[above].code == *unit))
    });
    if !again || !within || taken.contains(&row.id) {
        return Ok(None);
    }
    let what = format!("response {}", row.id);
    let surveyor = sender(&row.source)?;
    surveyor
        .map(|surveyor| {
            Ok(Candidate {
                id: row.id.clone(),
                surveyor,
                unit: parse(&row.unit, &what)?,
                case: row.respondent.as_deref().map(|case| parse(case, &what)).transpose()?,
                is_gone: false,
            })
        })
        .transpose()
}

/// Responses that plans drew before this one.
fn taken_before(conn: &mut AnyConnection, plan: &PlanRow) -> Result<HashSet<String>, StoreError> {
    let taken: Vec<String> = verification_checks::table
        .inner_join(
            verification_plans::table.on(verification_plans::id.eq(verification_checks::plan)),
        )
        .filter(verification_plans::drawn_at.lt(plan.drawn_at))
        .filter(verification_plans::id.ne(&plan.id))
        .select(verification_checks::response_id)
        .load(conn)?;
    Ok(taken.into_iter().collect())
}

/// Responses that this plan drew and that were withdrawn since: without them others would come out.
fn gone_since(conn: &mut AnyConnection, plan: &PlanRow) -> Result<Vec<Candidate>, StoreError> {
    let gone: Vec<CheckRow> = verification_checks::table
        .filter(verification_checks::plan.eq(&plan.id))
        .filter(verification_checks::state.eq(WITHDRAWN))
        .select(CheckRow::as_select())
        .load(conn)?;
    let candidate = |row: CheckRow| {
        let what = row.what();
        let (surveyor, unit) = (parse(&row.surveyor, &what)?, parse(&row.unit, &what)?);
        Ok(Candidate { id: row.response_id, surveyor, unit, case: None, is_gone: true })
    };
    gone.into_iter().map(candidate).collect()
}

/// Numbers of the respondents who could be found at a time.
fn findable(
    conn: &mut AnyConnection,
    candidates: &[Candidate],
    as_of: i64,
) -> Result<HashSet<String>, StoreError> {
    let numbers: Vec<&str> =
        candidates.iter().filter_map(|one| one.case.as_ref()).map(Code::as_str).collect();
    let mut findable = HashSet::new();
    for chunk in numbers.chunks(LOOKED_UP) {
        let known: HashMap<String, _> = contacts::by_cases(conn, chunk)?;
        let there = known.into_iter().filter(|(_, contact)| contact.was_there(as_of));
        findable.extend(there.map(|(case, _)| case));
    }
    Ok(findable)
}
