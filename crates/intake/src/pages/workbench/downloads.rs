//! What can be taken along from the workbench.

use survey::{Period, Right};

use super::asked::{Asked, View};
use crate::auth::Actor;
use crate::figure::WEIGHTS;
use crate::pages::address::Query;
use crate::pages::view::Link;
use crate::words::Words;

/// Where the API gives a table.
pub(super) fn api_path(view: View) -> String {
    format!("api/v1/{}", view.name())
}

/// The whole table in every format; the single answers for those who may read them.
pub(super) fn downloads(
    asked: &Asked,
    periods: &[Period],
    actor: &Actor,
    words: &Words,
) -> Vec<Link> {
    let name = asked.view.name();
    let table = asked.api(periods).after(&api_path(asked.view));
    let link = |format: &str, ending: &str, text| Link {
        href: format!("{table}&format={format}"),
        text,
        file_name: format!("manyi-{name}.{ending}"),
    };
    let mut links = vec![
        link("xlsx", "xlsx", words.bench_xlsx),
        link("csv&bom=true", "csv", words.bench_csv_bom),
        link("csv", "csv", words.bench_csv),
        link("csv&encoding=gb18030", "csv", words.bench_csv_gb),
        link("parquet", "parquet", words.bench_parquet),
    ];
    if actor.may(Right::ReadResponses) {
        let answers = answers_query(asked);
        let export = |file: &str, query: &Query, text| Link {
            href: query.after(&format!("api/v1/exports/{file}")),
            text,
            file_name: format!("manyi-{file}"),
        };
        let marked = answers.clone().with("bom", Some("true"));
        let book = Query::default()
            .with("questionnaire", asked.question.selection.questionnaire.as_ref())
            .with("bom", Some("true"));
        links.push(export("answers.csv", &marked, words.bench_answers));
        links.push(export("codebook.csv", &book, words.bench_codebook));
    }
    links
}

/// The single answers of the newest of the periods.
fn answers_query(asked: &Asked) -> Query {
    asked.query().without(&[
        "view", "from", "level", "category", "by", "mode", "scheme", WEIGHTS, "sort", "page",
    ])
}
