//! Where one gets from every page: a few rooms in a row, each with its pages. A room of one page is that
//! page. It works without a script, and leads nobody where they may not go.

use figures::ChartKind;
use survey::{Language, Right, Scope};

use super::address::Query;
use crate::auth::Actor;
use crate::words::Words;

/// Pages that belong together.
pub(super) struct NavRoom {
    pub(super) title: &'static str,
    pub(super) items: Vec<NavItem>,
}

impl NavRoom {
    /// Its page, if it has just one.
    pub(super) fn only(&self) -> Option<&NavItem> {
        let [only] = self.items.as_slice() else { return None };
        Some(only)
    }

    pub(super) fn is_current(&self) -> bool {
        self.items.iter().any(|item| item.current)
    }
}

pub(super) struct NavItem {
    pub(super) href: String,
    pub(super) text: &'static str,
    pub(super) current: bool,
    /// Whoever lacks it is not led there.
    needs: Right,
    /// It must hold everywhere.
    everywhere: bool,
}

/// Whether a chart shows where the problems are; others show how things stand.
fn is_about_problems(kind: ChartKind) -> bool {
    ["heatmap", "answers", "priority", "funnel"].contains(&kind.as_str())
}

/// All rooms. `query` is kept from figure to figure.
pub(super) fn rooms(root: &str, path: &str, language: Language, query: &Query) -> Vec<NavRoom> {
    let words = Words::of(language);
    let query = query.without(&["unit"]);
    let item = |page: &str, text, needs| NavItem {
        href: format!("{root}{page}"),
        text,
        current: path.strip_prefix('/') == Some(page),
        needs,
        everywhere: false,
    };
    let figure = |page: &str, text| NavItem {
        href: query.after(&format!("{root}{page}")),
        ..item(page, text, Right::ReadFigures)
    };
    let charts = |about_problems| {
        ChartKind::ALL
            .into_iter()
            .filter(move |kind| is_about_problems(*kind) == about_problems)
            .map(|kind| figure(kind.as_str(), kind.title(language)))
            .collect()
    };
    let mut results: Vec<NavItem> = charts(false);
    // Nothing is held against a target there.
    results.push(NavItem {
        href: query.without(&["target"]).after(&format!("{root}workbench")),
        ..item("workbench", words.workbench, Right::ReadFigures)
    });
    results.push(item("views", words.views, Right::ReadFigures));
    let room = |title, items| NavRoom { title, items };
    vec![
        room(words.overview, vec![figure("overview", words.overview)]),
        room(words.nav_results, results),
        room(words.nav_problems, charts(true)),
        room(
            words.nav_work,
            vec![
                item("issues", words.issues, Right::ReadIssues),
                item("issues/rates", words.rates_to, Right::ReadIssues),
                item("common", words.common, Right::ReadIssues),
                item("orders", words.orders, Right::ReadOrders),
                item("publicity", words.publicity, Right::ReadIssues),
            ],
        ),
        room(words.bulletins, vec![item("bulletins", words.bulletins, Right::ReadBulletins)]),
        room(
            words.year,
            vec![
                item("year", words.year, Right::ReadAnnual),
                item("external", words.external, Right::ReadAnnual),
                item("letters", words.letters, Right::ReadAnnual),
                item("forecast", words.forecast, Right::ReadAnnual),
            ],
        ),
        room(words.nav_survey, fieldwork(&item, words)),
        room(words.nav_office, office(&item, words)),
    ]
}

/// What is done among people.
fn fieldwork(item: &impl Fn(&str, &'static str, Right) -> NavItem, words: &Words) -> Vec<NavItem> {
    vec![
        item("fieldwork", words.fieldwork, Right::ReadFieldwork),
        item("visit", words.to_visits, Right::WorkCases),
        item("calls", words.to_calls, Right::WorkCases),
        item("checks", words.checks, Right::WorkChecks),
        item("checks/plans", words.plans, Right::JudgeChecks),
        item("checks/exclusions", words.exclusions, Right::JudgeChecks),
        item("signals", words.signals, Right::ReadSignals),
        item("quarantine", words.quarantine, Right::SettleQuarantine),
    ]
}

/// What is done by those who keep it all in order.
fn office(item: &impl Fn(&str, &'static str, Right) -> NavItem, words: &Words) -> Vec<NavItem> {
    let everywhere = true;
    vec![
        NavItem { everywhere, ..item("questionnaires", words.forms, Right::ManageSurvey) },
        item("seals", words.seals, Right::ReadSurvey),
        item("accounts", words.accounts, Right::ManageAccounts),
        item("audit", words.audit, Right::ReadAudit),
    ]
}

/// The same for a reader.
pub(super) fn for_reader(rooms: &mut Vec<NavRoom>, actor: &Actor) {
    for room in rooms.iter_mut() {
        room.items.retain(|item| match actor.scope(item.needs) {
            Scope::Everything => true,
            Scope::Units(_) => !item.everywhere,
            Scope::Nothing => false,
        });
    }
    rooms.retain(|room| !room.items.is_empty());
}
