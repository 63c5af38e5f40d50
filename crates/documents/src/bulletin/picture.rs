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

/// What can't stand in a document, if there is anything: a bulletin is read with the rights of its
/// reader, and whoever drafts one must not borrow them.
pub(super) fn unsafe_part(svg: &str) -> Option<String> {
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
    if name.namespace() != Some(SVG) || !ELEMENTS.contains(&name.name()) {
        return Some(format!("the picture has an element {:?}: only drawings may", name.name()));
    }
    let at_fault = node.attributes().find(|attribute| {
        let (name, value) = (attribute.name(), attribute.value());
        let acts = name.starts_with("on") || matches!(name, "style" | "href");
        // `url(#hatch)` stays within the picture; every other address leaves it.
        let fetches = value.match_indices("url(").any(|(at, _)| !value[at..].starts_with("url(#"));
        acts || fetches
    })?;
    Some(format!("the picture has an attribute {:?} that acts or fetches", at_fault.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_pass_and_what_acts_does_not() {
        let within = |inner: &str| format!(r#"<svg xmlns="{SVG}">{inner}</svg>"#);
        assert_eq!(unsafe_part(&within(r#"<rect fill="url(#hatch)"/><text>镇</text>"#)), None);
        for inner in [
            "<script>1</script>",
            r#"<rect onload="x()"/>"#,
            r#"<rect style="fill:red"/>"#,
            r#"<rect fill="url(https://example.org/x)"/>"#,
            r#"<a href="https://example.org"><text>x</text></a>"#,
            r#"<foreignObject/>"#,
            r#"<image href="x.png"/>"#,
            r#"<p xmlns="http://www.w3.org/1999/xhtml"/>"#,
            "<rect",
        ] {
            assert!(unsafe_part(&within(inner)).is_some(), "{inner}");
        }
    }
}
