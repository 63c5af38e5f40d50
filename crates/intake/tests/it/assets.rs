//! `/static/{file}`

use crate::support::Town;

#[actix_web::test]
async fn the_style_of_a_page_is_there_and_never_changes() {
    let town = Town::empty();
    let page = town.get("/ranking").await;
    let start = page.text().find("static/manyi.").unwrap();
    let end = page.text()[start..].find('"').unwrap();
    let style = town.get(&format!("/{}", &page.text()[start..start + end])).await;
    assert_eq!(style.status, 200);
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert!(style.header("cache-control").contains("immutable"));
    assert!(!style.text().contains("url(") && !style.text().contains("@import"));
    town.get("/static/manyi.css").await.problem(404, "unknown_file");
    town.get("/static/..%2f..%2fCargo.toml").await.problem(404, "unknown_file");
}
