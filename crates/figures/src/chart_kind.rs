//! The kinds of charts, by name.

use std::str::FromStr;

use survey::Language;

/// The charts there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChartKind {
    /// Who is better, really? Units of a level.
    Ranking,
    /// Who moved in the ranking? Units of a level from period to period.
    Movement,
    /// Who changed? Units of a level between two periods.
    Compare,
    /// Where is the problem? Units of a level by category.
    Heatmap,
    /// What moves? Units of a level, or the categories of one unit, over time.
    Trend,
    /// What did people say? The questions of one unit.
    Answers,
    /// What to fix first? The categories of one unit.
    Priority,
    /// How far and how well did we ask? Units of a level.
    Coverage,
    /// Who stands out, given how many answers there are? Units of a level.
    Funnel,
}

impl ChartKind {
    /// All kinds, in the order of menus.
    pub const ALL: [Self; 9] = [
        Self::Ranking,
        Self::Movement,
        Self::Compare,
        Self::Heatmap,
        Self::Trend,
        Self::Answers,
        Self::Priority,
        Self::Coverage,
        Self::Funnel,
    ];

    /// The stable name, as in URLs and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ranking => "ranking",
            Self::Movement => "movement",
            Self::Compare => "compare",
            Self::Heatmap => "heatmap",
            Self::Trend => "trend",
            Self::Answers => "answers",
            Self::Priority => "priority",
            Self::Coverage => "coverage",
            Self::Funnel => "funnel",
        }
    }

    /// What a menu calls it.
    pub fn title(self, language: Language) -> &'static str {
        match self {
            Self::Ranking => language.pick("排名", "Ranking"),
            Self::Movement => language.pick("名次变动", "Rank moves"),
            Self::Compare => language.pick("两期对比", "Changes"),
            Self::Heatmap => language.pick("热力图", "Heat map"),
            Self::Trend => language.pick("走势", "Trend"),
            Self::Answers => language.pick("群众回答", "Answers"),
            Self::Priority => language.pick("改进重点", "Priorities"),
            Self::Coverage => language.pick("覆盖情况", "Coverage"),
            Self::Funnel => language.pick("漏斗图", "Funnel"),
        }
    }
}

impl FromStr for ChartKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.into_iter().map(Self::as_str).collect();
            format!("{text:?} is not a chart: choose {}", names.join(", "))
        })
    }
}
