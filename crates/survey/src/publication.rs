//! What holds for questionnaires that are made here, beyond what any questionnaire must keep.
//!
//! A foreign survey was asked as it was asked: its scales may lean to one side or offer no
//! don't-know, and its answers are still worth reading. Whoever writes a new questionnaire can do
//! better, so [`Questionnaire::publication_problems`] refuses more than
//! [`Questionnaire::problems`] does.

use crate::problem::quoted;
use crate::wording::is_blank;
use crate::{Label, OptionKind, Problem, Question, Questionnaire, Scale};

impl Questionnaire {
    /// Everything that stands against publishing a questionnaire made here:
    /// [`Self::problems`], and scales that lean or that force an opinion, rules that never open
    /// their question, and empty words.
    pub fn publication_problems(&self) -> Vec<Problem> {
        let mut problems = self.problems();
        for (i, scale) in self.scales.iter().enumerate() {
            let path = format!("/scales/{i}");
            problems.extend(scale.leaning().map(|problem| problem.under(&path)));
            if self.is_scored(scale) && !scale.offers(OptionKind::DontKnow) {
                problems.push(Problem::new(
                    "no_dont_know",
                    format!("{path}/options"),
                    format!(
                        "scale {} needs an option of the kind dont_know (不了解): who has no \
                         opinion must not be made to give one",
                        quoted(scale.code.as_str())
                    ),
                ));
            }
        }
        for (i, question) in self.questions.iter().enumerate() {
            if question.relevant.as_ref().is_some_and(|rule| rule.any_of.is_empty()) {
                problems.push(Problem::new(
                    "empty_rule",
                    format!("/questions/{i}/relevant/any_of"),
                    "the rule names no option, so the question would never be asked",
                ));
            }
        }
        self.each_label(|path, label| {
            if is_blank(&label.zh) {
                problems.push(Problem::new("empty_label", path, "the text is empty"));
            }
        });
        problems
    }

    /// What may be published and yet deserves a look: words that have no English. They are then
    /// shown in Chinese on English pages.
    pub fn publication_warnings(&self) -> Vec<Problem> {
        let mut warnings = Vec::new();
        self.each_label(|path, label| {
            if label.en.as_ref().is_none_or(|text| is_blank(text)) {
                let detail = format!("{} has no English", quoted(&label.zh));
                warnings.push(Problem::new("no_english", path, detail));
            }
        });
        warnings
    }

    /// Whether answers on the scale count in an index.
    fn is_scored(&self, scale: &Scale) -> bool {
        let scored = |question: &&Question| question.weight != 0.0;
        self.questions
            .iter()
            .filter(scored)
            .any(|question| question.scale.as_ref() == Some(&scale.code))
    }

    /// Hands on every text that people read, with its path.
    fn each_label(&self, mut see: impl FnMut(String, &Label)) {
        see("/title".to_owned(), &self.title);
        for (name, label) in [("/opening", &self.opening), ("/closing", &self.closing)] {
            if let Some(label) = label {
                see(name.to_owned(), label);
            }
        }
        see("/scheme/name".to_owned(), &self.scheme.name);
        for (i, category) in self.scheme.categories.iter().enumerate() {
            let path = format!("/scheme/categories/{i}");
            see(format!("{path}/name"), &category.name);
            for (k, reason) in category.reasons.iter().enumerate() {
                see(format!("{path}/reasons/{k}/label"), &reason.label);
            }
        }
        for (i, scale) in self.scales.iter().enumerate() {
            for (k, option) in scale.options.iter().enumerate() {
                see(format!("/scales/{i}/options/{k}/label"), &option.label);
            }
        }
        for (i, question) in self.questions.iter().enumerate() {
            see(format!("/questions/{i}/text"), &question.text);
            if let Some(hint) = &question.hint {
                see(format!("/questions/{i}/hint"), hint);
            }
        }
    }
}

impl Scale {
    /// Whether an option is of a kind.
    fn offers(&self, kind: OptionKind) -> bool {
        self.options.iter().any(|option| option.kind == kind)
    }

    /// A balanced scale has as many negative options as positive ones; of an odd number the middle
    /// one is neutral, whether it opens an issue or not. Positive ones come first.
    fn leaning(&self) -> Option<Problem> {
        let negative: Vec<bool> = self
            .options
            .iter()
            .filter(|option| option.kind == OptionKind::Substantive)
            .map(|option| option.negative)
            .collect();
        let (steps, half) = (negative.len(), negative.len() / 2);
        let count = negative.iter().filter(|negative| **negative).count();
        // Of too few options, or none that is negative, `Scale::problems` tells.
        if steps < 2 || count == 0 {
            return None;
        }
        let code = quoted(self.code.as_str());
        if count < half || count > steps - half {
            let middle = if steps % 2 == 1 { ", and one in the middle" } else { "" };
            let detail = format!(
                "scale {code} leans to one side: of its {steps} options {count} are negative, and \
                 in balance there are {half} good ones, {half} bad ones{middle}"
            );
            return Some(Problem::new("unbalanced_scale", "/options", detail));
        }
        let sorted =
            !negative[..half].contains(&true) && !negative[steps - half..].contains(&false);
        (!sorted).then(|| {
            let detail =
                format!("scale {code} must run from best to worst, the negative ones last");
            Problem::new("scale_order", "/options", detail)
        })
    }
}
