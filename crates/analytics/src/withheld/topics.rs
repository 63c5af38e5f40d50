//! What numbers are of: interviews, all questions, categories, questions, and how they nest.

use super::About;
use crate::cube::Dimensions;

/// The topic that counts interviews, whatever was answered.
pub(super) const INTERVIEWS: usize = 0;
/// The topic for all questions; those for the categories follow, and then those for the questions.
pub(super) const OVERALL: usize = 1;

/// The split that is none: interviews, and all questions together.
pub(super) const WHOLE: usize = 0;
/// The split of all questions into categories without one above, and questions without a category.
const TOP: usize = 1;

/// Numbers that are shown together or not at all: what one topic is split into.
#[derive(Debug)]
pub(super) struct Split {
    /// The split that the topic is part of itself, which stands before this one.
    pub(super) above: Option<usize>,
    /// How many stand above it.
    pub(super) depth: usize,
    /// What is split.
    pub(super) whole: usize,
    pub(super) topics: Vec<usize>,
}

#[derive(Debug)]
pub(super) struct Topics {
    pub(super) splits: Vec<Split>,
    /// Per topic: the split that it is part of.
    split_of: Vec<usize>,
    /// The topic of the first question.
    pub(super) questions: usize,
}

impl Topics {
    pub(super) fn new(dimensions: &Dimensions) -> Self {
        let of_category = |category: u16| TOP + 1 + usize::from(category);
        let within = |category: Option<u16>| category.map_or(TOP, of_category);
        let categories = dimensions.categories.iter().map(|category| within(category.parent));
        let questions = dimensions.questions.iter().map(|question| within(question.category));
        let above = [None, Some(WHOLE)].into_iter().chain(categories.clone().map(Some));
        let wholes = [INTERVIEWS].into_iter().chain(OVERALL..);
        let mut splits: Vec<Split> = Vec::new();
        for (above, whole) in above.zip(wholes) {
            let depth = above.map_or(0, |above| splits[above].depth + 1);
            splits.push(Split { above, depth, whole, topics: Vec::new() });
        }
        let split_of: Vec<usize> =
            [WHOLE; 2].into_iter().chain(categories).chain(questions).collect();
        for (topic, &split) in split_of.iter().enumerate() {
            splits[split].topics.push(topic);
        }
        Self { splits, split_of, questions: OVERALL + 1 + dimensions.categories.len() }
    }

    pub(super) fn count(&self) -> usize {
        self.split_of.len()
    }

    /// The split that a number is part of.
    pub(super) fn split_of(&self, about: About) -> usize {
        self.split_of[match about {
            About::Interviews => INTERVIEWS,
            About::Overall => OVERALL,
            About::Category(category) => OVERALL + 1 + category,
            About::Question(question) => self.questions + question,
        }]
    }
}
