//! Names of what can be wrong, by what is judged. Tests hold every answer against them.

/// A query string that can't be read.
pub(super) const QUERY: &[&str] = &["bad_value", "duplicate_parameter", "unknown_parameter"];

/// A request whose body can't be read, or whose query string.
pub(super) const BAD_REQUEST: &[&str] =
    &["bad_value", "duplicate_parameter", "malformed_json", "unknown_parameter"];

/// A cut that does not fit the data.
pub(super) const CUT: &[&str] = &[
    "no_interviews",
    "not_published",
    "scheme_does_not_fit",
    "unknown_category",
    "unknown_level",
    "unknown_questionnaire",
    "unknown_scheme",
    "unknown_unit",
    "which_questionnaire",
];

/// As [`CUT`], of an index table.
pub(super) const INDEX_CUT: &[&str] = &[
    "level_and_unit",
    "no_interviews",
    "not_published",
    "scheme_does_not_fit",
    "unknown_category",
    "unknown_level",
    "unknown_questionnaire",
    "unknown_scheme",
    "unknown_unit",
    "which_questionnaire",
];

/// Units, and what of their ledger, that are not there.
pub(super) const LEDGER: &[&str] =
    &["level_and_unit", "unknown_category", "unknown_level", "unknown_unit"];

/// As [`LEDGER`], of a drawing.
pub(super) const LEDGER_PICTURE: &[&str] =
    &["unknown_category", "unknown_level", "unused_parameter"];

/// As [`CUT`], of a chart.
pub(super) const PICTURE: &[&str] = &[
    "no_interviews",
    "not_before",
    "not_published",
    "scheme_does_not_fit",
    "too_many_periods",
    "unknown_category",
    "unknown_level",
    "unknown_questionnaire",
    "unknown_scheme",
    "unknown_unit",
    "unused_parameter",
    "which_questionnaire",
];

/// A body that has not the shape that is wanted.
pub(super) const BODY: &[&str] = &["bad_field"];

/// A reason.
pub(super) const REASON: &[&str] = &["bad_field", "bad_reason"];

/// A response, and why something is done to it.
pub(super) const RESPONSE: &[&str] = &[
    "answered_but_not_asked",
    "bad_field",
    "bad_position",
    "bad_reason",
    "bad_weight",
    "clock_disagrees",
    "completion_without_case",
    "control_character",
    "duplicate_issue",
    "duplicate_photo",
    "ends_before_start",
    "hidden_question",
    "id_differs",
    "in_the_future",
    "mode_not_in_round",
    "no_consent",
    "not_negative",
    "other_form",
    "outside_round",
    "text_too_long",
    "too_many_answers",
    "too_many_issues",
    "too_many_photos",
    "unit_not_allowed",
    "unknown_category",
    "unknown_form",
    "unknown_option",
    "unknown_question",
    "unknown_reason",
    "unknown_round",
    "unknown_unit",
    "wrong_round",
];

/// As [`QUERY`], where something must be there.
pub(super) const NEEDING_QUERY: &[&str] =
    &["bad_value", "duplicate_parameter", "missing_parameter", "unknown_parameter"];

/// Cases that are asked for.
pub(super) const WANTED: &[&str] =
    &["bad_field", "mode_not_in_round", "out_of_range", "unknown_round"];

/// An attempt.
pub(super) const ATTEMPT: &[&str] = &[
    "appointment_past",
    "appointment_too_far",
    "bad_field",
    "id_differs",
    "in_the_future",
    "mode_not_in_round",
    "not_yours",
    "other_mode",
    "other_unit",
    "outside_round",
    "unit_not_allowed",
    "unknown_case",
    "unknown_outcome",
    "unknown_round",
    "unknown_unit",
];

/// A note about a case.
pub(super) const NOTE: &[&str] = &["bad_field", "bad_note", "id_differs", "unknown_case"];

/// What a check found.
pub(super) const CHECK: &[&str] = &[
    "bad_field",
    "missing",
    "nobody_reached",
    "not_asked_again",
    "not_asked_before",
    "unknown_option",
];

/// Interviews to be drawn for checks.
pub(super) const CHECK_PLAN: &[&str] = &[
    "bad_field",
    "duplicate_code",
    "out_of_range",
    "unit_not_allowed",
    "unknown_level",
    "unknown_question",
    "unknown_unit",
];

/// Signals of a cut that does not fit the data.
pub(super) const SIGNALS: &[&str] = &[
    "no_interviews",
    "scheme_does_not_fit",
    "unknown_level",
    "unknown_questionnaire",
    "unknown_scheme",
    "which_questionnaire",
];

/// An aim.
pub(super) const AIM: &[&str] =
    &["bad_field", "bad_text", "below_parent", "missing", "out_of_range"];

/// Something that counts for a year.
pub(super) const YEAR_ENTRY: &[&str] = &[
    "bad_digest",
    "bad_field",
    "bad_text",
    "below_parent",
    "in_the_future",
    "missing",
    "not_the_parent",
    "out_of_range",
    "twice",
    "unit_not_allowed",
    "unknown_unit",
];

/// As [`YEAR_ENTRY`], of a correction.
pub(super) const YEAR_CORRECTION: &[&str] = &[
    "another_entry",
    "bad_digest",
    "bad_field",
    "bad_text",
    "below_parent",
    "in_the_future",
    "missing",
    "not_the_parent",
    "out_of_range",
    "twice",
    "unit_not_allowed",
    "unknown_unit",
];

/// Why an entry or a score is given up.
pub(super) const YEAR_WITHDRAWAL: &[&str] = &["bad_field", "bad_text"];

/// A formula of the year's score.
pub(super) const FORMULA: &[&str] = &[
    "bad_field",
    "floor_above_cap",
    "missing",
    "no_line",
    "no_version",
    "out_of_range",
    "twice",
    "unknown_level",
    "unknown_unit",
    "weights_do_not_add_up",
];

/// A score of a year that does not fit the data.
pub(super) const ANNUAL_SCORE: &[&str] = &[
    "bad_field",
    "scheme_does_not_fit",
    "unknown_category",
    "unknown_formula",
    "unknown_level",
    "unknown_questionnaire",
    "unknown_scheme",
    "which_questionnaire",
];

/// As [`ANNUAL_SCORE`], of aims.
pub(super) const ANNUAL_PROGRESS: &[&str] =
    &["scheme_does_not_fit", "unknown_level", "unknown_questionnaire", "which_questionnaire"];

/// As [`ANNUAL_PROGRESS`], of a forecast.
pub(super) const FORECAST: &[&str] = &[
    "level_and_unit",
    "scheme_does_not_fit",
    "unknown_issuer",
    "unknown_level",
    "unknown_questionnaire",
    "unknown_scheme",
    "unknown_survey",
    "unknown_unit",
    "which_issuer",
    "which_questionnaire",
];

/// A period that is to be sealed.
pub(super) const SEAL: &[&str] = &["bad_field", "bad_reason"];

/// An issue that is opened by hand.
pub(super) const ISSUE: &[&str] = &[
    "bad_channel",
    "bad_field",
    "bad_text",
    "in_the_future",
    "out_of_range",
    "unit_not_allowed",
    "unknown_category",
    "unknown_reason",
    "unknown_unit",
];

/// An entry of the publicity log.
pub(super) const PUBLICITY: &[&str] = &[
    "bad_field",
    "bad_text",
    "in_the_future",
    "out_of_range",
    "personal_data",
    "unit_not_allowed",
    "unknown_unit",
];

/// A step of an issue.
pub(super) const ISSUE_STEP: &[&str] = &[
    "bad_field",
    "due_by_rule",
    "only_by_import",
    "too_much_evidence",
    "unit_not_allowed",
    "unknown_evidence",
];

/// An order that is proposed by hand.
pub(super) const ORDER: &[&str] =
    &["bad_field", "in_the_future", "out_of_range", "unit_not_allowed", "unknown_unit"];

/// What rules are to look at.
pub(super) const PROPOSALS: &[&str] = &[
    "bad_field",
    "in_the_future",
    "out_of_range",
    "unknown_level",
    "unknown_questionnaire",
    "which_questionnaire",
];

/// A step of an order.
pub(super) const ORDER_STEP: &[&str] = &["bad_field", "due_by_rule", "too_much_evidence"];

/// A common issue that is made.
pub(super) const COMMON_ISSUE: &[&str] = &[
    "bad_count",
    "bad_field",
    "bad_text",
    "in_another",
    "other_category",
    "unit_not_allowed",
    "unknown_issue",
    "unknown_unit",
];

/// A step of a common issue.
pub(super) const COMMON_ISSUE_STEP: &[&str] =
    &["bad_field", "due_by_rule", "outside_unit", "unknown_unit"];

/// A search for issues that are alike.
pub(super) const SEARCH: &[&str] = &["out_of_range", "unknown_unit"];

/// A bulletin with its content, and why something is done to it.
pub(super) const BULLETIN: &[&str] = &[
    "bad_content",
    "bad_field",
    "bad_reason",
    "cell_kind",
    "cells",
    "control_character",
    "decimals",
    "empty",
    "method_dates",
    "no_bulletin_period",
    "no_columns",
    "other_kind",
    "other_period",
    "other_revision",
    "plot",
    "revision",
    "revision_reason",
    "svg",
    "too_long",
    "too_many",
    "unit_not_allowed",
    "unknown_data_revision",
    "unknown_questionnaire",
    "unknown_unit",
];

/// A view that is to be saved.
pub(super) const VIEW: &[&str] = &[
    "bad_field",
    "bad_value",
    "duplicate_parameter",
    "missing",
    "too_long",
    "unknown_page",
    "unknown_parameter",
];

/// Why a draft of a bulletin is given up.
pub(super) const WITHDRAWAL: &[&str] = &["bad_field", "bad_reason"];

/// Of the service, where it can't be used for a while.
pub(super) const UNAVAILABLE: &[&str] = &[
    "busy",
    "database_cannot_open",
    "database_connection_lost",
    "database_damaged",
    "database_locked",
    "database_missing",
    "database_newer",
    "database_read_only",
    "database_unreachable",
    "disk_full",
    "interrupted",
    "no_contact_key",
    "no_font",
    "other_key",
    "quarantine_full",
    "unsupported_database_url",
    "writer_stopped",
];

/// Of the service, where it fails.
pub(super) const FAILED: &[&str] = &[
    "chart_failed",
    "database_error",
    "figures_failed",
    "invalid",
    "storing_failed",
    "unreadable_row",
    "unwritable",
];
