//! Files that are made by hand, whole and not, and whatever bytes there are.

use miniz_oxide::deflate::compress_to_vec;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// The types of a document without macros.
const TYPES: (&str, &str) = ("[Content_Types].xml", "<Types/>");

/// A ZIP with parts of these names and contents, every other of them deflated.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let (mut file, mut list) = (Vec::new(), Vec::new());
    for (number, (name, content)) in parts.iter().enumerate() {
        let (method, content) = match number % 2 {
            0 => (8, compress_to_vec(content.as_bytes(), 6)),
            _ => (0, content.as_bytes().to_vec()),
        };
        let at = u32::try_from(file.len()).expect("short").to_le_bytes();
        let packed = u32::try_from(content.len()).expect("short").to_le_bytes();
        let name_len = u16::try_from(name.len()).expect("short").to_le_bytes();
        file.extend(b"PK\x03\x04\0\0\0\0");
        file.extend([method, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        file.extend([packed, [0; 4]].concat());
        file.extend([name_len, [0; 2]].concat());
        file.extend([name.as_bytes(), &content].concat());
        list.extend(b"PK\x01\x02\0\0\0\0\0\0");
        list.extend([method, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        list.extend([packed, [0; 4]].concat());
        list.extend(name_len);
        list.extend([0; 12]);
        list.extend(at);
        list.extend(name.as_bytes());
    }
    let count = u16::try_from(parts.len()).expect("few").to_le_bytes();
    let at = u32::try_from(file.len()).expect("short").to_le_bytes();
    file.extend(&list);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend([count, count].concat());
    file.extend(u32::try_from(list.len()).expect("short").to_le_bytes());
    file.extend(at);
    file.extend([0, 0]);
    file
}

/// The head of a picture of 8 bits of grey.
fn head(width: u32, height: u32) -> Vec<u8> {
    [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat()
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
    let picture = png(&[(b"IHDR", &head(2, 3)), (b"IDAT", b"y"), (b"IEND", b"")]);
    assert_eq!(kind_of(&picture), Ok(EvidenceKind::Png));
    assert_eq!(kind_of(b"%PDF-1.7\n...\n%%EOF\n"), Ok(EvidenceKind::Pdf));
    assert_eq!(kind_of(&package(&[TYPES, ("word/document.xml", "")])), Ok(EvidenceKind::Docx));
    assert_eq!(
        kind_of(&package(&[("a", ""), TYPES, ("xl/workbook.xml", "")])),
        Ok(EvidenceKind::Xlsx)
    );
    let refused: [(&[u8], EvidenceRefusal); 8] = [
        (b"", EvidenceRefusal::Empty),
        (&vec![0; BYTES_MAX + 1], EvidenceRefusal::TooLarge),
        (b"<svg onload=alert(1)>", EvidenceRefusal::Kind),
        (b"MZ\x90\0", EvidenceRefusal::Kind),
        (&package(&[TYPES, ("index.html", "")]), EvidenceRefusal::Kind),
        (&package(&[("word/document.xml", "")]), EvidenceRefusal::Kind),
        (b"%PDF-1.7\n...", EvidenceRefusal::Broken),
        (b"\xff\xd8\xff\xe0", EvidenceRefusal::Broken),
    ];
    for (bytes, refusal) in refused {
        assert_eq!(kind_of(bytes), Err(refusal), "{:?}", &bytes[..bytes.len().min(20)]);
    }
}

#[test]
fn documents_with_macros_are_told_by_the_types_of_their_parts_too() {
    let document = ("word/document.xml", "");
    let typed = |types| package(&[("[Content_Types].xml", types), document]);
    let fit = r#"<Override PartName="/word/document.xml" ContentType="application/xml"/>"#;
    assert_eq!(kind_of(&typed(fit)), Ok(EvidenceKind::Docx));
    let long = "<Types/>".repeat(1 << 18);
    for types in [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-office.VbaProject",
        "application/vnd.ms-excel.macrosheet+xml",
        "application/vnd.ms-office.&#118;baProject",
        "<!DOCTYPE Types [<!ENTITY m 'ma'>]>",
        "m\0a\0c\0r\0o\0",
        &long,
    ] {
        assert_eq!(kind_of(&typed(types)), Err(EvidenceRefusal::Kind), "{types:.60}");
    }
    let told = ("[CONTENT_TYPES].xml", "application/vnd.ms-office.vbaProject");
    assert_eq!(kind_of(&package(&[TYPES, document, told])), Err(EvidenceRefusal::Kind));
    let named = package(&[TYPES, document, ("word/vbaProject.bin", "")]);
    assert_eq!(kind_of(&named), Err(EvidenceRefusal::Kind));
}

#[test]
fn pictures_lose_what_they_need_not_tell() {
    let head = head(4000, 3000);
    let bare = png(&[(b"IHDR", &head), (b"gAMA", b"gama"), (b"IDAT", b"y"), (b"IEND", b"")]);
    let mut telling = png(&[
        (b"IHDR", &head),
        (b"eXIf", b"37.25,122.5"),
        (b"iCCP", b"37.25,122.5\0\0profile"),
        (b"gAMA", b"gama"),
        (b"gAMA", b"37.25,122.5"),
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
fn what_no_reader_could_show_is_no_picture() {
    const DATA: (&[u8; 4], &[u8]) = (b"IDAT", b"y");
    const END: (&[u8; 4], &[u8]) = (b"IEND", b"");
    let sized = |width, height| png(&[(b"IHDR", &head(width, height)), DATA, END]);
    assert_eq!(kind_of(&sized(20_000, 5_000)), Ok(EvidenceKind::Png));
    let fit = head(2, 3);
    for file in [
        png(&[END]),
        png(&[DATA, END]),
        png(&[(b"IHDR", &fit), END]),
        png(&[DATA, (b"IHDR", &fit), END]),
        png(&[(b"IHDR", &fit), (b"IHDR", &fit), DATA, END]),
        png(&[(b"IHDR", &fit[..12]), DATA, END]),
        png(&[(b"IHDR", &fit), (b"EVIL", b"x"), DATA, END]),
        png(&[(b"IHDR", &fit), (b"PLTE", &[0; 769]), DATA, END]),
        png(&[(b"IHDR", &fit), DATA, (b"IEND", b"x")]),
        sized(0, 3),
        sized(1 << 31, 1),
        sized(20_001, 1),
        sized(20_000, 5_001),
    ] {
        assert_eq!(kind_of(&file), Err(EvidenceRefusal::Broken), "{:?}", &file[8..]);
    }
}

#[test]
fn names_lose_their_folders_and_get_an_ending_that_fits() {
    let named = |name| EvidenceFile::new(name, b"%PDF-1.7 %%EOF").map(|file| file.name);
    assert_eq!(named("C:\\整改\\报告.PDF").as_deref(), Ok("报告.PDF"));
    assert_eq!(named("/tmp/报告.exe").as_deref(), Ok("报告.exe.pdf"));
    let longest = format!("{}.pdf", "长".repeat(NAME_MAX - 4));
    assert_eq!(named(&longest).as_ref(), Ok(&longest));
    let too_long = "长".repeat(NAME_MAX + 1);
    for name in ["", " ", "a/", "a\nb", &too_long, &"长".repeat(NAME_MAX - 3)] {
        assert_eq!(named(name), Err(EvidenceRefusal::Name), "{name:?}");
    }
}

#[test]
fn one_file_has_one_id_in_an_issue_and_another_in_another() {
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    assert_eq!(id(one, "li", "ab"), id(one, "li", "ab"));
    for another in [id(other, "li", "ab"), id(one, "zhao", "ab"), id(one, "li", "cd")] {
        assert_ne!(id(one, "li", "ab"), another);
    }
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
