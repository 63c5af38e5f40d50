//! What is wrong with a mapping beyond the shape of its settings.

use std::collections::BTreeMap;

use survey::problem::{quoted, segment};
use survey::{Code, Problem, Questionnaire};

use super::{DateField, Field, FileForm, IdRule, InstantField, Mapping, Reading, Shape, UnitField};
use crate::date;
use crate::settings::round_problems;
use crate::text::folded;

impl Mapping {
    /// Everything that is wrong with the mapping itself.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.source.trim().is_empty() && !self.own {
            problems.push(missing("/source", "a mapping names its source: source = \"…\""));
        }
        problems.extend(form_problems(&self.file, &self.fields.unit));
        problems.extend(self.field_problems().into_iter().map(|p| p.under("/fields")));
        problems.extend(self.answer_problems().into_iter().map(|p| p.under("/answers")));
        if self.questionnaire.is_some() && self.questionnaire_file.is_some() {
            problems.push(clash("/questionnaire_file", "the questionnaire is given twice"));
        }
        problems
    }

    /// What is wrong between the mapping, its questionnaire and its rounds.
    pub(super) fn problems_with_parts(&self) -> Vec<Problem> {
        let mut problems = round_problems(&self.rounds);
        if let Some(questionnaire) = &self.questionnaire {
            let own = questionnaire.problems().into_iter().map(|p| p.under("/questionnaire"));
            problems.extend(own);
            problems.extend(self.problems_against(questionnaire));
            for (i, round) in self.rounds.iter().enumerate() {
                if (&round.questionnaire, round.version)
                    != (&questionnaire.code, questionnaire.version)
                {
                    let detail = format!(
                        "round {} uses questionnaire {} version {}, the mapping brings {} version {}",
                        round.code,
                        round.questionnaire,
                        round.version,
                        questionnaire.code,
                        questionnaire.version
                    );
                    let path = format!("/rounds/{i}/questionnaire");
                    problems.push(Problem::new("other_questionnaire", path, detail));
                }
            }
        }
        problems
    }

    /// Codes of the mapping that a questionnaire does not have.
    pub fn problems_against(&self, questionnaire: &Questionnaire) -> Vec<Problem> {
        let answers = &self.answers;
        let mut problems = Vec::new();
        for (i, code) in answers.absent.iter().enumerate() {
            if questionnaire.question(code.as_str()).is_none() {
                problems.push(unknown_question(format!("/answers/absent/{i}"), code));
            }
        }
        for (code, reading) in &answers.questions {
            let path = format!("/answers/questions/{}", segment(code.as_str()));
            match questionnaire.question(code.as_str()) {
                None => problems.push(unknown_question(path, code)),
                Some(question) => {
                    let scale = questionnaire.scale_of(question);
                    let knows = |option: &Code| {
                        scale.is_some_and(|scale| scale.position(option.as_str()).is_some())
                    };
                    problems.extend(alias_problems(&path, reading, knows));
                }
            }
        }
        for (code, reading) in &answers.scales {
            let path = format!("/answers/scales/{}", segment(code.as_str()));
            let Some(scale) = questionnaire.scales.iter().find(|scale| scale.code == *code) else {
                let detail = format!("scale {} is not in the questionnaire", quoted(code.as_str()));
                problems.push(Problem::new("unknown_scale", path, detail));
                continue;
            };
            let knows = |option: &Code| scale.position(option.as_str()).is_some();
            problems.extend(alias_problems(&path, reading, knows));
        }
        problems
    }

    fn field_problems(&self) -> Vec<Problem> {
        let fields = &self.fields;
        let mut problems = id_problems(&fields.id);
        match &fields.round {
            Some(round) => problems.extend(one_source(round, "/round")),
            None if self.rounds.len() > 1 => {
                problems.push(missing("/round", "with several rounds a column must say which"));
            }
            None => {}
        }
        problems.extend(one_source(&fields.mode, "/mode"));
        problems.extend(date_problems(&fields.date, "/date"));
        problems.extend(unit_problems(&fields.unit).into_iter().map(|p| p.under("/unit")));
        let optional = [
            (&fields.respondent, "/respondent"),
            (&fields.stratum, "/stratum"),
            (&fields.psu, "/psu"),
            (&fields.weight, "/weight"),
        ];
        for (field, path) in optional {
            problems.extend(field.iter().flat_map(|field| one_source(field, path)));
        }
        let instants = [(&fields.started_at, "/started_at"), (&fields.ended_at, "/ended_at")];
        for (field, path) in instants {
            problems.extend(field.iter().flat_map(|field| instant_problems(field, path)));
        }
        problems
    }

    fn answer_problems(&self) -> Vec<Problem> {
        let answers = &self.answers;
        let mut problems = Vec::new();
        let columns = [
            (&answers.question_column, "/question_column"),
            (&answers.answer_column, "/answer_column"),
        ];
        for (column, path) in columns {
            match (self.file.shape, column) {
                (Shape::Long, None) => problems.push(missing(path, "a long file needs it")),
                (Shape::Wide, Some(_)) => {
                    problems.push(clash(path, "a wide file has one column per question instead"));
                }
                _ => {}
            }
        }
        if answers.all.name.is_some() {
            problems.push(clash("/all/name", "only a single question has a name"));
        }
        for (code, reading) in &answers.scales {
            if reading.name.is_some() {
                let path = format!("/scales/{}/name", segment(code.as_str()));
                problems.push(clash(&path, "only a single question has a name"));
            }
        }
        let mut named: BTreeMap<&str, &Code> = BTreeMap::new();
        for (code, reading) in &answers.questions {
            if let Some(name) = &reading.name
                && let Some(other) = named.insert(name, code)
            {
                let path = format!("/questions/{}/name", segment(code.as_str()));
                problems.push(clash(&path, format!("question {other} has the same name")));
            }
        }
        problems
    }
}

/// What is wrong with how files are laid out.
pub(crate) fn form_problems(form: &FileForm, unit: &UnitField) -> Vec<Problem> {
    let mut problems = Vec::new();
    let unusable = |c: char| !c.is_ascii() || matches!(c, '"' | '\n' | '\r' | '\0');
    if unusable(form.delimiter) {
        let detail = format!("{:?} can't separate fields", form.delimiter);
        problems.push(Problem::new("bad_delimiter", "/file/delimiter", detail));
    }
    if let Some(lookup) = &unit.lookup
        && unusable(lookup.delimiter)
    {
        let detail = format!("{:?} can't separate fields", lookup.delimiter);
        problems.push(Problem::new("bad_delimiter", "/fields/unit/lookup/delimiter", detail));
    }
    problems
}

pub(crate) fn missing(path: &str, detail: impl Into<String>) -> Problem {
    Problem::new("missing_setting", path, detail)
}

pub(crate) fn clash(path: &str, detail: impl Into<String>) -> Problem {
    Problem::new("settings_clash", path, detail)
}

fn unknown_question(path: String, code: &Code) -> Problem {
    let detail = format!("question {} is not in the questionnaire", quoted(code.as_str()));
    Problem::new("unknown_question", path, detail)
}

/// Two aliases that differ only in case or blanks must not mean two options.
fn alias_problems(path: &str, reading: &Reading, knows: impl Fn(&Code) -> bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen = BTreeMap::new();
    for (text, option) in &reading.aliases {
        let path = format!("{path}/aliases/{}", segment(text));
        if !knows(option) {
            let detail = format!("{} is not an option of the scale", quoted(option.as_str()));
            problems.push(Problem::new("unknown_option", path.clone(), detail));
        }
        if seen.insert(folded(text), option).is_some_and(|other| other != option) {
            problems.push(clash(&path, "the same text already means another option"));
        }
    }
    problems
}

fn id_problems(id: &IdRule) -> Vec<Problem> {
    match (&id.uuid, id.key.as_slice()) {
        (None, []) => vec![missing("/id", "name the key columns, or the column with a UUID")],
        (Some(_), [_, ..]) => vec![clash("/id", "give key columns or a UUID column, not both")],
        _ => Vec::new(),
    }
}

pub(crate) fn one_source(field: &Field, path: &str) -> Vec<Problem> {
    let given = usize::from(field.value.is_some())
        + usize::from(field.column.is_some())
        + usize::from(!field.columns.is_empty());
    match given {
        0 => vec![missing(path, "give a value, a column or columns")],
        1 => fold_clashes(&field.values, path),
        _ => vec![clash(path, "give only one of value, column and columns")],
    }
}

fn fold_clashes<T: PartialEq>(values: &BTreeMap<String, T>, path: &str) -> Vec<Problem> {
    let mut seen = BTreeMap::new();
    values
        .iter()
        .filter(|(text, value)| seen.insert(folded(text), *value).is_some_and(|v| v != *value))
        .map(|(text, _)| {
            let path = format!("{path}/values/{}", segment(text));
            clash(&path, "the same text already means something else")
        })
        .collect()
}

pub(crate) fn date_problems(field: &DateField, path: &str) -> Vec<Problem> {
    let mut problems = fold_clashes(&field.values, path);
    match (&field.value, &field.column) {
        (None, None) => problems.push(missing(path, "give a value or a column")),
        (Some(_), Some(_)) => problems.push(clash(path, "give a value or a column, not both")),
        _ => {}
    }
    if let Some(format) = &field.format
        && let Err(reason) = date::check_date_format(field, format)
    {
        problems.push(Problem::new("bad_format", format!("{path}/format"), reason));
    }
    problems
}

fn instant_problems(field: &InstantField, path: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    if field.column.is_empty() {
        problems.push(missing(path, "name the column"));
    }
    if let Err((key, reason)) = date::check_instant(field) {
        problems.push(Problem::new("bad_format", format!("{path}/{key}"), reason));
    }
    problems
}

pub(crate) fn unit_problems(unit: &UnitField) -> Vec<Problem> {
    let given = usize::from(unit.value.is_some())
        + usize::from(unit.column.is_some())
        + usize::from(!unit.levels.is_empty());
    let mut problems = fold_clashes(&unit.values, "");
    match given {
        0 => problems.push(missing("", "give a value, a column or levels")),
        1 => {}
        _ => problems.push(clash("", "give only one of value, column and levels")),
    }
    if unit.levels.is_empty() && unit.lookup.is_some() {
        problems.push(missing("/levels", "a lookup file needs levels"));
    }
    if unit.levels.is_empty() && unit.root.is_some() {
        problems.push(clash("/root", "a root stands above levels, and there are none"));
    }
    if !unit.levels.is_empty() && unit.lookup.is_none() && unit.if_blank.is_some() {
        let detail = "levels use blank_level = \"parent\" instead";
        problems.push(clash("/if_blank", detail));
    }
    for (i, level) in unit.levels.iter().enumerate() {
        problems.extend(fold_clashes(&level.values, &format!("/levels/{i}")));
        let taken = unit.levels[..i].iter().map(|other| &other.level);
        let root = unit.root.iter().map(|root| &root.level);
        if root.chain(taken).any(|other| *other == level.level) {
            let path = format!("/levels/{i}/level");
            problems.push(clash(&path, format!("level {} stands twice", level.level)));
        }
    }
    problems
}
