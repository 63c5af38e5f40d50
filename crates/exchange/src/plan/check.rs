//! The last gate: every response passes the rules of its round.

use std::collections::HashMap;

use survey::validate::Rules;
use survey::{Code, Questionnaire, Response, Round, UnitTree};

use crate::reject::Flaw;

/// The rules of each round.
#[derive(Debug)]
pub(crate) struct Checks<'a> {
    rules: HashMap<&'a Code, Rules<'a>>,
}

impl<'a> Checks<'a> {
    pub(crate) fn new(
        rounds: &'a [Round],
        questionnaire: &'a Questionnaire,
        units: &'a UnitTree,
    ) -> Self {
        let rules = rounds
            .iter()
            .map(|round| (&round.code, Rules::new(round, questionnaire, units)))
            .collect();
        Self { rules }
    }

    /// Flaws of the response and of single answers. With `keep`, answers at fault are taken out
    /// until the rest passes: without an answer, another may turn out to be closed by its skip
    /// rule.
    pub(crate) fn apply(
        &self,
        response: &mut Response,
        keep: bool,
        column_at: impl Fn(&str) -> String,
    ) -> (Vec<Flaw>, Vec<Flaw>) {
        let Some(rules) = self.rules.get(&response.round) else {
            let value = response.round.to_string();
            let column = column_at("/round");
            return (
                vec![Flaw::new("unknown_round", column, value, "there is no such round")],
                Vec::new(),
            );
        };
        let (mut row, mut answers) = (Vec::new(), Vec::new());
        loop {
            row.clear();
            let mut at_fault = Vec::new();
            for problem in rules.problems(response) {
                let column = column_at(&problem.path);
                let answered = problem.path.strip_prefix("/answers/");
                let code = answered.map(|code| code.replace("~1", "/").replace("~0", "~"));
                let value = code.as_ref().and_then(|code| response.answers.get(code.as_str()));
                let value = value.cloned().unwrap_or_else(|| value_at(response, &problem.path));
                let flaw = Flaw::new(problem.code, column, value, problem.detail);
                match code {
                    Some(code) => {
                        answers.push(flaw);
                        at_fault.push(code);
                    }
                    None => row.push(flaw),
                }
            }
            if at_fault.is_empty() || !keep {
                return (row, answers);
            }
            for code in at_fault {
                response.answers.remove(code.as_str());
            }
        }
    }
}

fn value_at(response: &Response, pointer: &str) -> String {
    match pointer {
        "/round" => response.round.to_string(),
        "/unit" => response.unit.to_string(),
        "/mode" => response.mode.to_string(),
        "/weight" => response.weight.to_string(),
        "/interviewed_on" => response.interviewed_on.to_string(),
        "/started_at" => response.started_at.map(|t| t.to_string()).unwrap_or_default(),
        "/ended_at" => response.ended_at.map(|t| t.to_string()).unwrap_or_default(),
        "/form_version" => response.form_version.map(|v| v.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}
