//! Codes of a second factor (RFC 6238: SHA-1, six digits, 30 seconds) and those for whoever lost it.

use jiff::Timestamp;
use totp_rs::{Builder, Secret, Totp};

use super::secret::digest;

/// Seconds for which a code holds.
const STEP: u64 = 30;
/// Bytes of a secret: as many as SHA-1 gives (RFC 4226, section 4).
const SECRET_LENGTH: usize = 20;
/// Recovery codes that are handed out.
const RECOVERY_CODES: usize = 10;
/// Bytes of each: too many to try, also for whoever has the digest.
const RECOVERY_LENGTH: usize = 10;

/// A new secret, in Base32.
pub(crate) fn new_secret() -> String {
    Secret::from(random::<SECRET_LENGTH>().to_vec()).to_base32()
}

/// The step of time at which a secret gives a code: this one, or one of its neighbours, because
/// clocks differ and people type.
pub(crate) fn matched_step(secret: &str, code: &str, at: Timestamp) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let now = u64::try_from(at.as_second()).ok()?;
    i64::try_from(made_from(secret)?.check(&code, now)?).ok()
}

/// Nothing for a text that is no secret of ours.
fn made_from(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    let long_enough = secret.as_ref().len() >= SECRET_LENGTH;
    let usual = Builder::new().with_step_duration(STEP);
    long_enough.then(|| usual.with_secret(secret).build().ok()).flatten()
}

/// New recovery codes, as people write them down.
pub(crate) fn new_recovery_codes() -> Vec<String> {
    let code = || grouped(&Secret::from(random::<RECOVERY_LENGTH>().to_vec()).to_base32(), "-");
    (0..RECOVERY_CODES).map(|_| code()).collect()
}

/// What is stored of a recovery code, however it is written.
pub(crate) fn recovery_digest(code: &str) -> String {
    let letters = code.chars().filter(char::is_ascii_alphanumeric);
    digest(&letters.map(|c| c.to_ascii_uppercase()).collect::<String>())
}

/// A text in groups of four.
pub(crate) fn grouped(text: &str, between: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let groups = letters.chunks(4).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(between)
}

fn random<const LENGTH: usize>() -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).expect("the system gives random numbers");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B.
    const RFC_SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("an instant")
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        // Its table has eight digits, of which the last six are the code.
        for (second, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            let step = matched_step(RFC_SECRET, &code[2..], at(second));
            assert_eq!(step, Some(second / 30), "{second}");
        }
    }

    #[test]
    fn a_code_holds_for_its_neighbours_and_no_longer() {
        for (late, step) in [(-60, None), (-30, Some(1)), (0, Some(1)), (30, Some(1)), (60, None)] {
            assert_eq!(matched_step(RFC_SECRET, "287082", at(59 + late)), step, "{late}");
        }
        assert_eq!(matched_step(RFC_SECRET, "287 082", at(59)), Some(1));
        for bad in ["", "28708", "2870822", "28708a", "２８７０８２"] {
            assert_eq!(matched_step(RFC_SECRET, bad, at(59)), None, "{bad}");
        }
        for secret in ["", "!", "GEZDGNBV", "0189"] {
            assert_eq!(matched_step(secret, "287082", at(59)), None, "{secret}");
        }
    }

    #[test]
    fn secrets_and_recovery_codes_are_random_and_readable() {
        let (a, b) = (new_secret(), new_secret());
        assert_eq!(a.len(), 32);
        assert_ne!(a, b);
        assert!(made_from(&a).is_some());
        let codes = new_recovery_codes();
        assert_eq!(codes.len(), RECOVERY_CODES);
        assert!(codes.iter().all(|code| code.len() == 19), "{codes:?}");
        let typed = codes[0].to_lowercase().replace('-', " ");
        assert_eq!(recovery_digest(&typed), recovery_digest(&codes[0]));
        assert_ne!(recovery_digest(&codes[1]), recovery_digest(&codes[0]));
    }
}
