//! HTML: everything is there, nothing breaks out.

use documents::html::{STYLESHEET, article, page};
use survey::Language;

use crate::support::chinese;

#[test]
fn the_article_holds_every_word_once_and_no_style_or_script() {
    let bulletin = chinese();
    let html = article(&bulletin).expect("an article");
    let method = bulletin.method.entries(Language::Chinese);
    let texts = bulletin.sections.iter().flat_map(|section| &section.paragraphs);
    for text in texts.chain(&bulletin.preamble).chain(method.iter().map(|(_, text)| text)) {
        assert!(html.contains(text.as_str()), "{text}");
    }
    assert!(html.contains(&bulletin.digest().expect("a digest")));
    for forbidden in ["<style", "style=", "<script", "onload"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    assert_eq!(html.matches("<h1>").count(), 1);
    assert!(html.contains(r#"<th scope="col">名次</th>"#) && html.contains("<td>—</td>"));
}

#[test]
fn words_stay_words() {
    let mut bulletin = chinese();
    bulletin.title = "<script>1</script>&".to_owned();
    bulletin.preamble = vec!["<b>".to_owned()];
    bulletin.sections[1].tables[0].rows[0][0] = "<i>".into();
    let html = page(&bulletin).expect("a page");
    for raw in ["<script>", "<b>", "<i>"] {
        assert!(!html.contains(raw), "{raw}");
    }
}

/// The article goes into pages as it stands, so no picture that acts comes as far as that.
#[test]
fn pictures_that_act_make_no_document() {
    let acting = r#"<?x ><img src=x onerror="alert(1)">?>"#;
    for picture in [acting, r#"<rect ONLOAD="alert(1)"/>"#] {
        let mut bulletin = chinese();
        let chart = &mut bulletin.sections[0].charts[0];
        chart.svg = chart.svg.replace("</svg>", &format!("{picture}</svg>"));
        assert!(article(&bulletin).is_err() && page(&bulletin).is_err(), "{picture}");
    }
}

#[test]
fn the_file_needs_nothing_beside_it() {
    let html = page(&chinese()).expect("a page");
    assert!(html.contains(STYLESHEET) && html.contains(r#"<html lang="zh-CN">"#));
    assert!(!html.contains("src=") && !html.contains("<link"));
    // It is read from disk, where no server forbids anything.
    let policy = html.find("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    assert!(policy < html.find("<style>") && policy.is_some());
    assert_eq!(html, page(&chinese()).expect("the same"));
}
