//! The sheet `survey`: questions in their order, words before and after them, groups and rules.

use survey::problem::quoted;
use survey::questionnaire::Relevance;
use survey::{Code, Label, Question};

use super::report::Report;
use super::sheet::{Fate, Known, Line, Sheets, Tongue};
use super::{SURVEY, rows, rule};

const NOT_CHECKED: Fate = Fate::Refused("answers are options or free text, which need no check");
const NO_PICTURES: Fate = Fate::Refused("questions are words, without pictures or sound");
const RAW: Fate = Fate::Refused("write what it means in a column of its own");

pub(super) const COLUMNS: &[Known] = &[
    Known { names: &["type"], fate: Fate::Read },
    Known { names: &["name"], fate: Fate::Read },
    Known { names: &["label", "caption"], fate: Fate::ReadByLanguage },
    Known { names: &["hint"], fate: Fate::ReadByLanguage },
    Known { names: &["relevant", "relevance"], fate: Fate::Read },
    Known { names: &["category"], fate: Fate::Read },
    Known { names: &["weight"], fate: Fate::Read },
    Known {
        names: &["default"],
        fate: Fate::Refused("nothing is preset: silence would become an answer"),
    },
    Known { names: &["constraint"], fate: NOT_CHECKED },
    Known {
        names: &["calculation", "calculate"],
        fate: Fate::Refused("nothing is computed on the form"),
    },
    Known {
        names: &["choice_filter"],
        fate: Fate::Refused("a scale always shows all of its options"),
    },
    Known { names: &["repeat_count"], fate: Fate::Refused("questions are asked once") },
    Known {
        names: &["read_only", "readonly"],
        fate: Fate::Refused("a question is there to be answered"),
    },
    Known { names: &["disabled"], fate: Fate::Refused("delete the row instead") },
    Known { names: &["parameters"], fate: Fate::Refused("questions have no parameters") },
    Known { names: &["trigger", "save_to"], fate: Fate::Refused("answers start nothing") },
    Known { names: &["image", "audio", "video", "media", "big_image"], fate: NO_PICTURES },
    Known { names: &["bind", "body", "control", "instance"], fate: RAW },
    Known {
        names: &["required"],
        fate: Fate::LeftOut("nobody must answer: who will not is recorded as 拒答"),
    },
    Known { names: &["required_message"], fate: Fate::LeftOut("nobody must answer") },
    Known { names: &["constraint_message"], fate: Fate::LeftOut("there is no constraint") },
    Known { names: &["appearance"], fate: Fate::LeftOut("the form is laid out by itself") },
    Known {
        names: &["guidance_hint"],
        fate: Fate::LeftOut("what helps whoever asks belongs in hint"),
    },
];

/// What the sheet says.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) opening: Option<Label>,
    pub(super) closing: Option<Label>,
    pub(super) questions: Vec<Question>,
}

pub(super) fn read(sheets: &Sheets, plain: Tongue, report: &mut Report) -> Asked {
    let Some(sheet) = sheets.get(SURVEY, COLUMNS, plain, report) else {
        let detail = "add a sheet survey with type, name and label::中文 (zh), and a row for each \
                      question";
        report.fault("missing_sheet", SURVEY, detail);
        return Asked::default();
    };
    if !sheet.has("category") {
        let detail = "add a column category: each question with a scale names one of the sheet \
                      categories, unless its weight is 0";
        report.fault("missing_column", SURVEY, detail);
        report.implies(&["no_category"]);
    }
    let mut reading = Reading { report, asked: Asked::default(), groups: vec![], notes: vec![] };
    for line in sheet.lines() {
        reading.row(line);
    }
    reading.finish()
}

struct Reading<'a> {
    report: &'a mut Report,
    asked: Asked,
    /// Open groups, outermost first.
    groups: Vec<Group>,
    /// Notes since the last question.
    notes: Vec<(String, Label)>,
}

struct Group {
    place: String,
    rule: Option<Relevance>,
    /// What it is instead of a group, and so was refused.
    repeat: bool,
}

impl Reading<'_> {
    fn row(&mut self, line: Line<'_>) {
        let Some(text) = line.needed("type", "the type of the row", self.report) else {
            return;
        };
        match rows::Kind::of(text) {
            rows::Kind::SelectOne(list) => self.question(line, Some(list)),
            rows::Kind::Text => self.question(line, None),
            rows::Kind::Note => self.note(line),
            rows::Kind::BeginGroup => self.begin_group(line),
            rows::Kind::End => self.end_group(line),
            rows::Kind::Recorded(why) => {
                let detail = format!("{} is not read: {why}", quoted(text));
                self.report.note("recorded_anyway", line.place("type"), detail);
            }
            rows::Kind::Refused(why) => {
                let repeat = rows::opens(text);
                if repeat {
                    let place = line.place("type");
                    self.groups.push(Group { place, rule: None, repeat });
                }
                let detail = format!("{}: {why}", quoted(text));
                self.report.fault("type_refused", line.place("type"), detail);
            }
        }
    }

    fn question(&mut self, line: Line<'_>, list: Option<&str>) {
        line.refuse_cells(self.report);
        self.place_notes();
        let code: Option<Code> = line.needed_value("name", "the name of the question", self.report);
        let text = line.needed_label("label", "the words of the question (label)", self.report);
        let hint = line.label("hint", self.report);
        let category = line.value("category", self.report);
        let weight = line.value("weight", self.report).unwrap_or(1.0);
        let relevant = self.relevance(line);
        // Without a list the answer is free text; a list that can't be one is a fault.
        let scale = match list {
            None => Some(None),
            Some(list) => self.list(line, list).map(Some),
        };
        if let (Some(code), Some(text), Some(scale)) = (code, text, scale) {
            self.stands(line);
            let question = Question { code, text, hint, category, weight, scale, relevant };
            self.asked.questions.push(question);
        }
    }

    fn list(&mut self, line: Line<'_>, list: &str) -> Option<Code> {
        let fault = |error| format!("the list {}: {error}", quoted(list));
        list.parse()
            .map_err(|error| self.report.fault("bad_value", line.place("type"), fault(error)))
            .ok()
    }

    fn stands(&mut self, line: Line<'_>) {
        let pointer = format!("/questions/{}", self.asked.questions.len());
        for (part, column) in [
            ("", "name"),
            ("/text", "label"),
            ("/hint", "hint"),
            ("/category", "category"),
            ("/weight", "weight"),
            ("/scale", "type"),
            ("/relevant", "relevant"),
        ] {
            self.report.stands(format!("{pointer}{part}"), line.place(column));
        }
    }

    fn note(&mut self, line: Line<'_>) {
        line.refuse_cells(self.report);
        if line.text("relevant").is_some() || self.groups.iter().any(|group| group.rule.is_some()) {
            let detail = "what is said before and after the questions is said to everybody";
            self.report.fault("note_with_rule", line.place("relevant"), detail);
        }
        if let Some(hint) = line.label("hint", self.report) {
            let detail = format!("a note has no hint: {}", quoted(&hint.zh));
            self.report.fault("note_with_hint", line.place("hint"), detail);
        }
        let what = "what is said (label)";
        if let Some(label) = line.needed_label("label", what, self.report) {
            self.notes.push((line.place("label"), label));
        }
    }

    /// A question begins. Notes before the first are the opening. Between questions there is no place
    /// for one: as a hint of the next question it would no longer be read out, so nobody but whoever
    /// wrote the form can say what it is to become.
    fn place_notes(&mut self) {
        let notes = std::mem::take(&mut self.notes);
        if self.asked.questions.is_empty() && self.asked.opening.is_none() {
            self.asked.opening = self.joined(notes, "/opening");
            return;
        }
        for (place, label) in notes {
            let detail = format!(
                "the note {} stands between questions: put it into the label of a question if it \
                 is read out, else into its hint",
                quoted(&label.zh)
            );
            self.report.fault("note_between", place, detail);
        }
    }

    /// Several notes are several paragraphs.
    fn joined(&mut self, notes: Vec<(String, Label)>, pointer: &str) -> Option<Label> {
        self.report.stands(pointer, notes.first()?.0.clone());
        notes.into_iter().map(|(_, label)| label).reduce(|above, below| Label {
            en: match (&above.en, &below.en) {
                (None, None) => None,
                _ => Some(format!(
                    "{}\n{}",
                    above.en.as_ref().unwrap_or(&above.zh),
                    below.en.as_ref().unwrap_or(&below.zh)
                )),
            },
            zh: format!("{}\n{}", above.zh, below.zh),
        })
    }

    fn begin_group(&mut self, line: Line<'_>) {
        line.refuse_cells(self.report);
        let place = line.place("type");
        let label = line.label("label", self.report);
        let called = label.map_or_else(String::new, |label| format!(" {}", quoted(&label.zh)));
        let detail = format!("the group{called} is dissolved: its questions follow each other");
        self.report.note("group_dissolved", place.clone(), detail);
        let rule = self.relevance(line);
        self.groups.push(Group { place, rule, repeat: false });
    }

    fn end_group(&mut self, line: Line<'_>) {
        if self.groups.pop().is_none() {
            let detail = "no group is open here";
            self.report.fault("no_group", line.place("type"), detail);
        }
    }

    /// The rule of a row, or that of the groups around it. A question has one rule; where both have
    /// one, its own may stand for both only if whoever it lets through was let through by the other.
    fn relevance(&mut self, line: Line<'_>) -> Option<Relevance> {
        let around = self.groups.iter().rev().find_map(|group| group.rule.clone());
        let Some(text) = line.text("relevant") else {
            return around;
        };
        let own = match rule::parse(text) {
            Ok(own) => own,
            Err(why) => {
                let detail = format!("the rule {}: {why}", quoted(text));
                self.report.fault("rule_refused", line.place("relevant"), detail);
                return None;
            }
        };
        if around.is_some_and(|around| !self.includes(&own, &around)) {
            let detail = "the group has a rule too, and a question can have one: repeat in this \
                          rule what both mean";
            self.report.fault("two_rules", line.place("relevant"), detail);
        }
        Some(own)
    }

    /// Whether a rule can hold only where another one does: it looks at a question that is asked only
    /// then.
    fn includes(&self, rule: &Relevance, other: &Relevance) -> bool {
        let questions = &self.asked.questions;
        let mut rule = rule;
        // Each step leads to an earlier question, or the rules go in circles and are refused as that.
        for _ in 0..=questions.len() {
            if rule == other {
                return true;
            }
            let source = questions.iter().find(|question| question.code == rule.question);
            match source.and_then(|source| source.relevant.as_ref()) {
                Some(above) => rule = above,
                None => return false,
            }
        }
        false
    }

    fn finish(mut self) -> Asked {
        let open = std::mem::take(&mut self.groups);
        for group in open {
            let what = if group.repeat { "repeat" } else { "group" };
            let detail = format!("the {what} is not ended");
            self.report.fault("open_group", group.place, detail);
        }
        let notes = std::mem::take(&mut self.notes);
        if self.asked.questions.is_empty() {
            self.asked.opening = self.joined(notes, "/opening");
        } else {
            self.asked.closing = self.joined(notes, "/closing");
        }
        self.asked
    }
}
