//! The sheet `settings`: what the questionnaire is called, its version, its legal header.

use survey::questionnaire::LegalHeader;
use survey::{Code, Label};

use super::report::Report;
use super::sheet::{Fate, Known, Line, Sheet, Sheets, Tongue, tongue_of};
use super::{CATEGORIES, CHOICES, SETTINGS, SURVEY};

/// Why columns about sending and keeping answers on phones do no harm.
const BY_ITSELF: Fate = Fate::LeftOut("phones send answers to this service, by its own rules");

/// Columns with the English of a name whose own column has no language.
pub(super) const TITLE_EN: &str = "form_title_en";
pub(super) const SCHEME_NAME_EN: &str = "category_scheme_name_en";

pub(super) const COLUMNS: &[Known] = &[
    Known { names: &["form_title", "title"], fate: Fate::ReadByLanguage },
    // Other programs can't read a title in two languages, so the English one may stand apart.
    Known { names: &[TITLE_EN], fate: Fate::Read },
    Known { names: &["form_id", "id_string"], fate: Fate::Read },
    Known { names: &["version"], fate: Fate::Read },
    Known { names: &["default_language"], fate: Fate::Read },
    Known { names: &["category_scheme"], fate: Fate::Read },
    Known { names: &["category_scheme_name"], fate: Fate::ReadByLanguage },
    Known { names: &[SCHEME_NAME_EN], fate: Fate::Read },
    Known { names: &["form_no"], fate: Fate::Read },
    Known { names: &["issuing_authority"], fate: Fate::Read },
    Known { names: &["approval_no"], fate: Fate::Read },
    Known { names: &["valid_until"], fate: Fate::Read },
    Known { names: &["overall"], fate: Fate::Read },
    Known { names: &["instance_name"], fate: BY_ITSELF },
    Known { names: &["submission_url"], fate: BY_ITSELF },
    Known { names: &["public_key"], fate: BY_ITSELF },
    Known { names: &["auto_send"], fate: BY_ITSELF },
    Known { names: &["auto_delete"], fate: BY_ITSELF },
    Known { names: &["client_editable"], fate: BY_ITSELF },
    Known { names: &["style"], fate: Fate::LeftOut("the form is laid out by itself") },
    Known {
        names: &["allow_choice_duplicates"],
        fate: Fate::LeftOut("no option may stand twice in a list"),
    },
];

/// What the sheet says. A part that is missing was named as a fault.
pub(super) struct Head {
    pub(super) code: Option<Code>,
    pub(super) version: Option<u32>,
    pub(super) title: Option<Label>,
    pub(super) legal: Option<LegalHeader>,
    pub(super) scheme: Option<Code>,
    pub(super) scheme_name: Option<Label>,
    pub(super) overall: Option<Code>,
    /// The language of columns that name none.
    pub(super) plain: Tongue,
}

pub(super) fn read(sheets: &Sheets, report: &mut Report) -> Option<Head> {
    // Which language a title without one has stands in the sheet itself.
    let language = sheets
        .get(SETTINGS, COLUMNS, Tongue::Chinese, &mut Report::default())
        .and_then(|sheet| Some(tongue_of(sheet.lines().next()?.text("default_language")?)));
    let plain = match language {
        Some(Tongue::English) => Tongue::English,
        _ => Tongue::Chinese,
    };
    let sheet = sheets.get(SETTINGS, COLUMNS, plain, report);
    let mut lines = sheet.iter().flat_map(Sheet::lines);
    let Some(line) = lines.next() else {
        let detail = "add a sheet settings with form_title, form_id and version, and a row below";
        report.fault("missing_sheet", SETTINGS, detail);
        return None;
    };
    for other in lines {
        let detail = "there is one row of settings, and this is a second";
        report.fault("second_row", other.place("form_id"), detail);
    }
    for (pointer, name) in [
        ("/title", "form_title"),
        ("/code", "form_id"),
        ("/scheme/name", "category_scheme_name"),
        ("/overall", "overall"),
    ] {
        report.stands(pointer, line.place(name));
    }
    for (pointer, sheet) in [("/questions", SURVEY), ("/scales", CHOICES), ("/scheme", CATEGORIES)]
    {
        report.stands(pointer, sheet);
    }
    Some(head(line, plain, report))
}

fn head(line: Line<'_>, plain: Tongue, report: &mut Report) -> Head {
    line.refuse_cells(report);
    let code: Option<Code> =
        line.needed_value("form_id", "the code of the questionnaire (form_id)", report);
    let title = line.needed_label("form_title", "what people call it (form_title)", report);
    let title = title.map(|title| with_english(title, line.text(TITLE_EN)));
    let version = line.needed_value(
        "version",
        "the version, a whole number that counts up from 1 (version)",
        report,
    );
    let scheme = match line.text("category_scheme") {
        Some(_) => line.value("category_scheme", report),
        None => code.clone(),
    };
    let scheme_name = line
        .label("category_scheme_name", report)
        .map(|name| with_english(name, line.text(SCHEME_NAME_EN)))
        .or_else(|| title.clone());
    let legal = legal(line, report);
    let overall = line.text("overall").and_then(|_| line.value("overall", report));
    Head { code, version, title, legal, scheme, scheme_name, overall, plain }
}

fn with_english(label: Label, apart: Option<&str>) -> Label {
    Label { en: label.en.or_else(|| apart.map(str::to_owned)), ..label }
}

/// The four parts of a legal header stand together or not at all.
fn legal(line: Line<'_>, report: &mut Report) -> Option<LegalHeader> {
    const PARTS: [(&str, &str); 4] = [
        ("form_no", "表号 (form_no)"),
        ("issuing_authority", "制定机关 (issuing_authority)"),
        ("approval_no", "批准文号 (approval_no)"),
        ("valid_until", "有效期限 (valid_until)"),
    ];
    if PARTS.iter().all(|(name, _)| line.text(name).is_none()) {
        return None;
    }
    let [form_no, issuing_authority, approval_no, valid_until] =
        PARTS.map(|(name, what)| line.needed(name, what, report).map(str::to_owned));
    let valid_until = valid_until.and_then(|_| line.value("valid_until", report));
    Some(LegalHeader {
        form_no: form_no?,
        issuing_authority: issuing_authority?,
        approval_no: approval_no?,
        valid_until: valid_until?,
    })
}
