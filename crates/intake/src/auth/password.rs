//! Passwords: what is taken for one, and how they are kept.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::StatusCode;
use argon2::password_hash::{PasswordHash, PasswordHashString, SaltString};
use argon2::{Argon2, Block, Params, PasswordVerifier};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::HttpError;
use crate::problem::ProblemDocument;

/// Shortest password, in characters. Length is what counts (NIST SP 800-63B).
pub(crate) const LENGTH_MIN: usize = 10;
/// Longest, so that nobody makes the service hash a book.
pub(crate) const LENGTH_MAX: usize = 200;
/// Passwords that are hashed at the same time: each takes 19 MiB and a core.
const TOGETHER: usize = 2;
/// Who may wait for a turn; more are sent away at once.
const WAITING_MAX: usize = 50;

/// What everybody tries first, without the digits and signs that are hung on.
const COMMON: [&str; 30] = [
    "",
    "password",
    "passwort",
    "passwd",
    "pass",
    "qwerty",
    "qwertyuiop",
    "qwert",
    "asdfgh",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsx",
    "qazwsxedc",
    "admin",
    "administrator",
    "root",
    "welcome",
    "letmein",
    "iloveyou",
    "woaini",
    "wodemima",
    "mima",
    "nihao",
    "manyi",
    "manyidu",
    "monkey",
    "dragon",
    "abcdefgh",
    "abc",
    "test",
];

/// Why a text is no good password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PasswordFault {
    TooShort,
    TooLong,
    TooSimple,
    HoldsName,
}

/// Hashes and compares passwords, few at a time and in memory that is used again.
#[derive(Debug)]
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    /// Room for hashing: given out for as long and kept, because taking 19 MiB anew each time leaves
    /// holes everywhere.
    rooms: Mutex<Vec<Vec<Block>>>,
    /// Compared where there is nothing to compare with, so that an unknown name takes as long as a
    /// wrong password.
    stand_in: String,
}

/// The right to hash one password. It goes along to the thread that hashes, so that who hangs up
/// frees no turn that is still in use.
#[derive(Debug)]
pub(crate) struct Turn {
    _permit: OwnedSemaphorePermit,
}

/// Counts whoever waits, also one who stops waiting.
struct Waiting(Arc<AtomicUsize>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Default for Passwords {
    fn default() -> Self {
        let passwords = Self {
            turns: Arc::new(Semaphore::new(TOGETHER)),
            waiting: Arc::default(),
            rooms: Mutex::default(),
            stand_in: String::new(),
        };
        let stand_in = passwords.hash_now("nobody's password");
        Self { stand_in, ..passwords }
    }
}

impl Passwords {
    /// Waits for a turn; give it along to where the hashing is done.
    ///
    /// # Errors
    /// 503 when too many wait already.
    pub(crate) async fn turn(&self) -> Result<Turn, HttpError> {
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = Waiting(Arc::clone(&self.waiting));
        if before >= WAITING_MAX {
            let detail = "too many sign in at the moment; try again in a few seconds";
            let status = StatusCode::SERVICE_UNAVAILABLE;
            return Err(ProblemDocument::new(status, "busy", detail).try_again().into());
        }
        let permit = Arc::clone(&self.turns).acquire_owned().await;
        Ok(Turn { _permit: permit.map_err(|_| HttpError::Interrupted)? })
    }

    /// Whether a password belongs to a hash. Without a hash it does not, after as long a while.
    pub(crate) fn verify(&self, _: &Turn, password: &str, hash: Option<&str>) -> bool {
        let Ok(parsed) = PasswordHash::new(hash.unwrap_or(&self.stand_in)) else { return false };
        let (Some(salt), Some(wanted)) = (parsed.salt, parsed.hash) else { return false };
        let mut bytes = [0; 64];
        let Ok(salt) = salt.decode_b64(&mut bytes) else { return false };
        let right = password.len() <= LENGTH_MAX * 4
            && match Params::try_from(&parsed) {
                // Hashes of our own are compared in the room that is kept.
                Ok(params) if is_usual(&params) => {
                    let mut found = vec![0; wanted.len()];
                    self.fill(password, salt, &mut found) && wanted.as_bytes() == found
                }
                _ => Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok(),
            };
        right && hash.is_some()
    }

    /// Argon2id with the parameters that OWASP recommends (19 MiB, two passes), as a PHC string.
    pub(crate) fn hash(&self, _: &Turn, password: &str) -> String {
        self.hash_now(password)
    }

    fn hash_now(&self, password: &str) -> String {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).expect("the system gives random numbers");
        let mut output = [0; 32];
        assert!(self.fill(password, &salt, &mut output), "the parameters are sound");
        let salt = SaltString::encode_b64(&salt).expect("16 bytes make a salt");
        let output = argon2::password_hash::Output::new(&output).expect("32 bytes make a hash");
        let hash = PasswordHash {
            algorithm: argon2::Algorithm::Argon2id.ident(),
            version: Some(argon2::Version::V0x13.into()),
            params: (&Params::default()).try_into().expect("the usual ones"),
            salt: Some(salt.as_salt()),
            hash: Some(output),
        };
        PasswordHashString::from(hash).to_string()
    }

    fn fill(&self, password: &str, salt: &[u8], output: &mut [u8]) -> bool {
        let kept = self.rooms.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut room =
            kept.unwrap_or_else(|| vec![Block::default(); Params::default().block_count()]);
        let filled = Argon2::default().hash_password_into_with_memory(
            password.as_bytes(),
            salt,
            output,
            &mut room,
        );
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner).push(room);
        filled.is_ok()
    }
}

fn is_usual(params: &Params) -> bool {
    let usual = Params::default();
    (params.m_cost(), params.t_cost(), params.p_cost())
        == (usual.m_cost(), usual.t_cost(), usual.p_cost())
}

/// Whether a text may be the password of a user.
pub(crate) fn judge(password: &str, user: &str) -> Result<(), PasswordFault> {
    let length = password.chars().count();
    let lower = password.to_lowercase();
    if length < LENGTH_MIN {
        Err(PasswordFault::TooShort)
    } else if length > LENGTH_MAX {
        Err(PasswordFault::TooLong)
    } else if lower.contains(&user.to_lowercase()) {
        Err(PasswordFault::HoldsName)
    } else if COMMON.contains(&core(&lower).as_str()) || is_monotonous(&lower) {
        Err(PasswordFault::TooSimple)
    } else {
        Ok(())
    }
}

/// What is left of a password without digits and signs at its ends and with letters for what looks
/// like them.
fn core(password: &str) -> String {
    let letters: String = password
        .trim_matches(|c: char| !c.is_alphabetic() && c != '@' && c != '$')
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            other => other,
        })
        .collect();
    letters.trim_matches(|c: char| !c.is_alphabetic()).to_owned()
}

/// Few different characters, or one after another.
fn is_monotonous(password: &str) -> bool {
    let mut different: Vec<char> = password.chars().collect();
    let steps =
        different.windows(2).filter(|pair| (u32::from(pair[1])).abs_diff(u32::from(pair[0])) <= 1);
    let in_sequence = steps.count() + 2 >= different.len();
    different.sort_unstable();
    different.dedup();
    different.len() < 5 || in_sequence
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn good_and_bad_passwords_are_told_apart() {
        for good in ["correct horse", "满意度调查二〇二六真不错", "tA9!ksfm2,x", "liang tian 88"]
        {
            assert_eq!(judge(good, "limin"), Ok(()), "{good}");
        }
        for (bad, fault) in [
            ("short", PasswordFault::TooShort),
            ("满意度调查", PasswordFault::TooShort),
            ("Password123", PasswordFault::TooSimple),
            ("aaaaaaaaaaaa", PasswordFault::TooSimple),
            ("abababababab", PasswordFault::TooSimple),
            ("abcdefghijkl", PasswordFault::TooSimple),
            ("98765432109", PasswordFault::TooSimple),
            ("password1234", PasswordFault::TooSimple),
            ("p@ssw0rd123", PasswordFault::TooSimple),
            ("admin123456", PasswordFault::TooSimple),
            ("1234567890!", PasswordFault::TooSimple),
            ("woaini1314520", PasswordFault::TooSimple),
            ("manyi12345678", PasswordFault::TooSimple),
            ("LiMin-2026-x", PasswordFault::HoldsName),
        ] {
            assert_eq!(judge(bad, "limin"), Err(fault), "{bad}");
        }
        assert_eq!(judge(&"x1y2z3".repeat(50), "limin"), Err(PasswordFault::TooLong));
    }

    #[actix_web::test]
    async fn a_hash_lets_in_its_own_password_only() {
        let passwords = Passwords::default();
        let turn = passwords.turn().await.expect("a turn");
        let hash = passwords.hash(&turn, "correct horse");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify(&turn, "correct horse", Some(&hash)));
        assert!(!passwords.verify(&turn, "correct horsf", Some(&hash)));
        assert!(!passwords.verify(&turn, "correct horse", Some("no hash")));
        assert!(!passwords.verify(&turn, "nobody's password", None));
        // As others read it.
        let parsed = PasswordHash::new(&hash).expect("a PHC string");
        assert!(Argon2::default().verify_password(b"correct horse", &parsed).is_ok());
        assert_eq!(passwords.rooms.lock().expect("kept").len(), 1);
    }

    #[actix_web::test]
    async fn few_hash_and_few_wait() {
        let passwords = Passwords::default();
        let turns = [passwords.turn().await.expect("a turn"), passwords.turn().await.expect("one")];
        let waiting: Vec<_> = (0..WAITING_MAX).map(|_| Box::pin(passwords.turn())).collect();
        let mut waiting = waiting;
        for one in &mut waiting {
            assert!(one.now_or_never().is_none());
        }
        let refused = passwords.turn().await.expect_err("too many");
        assert_eq!(refused.document().code, "busy");
        drop(waiting);
        drop(turns);
        passwords.turn().await.expect("free again");
    }
}
