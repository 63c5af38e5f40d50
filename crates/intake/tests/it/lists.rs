//! `/api/v1/units`, `/questionnaires`, `/rounds`, `/schemes`

use crate::support::Town;

#[actix_web::test]
async fn everything_that_was_put_in_is_listed() {
    let town = Town::prepared();
    let units = town.get("/api/v1/units").await.json();
    assert_eq!(units["units"].as_array().unwrap().len(), 5);
    assert_eq!(units["units"][1]["parent"], "C");
    let towns = town.get("/api/v1/units?level=town").await.json();
    assert_eq!(towns["units"].as_array().unwrap().len(), 4);
    let nowhere = town.get("/api/v1/units?level=galaxy").await.problem(422, "invalid");
    assert_eq!(nowhere["errors"][0]["allowed"], serde_json::json!(["city", "town"]));
    town.get("/api/v1/units?level=%20town").await.problem(400, "bad_query");
    let questionnaires = town.get("/api/v1/questionnaires").await.json();
    assert_eq!(questionnaires["questionnaires"][0]["questions"][0]["code"], "q1");
    let rounds = town.get("/api/v1/rounds").await.json();
    assert_eq!(rounds["rounds"].as_array().unwrap().len(), 2);
    let schemes = town.get("/api/v1/schemes").await.json();
    assert_eq!(schemes["schemes"][0]["points"], "equal_steps");
}

#[actix_web::test]
async fn unknown_parameters_are_refused() {
    let town = Town::prepared();
    for list in ["questionnaires", "rounds", "schemes", "units"] {
        let problem = town.get(&format!("/api/v1/{list}?page=2")).await.problem(400, "bad_query");
        assert_eq!(problem["errors"][0]["parameter"], "page");
    }
}

/// Tables don't fall back to another language in silence.
#[actix_web::test]
async fn a_language_that_there_is_not_is_refused() {
    let town = Town::prepared();
    for address in [
        "/api/v1/indices?",
        "/api/v1/issues/rates?",
        "/api/v1/publicity/counts?",
        "/api/v1/checks/agreement?",
        "/api/v1/annual/progress?year=2026&",
        "/api/v1/fieldwork?round=R1&level=town&",
    ] {
        town.get(&format!("{address}lang=null")).await.problem(400, "bad_query");
    }
}
