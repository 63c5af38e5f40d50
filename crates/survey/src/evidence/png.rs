//! The picture of a PNG, without what programs and phones write beside it.

/// What opens every PNG.
pub(super) const OPENING: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// The chunk before which nothing comes: width, height, and how the picture is coded.
const HEAD: &[u8] = b"IHDR";
const HEAD_LEN: usize = 13;
/// The picture itself, in any number of chunks.
const DATA: &[u8] = b"IDAT";
/// The chunk after which nothing follows.
const END: &[u8] = b"IEND";
/// Chunks besides the picture that it is drawn by, each with its greatest length, so that nothing else
/// stands in them. A colour profile (`iCCP`) is not among them: it has room for any text.
const NEEDED: [(&[u8], usize); 8] = [
    (b"PLTE", 3 * 256),
    (b"tRNS", 256),
    (b"gAMA", 4),
    (b"cHRM", 32),
    (b"sRGB", 1),
    (b"sBIT", 4),
    (b"bKGD", 6),
    (b"pHYs", 9),
];
/// A length and a kind before each chunk, and a checksum after it.
const AROUND: usize = 12;
/// Most points along a side: more than A3 scanned with 1200 dots an inch.
const SIDE_MAX: u32 = 20_000;
/// Most points: who opens the picture needs four bytes of memory for each.
const POINTS_MAX: u64 = 100_000_000;

/// The picture alone. Nothing where it is no PNG, not a whole one, or too large to be shown.
pub(super) fn alone(bytes: &[u8]) -> Option<Vec<u8>> {
    let rest = bytes.strip_prefix(&OPENING)?;
    let (head, mut rest) = Chunk::first(rest)?;
    if !is_fit_head(&head) {
        return None;
    }
    let mut picture = [&OPENING, head.whole].concat();
    let mut is_drawn = false;
    loop {
        let (chunk, next) = Chunk::first(rest)?;
        rest = next;
        match chunk.kind {
            END if is_drawn && chunk.content.is_empty() => {
                picture.extend_from_slice(chunk.whole);
                return Some(picture);
            }
            DATA => {
                is_drawn = true;
                picture.extend_from_slice(chunk.whole);
            }
            _ if chunk.is_needed() => picture.extend_from_slice(chunk.whole),
            _ if chunk.is_critical() => return None,
            _ => {}
        }
    }
}

fn is_fit_head(head: &Chunk) -> bool {
    let side = |at: usize| {
        let bytes = head.content.get(at..)?.first_chunk::<4>()?;
        Some(u32::from_be_bytes(*bytes)).filter(|points| (1..=SIDE_MAX).contains(points))
    };
    let (Some(width), Some(height)) = (side(0), side(4)) else { return false };
    head.kind == HEAD
        && head.content.len() == HEAD_LEN
        && u64::from(width) * u64::from(height) <= POINTS_MAX
}

struct Chunk<'a> {
    kind: &'a [u8],
    content: &'a [u8],
    whole: &'a [u8],
}

impl<'a> Chunk<'a> {
    /// The first chunk, and what follows it.
    fn first(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (length, after) = bytes.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (whole, next) = bytes.split_at_checked(length.checked_add(AROUND)?)?;
        let (kind, after) = after.split_at_checked(4)?;
        Some((Self { kind, content: after.get(..length)?, whole }, next))
    }

    /// Small letters first are those that a reader may leave out.
    fn is_critical(&self) -> bool {
        self.kind.first().is_some_and(u8::is_ascii_uppercase)
    }

    fn is_needed(&self) -> bool {
        let fits =
            |(kind, most): &(&[u8], usize)| *kind == self.kind && self.content.len() <= *most;
        NEEDED.iter().any(fits)
    }
}
