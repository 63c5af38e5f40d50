//! The life of a bulletin (通报): drafted, reviewed by somebody else, published, and fixed from then on.
//!
//! What is published never changes. Whoever has to correct it drafts the next revision, and the one that
//! is corrected stays readable.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::period::PeriodKind;
use crate::problem::quoted;
use crate::{Code, Period, Problem, RoundKind};

/// What a bulletin is about. Of each there is one published revision at most.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct BulletinSubject {
    /// Code of the questionnaire.
    pub questionnaire: Code,
    /// Official or mock.
    pub kind: RoundKind,
    /// A month, quarter, half-year or year.
    pub period: Period,
    /// The unit that it tells of, with all below it.
    pub unit: Code,
}

/// How far a bulletin has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulletinState {
    /// Being written.
    Draft,
    /// Read and found right by somebody else than who wrote it.
    Reviewed,
    /// What holds.
    Published,
    /// Was published, and a later revision holds now.
    Superseded,
    /// A draft that was given up.
    Withdrawn,
}

/// What is done to a bulletin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BulletinStep {
    /// Another content takes the place of the draft's.
    Edit,
    /// Somebody finds it right.
    Review,
    /// It goes out.
    Publish,
    /// The draft is given up.
    Withdraw,
    /// The next revision is drafted.
    Correct,
    /// The next revision is published.
    Supersede,
}

/// How far a bulletin has come, and by whose hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulletinLife {
    /// How far.
    pub state: BulletinState,
    /// Who drafted it.
    pub made_by: String,
    /// Who wrote the content that it has now.
    pub edited_by: String,
    /// Who found that content right.
    pub reviewed_by: Option<String>,
}

/// Why something can't be done to a bulletin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulletinRefusal {
    /// It has not come so far, or further.
    State {
        /// How far it has come.
        state: BulletinState,
        /// What was to be done.
        step: BulletinStep,
    },
    /// Who reviews must not have written it.
    OwnWork,
}

impl BulletinSubject {
    /// What is wrong with it, as far as can be told without a database.
    pub fn problem(&self) -> Option<Problem> {
        (self.period.kind() == PeriodKind::Semester).then(|| {
            let detail = format!(
                "there are bulletins of a month, quarter, half-year or year, and {} is a semester",
                self.period
            );
            Problem::new("no_bulletin_period", "/period", detail)
        })
    }
}

impl BulletinState {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Draft, Self::Reviewed, Self::Published, Self::Superseded, Self::Withdrawn];

    /// Its name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Reviewed => "reviewed",
            Self::Published => "published",
            Self::Superseded => "superseded",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether it went out, and so never changes.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Published | Self::Superseded)
    }

    /// Where a step leads; nowhere if it can't be taken from here.
    pub fn after(self, step: BulletinStep) -> Option<Self> {
        use BulletinStep::{Correct, Edit, Publish, Review, Supersede, Withdraw};
        match (self, step) {
            (Self::Draft | Self::Reviewed, Edit) => Some(Self::Draft),
            (Self::Draft, Review) => Some(Self::Reviewed),
            (Self::Reviewed, Publish) | (Self::Published, Correct) => Some(Self::Published),
            (Self::Draft | Self::Reviewed, Withdraw) => Some(Self::Withdrawn),
            (Self::Published, Supersede) => Some(Self::Superseded),
            _ => None,
        }
    }
}

impl fmt::Display for BulletinState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for BulletinState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("there is no state {} of a bulletin", quoted(text)))
    }
}

impl BulletinStep {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Edit, Self::Review, Self::Publish, Self::Withdraw, Self::Correct, Self::Supersede];

    /// What is done, and from where it can be.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Edit => ("edited", "a draft, reviewed or not"),
            Self::Review => ("reviewed", "a draft that is not reviewed yet"),
            Self::Publish => ("published", "a reviewed draft"),
            Self::Withdraw => ("withdrawn", "a draft, reviewed or not"),
            Self::Correct => ("corrected", "what is published now"),
            Self::Supersede => ("superseded", "what is published now"),
        }
    }
}

impl BulletinLife {
    /// A draft that somebody made just now.
    pub fn new(by: &str) -> Self {
        let (made_by, edited_by) = (by.to_owned(), by.to_owned());
        Self { state: BulletinState::Draft, made_by, edited_by, reviewed_by: None }
    }

    /// The same after somebody's step.
    ///
    /// # Errors
    /// When it can't be taken from here, or not by them.
    pub fn after(&self, step: BulletinStep, by: &str) -> Result<Self, BulletinRefusal> {
        let refused = BulletinRefusal::State { state: self.state, step };
        let state = self.state.after(step).ok_or(refused)?;
        let mut next = Self { state, ..self.clone() };
        match step {
            BulletinStep::Edit => {
                by.clone_into(&mut next.edited_by);
                next.reviewed_by = None;
            }
            BulletinStep::Review if by == self.made_by || by == self.edited_by => {
                return Err(BulletinRefusal::OwnWork);
            }
            BulletinStep::Review => next.reviewed_by = Some(by.to_owned()),
            BulletinStep::Publish
            | BulletinStep::Withdraw
            | BulletinStep::Correct
            | BulletinStep::Supersede => {}
        }
        Ok(next)
    }
}

impl BulletinRefusal {
    /// Stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::State { .. } => "bulletin_state",
            Self::OwnWork => "own_bulletin",
        }
    }
}

impl fmt::Display for BulletinRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State { state, step } => {
                let (done, from) = step.words();
                write!(f, "the state of the bulletin is {state}; only {from} can be {done}")
            }
            Self::OwnWork => f.write_str(
                "who drafted a bulletin or wrote its content can't review it; have somebody else do it",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn subject(period: &str) -> BulletinSubject {
        BulletinSubject {
            questionnaire: "env".parse().expect("a code"),
            kind: RoundKind::Official,
            period: period.parse().expect("a period"),
            unit: "C".parse().expect("a code"),
        }
    }

    #[test]
    fn a_bulletin_is_of_a_part_of_a_calendar_year() {
        for period in ["2026-09", "2026-Q3", "2026-H2", "2026"] {
            assert_eq!(subject(period).problem(), None, "{period}");
        }
        let problem = subject("2026-S1").problem().expect("a semester is none");
        assert_eq!((problem.code, problem.path.as_str()), ("no_bulletin_period", "/period"));
    }

    #[test]
    fn names_read_back() {
        for state in BulletinState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
            assert_eq!(serde_json::to_value(state).expect("a name"), state.as_str());
        }
        assert!("sent".parse::<BulletinState>().is_err());
    }

    #[test]
    fn the_way_out_leads_past_somebody_else() {
        use BulletinStep::{Edit, Publish, Review};
        let draft = BulletinLife::new("li");
        assert_eq!(draft.after(Review, "li"), Err(BulletinRefusal::OwnWork));
        let refused = draft.after(Publish, "wang").expect_err("nobody has read it");
        assert_eq!(
            refused.to_string(),
            "the state of the bulletin is draft; only a reviewed draft can be published"
        );
        let edited = draft.after(Edit, "wang").expect("edited");
        for hand in ["li", "wang"] {
            assert_eq!(edited.after(Review, hand), Err(BulletinRefusal::OwnWork));
        }
        let reviewed = edited.after(Review, "zhao").expect("reviewed");
        assert_eq!(reviewed.reviewed_by.as_deref(), Some("zhao"));
        let again = reviewed.after(Edit, "li").expect("a draft again");
        assert_eq!((again.state, again.reviewed_by), (BulletinState::Draft, None));
        let published = reviewed.after(Publish, "zhao").expect("published");
        assert_eq!(published.state, BulletinState::Published);
    }

    proptest! {
        /// Whatever is tried by whomever, in any order.
        #[test]
        fn what_goes_out_was_read_by_somebody_else_and_then_stays(
            steps in prop::collection::vec(
                (select(&BulletinStep::ALL[..]), select(&["li", "wang", "zhao"][..])),
                0..40,
            ),
        ) {
            let mut life = BulletinLife::new("li");
            for (step, by) in steps {
                let Ok(next) = life.after(step, by) else { continue };
                if life.state.is_public() {
                    // Nothing of it but whether it holds can change.
                    prop_assert!(next.state.is_public());
                    prop_assert_eq!(&next, &BulletinLife { state: next.state, ..life.clone() });
                }
                prop_assert_ne!(life.state, BulletinState::Withdrawn);
                prop_assert_ne!(life.state, BulletinState::Superseded);
                if matches!(next.state, BulletinState::Reviewed | BulletinState::Published) {
                    let reader = next.reviewed_by.as_deref();
                    prop_assert!(reader.is_some());
                    prop_assert_ne!(reader, Some(next.made_by.as_str()));
                    prop_assert_ne!(reader, Some(next.edited_by.as_str()));
                }
                if next.state == BulletinState::Draft {
                    prop_assert_eq!(&next.reviewed_by, &None);
                }
                life = next;
            }
        }
    }
}
