//! The page on which an administrator looks after accounts.

use actix_web::http::header::{ACCEPT, REFERER};
use actix_web::test::TestRequest;
use jiff::Timestamp;
use store::{SessionKind, User};
use survey::Role;

use crate::support::{ANONYMOUS, Answer, Town, browser, form, form_token, grant, session_of};

/// A town with an administrator of everything and one of `T1`, both in browsers.
fn office() -> Town {
    let town = Town::prepared();
    town.add_user("chief", &[grant(Role::Administrator, None)]);
    town.add_user("small", &[grant(Role::Administrator, Some("T1"))]);
    town.add_user("limin", &[grant(Role::Surveyor, Some("T1"))]);
    town.add_user("wang", &[grant(Role::Surveyor, Some("T2"))]);
    for name in ["chief", "small"] {
        town.sign_in(name, name, SessionKind::Browser);
    }
    town
}

async fn page(town: &Town, who: &str, address: &str) -> Answer {
    town.send(browser(TestRequest::get().uri(address), who)).await
}

/// Sends a form of the page, with its token.
async fn act(town: &Town, who: &str, fields: &[(&str, &str)]) -> Answer {
    let token = form_token(&page(town, who, "/accounts").await);
    let fields: Vec<_> = fields.iter().copied().chain([("form_token", token.as_str())]).collect();
    town.send(browser(form("/accounts", &fields), who)).await
}

fn user(town: &Town, name: &str) -> Option<User> {
    town.store.user(name).unwrap()
}

/// The link that a page shows.
fn link_of(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let (_, rest) = answer.text().split_once("<pre><code>").expect("a link");
    rest.split('<').next().unwrap().to_owned()
}

#[actix_web::test]
async fn a_new_colleague_gets_a_link_and_comes_in() {
    let town = office();
    let token = form_token(&page(&town, "chief", "/accounts").await);
    let fields = [
        ("form_token", token.as_str()),
        ("act", "add"),
        ("name", "zhang"),
        ("display_name", "张华 <b>"),
        ("role", "surveyor"),
        ("unit", "T1"),
        ("role", ""),
        ("unit", ""),
        ("role", "leader"),
        ("unit", ""),
    ];
    let sent = browser(form("/accounts", &fields), "chief")
        .insert_header((REFERER, "http://127.0.0.1:8080/prefix/accounts?name=x"));
    let link = link_of(&town.send(sent).await);
    let made = user(&town, "zhang").expect("made");
    assert_eq!(made.display_name, "张华 <b>");
    assert_eq!(made.grants, [grant(Role::Surveyor, Some("T1")), grant(Role::Leader, None)]);
    assert!(made.must_change && made.used_at.is_none());
    let secret = link.strip_prefix("http://127.0.0.1:8080/prefix/sign-in?link=").expect(&link);
    let entering = form("/sign-in", &[("link", secret)]).insert_header(ANONYMOUS);
    session_of(&town.send(entering).await);
    let list = page(&town, "chief", "/accounts?lang=en").await;
    assert!(list.text().contains("张华 &#60;b&#62;"));
    assert!(!list.text().contains(secret));
    let newest = town.store.newest_audit_entry().unwrap();
    let told = town.store.audit_entries(newest - 3, 3).unwrap();
    assert_eq!(told[0].actor, "chief");
    assert_eq!(
        told.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(),
        ["user_added", "link_made", "signed_in"]
    );
}

#[actix_web::test]
async fn roles_links_and_doors_are_seen_to() {
    let town = office();
    town.sign_in("limin", "phone", SessionKind::Device);
    let roles = [("act", "roles"), ("name", "limin"), ("role", "analyst"), ("unit", "T2")];
    let done = act(&town, "chief", &roles).await;
    assert_eq!(
        (done.status.as_u16(), done.header("location")),
        (303, "accounts?name=limin&done=roles")
    );
    assert_eq!(user(&town, "limin").unwrap().grants, [grant(Role::Analyst, Some("T2"))]);
    let shown = page(&town, "chief", "/accounts?name=limin&done=roles&lang=en").await;
    assert!(shown.text().contains(r#"<option value="analyst" selected>Analyst</option>"#));
    assert!(shown.text().contains("The roles are saved."));

    let signed_out = act(&town, "chief", &[("act", "sign_out"), ("name", "limin")]).await;
    assert_eq!(signed_out.status, 303);
    assert_eq!(town.store.session(&intake::token_digest("phone")), Ok(None));
    let first = link_of(&act(&town, "chief", &[("act", "link"), ("name", "limin")]).await);
    let second = link_of(&act(&town, "chief", &[("act", "link"), ("name", "limin")]).await);
    let enter = |link: &str| {
        let secret = link.split("link=").nth(1).unwrap().to_owned();
        form("/sign-in", &[("link", secret.as_str())]).insert_header(ANONYMOUS)
    };
    assert_eq!(town.send(enter(&first)).await.status, 401);
    assert_eq!(town.send(enter(&second)).await.status, 303);
    assert_eq!(act(&town, "chief", &[("act", "disable"), ("name", "limin")]).await.status, 303);
    assert!(user(&town, "limin").unwrap().disabled_at.is_some_and(|at| at <= Timestamp::now()));
    assert_eq!(act(&town, "chief", &[("act", "enable"), ("name", "limin")]).await.status, 303);
    assert_eq!(user(&town, "limin").unwrap().disabled_at, None);
}

#[actix_web::test]
async fn an_administrator_of_a_unit_sees_and_gives_nothing_beyond() {
    let town = office();
    let list = page(&town, "small", "/accounts").await;
    assert!(list.text().contains("limin") && !list.text().contains("wang"));
    assert!(!list.text().contains(r#"value="T2""#) && list.text().contains(r#"value="T1""#));
    assert_eq!(page(&town, "small", "/accounts?name=limin").await.status, 200);
    for name in ["wang", "chief", "small", "nobody"] {
        let hidden = page(&town, "small", &format!("/accounts?name={name}")).await;
        hidden.problem(404, "unknown_account");
        for act_name in ["link", "disable", "enable", "sign_out", "roles"] {
            let fields = [("act", act_name), ("name", name), ("role", "analyst"), ("unit", "T1")];
            let refused = act(&town, "small", &fields).await;
            assert!([403, 404].contains(&refused.status.as_u16()), "{act_name} {name}");
        }
    }
    for (role, unit) in
        [("administrator", ""), ("leader", ""), ("surveyor", "T2"), ("auditor", "C"), ("", "")]
    {
        let roles = [("act", "roles"), ("name", "limin"), ("role", role), ("unit", unit)];
        assert_eq!(act(&town, "small", &roles).await.status, 403, "{role}@{unit}");
        let add = [("act", "add"), ("name", "puppet"), ("role", role), ("unit", unit)];
        let refused = act(&town, "small", &add).await;
        assert_eq!(refused.status, 403, "{role}@{unit}");
        assert!(refused.text().contains(r#"role="alert""#));
        assert!(refused.text().contains(r#"value="puppet""#), "what was typed is still there");
    }
    assert_eq!(user(&town, "puppet"), None);
    assert_eq!(user(&town, "limin").unwrap().grants, [grant(Role::Surveyor, Some("T1"))]);
    assert_eq!(user(&town, "wang").unwrap().disabled_at, None);
    // A puppet who reads the log of everybody is none they could make either.
    let auditor = [("act", "add"), ("name", "puppet"), ("role", "auditor"), ("unit", "T1")];
    link_of(&act(&town, "small", &auditor).await);
    town.sign_in("puppet", "puppet", SessionKind::Program);
    let log = crate::support::bearer(TestRequest::get().uri("/api/v1/audit"), "puppet");
    town.send(log).await.problem(403, "not_allowed");
}

#[actix_web::test]
async fn nobody_gives_themselves_anything() {
    let town = office();
    for who in ["chief", "small"] {
        let more = [("act", "roles"), ("name", who), ("role", "auditor"), ("unit", "")];
        assert!(act(&town, who, &more).await.status.is_client_error());
        let off = [("act", "disable"), ("name", who)];
        assert!(act(&town, who, &off).await.status.is_client_error());
        let user = user(&town, who).unwrap();
        assert_eq!((user.grants.len(), user.disabled_at), (1, None));
    }
}

#[actix_web::test]
async fn what_can_not_be_is_said_in_words() {
    let town = office();
    for (fields, said) in [
        (&[("act", "add"), ("name", "limin")][..], "There is an account “limin” already."),
        (&[("act", "add"), ("name", "a\u{7}b")], "1 to 80 characters"),
        (&[("act", "add"), ("name", "")], "1 to 80 characters"),
        (&[("act", "add"), ("name", "x"), ("display_name", "a\nb")], "on one line"),
        (&[("act", "add"), ("name", "x"), ("role", "leader"), ("unit", "T9")], "T9"),
        (&[("act", "roles"), ("name", "limin"), ("role", "leader"), ("unit", "T9")], "T9"),
    ] {
        let refused = act(&town, "chief", fields).await;
        assert_eq!(refused.status, 422, "{fields:?}");
        assert!(refused.text().contains(said), "{fields:?}");
    }
    for fields in [
        &[("act", "add"), ("name", "x"), ("role", "king"), ("unit", "")][..],
        &[("act", "fly"), ("name", "limin")],
        &[("name", "limin")],
    ] {
        act(&town, "chief", fields).await.problem(400, "bad_form");
    }
    let made_up = [("act", "disable"), ("name", "limin"), ("form_token", "made up")];
    let sent = browser(form("/accounts", &made_up), "chief");
    town.send(sent).await.problem(403, "form_expired");
    let page = browser(TestRequest::get().uri("/accounts?name=nobody"), "chief");
    let page = town.send(page.insert_header((ACCEPT, "text/html"))).await;
    assert_eq!(page.status, 404);
}
