//! Query strings: every unknown name and every unusable value is told, all at once.

use std::ops::RangeInclusive;

use actix_web::web::Query;

use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};
use survey::problem::quoted;

/// More parameters than any of our addresses has.
const PARAMETERS_MAX: usize = 40;

/// A query string on its way to typed values. What is wrong is collected until
/// [`Params::finish`].
#[derive(Debug, Default)]
pub(crate) struct Params {
    pairs: Vec<(String, String)>,
    faults: Vec<Fault>,
}

impl Params {
    /// Reads a query string in which only some names may stand.
    pub(crate) fn read(query: &str, allowed: &[&str]) -> Self {
        // This form of target can't fail: any text is a list of pairs.
        let pairs = Query::<Vec<(String, String)>>::from_query(query)
            .map(Query::into_inner)
            .unwrap_or_default();
        let mut params = Self::default();
        for (name, value) in pairs.into_iter().take(PARAMETERS_MAX) {
            if !allowed.contains(&name.as_str()) {
                let detail = format!("{} is not a parameter here", quoted(&name));
                let fault = Fault::parameter("unknown_parameter", &name, detail);
                params.faults.push(fault.allowing(allowed));
            } else if params.text(&name).is_some() {
                let detail = format!("{name} stands twice");
                params.faults.push(Fault::parameter("duplicate_parameter", &name, detail));
            } else {
                params.pairs.push((name, value));
            }
        }
        params
    }

    /// Forgets what was left empty: that is how a form sends "no choice".
    pub(crate) fn without_blanks(mut self) -> Self {
        self.pairs.retain(|(_, value)| !value.is_empty());
        self
    }

    /// A value as it stands.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A value that a function reads.
    pub(crate) fn parsed<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        match read(self.text(name)?) {
            Ok(value) => Some(value),
            Err(detail) => {
                self.refuse(Fault::parameter("bad_value", name, detail));
                None
            }
        }
    }

    /// One of a few words.
    pub(crate) fn choice<T: Copy>(&mut self, name: &str, choices: &[(&str, T)]) -> Option<T> {
        let value = self.text(name)?;
        if let Some((_, choice)) = choices.iter().find(|(word, _)| *word == value) {
            return Some(*choice);
        }
        let words = choices.iter().map(|(word, _)| *word);
        let detail = format!("{name} {} is none of the choices", quoted(value));
        let fault = Fault::parameter("bad_value", name, detail).allowing(words);
        self.refuse(fault);
        None
    }

    /// A number within bounds.
    pub(crate) fn number(&mut self, name: &str, bounds: RangeInclusive<f64>) -> Option<f64> {
        self.parsed(name, |text| match text.parse::<f64>() {
            Ok(number) if bounds.contains(&number) => Ok(number),
            _ => Err(format!(
                "{name} {} is not a number from {} to {}",
                quoted(text),
                bounds.start(),
                bounds.end()
            )),
        })
    }

    /// Puts a fault on record.
    pub(crate) fn refuse(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// What was wrong.
    pub(crate) fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Fails with everything that was wrong.
    pub(crate) fn finish(self) -> Result<(), HttpError> {
        let detail = match self.faults.as_slice() {
            [] => return Ok(()),
            [only] => only.detail.clone(),
            many => format!("{} things are wrong with the query; see errors", many.len()),
        };
        Err(ProblemDocument::bad_request("bad_query", detail).with(self.faults).into())
    }
}

/// 422 with all faults of a query that can be read and does not fit what is stored, if there are any.
pub(crate) fn refuse_if_any(faults: Vec<Fault>) -> Result<(), HttpError> {
    if faults.is_empty() { Ok(()) } else { Err(ProblemDocument::invalid(faults).into()) }
}
