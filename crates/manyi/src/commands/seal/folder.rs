//! The folder of a seal: written under another name until it is whole, and checked file by file.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use figures::SealFile;
use sha2::{Digest, Sha256};
use store::{Seal, Store};
use survey::Period;
use survey::seal::{FileDigest, Finding, LineChange, Manifest};
use tempfile::{Builder, TempDir};

use super::{at, figures_at};
use crate::error::Failure;

/// The manifest, to the byte.
const MANIFEST: &str = "seal.json";
/// The digests of all files, as `sha256sum -c` reads them.
const SUMS: &str = "SHA256SUMS";

/// A folder that is being filled.
pub(super) struct Folder {
    home: PathBuf,
    draft: TempDir,
}

/// The folder of a seal within the one that was named.
fn folder_of(home: &Path, period: Period, revision: u32) -> PathBuf {
    home.join(format!("{period}-r{revision}"))
}

fn listing_name(part: &str) -> String {
    format!("listings/{}.txt", part.replace('/', "-"))
}

/// The names and digests of all files besides [`SUMS`].
fn contents(seal: &Seal) -> Vec<(String, &str)> {
    let files = seal.manifest.files.iter().map(|file| (file.name.clone(), file.digest.as_str()));
    let parts = seal.manifest.parts.iter();
    let listings = parts.map(|part| (listing_name(&part.name), part.digest.as_str()));
    let manifest = (MANIFEST.to_owned(), seal.digest.as_str());
    files.chain(listings).chain([manifest]).collect()
}

/// What stands in [`SUMS`].
fn sums(contents: &[(String, &str)]) -> String {
    contents.iter().flat_map(|(name, digest)| [*digest, "  ", name.as_str(), "\n"]).collect()
}

impl Folder {
    pub(super) fn begin(home: &Path, period: Period, revision: u32) -> Result<Self, Failure> {
        let named = folder_of(home, period, revision);
        if named.exists() {
            let named = named.display();
            return Err(Failure::Usage(format!(
                "{named} is there already: name another folder, or move it away"
            )));
        }
        fs::create_dir_all(home).map_err(at(home))?;
        let draft = Builder::new().prefix(".manyi-seal-").tempdir_in(home).map_err(at(home))?;
        Ok(Self { home: home.to_owned(), draft })
    }

    pub(super) fn add(&self, store: &Store, file: &SealFile) -> Result<FileDigest, Failure> {
        let path = self.path_of(&file.name)?;
        let mut writer = BufWriter::new(File::create(&path).map_err(at(&path))?);
        file.write(store, &mut writer).map_err(figures_at(&path))
    }

    fn path_of(&self, name: &str) -> Result<PathBuf, Failure> {
        let path = self.draft.path().join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(at(folder))?;
        }
        Ok(path)
    }

    fn put(&self, name: &str, content: &[u8]) -> Result<(), Failure> {
        let path = self.path_of(name)?;
        fs::write(&path, content).map_err(at(&path))
    }

    /// Adds the listings, the manifest and the digests, and gives the folder its name.
    pub(super) fn finish(self, store: &Store, seal: &Seal) -> Result<PathBuf, Failure> {
        for part in &seal.manifest.parts {
            let listing = store.seal_listing(&part.digest)?;
            self.put(&listing_name(&part.name), listing.text().as_bytes())?;
        }
        self.put(MANIFEST, seal.json.as_bytes())?;
        self.put(SUMS, sums(&contents(seal)).as_bytes())?;
        let Manifest { period, revision, .. } = seal.manifest;
        let named = folder_of(&self.home, period, revision);
        readable(self.draft.path()).map_err(at(&named))?;
        fs::rename(self.draft.path(), &named).map_err(at(&named))?;
        // It is no draft any more.
        let _ = self.draft.keep();
        Ok(named)
    }
}

/// A draft is for its owner alone; what is sealed is for whoever may read the folder around it.
#[cfg(unix)]
fn readable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> io::Result<()> {
    Ok(())
}

/// What is wrong with the files of a seal, and which are there besides them.
pub(in crate::commands) fn check(seal: &Seal, home: &Path) -> Result<Vec<Finding>, Failure> {
    let Manifest { period, revision, .. } = seal.manifest;
    let folder = folder_of(home, period, revision);
    if !folder.is_dir() {
        return Err(Failure::Usage(format!(
            "{}: there is no such folder: name the one that `manyi seal --folder` was given",
            folder.display()
        )));
    }
    let mut contents = contents(seal);
    let sums = hex::encode(Sha256::digest(sums(&contents)));
    contents.push((SUMS.to_owned(), &sums));
    let mut findings = Vec::new();
    let mut found = |name: &str, (change, detail): (LineChange, &str)| {
        let finding = Finding::fault("files", name.to_owned(), change, detail);
        findings.push(finding.of(period, revision));
    };
    for (name, digest) in &contents {
        if let Some(fault) = fault_of(&folder.join(name), digest)? {
            found(name, fault);
        }
    }
    let known = contents.iter().map(|(name, _)| PathBuf::from(name)).collect();
    for name in unknown_below(&folder, &known)? {
        found(&name, (LineChange::Added, "it is no part of the seal"));
    }
    Ok(findings)
}

fn fault_of(path: &Path, digest: &str) -> Result<Option<(LineChange, &'static str)>, Failure> {
    // Whatever is no file of its own, such as a pipe or a link, may have no end.
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error)
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) =>
        {
            return Ok(Some((LineChange::Removed, "it is not there")));
        }
        Err(error) => return Err(at(path)(error)),
    };
    if !metadata.is_file() {
        return Ok(Some((LineChange::Changed, "it is no ordinary file")));
    }
    let mut content = Sha256::new();
    let mut file = File::open(path).map_err(at(path))?;
    io::copy(&mut file, &mut content).map_err(at(path))?;
    let same = hex::encode(content.finalize()) == digest;
    Ok((!same).then_some((LineChange::Changed, "it is not what its digest says")))
}

/// Names of what stands below a folder and is neither known nor a folder of what is known. A folder that is
/// unknown is named and not looked into.
fn unknown_below(folder: &Path, known: &BTreeSet<PathBuf>) -> Result<Vec<String>, Failure> {
    let mut unknown = Vec::new();
    let mut waiting = vec![PathBuf::new()];
    while let Some(within) = waiting.pop() {
        let path = folder.join(&within);
        for entry in fs::read_dir(&path).map_err(at(&path))? {
            let entry = entry.map_err(at(&path))?;
            let name = within.join(entry.file_name());
            let is_folder = entry.file_type().map_err(at(&path))?.is_dir();
            if is_folder && known.iter().any(|known| *known != name && known.starts_with(&name)) {
                waiting.push(name);
            } else if !known.contains(&name) {
                unknown.push(name.display().to_string());
            }
        }
    }
    unknown.sort();
    Ok(unknown)
}
