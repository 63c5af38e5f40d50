//! Reading: everything, once, filtered, and by hand.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Text};
use store::{ImportSource, ResponseFilter, StoreError, StoredResponse};
use survey::{Month, Period, RoundKind};
use uuid::Uuid;

use crate::kit::{Backend, Kit, code, on_each_backend, response};

const DAYS: [&str; 3] = ["2026-11-03", "2026-09-03", "2026-10-31"];

/// 7,000 responses over three months and two rounds: more than three pages of a month hold.
fn filled(on: Backend) -> Kit {
    let kit = on.kit();
    let source =
        ImportSource { file_name: String::new(), file_digest: String::new(), mapping: None };
    let mut import = kit.store.begin_import(source).expect("begun");
    let batch: Vec<_> = (0..7_000_u128)
        .map(|n| {
            let mut one = response(n);
            one.interviewed_on =
                DAYS[usize::from(n % 10 < 2) + usize::from(n % 10 == 1)].parse().expect("a day");
            one.round = code(if n % 7 == 0 { "M1" } else { "R1" });
            one
        })
        .collect();
    import.add(&batch).expect("added");
    import.commit(0).expect("committed");
    kit
}

fn read(kit: &Kit, filter: &ResponseFilter) -> HashMap<Uuid, (Month, String)> {
    let mut seen = HashMap::new();
    let mut last = None;
    kit.store
        .for_each_response(filter, |stored| {
            assert_eq!(stored.month, Month::of(stored.response.interviewed_on));
            assert!(last <= Some(stored.month), "months run forward");
            last = Some(stored.month);
            let twice =
                seen.insert(stored.response.id, (stored.month, stored.response.round.to_string()));
            assert_eq!(twice, None);
        })
        .expect("read");
    seen
}

#[test]
fn every_response_comes_exactly_once() {
    on_each_backend(|on| {
        let kit = filled(on);
        assert_eq!(read(&kit, &ResponseFilter::default()).len(), 7_000);
    });
}

#[test]
fn filters_narrow_down() {
    on_each_backend(|on| {
        let kit = filled(on);
        let mock = ResponseFilter { kind: Some(RoundKind::Mock), ..ResponseFilter::default() };
        let seen = read(&kit, &mock);
        assert_eq!(seen.len(), 1_000);
        assert!(seen.values().all(|(_, round)| round == "M1"));

        let october: Period = "2026-10".parse().expect("a period");
        let months = ResponseFilter {
            months: Some(october.months()),
            rounds: Some(vec![code("R1")]),
            ..ResponseFilter::default()
        };
        let seen = read(&kit, &months);
        assert_eq!(seen.len(), 600);
        assert!(
            seen.values().all(|(month, round)| *month == october.months().start && round == "R1")
        );

        let by = |questionnaire| ResponseFilter {
            questionnaire: Some(code(questionnaire)),
            ..ResponseFilter::default()
        };
        assert_eq!(read(&kit, &by("env")).len(), 7_000);
        assert_eq!(read(&kit, &by("school")).len(), 0);
        let none = ResponseFilter { rounds: Some(vec![]), ..ResponseFilter::default() };
        assert_eq!(read(&kit, &none).len(), 0);
    });
}

#[test]
fn what_was_read_before_can_be_left_out() {
    on_each_backend(|on| {
        let kit = filled(on);
        let mut seqs: BTreeMap<Month, Vec<i64>> = BTreeMap::new();
        let all = ResponseFilter::default();
        let sort = |stored: StoredResponse| seqs.entry(stored.month).or_default().push(stored.seq);
        kit.store.for_each_response(&all, sort).expect("all are read");
        assert!(seqs.values().all(|month| month.is_sorted_by(|a, b| a < b)));
        let (&month, known) = seqs.first_key_value().expect("a month");
        let after = BTreeMap::from([(month, known[known.len() - 3])]);
        let mut seen = 0;
        let filter = ResponseFilter { after, ..all };
        kit.store
            .for_each_response(&filter, |stored| seen += usize::from(stored.month == month))
            .expect("the rest is read");
        assert_eq!(seen, 2);
    });
}

#[test]
fn a_stream_sees_one_state_and_its_revision() {
    on_each_backend(|on| {
        let kit = filled(on);
        let before = kit.store.revision().expect("a revision");
        let mut seen = 0;
        let read = kit.store.for_each_response(&ResponseFilter::default(), |_| {
            if seen == 0 {
                kit.store.submit(&response(1 << 100), "api").expect("stored beside the reader");
            }
            seen += 1;
        });
        assert_eq!((read.map(|edition| edition.revision), seen), (Ok(before), 7_000));
        assert_eq!(kit.store.revision(), Ok(before + 1));
    });
}

#[test]
fn a_visitor_may_stop_with_its_own_error() {
    on_each_backend(|on| {
        #[derive(Debug, PartialEq)]
        enum Stop {
            Enough,
            Store(StoreError),
        }
        impl From<StoreError> for Stop {
            fn from(error: StoreError) -> Self {
                Self::Store(error)
            }
        }
        let kit = filled(on);
        let mut seen = 0;
        let stopped = kit.store.try_for_each_response(&ResponseFilter::default(), |_| {
            seen += 1;
            if seen == 5 { Err(Stop::Enough) } else { Ok(()) }
        });
        assert_eq!((stopped, seen), (Err(Stop::Enough), 5));
        assert_eq!(kit.store.revision().map_err(Stop::Store), Ok(kit.state().0));
    });
}

#[derive(QueryableByName, Debug, PartialEq)]
struct LongRow {
    #[diesel(sql_type = Text)]
    response: String,
    #[diesel(sql_type = Text)]
    round: String,
    #[diesel(sql_type = Text)]
    unit: String,
    #[diesel(sql_type = Text)]
    mode: String,
    #[diesel(sql_type = Integer)]
    month: i32,
    #[diesel(sql_type = Text)]
    question: String,
    #[diesel(sql_type = Nullable<Text>)]
    answer: Option<String>,
}

#[test]
fn people_who_query_by_hand_find_the_long_form() {
    on_each_backend(|on| {
        let kit = on.kit();
        kit.store.submit(&response(1), "api").expect("stored");
        let rows: Vec<LongRow> = diesel::sql_query("SELECT * FROM answers ORDER BY question")
            .load(&mut kit.outside())
            .expect("rows");
        let row = |question: &str, answer: &str| LongRow {
            response: response(1).id.to_string(),
            round: "R1".to_owned(),
            unit: "T1".to_owned(),
            mode: "visit".to_owned(),
            month: 2026 * 12 + 8,
            question: question.to_owned(),
            answer: Some(answer.to_owned()),
        };
        assert_eq!(rows, [row("q1", "good"), row("备注", "河水有味道")]);
        let not_asked = "SELECT count(*) AS n FROM not_asked WHERE question = 'q2'";
        assert_eq!(kit.number(not_asked), 1);
    });
}
