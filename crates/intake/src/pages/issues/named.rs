//! What the codes of the ledger are called.

use std::collections::HashSet;

use survey::{
    CallBack, Category, Channel, Code, IssueState, Language, Questionnaire, Triage, UnitTree,
};

use crate::State;
use crate::error::HttpError;
use crate::words::Words;

/// Names of units, categories, reasons and questions.
pub(in crate::pages) struct Names {
    pub(in crate::pages) units: UnitTree,
    questionnaires: Vec<Questionnaire>,
    pub(in crate::pages) language: Language,
}

impl Names {
    pub(in crate::pages) fn load(state: &State, language: Language) -> Result<Self, HttpError> {
        let store = state.store();
        let mut questionnaires = store.questionnaires()?;
        // What the newest version says comes first.
        questionnaires.sort_by_key(|form| std::cmp::Reverse(form.version));
        Ok(Self { units: store.unit_tree()?, questionnaires, language })
    }

    /// A unit with the one above it, for villages of different towns share names.
    pub(in crate::pages) fn unit(&self, code: &Code) -> String {
        let Some(place) = self.units.position(code.as_str()) else { return code.to_string() };
        let mut above: Vec<&str> = self
            .units
            .lineage(place)
            .map(|place| self.units.units()[place].name.get(self.language))
            .collect();
        // The root says nothing where all lies in it.
        if above.len() > 1 {
            above.pop();
        }
        above.truncate(2);
        above.reverse();
        above.join(" · ")
    }

    /// The unit that somebody wrote, by its code or by a name that only one has.
    pub(in crate::pages) fn unit_of(&self, text: &str) -> Option<Code> {
        if let Some(unit) = self.units.get(text) {
            return Some(unit.code.clone());
        }
        let is_called = |name: &survey::Label| {
            [Language::Chinese, Language::English].iter().any(|of| name.get(*of) == text)
        };
        let mut called = self.units.units().iter().filter(|unit| is_called(&unit.name));
        let first = called.next()?;
        called.next().is_none().then(|| first.code.clone())
    }

    pub(in crate::pages) fn category(&self, code: &Code) -> String {
        let known = self.category_of(code);
        known.map_or(code.to_string(), |category| category.name.get(self.language).to_owned())
    }

    fn category_of(&self, code: &Code) -> Option<&Category> {
        self.questionnaires.iter().find_map(|form| form.scheme.get(code.as_str()))
    }

    pub(in crate::pages) fn reason(&self, category: &Code, code: &Code) -> String {
        let known = self
            .questionnaires
            .iter()
            .filter_map(|form| form.scheme.get(category.as_str()))
            .find_map(|category| category.reason(code.as_str()));
        known.map_or(code.to_string(), |reason| reason.label.get(self.language).to_owned())
    }

    pub(in crate::pages) fn question(&self, code: &Code) -> String {
        let mut all = self.questionnaires.iter().flat_map(|form| &form.questions);
        let known = all.find(|question| question.code == *code);
        known.map_or(code.to_string(), |question| question.text.get(self.language).to_owned())
    }

    /// Every category once, with its newest name.
    pub(in crate::pages) fn categories(&self) -> Vec<&Category> {
        let mut seen = HashSet::new();
        let all = self.questionnaires.iter().flat_map(|form| &form.scheme.categories);
        all.filter(|category| seen.insert(&category.code)).collect()
    }
}

pub(in crate::pages) fn state(state: IssueState, words: &Words) -> &'static str {
    match state {
        IssueState::Registered => words.issue_is_registered,
        IssueState::Assigned => words.issue_is_assigned,
        IssueState::Rectifying => words.issue_is_rectifying,
        IssueState::Submitted => words.issue_is_submitted,
        IssueState::Explained => words.issue_is_explained,
        IssueState::Escalated => words.issue_is_escalated,
        IssueState::Returned => words.issue_is_returned,
        IssueState::Verified => words.issue_is_verified,
        IssueState::Closed => words.issue_is_closed,
        IssueState::Reopened => words.issue_is_reopened,
        IssueState::Withdrawn => words.issue_is_withdrawn,
    }
}

pub(in crate::pages) fn channel(channel: Channel, words: &Words) -> &'static str {
    match channel {
        Channel::Answer => words.channel_answer,
        Channel::Hotline => words.channel_hotline,
        Channel::Petition => words.channel_petition,
        Channel::Proposal => words.channel_proposal,
        Channel::Mailbox => words.channel_mailbox,
        Channel::Other => words.channel_other,
    }
}

pub(in crate::pages) fn triage(triage: Triage, words: &Words) -> &'static str {
    match triage {
        Triage::HandleNow => words.triage_handle_now,
        Triage::EscalatePolicy => words.triage_escalate_policy,
        Triage::Explain => words.triage_explain,
    }
}

/// What can be said when called back.
pub(in crate::pages) const OUTCOMES: [(&str, CallBack); 3] = [
    ("satisfied", CallBack::Satisfied),
    ("not_satisfied", CallBack::NotSatisfied),
    ("unreachable", CallBack::Unreachable),
];

pub(in crate::pages) fn outcome(outcome: CallBack, words: &Words) -> &'static str {
    match outcome {
        CallBack::Satisfied => words.call_satisfied,
        CallBack::NotSatisfied => words.call_not_satisfied,
        CallBack::Unreachable => words.call_unreachable,
    }
}

/// What a step is called, by its name on the wire.
pub(in crate::pages) fn step(name: &str, words: &Words) -> &'static str {
    match name {
        "register" => words.issue_do_register,
        "triage" => words.issue_do_triage,
        "assign" => words.issue_do_assign,
        "take_up" => words.issue_do_take_up,
        "record_measure" => words.issue_do_record_measure,
        "hand_off" => words.issue_do_hand_off,
        "give_back" => words.issue_do_give_back,
        "return" => words.issue_do_return,
        "submit" => words.issue_do_submit,
        "accept" => words.issue_do_accept,
        "call_back" => words.issue_do_call_back,
        "close" => words.issue_do_close,
        "reopen" => words.issue_do_reopen,
        "publish" => words.issue_do_publish,
        "reply" => words.issue_do_reply,
        "extend" => words.issue_do_extend,
        "withdraw" => words.issue_do_withdraw,
        _ => "",
    }
}
