#![doc = include_str!("../README.md")]

mod annual;
mod answers;
mod bench;
mod bulletin;
mod caption;
mod chart_kind;
mod columns;
mod comparison;
mod coverage;
mod cut;
mod doubts;
mod drawing;
mod error;
mod fieldwork;
mod forecast;
mod issue_rates;
mod leading;
mod load;
mod months;
mod priority;
mod publicity;
mod quality;
mod seal;
mod sight;
mod supervision;
mod tables;
mod twin;
mod verification;
mod words;
mod workbook;

pub use annual::{
    AnnualInputs, AnnualResult, GoalRow, Item, LevelInputs, MOVED_BY, ProgressRow, Reading,
    ReadingError, ScoreCheck, UnitInputs, annual_result, candidates, find_formula, gather,
    goals_of, new_score, not_an_award, progress, sensitivity, standing_score, verify_scores,
};
pub use answers::{AnswerExport, AnswerRequest, Written, answer_codebook};
pub use bench::{BenchTable, RowKey, Sorting};
pub use bulletin::{BulletinRequest, Letterhead};
pub use chart_kind::ChartKind;
pub use columns::column_name;
pub use comparison::MOVEMENT_PERIODS_MAX;
pub use cut::Cut;
pub use documents::DocumentError;
pub use drawing::{Drawing, Look};
pub use error::FiguresError;
pub use fieldwork::{FieldworkRequest, FieldworkRow, fieldwork};
pub use forecast::{
    ConfirmedResults, Forecast, ForecastRequest, PastChoice, confirmed_results, forecast,
};
pub use issue_rates::{
    IssueFunnelLook, IssueRateRequest, category_names, issue_funnel, issue_funnel_chart,
    issue_rates,
};
pub use leading::{
    CategoryIssues, Children, Coverage, FigureLine, Finding, OpenIssues, Overview, Standing, Topic,
    UnitProfile, is_running, open_issues, response_rate,
};
pub use load::{Figures, Selection, Source};
pub use months::{MonthReport, MonthState, check_months, keep_months};
pub use publicity::publicity_counts;
pub use quality::{LATE_AFTER, QualityRequest};
pub use seal::{SealDraft, SealFile, SealRequest, check_period, seal_period};
pub use supervision::{ProposalRequest, condition_text, found_text, proposed_orders};
pub use twin::Twin;
pub use verification::{AgreementRequest, SignalRequest, SignalSubject, agreement};
pub use words::{flag_name, issue_rate_name, level_name, mode_name, weights_name};
pub use workbook::{About, sheet};
