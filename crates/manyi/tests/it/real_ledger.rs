//! A ledger that nobody here led, from its file to the rates, against figures computed independently with
//! pandas. Its tickets tell when they were opened, due and closed, and not by whose hands: the steps in
//! between are those without which nothing is closed here.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use survey::issue::rates::{IssueFacts, IssueRate, RateCounts};
use survey::{Channel, IssueEvent, IssueStep, Owners, Period, Triage};

use crate::support::shared;

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

/// As the expected figures call those of no unit.
fn named(unit: String) -> String {
    if unit.is_empty() { "(blank)".to_owned() } else { unit }
}

struct Ticket {
    units: [String; 2],
    opened: DateTime,
    due: Option<DateTime>,
    closed: Option<DateTime>,
}

fn tickets(text: &str) -> Vec<Ticket> {
    let moment = |text: &str| {
        (!text.is_empty()).then(|| {
            DateTime::strptime("%m/%d/%Y %I:%M:%S %p", text).expect("a moment of the file")
        })
    };
    let columns = ["Agency", "CouncilDistrict", "CreatedDate", "DueDate", "CloseDate"];
    let ticket = |[agency, district, opened, due, closed]: [String; 5]| Ticket {
        units: [agency, district].map(named),
        opened: moment(&opened).expect("every ticket was opened"),
        due: moment(&due),
        closed: moment(&closed),
    };
    table(text, columns).into_iter().map(ticket).collect()
}

/// Its history as it would be here.
fn steps(ticket: &Ticket) -> Vec<IssueStep> {
    use IssueEvent as E;
    let noon_in_china =
        |day: Date| TimeZone::UTC.to_timestamp(day.at(4, 0, 0, 0)).expect("an instant");
    let step = |by: &str, day: DateTime, event| IssueStep {
        by: by.to_owned(),
        at: noon_in_china(day.date()),
        event,
        reason: Some("as the file has it".to_owned()),
        evidence: Vec::new(),
    };
    let [leader, section, person] = ["chief", "section", "owner"].map(str::to_owned);
    let assign = E::Assign {
        owners: Owners { leader, section, person },
        triage: Some(Triage::HandleNow),
        // Here nothing is assigned without a day: one that never comes.
        due_on: Some(ticket.due.map_or(Date::MAX, DateTime::date)),
        unknown_years: Vec::new(),
    };
    let register = E::Register { channel: Channel::Hotline, receiver: None };
    let mut steps =
        vec![step("desk", ticket.opened, register), step("desk", ticket.opened, assign)];
    if let Some(closed) = ticket.closed {
        let done = "closed".to_owned();
        for (by, event) in [
            ("owner", E::TakeUp),
            ("owner", E::RecordMeasure { measure: done.clone() }),
            ("owner", E::Submit { result: done }),
            ("desk", E::Accept),
            ("desk", E::Close),
        ] {
            steps.push(step(by, closed, event));
        }
    }
    steps
}

/// What we count, and what stands between days and moments.
#[derive(Default)]
struct Sums {
    counts: RateCounts,
    /// Closed later than due, on the same day: late by the clock, on time by the day.
    same_day: u64,
    open_with_due: u64,
}

/// Sums by kind of unit, unit and year, each with `ALL`.
fn summed(tickets: &[Ticket]) -> BTreeMap<(usize, String, String), Sums> {
    let mut sums: BTreeMap<(usize, String, String), Sums> = BTreeMap::new();
    for ticket in tickets {
        let steps = steps(ticket);
        let facts = IssueFacts::of(ticket.opened.date(), &steps).expect("a history");
        let year = Period::Year(ticket.opened.year().into());
        let counts = facts.counts(&year.months(), date(2999, 1, 1));
        let late_by_the_clock = ticket.due.zip(ticket.closed).filter(|(due, closed)| closed > due);
        let same_day = late_by_the_clock.is_some_and(|(due, closed)| closed.date() == due.date());
        for (kind, unit) in ticket.units.iter().enumerate() {
            for unit in [unit.as_str(), "ALL"] {
                for year in [year.to_string().as_str(), "ALL"] {
                    let own = sums.entry((kind, unit.to_owned(), year.to_owned())).or_default();
                    own.counts += counts;
                    own.same_day += u64::from(same_day);
                    own.open_with_due += u64::from(ticket.due.is_some() && ticket.closed.is_none());
                }
            }
        }
    }
    sums
}

#[test]
fn baltimore_meets_the_expected_figures() {
    let Some(shared) = shared() else { return };
    let read =
        |name: &str| std::fs::read_to_string(shared.join("data").join(name)).expect("a file");
    let sums = summed(&tickets(&read("baltimore-311/baltimore_311_sample.csv")));
    let columns =
        ["unit_type", "unit", "year_created", "n", "n_closed", "n_closed_with_due", "n_on_time"];
    let expected = table(&read("expected/baltimore_311_reference.csv"), columns);
    assert!(expected.len() > 200, "{} lines", expected.len());
    for [kind, unit, year, counts @ ..] in expected {
        let [n, closed, closed_with_due, on_time] = counts.map(|n| n.parse().expect("a count"));
        let kind = usize::from(kind != "Agency");
        let own = &sums[&(kind, unit.clone(), year.clone())];
        let told = |rate| {
            let of = own.counts.of(rate);
            (of.numerator, of.denominator)
        };
        assert_eq!(told(IssueRate::Closure), (closed, n), "{unit} {year}");
        assert_eq!(told(IssueRate::Handling), (closed, n), "{unit} {year}");
        // What is overdue and open counts here against it, and the file leaves it out.
        let wanted = (on_time + own.same_day, closed_with_due + own.open_with_due);
        assert_eq!(told(IssueRate::OnTime), wanted, "{unit} {year}");
        // Nobody was called back, and that is no rate of satisfaction.
        assert_eq!(told(IssueRate::CallBack).0, 0, "{unit} {year}");
        assert_eq!(own.counts.of(IssueRate::Satisfaction).share(), None, "{unit} {year}");
    }
}
