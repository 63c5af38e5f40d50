//! Strata with a single PSU (2.6).

use statistics::design::{Design, DesignError, Freedom, Lonely};

use crate::design::survey::{Golden, Table, sample};

fn lonely_sample(with_population: bool) -> (Design, Vec<f64>, Vec<bool>) {
    let table = Table::own("lonely.csv");
    let population = table.numbers("N");
    let population = with_population.then_some(population.as_slice());
    let design =
        sample(&table.text("stratum"), &table.text("psu"), &table.numbers("w"), population);
    (design, table.numbers("y"), table.is("dom", "1"))
}

#[test]
fn the_rules_for_lonely_psus_equal_r() {
    let expected = Table::own("expected.csv");
    let mut golden = Golden::of(&expected, |case| {
        case == "J" || case.starts_with("J.") || case.starts_with("J_fpc.")
    });
    for (tag, population) in [("J", false), ("J_fpc", true)] {
        let (plain, y, inside) = lonely_sample(population);
        if !population {
            let df = |domain| f64::from(plain.df(domain, Freedom::Domain).expect("df"));
            golden.one("degf", "J", "degf", "", df(None));
            golden.one("degf", "J.domain", "degf", "", df(Some(&inside)));
        }
        for (name, lonely) in [
            ("remove", Lonely::Remove),
            ("certainty", Lonely::Certainty),
            ("adjust", Lonely::Adjust),
            ("average", Lonely::Average),
        ] {
            for (switch, on) in [("FALSE", false), ("TRUE", true)] {
                let design = plain.clone().with_lonely(lonely, on);
                let case = |what: &str| format!("{tag}.{name}.domadj_{switch}.{what}.y");
                let mean = design.mean(&y, None).expect("a mean");
                golden.case(name, &case("mean"), &design, &[("y", mean)], None);
                let total = design.total(&y, None).expect("a total");
                golden.case(name, &case("total"), &design, &[("y", total)], None);
                let mean = design.mean(&y, Some(&inside)).expect("a mean");
                golden.case(name, &case("domain.mean"), &design, &[("y", mean)], None);
            }
        }
    }
    golden.finish("lonely");
}

#[test]
fn by_default_a_lonely_psu_is_an_error_with_its_stratum() {
    let (design, y, _) = lonely_sample(false);
    let mean = design.mean(&y, None).expect("a mean");
    let error = design.variance(&mean).expect_err("stratum 3 has one PSU");
    assert_eq!(error, DesignError::LonelyPsus { strata: vec!["3".to_owned()] });
    assert_eq!(error.to_string(), "only one PSU in: 3");
}

#[test]
fn nothing_but_lonely_psus_leaves_nothing_to_average() {
    let labels = ["a".to_owned(), "b".to_owned()];
    let design = sample(&labels, &labels, &[1.0, 1.0], None).with_lonely(Lonely::Average, false);
    let mean = design.mean(&[1.0, 2.0], None).expect("a mean");
    assert_eq!(design.variance(&mean), Err(DesignError::NothingToAverage));
}
