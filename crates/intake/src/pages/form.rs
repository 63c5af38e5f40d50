//! The form with which a cut is chosen. It works without a script: each choice is a select, and
//! the browser sends them in the address.

use figures::{ChartKind, Figures, MOVEMENT_PERIODS_MAX, level_name, mode_name};
use store::StoreError;
use survey::period::PeriodKind;
use survey::{Language, Mode, OVERALL, Period, Round, RoundKind, ScoringScheme};

use super::view::{Choice, Group, Select};
use crate::State;
use crate::figure::Question;
use crate::words::Words;

/// Periods that a comparison between two is offered from.
const STARTS_MAX: usize = 24;

/// What the form offers besides what the figures hold.
pub(super) struct Offer {
    rounds: Vec<Round>,
    questionnaires: Vec<(String, String)>,
}

impl Offer {
    pub(super) fn load(state: &State, language: Language) -> Result<Self, StoreError> {
        let mut questionnaires: Vec<(String, String)> = Vec::new();
        // Versions come in ascending order; the newest title stays.
        for version in state.store().questionnaires()? {
            let entry = (version.code.to_string(), version.title.get(language).to_owned());
            questionnaires.retain(|(code, _)| *code != entry.0);
            questionnaires.push(entry);
        }
        Ok(Self { rounds: state.store().rounds()?, questionnaires })
    }

    /// The questionnaire of the newest round: what a page shows when nothing was chosen.
    pub(super) fn newest_questionnaire(&self) -> Option<&survey::Code> {
        let newest = self.rounds.iter().max_by_key(|round| round.opens)?;
        Some(&newest.questionnaire)
    }

    /// The selects for a cut, whose defaults are filled in.
    pub(super) fn selects(
        &self,
        uses: Uses,
        question: &Question,
        figures: &Figures,
    ) -> Vec<Select> {
        let language = question.cut.language;
        let words = Words::of(language);
        let plain = |name, label, options| Select::plain(name, label, options);
        let several = self.questionnaires.len() > 1;
        let selects = [
            several
                .then(|| plain("questionnaire", words.questionnaire, self.questionnaires(figures))),
            self.has_mock().then(|| plain("kind", words.kind, kinds(question, words))),
            Some(Select {
                name: "period",
                label: words.period,
                groups: periods(figures, question, words),
            }),
            (uses.starts > 0)
                .then(|| plain("from", words.from, starts(figures, question, uses.starts))),
            uses.level.then(|| plain("level", words.level, levels(figures, question))),
            uses.unit.then(|| plain("unit", words.unit, units(figures, question, uses.level))),
            uses.category.then(|| plain("category", words.category, categories(figures, question))),
            Some(plain("mode", words.mode, self.modes(figures, question))),
            Some(plain("scheme", words.scheme, schemes(figures, question))),
        ];
        selects.into_iter().flatten().collect()
    }

    fn has_mock(&self) -> bool {
        self.rounds.iter().any(|round| round.kind == RoundKind::Mock)
    }

    fn questionnaires(&self, figures: &Figures) -> Vec<Choice> {
        let chosen = figures.questionnaire().code.as_str();
        let choice = |(code, title): &(String, String)| Choice {
            value: code.clone(),
            text: title.clone(),
            selected: code == chosen,
        };
        self.questionnaires.iter().map(choice).collect()
    }

    /// Only modes that a round of this questionnaire uses.
    fn modes(&self, figures: &Figures, question: &Question) -> Vec<Choice> {
        let code = &figures.questionnaire().code;
        let used = |mode: &Mode| {
            let asked = self.rounds.iter().filter(|round| round.questionnaire == *code);
            asked.into_iter().any(|round| round.modes.contains(mode))
        };
        let modes = Mode::ALL.into_iter().filter(used).map(Some);
        std::iter::once(None)
            .chain(modes)
            .map(|mode| Choice {
                value: mode.map_or("", Mode::as_str).to_owned(),
                text: mode_name(mode, question.cut.language).to_owned(),
                selected: question.cut.mode == mode,
            })
            .collect()
    }
}

impl Select {
    pub(super) fn plain(name: &'static str, label: &'static str, options: Vec<Choice>) -> Self {
        Self { name, label, groups: vec![Group { label: "", options }] }
    }
}

/// What a page lets people choose.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of the form, there or not")]
pub(super) struct Uses {
    pub(super) level: bool,
    /// With a level as well: one unit instead of all units of the level.
    pub(super) unit: bool,
    pub(super) category: bool,
    /// Its figures are held against a target.
    pub(super) target: bool,
    /// From how many earlier periods a comparison may start; 0 where nothing is compared.
    pub(super) starts: usize,
}

impl Uses {
    pub(super) fn of(kind: ChartKind) -> Self {
        let level = Self { level: true, ..Self::default() };
        match kind {
            ChartKind::Ranking => Self { category: true, target: true, ..level },
            ChartKind::Movement => {
                Self { category: true, starts: MOVEMENT_PERIODS_MAX - 1, ..level }
            }
            ChartKind::Compare => Self { category: true, starts: STARTS_MAX, ..level },
            ChartKind::Funnel => Self { category: true, ..level },
            ChartKind::Heatmap | ChartKind::Coverage => level,
            ChartKind::Trend => Self { unit: true, category: true, target: true, ..level },
            ChartKind::Answers | ChartKind::Priority => Self { unit: true, ..Self::default() },
        }
    }
}

/// The period in words.
pub(super) fn period_name(period: Period, language: Language) -> String {
    language.pick(period.chinese(), period.to_string())
}

fn kinds(question: &Question, words: &Words) -> Vec<Choice> {
    [
        (RoundKind::Official, "official", words.kind_official),
        (RoundKind::Mock, "mock", words.kind_mock),
    ]
    .map(|(kind, value, text)| Choice {
        value: value.to_owned(),
        text: text.to_owned(),
        selected: question.selection.kind == kind,
    })
    .into()
}

fn periods(figures: &Figures, question: &Question, words: &'static Words) -> Vec<Group> {
    let kinds = [
        (PeriodKind::Month, words.periods_month),
        (PeriodKind::Quarter, words.periods_quarter),
        (PeriodKind::Half, words.periods_half),
        (PeriodKind::Year, words.periods_year),
        (PeriodKind::Semester, words.periods_semester),
    ];
    let choice = |period: Period| Choice {
        value: period.to_string(),
        text: period_name(period, question.cut.language),
        selected: question.cut.period == Some(period),
    };
    kinds
        .into_iter()
        .map(|(kind, label)| {
            let mut periods = figures.periods(&question.cut, kind);
            // A period without interviews may be asked for; the form must not show another one.
            if let Some(chosen) = question.cut.period.filter(|chosen| chosen.kind() == kind)
                && !periods.contains(&chosen)
            {
                periods.insert(0, chosen);
            }
            Group { label, options: periods.into_iter().map(choice).collect() }
        })
        .collect()
}

/// Where a comparison may start: the period before, or an earlier one of its kind.
fn starts(figures: &Figures, question: &Question, most: usize) -> Vec<Choice> {
    let words = Words::of(question.cut.language);
    let before = Choice {
        value: String::new(),
        text: words.from_previous.to_owned(),
        selected: question.cut.from.is_none(),
    };
    let Some(period) = question.cut.period else { return vec![before] };
    let mut starts: Vec<Period> =
        std::iter::successors(Some(period.previous()), |start| Some(start.previous()))
            .take(most)
            .collect();
    let known = figures.periods(&question.cut, period.kind());
    starts.retain(|start| known.contains(start));
    // What was chosen stays chosen, however long ago it was.
    if let Some(chosen) = question.cut.from.filter(|chosen| !starts.contains(chosen)) {
        starts.push(chosen);
    }
    let choice = |start: Period| Choice {
        value: start.to_string(),
        text: period_name(start, question.cut.language),
        selected: question.cut.from == Some(start),
    };
    std::iter::once(before).chain(starts.into_iter().map(choice)).collect()
}

fn levels(figures: &Figures, question: &Question) -> Vec<Choice> {
    let choice = |level: &survey::Code| Choice {
        value: level.to_string(),
        text: level_name(level.as_str(), question.cut.language),
        selected: question.cut.level.as_deref() == Some(level.as_str()),
    };
    figures.tree().levels().into_iter().map(choice).collect()
}

/// All units but those of the lowest level, which would be thousands; indented by depth.
fn units(figures: &Figures, question: &Question, or_all: bool) -> Vec<Choice> {
    let tree = figures.tree();
    let words = Words::of(question.cut.language);
    let levels = tree.levels();
    let lowest = levels.last().filter(|_| levels.len() > 1);
    let all = || Choice {
        value: String::new(),
        text: words.whole.to_owned(),
        selected: question.cut.unit.is_none(),
    };
    let mut choices: Vec<Choice> = or_all.then(all).into_iter().collect();
    for (position, unit) in tree.units().iter().enumerate() {
        let chosen = question.cut.unit.as_deref() == Some(unit.code.as_str());
        if !figures.names(&question.cut, unit.code.as_str()) {
            continue;
        }
        if lowest.is_some_and(|lowest| unit.level == **lowest) && !chosen {
            continue;
        }
        let indent = "\u{3000}".repeat(tree.lineage(position).count() - 1);
        choices.push(Choice {
            value: unit.code.to_string(),
            text: format!("{indent}{}", unit.name.get(question.cut.language)),
            selected: chosen,
        });
    }
    choices
}

fn categories(figures: &Figures, question: &Question) -> Vec<Choice> {
    let language = question.cut.language;
    let chosen = question.cut.category.as_deref().unwrap_or(OVERALL);
    let codes = figures.cube().categories().map(|(code, _)| code.as_str());
    std::iter::once(OVERALL)
        .chain(codes)
        .map(|code| Choice {
            value: code.to_owned(),
            text: figures.category_name(code, language),
            selected: code == chosen,
        })
        .collect()
}

/// Schemes that fit every scored question.
fn schemes(figures: &Figures, question: &Question) -> Vec<Choice> {
    let questionnaire = figures.questionnaire();
    let fits = |scheme: &&ScoringScheme| {
        let scored = questionnaire.questions.iter().filter(|question| question.weight > 0.0);
        let mut scales = scored.filter_map(|question| questionnaire.scale_of(question));
        scales.all(|scale| scheme.apply(scale).is_ok())
    };
    let choice = |scheme: &ScoringScheme| {
        let value = format!("{}@{}", scheme.code, scheme.version);
        Choice {
            selected: question.cut.scheme.as_deref() == Some(&value),
            text: scheme.name.get(question.cut.language).to_owned(),
            value,
        }
    };
    figures.schemes().iter().filter(fits).map(choice).collect()
}
