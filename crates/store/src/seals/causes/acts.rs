//! Which entries of the audit log tell of rows that are put in place and taken away one by one. Where an act
//! puts a row, the log holds its digest: whoever changes on after that is not covered by it.

use crate::audit::Action;

/// What an act leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaves {
    /// The row whose digest the log holds.
    Row,
    /// None.
    Nothing,
}

/// The acts about the rows of a part.
pub(super) fn on(part: &str) -> &'static [(Action, Leaves)] {
    match part {
        "aims" => &[(Action::AimSet, Leaves::Row), (Action::AimRemoved, Leaves::Nothing)],
        "publicity" => {
            &[(Action::PublicityLogged, Leaves::Row), (Action::PublicityRemoved, Leaves::Nothing)]
        }
        "exclusions" => &[
            (Action::ResponseExcluded, Leaves::Row),
            (Action::ResponseIncluded, Leaves::Nothing),
            (Action::ResponseWithdrawn, Leaves::Nothing),
        ],
        "year_entries" => {
            &[(Action::EntryConfirmed, Leaves::Row), (Action::EntrySuperseded, Leaves::Row)]
        }
        "annual_scores" => {
            &[(Action::ScoreConfirmed, Leaves::Row), (Action::ScoreSuperseded, Leaves::Row)]
        }
        _ => &[],
    }
}
