//! A ledger that nobody here led, by its mapping from its file to the rates, against figures computed
//! independently with pandas. Its tickets tell when they were opened, due and closed, and not by whose hands.

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use crate::support::{Desk, Ran, shared, workspace};

/// A line of CSV.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => fields.last_mut().expect("one").push(other),
        }
    }
    fields
}

/// The columns of a CSV that are asked for.
fn table<const N: usize>(text: &str, columns: [&str; N]) -> Vec<[String; N]> {
    let mut lines = text.lines();
    let header = fields(lines.next().expect("a header"));
    let places = columns.map(|name| header.iter().position(|it| it == name).expect(name));
    lines.map(fields).map(|row| places.map(|place| row[place].clone())).collect()
}

/// Agency, district, year and what stands between days and moments of a ticket.
struct Ticket {
    agency: String,
    district: String,
    year: String,
    /// Closed later than due, on the same day: late by the clock, on time by the day.
    same_day: bool,
    open_with_due: bool,
    is_taken_up: bool,
}

fn tickets(text: &str) -> Vec<Ticket> {
    let moment = |text: &str| {
        (!text.is_empty()).then(|| {
            DateTime::strptime("%m/%d/%Y %I:%M:%S %p", text).expect("a moment of the file")
        })
    };
    let columns = ["Agency", "CouncilDistrict", "CreatedDate", "DueDate", "CloseDate", "SRStatus"];
    let ticket = |[agency, district, opened, due, closed, status]: [String; 6]| {
        let (due, closed) = (moment(&due), moment(&closed));
        let late = due.zip(closed).filter(|(due, closed)| closed > due);
        Ticket {
            agency,
            district,
            year: moment(&opened).expect("every ticket was opened").year().to_string(),
            same_day: late.is_some_and(|(due, closed)| closed.date() == due.date()),
            open_with_due: due.is_some() && closed.is_none(),
            is_taken_up: closed.is_some() || status == "In Progress",
        }
    };
    table(text, columns).into_iter().map(ticket).collect()
}

/// What of the tickets some figures are about.
fn about<'a>(
    tickets: &'a [Ticket],
    [kind, unit, year]: [&'a str; 3],
) -> impl Iterator<Item = &'a Ticket> {
    let unit = if unit == "(blank)" { "" } else { unit };
    tickets.iter().filter(move |ticket| {
        let own = if kind == "Agency" { &ticket.agency } else { &ticket.district };
        (unit == "ALL" || own == unit) && (year == "ALL" || ticket.year == year)
    })
}

type Counts = BTreeMap<String, (u64, u64)>;

/// The rates of the ledger: by unit, category and year, and over all years.
fn rates(desk: &Desk) -> BTreeMap<[String; 3], Counts> {
    let years = ["2014", "2015", "2016", "2017", "2018", "2019"];
    let asked = [&["issue", "rates", "--format", "csv", "--period"][..], &years].concat();
    let columns = ["unit_code", "category", "period", "measure", "numerator", "denominator"];
    let mut rates: BTreeMap<[String; 3], Counts> = BTreeMap::new();
    for [unit, category, year, measure, numerator, denominator] in
        table(&desk.done(&asked), columns)
    {
        for year in [year.as_str(), "ALL"] {
            let of = rates.entry([unit.clone(), category.clone(), year.to_owned()]).or_default();
            let (have, all) = of.entry(measure.clone()).or_default();
            *have += numerator.parse::<u64>().expect("a count");
            *all += denominator.parse::<u64>().expect("a count");
        }
    }
    rates
}

/// The figures that the expected ones of a unit are to be met by. Tickets of no district are what the
/// city has beyond its districts.
fn figures(rates: &BTreeMap<[String; 3], Counts>, [kind, unit, year]: [&str; 3]) -> Counts {
    let of = |unit: &str, category: &str| {
        rates.get(&[unit, category, year].map(str::to_owned)).cloned().unwrap_or_default()
    };
    match (kind, unit) {
        (_, "ALL") => of("baltimore", "overall"),
        ("Agency", agency) => {
            let plain = agency.to_lowercase().replace('\'', "");
            let words = plain.split(|letter: char| !letter.is_ascii_alphabetic());
            let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
            of("baltimore", &words.join("_"))
        }
        (_, "(blank)") => {
            let mut rest = of("baltimore", "overall");
            for district in 1..=14 {
                for (measure, (have, all)) in of(&format!("baltimore/{district}"), "overall") {
                    let left = rest.get_mut(&measure).expect("a rate");
                    *left = (left.0 - have, left.1 - all);
                }
            }
            rest
        }
        (_, district) => of(&format!("baltimore/{district}"), "overall"),
    }
}

fn import(desk: &Desk, file: &str) -> Ran {
    let mapping = workspace().join("fixtures/mappings/baltimore-311.toml");
    let mapping = mapping.to_str().expect("a path");
    desk.run(&["import", "issues", file, "--mapping", mapping])
}

#[test]
fn baltimore_comes_in_by_its_mapping_and_meets_the_expected_figures() {
    let Some(shared) = shared() else { return };
    let file = shared.join("data/baltimore-311/baltimore_311_sample.csv");
    let read = |path| std::fs::read_to_string(path).expect("a file");
    let desk = Desk::with_database();
    for said in ["10000 stored, 0 there already", "0 stored, 10000 there already"] {
        let ran = import(&desk, file.to_str().expect("a path"));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
    let (rates, tickets) = (rates(&desk), tickets(&read(&file)));
    let columns =
        ["unit_type", "unit", "year_created", "n", "n_closed", "n_closed_with_due", "n_on_time"];
    let expected = table(&read(&shared.join("data/expected/baltimore_311_reference.csv")), columns);
    assert!(expected.len() > 200, "{} lines", expected.len());
    for [kind, unit, year, counts @ ..] in expected {
        let [n, closed, closed_with_due, on_time] = counts.map(|n| n.parse().expect("a count"));
        let key = [kind.as_str(), &unit, &year];
        let own = figures(&rates, key);
        let count = |wanted: fn(&Ticket) -> bool| {
            about(&tickets, key).filter(|ticket| wanted(ticket)).count() as u64
        };
        assert_eq!(own["closure_rate"], (closed, n), "{key:?}");
        assert_eq!(own["handling_rate"], (count(|it| it.is_taken_up), n), "{key:?}");
        // What is overdue and open counts here against it, and the file leaves it out.
        let same_day = count(|it| it.same_day);
        let wanted = (on_time + same_day, closed_with_due + count(|it| it.open_with_due));
        assert_eq!(own["on_time_feedback_rate"], wanted, "{key:?}");
        // Nobody here accepted anything or called anybody back, and the file says of no answer.
        assert_eq!(own["resolution_rate"], (0, n), "{key:?}");
        assert_eq!(own["reply_rate"], (0, n), "{key:?}");
        for nothing in ["valid_callback_rate", "fix_satisfaction_rate"] {
            assert_eq!(own[nothing], (0, 0), "{key:?}");
        }
    }
}
