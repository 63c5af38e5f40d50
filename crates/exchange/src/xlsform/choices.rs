//! The sheet `choices`: scales. What kind an option is and whether it is negative must be said; a
//! name such as 99 or a label such as 不了解 gives only a hint to whoever forgot.

use survey::problem::quoted;
use survey::{Code, Label, OptionKind, Question, Scale, ScaleOption};

use super::CHOICES;
use super::report::Report;
use super::sheet::{Fate, Known, Line, Sheets, Tongue};
use crate::text::folded;

const NO_PICTURES: Fate = Fate::Refused("options are words, without pictures or sound");

/// Not `category`, by which other forms narrow their lists down.
pub(super) const NAMES_CATEGORY: &str = "names_category";

pub(super) const COLUMNS: &[Known] = &[
    Known { names: &["list_name"], fate: Fate::Read },
    Known { names: &["name", "value"], fate: Fate::Read },
    Known { names: &["label"], fate: Fate::ReadByLanguage },
    Known { names: &["kind"], fate: Fate::Read },
    Known { names: &["negative"], fate: Fate::Read },
    Known { names: &[NAMES_CATEGORY], fate: Fate::Read },
    Known { names: &["image", "audio", "video", "media", "big_image"], fate: NO_PICTURES },
];

/// Lists in the order in which they begin.
#[derive(Default)]
pub(super) struct Lists(Vec<List>);

struct List {
    scale: Scale,
    /// Cell of its first name, and of each option and its label.
    place: String,
    options: Vec<(String, String)>,
}

pub(super) fn read(sheets: &Sheets, plain: Tongue, report: &mut Report) -> Lists {
    let mut lists = Lists::default();
    let Some(sheet) = sheets.get(CHOICES, COLUMNS, plain, report) else {
        return lists;
    };
    if !sheet.has("negative") {
        let detail = "add a column negative, with yes for each option that says \"not satisfied\"";
        report.fault("missing_column", CHOICES, detail);
        report.implies(&["no_negative_option"]);
    }
    for line in sheet.lines() {
        line.refuse_cells(report);
        let list: Option<Code> = line.needed_value("list_name", "the name of the list", report);
        let option = option(line, report);
        if let (Some(list), Some(option)) = (list, option) {
            lists.add(line, list, option);
        }
    }
    lists
}

fn option(line: Line<'_>, report: &mut Report) -> Option<ScaleOption> {
    let code: Option<Code> = line.needed_value("name", "the name of the option", report);
    let label = line.needed_label("label", "the words of the option (label)", report);
    let negative = negative(line, report);
    let (code, label) = (code?, label?);
    let kind = kind(line, &code, &label, report)?;
    let category = line.text(NAMES_CATEGORY).and_then(|_| line.value(NAMES_CATEGORY, report));
    Some(ScaleOption { code, label, kind, negative: negative?, category })
}

fn negative(line: Line<'_>, report: &mut Report) -> Option<bool> {
    let Some(text) = line.text("negative") else {
        return Some(false);
    };
    match folded(text).as_str() {
        "yes" | "true" | "1" | "是" => Some(true),
        "no" | "false" | "0" | "否" => Some(false),
        _ => {
            let detail = format!("negative {} is neither yes nor no", quoted(text));
            report.fault("bad_value", line.place("negative"), detail);
            None
        }
    }
}

fn kind(line: Line<'_>, code: &Code, label: &Label, report: &mut Report) -> Option<OptionKind> {
    if let Some(text) = line.text("kind") {
        return match folded(text).as_str() {
            "substantive" => Some(OptionKind::Substantive),
            "dont_know" => Some(OptionKind::DontKnow),
            "refused" => Some(OptionKind::Refused),
            _ => {
                let detail =
                    format!("kind {} is none of substantive, dont_know and refused", quoted(text));
                report.fault("bad_value", line.place("kind"), detail);
                None
            }
        };
    }
    if !looks_like_no_opinion(code, label) {
        return Some(OptionKind::Substantive);
    }
    let detail = format!(
        "{} {} looks like no opinion: say so in a column kind by dont_know or refused, or write \
         substantive if it is one",
        quoted(code.as_str()),
        quoted(&label.zh)
    );
    report.fault("kind_needed", line.place("kind"), detail);
    report.implies(&["no_dont_know"]);
    None
}

/// Common names and words for 不了解 and 拒答.
fn looks_like_no_opinion(code: &Code, label: &Label) -> bool {
    const NAMES: [&str; 11] =
        ["88", "98", "99", "888", "998", "999", "-1", "dk", "dont_know", "refused", "na"];
    const WORDS: [&str; 17] = [
        "不了解",
        "不清楚",
        "说不清",
        "不知道",
        "不好说",
        "无法评价",
        "不适用",
        "拒答",
        "拒绝回答",
        "不愿回答",
        "don'tknow",
        "don’tknow",
        "donotknow",
        "dontknow",
        "notsure",
        "refused",
        "prefernottosay",
    ];
    let named = |text: &str| WORDS.iter().any(|word| folded(text).contains(word));
    NAMES.contains(&folded(code.as_str()).as_str())
        || named(&label.zh)
        || label.en.as_deref().is_some_and(named)
}

impl Lists {
    fn add(&mut self, line: Line<'_>, name: Code, option: ScaleOption) {
        let place = (line.place("name"), line.place("label"));
        match self.0.iter_mut().find(|list| list.scale.code == name) {
            Some(list) => {
                list.scale.options.push(option);
                list.options.push(place);
            }
            None => self.0.push(List {
                scale: Scale { code: name, options: vec![option] },
                place: line.place("list_name"),
                options: vec![place],
            }),
        }
    }

    /// The scales that questions use; others were for what this is not.
    pub(super) fn used_in(self, questions: &[Question], report: &mut Report) -> Vec<Scale> {
        let used = |scale: &Scale| {
            questions.iter().any(|question| question.scale.as_ref() == Some(&scale.code))
        };
        let mut scales = Vec::new();
        for list in self.0 {
            if !used(&list.scale) {
                let detail = format!(
                    "no question uses the list {}, so it is left out",
                    quoted(list.scale.code.as_str())
                );
                report.note("unused_list", list.place, detail);
                continue;
            }
            let pointer = format!("/scales/{}", scales.len());
            report.stands(pointer.clone(), list.place);
            for (k, (name, label)) in list.options.into_iter().enumerate() {
                report.stands(format!("{pointer}/options/{k}"), name);
                report.stands(format!("{pointer}/options/{k}/label"), label);
            }
            scales.push(list.scale);
        }
        scales
    }
}
