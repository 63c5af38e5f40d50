//! Questionnaires as workbooks in XLSForm layout.

use std::path::{Path, PathBuf};

use exchange::{
    ExchangeError, QuestionnaireFile, Standard, Template, open_questionnaire, questionnaire_of,
    questionnaire_toml, write_questionnaire,
};
use proptest::prelude::*;
use survey::questionnaire::Relevance;
use survey::{OptionKind, Questionnaire};

use crate::support::code;
use crate::workbook::workbook_of;

type Rows<'a> = &'a [&'a [&'a str]];

/// A sound form of one scale and two questions, in the columns that XLSForm and we have.
const SURVEY: Rows<'_> = &[
    &["type", "name", "label::中文 (zh)", "label::English (en)", "relevant", "category", "weight"],
    &["note", "hello", "您好", "Hello"],
    &["select_one five", "air", "空气怎么样？", "How is the air?", "", "env", "2"],
    &["text", "why", "为什么？", "Why?", "${air} = '2' or selected(${air}, '9')"],
    &["note", "bye", "谢谢", "Thanks"],
];
const CHOICES: Rows<'_> = &[
    &["list_name", "name", "label::中文 (zh)", "label::English (en)", "kind", "negative"],
    &["five", "4", "满意", "Satisfied"],
    &["five", "2", "不太满意", "Not very satisfied", "", "yes"],
    &["five", "9", "不了解", "Don't know", "dont_know"],
];
const SETTINGS: Rows<'_> = &[
    &["form_title", "form_title::English (en)", "form_id", "version"],
    &["环境", "Air", "env", "3"],
];
const CATEGORIES: Rows<'_> =
    &[&["code", "label::中文 (zh)", "label::English (en)"], &["env", "环境", "Environment"]];

fn sheet(rows: &[Vec<String>]) -> String {
    let cell = |line: usize, at: usize, text: &str| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        let at = char::from(b'A' + u8::try_from(at).expect("few columns"));
        format!(r#"<c r="{at}{line}" t="inlineStr"><is><t>{text}</t></is></c>"#)
    };
    let row = |(line, cells): (usize, &Vec<String>)| {
        let cells: String =
            cells.iter().enumerate().map(|(at, text)| cell(line, at, text)).collect();
        format!(r#"<row r="{line}">{cells}</row>"#)
    };
    (1..).zip(rows).map(row).collect()
}

/// Sheets to be changed in one place at a time.
struct Form(Vec<(&'static str, Vec<Vec<String>>)>);

impl Form {
    fn sound() -> Self {
        let sheets = [
            ("survey", SURVEY),
            ("choices", CHOICES),
            ("settings", SETTINGS),
            ("categories", CATEGORIES),
        ];
        let owned = |rows: Rows<'_>| -> Vec<Vec<String>> {
            rows.iter().map(|row| row.iter().map(|&text| text.to_owned()).collect()).collect()
        };
        Self(sheets.map(|(name, rows)| (name, owned(rows))).to_vec())
    }

    fn rows(&mut self, sheet: &str) -> &mut Vec<Vec<String>> {
        &mut self.0.iter_mut().find(|(name, _)| *name == sheet).expect("a sheet").1
    }

    /// Puts a text into a cell such as `survey!C2`.
    fn set(mut self, place: &str, text: &str) -> Self {
        let (sheet, cell) = place.split_once('!').expect("a cell");
        let column = usize::from(cell.as_bytes()[0] - b'A');
        let line: usize = cell[1..].parse().expect("a line");
        let rows = self.rows(sheet);
        rows.resize_with(rows.len().max(line), Vec::new);
        let cells = &mut rows[line - 1];
        cells.resize(cells.len().max(column + 1), String::new());
        text.clone_into(&mut cells[column]);
        self
    }

    /// Puts a row above a line of `survey`.
    fn above(mut self, line: usize, cells: &[&str]) -> Self {
        let cells = cells.iter().map(|&text| text.to_owned()).collect();
        self.rows("survey").insert(line - 1, cells);
        self
    }

    fn without(mut self, sheet: &str) -> Self {
        self.0.retain(|(name, _)| *name != sheet);
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let sheets: Vec<_> = self.0.iter().map(|(name, rows)| (*name, sheet(rows))).collect();
        workbook_of(&sheets)
    }

    fn read(&self) -> Result<QuestionnaireFile, ExchangeError> {
        questionnaire_of("form.xlsx", &self.bytes(), Standard::Publication)
    }

    #[track_caller]
    fn sound_one(&self) -> QuestionnaireFile {
        self.read().unwrap_or_else(|error| panic!("{error}"))
    }

    /// Places and codes of everything that is wrong.
    #[track_caller]
    fn faults(&self) -> Vec<String> {
        match self.read().expect_err("faults") {
            ExchangeError::Settings { problems, .. } => {
                problems.iter().map(|p| format!("{} {}", p.path, p.code)).collect()
            }
            other => panic!("{other}"),
        }
    }
}

/// Places and codes of what was left out.
fn notes(file: &QuestionnaireFile) -> Vec<String> {
    file.notes.iter().map(|note| format!("{} {}", note.path, note.code)).collect()
}

#[test]
fn a_form_becomes_a_questionnaire() {
    let file = Form::sound().sound_one();
    assert_eq!(notes(&file), [""; 0]);
    let form = file.questionnaire;
    assert_eq!(
        (form.code.as_str(), form.version, form.title.en.as_deref()),
        ("env", 3, Some("Air"))
    );
    assert_eq!((form.scheme.code.as_str(), form.scheme.name.zh.as_str()), ("env", "环境"));
    assert_eq!(form.opening.expect("an opening").zh, "您好");
    assert_eq!(form.closing.expect("a closing").en.as_deref(), Some("Thanks"));
    let kinds: Vec<_> = form.scales[0].options.iter().map(|o| (o.kind, o.negative)).collect();
    assert_eq!(
        kinds,
        [
            (OptionKind::Substantive, false),
            (OptionKind::Substantive, true),
            (OptionKind::DontKnow, false)
        ]
    );
    let [air, why] = form.questions.as_slice() else { panic!("{:?}", form.questions) };
    assert_eq!((air.weight, air.category.as_ref()), (2.0, Some(&code("env"))));
    assert_eq!((why.weight, why.scale.as_ref()), (1.0, None));
}

#[test]
fn faults_of_the_rules_are_named_with_their_cells() {
    let form = Form::sound().set("survey!E4", "${air} = '7'");
    assert_eq!(form.faults(), ["survey!E4 unknown_option"]);
    let form = Form::sound().set("choices!F3", "no").set("settings!D2", "1.5");
    assert_eq!(
        form.faults(),
        ["settings!D2 bad_value"],
        "without a head there is no form to check"
    );
    let form = Form::sound()
        .set("choices!F3", "no")
        .set("choices!E4", "substantive")
        .set("survey!F3", "water")
        .set("survey!G3", "-1");
    assert_eq!(
        form.faults(),
        [
            "choices!A2 no_negative_option",
            "survey!F3 unknown_category",
            "survey!G3 bad_weight",
            "choices!A2 no_dont_know",
        ]
    );
}

/// What an office brings that used KoboToolbox until now.
#[test]
fn an_ordinary_form_is_told_what_to_add() {
    let mut form = Form::sound().without("categories").set("choices!B4", "99");
    for row in form.rows("survey") {
        row.truncate(5);
    }
    for row in form.rows("choices") {
        row.truncate(4);
    }
    assert_eq!(
        form.faults(),
        [
            "choices missing_column",
            "choices!4 kind_needed",
            "categories missing_sheet",
            "survey missing_column",
        ]
    );
    // A kind that is written, and a word that only looks like one.
    let form = Form::sound().set("choices!E4", "").set("choices!C4", "说不清");
    assert_eq!(form.faults(), ["choices!E4 kind_needed"]);
    let form = Form::sound().set("choices!E4", "unsure").set("choices!F4", "perhaps");
    assert_eq!(
        form.faults(),
        ["choices!F4 bad_value", "choices!E4 bad_value", "choices!A2 no_dont_know"]
    );
}

#[test]
fn what_is_not_there_is_refused_and_never_dropped() {
    let row = |cells: &[&str]| Form::sound().above(4, cells).faults();
    for kind in [
        "integer",
        "select_multiple five",
        "select_one_from_file units.csv",
        "select_one five or_other",
        "calculate",
        "image",
        "audio",
        "range",
        "nonsense",
    ] {
        assert_eq!(row(&[kind, "x", "X", "X"]), ["survey!A4 type_refused"], "{kind}");
    }
    assert_eq!(row(&["", "x"]), ["survey!A4 missing_cell"]);
    assert_eq!(row(&["begin_repeat", "x"]), ["survey!A4 type_refused", "survey!A4 open_group"]);
    let ended = Form::sound().above(4, &["begin repeat", "r"]).above(6, &["end repeat"]);
    assert_eq!(ended.faults(), ["survey!A4 type_refused"]);
    for column in [
        "default",
        "constraint",
        "calculation",
        "choice_filter",
        "read_only",
        "image",
        "media::audio",
        "bind::jr",
    ] {
        let form = Form::sound().set("survey!H1", column).set("survey!H3", "5");
        assert_eq!(form.faults(), ["survey!H3 column_refused"], "{column}");
        Form::sound().set("survey!H1", column).sound_one();
    }
    let form = Form::sound().set("survey!H3", "stray");
    assert_eq!(form.faults(), ["survey!H3 no_heading"]);
    let form = Form::sound().set("survey!H1", "label").set("survey!H3", "空气");
    assert_eq!(form.faults(), ["survey!H1 duplicate_column"]);
    let form = Form::sound()
        .set("settings!A3", "另一个")
        .set("settings!E1", "form_no")
        .set("settings!E2", "1");
    assert_eq!(
        form.faults(),
        [
            "settings!C3 second_row",
            "settings!2 missing_cell",
            "settings!2 missing_cell",
            "settings!2 missing_cell",
        ]
    );
}

#[test]
fn what_does_no_harm_is_left_out_and_listed() {
    let form = Form::sound()
        .set("survey!H1", "required")
        .set("survey!H3", "yes")
        .set("survey!I1", "label::Français (fr)")
        .set("survey!I3", "L'air")
        .set("settings!E1", "submission_url")
        .set("settings!E2", "https://example.org")
        .above(2, &["start", "start"])
        .above(3, &["deviceid", "phone"])
        .set("choices!A5", "yes_no")
        .set("choices!B5", "yes")
        .set("choices!C5", "是");
    assert_eq!(
        notes(&form.sound_one()),
        [
            "settings!E1 column_not_read",
            "survey!H1 column_not_read",
            "survey!I1 column_not_read",
            "survey!A2 recorded_anyway",
            "survey!A3 recorded_anyway",
            "choices!A5 unused_list",
        ]
    );
}

#[test]
fn notes_stand_before_and_after_the_questions() {
    let form = Form::sound().above(3, &["note", "more", "自愿参加", ""]);
    let opening = form.sound_one().questionnaire.opening.expect("an opening");
    assert_eq!(
        (opening.zh.as_str(), opening.en.as_deref()),
        ("您好\n自愿参加", Some("Hello\n自愿参加"))
    );
    let form = Form::sound().above(4, &["note", "between", "听好"]);
    assert_eq!(form.faults(), ["survey!C4 note_between"]);
    let form = Form::sound().set("survey!E2", "${air} = '2'");
    assert_eq!(form.faults(), ["survey!E2 note_with_rule"]);
}

#[test]
fn groups_are_dissolved_and_their_rules_are_kept() {
    let rule = |options: &[&str]| {
        Some(Relevance { question: code("air"), any_of: options.iter().map(|o| code(o)).collect() })
    };
    let grouped = |own: &str| {
        Form::sound()
            .set("survey!E4", own)
            .above(4, &["begin_group", "bad", "不满意的", "Bad", "${air} = '2'"])
            .above(6, &["end_group"])
    };
    let form = grouped("").sound_one();
    assert_eq!(form.questionnaire.questions[1].relevant, rule(&["2"]));
    assert_eq!(notes(&form), ["survey!A4 group_dissolved"]);
    assert_eq!(
        grouped("${air} = '2'").sound_one().questionnaire.questions[1].relevant,
        rule(&["2"])
    );
    // Who said 4 would be asked by this rule and not by that of the group.
    assert_eq!(grouped("${air} = '4'").faults(), ["survey!E5 two_rules"]);
    // A rule by a question of the group holds only within it.
    let inner = grouped("")
        .above(5, &["select_one five", "smell", "气味怎么样？", "Any smell?", "", "env"])
        .set("survey!E6", "${smell} = '2'");
    let questions = inner.sound_one().questionnaire.questions;
    assert_eq!(questions[1].relevant, rule(&["2"]));
    assert_eq!(questions[2].relevant.as_ref().expect("its own").question, code("smell"));
    assert_eq!(Form::sound().above(4, &["end_group"]).faults(), ["survey!A4 no_group"]);
}

#[test]
fn a_form_in_one_language_is_read_as_that() {
    let mut form = Form::sound();
    for sheet in ["survey", "choices"] {
        form.rows(sheet)[0][2] = "label".to_owned();
        form.rows(sheet).iter_mut().for_each(|row| drop(row.remove(3)));
    }
    let chinese = form.sound_one();
    assert_eq!(chinese.questionnaire.questions[0].text.en, None);
    assert!(notes(&chinese).contains(&"survey!C3 no_english".to_owned()), "{:?}", notes(&chinese));
    let form = form.set("settings!E1", "default_language").set("settings!E2", "English (en)");
    // The English title stands twice now.
    let english = form.set("settings!A1", "form_title::中文").sound_one();
    assert_eq!(english.questionnaire.questions[0].text.en.as_deref(), Some("空气怎么样？"));
    assert_eq!(&notes(&english)[..2], ["choices no_chinese", "survey no_chinese"]);
    assert_eq!(Form::sound().set("survey!C3", "").faults(), ["survey!C3 no_chinese"]);
}

#[test]
fn what_is_no_workbook_is_refused_as_a_whole() {
    let read = |name: &str, bytes: &[u8]| {
        questionnaire_of(name, bytes, Standard::AsAsked).expect_err("refused").code()
    };
    assert_eq!(read("form.xlsx", b"code = 'x'"), "not_xlsx");
    assert_eq!(read("form.toml", b"PK\xff\xfe"), "bad_settings");
    assert_eq!(read("form.xlsx", &workbook_of(&[])), "bad_settings");
    assert_eq!(
        Form(Vec::new()).faults(),
        ["settings missing_sheet", "categories missing_sheet", "survey missing_sheet",]
    );
}

#[test]
fn a_sheet_that_is_no_form_is_read_in_part() {
    let mut form = Form::sound();
    let rows = form.rows("choices");
    rows.resize(6_000, vec!["x".to_owned()]);
    let faults = form.faults();
    assert_eq!(faults[0], "choices too_many_rows");
    assert_eq!((faults.len(), faults[200].as_str()), (201, " too_many_faults"));
}

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/questionnaires").join(name)
}

const SHIPPED: [(&str, usize); 3] =
    [("environment", 6), ("education", 10), ("medical_insurance", 7)];

#[test]
fn the_shipped_questionnaires_are_ready_to_use() {
    for (name, categories) in SHIPPED {
        let path = shipped(&format!("{name}.toml"));
        let file = open_questionnaire(&path, Standard::Publication).expect(name);
        assert_eq!(notes(&file), [""; 0], "{name}: both languages, nothing left out");
        let form = &file.questionnaire;
        let built_in: Template = name.parse().expect(name);
        assert_eq!(built_in.questionnaire().as_ref().ok(), Some(form), "{name}");
        assert_eq!(form.scheme.categories.len(), categories, "{name}");
        assert!(form.opening.is_some() && form.closing.is_some(), "{name}");
        for category in &form.scheme.categories {
            assert!((3..=6).contains(&category.reasons.len()), "{name}: {}", category.code);
            let asked = |q: &&survey::Question| q.category.as_ref() == Some(&category.code);
            assert!(form.questions.iter().any(|q| asked(&q)), "{name}: {}", category.code);
        }
        for kind in [OptionKind::DontKnow, OptionKind::Refused] {
            assert!(form.scales.iter().all(|s| s.options.iter().any(|o| o.kind == kind)), "{name}");
        }
        assert!(form.questions.iter().any(|q| q.scale.is_none() && q.relevant.is_some()), "{name}");
    }
}

#[test]
fn a_workbook_says_the_same_as_the_toml() {
    let environment = |ending: &str| {
        let path = shipped(&format!("environment.{ending}"));
        open_questionnaire(&path, Standard::Publication).expect("the shipped questionnaire")
    };
    assert_eq!(environment("xlsx"), environment("toml"));
    for (name, _) in SHIPPED {
        let form = open_questionnaire(&shipped(&format!("{name}.toml")), Standard::Publication)
            .expect(name)
            .questionnaire;
        let read = |ending: &str, bytes: &[u8]| -> Questionnaire {
            questionnaire_of(&format!("f.{ending}"), bytes, Standard::Publication)
                .expect(name)
                .questionnaire
        };
        assert_eq!(read("xlsx", &write_questionnaire(&form).expect("a workbook")), form);
        assert_eq!(read("toml", questionnaire_toml(&form).expect("TOML").as_bytes()), form);
    }
}

#[test]
fn what_options_name_stands_in_workbooks_and_toml() {
    let mut form = Form::sound().sound_one().questionnaire;
    let mut what = form.scales[0].clone();
    what.code = code("what");
    what.options.iter_mut().for_each(|option| option.negative = false);
    what.options[0].category = Some(form.scheme.categories[0].code.clone());
    form.scales.push(what);
    let scored = form.questions.iter().find(|question| question.scale.is_some());
    let mut first = scored.expect("a scored question").clone();
    (first.code, first.weight, first.relevant) = (code("first"), 0.0, None);
    let general = survey::Question { code: code("general"), ..first.clone() };
    first.scale = Some(code("what"));
    form.overall = Some(code("general"));
    form.questions.extend([general, first]);
    let read = |ending: &str, bytes: &[u8]| {
        questionnaire_of(&format!("f.{ending}"), bytes, Standard::AsAsked).expect(ending)
    };
    let workbook = write_questionnaire(&form).expect("a workbook");
    assert_eq!(read("xlsx", &workbook).questionnaire, form);
    let toml = questionnaire_toml(&form).expect("TOML");
    assert_eq!(read("toml", toml.as_bytes()).questionnaire, form);
}

#[test]
fn what_a_workbook_can_not_hold_is_not_written() {
    let mut form = Form::sound().sound_one().questionnaire;
    write_questionnaire(&form).expect("a workbook");
    let mut unused = form.clone();
    unused.scales.push(survey::Scale { code: code("unused"), ..form.scales[0].clone() });
    assert_eq!(write_questionnaire(&unused).expect_err("a hole").code(), "bad_settings");
    form.title.zh = "bell \u{7}".to_owned();
    assert_eq!(write_questionnaire(&form).expect_err("a bell").code(), "bad_settings");
}

/// Often something sensible, sometimes anything.
fn a_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "type", "name", "label", "label::中文 (zh)", "label::English (en)", "hint", "relevant",
            "category", "weight", "list_name", "kind", "negative", "form_id", "form_title", "version",
            "code", "parent", "select_one five", "select_one", "text", "note", "begin_group",
            "end_group", "begin repeat", "end repeat", "five", "1", "2", "99", "yes", "dont_know",
            "${a} = '1'", "${a} = 1 or (", "selected(", "a", "b", "满意", "", "", "overall", "-1e999",
            "default_language", "English (en)", "valid_until", "2027-01-01", "::", "media::image",
        ])
        .prop_map(str::to_owned),
        1 => "[^\\x00-\\x1f&<>]{0,12}",
    ]
}

proptest! {
    #[test]
    fn any_sheets_end_in_a_questionnaire_or_named_faults(
        sheets in prop::collection::vec(
            (
                prop::sample::select(vec!["survey", "choices", "settings", "categories", "reasons", "x"]),
                prop::collection::vec(prop::collection::vec(a_cell(), 0..9), 0..7),
            ),
            0..6,
        ),
        edits in prop::collection::vec((0..4usize, 0..5usize, 0..7usize, a_cell()), 0..4),
    ) {
        let sheets: Vec<_> = sheets.iter().map(|(name, rows)| (*name, sheet(rows))).collect();
        let _ = questionnaire_of("f.xlsx", &workbook_of(&sheets), Standard::Publication);
        // A sound form with a few cells changed comes further.
        let mut form = Form::sound();
        for (at, row, column, text) in edits {
            let rows = &mut form.0[at].1;
            let row = row % rows.len();
            let cells = &mut rows[row];
            cells.resize(cells.len().max(column + 1), String::new());
            cells[column] = text;
        }
        match form.read() {
            Ok(file) => prop_assert_eq!(file.questionnaire.publication_problems(), []),
            Err(ExchangeError::Settings { problems, .. }) => prop_assert!(!problems.is_empty()),
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
}
