//! The key that contacts are sealed with. It stands in a file outside the database, so that who gets
//! hold of the database alone learns nobody's name.

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::Path;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;

use crate::StoreError;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
/// Characters of a key's id, of the 64 that its hash has.
const ID_CHARS: usize = 16;

/// Longest file of a key.
const FILE_BYTES_MAX: u64 = 1_024;
const NO_KEY: &str = "it does not hold a key, which is 64 hexadecimal digits";

/// The key of an office.
#[derive(Clone)]
pub struct ContactKey {
    cipher: XChaCha20Poly1305,
    /// For keyed hashes.
    lookup: [u8; KEY_BYTES],
    id: String,
}

impl fmt::Debug for ContactKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContactKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl ContactKey {
    /// Makes a new key in a file that there must not be yet, and that only its owner can read.
    ///
    /// # Errors
    /// [`StoreError::BadKey`] when the file is there already or can't be written.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        let mut bytes = [0; KEY_BYTES];
        getrandom::fill(&mut bytes).map_err(|error| bad(path, error))?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                bad(path, "there is a key already, and it is not overwritten")
            }
            _ => bad(path, error),
        })?;
        writeln!(file, "{}", hex::encode(bytes))
            .and_then(|()| file.sync_all())
            .map_err(|error| bad(path, error))?;
        Self::of_bytes(&bytes)
    }

    /// Reads a key that [`ContactKey::create`] made.
    ///
    /// # Errors
    /// [`StoreError::BadKey`] when the file can't be read, can be read by others than its owner, or
    /// holds no key.
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        let found = fs::metadata(path).map_err(|error| bad(path, error))?;
        if !found.is_file() || found.len() > FILE_BYTES_MAX {
            return Err(bad(path, NO_KEY));
        }
        let text = fs::read_to_string(path).map_err(|error| bad(path, error))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            if found.permissions().mode() & 0o077 != 0 {
                return Err(bad(path, "others can read it; `chmod 600` it"));
            }
        }
        let mut bytes = [0; KEY_BYTES];
        hex::decode_to_slice(text.trim(), &mut bytes).map_err(|_| bad(path, NO_KEY))?;
        Self::of_bytes(&bytes)
    }

    fn of_bytes(bytes: &[u8; KEY_BYTES]) -> Result<Self, StoreError> {
        let secret = Hkdf::<Sha256>::new(None, bytes);
        let derived = |purpose: &str| {
            let mut key = [0; KEY_BYTES];
            let info = format!("manyi contacts 1: {purpose}");
            secret
                .expand(info.as_bytes(), &mut key)
                .map(|()| key)
                .map_err(|error| StoreError::unreadable("the key of contacts", error))
        };
        let cipher = XChaCha20Poly1305::new(&derived("seal")?.into());
        let mut key = Self { cipher, lookup: derived("look up")?, id: String::new() };
        key.id = key.hash("id", "")?.chars().take(ID_CHARS).collect();
        Ok(key)
    }

    /// Tells which key it is, without telling it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// A hash that only the holder of the key can compute: it tells that two are the same.
    pub(crate) fn hash(&self, purpose: &str, text: &str) -> Result<String, StoreError> {
        let mut hash = <Hmac<Sha256> as Mac>::new_from_slice(&self.lookup)
            .map_err(|error| StoreError::unreadable("the key of contacts", error))?;
        hash.update(purpose.as_bytes());
        hash.update(&[0]);
        hash.update(text.as_bytes());
        Ok(hex::encode(hash.finalize().into_bytes()))
    }

    /// Seals what tells a person. It can be opened only under the same name.
    pub(crate) fn seal(&self, name: &str, value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
        let plain =
            serde_json::to_vec(value).map_err(|error| StoreError::unreadable(name, error))?;
        self.seal_bytes(name, &plain)
    }

    /// As [`Self::seal`], for what is bytes.
    pub(crate) fn seal_bytes(&self, name: &str, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let failed = |error: &dyn fmt::Display| StoreError::unreadable(name, error);
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|error| failed(&error))?;
        let payload = Payload { msg: plain, aad: name.as_bytes() };
        let sealed = self
            .cipher
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|error| failed(&error))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// What was sealed under a name.
    pub(crate) fn open<T: DeserializeOwned>(
        &self,
        name: &str,
        sealed: &[u8],
    ) -> Result<T, StoreError> {
        let plain = self.open_bytes(name, sealed)?;
        serde_json::from_slice(&plain)
            .map_err(|error| StoreError::unreadable(format!("what is sealed as {name}"), error))
    }

    /// As [`Self::open`], for what is bytes.
    pub(crate) fn open_bytes(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let what = || format!("what is sealed as {name}");
        let (nonce, sealed) = sealed
            .split_at_checked(NONCE_BYTES)
            .ok_or_else(|| StoreError::unreadable(what(), "it is too short"))?;
        let payload = Payload { msg: sealed, aad: name.as_bytes() };
        self.cipher
            .decrypt(XNonce::from_slice(nonce), payload)
            .map_err(|_| StoreError::unreadable(what(), "it was sealed otherwise"))
    }
}

fn bad(path: &Path, detail: impl fmt::Display) -> StoreError {
    StoreError::BadKey { path: path.display().to_string(), detail: detail.to_string() }
}

#[cfg(test)]
mod tests {
    use survey::ContactDetails;

    use super::*;

    fn key(byte: u8) -> ContactKey {
        ContactKey::of_bytes(&[byte; KEY_BYTES]).expect("a key")
    }

    fn details() -> ContactDetails {
        ContactDetails { name: Some("李明".to_owned()), ..ContactDetails::default() }
    }

    #[test]
    fn what_is_sealed_opens_with_the_same_key_for_the_same_case_and_no_other() {
        let sealed = key(1).seal("H-1", &details()).expect("sealed");
        assert_eq!(key(1).open("H-1", &sealed), Ok(details()));
        assert_ne!(key(1).seal("H-1", &details()).expect("sealed"), sealed);
        assert!(key(2).open::<ContactDetails>("H-1", &sealed).is_err());
        assert!(key(1).open::<ContactDetails>("H-2", &sealed).is_err());
        for place in [0, NONCE_BYTES, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(key(1).open::<ContactDetails>("H-1", &changed).is_err());
        }
        assert!(key(1).open::<ContactDetails>("H-1", &sealed[..10]).is_err());
        assert!(!String::from_utf8_lossy(&sealed).contains("李明"));
    }

    #[test]
    fn hashes_depend_on_key_and_purpose() {
        let hash = |key: ContactKey, purpose| key.hash(purpose, "138").expect("a hash");
        assert_eq!(hash(key(1), "a"), hash(key(1), "a"));
        assert_ne!(hash(key(1), "a"), hash(key(1), "b"));
        assert_ne!(hash(key(1), "a"), hash(key(2), "a"));
        assert_ne!(key(1).id(), key(2).id());
        assert_eq!(format!("{:?}", key(1)), format!("ContactKey {{ id: {:?}, .. }}", key(1).id()));
    }

    #[test]
    fn a_key_stands_in_a_file_of_its_own_that_others_cannot_read() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("contacts.key");
        let made = ContactKey::create(&path).expect("made");
        assert_eq!(ContactKey::read(&path).expect("read").id(), made.id());
        assert_eq!(ContactKey::create(&path).expect_err("there").code(), "bad_key");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("changed");
            let open = ContactKey::read(&path).expect_err("open to others").to_string();
            assert!(open.contains("chmod 600"), "{open}");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("changed");
        }
        fs::write(&path, "no key").expect("written");
        assert_eq!(ContactKey::read(&path).expect_err("no key").code(), "bad_key");
    }
}
