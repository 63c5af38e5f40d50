//! What a document of an office program is: a ZIP whose list of parts tells. Only the part that says of what
//! type the others are is unpacked.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

use super::EvidenceKind;

/// What opens every ZIP with something in it, and every part of it.
const OPENING: &[u8] = b"PK\x03\x04";
/// A part, without its name and what follows that.
const PART_LEN: usize = 30;
/// The end of the list of parts, without a comment.
const END: &[u8] = b"PK\x05\x06";
const END_LEN: usize = 22;
/// A comment may follow it.
const COMMENT_MAX: usize = 65_535;
/// An entry of the list, without its name and what follows that.
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_LEN: usize = 46;
/// The part that tells the types of all.
const TYPES: &str = "[content_types].xml";
/// Longest list of types; one with a thousand parts is a tenth of it.
const TYPES_MAX: usize = 1 << 20;
/// The usual name of a part that holds macros.
const MACROS: &str = "vbaproject.bin";
/// What the types of parts with macros, and of documents with such parts, have in them: `macroEnabled`,
/// `macrosheet`, `vbaProject`, `vbaData`.
const MACRO_TYPES: [&str; 2] = ["macro", "vba"];
/// How a part is packed.
const STORED: usize = 0;
const DEFLATED: usize = 8;

struct Part<'a> {
    name: String,
    method: usize,
    packed: &'a [u8],
}

/// Nothing for any other ZIP, for one that is not whole, and for one with macros.
pub(super) fn kind(bytes: &[u8]) -> Option<EvidenceKind> {
    let parts = parts(bytes)?;
    if has_macros(&parts)? {
        return None;
    }
    let has = |name: &str| parts.iter().any(|part| part.name == name);
    match (has("word/document.xml"), has("xl/workbook.xml")) {
        (true, false) => Some(EvidenceKind::Docx),
        (false, true) => Some(EvidenceKind::Xlsx),
        _ => None,
    }
}

/// Whether any part is called like one with macros, or is of their type. Nothing where the types can't be
/// read.
fn has_macros(parts: &[Part]) -> Option<bool> {
    let mut is_typed = false;
    for part in parts {
        let name = part.name.to_lowercase();
        if name.ends_with(MACROS) {
            return Some(true);
        }
        if name == TYPES {
            is_typed = true;
            if tells_macros(&part.content()?)? {
                return Some(true);
            }
        }
    }
    is_typed.then_some(false)
}

/// Nothing where the words could be spelt in another way than by their letters.
fn tells_macros(types: &[u8]) -> Option<bool> {
    let types = str::from_utf8(types).ok()?.to_lowercase();
    let is_plain = !["\0", "&#", "<!", "utf-7"].iter().any(|sign| types.contains(sign));
    is_plain.then(|| MACRO_TYPES.iter().any(|word| types.contains(word)))
}

impl Part<'_> {
    fn content(&self) -> Option<Vec<u8>> {
        match self.method {
            STORED if self.packed.len() <= TYPES_MAX => Some(self.packed.to_vec()),
            DEFLATED => decompress_to_vec_with_limit(self.packed, TYPES_MAX).ok(),
            _ => None,
        }
    }
}

/// All parts, as the list at the end tells them.
fn parts(bytes: &[u8]) -> Option<Vec<Part<'_>>> {
    if !bytes.starts_with(OPENING) {
        return None;
    }
    let from = bytes.len().saturating_sub(END_LEN + COMMENT_MAX);
    let place = bytes.get(from..)?.windows(END.len()).rposition(|part| part == END)?;
    let end = bytes.get(from + place..)?;
    let (count, list) = (short(end, 10)?, long(end, 16)?);
    let mut rest = bytes.get(list..from + place)?;
    let mut parts = Vec::new();
    for _ in 0..count {
        if !rest.starts_with(ENTRY) {
            return None;
        }
        let [name, extra, comment] = [short(rest, 28)?, short(rest, 30)?, short(rest, 32)?];
        parts.push(Part {
            name: String::from_utf8_lossy(rest.get(ENTRY_LEN..ENTRY_LEN + name)?).into_owned(),
            method: short(rest, 10)?,
            packed: packed(bytes, long(rest, 42)?, long(rest, 20)?)?,
        });
        rest = rest.get(ENTRY_LEN + name + extra + comment..)?;
    }
    Some(parts)
}

/// What stands in a part, as it is packed.
fn packed(bytes: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    let part = bytes.get(at..)?;
    if !part.starts_with(OPENING) {
        return None;
    }
    let begin = PART_LEN + short(part, 26)? + short(part, 28)?;
    part.get(begin..)?.get(..length)
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    let (bytes, _) = bytes.get(at..)?.split_first_chunk::<2>()?;
    Some(u16::from_le_bytes(*bytes).into())
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let (bytes, _) = bytes.get(at..)?.split_first_chunk::<4>()?;
    usize::try_from(u32::from_le_bytes(*bytes)).ok()
}
