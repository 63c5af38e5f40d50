//! The choices of the workbench.

use figures::{Figures, weights_name};
use survey::Weights;

use super::asked::{Asked, View};
use super::quality;
use crate::figure::WEIGHTS;
use crate::pages::form::{Offer, Uses};
use crate::pages::view::{Choice, Group, Select};
use crate::words::Words;

/// The choices, which view first.
pub(super) fn selects(
    asked: &Asked,
    offer: &Offer,
    figures: &Figures,
    words: &'static Words,
) -> Vec<Select> {
    let choice = |value: &str, text: &str, selected| Choice {
        value: value.to_owned(),
        text: text.to_owned(),
        selected,
    };
    let views = View::ALL.map(|(name, view)| {
        let text = match view {
            View::Index => words.bench_index,
            View::Changes => words.bench_changes,
            View::ModeEffects => words.bench_modes,
            View::Bounds => words.bench_bounds,
            View::Quality => words.bench_quality,
        };
        choice(name, text, asked.view == view)
    });
    let by = asked.by();
    let splits = [
        ("", words.category, None),
        ("question", words.bench_question, Some("question")),
        ("mode", words.mode, Some("mode")),
    ];
    let splits = splits.map(|(value, text, of)| choice(value, text, by == of));
    let mut selects = vec![Select::plain("view", words.bench_view, views.into())];
    if asked.view.splits() {
        selects.push(Select::plain("by", words.bench_by, splits.into()));
    }
    if asked.view == View::Quality {
        selects.push(quality::split(asked, words));
    }
    let category = asked.view.scores();
    let uses = Uses { level: true, unit: true, category, ..Uses::default() };
    for mut select in offer.selects(uses, &asked.question, figures) {
        match select.name {
            "period" => selects.push(earlier(&select, asked, words)),
            "category" if asked.view.splits() => every_category(&mut select, asked, words),
            "scheme" if asked.view.scores() => {
                selects.push(Select::plain(WEIGHTS, words.bench_weights, weights(asked)));
            }
            _ => {}
        }
        selects.push(select);
    }
    selects
}

/// Weighted or not.
fn weights(asked: &Asked) -> Vec<Choice> {
    let choice = |weights: Weights| Choice {
        value: weights.to_string(),
        text: weights_name(weights, asked.locale.language).to_owned(),
        selected: asked.question.cut.weights == weights,
    };
    Weights::ALL.map(choice).into()
}

/// The same periods, to begin with one of them.
fn earlier(periods: &Select, asked: &Asked, words: &'static Words) -> Select {
    let none = Choice {
        value: String::new(),
        text: words.bench_one_period.to_owned(),
        selected: asked.from.is_none(),
    };
    let copy = |choice: &Choice| Choice {
        value: choice.value.clone(),
        text: choice.text.clone(),
        selected: asked.from.is_some_and(|from| from.to_string() == choice.value),
    };
    let group = |group: &Group| Group {
        label: group.label,
        options: group.options.iter().map(copy).collect(),
    };
    let groups = std::iter::once(Group { label: "", options: vec![none] });
    let groups = groups.chain(periods.groups.iter().map(group)).collect();
    Select { name: "from", label: words.bench_from, groups }
}

fn every_category(select: &mut Select, asked: &Asked, words: &Words) {
    let none = asked.question.cut.category.is_none();
    for group in &mut select.groups {
        if none {
            group.options.iter_mut().for_each(|option| option.selected = false);
        }
        let text = words.bench_every_category.to_owned();
        group.options.insert(0, Choice { value: String::new(), text, selected: none });
    }
}
