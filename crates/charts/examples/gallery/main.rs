//! Draws every chart from invented data, in both languages and widths:
//! `cargo run -p charts --example gallery -- FOLDER [FONT]`
//!
//! Writes SVG, and PNG where a font is found. To be looked at after every change of a layout.
#![expect(clippy::print_stdout, reason = "a program for people at a terminal")]

mod comparison;
mod invented;

use std::error::Error;
use std::path::{Path, PathBuf};

use charts::{Canvas, Caption, Counted, Fonts, RankingOptions, Width};
use invented::Invented;
use survey::Language;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let folder = arguments.next().ok_or("usage: gallery FOLDER [FONT]")?;
    std::fs::create_dir_all(&folder)?;
    let fonts = Fonts::find(arguments.next().as_deref());
    match &fonts {
        Ok(fonts) => println!("font: {} ({})", fonts.name(), fonts.path().display()),
        Err(error) => println!("no PNG: {error}"),
    }
    for (name, svg) in pictures()? {
        std::fs::write(folder.join(format!("{name}.svg")), &svg)?;
        if let Ok(fonts) = &fonts {
            write_png(&folder.join(format!("{name}.png")), &svg, fonts)?;
        }
        println!("{name}");
    }
    Ok(())
}

fn write_png(path: &Path, svg: &str, fonts: &Fonts) -> Result<(), Box<dyn Error>> {
    // The longest ranking on a phone is 9,000 pixels high at scale 1.
    std::fs::write(path, charts::png(svg, fonts, 1.5)?)?;
    Ok(())
}

fn pictures() -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut pictures = Vec::new();
    for (width, wide) in [(Width::Page, "page"), (Width::Phone, "phone")] {
        for language in [Language::Chinese, Language::English] {
            let canvas = Canvas { width, language };
            for units in [0, 1, 8, 30, 200] {
                let ending = format!("{units}-{wide}-{language}");
                for (kind, svg) in of_size(units, canvas)? {
                    pictures.push((format!("{kind}-{ending}"), svg));
                }
            }
        }
    }
    Ok(pictures)
}

fn of_size(units: u32, canvas: Canvas) -> Result<Vec<(&'static str, String)>, Box<dyn Error>> {
    let data = Invented::new(units, canvas.language)?;
    let about = caption(canvas.language, &data)?;
    let options = RankingOptions { target: Some(90.0), quarters: true };
    let questions = data.questions();
    let asked = Caption {
        level_name: canvas.language.pick("问题", "questions").to_owned(),
        ..about.clone()
    };
    let of_unit = Caption {
        category_name: canvas.language.pick("示例区", "Example District").to_owned(),
        level_name: canvas.language.pick("类别", "categories").to_owned(),
        ..about.clone()
    };
    Ok(vec![
        ("ranking", charts::ranking(&data.ranking(), &options, &about, &canvas)?),
        ("answers", charts::answers(&data.options(), &data.answers(), &about, &canvas)?),
        ("questions", charts::answers(&data.options(), &questions, &asked, &canvas)?),
        ("trend", charts::trend(&data.series(), Some(90.0), &about, &canvas)?),
        ("slope", charts::movement(&data.movement(2), &about, &canvas)?),
        ("movement", charts::movement(&data.movement(6), &about, &canvas)?),
        ("compare", charts::compare(&data.changes(), &about, &canvas)?),
        ("funnel", charts::funnel(&data.funnel(), &about, &canvas)?),
        ("heatmap", charts::heatmap(&data.cells(), &data.columns(), &about, &canvas)?),
        ("priority", charts::priority(&data.priorities(), &of_unit, &canvas)?),
        ("coverage", charts::coverage(&data.coverage(), &about, &canvas)?),
    ])
}

fn caption(language: Language, data: &Invented) -> Result<Caption, Box<dyn Error>> {
    Ok(Caption {
        period: "2026-Q3".parse()?,
        category_name: language.pick("总体", "Overall").to_owned(),
        level_name: language.pick("镇街", "towns").to_owned(),
        scheme: "five_100_80_60_30_0@1".to_owned(),
        source: language
            .pick("示例区群众满意度调查（虚构）", "Example District survey (invented)")
            .to_owned(),
        n_total: Some(data.interviews()),
        counted: Counted::Interviews,
        note: Some(
            language
                .pick(
                    "虚构数据，仅供查看版式。manyi 0.1.0 生成。",
                    "Invented data, for layout only. Made by manyi 0.1.0.",
                )
                .to_owned(),
        ),
    })
}
