//! A workbook is a ZIP archive: what is in it is measured before anything is read into memory.

use std::io::{self, Read, Seek};

use zip::ZipArchive;

use crate::error::{ExchangeError, Fault};

/// Most bytes that a workbook may unpack to. Excel's own limit of a million rows with a hundred
/// short cells stays below.
const UNPACKED_BYTES_MAX: u64 = 1 << 30;
/// Most parts of a workbook.
const PARTS_MAX: usize = 4_096;

/// Unpacks everything once and throws it away. The sizes that an archive states about itself are
/// not believed, because an archive made to harm states small ones.
pub(crate) fn check(file: &str, input: impl Read + Seek) -> Result<(), ExchangeError> {
    check_within(file, input, UNPACKED_BYTES_MAX)
}

/// As [`check`], with another limit.
pub(crate) fn check_within(
    file: &str,
    input: impl Read + Seek,
    bytes_max: u64,
) -> Result<(), ExchangeError> {
    let refuse = |e: &dyn std::fmt::Display| {
        Fault::new(file, "not_xlsx", format!("the file is not an XLSX workbook: {e}"))
    };
    let mut archive = ZipArchive::new(input).map_err(|e| refuse(&e))?;
    if archive.len() > PARTS_MAX {
        let reason = format!("the workbook has {} parts, at most {PARTS_MAX}", archive.len());
        return Err(Fault::new(file, "zip_bomb", reason).into());
    }
    let mut unpacked = 0;
    for i in 0..archive.len() {
        let part = archive.by_index(i).map_err(|e| refuse(&e))?;
        let allowed = bytes_max - unpacked;
        unpacked +=
            io::copy(&mut part.take(allowed + 1), &mut io::sink()).map_err(|e| refuse(&e))?;
        if unpacked > bytes_max {
            let reason = format!("the workbook unpacks to more than {bytes_max} bytes");
            return Err(Fault::new(file, "zip_bomb", reason).into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(parts: usize, bytes: usize) -> Cursor<Vec<u8>> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for i in 0..parts {
            zip.start_file(format!("part{i}"), SimpleFileOptions::default()).expect("memory");
            zip.write_all(&vec![0; bytes]).expect("memory");
        }
        zip.finish().expect("memory")
    }

    /// Makes the archive state another unpacked size than it has.
    fn lying(archive: Cursor<Vec<u8>>, stated: u32) -> Cursor<Vec<u8>> {
        let mut bytes = archive.into_inner();
        let header = bytes.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
        bytes[header + 24..header + 28].copy_from_slice(&stated.to_le_bytes());
        Cursor::new(bytes)
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused_whatever_it_states() {
        let code = |input, max| check_within("f", input, max).map_err(|error| error.code());
        assert_eq!(code(archive(3, 1_000), 3_000), Ok(()));
        assert_eq!(code(archive(3, 1_000), 2_999), Err("zip_bomb"));
        assert!(code(lying(archive(1, 9_000), 10), 3_000).is_err());
        assert_eq!(code(archive(PARTS_MAX + 1, 0), 3_000), Err("zip_bomb"));
        assert_eq!(code(Cursor::new(b"PK".to_vec()), 3_000), Err("not_xlsx"));
    }
}
