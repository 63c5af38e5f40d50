//! What a document of an office program is: a ZIP whose list of parts tells. Nothing is unpacked.

use super::EvidenceKind;

/// What opens every ZIP with something in it.
const OPENING: &[u8] = b"PK\x03\x04";
/// The end of the list of parts, without a comment.
const END: &[u8] = b"PK\x05\x06";
const END_LEN: usize = 22;
/// A comment may follow it.
const COMMENT_MAX: usize = 65_535;
/// An entry of the list, without its name and what follows that.
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_LEN: usize = 46;
/// A part that holds macros.
const MACROS: &str = "vbaproject.bin";

/// Nothing for any other ZIP, for one that is not whole, and for one with macros.
pub(super) fn kind(bytes: &[u8]) -> Option<EvidenceKind> {
    let names = names(bytes)?;
    if names.iter().any(|name| name.to_lowercase().ends_with(MACROS)) {
        return None;
    }
    let has = |part: &str| names.iter().any(|name| name == part);
    match (has("word/document.xml"), has("xl/workbook.xml")) {
        (true, false) => Some(EvidenceKind::Docx),
        (false, true) => Some(EvidenceKind::Xlsx),
        _ => None,
    }
}

/// The names of all parts.
fn names(bytes: &[u8]) -> Option<Vec<String>> {
    if !bytes.starts_with(OPENING) {
        return None;
    }
    let from = bytes.len().saturating_sub(END_LEN + COMMENT_MAX);
    let place = bytes.get(from..)?.windows(END.len()).rposition(|part| part == END)?;
    let end = bytes.get(from + place..)?;
    let (count, list) = (short(end, 10)?, long(end, 16)?);
    let mut rest = bytes.get(list..from + place)?;
    let mut names = Vec::new();
    for _ in 0..count {
        if !rest.starts_with(ENTRY) {
            return None;
        }
        let [name, extra, comment] = [short(rest, 28)?, short(rest, 30)?, short(rest, 32)?];
        names.push(String::from_utf8_lossy(rest.get(ENTRY_LEN..ENTRY_LEN + name)?).into_owned());
        rest = rest.get(ENTRY_LEN + name + extra + comment..)?;
    }
    Some(names)
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    let (bytes, _) = bytes.get(at..)?.split_first_chunk::<2>()?;
    Some(u16::from_le_bytes(*bytes).into())
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let (bytes, _) = bytes.get(at..)?.split_first_chunk::<4>()?;
    usize::try_from(u32::from_le_bytes(*bytes)).ok()
}
