//! What is wrong with the mapping of a ledger beyond the shape of its settings.

use std::collections::BTreeMap;

use survey::problem::segment;
use survey::{Channel, LedgerStatus, Problem};

use super::{LedgerMapping, OutcomeFields};
use crate::mapping::Field;
use crate::mapping::check::{
    clash, date_problems, form_problems, missing, one_source, unit_problems,
};

impl LedgerMapping {
    /// Everything that is wrong with the mapping itself.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.source.trim().is_empty() {
            problems.push(missing("/source", "a mapping names its source: source = \"…\""));
        }
        problems.extend(form_problems(&self.file, &self.fields.unit));
        if self.file.shape == crate::mapping::Shape::Long {
            problems.push(clash("/file/shape", "a ledger has one row per issue"));
        }
        problems.extend(self.field_problems().into_iter().map(|p| p.under("/fields")));
        let outcome = self.outcome.iter().flat_map(OutcomeFields::problems);
        problems.extend(outcome.map(|p| p.under("/outcome")));
        if self.questionnaire.is_some() && self.questionnaire_file.is_some() {
            problems.push(clash("/questionnaire_file", "the questionnaire is given twice"));
        }
        problems
    }

    fn field_problems(&self) -> Vec<Problem> {
        let fields = &self.fields;
        let mut problems = Vec::new();
        for (field, path) in [
            (&fields.channel, "/channel"),
            (&fields.number, "/number"),
            (&fields.category, "/category"),
            (&fields.description, "/description"),
        ] {
            problems.extend(one_source(field, path));
        }
        for (field, path) in [(&fields.reason, "/reason"), (&fields.receiver, "/receiver")] {
            problems.extend(field.iter().flat_map(|field| one_source(field, path)));
        }
        problems.extend(date_problems(&fields.opened_on, "/opened_on"));
        problems.extend(unit_problems(&fields.unit).into_iter().map(|p| p.under("/unit")));
        let knows = |text: &str| text.parse::<Channel>().map(drop);
        problems.extend(meanings(&fields.channel, "/channel", knows));
        problems
    }
}

impl OutcomeFields {
    fn problems(&self) -> Vec<Problem> {
        let mut problems = one_source(&self.status, "/status");
        for (field, path) in [
            (&self.due_on, "/due_on"),
            (&self.replied_on, "/replied_on"),
            (&self.closed_on, "/closed_on"),
        ] {
            problems.extend(field.iter().flat_map(|field| date_problems(field, path)));
        }
        let knows = |text: &str| text.parse::<LedgerStatus>().map(drop);
        problems.extend(meanings(&self.status, "/status", knows));
        problems
    }
}

/// Words of ours that there are not: they would be refused on every row.
fn meanings(field: &Field, path: &str, knows: impl Fn(&str) -> Result<(), String>) -> Vec<Problem> {
    let by_text: BTreeMap<String, &String> = field
        .values
        .iter()
        .map(|(from, ours)| (format!("{path}/values/{}", segment(from)), ours))
        .chain(field.value.iter().map(|ours| (format!("{path}/value"), ours)))
        .chain(field.if_blank.iter().map(|ours| (format!("{path}/if_blank"), ours)))
        .collect();
    let wrong = |(path, ours): (String, &String)| {
        knows(ours).err().map(|detail| Problem::new("bad_setting", path, detail))
    };
    by_text.into_iter().filter_map(wrong).collect()
}
