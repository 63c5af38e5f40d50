//! Interviews of a period → signals of fieldwork, by surveyor or by unit.

use std::collections::{BTreeMap, HashMap};

use analytics::{AnalyticsError, Thresholds};
use store::{ResponseFilter, SENT_BY, Store, StoredResponse};
use survey::signals::{GivenAnswer, Reading, SignalInterview, readings};
use survey::table::{Flag, SignalRow};
use survey::verification::VerificationRules;
use survey::{Code, Language, OptionKind, Period, Questionnaire, Scale, ScoringScheme};

use super::{is_within, names};
use crate::load::Forms;
use crate::{Figures, FiguresError, Source};

/// By whom or what interviews are put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignalSubject {
    /// By who sent them; those of files are nobody's.
    Surveyor,
    /// By the unit of a level in which they were held.
    UnitsOf(Code),
}

/// Which signals are asked for.
#[derive(Debug, Clone)]
pub struct SignalRequest {
    /// When the interviews were held.
    pub period: Period,
    /// By whom or what.
    pub by: SignalSubject,
    /// One surveyor or unit, and no other.
    pub only: Option<Code>,
    /// Units whose interviews are shown, with all below them; everything without. Those of others are only
    /// what is compared with.
    pub within: Option<Vec<Code>>,
    /// Scoring scheme that says what counts as satisfied; the usual one without.
    pub scheme: Option<String>,
    /// When to withhold: of so many interviews.
    pub thresholds: Thresholds,
    /// Language of the names.
    pub language: Language,
}

impl Figures {
    /// What each signal says of each surveyor or unit, in the order of their codes, under the rules in force.
    ///
    /// # Errors
    /// When the scheme or level is unknown, or the store fails.
    pub fn signals(
        &self,
        source: Source<'_>,
        rules: &VerificationRules,
        request: &SignalRequest,
    ) -> Result<Vec<SignalRow>, FiguresError> {
        let interviews = self.looked_at(source, request)?;
        let mut counts: BTreeMap<Code, u64> = BTreeMap::new();
        for subject in interviews.iter().filter_map(|interview| interview.subject.clone()) {
            *counts.entry(subject).or_default() += 1;
        }
        let names = self.names_of(source.store, request)?;
        let limits = Limits {
            shown_from: request.thresholds.shown_from,
            counted_min: rules.signals.counted_min.into(),
        };
        let mut rows = Vec::new();
        for (subject, readings) in readings(&interviews, &rules.signals) {
            if request.only.as_ref().is_some_and(|only| *only != subject) {
                continue;
            }
            let name = names.get(&subject).map_or(subject.as_str(), String::as_str);
            let count = counts.get(&subject).copied().unwrap_or(0);
            let of_subject = |reading| limits.row((&subject, name), request.period, count, reading);
            rows.extend(readings.into_iter().map(of_subject));
        }
        Ok(rows)
    }

    fn names_of(
        &self,
        store: &Store,
        request: &SignalRequest,
    ) -> Result<HashMap<Code, String>, FiguresError> {
        if request.by == SignalSubject::Surveyor {
            return names(store);
        }
        let units = self.tree.units().iter();
        let name =
            |unit: &survey::Unit| (unit.code.clone(), unit.name.get(request.language).to_owned());
        Ok(units.map(name).collect())
    }

    /// The interviews that are counted, as signals look at them.
    fn looked_at(
        &self,
        source: Source<'_>,
        request: &SignalRequest,
    ) -> Result<Vec<SignalInterview>, FiguresError> {
        if let SignalSubject::UnitsOf(level) = &request.by
            && self.tree.at_level(level.as_str()).next().is_none()
        {
            let levels: Vec<&str> = self.tree.levels().into_iter().map(Code::as_str).collect();
            let (level, levels) = (level.to_string(), levels.join(", "));
            return Err(AnalyticsError::UnknownLevel { level, levels }.into());
        }
        let forms = Forms::of(source.store, source.selection)?;
        let reader = Reader::new(&forms, self.scheme(request.scheme.as_deref())?);
        let months = Some(request.period.months());
        let filter = ResponseFilter { months, ..forms.filter() };
        let mut interviews = Vec::new();
        source.store.try_for_each_response(&filter, |stored| {
            let form = forms.asked(&stored.response)?;
            let subject = self.subject(&stored, request);
            interviews.push(reader.read(stored, form, subject)?);
            Ok::<_, FiguresError>(())
        })?;
        Ok(interviews)
    }

    fn subject(&self, stored: &StoredResponse, request: &SignalRequest) -> Option<Code> {
        let unit = stored.response.unit.as_str();
        if !is_within(&self.tree, unit, request.within.as_deref()) {
            return None;
        }
        match &request.by {
            SignalSubject::Surveyor => stored.source.strip_prefix(SENT_BY)?.parse().ok(),
            SignalSubject::UnitsOf(level) => {
                let mut above = self.tree.lineage(self.tree.position(unit)?);
                let place = above.find(|place| self.tree.units()[*place].level == *level)?;
                Some(self.tree.units()[place].code.clone())
            }
        }
    }
}

/// From where on numbers are shown, and signals given.
struct Limits {
    shown_from: u64,
    counted_min: u64,
}

impl Limits {
    fn row(
        &self,
        (subject, name): (&Code, &str),
        period: Period,
        interviews: u64,
        reading: Reading,
    ) -> SignalRow {
        let shown = interviews >= self.shown_from;
        SignalRow {
            subject: subject.as_str().into(),
            subject_name: name.into(),
            period,
            signal: reading.signal,
            interviews,
            counted: shown.then_some(reading.counted),
            of: shown.then_some(reading.of),
            share: reading.share.filter(|_| shown),
            others_share: reading.others.filter(|_| shown),
            limit: reading.limit.filter(|_| shown),
            raised: shown && reading.raised,
            flag: match interviews {
                _ if !shown => Some(Flag::Suppressed),
                few if few < self.counted_min => Some(Flag::SmallN),
                _ => None,
            },
        }
    }
}

/// Knows the places of questions and what their options say.
struct Reader<'a> {
    places: HashMap<&'a Code, usize>,
    scheme: &'a ScoringScheme,
}

impl<'a> Reader<'a> {
    fn new(forms: &'a Forms, scheme: &'a ScoringScheme) -> Self {
        let mut places = HashMap::new();
        for question in forms.versions.iter().flat_map(|form| &form.questions) {
            let next = places.len();
            places.entry(&question.code).or_insert(next);
        }
        Self { places, scheme }
    }

    fn read(
        &self,
        stored: StoredResponse,
        form: &Questionnaire,
        subject: Option<Code>,
    ) -> Result<SignalInterview, FiguresError> {
        let response = stored.response;
        let mut answers = vec![None; self.places.len()];
        for question in &form.questions {
            let scales = form.scales.iter().enumerate();
            let mut scales =
                scales.filter(|(_, scale)| Some(&scale.code) == question.scale.as_ref());
            // Naming what matters most says nothing of satisfaction.
            let found = scales.next().filter(|(_, scale)| !scale.names_priorities());
            let (Some((number, scale)), Some(answer)) =
                (found, response.answers.get(&question.code))
            else {
                continue;
            };
            let option = scale.position(answer).ok_or_else(|| AnalyticsError::UnknownAnswer {
                interview: response.id.to_string(),
                question: question.code.to_string(),
                answer: answer.clone(),
            })?;
            if let Some(place) = self.places.get(&question.code) {
                answers[*place] = Some(self.given(number, scale, option));
            }
        }
        Ok(SignalInterview {
            subject,
            unit: response.unit,
            form: form.version,
            mode: response.mode,
            started_at: response.started_at,
            ended_at: response.ended_at,
            position: response.position,
            answers,
        })
    }

    fn given(&self, number: usize, scale: &Scale, option: usize) -> GivenAnswer {
        let chosen = &scale.options[option];
        // A question that the scheme does not fit is not scored, and its scale says what is negative.
        let satisfied = match self.scheme.apply(scale) {
            Ok(worths) => worths[option].is_some_and(|worth| worth.satisfied),
            Err(_) => chosen.kind == OptionKind::Substantive && !chosen.negative,
        };
        GivenAnswer {
            scale: u16::try_from(number).unwrap_or(u16::MAX),
            option: u16::try_from(option).unwrap_or(u16::MAX),
            kind: chosen.kind,
            satisfied,
        }
    }
}
