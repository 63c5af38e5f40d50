//! Tokens: random, and kept only as digests.

use sha2::{Digest, Sha256};

/// A new token: 256 random bits as 64 hexadecimal digits.
///
/// # Panics
/// When the system has no random numbers; then nothing it does is safe.
pub fn new_token() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system gives random numbers");
    hex::encode(bytes)
}

/// What is stored of a token.
pub fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// What forms of a session send back: made from its token, which it does not give away.
pub(super) fn form_token(token: &str) -> String {
    hex::encode(Sha256::new().chain_update(b"form ").chain_update(token).finalize())
}

/// Compares without telling by the time it takes how much is right.
pub(super) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_give_nothing_away() {
        let (a, b) = (new_token(), new_token());
        assert_eq!(a.len(), 64);
        assert_ne!(a, b);
        assert!(same(&a, &a.clone()) && !same(&a, &b) && !same(&a, &a[1..]));
        assert!(![digest(&a), form_token(&a)].contains(&a));
        assert_ne!(digest(&a), form_token(&a));
    }
}
