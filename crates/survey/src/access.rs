//! Who may do what, and where: roles, rights and the part of the unit tree they hold for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::problem::quoted;
use crate::{Code, UnitTree};

/// What somebody is in the survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Visits households (入户调查员).
    Surveyor,
    /// Telephones people (电话访问员).
    Interviewer,
    /// Computes and exports (分析员).
    Analyst,
    /// Reads rankings (领导).
    Leader,
    /// Heads a rated unit (被评单位负责人): sees what it has to put right, and its figures once they are
    /// published.
    UnitHead,
    /// Verifies fieldwork, and whether issues are put right (督查员).
    Supervisor,
    /// Keeps accounts and settings (管理员).
    Administrator,
    /// Reads the audit log (审计员).
    Auditor,
}

/// One thing that somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Right {
    /// Send responses.
    #[serde(rename = "responses:write")]
    SendResponses,
    /// Read single responses, without who gave them.
    #[serde(rename = "responses:read")]
    ReadResponses,
    /// Read indices, rankings and charts; for the head of a rated unit, once they are published.
    #[serde(rename = "figures:read")]
    ReadFigures,
    /// Read published bulletins.
    #[serde(rename = "bulletins:read")]
    ReadBulletins,
    /// Draft bulletins, edit, correct and withdraw them.
    #[serde(rename = "bulletins:write")]
    WriteBulletins,
    /// Review bulletins that others wrote, and publish them.
    #[serde(rename = "bulletins:publish")]
    PublishBulletins,
    /// Read units, questionnaires, rounds and schemes.
    #[serde(rename = "survey:read")]
    ReadSurvey,
    /// Draft questionnaires and publish them.
    #[serde(rename = "survey:manage")]
    ManageSurvey,
    /// Correct stored responses, and withdraw them on demand.
    #[serde(rename = "responses:correct")]
    CorrectResponses,
    /// Take cases, see who they are while they are held, and say what became of them.
    #[serde(rename = "cases:work")]
    WorkCases,
    /// Read how far fieldwork has come.
    #[serde(rename = "fieldwork:read")]
    ReadFieldwork,
    /// Read the ledger of issues, without who complained.
    #[serde(rename = "issues:read")]
    ReadIssues,
    /// Put issues right: take them up, say what was done, submit it.
    #[serde(rename = "issues:work")]
    WorkIssues,
    /// Open issues, give them to owners, accept what those did, call back, close.
    #[serde(rename = "issues:judge")]
    JudgeIssues,
    /// Read supervision orders; for the head of a rated unit, once they are issued.
    #[serde(rename = "orders:read")]
    ReadOrders,
    /// Reply to orders for a unit, and appeal.
    #[serde(rename = "orders:answer")]
    AnswerOrders,
    /// Propose, issue, judge and close orders, and decide about appeals.
    #[serde(rename = "orders:judge")]
    JudgeOrders,
    /// Read what counts for a year: external results, items, letters, scores.
    #[serde(rename = "annual:read")]
    ReadAnnual,
    /// Enter that, correct it, and compute the score of a year.
    #[serde(rename = "annual:enter")]
    EnterResults,
    /// Confirm what others entered or computed.
    #[serde(rename = "annual:confirm")]
    ConfirmResults,
    /// Decide about responses in quarantine.
    #[serde(rename = "quarantine:settle")]
    SettleQuarantine,
    /// Add people, give roles, end sessions.
    #[serde(rename = "accounts:manage")]
    ManageAccounts,
    /// Read the audit log.
    #[serde(rename = "audit:read")]
    ReadAudit,
    /// Ask respondents of elsewhere again whether, and what, they were asked.
    #[serde(rename = "checks:work")]
    WorkChecks,
    /// Draw what is checked, see what came of it and all signals of fieldwork, leave interviews out by rule.
    #[serde(rename = "checks:judge")]
    JudgeChecks,
    /// Read the signals of one's own interviews, and what checks found of them.
    #[serde(rename = "signals:read")]
    ReadSignals,
}

/// A role, for everything or for a unit and all below it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The unit; `None` for everything.
    pub unit: Option<Code>,
}

/// A part of the figures that somebody may see.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sight {
    /// Only what a published bulletin covers.
    pub published: bool,
    /// The unit, with all below it; `None` for all units.
    pub unit: Option<Code>,
}

/// Where a right holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Nowhere.
    Nothing,
    /// In these units and all below them; sorted, at least one.
    Units(Vec<Code>),
    /// Everywhere.
    Everything,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Surveyor,
        Self::Interviewer,
        Self::Analyst,
        Self::Leader,
        Self::UnitHead,
        Self::Supervisor,
        Self::Administrator,
        Self::Auditor,
    ];

    /// Its name in files and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Surveyor => "surveyor",
            Self::Interviewer => "interviewer",
            Self::Analyst => "analyst",
            Self::Leader => "leader",
            Self::UnitHead => "unit_head",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }

    /// Whether figures are shown to it only when they are published: who is rated learns nothing
    /// before everybody does.
    pub fn waits_for_publication(self) -> bool {
        self == Self::UnitHead
    }

    /// What it may do. Nobody may do everything: who keeps accounts does not see figures, who
    /// asks does not see what others answered, and who writes a bulletin does not publish it.
    pub fn rights(self) -> &'static [Right] {
        use Right::{
            AnswerOrders, ConfirmResults, CorrectResponses, EnterResults, JudgeChecks, JudgeIssues,
            JudgeOrders, ManageAccounts, ManageSurvey, PublishBulletins, ReadAnnual, ReadAudit,
            ReadBulletins, ReadFieldwork, ReadFigures, ReadIssues, ReadOrders, ReadResponses,
            ReadSignals, ReadSurvey, SendResponses, SettleQuarantine, WorkCases, WorkChecks,
            WorkIssues, WriteBulletins,
        };
        match self {
            Self::Surveyor | Self::Interviewer => {
                &[SendResponses, WorkCases, WorkChecks, ReadSignals, ReadSurvey]
            }
            Self::Analyst => &[
                ReadResponses,
                ReadFigures,
                ReadBulletins,
                WriteBulletins,
                ReadFieldwork,
                ReadIssues,
                ReadOrders,
                ReadAnnual,
                EnterResults,
                ReadSurvey,
            ],
            Self::Leader => &[
                ReadFigures,
                ReadBulletins,
                PublishBulletins,
                ReadFieldwork,
                ReadIssues,
                ReadOrders,
                JudgeOrders,
                ReadAnnual,
                ConfirmResults,
                ReadSurvey,
            ],
            Self::UnitHead => &[
                ReadFigures,
                ReadBulletins,
                ReadIssues,
                WorkIssues,
                ReadOrders,
                AnswerOrders,
                ReadSurvey,
            ],
            Self::Supervisor => &[
                ReadResponses,
                ReadFigures,
                ReadBulletins,
                ReadFieldwork,
                ReadIssues,
                JudgeIssues,
                ReadOrders,
                JudgeOrders,
                ReadSurvey,
                CorrectResponses,
                SettleQuarantine,
                JudgeChecks,
                ReadSignals,
            ],
            Self::Administrator => &[ManageAccounts, ManageSurvey, ReadSurvey],
            Self::Auditor => &[ReadAudit, ReadSurvey],
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            format!("there is no role {}; there are {known}", quoted(text))
        })
    }
}

impl Right {
    /// All of them.
    pub const ALL: [Self; 26] = [
        Self::SendResponses,
        Self::ReadResponses,
        Self::ReadFigures,
        Self::ReadBulletins,
        Self::WriteBulletins,
        Self::PublishBulletins,
        Self::ReadSurvey,
        Self::ManageSurvey,
        Self::CorrectResponses,
        Self::WorkCases,
        Self::ReadFieldwork,
        Self::ReadIssues,
        Self::WorkIssues,
        Self::JudgeIssues,
        Self::ReadOrders,
        Self::AnswerOrders,
        Self::JudgeOrders,
        Self::ReadAnnual,
        Self::EnterResults,
        Self::ConfirmResults,
        Self::SettleQuarantine,
        Self::ManageAccounts,
        Self::ReadAudit,
        Self::WorkChecks,
        Self::JudgeChecks,
        Self::ReadSignals,
    ];

    /// Its name, as tokens of programs list it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SendResponses => "responses:write",
            Self::ReadResponses => "responses:read",
            Self::ReadFigures => "figures:read",
            Self::ReadBulletins => "bulletins:read",
            Self::WriteBulletins => "bulletins:write",
            Self::PublishBulletins => "bulletins:publish",
            Self::ReadSurvey => "survey:read",
            Self::ManageSurvey => "survey:manage",
            Self::CorrectResponses => "responses:correct",
            Self::WorkCases => "cases:work",
            Self::ReadFieldwork => "fieldwork:read",
            Self::ReadIssues => "issues:read",
            Self::WorkIssues => "issues:work",
            Self::JudgeIssues => "issues:judge",
            Self::ReadOrders => "orders:read",
            Self::AnswerOrders => "orders:answer",
            Self::JudgeOrders => "orders:judge",
            Self::ReadAnnual => "annual:read",
            Self::EnterResults => "annual:enter",
            Self::ConfirmResults => "annual:confirm",
            Self::SettleQuarantine => "quarantine:settle",
            Self::ManageAccounts => "accounts:manage",
            Self::ReadAudit => "audit:read",
            Self::WorkChecks => "checks:work",
            Self::JudgeChecks => "checks:judge",
            Self::ReadSignals => "signals:read",
        }
    }
}

impl FromStr for Right {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|right| right.as_str() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            format!("there is no right {}; there are {known}", quoted(text))
        })
    }
}

/// Where these grants allow something.
pub fn scope(grants: &[Grant], right: Right) -> Scope {
    let mut units = Vec::new();
    for grant in grants.iter().filter(|grant| grant.role.rights().contains(&right)) {
        match &grant.unit {
            None => return Scope::Everything,
            Some(unit) => units.push(unit.clone()),
        }
    }
    units.sort();
    units.dedup();
    if units.is_empty() { Scope::Nothing } else { Scope::Units(units) }
}

/// What these grants let somebody see of the figures; `None` for everything. What is seen before
/// publication comes first.
pub fn sights(grants: &[Grant]) -> Option<Vec<Sight>> {
    let readers = grants.iter().filter(|grant| grant.role.rights().contains(&Right::ReadFigures));
    let mut sights: Vec<Sight> = readers
        .map(|grant| Sight {
            published: grant.role.waits_for_publication(),
            unit: grant.unit.clone(),
        })
        .collect();
    sights.sort();
    sights.dedup();
    let everything = Sight { published: false, unit: None };
    (!sights.contains(&everything)).then_some(sights)
}

impl Scope {
    /// Whether a unit lies within. One that the tree does not know does not.
    pub fn covers(&self, unit: &str, tree: &UnitTree) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::Units(units) => tree.position(unit).is_some_and(|position| {
                tree.lineage(position).any(|above| units.contains(&tree.units()[above].code))
            }),
        }
    }

    /// Whether roles hold within and nowhere else. Without any there is no telling to whom the
    /// account belongs, so that is only within everything.
    pub fn holds(&self, grants: &[Grant], tree: &UnitTree) -> bool {
        let within = |grant: &Grant| {
            grant.unit.as_ref().is_some_and(|unit| self.covers(unit.as_str(), tree))
        };
        *self == Self::Everything || !grants.is_empty() && grants.iter().all(within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Label, Unit};

    fn tree() -> UnitTree {
        let unit = |own: &str, parent: Option<&str>| Unit {
            code: own.parse().expect("a code"),
            name: Label::new(own, own),
            level: "level".parse().expect("a code"),
            parent: parent.map(|code| code.parse().expect("a code")),
            valid_from: None,
            valid_to: None,
        };
        UnitTree::new(vec![
            unit("city", None),
            unit("town", Some("city")),
            unit("village", Some("town")),
            unit("other", Some("city")),
        ])
        .expect("a tree")
    }

    fn grant(role: Role, unit: Option<&str>) -> Grant {
        Grant { role, unit: unit.map(|code| code.parse().expect("a code")) }
    }

    #[test]
    fn a_right_holds_for_the_unit_and_what_is_below() {
        let tree = tree();
        let grants = [grant(Role::Surveyor, Some("town"))];
        let here = scope(&grants, Right::SendResponses);
        for (unit, covered) in
            [("town", true), ("village", true), ("city", false), ("other", false), ("?", false)]
        {
            assert_eq!(here.covers(unit, &tree), covered, "{unit}");
        }
        assert_eq!(scope(&grants, Right::ReadFigures), Scope::Nothing);
        assert!(!Scope::Nothing.covers("city", &tree));
        assert!(Scope::Everything.covers("city", &tree));
    }

    #[test]
    fn an_account_lies_within_when_all_its_roles_do() {
        let tree = tree();
        let town = scope(&[grant(Role::Administrator, Some("town"))], Right::ManageAccounts);
        let roles = |units: &[Option<&str>]| -> Vec<Grant> {
            units.iter().map(|unit| grant(Role::Surveyor, *unit)).collect()
        };
        for (units, within) in [
            (&[Some("town"), Some("village")][..], true),
            (&[Some("town"), Some("other")], false),
            (&[Some("village"), None], false),
            (&[Some("city")], false),
            (&[Some("?")], false),
            (&[], false),
        ] {
            assert_eq!(town.holds(&roles(units), &tree), within, "{units:?}");
            assert!(Scope::Everything.holds(&roles(units), &tree));
            assert!(!Scope::Nothing.holds(&roles(units), &tree));
        }
    }

    #[test]
    fn the_widest_grant_counts() {
        let grants = [grant(Role::Leader, Some("town")), grant(Role::Analyst, None)];
        assert_eq!(scope(&grants, Right::ReadFigures), Scope::Everything);
        assert_eq!(
            scope(&grants[..1], Right::ReadFigures),
            Scope::Units(vec!["town".parse().expect("a code")])
        );
    }

    #[test]
    fn who_is_rated_sees_what_is_published() {
        let sight = |published, unit: Option<&str>| Sight {
            published,
            unit: unit.map(|code| code.parse().expect("a code")),
        };
        let head = grant(Role::UnitHead, Some("town"));
        assert_eq!(sights(std::slice::from_ref(&head)), Some(vec![sight(true, Some("town"))]));
        assert_eq!(sights(&[grant(Role::UnitHead, None)]), Some(vec![sight(true, None)]));
        assert_eq!(sights(&[grant(Role::Surveyor, None)]), Some(vec![]));
        let both = [head.clone(), grant(Role::Leader, Some("other")), head.clone()];
        assert_eq!(
            sights(&both),
            Some(vec![sight(false, Some("other")), sight(true, Some("town"))])
        );
        // Nothing is hidden from who leads everything, whatever else they are.
        assert_eq!(sights(&[head, grant(Role::Leader, None)]), None);
    }

    #[test]
    fn names_read_back() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
            assert_eq!(serde_json::to_value(role).expect("a name"), role.as_str());
        }
        for right in Right::ALL {
            assert_eq!(right.as_str().parse(), Ok(right));
            assert_eq!(serde_json::to_value(right).expect("a name"), right.as_str());
        }
        assert!("root".parse::<Role>().is_err_and(|error| error.contains("surveyor")));
    }

    /// No role alone can both change who may do what and see what people answered.
    #[test]
    fn duties_are_separate() {
        for role in Role::ALL {
            let may = |right| role.rights().contains(&right);
            assert!(
                !(may(Right::ManageAccounts)
                    && (may(Right::ReadResponses) || may(Right::ReadAudit)))
            );
            assert!(!(may(Right::SendResponses) && may(Right::ReadFigures)));
            // Who sees how people answered never sees who they are.
            assert!(!(may(Right::WorkCases) && may(Right::ReadResponses)));
            // Whoever checks knows nothing of the first answers, and does not judge what checks found.
            assert!(!(may(Right::WorkChecks) && may(Right::ReadResponses)));
            assert!(!(may(Right::WorkChecks) && may(Right::JudgeChecks)));
            // Nobody finds put right what their role puts right.
            assert!(!(may(Right::WorkIssues) && may(Right::JudgeIssues)));
            // Nobody judges what their role answers for.
            assert!(!(may(Right::AnswerOrders) && may(Right::JudgeOrders)));
            // Whatever goes out passed through two roles.
            assert!(!(may(Right::WriteBulletins) && may(Right::PublishBulletins)));
            assert!(!(may(Right::ManageAccounts) && may(Right::PublishBulletins)));
            // Whatever counts for a year is entered by one role and confirmed by another.
            assert!(!(may(Right::EnterResults) && may(Right::ConfirmResults)));
            assert!(!(may(Right::ManageSurvey) && may(Right::ConfirmResults)));
            assert!(!role.waits_for_publication() || !may(Right::PublishBulletins));
        }
    }
}
