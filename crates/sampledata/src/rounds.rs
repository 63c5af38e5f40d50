//! The questionnaire and the rounds that ask it.

use jiff::ToSpan;
use jiff::civil::Date;
use survey::period::PeriodKind;
use survey::{Code, Label, Mode, Month, Period, Problem, Questionnaire, Round, RoundKind};

use crate::calendar::first_day;
use crate::places::code;

/// The questionnaire as a readable file.
pub const QUESTIONNAIRE_TOML: &str = include_str!("../questionnaire.toml");

/// Reads the questionnaire.
pub(crate) fn questionnaire() -> Result<Questionnaire, Vec<Problem>> {
    let questionnaire: Questionnaire = toml::from_str(QUESTIONNAIRE_TOML)
        .map_err(|error| vec![Problem::new("bad_questionnaire", "", error.to_string())])?;
    let problems = questionnaire.problems();
    if problems.is_empty() { Ok(questionnaire) } else { Err(problems) }
}

/// One official round for each quarter that the months touch, then the mock round.
pub(crate) fn rounds(months: u32, questionnaire: &Questionnaire) -> Vec<Round> {
    let mut rounds: Vec<Round> = Vec::new();
    for month in 0..months {
        let quarter = quarter_of(month);
        if rounds.last().is_none_or(|round| round.code.as_str() != quarter.to_string()) {
            rounds.push(official(quarter, questionnaire));
        }
    }
    rounds.push(mock(mock_month(months), questionnaire));
    rounds
}

/// Code of the official round of a month.
pub(crate) fn official_code(month: u32) -> Code {
    code(&quarter_of(month).to_string())
}

/// Code of the mock round.
pub(crate) fn mock_code(months: u32) -> Code {
    code(&format!("{}-MOCK", first_day(mock_month(months)).year()))
}

/// The mock round is held in the last month but one: just before the outside survey.
pub(crate) fn mock_month(months: u32) -> u32 {
    months.saturating_sub(2)
}

fn quarter_of(month: u32) -> Period {
    Period::containing(Month::of(first_day(month)), PeriodKind::Quarter)
}

fn official(quarter: Period, questionnaire: &Questionnaire) -> Round {
    let months = quarter.months();
    let name = Label::new(
        format!("{}生态环境群众满意度调查", quarter.chinese()),
        format!("Satisfaction with the environment, {quarter}"),
    );
    Round {
        code: code(&quarter.to_string()),
        name,
        questionnaire: questionnaire.code.clone(),
        version: questionnaire.version,
        kind: RoundKind::Official,
        mirrors: None,
        modes: vec![Mode::Visit, Mode::Phone],
        opens: day_of(months.start),
        closes: day_of(months.end).saturating_sub(1.day()),
    }
}

fn mock(month: u32, questionnaire: &Questionnaire) -> Round {
    let opens = first_day(month);
    let name = Label::new(
        format!("{}年{}月生态环境群众满意度模拟调查", opens.year(), opens.month()),
        format!(
            "Satisfaction with the environment, mock survey of {}-{:02}",
            opens.year(),
            opens.month()
        ),
    );
    Round {
        code: code(&format!("{}-MOCK", opens.year())),
        name,
        questionnaire: questionnaire.code.clone(),
        version: questionnaire.version,
        kind: RoundKind::Mock,
        mirrors: None,
        modes: vec![Mode::Phone],
        opens,
        closes: opens.last_of_month(),
    }
}

fn day_of(month: Month) -> Date {
    let offset = month.index() - Month::of(first_day(0)).index();
    match u32::try_from(offset) {
        Ok(offset) => first_day(offset),
        // A quarter may begin before the fieldwork does.
        Err(_) => first_day(0).saturating_sub(i64::from(-offset).months()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::truth::QUESTIONS;

    #[test]
    fn the_questionnaire_may_be_published() {
        let questionnaire = questionnaire().expect("no problems");
        let asked: Vec<_> = questionnaire
            .questions
            .iter()
            .filter(|q| q.scale.is_some())
            .map(|q| q.code.as_str())
            .collect();
        let known: Vec<_> = QUESTIONS.iter().map(|q| q.code).collect();
        assert_eq!(asked, known);
    }

    #[test]
    fn two_years_are_eight_quarters_and_one_mock_round() {
        let questionnaire = questionnaire().expect("no problems");
        let rounds = rounds(24, &questionnaire);
        let codes: Vec<_> = rounds.iter().map(|r| r.code.as_str()).collect();
        assert_eq!(codes[0], "2024-Q4");
        assert_eq!(codes[7..], ["2026-Q3", "2026-MOCK"]);
        assert_eq!(rounds[0].closes.to_string(), "2024-12-31");
        assert_eq!(rounds[8].opens.to_string(), "2026-08-01");
    }
}
