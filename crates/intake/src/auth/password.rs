//! Passwords: what is taken for one, and how they are kept.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use tokio::sync::Semaphore;

/// Shortest password, in characters. Length is what counts (NIST SP 800-63B).
pub(crate) const LENGTH_MIN: usize = 10;
/// Longest, so that nobody makes the service hash a book.
pub(crate) const LENGTH_MAX: usize = 200;
/// Passwords that are hashed at the same time: each takes 19 MiB and a core.
const TOGETHER: usize = 2;

/// What everybody tries first, beside sequences and repetitions.
const COMMON: [&str; 12] = [
    "1234567890",
    "0123456789",
    "9876543210",
    "qwertyuiop",
    "password123",
    "passw0rd123",
    "administrator",
    "woaini1314",
    "a123456789",
    "1q2w3e4r5t",
    "abc1234567",
    "iloveyou123",
];

/// Why a text is no good password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PasswordFault {
    TooShort,
    TooLong,
    TooSimple,
    HoldsName,
}

/// Hashes and compares passwords, few at a time.
#[derive(Debug)]
pub(crate) struct Passwords {
    turns: Semaphore,
    /// Compared where there is nothing to compare with, so that an unknown name takes as long as a
    /// wrong password.
    stand_in: String,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turns: Semaphore::new(TOGETHER), stand_in: hash("nobody's password") }
    }
}

impl Passwords {
    /// Waits for a turn; hold what it gives while hashing.
    pub(crate) async fn turn(&self) -> tokio::sync::SemaphorePermit<'_> {
        self.turns.acquire().await.expect("nobody closes it")
    }

    /// Whether a password belongs to a hash. Without a hash it does not, after as long a while.
    pub(crate) fn verify(&self, password: &str, hash: Option<&str>) -> bool {
        let Ok(parsed) = PasswordHash::new(hash.unwrap_or(&self.stand_in)) else { return false };
        let right = password.len() <= LENGTH_MAX * 4
            && Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
        right && hash.is_some()
    }
}

/// Argon2id with the parameters that OWASP recommends (19 MiB, two passes), as a PHC string.
pub(crate) fn hash(password: &str) -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the system gives random numbers");
    let salt = SaltString::encode_b64(&bytes).expect("16 bytes make a salt");
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
    hash.expect("the parameters are sound and the password is short").to_string()
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
    } else if COMMON.contains(&lower.as_str()) || is_monotonous(&lower) {
        Err(PasswordFault::TooSimple)
    } else {
        Ok(())
    }
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
            ("LiMin-2026-x", PasswordFault::HoldsName),
        ] {
            assert_eq!(judge(bad, "limin"), Err(fault), "{bad}");
        }
        assert_eq!(judge(&"x1y2z3".repeat(50), "limin"), Err(PasswordFault::TooLong));
    }

    #[test]
    fn a_hash_lets_in_its_own_password_only() {
        let passwords = Passwords::default();
        let hash = hash("correct horse");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify("correct horse", Some(&hash)));
        assert!(!passwords.verify("correct horsf", Some(&hash)));
        assert!(!passwords.verify("correct horse", Some("no hash")));
        assert!(!passwords.verify("nobody's password", None));
    }
}
