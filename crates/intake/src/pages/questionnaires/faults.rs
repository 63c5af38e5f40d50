//! Problems of questionnaires in the words of the pages, by their stable codes.

use crate::words::Words;

/// What is wrong, or was left out. Sentences with the value stand beside it, in English.
pub(super) fn what(code: &str, words: &Words) -> &'static str {
    match code {
        "missing_sheet" => words.fault_missing_sheet,
        "missing_column" => words.fault_missing_column,
        "duplicate_column" | "no_heading" | "second_row" => words.fault_layout,
        "missing_cell" | "empty_label" | "missing_setting" => words.fault_missing,
        "bad_value" | "bad_setting" | "bad_weight" => words.fault_value,
        "unknown_setting" => words.fault_unknown_setting,
        "kind_needed" => words.fault_kind_needed,
        "type_refused" => words.fault_type,
        "column_refused" => words.fault_column,
        "rule_refused"
        | "two_rules"
        | "empty_rule"
        | "relevance_not_earlier"
        | "unknown_option" => words.fault_rule,
        "note_between" | "note_with_rule" | "note_with_hint" => words.fault_note,
        "no_group" | "open_group" => words.fault_group,
        "unknown_category" | "unknown_parent" | "reserved_category" => words.fault_category,
        "no_category" => words.fault_no_category,
        "unknown_scale" | "too_few_options" | "negative_not_substantive" => words.fault_scale,
        "duplicate_scale" | "duplicate_question" | "duplicate_option" | "duplicate_category"
        | "duplicate_reason" => words.fault_twice,
        "no_negative_option" => words.fault_no_negative,
        "unbalanced_scale" => words.fault_unbalanced,
        "scale_order" => words.fault_order,
        "no_dont_know" => words.fault_no_dont_know,
        "unknown_overall" | "overall_not_apart" => words.fault_overall,
        "scored_priorities" | "priority_not_substantive" => words.fault_priorities,
        "no_questions" => words.fault_no_questions,
        "not_xlsx" | "not_toml" | "zip_bomb" | "too_large" | "too_many_rows" | "nul_byte" => {
            words.fault_file
        }
        "no_english" => words.note_no_english,
        "no_chinese" => words.note_no_chinese,
        "recorded_anyway" => words.note_recorded,
        "column_not_read" | "sheet_not_read" => words.note_not_read,
        "group_dissolved" => words.note_group,
        "unused_list" => words.note_unused,
        _ => words.fault_other,
    }
}
