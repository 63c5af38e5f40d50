//! Listening and stopping, over a real socket.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use intake::{IntakeError, ServeConfig, bind};
use uuid::Uuid;

use crate::support::{Running, TOKEN, Town, response};

#[test]
fn an_address_that_others_can_reach_is_refused_with_the_reason() {
    for address in ["0.0.0.0:0", "192.168.1.2:8080", "[::]:0"] {
        let listen: SocketAddr = address.parse().unwrap();
        let town = Town::empty();
        let error =
            bind(town.open(), ServeConfig { listen, ..ServeConfig::default() }).unwrap_err();
        assert!(matches!(error, IntakeError::NotLoopback(_)));
        assert!(error.to_string().contains("TLS"), "{error}");
    }
}

#[test]
fn a_taken_port_is_told() {
    let town = Town::empty();
    let any =
        ServeConfig { listen: SocketAddr::from(([127, 0, 0, 1], 0)), ..ServeConfig::default() };
    let first = bind(town.open(), any.clone()).unwrap();
    let again = bind(town.open(), ServeConfig { listen: first.address(), ..any });
    assert!(matches!(again, Err(IntakeError::Listen { .. })));
}

#[test]
fn what_was_acknowledged_is_there_after_a_stop() {
    let town = Town::prepared();
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = bind(town.open(), ServeConfig { listen, ..ServeConfig::default() }).unwrap();
    let address = server.address();
    assert_eq!(server.url(), format!("http://{address}"));
    let running = Running::start(server);
    let id = Uuid::from_u128(3);
    let body = response(id).to_string();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "PUT /api/v1/responses/{id} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    running.stop();
    assert!(TcpStream::connect(address).is_err(), "the port is free again");
    assert!(town.store.response(id).unwrap().is_some());
}
