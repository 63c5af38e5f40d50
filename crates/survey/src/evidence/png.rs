//! The picture of a PNG, without what programs and phones write beside it.

/// What opens every PNG.
pub(super) const OPENING: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// The chunk after which nothing follows.
const END: &[u8] = b"IEND";
/// Chunks that a picture is drawn by besides those that every reader must know.
const NEEDED: [&[u8]; 8] = [b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"];
/// A length and a kind before each chunk, and a checksum after it.
const AROUND: usize = 12;

/// The picture alone. Nothing where it is no PNG, or not a whole one.
pub(super) fn alone(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(&OPENING)?;
    let mut picture = OPENING.to_vec();
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let kind = after.get(..4)?;
        let (chunk, next) = rest.split_at_checked(length.checked_add(AROUND)?)?;
        // Small letters first are those that a reader may leave out.
        let is_critical = kind.first().is_some_and(u8::is_ascii_uppercase);
        if is_critical || NEEDED.contains(&kind) {
            picture.extend_from_slice(chunk);
        }
        if kind == END {
            return Some(picture);
        }
        rest = next;
    }
}
