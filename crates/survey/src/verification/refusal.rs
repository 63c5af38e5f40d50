//! Who may check an interview: somebody from elsewhere (异地交叉), who does not know what was answered.

use std::fmt;

use crate::{Code, Grant, Right, UnitTree, access};

/// An interview that is to be checked, as far as it matters who does so.
#[derive(Debug, Clone)]
pub struct Checked<'a> {
    /// Code of its unit.
    pub unit: &'a Code,
    /// Who held it.
    pub surveyor: &'a str,
    /// What they are, and where.
    pub grants: &'a [Grant],
    /// Two units that lie in one unit of this level are not apart.
    pub level: &'a Code,
}

/// Why somebody may not check an interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckRefusal {
    /// It is their own.
    OwnInterview,
    /// They are of the place where it was held, or where whoever held it belongs.
    SamePlace {
        /// Code of the place.
        place: Code,
    },
    /// They may read what was answered.
    SeesAnswers,
}

impl CheckRefusal {
    /// All stable names.
    pub const CODES: [&'static str; 3] = ["own_interview", "same_place", "sees_answers"];

    /// Stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OwnInterview => "own_interview",
            Self::SamePlace { .. } => "same_place",
            Self::SeesAnswers => "sees_answers",
        }
    }
}

impl fmt::Display for CheckRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OwnInterview => f.write_str("nobody checks their own interviews"),
            Self::SamePlace { place } => {
                write!(f, "whoever checks must be from elsewhere than {place}")
            }
            Self::SeesAnswers => f.write_str(
                "whoever checks must not know what was answered first, and this account may read it",
            ),
        }
    }
}

/// Whether somebody may check an interview.
///
/// # Errors
/// The rule that stands against it.
pub fn expect_from_elsewhere(
    checker: &str,
    grants: &[Grant],
    checked: &Checked<'_>,
    tree: &UnitTree,
) -> Result<(), CheckRefusal> {
    if checker == checked.surveyor {
        return Err(CheckRefusal::OwnInterview);
    }
    if access::scope(grants, Right::ReadResponses).covers(checked.unit.as_str(), tree) {
        return Err(CheckRefusal::SeesAnswers);
    }
    let own: Vec<&Code> = grants.iter().filter_map(|grant| grant.unit.as_ref()).collect();
    let theirs = checked.grants.iter().filter_map(|grant| grant.unit.as_ref());
    for place in theirs.chain([checked.unit]).filter_map(|unit| place_of(unit, checked.level, tree))
    {
        if own.iter().any(|unit| place_of(unit, checked.level, tree) == Some(place)) {
            return Err(CheckRefusal::SamePlace { place: place.clone() });
        }
    }
    Ok(())
}

/// The unit of a level that a unit lies in or is. Of what lies above there is none: whoever works for the
/// whole district is of no town.
fn place_of<'a>(unit: &Code, level: &Code, tree: &'a UnitTree) -> Option<&'a Code> {
    let units = tree.lineage(tree.position(unit.as_str())?).map(|at| &tree.units()[at]);
    let mut units = units.filter(|above| above.level == *level);
    units.next().map(|place| &place.code)
}
