//! The sheets `categories` and `reasons`: what questions are about, and why people are not satisfied.

use survey::category::Reason;
use survey::problem::quoted;
use survey::{Category, Code};

use super::report::Report;
use super::sheet::{Fate, Known, Sheets, Tongue};
use super::{CATEGORIES, REASONS};

pub(super) const COLUMNS: &[Known] = &[
    Known { names: &["code", "name"], fate: Fate::Read },
    Known { names: &["label"], fate: Fate::ReadByLanguage },
    Known { names: &["parent"], fate: Fate::Read },
];

pub(super) const REASON_COLUMNS: &[Known] = &[
    Known { names: &["category"], fate: Fate::Read },
    Known { names: &["code", "name"], fate: Fate::Read },
    Known { names: &["label"], fate: Fate::ReadByLanguage },
];

pub(super) fn read(sheets: &Sheets, plain: Tongue, report: &mut Report) -> Vec<Category> {
    let Some(sheet) = sheets.get(CATEGORIES, COLUMNS, plain, report) else {
        let detail = "add a sheet categories with code and label::中文 (zh): what the questions are \
                      about; a column category in survey then names one for each question";
        report.fault("missing_sheet", CATEGORIES, detail);
        report.implies(&["no_category"]);
        return Vec::new();
    };
    let mut categories = Vec::new();
    for line in sheet.lines() {
        line.refuse_cells(report);
        let code = line.needed_value("code", "the code of the category", report);
        let name = line.needed_label("label", "the name of the category (label)", report);
        let parent = line.value("parent", report);
        if let (Some(code), Some(name)) = (code, name) {
            let pointer = format!("/scheme/categories/{}", categories.len());
            report.stands(format!("{pointer}/name"), line.place("label"));
            report.stands(pointer, line.place("code"));
            categories.push(Category { code, name, parent, reasons: Vec::new() });
        }
    }
    add_reasons(sheets, plain, &mut categories, report);
    categories
}

fn add_reasons(sheets: &Sheets, plain: Tongue, categories: &mut [Category], report: &mut Report) {
    let Some(sheet) = sheets.get(REASONS, REASON_COLUMNS, plain, report) else {
        return;
    };
    for line in sheet.lines() {
        line.refuse_cells(report);
        let category: Option<Code> =
            line.needed_value("category", "the category that the reason belongs to", report);
        let code = line.needed_value("code", "the code of the reason", report);
        let label = line.needed_label("label", "the words of the reason (label)", report);
        let (Some(category), Some(code), Some(label)) = (category, code, label) else {
            continue;
        };
        let Some(at) = categories.iter().position(|known| known.code == category) else {
            let detail = format!("{} is not in the sheet categories", quoted(category.as_str()));
            report.fault("unknown_category", line.place("category"), detail);
            continue;
        };
        let pointer = format!("/scheme/categories/{at}/reasons/{}", categories[at].reasons.len());
        report.stands(format!("{pointer}/label"), line.place("label"));
        report.stands(pointer, line.place("code"));
        categories[at].reasons.push(Reason { code, label });
    }
}
