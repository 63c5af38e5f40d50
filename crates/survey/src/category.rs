//! Categories: what a question or an issue is about.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::problem::quoted;
use crate::{Code, Label, Problem};

/// The category that stands for all scored questions together.
pub const OVERALL: &str = "overall";

/// One node of a category scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Category {
    /// The key within its scheme.
    pub code: Code,
    /// What people call it.
    pub name: Label,
    /// The category above, empty at the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Code>,
    /// What people most often name as the reason, offered where an answer was bad.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
}

/// A reason for a bad answer that people need not be asked to put into words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The key within its category.
    pub code: Code,
    /// What people call it.
    pub label: Label,
}

/// A named set of categories. Bureaus differ, so schemes are data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CategoryScheme {
    /// The key.
    pub code: Code,
    /// What people call it.
    pub name: Label,
    /// Its categories, in the order in which reports list them.
    pub categories: Vec<Category>,
}

impl Category {
    /// The reason with a code.
    pub fn reason(&self, code: &str) -> Option<&Reason> {
        self.reasons.iter().find(|reason| reason.code == *code)
    }
}

impl CategoryScheme {
    /// The category with a code.
    pub fn get(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|c| c.code == *code)
    }

    /// Everything that is wrong with the scheme.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut seen = HashSet::new();
        for (i, category) in self.categories.iter().enumerate() {
            let path = format!("/categories/{i}");
            if category.code == *OVERALL {
                problems.push(Problem::new(
                    "reserved_category",
                    &path,
                    "\"overall\" stands for all categories together and can't be one of them",
                ));
            }
            if let Some(parent) = &category.parent
                && !seen.contains(parent)
            {
                problems.push(Problem::new(
                    "unknown_parent",
                    &path,
                    format!("parent {} must stand before its child", quoted(parent.as_str())),
                ));
            }
            if !seen.insert(&category.code) {
                problems.push(Problem::new(
                    "duplicate_category",
                    &path,
                    format!("category {} stands twice", quoted(category.code.as_str())),
                ));
            }
            let mut reasons = HashSet::new();
            for (k, reason) in category.reasons.iter().enumerate() {
                if !reasons.insert(&reason.code) {
                    problems.push(Problem::new(
                        "duplicate_reason",
                        format!("{path}/reasons/{k}"),
                        format!("reason {} stands twice", quoted(reason.code.as_str())),
                    ));
                }
            }
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overall_is_reserved_and_parents_come_first() {
        let category = |code: &str, parent: Option<&str>| Category {
            code: code.parse().expect("a code"),
            name: Label::single(code),
            parent: parent.map(|p| p.parse().expect("a code")),
            reasons: Vec::new(),
        };
        let scheme = CategoryScheme {
            code: "s".parse().expect("a code"),
            name: Label::single("s"),
            categories: vec![
                category("overall", None),
                category("a", Some("b")),
                category("b", None),
                category("b", None),
            ],
        };
        let codes: Vec<_> = scheme.problems().iter().map(|p| p.code).collect();
        assert_eq!(codes, ["reserved_category", "unknown_parent", "duplicate_category"]);
    }
}
