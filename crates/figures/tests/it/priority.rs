//! What to fix first, from a real database.

use analytics::By;
use figures::{Cut, Figures, Selection, Source};
use jiff::civil::date;
use survey::table::{Lacking, Priorities};
use survey::{Label, Question};

use crate::support::{Survey, code};

/// A questionnaire with two categories and a question about everything together.
fn survey() -> Survey {
    let survey = Survey::new("a", 5);
    let mut form = survey.store.questionnaires().expect("questionnaires").remove(0);
    form.version = 2;
    let mut noise = form.scheme.categories[0].clone();
    noise.code = code("noise");
    form.scheme.categories.push(noise);
    let question = |name: &str, category: Option<&str>, weight: f64| Question {
        code: code(name),
        text: Label::single(name),
        category: category.map(code),
        weight,
        ..form.questions[0].clone()
    };
    let more = [question("noise", Some("noise"), 1.0), question("all", None, 0.0)];
    form.questions.extend(more);
    survey.store.publish_questionnaire(&form).expect("published");
    survey
}

/// So many interviews in ten PSUs of two strata; air goes with everything together, noise doesn't.
fn fill(survey: &Survey, numbers: std::ops::Range<usize>, month: i8) {
    for number in numbers {
        let air = ["5", "4", "3", "2", "1"][number * 7 % 5];
        let noise = ["5", "4", "3", "2", "1"][number * 13 / 3 % 5];
        let all = if number.is_multiple_of(4) { "3" } else { air };
        let answers = [("air", air), ("noise", noise), ("all", all)];
        survey.interview(number, &answers, date(2026, month, 3));
    }
}

fn priorities(survey: &Survey, figures: &Figures, cut: &Cut) -> Priorities {
    let selection = Selection::default();
    let source = Source { store: &survey.store, selection: &selection };
    figures.priorities(source, cut, By::Category).expect("priorities")
}

#[test]
fn importance_is_of_the_whole_area_and_performance_of_the_unit() {
    let survey = survey();
    fill(&survey, 0..240, 8);
    let figures = Figures::load(&survey.store, &Selection::default()).expect("figures");
    let of = |unit: &str| {
        let cut = Cut { unit: Some(unit.to_owned()), ..Cut::default() };
        priorities(&survey, &figures, &cut)
    };
    let (city, town) = (of("city"), of("t1"));
    assert_eq!(city.derivation.respondents, 240);
    assert_eq!(town.derivation, city.derivation);
    assert_eq!(city.rows[0].driver, "air");
    assert_eq!(town.rows[0].importance, city.rows[0].importance);
    assert_eq!((city.rows[0].n, town.rows[0].n), (Some(240), Some(80)));
    assert!(city.rows[0].importance > Some(0.9), "{city:?}");
}

#[test]
fn what_comes_in_or_is_corrected_is_read_again_and_nothing_else() {
    let survey = survey();
    fill(&survey, 0..240, 8);
    let first = Figures::load(&survey.store, &Selection::default()).expect("figures");
    let cut = Cut { period: "2026-08".parse().ok(), ..Cut::default() };
    let before = priorities(&survey, &first, &cut);
    // Another month: the interviews of August are the same.
    fill(&survey, 240..250, 9);
    // What the figures have not counted is not in the importance either.
    fill(&survey, 250..300, 8);
    assert_eq!(priorities(&survey, &first, &cut), before);
    let followed = first.follow(&survey.store, &Selection::default()).expect("followed");
    let after = priorities(&survey, &followed, &cut);
    assert_eq!((before.derivation.respondents, after.derivation.respondents), (240, 290));
    let loaded = Figures::load(&survey.store, &Selection::default()).expect("figures");
    assert_eq!(priorities(&survey, &loaded, &cut), after);
    let stored = survey.store.response(uuid::Uuid::from_u128(3)).expect("read").expect("there");
    survey.store.by("zhang").withdraw(stored.response.id, "on demand").expect("withdrawn");
    let corrected = followed.follow(&survey.store, &Selection::default()).expect("followed");
    assert_eq!(priorities(&survey, &corrected, &cut).derivation.respondents, 289);
}

#[test]
fn too_few_interviews_say_so() {
    let survey = survey();
    fill(&survey, 0..99, 8);
    let figures = Figures::load(&survey.store, &Selection::default()).expect("figures");
    let few = priorities(&survey, &figures, &Cut::default());
    assert_eq!(few.derivation.lacking, Some(Lacking::Respondents(100)));
    assert!(few.rows.iter().all(|row| row.performance.is_some() && row.importance.is_none()));
}
