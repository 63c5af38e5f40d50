//! `manyi demo`: the whole line on an invented district.

mod ledger;
mod trial;

use std::fs;
use std::path::{Path, PathBuf};

use charts::{Canvas, Fonts, Width};
use figures::{ChartKind, Cut, Figures, Look, Selection, Source};
use store::{COMMAND_LINE, NewUser, Store};
use survey::table::Row;
use survey::{Grant, Role};

use super::{chart, import, init, serve, user};
use crate::args::{Demo, Global, ImportOptions, ImportQuestionnaire, ImportResponses};
use crate::error::{Failure, Outcome};
use crate::output::{Talk, write_to};

/// The invented district, as files that a user could have written.
const FILES: [(&str, &str); 6] = [
    ("units.csv", include_str!("../../../../fixtures/district/units.csv")),
    ("questionnaire.toml", include_str!("../../../../fixtures/district/questionnaire.toml")),
    ("rounds.toml", include_str!("../../../../fixtures/district/rounds.toml")),
    ("responses.csv", include_str!("../../../../fixtures/district/responses.csv")),
    ("attempts.csv", include_str!("../../../../fixtures/district/attempts.csv")),
    (HISTORIES, include_str!("../../../../fixtures/district/issue_histories.jsonl")),
];

const HISTORIES: &str = "issue_histories.jsonl";
const DATABASE: &str = "manyi.db";
/// Who looks at the demo.
const GUEST: &str = "demo";

pub(super) fn run(args: &Demo, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let folder = &args.folder;
    let input = fresh_folder(folder)?;
    talk.say(format!("An invented district (云泽市) is set up in {}", folder.display()));
    let store = init::prepare(&format!("sqlite://{}", folder.join(DATABASE).display()))?;
    bring_in(&input, folder, &store, talk)?;
    let selection = Selection::default();
    let figures = Figures::load(&store, &selection)?;
    write_tables(&figures, folder, global, talk)?;
    let source = Source { store: &store, selection: &selection };
    write_charts(&figures, source, folder, args.font.as_deref(), global, talk)?;
    let database = format!("sqlite://{}", folder.join(DATABASE).display());
    talk.say(format!("Go on with: manyi rank --database {database} --period 2026-Q3 --top 3"));
    if args.no_serve {
        return Ok(Outcome::Done);
    }
    let contact_key = Some(trial::set_up(&store, folder)?);
    talk.say(format!("A mock round runs today, for trying {} and {}", "/visit", "/calls"));
    let link = guest(&store)?;
    let place = serve::Place {
        listen: args.listen,
        public_host: None,
        second_factor_roles: Vec::new(),
        tls: None,
        font: args.font.clone(),
        log: false,
    };
    serve::run(store, &place, Some(&link), &Global { contact_key, ..global.clone() }, talk)
}

/// Somebody who may see everything, and the link that lets them in.
fn guest(store: &Store) -> Result<String, Failure> {
    let grants = Role::ALL.map(|role| Grant { role, unit: None }).to_vec();
    store.by(COMMAND_LINE).add_user(&NewUser {
        name: GUEST.parse().map_err(Failure::Usage)?,
        display_name: "示例用户".to_owned(),
        grants,
        must_change: false,
    })?;
    user::new_link(store, GUEST)
}

/// Makes the folder, or empties one that an earlier demo made. Anything else in it stays.
fn fresh_folder(folder: &Path) -> Result<PathBuf, Failure> {
    let input = folder.join("input");
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error| Failure::File { path, error }
    };
    fs::create_dir_all(&input).map_err(at(&input))?;
    for suffix in ["", "-wal", "-shm"] {
        let file = folder.join(format!("{DATABASE}{suffix}"));
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(at(&file)(error));
            }
            _ => {}
        }
    }
    trial::forget(folder)?;
    for (name, content) in FILES {
        let file = input.join(name);
        fs::write(&file, content).map_err(at(&file))?;
    }
    Ok(input)
}

fn bring_in(input: &Path, folder: &Path, store: &Store, talk: &Talk) -> Result<(), Failure> {
    let file = |name: &str| vec![input.join(name)];
    let options = || ImportOptions { dry_run: false, rejects: folder.join("rejects.csv") };
    import::units(&file("units.csv"), store, talk)?;
    let questionnaires = ImportQuestionnaire { files: file("questionnaire.toml"), as_asked: false };
    import::questionnaires(&questionnaires, store, talk)?;
    import::rounds(&file("rounds.toml"), store, talk)?;
    let responses =
        ImportResponses { files: file("responses.csv"), mapping: None, options: options() };
    import::responses(&responses, store, talk)?;
    import::attempts(&file("attempts.csv"), &options(), store, talk)?;
    ledger::fill(&input.join(HISTORIES), store, talk)
}

fn write_tables(
    figures: &Figures,
    folder: &Path,
    global: &Global,
    talk: &Talk,
) -> Result<(), Failure> {
    let cut = Cut { language: global.lang, ..Cut::default() };
    let request = analytics::IndexRequest {
        periods: figures.newest_period(&cut).into_iter().collect(),
        language: global.lang,
        ..analytics::IndexRequest::default()
    };
    write_csv(&folder.join("index.csv"), &figures.index_table(&cut, &request)?, talk)?;
    write_csv(&folder.join("ranking.csv"), &figures.ranking(&cut)?, talk)
}

/// With a byte order mark: these files are meant to be opened in Excel or WPS.
fn write_csv<R: Row>(path: &Path, rows: &[R], talk: &Talk) -> Result<(), Failure> {
    write_to(Some(path), |writer| exchange::write_table(writer, rows, true))?;
    talk.say(format!("  {} ({} rows)", path.display(), rows.len()));
    Ok(())
}

fn write_charts(
    figures: &Figures,
    source: Source<'_>,
    folder: &Path,
    font: Option<&Path>,
    global: &Global,
    talk: &Talk,
) -> Result<(), Failure> {
    let fonts = Fonts::find(font);
    if let Err(missing) = &fonts {
        talk.say(format!("  charts as SVG only: {missing}"));
    }
    let canvas = Canvas { width: Width::Page, language: global.lang };
    let look = Look { canvas, target: None, note: Some(chart::made_by(figures.revision())) };
    let cut = Cut { language: global.lang, ..Cut::default() };
    for kind in ChartKind::ALL {
        let svg = figures.chart(kind, &cut, &look, source)?;
        let path = folder.join(format!("{}.svg", kind.as_str()));
        write_to(Some(&path), |writer| writer.write_all(svg.as_bytes()))?;
        talk.say(format!("  {}", path.display()));
        if let Ok(fonts) = &fonts {
            let png = charts::png(&svg, fonts, 2.0)?;
            write_to(Some(&path.with_extension("png")), |writer| writer.write_all(&png))?;
        }
    }
    Ok(())
}
