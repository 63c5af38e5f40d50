//! An invented quarter bulletin in every format:
//! `cargo run -p documents --features pdf --example bulletin -- FOLDER`.

mod sample;

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use survey::Language;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("name a folder to write to")?);
    fs::create_dir_all(&folder)?;
    for language in [Language::Chinese, Language::English] {
        let bulletin = sample::bulletin(language)?;
        let path = |ending: &str| folder.join(format!("bulletin-{language}.{ending}"));
        fs::write(path("json"), bulletin.canonical()?)?;
        fs::write(path("html"), documents::html::page(&bulletin)?)?;
        fs::write(path("docx"), documents::docx(&bulletin, &|_| Ok(sample::PNG.to_vec()))?)?;
        fs::write(path("xlsx"), documents::xlsx(&bulletin)?)?;
        #[cfg(feature = "pdf")]
        {
            let fonts = documents::pdf::Fonts::find(None)?;
            fs::write(path("pdf"), documents::pdf::pdf(&bulletin, &fonts)?)?;
        }
    }
    Ok(())
}
