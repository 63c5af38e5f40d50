//! Design-based estimates: golden figures of R, and what must hold for any sample.

mod laws;
pub(crate) mod survey;

use statistics::design::{
    ChangeForm, Design, Freedom, Linearised, Period, Reach, change, mode_effect, mode_factor,
};

use survey::{Golden, Table, both, codes, ones, proportion, sample, sample_by_number, shared};

const TOWNS: [&str; 8] = ["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8"];
const HALVES: [&str; 2] = ["2024H1", "2024H2"];

/// The columns of the synthetic survey.
pub(crate) struct Visits {
    pub(crate) table: Table,
    pub(crate) s1: Vec<f64>,
    pub(crate) a1: Vec<bool>,
}

impl Visits {
    pub(crate) fn of(table: Table) -> Self {
        let s1 = scores(&table, "q1", [100.0, 80.0, 60.0, 30.0, 0.0]);
        let a1 = answered(&table, "q1");
        Self { table, s1, a1 }
    }

    pub(crate) fn design(&self, with_population: bool) -> Design {
        let population = self.table.numbers("Nvillage");
        let population = with_population.then_some(population.as_slice());
        let (town, village) = (self.table.text("town"), self.table.text("village"));
        sample(&town, &village, &self.table.numbers("w"), population)
    }

    pub(crate) fn town(&self, town: &str) -> Vec<bool> {
        both(&self.a1, &self.table.is("town", town))
    }

    pub(crate) fn by_town(&self, design: &Design, y: &[f64]) -> Vec<(&'static str, Linearised)> {
        let mean = |town| design.mean(y, Some(&self.town(town))).expect("a mean");
        TOWNS.map(|town| (town, mean(town))).into()
    }
}

/// Scores of the five options, best first; 0 without a substantive answer.
fn scores(table: &Table, question: &str, map: [f64; 5]) -> Vec<f64> {
    let option = |answer: &String| ["5", "4", "3", "2", "1"].iter().position(|own| own == answer);
    table.text(question).iter().map(|answer| option(answer).map_or(0.0, |k| map[k])).collect()
}

fn answered(table: &Table, question: &str) -> Vec<bool> {
    table.text(question).iter().map(|answer| !["dk", "ref"].contains(&answer.as_str())).collect()
}

fn difference(second: &Linearised, first: &Linearised) -> Linearised {
    Linearised::combine(&[(1.0, second), (-1.0, first)]).expect("one sample")
}

fn df(design: &Design, domain: Option<&[bool]>) -> u32 {
    design.df(domain, Freedom::Domain).expect("degrees of freedom")
}

fn overall(golden: &mut Golden, tag: &str, visits: &Visits, design: &Design) {
    let table = &visits.table;
    golden.one("K degf", tag, "degf", "", f64::from(df(design, None)));
    let maps = [
        ("s1", [100.0, 80.0, 60.0, 30.0, 0.0]),
        ("l1", [100.0, 75.0, 50.0, 25.0, 0.0]),
        ("t1", [1.0, 1.0, 0.0, 0.0, 0.0]),
        ("m1", [1.0, 1.0, 1.0, 0.0, 0.0]),
        ("b1", [0.0, 0.0, 0.0, 1.0, 1.0]),
    ];
    let index = |map| design.mean(&scores(table, "q1", map), Some(&visits.a1)).expect("a mean");
    let means = maps.map(|(name, map)| (name, index(map)));
    let freedom = Some(df(design, Some(&visits.a1)));
    golden.case("K mean", &format!("{tag}.overall.s1"), design, &means, freedom);
    let net = difference(&means[2].1, &means[4].1);
    golden.case("K net", &format!("{tag}.overall.netsat"), design, &[("contrast", net)], None);
    let rate = |y: &[bool]| design.mean(&ones(y), None).expect("a rate");
    let rates = [
        ("dk1", rate(&table.is("q1", "dk"))),
        ("rf1", rate(&table.is("q1", "ref"))),
        ("a1", rate(&visits.a1)),
    ];
    golden.case("K rates", &format!("{tag}.overall.dkrate"), design, &rates, None);
}

fn by_period(golden: &mut Golden, tag: &str, visits: &Visits, design: &Design) {
    let half = |half: &str| both(&visits.a1, &visits.table.is("period", half));
    let mean = |domain: &[bool]| design.mean(&visits.s1, Some(domain)).expect("a mean");
    let halves = HALVES.map(|name| (name, mean(&half(name))));
    golden.case("K period", &format!("{tag}.by_period.s1"), design, &halves, None);
    let change = difference(&halves[1].1, &halves[0].1);
    let case = format!("{tag}.diff.p2_minus_p1");
    let freedom = Some(df(design, Some(&visits.a1)));
    golden.case("K stacked change", &case, design, &[("contrast", change)], freedom);
    let mut cells = Vec::new();
    for town in TOWNS {
        let of = |half_name: &str| mean(&both(&visits.town(town), &half(half_name)));
        let (one, two) = (of(HALVES[0]), of(HALVES[1]));
        let case = format!("{tag}.town{town}.diff.p2_minus_p1");
        let parts = [("contrast", difference(&two, &one))];
        golden.case("K stacked change", &case, design, &parts, None);
        cells.extend([
            (format!("{town}|{}", HALVES[0]), one),
            (format!("{town}|{}", HALVES[1]), two),
        ]);
    }
    let cells: Vec<_> = cells.iter().map(|(name, cell)| (name.as_str(), cell.clone())).collect();
    golden.case("K town and period", &format!("{tag}.by_town_period.s1"), design, &cells, None);
}

fn by_town(golden: &mut Golden, tag: &str, visits: &Visits, design: &Design) {
    let means = visits.by_town(design, &visits.s1);
    golden.case("K town", &format!("{tag}.by_town.s1"), design, &means, None);
    let top = scores(&visits.table, "q1", [1.0, 1.0, 0.0, 0.0, 0.0]);
    let shares = visits.by_town(design, &top);
    golden.case("K town", &format!("{tag}.by_town.t1"), design, &shares, None);
    for ((town, share), (_, mean)) in shares.iter().zip(&means) {
        let own = proportion(design, share, Some(&visits.town(town)));
        let case = format!("{tag}.town{town}");
        golden.one("K degf", &case, "degf", "", f64::from(own.df));
        golden.one("K rows", &case, "nrow", "", own.n as f64);
        golden.intervals(&format!("{case}.ciprop.t1"), own);
        let parts = [("s1", mean.clone())];
        golden.case("K town", &format!("{case}.s1"), design, &parts, None);
    }
}

fn composite(golden: &mut Golden, tag: &str, visits: &Visits, design: &Design) {
    let s2 = scores(&visits.table, "q2", [100.0, 80.0, 60.0, 30.0, 0.0]);
    let (a1, a2) = (ones(&visits.a1), ones(&answered(&visits.table, "q2")));
    let one = design.ratio(&visits.s1, &a1, None).expect("a ratio");
    let two = design.ratio(&s2, &a2, None).expect("a ratio");
    let case = format!("{tag}.composite");
    for (name, part) in [("R1", &one), ("R11", &one), ("R2", &two)] {
        golden.one("K composite", &case, name, "", part.estimate);
    }
    let sum = Linearised::combine(&[(0.6, &one), (0.4, &two)]).expect("one sample");
    golden.case("K composite", &format!("{case}_0.6_0.4"), design, &[("", sum)], None);
    let total = |y: &[f64]| design.total(y, None).expect("a total");
    let totals =
        [("s1", total(&visits.s1)), ("a1", total(&a1)), ("s2", total(&s2)), ("a2", total(&a2))];
    golden.case("K total", &format!("{tag}.total.s1_a1_s2_a2"), design, &totals, None);
}

#[test]
fn the_synthetic_survey_equals_r() {
    let mut golden = Golden::of(&Table::own("expected.csv"), |case| {
        case.starts_with("K_fpc") || case.starts_with("K_nofpc")
    });
    let visits = Visits::of(Table::own("synth_visits.csv").only("mode", "visit"));
    for (tag, with_population) in [("K_fpc", true), ("K_nofpc", false)] {
        let design = visits.design(with_population);
        overall(&mut golden, tag, &visits, &design);
        by_period(&mut golden, tag, &visits, &design);
        by_town(&mut golden, tag, &visits, &design);
        composite(&mut golden, tag, &visits, &design);
    }
    golden.finish("design");
}

#[test]
fn each_half_year_by_its_own_design_and_the_change_equal_r() {
    let expected = Table::own("expected.csv");
    let mut golden = Golden::of(&expected, |case| case.starts_with("K_own"));
    let all = Visits::of(Table::own("synth_visits.csv").only("mode", "visit"));
    let villages = all.table.text("village");
    let numbers = codes(&villages);
    let mut periods = Vec::new();
    for half in HALVES {
        let visits =
            Visits::of(Table::own("synth_visits.csv").only("mode", "visit").only("period", half));
        let number = |v: &String| numbers[villages.iter().position(|own| own == v).expect("known")];
        let psu: Vec<usize> = visits.table.text("village").iter().map(number).collect();
        for with_population in [true, false] {
            let population = visits.table.numbers("Nvillage");
            let population = with_population.then_some(population.as_slice());
            let towns = visits.table.text("town");
            let weights = visits.table.numbers("w");
            let design = sample_by_number(&towns, &codes(&towns), &psu, &weights, population);
            let mean = design.ratio(&visits.s1, &ones(&visits.a1), None).expect("a mean");
            let tag = if with_population { "K_own_fpc" } else { "K_own" };
            let parts = [("", mean.clone())];
            golden.case("K own period", &format!("{tag}.{half}.s1"), &design, &parts, None);
            if !with_population {
                let towns = visits.by_town(&design, &visits.s1);
                let case = format!("{tag}.{half}.by_town.s1");
                golden.case("K own period", &case, &design, &towns, None);
                periods.push((design, mean));
            }
        }
    }
    let [first, second] =
        [0, 1].map(|k: usize| Period { design: &periods[k].0, estimate: &periods[k].1 });
    let own = change(first, second, ChangeForm::OwnPeriod).expect("a change");
    for (quantity, value) in [
        ("estimate", own.difference),
        ("se", own.se()),
        ("cov_common", own.covariance),
        ("n_common_psu", own.common_psus as f64),
    ] {
        golden.one("K change", "K_own.diff", quantity, "", value);
    }
    golden.finish("change");

    let mut golden = Golden::of(&expected, |case| case == "K_nofpc.diff.p2_minus_p1");
    let stacked = change(first, second, ChangeForm::Stacked).expect("a change");
    golden.one("K stacked", "K_nofpc.diff.p2_minus_p1", "se", "contrast", stacked.se());
    assert!(stacked.se() > 1.3 * own.se(), "the stacked form is too large");
}

#[test]
fn two_modes_with_a_fixed_weight_equal_r() {
    let mut golden = Golden::of(&Table::own("expected.csv"), |case| case.starts_with("K_stack"));
    let visits = Visits::of(Table::own("synth_visits.csv").only("period", "2024H1"));
    let table = &visits.table;
    let by_phone = table.is("mode", "phone");
    let has_phone = table.is("has_phone", "1");
    let reach = |i: usize| match (by_phone[i], has_phone[i]) {
        (true, _) => Reach::BothBySecond,
        (false, true) => Reach::BothByFirst,
        (false, false) => Reach::OneMode,
    };
    let weights: Vec<f64> = (table.numbers("w").iter().enumerate())
        .map(|(i, w)| w * mode_factor(0.65, reach(i)).expect("a share"))
        .collect();
    let (mode, town) = (table.text("mode"), table.text("town"));
    let strata: Vec<String> = mode.iter().zip(&town).map(|(m, t)| format!("{m} {t}")).collect();
    let (village, household) = (table.text("village"), table.text("hh"));
    let psus: Vec<String> = (0..weights.len())
        .map(|i| if by_phone[i] { household[i].clone() } else { village[i].clone() })
        .collect();
    let design = sample(&strata, &psus, &weights, None);
    let a1 = ones(&visits.a1);
    let totals = [("s1", &visits.s1), ("a1", &a1)]
        .map(|(name, y)| (name, design.total(y, None).expect("a total")));
    golden.case("K modes", "K_stack.total.s1_a1", &design, &totals, None);
    let mean = design.ratio(&visits.s1, &a1, None).expect("a mean");
    golden.case("K modes", "K_stack.mean.s1", &design, &[("", mean)], None);
    let towns = visits.by_town(&design, &visits.s1);
    golden.case("K modes", "K_stack.by_town.s1", &design, &towns, None);
    golden.finish("modes");

    // Modes share no stratum here, so their errors add.
    let by_visit: Vec<bool> = by_phone.iter().map(|phone| !phone).collect();
    let (visit, phone) = (both(&visits.a1, &by_visit), both(&visits.a1, &by_phone));
    let effect = mode_effect(&design, &visits.s1, &visit, &phone).expect("two modes");
    let variance = |estimate| design.variance(estimate).expect("a variance");
    let apart = variance(&effect.first) + variance(&effect.second);
    assert!((effect.se * effect.se - apart).abs() <= 1e-12 * apart);
    let means = effect.second.estimate - effect.first.estimate;
    assert!((effect.difference - means).abs() <= 1e-12 * means.abs());
}

/// Estimates of a table of schools, as R's designs A (by stratum) and B (by cluster) have them.
pub(crate) struct Schools<'a> {
    pub(crate) tag: &'a str,
    pub(crate) table: &'a Table,
    pub(crate) design: &'a Design,
}

impl Schools<'_> {
    pub(crate) fn mean(&self, y: &str, domain: Option<&[bool]>) -> Linearised {
        self.design.mean(&self.table.numbers(y), domain).expect("a mean")
    }

    fn share(&self, column: &str, value: &str, domain: Option<&[bool]>) -> Linearised {
        self.design.mean(&ones(&self.table.is(column, value)), domain).expect("a share")
    }

    fn check(&self, golden: &mut Golden, case: &str, parts: &[(&str, Linearised)], freedom: bool) {
        let df = freedom.then(|| df(self.design, None));
        let plain = self.tag.ends_with("fpc");
        let group = if plain { &self.tag[..1] } else { self.tag };
        golden.case(group, &format!("{}.{case}", self.tag), self.design, parts, df);
    }

    /// The estimates that A and B share.
    pub(crate) fn common(&self, golden: &mut Golden) {
        golden.one("degf", self.tag, "degf", "", f64::from(df(self.design, None)));
        let means = ["api00", "enroll", "api99"].map(|y| (y, self.mean(y, None)));
        self.check(golden, "mean.api00_enroll_api99", &means, true);
        let enroll = self.design.total(&self.table.numbers("enroll"), None).expect("a total");
        self.check(golden, "total.enroll", &[("enroll", enroll)], true);
        let shares = [("comp.impNo", "No"), ("comp.impYes", "Yes")]
            .map(|(name, value)| (name, self.share("comp.imp", value, None)));
        self.check(golden, "prop.compimp", &shares, true);
        let (num, den) = (self.table.numbers("api.stu"), self.table.numbers("enroll"));
        let ratio = self.design.ratio(&num, &den, None).expect("a ratio");
        self.check(golden, "ratio.apistu_enroll", &[("", ratio)], false);
        let rows = self.design.elements().len();
        let own = proportion(self.design, &shares[1].1, None);
        assert_eq!(own.n, rows);
        golden.intervals(&format!("{}.ciprop.compimp", self.tag), own);
        let domains = |y: &str, column: &str, values: &[&'static str]| -> Vec<_> {
            let mean = |value| self.mean(y, Some(&self.table.is(column, value)));
            values.iter().map(|value| (*value, mean(value))).collect()
        };
        let wide = domains("api00", "sch.wide", &["No", "Yes"]);
        self.check(golden, "by_schwide.api00", &wide, false);
        let improved = self.table.is("comp.imp", "Yes");
        let freedom = df(self.design, Some(&improved));
        let case = format!("{}.domain_compimpYes", self.tag);
        golden.one("degf", &case, "degf", "", f64::from(freedom));
        let mean = [("api00", self.mean("api00", Some(&improved)))];
        golden.case("domain", &format!("{case}.api00"), self.design, &mean, Some(freedom));
        let types = if self.tag.starts_with('A') { "api99" } else { "api00" };
        let by_type = domains(types, "stype", &["E", "H", "M"]);
        self.check(golden, &format!("by_stype.{types}"), &by_type, false);
    }

    /// What only A has.
    fn stratified(&self, golden: &mut Golden) {
        let types = ["E", "H", "M"];
        let names = ["stypeE", "stypeH", "stypeM"];
        let shares = [0, 1, 2].map(|k: usize| (names[k], self.share("stype", types[k], None)));
        self.check(golden, "prop.stype", &shares, false);
        let wide = |value: &str, y: &str| self.mean(y, Some(&self.table.is("sch.wide", value)));
        let cells = [("No:api00", "No", "api00"), ("Yes:api00", "Yes", "api00")]
            .into_iter()
            .chain([("No:api99", "No", "api99"), ("Yes:api99", "Yes", "api99")])
            .map(|(name, value, y)| (name, wide(value, y)))
            .collect::<Vec<_>>();
        self.check(golden, "by_schwide.api00_api99", &cells, false);
        let (a, b) = (self.mean("api00", None), self.mean("api99", None));
        let contrasts = [
            ("api00_minus_api99", difference(&a, &b)),
            ("schwide_yes_minus_no", difference(&cells[1].1, &cells[0].1)),
            (
                "log_ratio",
                Linearised::smooth(
                    (a.estimate / b.estimate).ln(),
                    &[(1.0 / a.estimate, &a), (-1.0 / b.estimate, &b)],
                )
                .expect("one sample"),
            ),
        ];
        for (name, contrast) in contrasts {
            self.check(golden, &format!("contrast.{name}"), &[("contrast", contrast)], false);
        }
        let improved = self.table.is("comp.imp", "Yes");
        let share = self.share("sch.wide", "Yes", Some(&improved));
        let own = proportion(self.design, &share, Some(&improved));
        golden.intervals(&format!("{}.domain_compimpYes.ciprop.schwide", self.tag), own);
        let y = self.table.numbers("api00");
        let n = y.len() as f64;
        let squares: Vec<f64> =
            y.iter().map(|y| (y - a.estimate) * (y - a.estimate) * n / (n - 1.0)).collect();
        let variance = self.design.element_variance(&y, None).expect("numbers").expect("two rows");
        let case = format!("{}.var.api00", self.tag);
        golden.one("element variance", &case, "estimate", "", variance);
        let mean = self.design.mean(&squares, None).expect("a mean");
        let se = self.design.variance(&mean).expect("a variance").sqrt();
        golden.one("element variance", &case, "se", "", se);
    }

    /// What only B has.
    pub(crate) fn clustered(&self, golden: &mut Golden) {
        let names = [("stypeE", "E"), ("stypeH", "H"), ("stypeM", "M")];
        let total = |value| {
            self.design.total(&ones(&self.table.is("stype", value)), None).expect("a total")
        };
        let totals = names.map(|(name, value)| (name, total(value)));
        self.check(golden, "total.stype", &totals, false);
        let weights = self.design.weights();
        golden.one("weights", self.tag, "weight_sum", "", weights.iter().sum());
        self.weights(golden);
    }

    pub(crate) fn weights(&self, golden: &mut Golden) {
        let case = format!("{}.weights", self.tag);
        for (i, w) in self.design.weights().into_iter().enumerate() {
            golden.one("weights", &case, "w", &(i + 1).to_string(), w);
        }
    }
}

#[test]
fn the_stratified_schools_equal_r() {
    let Some(folder) = shared("stratified schools") else { return };
    let table = Table::read(folder.join("data/apistrat.csv"));
    let expected = Table::read(folder.join("expected/survey_r_4.5.csv"));
    // Replicate weights (JKn) are not part of this crate.
    let mut golden =
        Golden::of(&expected, |case| case.starts_with("A_") && !case.contains(".JKn."));
    let rows: Vec<String> = (0..table.numbers("pw").len()).map(|i| i.to_string()).collect();
    let population = table.numbers("fpc");
    for (tag, population) in [("A_fpc", Some(population.as_slice())), ("A_nofpc", None)] {
        let design = sample(&table.text("stype"), &rows, &table.numbers("pw"), population);
        let schools = Schools { tag, table: &table, design: &design };
        schools.common(&mut golden);
        schools.stratified(&mut golden);
    }
    golden.finish("stratified");
}

/// Design B before calibration.
pub(crate) fn clusters(table: &Table, with_population: bool) -> Design {
    let weights = table.numbers("pw");
    let one = vec!["all".to_owned(); weights.len()];
    let population = table.numbers("fpc");
    let population = with_population.then_some(population.as_slice());
    sample(&one, &table.text("dnum"), &weights, population)
}

#[test]
fn the_clustered_schools_equal_r() {
    let Some(folder) = shared("clustered schools") else { return };
    let table = Table::read(folder.join("data/apiclus1.csv"));
    let expected = Table::read(folder.join("expected/survey_r_4.5.csv"));
    let mut golden = Golden::of(&expected, |case| {
        (case.starts_with("B_fpc") || case.starts_with("B_nofpc")) && !case.contains(".JK1.")
    });
    for (tag, with_population) in [("B_fpc", true), ("B_nofpc", false)] {
        let design = clusters(&table, with_population);
        let schools = Schools { tag, table: &table, design: &design };
        schools.common(&mut golden);
        schools.clustered(&mut golden);
    }
    golden.finish("clustered");
}

#[test]
fn the_small_population_equals_r() {
    let Some(folder) = shared("small population") else { return };
    let table = Table::read(folder.join("data/fpc.csv"));
    let expected = Table::read(folder.join("expected/survey_r_4.5.csv"));
    let mut golden = Golden::of(&expected, |case| case.starts_with("G_"));
    let population = table.numbers("Nh");
    for (tag, population) in [("G_nofpc", None), ("G_fpc", Some(population.as_slice()))] {
        let (strata, psus) = (table.text("stratid"), table.text("psuid"));
        let design = sample(&strata, &psus, &table.numbers("weight"), population);
        let freedom = df(&design, None);
        golden.one("degf", tag, "degf", "", f64::from(freedom));
        let x = table.numbers("x");
        let mean = [("x", design.mean(&x, None).expect("a mean"))];
        golden.case("G", &format!("{tag}.mean.x"), &design, &mean, Some(freedom));
        let total = [("x", design.total(&x, None).expect("a total"))];
        golden.case("G", &format!("{tag}.total.x"), &design, &total, Some(freedom));
    }
    golden.finish("small population");
}
