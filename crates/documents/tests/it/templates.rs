//! The office's own wording: what it may change, and what it may not drop.

use documents::{Sentences, TemplateError, shipped_sentences};
use survey::Language;

use crate::rows::change;

fn edited(text: &str) -> Result<Sentences, TemplateError> {
    Sentences::new(Language::Chinese, Some(text))
}

fn refused(text: &str) -> String {
    edited(text).expect_err("refused").to_string()
}

#[test]
fn what_ships_can_be_used_as_it_is_and_as_an_edit() {
    for language in [Language::Chinese, Language::English] {
        Sentences::new(language, Some(shipped_sentences(language))).expect("its own text");
    }
}

#[test]
fn one_sentence_can_be_worded_anew_and_the_others_stay() {
    let say = edited("change = '比{{previous}}{{direction}}{{points}}分（{{significance}}）'")
        .expect("good");
    let row = change("示例区", Some(1.2), Some(0.3));
    let said = say.change(&row).expect("a sentence").expect("a change");
    assert_eq!(said, "比上季度上升1.20分（差异不显著）");
    assert_eq!(
        say.supervision("规则", &["甲"]).expect("a sentence").expect("somebody"),
        "按照“规则”，建议关注：甲。"
    );
}

#[test]
fn unknown_names_are_told_with_their_line_and_those_there_are() {
    let error = refused("# ours\n\nchanges = 'x'");
    assert!(error.starts_with("line 3:") && error.contains("all_unmoved"), "{error}");
    let error = refused("# ours\nsmall_samples = '{{unit}}样本不足'");
    assert!(
        error.starts_with("line 2:") && error.contains("\"unit\"") && error.contains("units"),
        "{error}"
    );
    let error = refused("small_samples = '''\n{{units}}样本\n{{reason}}不足'''");
    assert!(error.starts_with("line 3:") && error.contains("\"reason\""), "{error}");
}

#[test]
fn what_has_to_be_said_cannot_be_dropped() {
    for (name, template) in [
        ("significance", "change = '较{{previous}}{{direction}}{{points}}分'"),
        (
            "significance",
            "change = '较{{previous}}{{direction}}{{points}}分{% if adverb %}，{{significance}}{% endif %}'",
        ),
        ("low", "overall = '截至{{as_of}}，{{index}}分，{{high}}{{change}}'"),
        ("rank_high", "unit_rank = '{{unit}}{{rank}}（{{rank_low}}起）'"),
        ("undetermined", "target = '{{target}}分：{{met}}个达到，{{not_met}}个未达到'"),
    ] {
        let error = refused(template);
        assert!(error.contains(&format!("{{{{{name}}}}}")), "{name}: {error}");
    }
}

/// No probe has this value, so only the figure itself brings the omission to light.
#[test]
fn a_remark_that_hides_behind_a_figure_is_missed_when_it_is_due() {
    let hiding = "change = '{{previous}}{{direction}}{{points}}{% if points != \"1.20\" %}{{significance}}{% endif %}'";
    let say = edited(hiding).expect("nothing to see yet");
    let row = change("示例区", Some(1.2), Some(0.3));
    let error = say.change(&row).expect_err("dropped").to_string();
    assert!(error.contains("significance"), "{error}");
}

#[test]
fn words_of_degree_come_from_the_engine_only() {
    for template in [
        "change = '较{{previous}}明显{{direction}}{{points}}分，{{significance}}'",
        "change = '较{{previous}}{{\"大幅\"}}{{direction}}{{points}}分，{{significance}}'",
        "change = 'Sharply {{direction}} {{points}} {{previous}} {{significance}}'",
    ] {
        assert!(refused(template).contains("{{adverb}}"), "{template}");
    }
}

#[test]
fn what_is_no_template_is_refused() {
    assert!(refused("change = ").contains("TOML"));
    assert!(refused("\nchange = '{{previous'").starts_with("line 2:"));
    assert!(refused("small_samples = '{% for a in units %}{% for b in units %}{{units}}{% endfor %}{% endfor %}{% for a in units %}{% for b in units %}{% for c in units %}{% for d in units %}{% for e in units %}x{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}'").contains("can't be used"));
    let long = format!("small_samples = '{{{{units}}}}{}'", "长".repeat(2_000));
    assert!(refused(&long).contains("longer"));
}
