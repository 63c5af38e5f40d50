//! What there is: the service document, and the model that clients read first.

use std::fmt::Write as _;

use serde_json::{Value, json};
use survey::table::ColumnKind;

use super::sets::EntitySet;

const NAMESPACE: &str = "manyi";

/// The list of entity sets.
pub(super) fn service_document(root: &str) -> Value {
    let sets = EntitySet::ALL.map(|set| {
        let name = set.name();
        json!({"name": name, "kind": "EntitySet", "url": name})
    });
    json!({"@odata.context": format!("{root}$metadata"), "value": sets})
}

/// The model, in the XML that the standard wants (CSDL). All names are our own identifiers.
pub(super) fn metadata() -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\">\
         <edmx:DataServices>",
    );
    let schema = "<Schema xmlns=\"http://docs.oasis-open.org/odata/ns/edm\"";
    // Writing to a string can't fail.
    let _ = write!(xml, "{schema} Namespace=\"{NAMESPACE}\">");
    let mut described: Vec<&str> = Vec::new();
    for set in EntitySet::ALL {
        if !described.contains(&set.entity()) {
            described.push(set.entity());
            entity_type(&mut xml, set);
        }
    }
    xml.push_str("<EntityContainer Name=\"Container\">");
    for set in EntitySet::ALL {
        let (name, entity) = (set.name(), set.entity());
        let _ = write!(xml, "<EntitySet Name=\"{name}\" EntityType=\"{NAMESPACE}.{entity}\"/>");
    }
    xml.push_str("</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>\n");
    xml
}

fn entity_type(xml: &mut String, set: EntitySet) {
    let _ = write!(xml, "<EntityType Name=\"{}\"><Key>", set.entity());
    for name in set.key() {
        let _ = write!(xml, "<PropertyRef Name=\"{name}\"/>");
    }
    xml.push_str("</Key>");
    for (name, kind) in set.columns() {
        let edm = match kind {
            ColumnKind::Text => "Edm.String",
            ColumnKind::Count => "Edm.Int64",
            ColumnKind::Number => "Edm.Double",
        };
        let nullable = if set.key().contains(&name) { " Nullable=\"false\"" } else { "" };
        let _ = write!(xml, "<Property Name=\"{name}\" Type=\"{edm}\"{nullable}/>");
    }
    xml.push_str("</EntityType>");
}
