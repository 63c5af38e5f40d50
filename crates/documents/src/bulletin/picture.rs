//! Pictures that may stand in a document: drawings and writing, nothing that acts or fetches.

use roxmltree::{Document, Node};

const SVG: &str = "http://www.w3.org/2000/svg";

/// Elements that only draw or describe.
const ELEMENTS: [&str; 20] = [
    "svg",
    "g",
    "title",
    "desc",
    "defs",
    "text",
    "tspan",
    "rect",
    "circle",
    "ellipse",
    "line",
    "path",
    "polyline",
    "polygon",
    "pattern",
    "clipPath",
    "mask",
    "marker",
    "linearGradient",
    "stop",
];

/// Elements that hold nothing but words; a page would read other elements in them as its own.
const WORDS: [&str; 2] = ["title", "desc"];

/// Attributes that only say where and how something is drawn, or what it is.
const ATTRIBUTES: [&str; 54] = [
    "aria-labelledby",
    "clip-path",
    "clip-rule",
    "clipPathUnits",
    "cx",
    "cy",
    "d",
    "dominant-baseline",
    "dx",
    "dy",
    "fill",
    "fill-opacity",
    "fill-rule",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "gradientTransform",
    "gradientUnits",
    "height",
    "id",
    "lang",
    "mask",
    "offset",
    "opacity",
    "patternTransform",
    "patternUnits",
    "points",
    "preserveAspectRatio",
    "r",
    "role",
    "rx",
    "ry",
    "shape-rendering",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "transform",
    "version",
    "viewBox",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
];

/// What may stand before a bracket in an attribute besides `url`: colours and moves.
const FUNCTIONS: [&str; 9] =
    ["rgb", "rgba", "hsl", "matrix", "rotate", "scale", "skewX", "skewY", "translate"];

/// What can't stand in a document, if there is anything: a bulletin is read with the rights of its
/// reader, and whoever drafts one must not borrow them. The text is put into pages as it stands, so
/// nothing may be in it that a page reads otherwise than XML does.
pub(super) fn unsafe_part(svg: &str) -> Option<String> {
    // Neither sign can stand in words or attributes of XML: they open comments, CDATA, document types and
    // processing instructions, which end elsewhere in a page.
    if svg.contains("<!") || svg.contains("<?") {
        let reason = "the picture has a declaration, a comment, CDATA or a processing instruction";
        return Some(format!("{reason}: only drawings may"));
    }
    let document = match Document::parse(svg) {
        Ok(document) => document,
        Err(error) => return Some(format!("the picture is not SVG: {error}")),
    };
    if !document.root_element().has_tag_name((SVG, "svg")) {
        return Some("the picture's outermost element is not svg".to_owned());
    }
    document.descendants().filter(Node::is_element).find_map(|node| unsafe_element(&node))
}

fn unsafe_element(node: &Node) -> Option<String> {
    let name = node.tag_name();
    // A page knows no prefixes: to it, `s:rect` is no part of a drawing.
    let is_prefixed = node.namespaces().any(|space| space.uri() == SVG && space.name().is_some());
    let is_drawing = name.namespace() == Some(SVG) && ELEMENTS.contains(&name.name());
    if is_prefixed || !is_drawing {
        return Some(format!("the picture has an element {:?}: only drawings may", name.name()));
    }
    if WORDS.contains(&name.name()) && node.children().any(|child| child.is_element()) {
        return Some(format!("the picture has elements within {:?}", name.name()));
    }
    let at_fault = node.attributes().find(|attribute| {
        let is_known = attribute.namespace().is_none() && ATTRIBUTES.contains(&attribute.name());
        !is_known || !stays_within(attribute.value())
    })?;
    Some(format!(
        "the picture has an attribute {:?} that is none of a drawing, or leads out of it",
        at_fault.name()
    ))
}

/// Whether a value names nothing outside the picture. `url(#hatch)` stays within; escaped letters
/// could spell anything.
fn stays_within(value: &str) -> bool {
    let is_known = |(at, _): (usize, &str)| {
        let (before, within) = value.split_at(at);
        let name = before.rsplit(|letter: char| !is_of_name(letter)).next().unwrap_or_default();
        FUNCTIONS.contains(&name) || name == "url" && within.starts_with("(#")
    };
    !value.contains('\\') && value.match_indices('(').all(is_known)
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(inner: &str) -> String {
        format!(r#"<svg xmlns="{SVG}">{inner}</svg>"#)
    }

    #[test]
    fn drawings_pass_and_what_acts_does_not() {
        for inner in [
            r#"<rect fill="url(#hatch)"/><text>镇 &lt;b&gt;</text>"#,
            r#"<title id="t">a</title><g transform="translate(1 2) rotate(90, 1, 2)"/>"#,
            r#"<line stroke="rgb(1,2,3)"/>"#,
        ] {
            assert_eq!(unsafe_part(&within(inner)), None, "{inner}");
        }
        for inner in [
            "<script>1</script>",
            r#"<rect onload="x()"/>"#,
            r#"<rect ONLOAD="x()"/>"#,
            r#"<rect OnClick="x()"/>"#,
            r#"<rect style="fill:red"/>"#,
            r#"<rect STYLE="fill:red"/>"#,
            r#"<rect class="bulletin"/>"#,
            r#"<rect x:fill="red" xmlns:x="urn:x"/>"#,
            r#"<rect fill="url(https://example.org/x)"/>"#,
            r#"<rect fill="URL(https://example.org/x)"/>"#,
            r#"<rect fill="url( https://example.org/x)"/>"#,
            r#"<rect fill="\75rl(https://example.org/x)"/>"#,
            r#"<rect fill="image-set(&quot;https://example.org/x&quot;)"/>"#,
            r#"<rect fill="url(#a) src(https://example.org/x)"/>"#,
            r#"<a href="https://example.org"><text>x</text></a>"#,
            "<foreignObject/>",
            r#"<image href="x.png"/>"#,
            r#"<p xmlns="http://www.w3.org/1999/xhtml"/>"#,
            r#"<s:rect xmlns:s="http://www.w3.org/2000/svg"/>"#,
            "<desc><title>x</title></desc>",
            r#"<?x ><img src=x onerror="alert(1)">?>"#,
            "<!-- > -->",
            "<title><![CDATA[><img src=x onerror=alert(1)>]]></title>",
            "<rect",
        ] {
            assert!(unsafe_part(&within(inner)).is_some(), "{inner}");
        }
    }

    #[test]
    fn nothing_stands_around_the_drawing() {
        let whole = within("");
        assert_eq!(unsafe_part(&format!("{whole}\n")), None);
        for around in ["<?x ?>", "<!-- x -->", "<!DOCTYPE svg>", "<p/>", "x"] {
            assert!(unsafe_part(&format!("{around}{whole}")).is_some(), "{around}");
            assert!(unsafe_part(&format!("{whole}{around}")).is_some(), "{around}");
        }
    }
}
