//! The unit tree: a city, two districts, their streets and towns, and villages and communities.
//!
//! Codes follow the national pattern (GB/T 2260: six digits down to the district, three more for
//! the town, three more for the village), under the prefix 99, which no real place has.

use std::collections::HashSet;

use jiff::civil::{Date, date};
use survey::{Code, Label, Unit};

use crate::Plan;
use crate::dice::{Dice, Stream};
use crate::names::{self, CITY, DISTRICTS};

const CITY_CODE: u32 = 991_200;
/// Since the last census.
const SINCE: Date = date(2020, 11, 1);

/// A street or town, with what the sample needs to know of it.
#[derive(Debug, Clone)]
pub(crate) struct Town {
    pub(crate) code: Code,
    /// Its villages and communities, in the random order in which the sample takes turns.
    pub(crate) villages: Vec<Village>,
    /// Its share of interviews against the average town.
    pub(crate) share: f64,
}

impl Town {
    /// Households of all its villages.
    pub(crate) fn households(&self) -> u32 {
        self.villages.iter().map(|village| village.households).sum()
    }
}

/// A village (村) or community (社区).
#[derive(Debug, Clone)]
pub(crate) struct Village {
    pub(crate) code: Code,
    pub(crate) name: Label,
    /// Counts through all villages of the city, from 1.
    pub(crate) serial: u32,
    pub(crate) households: u32,
    pub(crate) community: bool,
}

/// All places.
pub(crate) struct Places {
    pub(crate) units: Vec<Unit>,
    pub(crate) towns: Vec<Town>,
}

/// Invents the places.
pub(crate) fn invent(plan: &Plan) -> Places {
    let dice = Dice::new(plan.seed, Stream::Places);
    let (units, towns, taken) = (Vec::new(), Vec::new(), HashSet::new());
    let mut mapmaker = Mapmaker { dice, units, towns, taken, serial: 0 };
    let city = mapmaker.unit(CITY_CODE.into(), label(CITY), "city", None);
    let mut lists = (0, 0);
    for (i, name) in (1_u32..).zip(DISTRICTS) {
        // 01 stands for "all districts of the city" in the national list, so districts start at 02.
        let number = CITY_CODE + i + 1;
        let district = mapmaker.unit(number.into(), label(name), "district", Some(&city));
        let (streets, towns) = streets_and_towns(plan.towns, i);
        for j in 1..=streets {
            let name = names::street(lists.0, &mut mapmaker.dice);
            lists.0 += 1;
            mapmaker.town(u64::from(number) * 1000 + u64::from(j), &name, &district, plan);
        }
        for j in 0..towns {
            let name = names::town(lists.1, &mut mapmaker.dice);
            lists.1 += 1;
            mapmaker.town(u64::from(number) * 1000 + 100 + u64::from(j), &name, &district, plan);
        }
    }
    let mut towns = mapmaker.towns;
    level_shares(&mut towns);
    Places { units: mapmaker.units, towns }
}

/// The first district is the more urban one.
fn streets_and_towns(all: u32, district: u32) -> (u32, u32) {
    let (count, streets_of_20) = if district == 1 { (all.div_ceil(2), 9) } else { (all / 2, 5) };
    let streets = (count * streets_of_20).div_ceil(20);
    (streets, count - streets)
}

/// Makes the shares average 1.
fn level_shares(towns: &mut [Town]) {
    let count = f64::from(u32::try_from(towns.len()).unwrap_or(u32::MAX));
    let mean = towns.iter().map(|town| town.share).sum::<f64>() / count;
    for town in towns {
        town.share /= mean;
    }
}

struct Mapmaker {
    dice: Dice,
    units: Vec<Unit>,
    towns: Vec<Town>,
    taken: HashSet<String>,
    serial: u32,
}

impl Mapmaker {
    fn unit(&mut self, number: u64, name: Label, level: &str, parent: Option<&Code>) -> Code {
        let code = code(&number.to_string());
        self.units.push(Unit {
            code: code.clone(),
            name,
            level: self::code(level),
            parent: parent.cloned(),
            valid_from: Some(SINCE),
            valid_to: None,
        });
        code
    }

    fn town(&mut self, number: u64, name: &Label, district: &Code, plan: &Plan) {
        let street = name.zh.ends_with("街道");
        let town = self.unit(number, name.clone(), "town", Some(district));
        let spread = plan.villages_per_town / 4;
        let low = plan.villages_per_town - spread;
        let count = self.dice.between(low, plan.villages_per_town + spread);
        let communities = if street { count - count / 4 } else { 1 + count / 12 };
        let mut here = Here { town: &town, number, used: HashSet::new(), villages: Vec::new() };
        for i in 1..=communities {
            let seat = (!street && i == 1).then(|| names::seat_community(name));
            self.place(&mut here, number * 1000 + u64::from(i), true, seat);
        }
        for i in 0..count - communities {
            self.place(&mut here, number * 1000 + 200 + u64::from(i), false, None);
        }
        if self.towns.len() % 12 == 6 {
            self.merged_village(&mut here);
        }
        let mut villages = here.villages;
        self.dice.shuffle(&mut villages);
        // A few towns are far larger than the rest.
        let skew = self.dice.unit();
        let share = 0.5 + 2.0 * skew * skew;
        self.towns.push(Town { code: town, villages, share });
    }

    fn place(&mut self, here: &mut Here, number: u64, community: bool, name: Option<Label>) {
        let name = name.unwrap_or_else(|| self.fresh_name(&here.used, community));
        here.used.insert(name.zh.clone());
        self.taken.insert(name.zh.clone());
        let code = self.unit(number, name.clone(), "village", Some(here.town));
        let households =
            if community { self.dice.between(350, 950) } else { self.dice.between(180, 520) };
        self.serial += 1;
        let serial = self.serial;
        here.villages.push(Village { code, name, serial, households, community });
    }

    /// A village that was merged into its neighbour before the survey began: it keeps its code and
    /// is never visited.
    fn merged_village(&mut self, here: &mut Here) {
        let name = self.fresh_name(&here.used, false);
        self.unit(here.number * 1000 + 399, name, "village", Some(here.town));
        if let Some(unit) = self.units.last_mut() {
            unit.valid_to = Some(date(2024, 6, 30));
        }
    }

    /// A name that no place of the town has. Names of other towns' villages are avoided, but come
    /// back now and then, as they do in life.
    fn fresh_name(&mut self, used: &HashSet<String>, community: bool) -> Label {
        for attempt in 1.. {
            let mut name = if community {
                names::community(&mut self.dice)
            } else {
                names::village(&mut self.dice)
            };
            if attempt > 200 {
                name.zh = format!("{}{attempt}", name.zh);
            }
            let free = !used.contains(&name.zh) && !self.taken.contains(&name.zh);
            if free || (attempt > 8 && !used.contains(&name.zh)) {
                return name;
            }
        }
        unreachable!("numbers never run out")
    }
}

/// The town that is being drawn.
struct Here<'a> {
    town: &'a Code,
    number: u64,
    used: HashSet<String>,
    villages: Vec<Village>,
}

fn label((zh, en): (&str, &str)) -> Label {
    Label::new(zh, en)
}

/// A code of this crate's own making, which is always well-formed.
pub(crate) fn code(text: &str) -> Code {
    text.parse().expect("a generated code is well-formed")
}

#[cfg(test)]
mod tests {
    use survey::UnitTree;

    use super::*;

    #[test]
    fn the_default_district_has_the_size_of_a_real_one() {
        let places = invent(&Plan::default());
        let villages: Vec<usize> = places.towns.iter().map(|t| t.villages.len()).collect();
        assert_eq!(places.towns.len(), 26);
        assert!(villages.iter().all(|n| (8..=14).contains(n)), "{villages:?}");
        assert!((250..=310).contains(&villages.iter().sum::<usize>()), "{villages:?}");
        UnitTree::new(places.units).expect("a sound tree");
    }

    #[test]
    fn no_code_can_be_taken_for_a_real_one_and_no_town_has_a_name_twice() {
        let places = invent(&Plan::default());
        assert!(places.units.iter().all(|unit| unit.code.as_str().starts_with("99")));
        for town in &places.towns {
            let names: HashSet<_> = town.villages.iter().map(|v| &v.name.zh).collect();
            assert_eq!(names.len(), town.villages.len(), "{}", town.code);
        }
        let serials: HashSet<_> =
            places.towns.iter().flat_map(|t| &t.villages).map(|v| v.serial).collect();
        assert_eq!(serials.len(), places.towns.iter().map(|t| t.villages.len()).sum::<usize>());
    }

    #[test]
    fn the_largest_plan_still_has_distinct_codes() {
        let plan = Plan { towns: 200, villages_per_town: 120, ..Plan::default() };
        assert!(plan.problems().is_empty());
        UnitTree::new(invent(&plan).units).expect("a sound tree");
    }
}
