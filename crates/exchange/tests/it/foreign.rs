//! One test per feature of the mapping of wide files.

use exchange::{ExchangeError, collect_units};
use survey::{Mode, UnitTree};

use crate::support::{HEAD, TestFile, mapping, take, take_in};

/// The shared head with other settings in place of some of its lines, and more below.
fn with(changes: &[(&str, &str)], more: &str) -> exchange::Mapping {
    let mut text = HEAD.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    mapping(&format!("{text}\n{more}"))
}

#[test]
fn labels_codes_and_aliases_become_options() {
    let mapping = with(&[], "[answers.scales.five.aliases]\n'so so' = 'b'\n'9' = 'dk'");
    let file = TestFile::new(
        "f.csv",
        "id,unit,q1,q2,why\n1,t1,very SATISFIED,3,\n2,t1,不 满意, ２ ,too slow\n3,t1,So So,1.0,\n\
         4,t2,9,,\n5,t2,B,2,\n6,t2,splendid,4,\n",
    );
    let taken = take(file.path(), &mapping).expect("rows");
    let answers: Vec<_> = (0..5).map(|i| taken.answers(i)).collect();
    assert_eq!(
        answers,
        [
            "q1=a q2=3 why!",
            "q1=c q2=2 why=too slow",
            "q1=b q2=1 why!",
            "q1=dk why!",
            "q1=b q2=2 why!"
        ]
    );
    assert_eq!(taken.faults(), [(7, "q1", "unknown_option"), (7, "q2", "unknown_option")]);
}

#[test]
fn a_text_that_two_options_have_is_not_guessed() {
    let mut questionnaire = crate::support::questionnaire();
    questionnaire.scales[0].options[1].label.en = Some("Very satisfied".to_owned());
    let mapping = with(&[], "");
    let file = TestFile::new("f.csv", "id,unit,q1,q2,why\n1,t1,very satisfied,,\n2,t1,b,,\n");
    let units = crate::support::units();
    let target =
        exchange::Target { questionnaire: &questionnaire, rounds: &mapping.rounds, units: &units };
    let mut taken = crate::support::Taken::default();
    for row in exchange::open(file.path(), &mapping, target).expect("rows") {
        taken.add(row.expect("a sound file"));
    }
    assert_eq!(taken.faults(), [(2, "q1", "ambiguous_option")]);
    assert_eq!(taken.answers(0), "q1=b why!");
}

#[test]
fn not_asked_and_no_answer_are_two_things() {
    let mapping = with(
        &[("[fields]", "[file]\nblank = ['NA']\n\n[fields]")],
        "[answers.all]\nnot_asked = ['99']\nno_answer = ['x']\n\
         [answers.questions.q2]\nnot_asked = ['NA']",
    );
    let file = TestFile::new("f.csv", "id,unit,q1,q2,why\n1,t1,99,NA,\n2,t1,X,x,\n3,t1,NA,,\n");
    let taken = take(file.path(), &mapping).expect("rows");
    assert_eq!(taken.answers(0), "q1! q2! why!");
    assert_eq!(taken.answers(1), "why!");
    assert_eq!(taken.answers(2), "why!");
}

#[test]
fn reversed_codes_turn_and_labels_do_not() {
    let mapping = with(
        &[],
        "[answers.scales.three]\nreversed = true\n[answers.questions.q1]\nreversed = true",
    );
    let file =
        TestFile::new("f.csv", "id,unit,q1,q2,why\n1,t1,a,1,slow\n2,t1,dk,2,\n3,t1,满意,3,\n");
    let taken = take(file.path(), &mapping).expect("rows");
    assert_eq!(taken.answers(0), "q1=c q2=3 why=slow");
    assert_eq!(taken.answers(1), "q1=dk q2=2 why!");
    assert_eq!(taken.answers(2), "q1=b q2=1 why!");
}

#[test]
fn absent_questions_are_not_asked_and_names_may_differ() {
    let mapping = with(
        &[],
        "[answers]\nabsent = ['q2', 'why']\n[answers.questions.q1]\nname = 'Overall, how …?'",
    );
    let file = TestFile::new("f.csv", "id,unit,\"Overall, how …?\"\n1,t1,a\n");
    let taken = take(file.path(), &mapping).expect("rows");
    assert_eq!(taken.answers(0), "q1=a q2! why!");
}

#[test]
fn one_bad_answer_costs_the_row_or_only_itself() {
    let file = TestFile::new("f.csv", "id,unit,q1,q2,why\n1,t1,a,7,because\n");
    let row = take(file.path(), &with(&[], "")).expect("rows");
    assert_eq!((row.responses.len(), row.rejected_rows), (0, 1));
    assert_eq!(row.faults(), [(2, "q2", "unknown_option"), (2, "why", "hidden_question")]);
    let keep = with(&[("source =", "invalid_answer = 'reject_answer'\nsource =")], "");
    let kept = take(file.path(), &keep).expect("rows");
    assert_eq!(kept.answers(0), "q1=a");
    assert_eq!(kept.faults(), row.faults());
}

#[test]
fn ids_come_from_keys_or_from_the_file() {
    let two = with(&[("[\"id\"]", "['village', 'house']")], "");
    let file = TestFile::new(
        "f.csv",
        "village,house,unit,q1,q2,why\n1,12,t1,a,,\n11,2,t1,a,,\n1,,t1,a,,\n",
    );
    let taken = take(file.path(), &two).expect("rows");
    assert_ne!(taken.responses[0].id, taken.responses[1].id);
    assert_eq!(taken.responses[0].id.get_version_num(), 5);
    assert_eq!(taken.faults(), [(4, "house", "blank")]);
    let again = take(file.path(), &two).expect("rows");
    assert_eq!(taken.responses, again.responses);

    let uuid = with(&[("key = [\"id\"]", "uuid = 'id'")], "");
    let file = TestFile::new(
        "f.csv",
        "id,unit,q1,q2,why\n01890a5d-ac96-774b-bcce-b302099a8057,t1,a,,\nnone,t1,a,,\n",
    );
    let taken = take(file.path(), &uuid).expect("rows");
    assert_eq!(taken.responses[0].id.to_string(), "01890a5d-ac96-774b-bcce-b302099a8057");
    assert_eq!(taken.faults(), [(3, "id", "bad_id")]);
}

#[test]
fn ids_made_from_keys_never_change() {
    // A changed id would make an import that is repeated after an update count twice.
    let file = TestFile::new("f.csv", "id,unit,q1,q2,why\n1,t1,a,,\n");
    let taken = take(file.path(), &with(&[], "")).expect("rows");
    assert_eq!(taken.responses[0].id.to_string(), "94040dc6-807f-5f94-8b51-86a478f673fb");
}

#[test]
fn fields_of_the_design_come_from_columns() {
    let mapping = with(
        &[
            (
                "mode = { value = \"visit\" }",
                "mode = { column = 'how', values = { '电话' = 'phone' }, if_blank = 'visit' }",
            ),
            ("date = { value = \"2026-03-15\" }", "date = { column = 'day', format = '%Y/%m/%d' }"),
            (
                "unit = { column = \"unit\" }",
                "unit = { column = 'unit', values = { 'Town One' = 't1' }, if_blank = 'c' }\n\
                 weight = { column = 'w' }\nstratum = { column = 's' }\npsu = { columns = ['s', 'p'] }\n\
                 respondent = { column = 'id' }\n\
                 started_at = { column = 'from', format = '%Y/%m/%d %H:%M', utc_offset = '+08:00' }\n\
                 ended_at = { column = 'to' }",
            ),
        ],
        "",
    );
    let file = TestFile::new(
        "f.csv",
        "id,how,day,unit,w,s,p,from,to,q1,q2,why\n\
         1,电话,2026/3/9,town one,2.5,urban,7,2026/03/09 10:00,2026-03-09T10:05:00+08:00,a,,\n\
         2,,2026/3/9,,1,,7,,,a,,\n\
         3,fax,9.3.2026,t9,0,urban,7,noon,,a,,\n\
         4,电话,2026/3/9,t9,0,urban,7,,,a,,\n\
         5,电话,2026/4/9,t1,,urban,7,,,a,,\n",
    );
    let taken = take(file.path(), &mapping).expect("rows");
    let first = &taken.responses[0];
    assert_eq!((first.mode, first.weight, first.unit.as_str()), (Mode::Phone, 2.5, "t1"));
    assert_eq!(first.interviewed_on.to_string(), "2026-03-09");
    assert_eq!(first.stratum.as_ref().map(survey::Code::as_str), Some("urban"));
    assert_eq!(first.psu.as_ref().map(survey::Code::as_str), Some("urban/7"));
    assert_eq!(first.respondent.as_ref().map(survey::Code::as_str), Some("1"));
    assert_eq!(first.started_at.map(|t| t.to_string()).as_deref(), Some("2026-03-09T02:00:00Z"));
    assert_eq!(first.ended_at.map(|t| t.to_string()).as_deref(), Some("2026-03-09T02:05:00Z"));
    let second = &taken.responses[1];
    assert_eq!((second.mode, second.unit.as_str()), (Mode::Visit, "c"));
    assert_eq!((&second.stratum, &second.psu), (&None, &None));
    assert_eq!(
        taken.faults(),
        [
            (4, "how", "bad_mode"),
            (4, "day", "bad_date"),
            (4, "from", "bad_instant"),
            (5, "unit", "unknown_unit"),
            (5, "w", "bad_weight"),
            (6, "w", "blank"),
        ]
    );
}

#[test]
fn a_psu_lies_in_one_stratum() {
    let fields = "unit = { column = 'unit' }\nstratum = { column = 's' }\npsu = { column = 'p' }";
    let mapping = with(&[("unit = { column = \"unit\" }", fields)], "");
    let file = TestFile::new(
        "f.csv",
        "id,unit,s,p,q1,q2,why\n1,t1,urban,7,a,,\n2,t1,rural,7,a,,\n3,t1,urban,7,a,,\n4,t1,,7,a,,\n",
    );
    let taken = take(file.path(), &mapping).expect("rows");
    assert_eq!(taken.responses.len(), 2);
    assert_eq!(taken.faults(), [(3, "p", "psu_in_two_strata"), (5, "p", "psu_in_two_strata")]);
}

#[test]
fn gb18030_semicolons_and_lines_above_the_header_are_read() {
    let mapping = with(
        &[(
            "[fields]",
            "[file]\nencoding = 'gb18030'\ndelimiter = ';'\nskip_lines = 2\n\n[fields]",
        )],
        "",
    );
    let text = "满意度调查;\n2026年;\nid;unit;q1;q2;why\n1;t1;不满意;1;镕𠮷\n2;t1;哈;1;\n";
    let bytes = encoding_rs::GB18030.encode(text).0.into_owned();
    let file = TestFile::new("f.csv", bytes);
    let taken = take(file.path(), &mapping).expect("rows");
    assert_eq!(taken.answers(0), "q1=c q2=1 why=镕𠮷");
    assert_eq!(taken.faults(), [(5, "q1", "unknown_option")]);
}

const LEVELS: &str = "[fields.unit]\nroot = { code = 'x', name = 'X', level = 'country' }\n\
                      blank_level = 'parent'\n\
                      levels = [{ column = 'district', level = 'district', values = { Zom = 'Zomba' } },\n\
                      { column = 'village', level = 'village', name = { zh = '{}村', en = 'Village {}' } }]\n";

#[test]
fn units_grow_from_level_columns() {
    let mapping = with(&[("unit = { column = \"unit\" }\n", "")], LEVELS);
    let file = TestFile::new(
        "f.csv",
        "id,district,village,q1,q2,why\n1,Zomba,A/B,a,,\n2,zom,C,a,,\n3,Zomba,,a,,\n4,,,a,,\n",
    );
    let units = collect_units(&[file.path()], &mapping).expect("units");
    let rows: Vec<_> = units
        .iter()
        .map(|u| {
            (u.code.as_str(), u.name.zh.as_str(), u.parent.as_ref().map_or("", |p| p.as_str()))
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("x", "X", ""),
            ("x/Zomba", "Zomba", "x"),
            ("x/Zomba/A／B", "A/B村", "x/Zomba"),
            ("x/Zomba/C", "C村", "x/Zomba"),
        ]
    );
    let tree = UnitTree::new(units).expect("a tree");
    let taken = take_in(file.path(), &mapping, &tree).expect("rows");
    let found: Vec<_> = taken.responses.iter().map(|r| r.unit.as_str()).collect();
    assert_eq!(found, ["x/Zomba/A／B", "x/Zomba/C", "x/Zomba", "x"]);
}

#[test]
fn a_blank_level_is_a_reject_unless_the_mapping_says_more() {
    let levels = LEVELS.replace("blank_level = 'parent'\n", "");
    let mapping = with(&[("unit = { column = \"unit\" }\n", "")], &levels);
    let file = TestFile::new("f.csv", "id,district,village,q1,q2,why\n1,Zomba,,a,,\n");
    let tree = UnitTree::new(collect_units(&[file.path()], &mapping).expect("units"));
    let taken = take_in(file.path(), &mapping, &tree.expect("a tree")).expect("rows");
    assert_eq!(taken.faults(), [(2, "village", "blank")]);
}

#[test]
fn a_lookup_file_says_where_a_unit_belongs() {
    let places = TestFile::new(
        "places.csv",
        "school,town,town_code,district\n实验小学,岱庙街道,370902001,泰山区\n二中,邱家店镇,370902100,泰山区\n",
    );
    let lookup = "[fields.unit]\nif_blank = '泰山区'\nlookup = { file = 'places.csv', column = 'sch', key = 'school' }\n\
                  levels = [{ column = 'district', level = 'district' },\n\
                  { column = 'town', level = 'town', code = 'town_code' },\n\
                  { column = 'school', level = 'school' }]\n";
    let text = HEAD.replace("unit = { column = \"unit\" }\n", "") + lookup;
    let mapping = exchange::Mapping::parse(&text, "m.toml", places.folder()).expect("a mapping");
    let file = TestFile::new("f.csv", "id,sch,q1,q2,why\n1,二中,a,,\n2,,a,,\n3,三中,a,,\n");
    let units = collect_units(&[file.path()], &mapping).expect("units");
    let codes: Vec<_> = units.iter().map(|unit| unit.code.as_str()).collect();
    assert_eq!(codes, ["泰山区", "370902001", "370902001/实验小学", "370902100", "370902100/二中"]);
    let tree = UnitTree::new(units).expect("a tree");
    let taken = take_in(file.path(), &mapping, &tree).expect("rows");
    let found: Vec<_> = taken.responses.iter().map(|r| r.unit.as_str()).collect();
    assert_eq!(found, ["370902100/二中", "泰山区"]);
    assert_eq!(taken.faults(), [(4, "sch", "unknown_unit")]);
}

#[test]
fn one_code_under_two_parents_is_refused() {
    let levels = "[fields.unit]\nlevels = [{ column = 'd', level = 'd' },\n\
                  { column = 't', level = 't', code = 'tc' }]\n";
    let mapping = with(&[("unit = { column = \"unit\" }\n", "")], levels);
    let file = TestFile::new("f.csv", "id,d,t,tc,q1,q2,why\n1,A,T,7,a,,\n2,B,T,7,a,,\n");
    let error = collect_units(&[file.path()], &mapping).expect_err("two parents");
    assert_eq!(error.code(), "unit_conflict");
    assert!(matches!(error, ExchangeError::Fault(fault) if fault.line == Some(3)));
}
