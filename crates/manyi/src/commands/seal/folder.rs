//! The folder of a seal: written under another name until it is whole, and checked file by file.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
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
    sums: String,
}

/// The folder of a seal within the one that was named.
fn folder_of(home: &Path, period: Period, revision: u32) -> PathBuf {
    home.join(format!("{period}-r{revision}"))
}

fn listing_name(part: &str) -> String {
    format!("listings/{}.txt", part.replace('/', "-"))
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
        Ok(Self { home: home.to_owned(), draft, sums: String::new() })
    }

    pub(super) fn add(&mut self, store: &Store, file: &SealFile) -> Result<FileDigest, Failure> {
        let path = self.path_of(&file.name)?;
        let mut writer = BufWriter::new(File::create(&path).map_err(at(&path))?);
        let told = file.write(store, &mut writer).map_err(figures_at(&path))?;
        self.note(&told.name, &told.digest);
        Ok(told)
    }

    fn path_of(&self, name: &str) -> Result<PathBuf, Failure> {
        let path = self.draft.path().join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(at(folder))?;
        }
        Ok(path)
    }

    fn note(&mut self, name: &str, digest: &str) {
        self.sums.extend([digest, "  ", name, "\n"]);
    }

    fn put(&mut self, name: &str, content: &[u8]) -> Result<(), Failure> {
        let path = self.path_of(name)?;
        fs::write(&path, content).map_err(at(&path))?;
        self.note(name, &hex::encode(Sha256::digest(content)));
        Ok(())
    }

    /// Adds the listings, the manifest and the digests, and gives the folder its name.
    pub(super) fn finish(mut self, store: &Store, seal: &Seal) -> Result<PathBuf, Failure> {
        for part in &seal.manifest.parts {
            let listing = store.seal_listing(&part.digest)?;
            self.put(&listing_name(&part.name), listing.text().as_bytes())?;
        }
        self.put(MANIFEST, seal.json.as_bytes())?;
        let sums = self.draft.path().join(SUMS);
        fs::write(&sums, &self.sums).map_err(at(&sums))?;
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

/// What is wrong with the files of a seal.
pub(in crate::commands) fn check(seal: &Seal, home: &Path) -> Result<Vec<Finding>, Failure> {
    let Manifest { period, revision, .. } = seal.manifest;
    let folder = folder_of(home, period, revision);
    if !folder.is_dir() {
        let error = io::Error::new(
            io::ErrorKind::NotFound,
            "there is no such folder: name the one that `manyi seal --folder` was given",
        );
        return Err(Failure::File { path: folder, error });
    }
    let mut findings = Vec::new();
    let mut expect = |name: &str, digest: &str| {
        let fault = fault_of(&folder.join(name), digest)?;
        let found = |(change, detail): (_, &str)| {
            let finding = Finding::fault("files", name.to_owned(), change, detail);
            finding.of(period, revision)
        };
        findings.extend(fault.map(found));
        Ok::<(), Failure>(())
    };
    for file in &seal.manifest.files {
        expect(&file.name, &file.digest)?;
    }
    expect(MANIFEST, &seal.digest)?;
    for part in &seal.manifest.parts {
        expect(&listing_name(&part.name), &part.digest)?;
    }
    Ok(findings)
}

fn fault_of(path: &Path, digest: &str) -> Result<Option<(LineChange, &'static str)>, Failure> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Some((LineChange::Removed, "it is not there")));
        }
        Err(error) => return Err(at(path)(error)),
    };
    let mut content = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).map_err(at(path))? {
            0 => break,
            read => content.write_all(&buffer[..read]).map_err(at(path))?,
        }
    }
    let same = hex::encode(content.finalize()) == digest;
    Ok((!same).then_some((LineChange::Changed, "it is not what its digest says")))
}
