//! What descriptions have in common, letter by letter: Chinese has no blanks between its words, and pairs of
//! neighbouring letters tell as much about a short text as its words do.

use std::collections::{BTreeMap, BTreeSet};

/// Shortest and longest word that is told to be shared, in letters.
const WORD_LETTERS: std::ops::RangeInclusive<usize> = 2..=16;
/// As many words as explain a group.
const WORDS_MAX: usize = 5;
/// Particles, which any two texts share.
const PARTICLES: [char; 7] = ['的', '了', '着', '吗', '呢', '吧', '啊'];

/// A description as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    /// Its runs of letters. What stands between them, numbers too, parts them.
    runs: Vec<Vec<char>>,
    grams: BTreeSet<[char; 2]>,
}

/// How alike two texts are: the cosine between their pairs of letters. Those that only one holds count less than
/// by their share of all, so that a long text and a short one about the same are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Likeness {
    shared: usize,
    /// Pairs of the one, times those of the other.
    product: usize,
}

impl Text {
    /// Nothing for a text with less than two letters in a row: it can't be told what it is about.
    pub(super) fn new(text: &str) -> Option<Self> {
        let mut runs = vec![Vec::new()];
        for letter in text.chars().map(narrow).flat_map(char::to_lowercase) {
            if letter.is_alphabetic() && !PARTICLES.contains(&letter) {
                runs.last_mut()?.push(letter);
            } else if runs.last().is_some_and(|run| !run.is_empty()) {
                runs.push(Vec::new());
            }
        }
        let pairs =
            |run: &Vec<char>| run.windows(2).map(|pair| [pair[0], pair[1]]).collect::<Vec<_>>();
        let grams: BTreeSet<[char; 2]> = runs.iter().flat_map(pairs).collect();
        (!grams.is_empty()).then_some(Self { runs, grams })
    }

    pub(super) fn likeness(&self, other: &Self) -> Likeness {
        let shared = self.grams.intersection(&other.grams).count();
        Likeness { shared, product: self.grams.len() * other.grams.len() }
    }

    fn words(&self) -> BTreeSet<&[char]> {
        let of_length = |length| self.runs.iter().flat_map(move |run| run.windows(length));
        WORD_LETTERS.flat_map(of_length).collect()
    }
}

impl Likeness {
    /// In percent, rounded down.
    pub(super) fn percent(self) -> usize {
        ((self.shared * 100).pow(2) / self.product).isqrt()
    }

    /// Whether it is at least so many percent; exactly, without rounding.
    pub(super) fn reaches(self, percent: u8) -> bool {
        (self.shared * 100).pow(2) >= usize::from(percent).pow(2) * self.product
    }
}

/// Words that at least half of some texts hold, those in most of them first and the longest of those, and how many
/// hold each. What lies by half or more within a word that is told already tells nothing more.
pub(super) fn shared(texts: &[&Text]) -> Vec<(String, usize)> {
    let mut holders: BTreeMap<&[char], BTreeSet<usize>> = BTreeMap::new();
    for (place, text) in texts.iter().enumerate() {
        for word in text.words() {
            holders.entry(word).or_default().insert(place);
        }
    }
    let least = texts.len().div_ceil(2).max(2);
    let held = holders.into_iter().map(|(word, texts)| (word, texts.len()));
    let mut words: Vec<(&[char], usize)> = held.filter(|(_, held)| *held >= least).collect();
    words.sort_by(|(a, held_a), (b, held_b)| {
        held_b.cmp(held_a).then(b.len().cmp(&a.len())).then(a.cmp(b))
    });
    let mut told: Vec<(&[char], usize)> = Vec::new();
    for (word, held) in words {
        if told.len() == WORDS_MAX {
            break;
        }
        if told.iter().all(|(known, _)| longest_in_common(word, known) * 2 < word.len()) {
            told.push((word, held));
        }
    }
    told.into_iter().map(|(word, held)| (word.iter().collect(), held)).collect()
}

/// Letters of the longest run that stands in both.
fn longest_in_common(a: &[char], b: &[char]) -> usize {
    let holds = |part: &[char]| b.windows(part.len()).any(|other| other == part);
    (1..=a.len()).rev().find(|length| a.windows(*length).any(holds)).unwrap_or(0)
}

/// Letters that are written as wide as Chinese ones are the same as narrow ones.
fn narrow(letter: char) -> char {
    match u32::from(letter) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Text {
        Text::new(text).expect("letters")
    }

    #[test]
    fn likeness_is_the_cosine_between_pairs() {
        // 工地 地扬 扬尘 尘严 严重, and 工地 地扬 扬尘 尘大.
        let (a, b) = (text("工地扬尘严重"), text("工地扬尘大了"));
        assert_eq!(a.likeness(&b), Likeness { shared: 3, product: 5 * 4 });
        // 3 / √20 = 0.6708…
        assert_eq!(a.likeness(&b).percent(), 67);
        assert!(a.likeness(&b).reaches(67) && !a.likeness(&b).reaches(68));
        assert_eq!(a.likeness(&a).percent(), 100);
        assert_eq!(a.likeness(&text("学费太贵")).percent(), 0);
    }

    #[test]
    fn writing_makes_no_difference_and_numbers_are_no_words() {
        assert_eq!(text("ＶＯＣ，超标！").grams, text("voc 超标").grams);
        assert_eq!(text("3号楼下垃圾").grams, text("12号楼下垃圾").grams);
        // What a number parts is no pair.
        for nothing in ["", "。", "12345", "的", "差", "a", "水5管"] {
            assert_eq!(Text::new(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn shared_words_are_the_longest_that_at_least_half_hold() {
        let texts = ["垃圾没人清运", "门口垃圾没人清运，味道大", "垃圾桶味道大"].map(text);
        let texts: Vec<&Text> = texts.iter().collect();
        let told = shared(&texts);
        let told: Vec<(&str, usize)> = told.iter().map(|(word, n)| (word.as_str(), *n)).collect();
        assert_eq!(told, [("垃圾", 3), ("垃圾没人清运", 2), ("味道大", 2)]);
        // Of what all say alike only the longest is told, however many pieces of it there are.
        let texts =
            ["西村生活垃圾清运不及时", "生活垃圾清运不及时，满溢", "东村生活垃圾清运不及时满溢"]
                .map(text);
        let texts: Vec<&Text> = texts.iter().collect();
        assert_eq!(shared(&texts), [("生活垃圾清运不及时".to_owned(), 3), ("满溢".to_owned(), 2)]);
        assert!(shared(&texts[..1]).is_empty(), "nobody shares with nobody");
    }
}
