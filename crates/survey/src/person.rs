//! Whether two names are written for one person: people write 李敏, 李　敏, 李敏（科长） and `Limin`.

/// Marks that stand within the names of accounts, and tell one from another.
const MARKS: [char; 3] = ['.', '-', '_'];
/// Letters that nobody sees, though they count as letters.
const FILLERS: [char; 4] = ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}'];

/// A name as it is compared with others: narrow small letters and digits, without blanks and without what stands
/// in brackets behind it, such as an office or the way somebody acted. What has no letters is compared as it is.
pub fn compared(name: &str) -> String {
    let narrowed: String = name.chars().map(narrow).flat_map(char::to_lowercase).collect();
    let counts = |letter: char| letter.is_alphanumeric() && !FILLERS.contains(&letter);
    let called = narrowed.split('(').next().filter(|called| called.contains(counts));
    let kept = called.unwrap_or(&narrowed).chars();
    let letters: String = kept.filter(|c| counts(*c) || MARKS.contains(c)).collect();
    if letters.is_empty() { name.trim().to_owned() } else { letters }
}

/// Letters that are written as wide as Chinese ones are the same as narrow ones.
pub(crate) fn narrow(letter: char) -> char {
    match u32::from(letter) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_is_known_however_the_name_is_written() {
        for written in [
            "李敏",
            " 李敏 ",
            "李　敏",
            "李 敏",
            "李敏\u{200b}",
            "李敏（科长）",
            "李敏 (command line)",
        ] {
            assert_eq!(compared(written), "李敏", "{written:?}");
        }
        for written in ["limin", "Limin", "LIMIN", "ｌｉｍｉｎ", "limin\u{3164}"] {
            assert_eq!(compared(written), "limin", "{written:?}");
        }
    }

    #[test]
    fn two_persons_stay_two() {
        let names =
            ["li.min", "li-min", "li_min", "limin", "limin2", "李敏", "李明", "（）", "", "—"];
        for (place, name) in names.iter().enumerate() {
            for other in &names[place + 1..] {
                assert_ne!(compared(name), compared(other), "{name} {other}");
            }
        }
        assert_eq!(compared("（李敏）"), "李敏", "what is all in brackets is the name");
    }
}
