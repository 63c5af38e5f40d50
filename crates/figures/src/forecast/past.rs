//! Store → what an external survey found before, as two people vouch for it.

use std::collections::BTreeSet;

use store::{EntryFilter, Store};
use survey::vouched::{EntryKind, EntryState, ExternalMeasure, ExternalResult, YearEntry};
use survey::{Code, KnownResult, PastResult, PastSource};

use crate::FiguresError;

/// Which confirmed results are those of the external survey.
#[derive(Debug, Clone)]
pub struct PastChoice {
    /// The external survey: without an issuer, results count whose issuer or whose level is called so.
    pub survey: Option<Code>,
    /// Who published them.
    pub issuer: Option<Code>,
    /// Field or category as the issuer calls it.
    pub domain: Code,
}

/// Results that two people vouch for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ConfirmedResults {
    /// Those of the external survey.
    pub known: Vec<KnownResult>,
    /// Issuers whose results are there and are not of that survey.
    pub others: Vec<String>,
}

/// The confirmed scores of an external survey. Rates and ranks alone are left out: no index stands against
/// them.
///
/// # Errors
/// When several issuers could be meant, the one that is named published nothing, or the store fails.
pub fn confirmed_results(
    store: &Store,
    choice: &PastChoice,
) -> Result<ConfirmedResults, FiguresError> {
    let filter = EntryFilter {
        kind: Some(EntryKind::External),
        state: Some(EntryState::Confirmed),
        ..EntryFilter::default()
    };
    let mut results = Vec::new();
    for entry in store.year_entries(&filter)? {
        if let YearEntry::External(own) = entry.entry
            && own.domain == choice.domain
            && let Some(score) = own.points(ExternalMeasure::Score)
        {
            results.push((entry.id, own, score));
        }
    }
    let issuers = |is_wanted: &dyn Fn(&ExternalResult) -> bool| -> Vec<String> {
        let wanted = results.iter().filter(|(_, own, _)| is_wanted(own));
        let issuers: BTreeSet<String> = wanted.map(|(_, own, _)| own.issuer.to_string()).collect();
        issuers.into_iter().collect()
    };
    let meant = issuers(&|own| choice.means(own));
    if let (Some(issuer), []) = (&choice.issuer, meant.as_slice()) {
        let (name, known) = (issuer.to_string(), issuers(&|_| true));
        return Err(FiguresError::UnknownIssuer { name, known });
    }
    if meant.len() > 1 {
        return Err(FiguresError::WhichIssuer(meant));
    }
    let others = issuers(&|own| !choice.means(own));
    results.retain(|(_, own, _)| choice.means(own));
    let known = results.into_iter().map(|(id, own, external)| KnownResult {
        result: PastResult { unit: own.unit, period: own.period, external, mock: None },
        source: PastSource::Entry { id, issuer: own.issuer, document: own.document },
    });
    Ok(ConfirmedResults { known: known.collect(), others })
}

impl PastChoice {
    fn means(&self, own: &ExternalResult) -> bool {
        match (&self.issuer, &self.survey) {
            (Some(issuer), _) => own.issuer == *issuer,
            (None, Some(survey)) => own.issuer == *survey || own.level == *survey,
            (None, None) => true,
        }
    }
}
