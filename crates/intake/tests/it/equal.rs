//! One cut, one number: whoever asks for it, in whatever form.

use analytics::{IndexRequest, UnitSelection};
use figures::Cut;
use survey::display::rounded;
use survey::table::IndexRow;

use crate::support::Town;

const TOWNS: [&str; 4] = ["T1", "T2", "T3", "T4"];

/// The index table of the third quarter, as `manyi score` has it.
fn scored(town: &Town) -> Vec<IndexRow> {
    let request = IndexRequest {
        periods: vec!["2026-Q3".parse().unwrap()],
        units: UnitSelection::Level("town".to_owned()),
        ..IndexRequest::default()
    };
    town.figures(|figures| figures.index_table(&Cut::default(), &request).unwrap())
}

fn overall<'r>(rows: &'r [IndexRow], unit: &str) -> &'r IndexRow {
    rows.iter().find(|row| row.unit_code == unit && row.category == "overall").unwrap()
}

#[actix_web::test]
async fn every_page_and_picture_shows_the_index_of_the_table() {
    let town = Town::surveyed();
    let rows = scored(&town);
    for (path, decimals) in [
        ("/ranking?period=2026-Q3&level=town", 2),
        ("/heatmap?period=2026-Q3&level=town", 2),
        ("/trend?period=2026-Q3&level=town", 2),
        ("/movement?period=2026-Q3&level=town", 2),
        ("/compare?period=2026-Q3&level=town", 2),
        ("/funnel?period=2026-Q3&level=town", 2),
        ("/overview?period=2026-Q3&level=town", 2),
        ("/unit?period=2026-Q3&unit=C", 2),
        ("/workbench?period=2026-Q3&level=town", 2),
        ("/api/v1/charts/ranking.csv?period=2026-Q3&level=town", 2),
        ("/api/v1/charts/heatmap.csv?period=2026-Q3&level=town", 2),
        ("/api/v1/charts/trend.csv?period=2026-Q3&level=town", 2),
        ("/api/v1/charts/funnel.csv?period=2026-Q3&level=town", 2),
        ("/api/v1/charts/ranking.svg?period=2026-Q3&level=town", 1),
        ("/api/v1/charts/heatmap.svg?period=2026-Q3&level=town", 1),
    ] {
        let page = town.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        for unit in TOWNS {
            let index = rounded(overall(&rows, unit).index.unwrap(), decimals);
            assert!(page.text().contains(&index), "{path} lacks {index} of {unit}");
        }
    }
}

#[actix_web::test]
async fn every_table_for_programs_has_the_index_to_the_last_digit() {
    let town = Town::surveyed();
    let rows = scored(&town);
    for path in [
        "/api/v1/indices?period=2026-Q3&level=town",
        "/api/v1/indices?period=2026-Q3&level=town&format=csv",
        "/api/v1/rankings?period=2026-Q3&level=town",
        "/api/v1/rankings?period=2026-Q3&level=town&format=csv",
        "/api/v1/changes?period=2026-Q2,2026-Q3&level=town",
        "/odata/v4/env/official/IndicesByQuarter",
        "/odata/v4/env/official/RankingsByQuarter",
    ] {
        let table = town.get(path).await;
        assert_eq!(table.status, 200, "{path}: {}", table.text());
        let text = table.text();
        for unit in TOWNS {
            let row = overall(&rows, unit);
            // The shortest form that reads back as the same number.
            for figure in [row.index, row.ci_low, row.ci_high] {
                let figure = figure.unwrap().to_string();
                let needed = !path.contains("changes") || row.index.unwrap().to_string() == figure;
                assert!(!needed || text.contains(&figure), "{path} lacks {figure} of {unit}");
            }
        }
    }
}
