//! Saved views: on the page, by programs, and who gets to open which.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use store::{SessionKind, VIEWS_MAX};
use survey::Role;

use crate::support::{Answer, Town, bearer, browser, form, form_token, grant, raw};

/// Two analysts, one of a town, and one who may not read figures.
fn office() -> Town {
    let town = Town::surveyed();
    for (name, role, unit) in [
        ("li", Role::Analyst, None),
        ("wang", Role::Analyst, Some("T1")),
        ("asker", Role::Surveyor, None),
    ] {
        town.add_user(name, &[grant(role, unit)]);
        town.sign_in(name, name, SessionKind::Program);
        town.sign_in(name, &format!("{name} browses"), SessionKind::Browser);
    }
    town
}

async fn get(town: &Town, by: &str, address: &str) -> Answer {
    town.send(bearer(TestRequest::get().uri(address), by)).await
}

async fn save(town: &Town, by: &str, view: &Value) -> Answer {
    let request = raw(Method::POST, "/api/v1/views", view.to_string());
    town.send(bearer(request, by)).await
}

fn view(name: &str, query: &str, shared: bool) -> Value {
    json!({"name": name, "page": "workbench", "query": query, "shared": shared})
}

fn names(list: &Answer) -> Vec<String> {
    let list = list.json();
    let views = list["views"].as_array().expect("a list");
    views.iter().map(|view| view["name"].as_str().expect("a name").to_owned()).collect()
}

#[actix_web::test]
async fn a_view_leads_whoever_may_open_it_to_what_they_may_see() {
    let town = office();
    let own = save(&town, "li", &view("我的", "view=bounds&level=town&lang=en", false)).await;
    assert_eq!(own.status, 201, "{}", own.text());
    let own = own.json();
    assert_eq!((&own["query"], &own["owner"]), (&json!("level=town&view=bounds"), &json!("li")));
    let shared =
        save(&town, "li", &view("大家的", "level=town&category=overall", true)).await.json();
    let id = |view: &Value| view["id"].as_str().expect("an id").to_owned();

    assert_eq!(names(&get(&town, "li", "/api/v1/views").await), ["大家的", "我的"]);
    assert_eq!(names(&get(&town, "wang", "/api/v1/views").await), ["大家的"]);
    let open = format!("/views/{}", id(&own));
    let led = get(&town, "li", &open).await;
    assert_eq!(
        (led.status.as_u16(), led.header("location")),
        (303, "../workbench?level=town&view=bounds")
    );
    get(&town, "wang", &open).await.problem(404, "unknown_view");
    get(&town, "asker", &open).await.problem(403, "not_allowed");

    // The link grants nothing: the table has the rows of the reader's own units.
    let led = get(&town, "wang", &format!("/views/{}", id(&shared))).await;
    let there = led.header("location").trim_start_matches("..").to_owned();
    let rows = |page: Answer| page.text().matches("<th scope=\"row\">").count();
    assert_eq!(rows(get(&town, "wang", &there).await), 1);
    assert_eq!(rows(get(&town, "li", &there).await), 4);

    let delete = |by: &'static str, view: &Value| {
        let address = format!("/api/v1/views/{}", id(view));
        town.send(bearer(raw(Method::DELETE, &address, ""), by))
    };
    delete("wang", &shared).await.problem(404, "unknown_view");
    // Whoever saved it may be gone.
    town.store.by("test").disable_user("li", true).expect("closed");
    assert_eq!(get(&town, "wang", &format!("/views/{}", id(&shared))).await.status, 303);
    town.store.by("test").disable_user("li", false).expect("opened");
    town.sign_in("li", "li", SessionKind::Program);
    assert_eq!(delete("li", &shared).await.status, 200);
    assert_eq!(names(&get(&town, "li", "/api/v1/views").await), ["我的"]);
}

#[actix_web::test]
async fn what_is_no_choice_of_a_page_is_not_kept() {
    let town = office();
    let of = |page: &str, query: &str| json!({"name": "名", "page": page, "query": query});
    let long = "a".repeat(3_000);
    for (sent, code) in [
        (of("workbench", "//evil.example"), "unknown_parameter"),
        (of("workbench", "level=town\r\nSet-Cookie: a=b&c"), "unknown_parameter"),
        (of("workbench", "period=2026-Q3%0d%0a"), "bad_value"),
        (of("workbench", "level=town&level=town"), "duplicate_parameter"),
        (of("workbench", &long), "too_long"),
        (of("//evil.example", ""), "unknown_page"),
        (of("../accounts", ""), "unknown_page"),
        (view(" ", "", true), "missing"),
        (view(&"字".repeat(81), "", true), "too_long"),
        (view("一\n二", "", true), "bad_value"),
        (json!({"name": "名", "page": "workbench"}), "bad_field"),
    ] {
        let refused = save(&town, "li", &sent).await.problem(422, "invalid");
        assert_eq!(refused["errors"][0]["code"], code, "{sent}");
    }
    let tame = save(&town, "li", &of("trend", "unit=%0d%0aX:%20y%2F%2Fevil")).await.json();
    let led = get(&town, "li", &format!("/views/{}", tame["id"].as_str().expect("an id"))).await;
    assert_eq!(led.header("location"), "../trend?unit=%0D%0AX%3A%20y%2F%2Fevil");
}

#[actix_web::test]
async fn an_account_keeps_so_many_and_no_more() {
    let town = office();
    for n in 0..VIEWS_MAX {
        let kept = town.store.by("li").save_view(&store::NewView {
            name: n.to_string(),
            page: "workbench".to_owned(),
            query: String::new(),
            shared: false,
        });
        assert!(kept.is_ok());
    }
    save(&town, "li", &view("还有", "", false)).await.problem(409, "too_many_views");
}

#[actix_web::test]
async fn the_form_of_the_workbench_saves_and_the_list_forgets() {
    let town = office();
    let browse = |address: &str| town.send(browser(TestRequest::get().uri(address), "li browses"));
    let page = browse("/workbench?level=town&weights=equal&lang=zh-CN").await;
    let token = form_token(&page);
    let kept = page.text().split("name=\"query\" value=\"").nth(1).expect("the choices");
    let kept = kept.split('"').next().expect("an end").replace("&#38;", "&");
    assert!(kept.contains("weights=equal") && !kept.contains("lang"), "{kept}");
    let send = |fields: &[(&str, &str)]| town.send(browser(form("/views", fields), "li browses"));
    let saving = [
        ("form_token", token.as_str()),
        ("act", "save"),
        ("page", "workbench"),
        ("query", kept.as_str()),
        ("name", "不加权<b>"),
        ("shared", "true"),
    ];
    let refused = send(&[&[("form_token", "made up")], &saving[1..]].concat()).await;
    assert_eq!(refused.status, 403);
    let led = send(&saving).await;
    assert_eq!((led.status.as_u16(), led.header("location")), (303, "views?done=saved"));
    let list = browse("/views?done=saved&lang=zh-CN").await;
    assert!(list.text().contains("不加权&#60;b&#62;"), "{}", list.text());
    assert!(list.text().contains("每份答卷同等，不加权") && list.text().contains("已共享"));

    let unnamed = [&saving[..4], &[("name", " ")]].concat();
    let refused = send(&unnamed).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("1 to 80 characters"), "{}", refused.text());
    assert!(refused.text().contains(r#"name="query""#), "what was chosen is not lost");

    let id = town.store.saved_views(None).expect("read")[0].id.to_string();
    let deleting = [("form_token", token.as_str()), ("act", "delete"), ("id", id.as_str())];
    let foreign = town.send(browser(form("/views", &deleting), "wang browses")).await;
    assert_eq!(foreign.status, 403, "the token is another's");
    let led = send(&deleting).await;
    assert_eq!((led.status.as_u16(), led.header("location")), (303, "views?done=deleted"));
    assert_eq!(town.store.saved_views(None), Ok(vec![]));
}
