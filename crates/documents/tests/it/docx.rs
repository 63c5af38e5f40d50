//! DOCX: what the library has no words for is there, and the bytes are the same each time.

use documents::{Bulletin, DocumentError, docx};

use crate::sample::PNG;
use crate::support::{chinese, part};

fn made(bulletin: &Bulletin) -> Vec<u8> {
    docx(bulletin, &|_| Ok(PNG.to_vec())).expect("a document")
}

#[test]
fn every_table_repeats_its_header_and_every_picture_is_described() {
    let document = part(&made(&chinese()), "word/document.xml");
    // Two in the text and the attachment, one of the chart's figures.
    assert_eq!(document.matches("<w:tbl>").count(), 3);
    assert_eq!(document.matches("<w:tblHeader />").count(), 3);
    assert!(document.contains(r#"descr="分向堆积条形图，6行，各回答占比""#));
    assert!(document.contains("截至2026年10月8日") && document.contains("+3.10"));
    assert!(!document.contains('\u{fffe}'), "every paragraph has its number");
}

#[test]
fn paper_and_fonts_are_those_of_official_documents() {
    let file = made(&chinese());
    let (document, styles) = (part(&file, "word/document.xml"), part(&file, "word/styles.xml"));
    assert!(document.contains(r#"<w:pgSz w:w="11906" w:h="16838""#));
    // 37, 26, 35 and 28 mm.
    assert!(
        document.contains(r#"<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587""#)
    );
    for font in ["仿宋_GB2312", "方正小标宋简体", "黑体"] {
        assert!(styles.contains(&format!(r#"w:eastAsia="{font}""#)), "{font}");
    }
    assert!(part(&file, "word/footer1.xml").contains("PAGE"));
    let core = part(&file, "docProps/core.xml");
    assert!(
        core.contains("<dc:title>关于2026年第三季度群众满意度调查情况的通报</dc:title>"),
        "{core}"
    );
    assert!(core.contains("2026-10-12T00:00:00Z") && !core.contains("unknown"), "{core}");
}

#[test]
fn the_same_bulletin_makes_the_same_bytes() {
    let first = made(&chinese());
    // Another document in between must not shift any number.
    let mut other = chinese();
    other.preamble.push("又一段。".to_owned());
    assert_ne!(made(&other), first);
    assert_eq!(made(&chinese()), first);
}

#[test]
fn words_stay_words() {
    let mut bulletin = chinese();
    bulletin.title = r#"<w:tbl> & "quoted""#.to_owned();
    bulletin.sections[0].charts[0].description = r#"a "b" <c> & d"#.to_owned();
    let document = part(&made(&bulletin), "word/document.xml");
    roxmltree::Document::parse(&document).expect("well-formed");
    assert!(document.contains("descr=\"a &quot;b&quot; &lt;c&gt; &amp; d\""));
}

#[test]
fn a_picture_that_cannot_be_had_is_an_error_with_its_name() {
    for rasterise in [&(|_: &str| Ok(b"GIF89a".to_vec())) as documents::Rasterise, &|_: &str| {
        Err("no font".into())
    }] {
        let error = docx(&chinese(), rasterise).expect_err("no picture");
        assert!(
            matches!(&error, DocumentError::Picture { title, .. } if title.contains("6个问题")),
            "{error}"
        );
    }
}
