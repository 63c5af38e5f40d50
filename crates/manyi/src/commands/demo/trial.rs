//! A round of the demo that runs today, with invented households and telephone lines, so that both desks
//! can be tried. It is a mock round: whatever is tried changes no figure of the district.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use exchange::Template;
use jiff::{SignedDuration, Timestamp};
use store::{COMMAND_LINE, ContactKey, Draw, SamplePlan, Store};
use survey::contact::NewContact;
use survey::{Code, ContactDetails, Label, Mode, Questionnaire, Round, RoundKind};

use crate::error::Failure;

const ROUND: &str = "trial";
const KEY: &str = "contacts.key";
/// Villages and households in each.
const VILLAGES: usize = 6;
const HOUSEHOLDS: usize = 10;
/// Days that the round runs before and after today.
const DAYS: i64 = 30;
const SURNAMES: [&str; 10] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"];
const NAMES: [&str; 9] = ["建国", "秀英", "明", "丽华", "强", "桂兰", "志远", "芳", "海涛"];

/// Sets the round up, and gives the key that its contacts are sealed with.
pub(super) fn set_up(store: &Store, folder: &Path) -> Result<PathBuf, Failure> {
    let form = form(store)?;
    store.publish_questionnaire(&form)?;
    store.put_round(&round(&form)?)?;
    let file = folder.join(KEY);
    let key = ContactKey::create(&file)?;
    for mode in [Mode::Visit, Mode::Phone] {
        let frame: Code = code(&format!("{ROUND}-{mode}"))?;
        let by = || store.by(COMMAND_LINE);
        by().add_contacts(&key, &frame, &contacts(store, mode)?)?;
        by().draw_sample(&Draw {
            round: code(ROUND)?,
            mode,
            frame,
            plan: SamplePlan { per_stratum: HOUSEHOLDS as u64, strata: BTreeMap::new() },
            seed: Some(ROUND.to_owned()),
        })?;
    }
    Ok(file)
}

/// Forgets the key of an earlier demo: it opens nothing any more.
pub(super) fn forget(folder: &Path) -> Result<(), Failure> {
    let path = folder.join(KEY);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::File { path, error })
        }
        _ => Ok(()),
    }
}

/// The district's questionnaire, with the words around the questions and the reasons of the one that
/// ships for the environment.
fn form(store: &Store) -> Result<Questionnaire, Failure> {
    let shipped = Template::Environment.questionnaire()?;
    let newest = store.questionnaires()?.into_iter().next_back();
    let mut form = newest.ok_or_else(|| Failure::Usage("there is no questionnaire".to_owned()))?;
    form.version += 1;
    form.opening = shipped.opening;
    form.closing = shipped.closing;
    for category in &mut form.scheme.categories {
        if let Some(like) = shipped.scheme.get(category.code.as_str()) {
            category.reasons.clone_from(&like.reasons);
        }
    }
    Ok(form)
}

fn round(form: &Questionnaire) -> Result<Round, Failure> {
    let now = Timestamp::now();
    let day =
        |days: i64| survey::round::in_china(now + SignedDuration::from_hours(24 * days)).date();
    Ok(Round {
        code: code(ROUND)?,
        name: Label::new("试用轮次（模拟调查）", "Trial round (mock survey)"),
        questionnaire: form.code.clone(),
        version: form.version,
        kind: RoundKind::Mock,
        mirrors: None,
        modes: vec![Mode::Visit, Mode::Phone],
        opens: day(-DAYS),
        closes: day(DAYS),
    })
}

/// Invented people. There is no area code 0199, so their numbers lead to nobody.
fn contacts(store: &Store, mode: Mode) -> Result<Vec<NewContact>, Failure> {
    let tree = store.unit_tree()?;
    let villages = tree.units().iter().filter(|unit| unit.level == "village").take(VILLAGES);
    let mut contacts = Vec::with_capacity(VILLAGES * HOUSEHOLDS);
    for (place, village) in villages.enumerate() {
        for household in 0..HOUSEHOLDS {
            let n = place * HOUSEHOLDS + household;
            let (surname, name) = (SURNAMES[n % SURNAMES.len()], NAMES[(n * 4 + 1) % NAMES.len()]);
            let visit = mode == Mode::Visit;
            let address = format!("{}{}号", village.name.zh, 2 * household + 1);
            contacts.push(NewContact {
                case: Some(code(&format!("{}{n:03}", if visit { "H" } else { "T" }))?),
                unit: village.code.clone(),
                stratum: None,
                psu: None,
                details: ContactDetails {
                    name: Some(format!("{surname}{name}")),
                    phone: Some(format!("0199-52{:05}", if visit { n } else { n + 500 })),
                    // Who has the address of a household that is visited would be the same one.
                    address: visit.then_some(address),
                },
            });
        }
    }
    Ok(contacts)
}

fn code(text: &str) -> Result<Code, Failure> {
    text.parse().map_err(Failure::Usage)
}
