//! Numbers that may be somebody's telephone or identity, however they are written. Names can't be told from
//! other words, so whoever publishes has to look for those.

mod digits;

use digits::{Group, groups, is_year, parts};

/// Telephone numbers of landlines have seven digits at least.
const DIGITS_MAX: usize = 6;
const MOBILE_DIGITS: usize = 11;
/// How people write mobile numbers, where a comma or the like may as well part a list of figures.
const MOBILE_SHAPES: [&[usize]; 3] = [&[3, 4, 4], &[3, 8], &[7, 4]];
/// Without the last place, which may be a letter.
const IDENTITY_DIGITS: usize = 17;
/// What numbers of places and of other countries are dialled with.
const COUNTRY: [&str; 2] = ["0086", "86"];
/// What stands behind amounts, and not behind telephone numbers.
const AMOUNTS: [&str; 6] = ["元", "万", "亿", "吨", "平方", "立方"];
/// What stands behind ranges of amounts besides.
const MEASURES: &str = "元万亿吨米平立公千人户件亩度次个名棵升克斤年月日页条项辆处家村%‰";

/// Whether a text holds a number that may be somebody's telephone or identity.
pub(crate) fn tells_a_person(text: &str) -> bool {
    let groups = groups(text);
    if groups.iter().any(is_long) || windows(&groups).any(is_identity) {
        return true;
    }
    parts(&groups).into_iter().any(|part| {
        let tells = |window: &[Group]| is_mobile(window) || has_area(window);
        windows(part).any(tells) || has_local(part)
    })
}

/// The same of an address, in which pages have long numbers of their own.
pub(crate) fn link_tells_a_person(link: &str) -> bool {
    let groups = groups(link);
    windows(&groups).any(|window| is_identity(window) || is_mobile(window) && is_usual(window))
}

/// Every sequence of groups that no letter parts.
fn windows(groups: &[Group]) -> impl Iterator<Item = &[Group]> {
    (0..groups.len()).flat_map(move |first| {
        let rest = groups[first + 1..].iter();
        let together = rest.take_while(|group| !group.is_apart).count();
        (first..=first + together).map(move |last| &groups[first..=last])
    })
}

fn joined(window: &[Group]) -> String {
    window.iter().map(|group| group.digits.as_str()).collect()
}

fn is_usual(window: &[Group]) -> bool {
    let shape: Vec<usize> = window.iter().map(|group| group.digits.len()).collect();
    shape.len() == 1 || MOBILE_SHAPES.contains(&shape.as_slice())
}

fn is_long(group: &Group) -> bool {
    let is_amount = group.is_price() || AMOUNTS.iter().any(|unit| group.after.starts_with(unit));
    let alone = std::slice::from_ref(group);
    let is_telling = !is_amount || is_mobile(alone) || is_identity(alone);
    group.digits.len() > DIGITS_MAX && !group.is_compact_day() && is_telling
}

fn is_mobile(window: &[Group]) -> bool {
    let all = joined(window);
    let own = COUNTRY.iter().find_map(|country| all.strip_prefix(country)).unwrap_or(&all);
    // Some dial a nought before numbers from elsewhere.
    let own = own.strip_prefix('0').unwrap_or(own);
    let is_listed = window[1..].iter().any(Group::is_listed);
    own.len() == MOBILE_DIGITS
        && own.starts_with('1')
        && matches!(own.as_bytes()[1], b'3'..=b'9')
        && (!is_listed || is_usual(window))
}

/// Region, birthday and a number of the day.
fn is_identity(window: &[Group]) -> bool {
    let all = joined(window);
    (IDENTITY_DIGITS..=IDENTITY_DIGITS + 1).contains(&all.len())
        && matches!(all.as_bytes()[0], b'1'..=b'8')
        && digits::is_day(&all[6..10], &all[10..12], &all[12..14])
}

/// A landline with the code of its place: 010 and 02x with eight digits, all others with seven or eight.
fn has_area(window: &[Group]) -> bool {
    let all = joined(window);
    let country = COUNTRY.iter().find_map(|country| all.strip_prefix(country));
    if let Some(own) = country.filter(|_| window[0].is_abroad()) {
        return matches!(own.len(), 10 | 11);
    }
    let is_coded = match all.get(..3) {
        Some("010" | "020" | "021" | "022" | "023" | "024" | "025" | "027" | "028" | "029") => {
            all.len() == 11
        }
        Some(code) => {
            matches!(code.as_bytes(), [b'0', b'3'..=b'9', _]) && matches!(all.len(), 11 | 12)
        }
        None => false,
    };
    window[0].digits.len() >= 3 && is_coded
}

/// A landline in two groups, such as 862-1234, that is no range of years or amounts and no standard.
fn has_local(part: &[Group]) -> bool {
    part.windows(2).enumerate().any(|(at, pair)| {
        let (first, last) = (&pair[0], &pair[1]);
        let is_alone = part.get(at + 2).is_none_or(|next| next.gap != last.gap)
            && (at == 0 || first.gap != last.gap);
        let is_number = matches!((first.digits.len(), last.digits.len()), (3 | 4, 4))
            && matches!(first.digits.as_bytes()[0], b'2'..=b'8')
            && last.is_joined();
        let is_standard = first.is_of_a_standard && is_year(&last.digits);
        let is_range = is_year(&first.digits)
            || last.after.chars().next().is_some_and(|unit| MEASURES.contains(unit));
        is_number && is_alone && !is_standard && !is_range
    })
}

#[cfg(test)]
mod tests;
