//! Which issues are alike: of one category, with the same reason or question, and described alike.
//!
//! Whole numbers and sorted sets all through: the same issues give the same groups, in whatever order they come.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::words::{Text, shared};
use crate::{Code, Problem};

/// An issue as it is compared with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedIssue {
    /// Its id.
    pub id: Uuid,
    /// The unit that has to put it right.
    pub unit: Code,
    /// Its category.
    pub category: Code,
    /// A reason of the category.
    pub reason: Option<Code>,
    /// The question that was answered badly.
    pub question: Option<Code>,
    /// What is wrong.
    pub description: Option<String>,
}

/// When issues are taken to be alike, and how many make a group. No source gives figures for this; these are
/// our own, to be set by whoever looks for groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClusterRules {
    /// Two descriptions are alike from so many percent on: the cosine between their pairs of letters.
    pub similarity: u8,
    /// Issues of a group, at least.
    pub least_issues: u32,
    /// Units of a group, at least: what one unit has is nothing common.
    pub least_units: u32,
}

impl Default for ClusterRules {
    fn default() -> Self {
        Self { similarity: 30, least_issues: 3, least_units: 2 }
    }
}

impl ClusterRules {
    /// Everything that is wrong with them.
    pub fn problems(self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if !(1..=100).contains(&self.similarity) {
            let detail = format!("{} is no share from 1 to 100 percent", self.similarity);
            problems.push(Problem::new("out_of_range", "/similarity", detail));
        }
        let least =
            [("/least_issues", self.least_issues, 2), ("/least_units", self.least_units, 1)];
        for (path, said, from) in least {
            if said < from {
                let detail = format!("{said} is too few; {from} at least");
                problems.push(Problem::new("out_of_range", path, detail));
            }
        }
        problems
    }
}

/// What makes issues of a category a group.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum GroupBasis {
    /// They are described alike.
    Words,
    /// They have the reason in common; no words, or no like ones.
    Reason,
    /// They have the question in common; no words, or no like ones.
    Question,
}

impl GroupBasis {
    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Reason => "reason",
            Self::Question => "question",
        }
    }
}

/// Issues that are alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IssueGroup {
    /// Their category.
    pub category: Code,
    /// Their reason.
    pub reason: Option<Code>,
    /// Their question, where they have no reason.
    pub question: Option<Code>,
    /// What makes them a group.
    pub basis: GroupBasis,
    /// Their ids, sorted.
    pub issues: Vec<Uuid>,
    /// How many each unit has, those with most first.
    pub units: Vec<UnitIssues>,
    /// Words that at least half of them hold, those that most hold first.
    pub words: Vec<SharedWord>,
    /// How alike those are on average that are taken to be alike, in percent; nothing without words.
    pub similarity: Option<usize>,
}

/// How many issues of a group a unit has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnitIssues {
    /// Code of the unit.
    pub unit: Code,
    /// How many.
    pub issues: usize,
}

/// A word, and how many issues of a group hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SharedWord {
    /// The word, or a part of a sentence.
    pub word: String,
    /// How many.
    pub issues: usize,
}

/// What all issues of a group have in common before their words are looked at.
type Kind<'a> = (&'a Code, Option<&'a Code>, Option<&'a Code>);

/// Groups of issues that are alike, those of most units first. No issue is in two.
pub fn groups(issues: &[ReportedIssue], rules: ClusterRules) -> Vec<IssueGroup> {
    let mut kinds: BTreeMap<Kind<'_>, BTreeMap<Uuid, &ReportedIssue>> = BTreeMap::new();
    for issue in issues {
        let question = issue.question.as_ref().filter(|_| issue.reason.is_none());
        let kind = (&issue.category, issue.reason.as_ref(), question);
        kinds.entry(kind).or_default().insert(issue.id, issue);
    }
    let mut groups: Vec<IssueGroup> = kinds
        .into_iter()
        .flat_map(|(kind, issues)| of_kind(kind, &issues.into_values().collect::<Vec<_>>(), rules))
        .collect();
    groups.sort_by(|a, b| {
        let size = |group: &IssueGroup| (group.units.len(), group.issues.len());
        size(b).cmp(&size(a)).then(a.issues.cmp(&b.issues))
    });
    groups
}

/// The groups among issues of one kind, by their words; the others make one by the reason or question alone.
fn of_kind(kind: Kind<'_>, issues: &[&ReportedIssue], rules: ClusterRules) -> Vec<IssueGroup> {
    let text = |issue: &&ReportedIssue| issue.description.as_deref().and_then(Text::new);
    let texts: Vec<Option<Text>> = issues.iter().map(text).collect();
    let alike = Alike::among(&texts, rules.similarity);
    let mut groups = Vec::new();
    let mut others: BTreeSet<usize> = (0..issues.len()).collect();
    for members in alike.parts() {
        if is_enough(&members, issues, rules) {
            others.retain(|place| !members.contains(place));
            groups.push(group(kind, GroupBasis::Words, &members, (issues, &texts, &alike)));
        }
    }
    let basis = match kind {
        (_, Some(_), _) => GroupBasis::Reason,
        (_, None, Some(_)) => GroupBasis::Question,
        // Only a category in common: there is no telling whether it is the same.
        (_, None, None) => return groups,
    };
    let others: Vec<usize> = others.into_iter().collect();
    if is_enough(&others, issues, rules) {
        groups.push(group(kind, basis, &others, (issues, &texts, &alike)));
    }
    groups
}

fn is_enough(members: &[usize], issues: &[&ReportedIssue], rules: ClusterRules) -> bool {
    let units: BTreeSet<&Code> = members.iter().map(|place| &issues[*place].unit).collect();
    let reaches = |n: usize, least: u32| u32::try_from(n).is_ok_and(|n| n >= least);
    reaches(members.len(), rules.least_issues) && reaches(units.len(), rules.least_units)
}

fn group(
    (category, reason, question): Kind<'_>,
    basis: GroupBasis,
    members: &[usize],
    (issues, texts, alike): (&[&ReportedIssue], &[Option<Text>], &Alike),
) -> IssueGroup {
    let mut by_unit: BTreeMap<&Code, usize> = BTreeMap::new();
    for place in members {
        *by_unit.entry(&issues[*place].unit).or_default() += 1;
    }
    let mut units: Vec<UnitIssues> = by_unit
        .into_iter()
        .map(|(unit, issues)| UnitIssues { unit: unit.clone(), issues })
        .collect();
    units.sort_by(|a, b| b.issues.cmp(&a.issues).then(a.unit.cmp(&b.unit)));
    let told: Vec<&Text> = members.iter().filter_map(|place| texts[*place].as_ref()).collect();
    let words = shared(&told).into_iter().map(|(word, issues)| SharedWord { word, issues });
    IssueGroup {
        category: category.clone(),
        reason: reason.cloned(),
        question: question.cloned(),
        basis,
        issues: members.iter().map(|place| issues[*place].id).collect(),
        units,
        words: words.collect(),
        similarity: (basis == GroupBasis::Words).then(|| alike.mean(members)),
    }
}

/// Which texts are alike. Those that are alike to the same one belong together.
struct Alike {
    /// The first text of the part in which each is, by way of others.
    above: Vec<usize>,
    /// Texts that are alike, and by how many percent.
    pairs: HashMap<(usize, usize), usize>,
}

impl Alike {
    fn among(texts: &[Option<Text>], similarity: u8) -> Self {
        let mut alike = Self { above: (0..texts.len()).collect(), pairs: HashMap::new() };
        for (later, text) in texts.iter().enumerate() {
            for (earlier, other) in texts[..later].iter().enumerate() {
                let Some((text, other)) = text.as_ref().zip(other.as_ref()) else { continue };
                let likeness = text.likeness(other);
                if likeness.reaches(similarity) {
                    alike.pairs.insert((earlier, later), likeness.percent());
                    alike.join(earlier, later);
                }
            }
        }
        alike
    }

    fn first(&self, mut place: usize) -> usize {
        while self.above[place] != place {
            place = self.above[place];
        }
        place
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        let (first, second) = (one.min(other), one.max(other));
        self.above[second] = first;
    }

    /// The parts of more than one.
    fn parts(&self) -> Vec<Vec<usize>> {
        let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for place in 0..self.above.len() {
            parts.entry(self.first(place)).or_default().push(place);
        }
        parts.into_values().filter(|part| part.len() > 1).collect()
    }

    fn mean(&self, members: &[usize]) -> usize {
        let members: BTreeSet<usize> = members.iter().copied().collect();
        let inside = self.pairs.iter().filter(|((one, _), _)| members.contains(one));
        let (sum, n) = inside.fold((0, 0), |(sum, n), (_, percent)| (sum + percent, n + 1));
        sum.checked_div(n).unwrap_or(0)
    }
}
