//! A small town with a database of its own, and a client that talks to the service.

use std::sync::Arc;
use std::thread::{self, JoinHandle};

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, COOKIE, HOST, HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{Error, HttpMessage, test};
use figures::{Figures, Selection};
use intake::{Identity, IntakeError, Server, State, create_app};
use serde_json::{Value, json};
use store::{NewSession, NewUser, SessionKind, Store};
use survey::{Grant, Questionnaire, Response, Role, Round, ScoringScheme, Unit};
use tempfile::TempDir;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::conformance;

/// A name that would do harm if it were not escaped.
pub(crate) const HOSTILE: &str = "<script>alert(1)</script>\"'&镇";

/// The token of somebody who has every role, in every town.
pub(crate) const TOKEN: &str = "token of somebody who may do everything";

/// Sent in place of a token, it says that there shall be none.
pub(crate) const ANONYMOUS: (&str, &str) = ("authorization", "none");

/// A database that goes away with the test.
pub(crate) struct Town {
    pub(crate) store: Arc<Store>,
    pub(crate) folder: TempDir,
}

impl Town {
    /// Nothing but the tables.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("town.db").display());
        let town = Self { store: Arc::new(Store::open(&url).unwrap()), folder };
        town.add_user("tester", &Role::ALL.map(|role| Grant { role, unit: None }));
        town.sign_in("tester", TOKEN, SessionKind::Program);
        town
    }

    /// The same database once more, for a service to own.
    pub(crate) fn open(&self) -> Store {
        Store::open(&format!("sqlite://{}", self.folder.path().join("town.db").display())).unwrap()
    }

    pub(crate) fn add_user(&self, name: &str, grants: &[Grant]) {
        let user = NewUser {
            name: name.parse().unwrap(),
            display_name: format!("{name}先生"),
            grants: grants.to_vec(),
            must_change: false,
        };
        self.store.by("test").add_user(&user).unwrap();
    }

    /// Opens a session with a token.
    pub(crate) fn sign_in(&self, user: &str, token: &str, kind: SessionKind) {
        let session = NewSession {
            digest: intake::token_digest(token),
            user: user.to_owned(),
            kind,
            label: "test".to_owned(),
            rights: None,
            expires_at: jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1),
        };
        self.store.by("test").open_session(&session).unwrap();
    }

    /// Units, questionnaire, rounds and schemes, and no response yet.
    pub(crate) fn prepared() -> Self {
        let town = Self::empty();
        let questionnaire: Questionnaire = serde_json::from_value(questionnaire()).unwrap();
        town.store.publish_questionnaire(&questionnaire).unwrap();
        for round in [round("R1", "official"), round("M1", "mock")] {
            let round: Round = serde_json::from_value(round).unwrap();
            town.store.put_round(&round).unwrap();
        }
        let units: Vec<Unit> = serde_json::from_value(units()).unwrap();
        town.store.put_units(&units).unwrap();
        let scheme: ScoringScheme = serde_json::from_value(scheme()).unwrap();
        town.store.publish_scoring_scheme(&scheme).unwrap();
        town
    }

    /// As [`Town::prepared`], with 160 responses: each town has 40, of different quality.
    pub(crate) fn surveyed() -> Self {
        let town = Self::prepared();
        let mut responses = Vec::new();
        for (place, unit) in ["T1", "T2", "T3", "T4"].into_iter().enumerate() {
            for person in 0..40 {
                let answer =
                    ["vs", "s", "n", "d"][usize::from((person * 7 + place * 3) % 10 > place + 4)
                        + usize::from(person % 9 == 0)
                        + usize::from(person % 13 == 0)];
                let mut value = response(Uuid::from_u128((place * 100 + person + 1) as u128));
                value["unit"] = json!(unit);
                value["answers"] = json!({"q1": answer, "q2": "vs"});
                responses.push(serde_json::from_value::<Response>(value).unwrap());
            }
        }
        for receipt in town.store.submit_many(&responses, "test") {
            receipt.unwrap();
        }
        town
    }

    pub(crate) fn state(&self) -> State {
        State::new(Arc::clone(&self.store), Identity::default())
    }

    /// Computes with the official figures, on a thread of its own: polars refuses to block a
    /// thread that runs async code.
    pub(crate) fn figures<T: Send>(&self, compute: impl FnOnce(&Figures) -> T + Send) -> T {
        let work = || compute(&Figures::load(&self.store, &Selection::default()).unwrap());
        std::thread::scope(|scope| scope.spawn(work).join().unwrap())
    }

    /// Sends one request to the service.
    pub(crate) async fn send(&self, request: test::TestRequest) -> Answer {
        let app = test::init_service(create_app(self.state())).await;
        send(&app, request).await
    }

    pub(crate) async fn get(&self, address: &str) -> Answer {
        self.send(test::TestRequest::get().uri(address)).await
    }

    pub(crate) async fn put(&self, id: Uuid, body: &Value) -> Answer {
        self.send(put(&format!("/api/v1/responses/{id}"), body)).await
    }
}

/// A service on a thread of its own.
pub(crate) struct Running {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<Result<(), IntakeError>>,
}

impl Running {
    pub(crate) fn start(server: Server) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = thread::spawn(move || {
            let stopped = async move { drop(stopped.await) };
            actix_web::rt::System::new().block_on(server.run_until(stopped))
        });
        Self { stop, thread }
    }

    /// Tells it to stop, and waits until it has.
    pub(crate) fn stop(self) {
        self.tell_to_stop().join().unwrap().unwrap();
    }

    /// What will end when it has stopped.
    pub(crate) fn tell_to_stop(self) -> JoinHandle<Result<(), IntakeError>> {
        self.stop.send(()).unwrap();
        self.thread
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{}: {error}: {}", self.status, String::from_utf8_lossy(&self.body))
        })
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The problem document, after checking that it is one.
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        let body = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status.as_u16(), status, "{body}");
        assert_eq!(self.header("content-type"), "application/problem+json", "{body}");
        let problem = self.json();
        assert_eq!(problem["code"], code, "{body}");
        assert_eq!(problem["status"], status, "{body}");
        assert_eq!(problem["type"], format!("urn:manyi:problem:{code}"));
        assert!(problem["title"].is_string() && problem["errors"].is_array(), "{body}");
        assert!(!problem["detail"].as_str().unwrap().is_empty());
        problem
    }
}

/// Sends a request to a running app, as a program on this machine does.
pub(crate) async fn send<B: MessageBody>(
    app: &impl Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    request: test::TestRequest,
) -> Answer {
    let mut request = request.to_request();
    if !request.headers().contains_key(HOST) {
        request.headers_mut().insert(HOST, "127.0.0.1:8080".parse().unwrap());
    }
    match request.headers().get(AUTHORIZATION) {
        None if !request.headers().get(COOKIE).is_some_and(holds_session) => {
            let bearer = format!("Bearer {TOKEN}").parse().unwrap();
            request.headers_mut().insert(AUTHORIZATION, bearer);
        }
        Some(value) if value == ANONYMOUS.1 => drop(request.headers_mut().remove(AUTHORIZATION)),
        _ => {}
    }
    let (method, path) = (request.method().clone(), request.path().to_owned());
    let response = test::call_service(app, request).await;
    let (status, headers) = (response.status(), response.headers().clone());
    let answer = Answer { status, headers, body: test::read_body(response).await.to_vec() };
    conformance::check(&method, &path, &answer);
    answer
}

fn holds_session(cookies: &HeaderValue) -> bool {
    String::from_utf8_lossy(cookies.as_bytes()).contains("manyi_session=")
}

pub(crate) fn bearer(request: test::TestRequest, token: &str) -> test::TestRequest {
    request.insert_header((AUTHORIZATION, format!("Bearer {token}")))
}

pub(crate) fn browser(request: test::TestRequest, token: &str) -> test::TestRequest {
    request.insert_header((COOKIE, format!("lang=en; manyi_session={token}")))
}

/// A form as a browser sends it.
pub(crate) fn form(address: &str, fields: &[(&str, &str)]) -> test::TestRequest {
    test::TestRequest::post().uri(address).set_form(fields)
}

/// The session that an answer opens.
pub(crate) fn session_of(answer: &Answer) -> String {
    let mut cookies = answer.headers.get_all("set-cookie").map(|cookie| cookie.to_str().unwrap());
    let own = cookies.find_map(|cookie| cookie.strip_prefix("manyi_session="));
    own.expect("a session").split(';').next().unwrap().to_owned()
}

pub(crate) fn form_token(page: &Answer) -> String {
    let (_, rest) = page.text().split_once(r#"name="form_token" value=""#).expect("a form");
    rest.split('"').next().unwrap().to_owned()
}

pub(crate) fn grant(role: Role, unit: Option<&str>) -> Grant {
    Grant { role, unit: unit.map(|code| code.parse().unwrap()) }
}

/// Signs in by a link, chooses a password, and signs in with it.
pub(crate) async fn signed_in_with_password(town: &Town, name: &str, password: &str) -> String {
    let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1);
    town.store.by("test").add_link(&intake::token_digest("its link"), name, soon).unwrap();
    let entering = form("/sign-in", &[("link", "its link")]).insert_header(ANONYMOUS);
    let session = session_of(&town.send(entering).await);
    let page = town.send(browser(test::TestRequest::get().uri("/account"), &session)).await;
    let fields =
        [("form_token", form_token(&page)), ("new", password.into()), ("again", password.into())];
    let chosen = test::TestRequest::post().uri("/account/password").set_form(fields);
    assert_eq!(town.send(browser(chosen, &session)).await.status, 303);
    let signing_in = form("/sign-in", &[("name", name), ("password", password)]);
    session_of(&town.send(signing_in.insert_header(ANONYMOUS)).await)
}

pub(crate) fn put(address: &str, body: &Value) -> test::TestRequest {
    raw(Method::PUT, address, body.to_string())
}

pub(crate) fn post(address: &str, body: &Value) -> test::TestRequest {
    raw(Method::POST, address, body.to_string())
}

/// A request whose body is sent as JSON, whatever it is.
pub(crate) fn raw(method: Method, address: &str, body: impl Into<Vec<u8>>) -> test::TestRequest {
    test::TestRequest::with_uri(address)
        .method(method)
        .insert_header(("content-type", "application/json"))
        .set_payload(body.into())
}

/// A response that passes every rule.
pub(crate) fn response(id: Uuid) -> Value {
    json!({
        "id": id, "round": "R1", "unit": "T1", "mode": "visit",
        "interviewed_on": "2026-09-03", "started_at": "2026-09-03T01:02:03Z",
        "respondent": "h001-007", "stratum": "a",
        "answers": {"q1": "vs", "q2": "s"},
    })
}

fn round(code: &str, kind: &str) -> Value {
    json!({
        "code": code, "name": {"zh": "第三季度", "en": "Third quarter"}, "questionnaire": "env",
        "version": 1, "kind": kind, "modes": ["visit", "phone"],
        "opens": "2026-07-01", "closes": "2026-09-30",
    })
}

fn units() -> Value {
    let town = |code: &str, zh: &str, en: &str| json!({"code": code, "name": {"zh": zh, "en": en}, "level": "town", "parent": "C"});
    json!([
        {"code": "C", "name": {"zh": "云泽市", "en": "Yunze City"}, "level": "city"},
        town("T1", "东河镇", "East River"),
        town("T2", "西河镇", "West River"),
        town("T3", HOSTILE, HOSTILE),
        town("T4", "=1+1", "=1+1"),
    ])
}

pub(crate) fn questionnaire() -> Value {
    let option = |code: &str, zh: &str, negative: bool| json!({"code": code, "label": {"zh": zh}, "negative": negative});
    json!({
        "code": "env", "version": 1, "title": {"zh": "环境满意度问卷", "en": "Environment"},
        "scheme": {"code": "six", "name": {"zh": "方面"}, "categories": [
            {"code": "air", "name": {"zh": "大气", "en": "Air"}},
            {"code": "water", "name": {"zh": "水", "en": "Water"}},
        ]},
        "scales": [{"code": "four", "options": [
            option("vs", "很满意", false), option("s", "满意", false),
            option("n", "一般", false), option("d", "不满意", true),
            {"code": "dk", "label": {"zh": "不了解"}, "kind": "dont_know"},
        ]}],
        "questions": [
            {"code": "q1", "text": {"zh": "空气？"}, "category": "air", "scale": "four"},
            {"code": "q2", "text": {"zh": "水？"}, "category": "water", "scale": "four"},
            {"code": "why", "text": {"zh": "为什么？"},
             "relevant": {"question": "q1", "any_of": ["d"]}},
        ],
    })
}

pub(crate) fn scheme() -> Value {
    json!({
        "code": "equal_steps", "version": 1, "name": {"zh": "等距制", "en": "Equal steps"},
        "points": "equal_steps", "satisfied_top": 2,
    })
}
