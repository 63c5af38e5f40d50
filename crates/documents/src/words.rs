//! The words that documents add to a bulletin: labels, dates, ordinals.

use jiff::civil::Date;
use survey::Language;

use crate::{Bulletin, DocumentError};

/// Labels of one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    /// Over the data of a chart.
    pub(crate) data_of_chart: &'static str,
    /// Over the annex of all charts' data.
    pub(crate) data_of_charts: &'static str,
    /// Over the method.
    pub(crate) method: &'static str,
    /// Before a note.
    pub(crate) note: &'static str,
    /// Before the digest of the bulletin itself.
    pub(crate) digest: &'static str,
    /// Name of the sheet on method and contents.
    pub(crate) about: &'static str,
    /// Suffix of a sheet with bars.
    pub(crate) bars: &'static str,
}

pub(crate) fn words(language: Language) -> Words {
    let pick = |zh, en| language.pick(zh, en);
    Words {
        data_of_chart: pick("图中数据", "Data of the chart"),
        data_of_charts: pick("图表数据", "Data of the charts"),
        method: pick("调查方法说明", "How the figures were made"),
        note: pick("注：", "Note: "),
        digest: pick("通报校验码（SHA-256）", "Digest of the bulletin (SHA-256)"),
        about: pick("说明", "Method"),
        bars: pick("图", " chart"),
    }
}

/// A day as readers write it.
pub(crate) fn day(day: Date, language: Language) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (year, month, number) = (day.year(), day.month(), day.day());
    let name = usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)).unwrap_or(&"");
    language.pick(format!("{year}年{month}月{number}日"), format!("{number} {name} {year}"))
}

/// `附件1`.
pub(crate) fn attachment(number: usize, language: Language) -> String {
    language.pick(format!("附件{number}"), format!("Attachment {number}"))
}

/// What stands above the title: kind, number, edition.
pub(crate) fn kicker(bulletin: &Bulletin) -> String {
    let language = bulletin.language;
    let mut parts = vec![bulletin.kind.name(language).to_owned()];
    parts.extend((!bulletin.number.is_empty()).then(|| bulletin.number.clone()));
    if bulletin.revision.number > 1 {
        let edition = bulletin.revision.number;
        parts.push(language.pick(format!("第{edition}版"), format!("edition {edition}")));
    }
    parts.join(language.pick("　", " · "))
}

/// The addressee as a salutation.
pub(crate) fn salutation(bulletin: &Bulletin) -> Option<String> {
    let addressee = &bulletin.addressee;
    let colon = bulletin.language.pick("：", ":");
    (!addressee.is_empty()).then(|| format!("{addressee}{colon}"))
}

/// A note with what marks it as one.
pub(crate) fn note(text: &str, language: Language) -> Option<String> {
    (!text.is_empty()).then(|| format!("{}{text}", words(language).note))
}

/// The method, and the digest by which the bulletin is known again.
pub(crate) fn method(bulletin: &Bulletin) -> Result<Vec<(&'static str, String)>, DocumentError> {
    let mut entries = bulletin.method.entries(bulletin.language);
    entries.push((words(bulletin.language).digest, bulletin.digest()?));
    Ok(entries)
}
