//! Files that are made by hand, whole and not, and whatever bytes there are.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// A ZIP with empty parts of these names.
fn package(names: &[&str]) -> Vec<u8> {
    let (mut file, mut list) = (Vec::new(), Vec::new());
    for name in names {
        let length = u16::try_from(name.len()).expect("short").to_le_bytes();
        file.extend(b"PK\x03\x04");
        file.extend([0; 22]);
        file.extend([length[0], length[1], 0, 0]);
        file.extend(name.as_bytes());
        list.extend(b"PK\x01\x02");
        list.extend([0; 24]);
        list.extend([length[0], length[1]]);
        list.extend([0; 16]);
        list.extend(name.as_bytes());
    }
    let count = u16::try_from(names.len()).expect("few").to_le_bytes();
    let at = u32::try_from(file.len()).expect("short").to_le_bytes();
    file.extend(&list);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend([count, count].concat());
    file.extend(u32::try_from(list.len()).expect("short").to_le_bytes());
    file.extend(at);
    file.extend([0, 0]);
    file
}

fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut file = png::OPENING.to_vec();
    for (kind, content) in chunks {
        file.extend(u32::try_from(content.len()).expect("short").to_be_bytes());
        file.extend(*kind);
        file.extend(*content);
        file.extend([0; 4]);
    }
    file
}

fn kind_of(bytes: &[u8]) -> Result<EvidenceKind, EvidenceRefusal> {
    EvidenceFile::new("整改", bytes).map(|file| file.kind)
}

#[test]
fn the_content_says_what_a_file_is_and_not_its_name() {
    let picture = png(&[(b"IHDR", b"x"), (b"IDAT", b"y"), (b"IEND", b"")]);
    assert_eq!(kind_of(&picture), Ok(EvidenceKind::Png));
    assert_eq!(kind_of(b"%PDF-1.7\n...\n%%EOF\n"), Ok(EvidenceKind::Pdf));
    assert_eq!(kind_of(&package(&["word/document.xml"])), Ok(EvidenceKind::Docx));
    assert_eq!(kind_of(&package(&["a", "xl/workbook.xml"])), Ok(EvidenceKind::Xlsx));
    let refused: [(&[u8], EvidenceRefusal); 8] = [
        (b"", EvidenceRefusal::Empty),
        (&vec![0; BYTES_MAX + 1], EvidenceRefusal::TooLarge),
        (b"<svg onload=alert(1)>", EvidenceRefusal::Kind),
        (b"MZ\x90\0", EvidenceRefusal::Kind),
        (&package(&["index.html"]), EvidenceRefusal::Kind),
        (&package(&["word/document.xml", "word/vbaProject.bin"]), EvidenceRefusal::Kind),
        (b"%PDF-1.7\n...", EvidenceRefusal::Broken),
        (b"\xff\xd8\xff\xe0", EvidenceRefusal::Broken),
    ];
    for (bytes, refusal) in refused {
        assert_eq!(kind_of(bytes), Err(refusal), "{:?}", &bytes[..bytes.len().min(20)]);
    }
}

#[test]
fn pictures_lose_what_they_need_not_tell() {
    let bare = png(&[(b"IHDR", b"x"), (b"gAMA", b"g"), (b"IDAT", b"y"), (b"IEND", b"")]);
    let mut telling = png(&[
        (b"IHDR", b"x"),
        (b"eXIf", b"37.25,122.5"),
        (b"gAMA", b"g"),
        (b"tEXt", b"Author"),
        (b"IDAT", b"y"),
        (b"IEND", b""),
    ]);
    telling.extend(b"a film");
    let kept = EvidenceFile::new("照片.png", &telling).expect("taken");
    assert_eq!(kept.content, bare);
    for end in 0..bare.len() {
        assert_eq!(png::alone(&bare[..end]), None, "{end}");
    }
}

#[test]
fn names_lose_their_folders_and_get_an_ending_that_fits() {
    let named = |name| EvidenceFile::new(name, b"%PDF-1.7 %%EOF").map(|file| file.name);
    assert_eq!(named("C:\\整改\\报告.PDF").as_deref(), Ok("报告.PDF"));
    assert_eq!(named("/tmp/报告.exe").as_deref(), Ok("报告.exe.pdf"));
    for name in ["", " ", "a/", "a\nb", &"长".repeat(NAME_MAX + 1)] {
        assert_eq!(named(name), Err(EvidenceRefusal::Name), "{name:?}");
    }
}

#[test]
fn one_file_has_one_id_in_an_issue_and_another_in_another() {
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    assert_eq!(id(one, "ab"), id(one, "ab"));
    assert!(id(one, "ab") != id(other, "ab") && id(one, "ab") != id(one, "cd"));
}

const OPENINGS: [&[u8]; 5] = [b"", b"PK\x03\x04", b"%PDF-", b"\xff\xd8\xff", &png::OPENING];
const ENDS: [&[u8]; 4] =
    [b"", b"PK\x05\x06\0\0\0\0\x01\0\x01\0\0\0\0\0\0\0\0\0\0\0", b"%%EOF", b"\xff\xd9"];

#[test]
fn what_is_left_of_a_picture_is_one() {
    // A segment that is left out, and then none.
    let hollow = [0xff, 0xd8, 0xff, 2, 0, 2, 0, 0, 0xff, 0xd9];
    assert_eq!(EvidenceFile::new("a", &hollow), Err(EvidenceRefusal::Broken));
}

proptest! {
    /// Whatever is sent: nothing panics, and what is kept is kept alike when it is sent again.
    #[test]
    fn no_bytes_make_it_panic(
        opening in 0..OPENINGS.len(),
        bytes in vec(any::<u8>(), 0..200),
        end in 0..ENDS.len(),
    ) {
        if let Ok(file) = EvidenceFile::new("a", &[OPENINGS[opening], &bytes, ENDS[end]].concat()) {
            let again = EvidenceFile::new("a", &file.content);
            prop_assert_eq!(again, Ok(file));
        }
    }
}
