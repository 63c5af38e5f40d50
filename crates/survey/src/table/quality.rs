//! What stands behind an index: who counts and who doesn't, who said nothing, how late answers came in,
//! and what the design costs.

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Cell, Column, ColumnKind, Flag, Row};
use crate::Period;

/// One line of the table of data quality: a unit in a period.
///
/// All counts and shares are of interviews and answers as they came in, without weights. Each share
/// stands beside what it is a share of. In a unit of too few interviews everything is empty.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct QualityRow {
    /// Unit code.
    #[schemars(with = "String")]
    pub unit_code: CompactString,
    /// Unit name in the language of the table.
    #[schemars(with = "String")]
    pub unit_name: CompactString,
    /// Level of the unit.
    #[schemars(with = "String")]
    pub level: CompactString,
    /// Period.
    pub period: Period,
    /// Mode, or `all`.
    pub mode: &'static str,
    /// Interviews that count for the index, those of units below included.
    pub interviews: Option<u64>,
    /// Of them, those at the door.
    pub visit: Option<u64>,
    /// By telephone.
    pub phone: Option<u64>,
    /// On the web.
    pub web: Option<u64>,
    /// At a service window.
    pub window: Option<u64>,
    /// By mail.
    pub mail: Option<u64>,
    /// Of those that count, broken off: what was answered until then counts.
    pub partial: Option<u64>,
    /// Of those that count, whose case was added by hand instead of drawn: their chance of being asked
    /// is not known.
    pub hand_added: Option<u64>,
    /// Of those that count, held on a day outside of their round, which was moved later.
    pub outside_round: Option<u64>,
    /// Of those that count, corrected after they had come in.
    pub corrected: Option<u64>,
    /// Left out: interviews of mock rounds, or of official ones where mock rounds are looked at. Empty
    /// for whoever sees only what is published.
    pub other_kind: Option<u64>,
    /// Left out: in quarantine until somebody decides. Empty for whoever sees only what is published.
    pub quarantined: Option<u64>,
    /// Of those that count, that a person left out of the second score because a check found that they never
    /// happened. Empty for whoever sees only what is published.
    pub excluded: Option<u64>,
    /// The index of all that count.
    pub index: Option<f64>,
    /// The index without the `excluded`; the same where there are none.
    pub index_without_excluded: Option<f64>,
    /// Questions put to the respondents that count, where options are offered: what the four shares
    /// are of, which add up to 1.
    pub asked: Option<u64>,
    /// Questions that a skip rule or the file left out; nobody kept silent about them.
    pub not_asked: Option<u64>,
    /// Of `asked`: an opinion, whatever it is.
    pub answered_share: Option<f64>,
    /// Of `asked`: don't know.
    pub dont_know_share: Option<f64>,
    /// Of `asked`: refused.
    pub refused_share: Option<f64>,
    /// Of `asked`: nothing at all, neither an opinion nor one of the options for having none.
    pub unanswered_share: Option<f64>,
    /// Interviews that count and were sent one by one, as they are held; files are brought in when it
    /// suits the office, so those that came in by one tell of no delay.
    pub sent: Option<u64>,
    /// Days from an interview to its receipt, by the calendar: the median of `sent`.
    pub lag_median: Option<f64>,
    /// Of `sent`: received more days later than are asked for.
    pub late_share: Option<f64>,
    /// Sum of the weights of the interviews that count.
    pub weight_sum: Option<f64>,
    /// Kish's design effect of unequal weights, 1 + cv² (2.12): by what factor they inflate a
    /// variance, were they unrelated to the answers.
    pub deff_weights: Option<f64>,
    /// Strata with an interview that counts.
    pub strata: Option<u64>,
    /// PSUs with an interview that counts; a respondent who was drawn directly is one.
    pub psus: Option<u64>,
    /// Rows of the unit in the index table: overall and each category.
    pub cells: u64,
    /// Of them, flagged `small_n`.
    pub cells_small_n: u64,
    /// Of them, flagged `low_df`.
    pub cells_low_df: u64,
    /// Of them, flagged `lonely_psu`.
    pub cells_lonely_psu: u64,
    /// Of them, flagged `suppressed`.
    pub cells_suppressed: u64,
    /// `suppressed` where the numbers of the unit are withheld, `small_n` where interviews are few.
    pub flag: Option<Flag>,
}

/// One line of the table of data quality by question: a unit, a period and a question with options.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct QuestionQualityRow {
    /// Unit code.
    #[schemars(with = "String")]
    pub unit_code: CompactString,
    /// Unit name in the language of the table.
    #[schemars(with = "String")]
    pub unit_name: CompactString,
    /// Level of the unit.
    #[schemars(with = "String")]
    pub level: CompactString,
    /// Period.
    pub period: Period,
    /// Mode, or `all`.
    pub mode: &'static str,
    /// Question code.
    #[schemars(with = "String")]
    pub question: CompactString,
    /// Its words, in the language of the table.
    #[schemars(with = "String")]
    pub question_text: CompactString,
    /// Respondents to whom it was put: what the four shares are of, which add up to 1.
    pub asked: Option<u64>,
    /// Respondents for whom a skip rule or the file left it out.
    pub not_asked: Option<u64>,
    /// Of `asked`: an opinion, whatever it is.
    pub answered_share: Option<f64>,
    /// Of `asked`: don't know.
    pub dont_know_share: Option<f64>,
    /// Of `asked`: refused.
    pub refused_share: Option<f64>,
    /// Of `asked`: nothing at all.
    pub unanswered_share: Option<f64>,
    /// `suppressed` where the numbers are withheld, `small_n` where few were asked.
    pub flag: Option<Flag>,
}

impl Row for QualityRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::Text;
        let mut columns = vec![
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("level", Text, |r: &Self| r.level.as_str().into()),
            Column::new("period", Text, |r: &Self| Cell::Text(r.period.to_string().into())),
            Column::new("mode", Text, |r: &Self| r.mode.into()),
            count("interviews", |r: &Self| r.interviews),
            count("visit", |r: &Self| r.visit),
            count("phone", |r: &Self| r.phone),
            count("web", |r: &Self| r.web),
            count("window", |r: &Self| r.window),
            count("mail", |r: &Self| r.mail),
            count("partial", |r: &Self| r.partial),
            count("hand_added", |r: &Self| r.hand_added),
            count("outside_round", |r: &Self| r.outside_round),
            count("corrected", |r: &Self| r.corrected),
            count("other_kind", |r: &Self| r.other_kind),
            count("quarantined", |r: &Self| r.quarantined),
            count("excluded", |r: &Self| r.excluded),
            number("index", |r: &Self| r.index),
            number("index_without_excluded", |r: &Self| r.index_without_excluded),
        ];
        columns.extend(silence(|r: &Self| Silence {
            counts: [r.asked, r.not_asked],
            shares: [r.answered_share, r.dont_know_share, r.refused_share, r.unanswered_share],
        }));
        columns.extend([
            count("sent", |r: &Self| r.sent),
            number("lag_median", |r: &Self| r.lag_median),
            number("late_share", |r: &Self| r.late_share),
            number("weight_sum", |r: &Self| r.weight_sum),
            number("deff_weights", |r: &Self| r.deff_weights),
            count("strata", |r: &Self| r.strata),
            count("psus", |r: &Self| r.psus),
            count("cells", |r: &Self| Some(r.cells)),
            count("cells_small_n", |r: &Self| Some(r.cells_small_n)),
            count("cells_low_df", |r: &Self| Some(r.cells_low_df)),
            count("cells_lonely_psu", |r: &Self| Some(r.cells_lonely_psu)),
            count("cells_suppressed", |r: &Self| Some(r.cells_suppressed)),
            Column::new("flag", Text, |r: &Self| r.flag.map_or("", Flag::as_str).into()),
        ]);
        columns
    }
}

impl Row for QuestionQualityRow {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::Text;
        let mut columns = vec![
            Column::new("unit_code", Text, |r: &Self| r.unit_code.as_str().into()),
            Column::new("unit_name", Text, |r: &Self| r.unit_name.as_str().into()),
            Column::new("level", Text, |r: &Self| r.level.as_str().into()),
            Column::new("period", Text, |r: &Self| Cell::Text(r.period.to_string().into())),
            Column::new("mode", Text, |r: &Self| r.mode.into()),
            Column::new("question", Text, |r: &Self| r.question.as_str().into()),
            Column::new("question_text", Text, |r: &Self| r.question_text.as_str().into()),
        ];
        columns.extend(silence(|r: &Self| Silence {
            counts: [r.asked, r.not_asked],
            shares: [r.answered_share, r.dont_know_share, r.refused_share, r.unanswered_share],
        }));
        columns.push(Column::new("flag", Text, |r: &Self| r.flag.map_or("", Flag::as_str).into()));
        columns
    }
}

/// What both tables say of questions that were put.
struct Silence {
    counts: [Option<u64>; 2],
    shares: [Option<f64>; 4],
}

fn silence<R: 'static>(of: fn(&R) -> Silence) -> Vec<Column<R>> {
    let shares = ["answered_share", "dont_know_share", "refused_share", "unanswered_share"];
    let counts = ["asked", "not_asked"].into_iter().enumerate().map(|(at, name)| {
        Column::new(name, ColumnKind::Count, move |row: &R| of(row).counts[at].into())
    });
    let shares = shares.into_iter().enumerate().map(|(at, name)| {
        Column::new(name, ColumnKind::Number, move |row: &R| of(row).shares[at].into())
    });
    counts.chain(shares).collect()
}

fn count<R: 'static>(name: &'static str, of: fn(&R) -> Option<u64>) -> Column<R> {
    Column::new(name, ColumnKind::Count, move |row: &R| of(row).into())
}

fn number<R: 'static>(name: &'static str, of: fn(&R) -> Option<f64>) -> Column<R> {
    Column::new(name, ColumnKind::Number, move |row: &R| of(row).into())
}
