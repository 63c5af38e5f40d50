//! What stands behind an index, from real databases: a survey small enough to be counted by hand.

use figures::{Cut, Figures, LATE_AFTER, QualityRequest, Selection, Source};
use jiff::civil::date;
use serde_json::{Value, json};
use store::{ContactKey, SENT_BY, Store};
use survey::contact::{ContactDetails, NewContact};
use survey::table::{Flag, QualityRow, QuestionQualityRow};
use survey::{Mode, Response, RoundKind, Sight};

use crate::support::{Survey, code};

/// Answers to a question for everybody, and to one for those whose air is good. Each kind of silence is
/// there: don't know, refused, unanswered, not asked.
const SAID: [(&[(&str, &str)], bool); 7] = [
    (&[("air", "good"), ("water", "good")], true),
    (&[("air", "good"), ("water", "bad")], true),
    (&[("air", "good"), ("water", "dk")], true),
    (&[("air", "good"), ("water", "refused")], true),
    (&[("air", "good")], true),
    (&[("air", "bad")], false),
    (&[("air", "dk")], false),
];

struct Site {
    survey: Survey,
    folder: tempfile::TempDir,
}

impl Site {
    /// The two questions, in an official and a mock round of August and September.
    fn new(survey: Survey) -> Self {
        let towns = ["t1", "t2", "t3"].map(|town| (town, "town", Some("city")));
        let units = std::iter::once(("city", "city", None)).chain(towns).map(|(own, level, above)| {
            json!({"code": own, "name": own, "level": level, "parent": above})
        });
        let units: Vec<_> =
            units.map(|unit| serde_json::from_value(unit).expect("a unit")).collect();
        survey.store.put_units(&units).expect("units");
        let form = json!({
            "code": "a", "version": 1, "title": "a",
            "scheme": {"code": "s", "name": "s", "categories": [{"code": "all", "name": "all"}]},
            "scales": [{"code": "two", "options": [
                {"code": "good", "label": "good"},
                {"code": "bad", "label": "bad", "negative": true},
                {"code": "dk", "label": "don't know", "kind": "dont_know"},
                {"code": "refused", "label": "refused", "kind": "refused"},
            ]}],
            "questions": [
                {"code": "air", "text": "The air?", "category": "all", "scale": "two"},
                {"code": "water", "text": "The water?", "category": "all", "scale": "two",
                    "relevant": {"question": "air", "any_of": ["good"]}},
                {"code": "why", "text": "Why?"},
            ],
        });
        let form = serde_json::from_value(form).expect("a form");
        survey.store.publish_questionnaire(&form).expect("published");
        for (code, kind) in [("o", "official"), ("m", "mock")] {
            let round = json!({
                "code": code, "name": code, "questionnaire": "a", "version": 1, "kind": kind,
                "modes": ["visit", "phone"], "opens": "2020-08-01", "closes": "2020-09-20",
            });
            let round = serde_json::from_value(round).expect("a round");
            survey.store.put_round(&round).expect("a round");
        }
        Self { survey, folder: tempfile::tempdir().expect("a folder") }
    }

    fn store(&self) -> &Store {
        &self.survey.store
    }

    fn submit(&self, response: &Response) {
        self.store().submit(response, &format!("{SENT_BY}zhang")).expect("stored");
    }

    /// Each of the interviews so many times.
    fn interviews(&self, unit: &str, round: &str, from: u32, times: u32) {
        for number in 0..7 * times {
            self.submit(&interview(unit, round, from, number));
        }
    }

    fn load(&self, kind: RoundKind) -> (Figures, Selection) {
        let selection = Selection { kind, ..Selection::default() };
        (Figures::load(self.store(), &selection).expect("figures"), selection)
    }

    fn quality(&self, cut: &Cut) -> Vec<QualityRow> {
        let (figures, selection) = self.load(RoundKind::Official);
        let source = Source { store: self.store(), selection: &selection };
        figures.quality(source, cut, &third_quarter()).expect("a table")
    }

    fn questions(&self, cut: &Cut) -> Vec<QuestionQualityRow> {
        let (figures, selection) = self.load(RoundKind::Official);
        let source = Source { store: self.store(), selection: &selection };
        figures.question_quality(source, cut, &third_quarter().periods).expect("a table")
    }

    /// Puts a contact on the round's list by hand.
    fn add_by_hand(&self, case: &str) {
        let key = ContactKey::create(&self.folder.path().join("key")).expect("a key");
        let contact = NewContact {
            case: Some(code(case)),
            unit: code("t1"),
            stratum: None,
            psu: None,
            details: ContactDetails {
                name: None,
                phone: Some("13800000001".to_owned()),
                address: None,
            },
        };
        let office = || self.store().by("zhang");
        office().add_contacts(&key, &code("list"), &[contact]).expect("added");
        office()
            .add_case(&code("o"), Mode::Visit, &code(case), "wants to be heard")
            .expect("added");
    }
}

/// Weights are 1 and 3 in turn; one in seven is telephoned.
fn interview(unit: &str, round: &str, from: u32, number: u32) -> Response {
    let (answers, waters) = SAID[number as usize % 7];
    let answers: Value =
        answers.iter().map(|(question, answer)| ((*question).to_owned(), json!(answer))).collect();
    let not_asked = if waters { json!([]) } else { json!(["water"]) };
    serde_json::from_value(json!({
        "id": uuid::Uuid::from_u128(u128::from(from + number)), "round": round, "unit": unit,
        "mode": if number.is_multiple_of(7) { "phone" } else { "visit" }, "interviewed_on": "2020-08-03",
        "stratum": "east", "psu": format!("p{}", number % 4),
        "weight": if number.is_multiple_of(2) { 1.0 } else { 3.0 },
        "answers": answers, "not_asked": not_asked,
    }))
    .expect("a response")
}

fn third_quarter() -> QualityRequest {
    let periods = vec!["2020-Q3".parse().expect("a period")];
    QualityRequest { periods, late_after: LATE_AFTER }
}

fn towns() -> Cut {
    Cut { level: Some("town".to_owned()), ..Cut::default() }
}

/// Runs a test on every backend there is.
fn on_each_backend(test: impl Fn(&Site)) {
    test(&Site::new(Survey::empty()));
    if let Some(url) = testcluster::database() {
        test(&Site::new(Survey::empty_at(&url)));
    }
}

fn close(value: Option<f64>, wanted: f64) {
    assert!(value.is_some_and(|value| (value - wanted).abs() < 1e-12), "{value:?} is not {wanted}");
}

#[test]
fn the_four_kinds_of_silence_are_told_apart() {
    on_each_backend(|site| {
        // Seven times each: 49 are asked for the air, 35 of them for the water.
        site.interviews("t1", "o", 0, 7);
        let rows = site.quality(&towns());
        let row = &rows[0];
        assert_eq!((row.interviews, row.asked, row.not_asked), (Some(49), Some(84), Some(14)));
        close(row.answered_share, 56.0 / 84.0);
        close(row.dont_know_share, 14.0 / 84.0);
        close(row.refused_share, 7.0 / 84.0);
        close(row.unanswered_share, 7.0 / 84.0);

        let questions = site.questions(&towns());
        let [air, water] = &questions[..] else { panic!("{questions:?}") };
        assert_eq!((air.question.as_str(), air.asked, air.not_asked), ("air", Some(49), Some(0)));
        close(air.answered_share, 42.0 / 49.0);
        close(air.dont_know_share, 7.0 / 49.0);
        assert_eq!((air.refused_share, air.unanswered_share), (Some(0.0), Some(0.0)));
        assert_eq!((water.asked, water.not_asked), (Some(35), Some(14)));
        let shares = [
            (water.answered_share, 14.0),
            (water.dont_know_share, 7.0),
            (water.refused_share, 7.0),
            (water.unanswered_share, 7.0),
        ];
        for (share, count) in shares {
            close(share, count / 35.0);
        }
        // Nobody was asked there: nothing is a share of nobody.
        assert_eq!((rows[1].interviews, rows[1].asked), (Some(0), Some(0)));
        assert_eq!((rows[1].answered_share, rows[1].deff_weights), (None, None));
    });
}

#[test]
fn the_design_is_counted_and_what_weights_cost() {
    on_each_backend(|site| {
        site.interviews("t1", "o", 0, 7);
        site.interviews("t2", "o", 1_000, 7);
        let rows = site.quality(&towns());
        // 25 weights of 1 and 24 of 3.
        close(rows[0].weight_sum, 97.0);
        close(rows[0].deff_weights, 49.0 * (25.0 + 24.0 * 9.0) / (97.0 * 97.0));
        assert_eq!((rows[0].strata, rows[0].psus), (Some(1), Some(4)));
        assert_eq!((rows[0].visit, rows[0].phone, rows[0].web), (Some(42), Some(7), Some(0)));
        let city = &site.quality(&Cut { level: Some("city".to_owned()), ..Cut::default() })[0];
        close(city.weight_sum, 194.0);
        assert_eq!(city.deff_weights, rows[0].deff_weights, "the same weights twice");
        assert_eq!((city.interviews, city.psus), (Some(98), Some(4)), "towns share the points");
        // Overall and the only category; four points are three degrees of freedom.
        let cells = (rows[0].cells, rows[0].cells_low_df, rows[0].cells_small_n);
        assert_eq!(cells, (2, 2, 0));
        let phone = &site.quality(&Cut { mode: Some(Mode::Phone), ..towns() })[0];
        assert_eq!((phone.mode, phone.interviews), ("phone", Some(7)));
        assert_eq!((phone.visit, phone.flag), (Some(0), Some(Flag::SmallN)));
    });
}

#[test]
fn what_is_left_out_or_odd_is_counted_with_its_reason() {
    on_each_backend(|site| {
        site.add_by_hand("H-1");
        site.interviews("t1", "o", 0, 7);
        site.interviews("t1", "m", 1_000, 1);
        let mut odd = interview("t1", "o", 2_000, 0);
        odd.interviewed_on = date(2020, 9, 25);
        odd.respondent = Some(code("H-1"));
        odd.completion = Some(survey::Completion::Partial);
        odd.mode = Mode::Visit;
        site.submit(&odd);
        // What differs waits, and waits once with two contents.
        for answer in ["bad", "dk"] {
            let mut other = odd.clone();
            other.answers.insert(code("air"), answer.to_owned());
            site.submit(&other);
        }
        let digest = site.store().response(odd.id).expect("read").expect("there").digest;
        let mut corrected = odd.clone();
        corrected.answers.insert(code("water"), "bad".to_owned());
        site.store().by("zhang").correct(&corrected, &digest, "misheard").expect("corrected");
        let file = store::ImportSource {
            file_name: "a.csv".to_owned(),
            file_digest: "0".repeat(64),
            mapping: None,
        };
        let mut import = site.store().begin_import(file).expect("begun");
        import.add(&[interview("t1", "o", 3_000, 0)]).expect("added");
        import.commit(0).expect("imported");

        let row = &site.quality(&towns())[0];
        assert_eq!(row.interviews, Some(51));
        let odd = (row.partial, row.hand_added, row.outside_round, row.corrected);
        assert_eq!(odd, (Some(1), Some(1), Some(1), Some(1)));
        assert_eq!((row.other_kind, row.quarantined), (Some(7), Some(1)));
        // All were sent long after 2020; the one from a file was not sent.
        assert_eq!((row.sent, row.late_share), (Some(50), Some(1.0)));
        assert!(row.lag_median.is_some_and(|days| days > 365.0), "{:?}", row.lag_median);
    });
}

#[test]
fn what_comes_in_later_or_is_corrected_is_counted() {
    let site = Site::new(Survey::empty());
    site.interviews("t1", "o", 0, 7);
    let (figures, selection) = site.load(RoundKind::Official);
    let source = Source { store: site.store(), selection: &selection };
    let count = |figures: &Figures| {
        let rows = figures.quality(source, &towns(), &third_quarter()).expect("a table");
        (rows[0].interviews, rows[0].corrected)
    };
    assert_eq!(count(&figures), (Some(49), Some(0)));
    site.interviews("t1", "o", 1_000, 1);
    // Figures are as of their revision.
    assert_eq!(count(&figures), (Some(49), Some(0)));
    let figures = figures.follow(site.store(), &selection).expect("figures");
    assert_eq!(count(&figures), (Some(56), Some(0)));
    let mut other = interview("t1", "o", 0, 0);
    let digest = site.store().response(other.id).expect("read").expect("there").digest;
    other.answers.insert(code("air"), "bad".to_owned());
    site.store().by("zhang").correct(&other, &digest, "misheard").expect("corrected");
    let figures = figures.follow(site.store(), &selection).expect("figures");
    assert_eq!(count(&figures), (Some(56), Some(1)));
}

#[test]
fn few_people_are_withheld_and_so_is_what_would_give_them_away() {
    let site = Site::new(Survey::empty());
    for (from, town) in [(0, "t1"), (1_000, "t2")] {
        site.interviews(town, "o", from, 7);
    }
    for number in 0..2 {
        site.submit(&interview("t3", "o", 5_000, number));
    }
    let rows = site.quality(&towns());
    let thin = &rows[2];
    assert_eq!((thin.interviews, thin.dont_know_share, thin.psus), (None, None, None));
    assert_eq!(thin.flag, Some(Flag::Suppressed));
    assert_eq!(
        rows.iter().filter(|row| row.interviews.is_none()).count(),
        2,
        "a neighbour as well"
    );
    for row in site.questions(&towns()).iter().filter(|row| row.unit_code == "t3") {
        assert_eq!((row.asked, row.dont_know_share), (None, None), "{row:?}");
        assert_eq!(row.flag, Some(Flag::Suppressed));
    }
    // Whoever asks for small groups to be shown gets them.
    let thresholds = analytics::Thresholds { shown_from: 1, ..Default::default() };
    let shown = site.quality(&Cut { thresholds, ..towns() });
    assert_eq!(shown[2].interviews, Some(2));
}

#[test]
fn of_a_question_put_to_few_nothing_is_shown() {
    let site = Site::new(Survey::empty());
    // Eight are asked for the air, and two of them for the water, who refuse.
    for number in 0..8 {
        let said = if number < 2 { 3 } else { 5 };
        let response = interview("t1", "o", 100 * number, said);
        site.submit(&response);
    }
    let rows = site.questions(&towns());
    assert_eq!((rows[0].question.as_str(), rows[0].asked), ("air", Some(8)));
    assert_eq!((rows[1].asked, rows[1].not_asked, rows[1].refused_share), (None, None, None));
    assert_eq!(rows[1].flag, Some(Flag::Suppressed));
}

#[test]
fn whoever_waits_for_publication_learns_neither_of_mock_rounds_nor_of_what_waits() {
    let site = Site::new(Survey::empty());
    site.interviews("t1", "o", 0, 7);
    site.interviews("t1", "m", 1_000, 1);
    let sight = |published| Some(vec![Sight { published, unit: Some(code("t1")) }]);
    let of_leader = site.quality(&Cut { within: sight(false), ..towns() });
    assert_eq!(of_leader.len(), 1);
    assert_eq!((of_leader[0].interviews, of_leader[0].other_kind), (Some(49), Some(7)));
    assert_eq!(site.quality(&Cut { within: sight(true), ..towns() }), [], "nothing is published");
    let subject = survey::BulletinSubject {
        questionnaire: code("a"),
        kind: RoundKind::Official,
        period: "2020-Q3".parse().expect("a period"),
        unit: code("city"),
    };
    let content = store::BulletinContent { json: "{}".to_owned(), data_revision: 1 };
    let draft = site.store().by("li").draft_bulletin(&subject, &content).expect("a draft");
    site.store().by("wang").review_bulletin(draft.id, &draft.digest).expect("reviewed");
    site.store().by("wang").publish_bulletin(draft.id, &draft.digest).expect("published");
    let of_head = site.quality(&Cut { within: sight(true), ..towns() });
    assert_eq!(of_head.len(), 1);
    assert_eq!(of_head[0].interviews, Some(49));
    assert_eq!((of_head[0].other_kind, of_head[0].quarantined), (None, None));
}
