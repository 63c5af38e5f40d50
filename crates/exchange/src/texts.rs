//! Tables of texts as people read them, as CSV for Excel and WPS.

use std::io::{self, Write};

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
    let mut letters = text.chars();
    let formula = match letters.next() {
        Some('=' | '@' | '\t' | '\r') => true,
        Some('+' | '-') => !letters.next().is_some_and(|next| next.is_ascii_digit()),
        _ => false,
    };
    if formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signed_numbers_stay_numbers_and_formulas_do_not_run() {
        let row = ["+0.52（不显著）", "-1", "=1+1", "+cmd", "@x", "—", "东河镇"].map(str::to_owned);
        let mut out = Vec::new();
        write_texts(&mut out, [&row.to_vec()]).expect("memory");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text, "\u{feff}+0.52（不显著）,-1,'=1+1,'+cmd,'@x,—,东河镇\n");
    }
}
