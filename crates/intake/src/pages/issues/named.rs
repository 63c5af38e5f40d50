//! What the codes of the ledger are called.

use survey::{CallBack, Channel, IssueState, LedgerStatus, Triage};

use crate::words::Words;

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

pub(super) fn status(status: LedgerStatus, words: &Words) -> &'static str {
    match status {
        LedgerStatus::Open => words.ledger_open,
        LedgerStatus::Underway => words.ledger_underway,
        LedgerStatus::Closed => words.ledger_closed,
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
        "import" => words.ledger_import,
        _ => "",
    }
}
