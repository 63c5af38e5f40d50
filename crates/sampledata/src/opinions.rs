//! From opinions to answers: what one person says to each question.

use std::collections::{BTreeMap, BTreeSet};

use survey::{Code, Mode, Questionnaire};

use crate::dice::Dice;
use crate::texts;
use crate::truth::{self, CUTS, ITEM, LocalTrouble, PERSON, PHONE, QUESTIONS};

/// Option codes of the scale, in its order.
const OPTIONS: [&str; 7] = ["5", "4", "3", "2", "1", "8", "9"];
const DONT_KNOW: usize = 5;
const REFUSED: usize = 6;
/// Options from here to [`DONT_KNOW`] open an issue.
const NEGATIVE: usize = 3;

/// Share of answers that the surveyor forgot to note.
const FORGOTTEN: f64 = 0.003;
/// Share of interviews that break off.
const BROKEN_OFF: f64 = 0.02;
/// Fewest questions asked before an interview counts as partial.
const BREAK_AFTER: u32 = 3;
/// Share of people who are asked for their concern and say nothing.
const SPEECHLESS: f64 = 0.12;

/// What decides what a person says.
pub(crate) struct Person {
    pub(crate) mode: Mode,
    pub(crate) calendar_month: i8,
    pub(crate) community: bool,
    /// Shift of town and village together.
    pub(crate) place: f64,
    pub(crate) trouble: Option<LocalTrouble>,
}

/// Answers and questions not asked.
pub(crate) struct Answers {
    pub(crate) given: BTreeMap<Code, String>,
    pub(crate) not_asked: BTreeSet<Code>,
    /// The interview broke off.
    pub(crate) partial: bool,
}

/// Asks one person all questions.
pub(crate) fn ask(person: &Person, questionnaire: &Questionnaire, dice: &mut Dice) -> Answers {
    let temper = person.place
        + PERSON * dice.normal()
        + if person.mode == Mode::Phone { PHONE } else { 0.0 };
    // Some people know about everything, others about little; the factor averages 1.
    let ignorance = 0.5 + dice.unit();
    let partial = dice.chance(BROKEN_OFF);
    let count = u32::try_from(QUESTIONS.len()).unwrap_or(u32::MAX);
    let asked = if partial { dice.between(BREAK_AFTER, count - 1) } else { count };
    let chosen: Vec<Option<usize>> = (0..QUESTIONS.len())
        .take(asked as usize)
        .map(|position| answer(person, position, temper, ignorance, dice))
        .collect();
    let given = chosen
        .iter()
        .zip(&questionnaire.questions)
        .filter_map(|(option, question)| {
            option.map(|option| (question.code.clone(), OPTIONS[option].to_owned()))
        })
        .collect();
    let mut answers = Answers { given, not_asked: BTreeSet::new(), partial };
    if !partial {
        ask_concern(person, questionnaire, &chosen, &mut answers, dice);
    }
    answers
}

/// Position of the option that a person chooses.
fn answer(
    person: &Person,
    position: usize,
    temper: f64,
    ignorance: f64,
    dice: &mut Dice,
) -> Option<usize> {
    let question = &QUESTIONS[position];
    let mut draw = dice.unit() - FORGOTTEN;
    if draw < 0.0 {
        return None;
    }
    draw -= question.refused;
    if draw < 0.0 {
        return Some(REFUSED);
    }
    if draw < question.dont_know(person.community) * ignorance {
        return Some(DONT_KNOW);
    }
    let trouble = person.trouble.map_or(0.0, |trouble| trouble.shift(position));
    let opinion =
        temper + truth::question(position, person.calendar_month) + trouble + ITEM * dice.normal();
    Some(CUTS.iter().position(|cut| opinion > *cut).unwrap_or(CUTS.len()))
}

/// The question in the respondent's own words, asked after a negative general answer.
fn ask_concern(
    person: &Person,
    questionnaire: &Questionnaire,
    chosen: &[Option<usize>],
    answers: &mut Answers,
    dice: &mut Dice,
) {
    let Some(question) = questionnaire.questions.get(QUESTIONS.len()) else { return };
    let general = chosen.last().copied().flatten();
    if general.is_none_or(|option| !(NEGATIVE..DONT_KNOW).contains(&option)) {
        answers.not_asked.insert(question.code.clone());
    } else if !dice.chance(SPEECHLESS) {
        let text = texts::concern(worst(chosen, dice), person, dice);
        answers.given.insert(question.code.clone(), text);
    }
}

/// Position of a question with the worst opinion, the general one aside.
fn worst(chosen: &[Option<usize>], dice: &mut Dice) -> usize {
    let opinions: Vec<(usize, usize)> = chosen
        .iter()
        .take(QUESTIONS.len() - 1)
        .enumerate()
        .filter_map(|(position, option)| Some((position, (*option)?)))
        .filter(|(_, option)| *option < DONT_KNOW)
        .collect();
    let worst = opinions.iter().map(|(_, option)| *option).max();
    let candidates: Vec<usize> = opinions
        .into_iter()
        .filter(|(_, option)| Some(*option) == worst)
        .map(|(position, _)| position)
        .collect();
    if candidates.is_empty() { 0 } else { *dice.pick(&candidates) }
}

#[cfg(test)]
mod tests {
    use survey::OptionKind;

    use super::*;
    use crate::dice::Stream;
    use crate::rounds::questionnaire;

    #[test]
    fn options_are_those_of_the_questionnaire() {
        let questionnaire = questionnaire().expect("no problems");
        let options = &questionnaire.scales[0].options;
        let codes: Vec<_> = options.iter().map(|option| option.code.as_str()).collect();
        assert_eq!(codes, OPTIONS);
        assert_eq!(options[DONT_KNOW].kind, OptionKind::DontKnow);
        assert_eq!(options[REFUSED].kind, OptionKind::Refused);
        assert!((NEGATIVE..DONT_KNOW).all(|i| options[i].negative));
    }

    #[test]
    fn the_worst_answer_is_found() {
        let mut dice = Dice::new(1, Stream::Truth);
        assert_eq!(worst(&[Some(0), Some(4), Some(6), None, Some(3)], &mut dice), 1);
        assert_eq!(worst(&[Some(5), None], &mut dice), 0);
        let tie = worst(&[Some(1), Some(0), Some(1)], &mut dice);
        assert!(tie == 0 || tie == 2);
    }
}
