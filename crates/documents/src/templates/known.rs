//! The sentences that bulletins are made of, and the values that each of them has.

/// A sentence.
pub(super) struct Sentence {
    /// Its key in the template file.
    pub(super) name: &'static str,
    /// The values that its template may name.
    pub(super) values: &'static [&'static str],
    /// Those that it must say, or it would claim more than the data.
    pub(super) kept: &'static [&'static str],
    /// Those that may be empty.
    pub(super) optional: &'static [&'static str],
}

/// All of them, as the template files list them.
pub(super) const SENTENCES: [Sentence; 27] = [
    Sentence {
        name: "coverage",
        values: &["from", "to", "modes", "responses", "units", "level", "rate", "formula"],
        kept: &["responses"],
        optional: &["rate", "formula"],
    },
    Sentence {
        name: "overall",
        values: &["as_of", "unit", "period", "index", "n", "low", "high", "change"],
        kept: &["as_of", "index", "low", "high", "change"],
        optional: &["change"],
    },
    Sentence {
        name: "change",
        values: &["previous", "adverb", "direction", "points", "significance"],
        kept: &["previous", "direction", "points", "significance"],
        optional: &[],
    },
    Sentence {
        name: "change_level",
        values: &["previous", "significance"],
        kept: &["previous", "significance"],
        optional: &[],
    },
    Sentence {
        name: "rate",
        values: &["rate", "low", "high", "change"],
        kept: &["rate", "low", "high", "change"],
        optional: &["change"],
    },
    Sentence {
        name: "rate_change",
        values: &["previous", "adverb", "direction", "points", "significance"],
        kept: &["previous", "direction", "points", "significance"],
        optional: &[],
    },
    Sentence {
        name: "withheld",
        values: &["as_of", "unit", "period"],
        kept: &["unit"],
        optional: &[],
    },
    Sentence {
        name: "unit_rank",
        values: &["unit", "index", "low", "high", "rank", "rank_low", "rank_high"],
        kept: &["unit", "rank", "rank_low", "rank_high"],
        optional: &[],
    },
    Sentence {
        name: "sole_first",
        values: &["unit", "index", "level"],
        kept: &["unit"],
        optional: &[],
    },
    Sentence {
        name: "sole_last",
        values: &["unit", "index", "level"],
        kept: &["unit"],
        optional: &[],
    },
    Sentence {
        name: "tiers",
        values: &["count", "tiers", "level"],
        kept: &["tiers"],
        optional: &[],
    },
    Sentence { name: "one_tier", values: &["count", "level"], kept: &["count"], optional: &[] },
    Sentence {
        name: "best_tier",
        values: &["count", "units", "level"],
        kept: &["units"],
        optional: &[],
    },
    Sentence {
        name: "last_tier",
        values: &["count", "units", "level"],
        kept: &["units"],
        optional: &[],
    },
    Sentence { name: "small_samples", values: &["units"], kept: &["units"], optional: &[] },
    Sentence { name: "few_points", values: &["units"], kept: &["units"], optional: &[] },
    Sentence {
        name: "risen",
        values: &["previous", "units", "adverb", "significance"],
        kept: &["previous", "units", "significance"],
        optional: &[],
    },
    Sentence {
        name: "fallen",
        values: &["previous", "units", "adverb", "significance"],
        kept: &["previous", "units", "significance"],
        optional: &[],
    },
    Sentence {
        name: "unmoved",
        values: &["count", "level", "previous", "significance"],
        kept: &["count", "significance"],
        optional: &[],
    },
    Sentence {
        name: "all_unmoved",
        values: &["count", "level", "previous", "significance"],
        kept: &["count", "significance"],
        optional: &[],
    },
    Sentence { name: "weakest", values: &["categories"], kept: &["categories"], optional: &[] },
    Sentence {
        name: "target",
        values: &["target", "level", "met", "not_met", "undetermined"],
        kept: &["target", "met", "not_met", "undetermined"],
        optional: &[],
    },
    Sentence { name: "target_missed", values: &["units"], kept: &["units"], optional: &[] },
    Sentence {
        name: "issues",
        values: &["as_of", "open", "overdue", "oldest"],
        kept: &["as_of", "open"],
        optional: &["overdue", "oldest"],
    },
    Sentence {
        name: "issue_rates",
        values: &["received", "rates"],
        kept: &["received", "rates"],
        optional: &[],
    },
    Sentence {
        name: "supervision",
        values: &["rule", "units"],
        kept: &["rule", "units"],
        optional: &[],
    },
    Sentence {
        name: "correction",
        values: &["number", "reason"],
        kept: &["number", "reason"],
        optional: &[],
    },
];
