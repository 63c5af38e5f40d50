#![doc = include_str!("../README.md")]

pub mod attempts;
pub mod contacts;
pub mod error;
pub mod external;
pub mod issues;
pub mod ledger;
pub mod mapping;
pub mod own;
pub mod past_results;
pub mod publicity;
pub mod questionnaire;
mod records;
pub mod reject;
pub mod responses;
pub mod settings;
pub mod table;
pub mod templates;
mod texts;
pub mod units;
pub mod xlsform;

mod answer;
mod cells;
mod date;
mod field;
mod gb18030;
mod group;
mod lines;
mod plan;
mod source;
mod text;

pub use attempts::{AttemptRules, open_attempts, write_attempts};
pub use contacts::{read_contacts, read_quotas};
pub use error::{ExchangeError, Fault};
pub use external::open_external;
pub use gb18030::Gb18030Writer;
pub use issues::open_issues;
pub use ledger::{LedgerIssues, LedgerMapping, open_ledger};
pub use lines::write_cells;
pub use mapping::Mapping;
pub use own::{ResponseWriter, open_own_responses, write_responses};
pub use past_results::open_past_results;
pub use publicity::open_publicity;
pub use questionnaire::{
    QuestionnaireFile, Standard, open_questionnaire, questionnaire_of, questionnaire_toml,
};
pub use records::{RecordRow, Records};
pub use reject::{Reject, RejectWriter, write_rejects};
pub use responses::{Responses, Row, Target, open};
pub use settings::{
    read_calendar, read_fieldwork_rules, read_formula, read_issue_rules, read_questionnaire,
    read_rounds, read_schemes, read_supervision_rules, read_verification_rules,
};
pub use source::Progress;
pub use table::{BYTE_ORDER_MARK, TableWriter, write_table};
pub use templates::Template;
pub use texts::write_texts;
pub use units::{collect_units, read_units, write_units};
pub use xlsform::write_questionnaire;
