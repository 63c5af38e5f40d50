//! What a JPEG tells besides the picture. Phones write where it was taken, when and by which device into
//! the file; programs that cut and colour pictures write more. None of it is looked at: that it is there
//! is enough.

/// What opens every JPEG, and the marker after it.
pub(super) const OPENING: [u8; 3] = [0xff, 0xd8, 0xff];
/// The end of the picture.
const END: u8 = 0xd9;
/// Segments of applications that a picture is read by, by marker and beginning: its density, its colours,
/// and how those are coded. In any other may stand anything, as Exif, XMP and what makers of phones
/// think of.
const NEEDED: [(u8, &[u8]); 3] = [(0xe0, b"JFIF\0"), (0xe2, b"ICC_PROFILE\0"), (0xee, b"Adobe")];

/// What is in a file that claims to be a JPEG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A picture, and nothing else.
    Picture,
    /// Exif, XMP, comments, or whatever follows the end of the picture, such as a film.
    TellsMore,
    /// No JPEG, or a part of one.
    Broken,
}

/// Walks over the segments from the opening to the end of the picture.
pub fn content(bytes: &[u8]) -> Content {
    if !bytes.starts_with(&OPENING) {
        return Content::Broken;
    }
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let Some((marker, after)) = next_marker(rest) {
        if marker == END {
            return if after.is_empty() { Content::Picture } else { Content::TellsMore };
        }
        if stands_alone(marker) {
            rest = after;
            continue;
        }
        let Some((segment, after)) = segment(after) else { return Content::Broken };
        if !belongs_to_picture(marker, segment) {
            return Content::TellsMore;
        }
        rest = after;
    }
    Content::Broken
}

/// The picture alone, without what else the file tells. Nothing where it is no JPEG, or not a whole one.
pub(super) fn alone(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.starts_with(&OPENING) {
        return None;
    }
    let (opening, mut rest) = bytes.split_at_checked(2)?;
    let mut picture = opening.to_vec();
    loop {
        let (marker, after) = next_marker(rest)?;
        let data = rest.iter().take_while(|byte| **byte != 0xff).count();
        if marker == END {
            picture.extend_from_slice(rest.get(..data)?);
            picture.extend([0xff, END]);
            return Some(picture);
        }
        let (kept, next) = if stands_alone(marker) {
            (rest.len() - after.len(), after)
        } else {
            let (segment, next) = segment(after)?;
            let belongs = belongs_to_picture(marker, segment);
            (if belongs { rest.len() - next.len() } else { data }, next)
        };
        picture.extend_from_slice(rest.get(..kept)?);
        rest = next;
    }
}

/// The next marker and what follows it. Before it may stand the data of the picture, in which 0xff is
/// followed by 0 or by a marker that stands alone, and any number of 0xff.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let from = bytes.iter().position(|byte| *byte == 0xff)?;
    let filled = bytes.get(from..)?;
    let place = filled.iter().position(|byte| *byte != 0xff)?;
    Some((*filled.get(place)?, filled.get(place + 1..)?))
}

/// Whether no segment follows a marker: data of the picture, restarts, an opening.
fn stands_alone(marker: u8) -> bool {
    matches!(marker, 0x00 | 0x01 | 0xd0..=0xd8)
}

/// Whether a segment says how the picture is drawn: frames, tables, scans, and what those are read by.
fn belongs_to_picture(marker: u8, segment: &[u8]) -> bool {
    let needed = |(known, begins): &(u8, &[u8])| *known == marker && segment.starts_with(begins);
    matches!(marker, 0xc0..=0xdf) || NEEDED.iter().any(needed)
}

/// A segment without its length, which counts itself, and what follows it.
fn segment(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, _) = bytes.split_first_chunk::<2>()?;
    let (whole, after) = bytes.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    Some((whole.get(2..)?, after))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn jpeg(segments: &[(u8, &[u8])]) -> Vec<u8> {
        let mut file = vec![0xff, 0xd8];
        for (marker, content) in segments {
            file.extend([0xff, *marker]);
            file.extend(u16::try_from(content.len() + 2).expect("short").to_be_bytes());
            file.extend(*content);
        }
        file.extend([0xff, 0xd9]);
        file
    }

    const HEAD: (u8, &[u8]) = (0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    /// The head of a scan, and data of the picture after it.
    const SCAN: (u8, &[u8]) = (0xda, b"\x01\x01\0\0\x3f\0\x12\xff\0\x34\xff\xd0\x56\xff\xff\0");

    #[test]
    fn a_picture_is_told_from_what_tells_more() {
        assert_eq!(content(&jpeg(&[HEAD, SCAN])), Content::Picture);
        // Colours are no secret.
        let coloured = [HEAD, (0xe2, b"ICC_PROFILE\0"), (0xee, b"Adobe\0d"), (0xdb, b"\0"), SCAN];
        assert_eq!(content(&jpeg(&coloured)), Content::Picture);
        let telling: [(u8, &[u8]); 9] = [
            (0xe1, b"Exif\0\0MM\0*"),
            (0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>"),
            (0xe1, b"x"),
            (0xe0, b"II\x1a\0\0\0HEAPJPGM"),
            (0xe2, b"MPF\0"),
            (0xe4, b"maker"),
            (0xed, b"Photoshop 3.0\08BIM"),
            (0xef, b"37.25,122.5"),
            (0xfe, b"a comment"),
        ];
        for telling in telling {
            assert_eq!(content(&jpeg(&[HEAD, telling, SCAN])), Content::TellsMore, "{telling:?}");
            assert_eq!(content(&jpeg(&[HEAD, SCAN, telling])), Content::TellsMore, "{telling:?}");
        }
        let whole = jpeg(&[HEAD, SCAN]);
        for telling in telling {
            for file in [jpeg(&[HEAD, telling, SCAN]), jpeg(&[HEAD, SCAN, telling])] {
                assert_eq!(alone(&file).as_ref(), Some(&whole), "{telling:?}");
            }
        }
        let film = [jpeg(&[HEAD, SCAN]), b"\0\0\0\x18ftypmp42".to_vec()].concat();
        assert_eq!(content(&film), Content::TellsMore);
        assert_eq!(alone(&film), Some(whole));
    }

    #[test]
    fn what_is_no_whole_picture_is_told() {
        let whole = jpeg(&[HEAD, SCAN]);
        for end in 0..whole.len() {
            assert_eq!(content(&whole[..end]), Content::Broken, "{end}");
            assert_eq!(alone(&whole[..end]), None, "{end}");
        }
        assert_eq!(content(b"\x89PNG\r\n\x1a\n"), Content::Broken);
        // A length that leaves no room for itself, or leads beyond the end.
        assert_eq!(content(b"\xff\xd8\xff\xe1\0\x01\xff\xd9"), Content::Broken);
        assert_eq!(content(b"\xff\xd8\xff\xe1\xff\xffExif\0\0\xff\xd9"), Content::Broken);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..300), opens in any::<bool>()) {
            let bytes = if opens { [&OPENING[..], &bytes].concat() } else { bytes };
            let told = content(&bytes);
            let alone = alone(&bytes);
            match told {
                Content::Picture => prop_assert_eq!(alone, Some(bytes)),
                Content::Broken => prop_assert_eq!(alone, None),
                // What comes after that may be broken.
                Content::TellsMore => {
                    let left = alone.map(|picture| content(&picture));
                    prop_assert!(left.is_none_or(|left| left == Content::Picture));
                }
            }
        }

        /// Wherever Exif stands among segments, it is found.
        #[test]
        fn nothing_hides_exif(
            before in vec((0xe0_u8..=0xef, vec(any::<u8>(), 0..40)), 0..6),
            fill in 0_usize..4,
        ) {
            let mut segments: Vec<(u8, &[u8])> =
                before.iter().map(|(marker, content)| (*marker, content.as_slice())).collect();
            segments.push((0xe1, b"Exif\0\0II*\0"));
            let file = jpeg(&segments);
            // Any number of 0xff may stand before a marker.
            let end = file.len() - 2;
            let filled = [&file[..2], &vec![0xff; fill], &file[2..end], &file[end..]].concat();
            prop_assert_eq!(content(&filled), Content::TellsMore);
        }
    }
}
