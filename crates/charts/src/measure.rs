//! How wide a text is, and where it may be broken or cut.
//!
//! plotters without a font feature takes every byte for 0.7 em, which makes Chinese three times too
//! wide. The widths here are those of the common sans-serif fonts, rounded up: a column that is a
//! little too wide does no harm, one that is too narrow clips a name.

use unicode_width::UnicodeWidthChar;

const ELLIPSIS: char = '…';
/// Latin letters in bold are about this much wider.
pub(crate) const BOLD_PERCENT: i32 = 107;

/// Width in pixels at a font size.
pub(crate) fn width(text: &str, size: i32) -> i32 {
    crate::scale::pixel((em_of(text) * f64::from(size)).ceil())
}

/// Greatest width of some texts.
pub(crate) fn widest<'t>(texts: impl IntoIterator<Item = &'t str>, size: i32) -> i32 {
    texts.into_iter().map(|text| width(text, size)).max().unwrap_or(0)
}

fn em_of(text: &str) -> f64 {
    text.chars().map(em).sum()
}

fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '|' | '\'' | '.' | ',' | ':' | ';' | '!' | ' ' => 0.31,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '-' => 0.40,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.93,
        'A'..='Z' => 0.68,
        '0'..='9' | '\u{21}'..='\u{7e}' | '–' | '·' => 0.58,
        _ => match c.width_cjk() {
            None | Some(0) => 0.0,
            Some(1) => 0.65,
            Some(_) => 1.0,
        },
    }
}

/// The text if it fits, or as much of it as does with an ellipsis.
pub(crate) fn cut(text: &str, size: i32, available: i32) -> String {
    if width(text, size) <= available {
        return text.to_owned();
    }
    let room = f64::from(available) / f64::from(size) - em(ELLIPSIS);
    let mut kept = String::new();
    let mut used = 0.0;
    for c in text.chars() {
        used += em(c);
        if used > room {
            break;
        }
        kept.push(c);
    }
    kept.truncate(kept.trim_end().len());
    kept.push(ELLIPSIS);
    kept
}

/// The text on at most `lines_max` lines; what is left over is cut with an ellipsis.
pub(crate) fn wrap(text: &str, size: i32, available: i32, lines_max: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for atom in atoms(text) {
        let fits = width(line.trim_end(), size) == 0
            || width(&format!("{line}{}", atom.trim_end()), size) <= available;
        if fits {
            line.push_str(&atom);
            continue;
        }
        lines.push(std::mem::take(&mut line));
        line.push_str(atom.trim_start());
    }
    lines.push(line);
    let lines_max = lines_max.max(1);
    if lines.len() > lines_max {
        let rest = lines.split_off(lines_max - 1).concat();
        lines.push(rest);
    }
    lines.iter().map(|line| cut(line.trim(), size, available)).filter(|l| !l.is_empty()).collect()
}

/// Parts set side by side; a line breaks between parts as long as each fits on one.
pub(crate) fn wrap_parts(
    parts: &[&str],
    separator: &str,
    size: i32,
    available: i32,
) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        let together = lines.last().map(|line| format!("{line}{separator}{part}"));
        match together.filter(|line| width(line, size) <= available) {
            Some(line) => {
                lines.pop();
                lines.push(line);
            }
            None => lines.extend(wrap(part, size, available, 2)),
        }
    }
    lines
}

/// Width of the widest piece that can't be broken.
pub(crate) fn widest_word(text: &str, size: i32) -> i32 {
    atoms(text).iter().map(|atom| width(atom.trim_end(), size)).max().unwrap_or(0)
}

/// Pieces between which a line may break: single wide characters, and Latin words with the space
/// behind them. Punctuation stays with what it closes or opens.
fn atoms(text: &str) -> Vec<String> {
    let mut atoms: Vec<String> = Vec::new();
    for c in text.chars() {
        let glued = atoms.last().is_some_and(|atom| glues(atom, c));
        match atoms.last_mut() {
            Some(atom) if glued => atom.push(c),
            _ => atoms.push(c.to_string()),
        }
    }
    atoms
}

fn glues(atom: &str, c: char) -> bool {
    const CLOSING: &str = "，。、；：？！）》”’」』〕】%…";
    const OPENING: &str = "（《“‘「『〔【";
    let Some(last) = atom.chars().last() else { return true };
    if c == ' ' || CLOSING.contains(c) || OPENING.contains(last) || em(c) == 0.0 {
        return true;
    }
    last != ' ' && !is_wide(last) && !is_wide(c)
}

fn is_wide(c: char) -> bool {
    c.width() == Some(2) || "“”‘’…—".contains(c)
}

/// The text without what XML 1.0 forbids; line breaks and tabs become spaces.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|&c| !c.is_control() && c != '\u{fffe}' && c != '\u{ffff}')
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_character_is_one_em() {
        assert_eq!(width("满意度得分", 20), 100);
        assert!(width("score", 20) < 60);
        assert_eq!(width("", 20), 0);
    }

    #[test]
    fn a_cut_text_fits_and_says_so() {
        let name = "东河镇".repeat(20);
        let short = cut(&name, 13, 100);
        assert!(short.ends_with('…') && width(&short, 13) <= 100, "{short}");
        assert_eq!(cut("东河镇", 13, 100), "东河镇");
        assert_eq!(cut("东河镇", 13, 0), "…");
    }

    #[test]
    fn lines_break_between_characters_and_words_but_not_before_punctuation() {
        assert_eq!(
            wrap("二十六个镇街，无法分出先后", 10, 60, 3),
            ["二十六个镇", "街，无法分出", "先后"]
        );
        assert_eq!(
            wrap("The towns can't be told apart", 10, 80, 9).concat().replace(' ', "").len(),
            24
        );
        for line in wrap("The towns can't be told apart", 10, 80, 9) {
            assert!(width(&line, 10) <= 80, "{line}");
        }
    }

    #[test]
    fn what_is_left_over_is_cut_visibly() {
        let lines = wrap(&"满意".repeat(40), 10, 100, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'));
        assert!(lines.iter().all(|line| width(line, 10) <= 100));
    }

    #[test]
    fn a_word_without_a_break_is_cut() {
        let lines = wrap(&"x".repeat(100), 10, 100, 2);
        assert_eq!(lines.len(), 1);
        assert!(width(&lines[0], 10) <= 100);
    }

    #[test]
    fn control_characters_go() {
        assert_eq!(clean("东\u{0}河\n镇"), "东河 镇");
    }
}
