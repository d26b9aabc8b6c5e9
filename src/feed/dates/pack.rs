//! Makes the table of the words in dates from CLDR: the work behind `dateline-train months`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::letters::{fold, is_of_word, plain};

/// The languages that are read: those that CLDR covers well, and some more with papers of their own. The words of further ones,
/// "rok" and "now" among them, would be mistaken for more dates than they would read.
///
/// In this order, roughly that of how many feeds they have, their months count where two give one word to different months.
const LANGUAGES: &str = "en es de fr pt it ru ja zh pl nl tr cs uk hr ko ar fa sv el hu ro fi da nb no nn id vi th he bg sk sr sl lt \
    lv et ca hi bn ta te ml mr gu kn pa ur ne si my km lo ka hy az kk uz ky tk tt ba be mk sq bs is ga cy gd eu gl af sw fil ms jv \
    su zu xh st tn rw so am ti ha ig yo mn ps sd ku as or kok yue mt lb fy nds fo br eo oc ast ceb sc vec lij rm hsb dsb qu";
/// Shorter words of Latin letters are left out: "de" is a half of the day in Hungarian.
const LATIN_LETTERS_MIN: usize = 2;

/// A file of CLDR that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MonthsError {
    /// It is no JSON.
    #[error("the months of {0} cannot be read: {1}")]
    Json(String, serde_json::Error),
    /// The names are not where they should be.
    #[error("the months of {0} cannot be read: no names of a Gregorian calendar in it")]
    Shape(String),
    /// The table cannot be packed.
    #[error("the table cannot be packed: {0}")]
    Pack(#[from] std::io::Error),
}

/// Packs the names of months, weekdays and parts of the day; the result is `assets/months.bin`.
///
/// `files` are languages with what stands in their `ca-gregorian.json`. The same files give the same bytes.
///
/// # Errors
/// Says which file is of another shape.
pub fn pack_months(files: &[(String, String)]) -> Result<Vec<u8>, MonthsError> {
    let rank = |locale: &str| LANGUAGES.split(' ').position(|language| locale.split('-').next() == Some(language));
    let mut files: Vec<_> = files.iter().filter_map(|(locale, content)| Some((rank(locale)?, locale, content))).collect();
    files.sort();
    let mut table = Table::default();
    for (_, language, content) in files {
        let content: Value = serde_json::from_str(content).map_err(|error| MonthsError::Json(language.clone(), error))?;
        let names = content.pointer(&format!("/main/{language}/dates/calendars/gregorian"));
        table.add(names.and_then(Value::as_object).ok_or_else(|| MonthsError::Shape(language.clone()))?);
    }
    let mut packer = zstd::bulk::Compressor::new(19)?;
    packer.set_parameter(zstd::zstd_safe::CParameter::ChecksumFlag(true))?;
    Ok(packer.compress(table.lines().as_bytes())?)
}

/// The codes of each word as written, those of each without its accents.
#[derive(Default)]
struct Table {
    written: BTreeMap<String, String>,
    plain: BTreeMap<String, String>,
}

impl Table {
    fn add(&mut self, names: &serde_json::Map<String, Value>) {
        for (part, code) in [("months", month_code as fn(&str) -> Option<char>), ("days", day_code), ("dayPeriods", half_code)] {
            for kind in ["format", "stand-alone"] {
                for width in ["abbreviated", "wide", "short"] {
                    let found = names.get(part).and_then(|part| part.get(kind)?.get(width)?.as_object());
                    for (key, name) in found.into_iter().flatten() {
                        if let (Some(code), Some(name)) = (code(key), name.as_str()) {
                            self.name(name, code, part != "dayPeriods");
                        }
                    }
                }
            }
        }
    }

    fn name(&mut self, name: &str, code: char, may_be_short: bool) {
        let name = fold(name);
        // "thg 5" and 5月 are read as numbers.
        if name.contains(|letter: char| letter.is_ascii_digit()) {
            return;
        }
        let word: String = name.chars().filter(|letter| is_of_word(*letter)).collect();
        let is_common = matches!(word.as_str(), "am" | "pm");
        let letters_min = if may_be_short || !word.is_ascii() || is_common { LATIN_LETTERS_MIN } else { LATIN_LETTERS_MIN + 1 };
        if word.len() < letters_min || is_common && may_be_short {
            return;
        }
        if let Some(plain) = plain(&word) {
            add(self.plain.entry(plain).or_default(), code);
        }
        add(self.written.entry(word).or_default(), code);
    }

    fn lines(mut self) -> String {
        for (word, codes) in self.plain {
            let written = self.written.entry(word).or_default();
            codes.chars().for_each(|code| add(written, code));
        }
        self.written.into_iter().map(|(word, codes)| format!("{word} {codes}\n")).collect()
    }
}

/// Adds a code; of two halves of the day the first one counts.
fn add(codes: &mut String, code: char) {
    let is_half = |code: char| code.is_ascii_uppercase();
    if !codes.contains(|known| known == code || is_half(known) && is_half(code)) {
        codes.push(code);
    }
}

fn month_code(key: &str) -> Option<char> {
    let month: u8 = key.parse().ok().filter(|month| (1..=12).contains(month))?;
    Some(char::from(b'a' + month - 1))
}

fn day_code(key: &str) -> Option<char> {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let day = days.iter().position(|day| *day == key)?;
    char::from_digit(day as u32 + 1, 10)
}

fn half_code(key: &str) -> Option<char> {
    let starts = |starts: &[&str]| starts.iter().any(|start| key.starts_with(start));
    match key {
        _ if starts(&["am", "morning", "midnight"]) => Some('A'),
        _ if starts(&["pm", "afternoon", "evening", "noon"]) => Some('P'),
        _ if starts(&["night"]) => Some('N'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(files: &[(&str, &str)]) -> Result<String, MonthsError> {
        let files: Vec<_> = files
            .iter()
            .map(|(language, names)| {
                let content =
                    format!("{{\"main\":{{\"{language}\":{{\"dates\":{{\"calendars\":{{\"gregorian\":{names}}}}}}}}}}}");
                ((*language).to_owned(), content)
            })
            .collect();
        let packed = pack_months(&files)?;
        Ok(String::from_utf8(zstd::bulk::decompress(&packed, 9999).unwrap()).unwrap())
    }

    #[test]
    fn words_stand_with_all_that_they_mean() {
        let hr = r#"{"months":{"format":{"wide":{"10":"listopada"}}},"days":{"format":{"short":{"sun":"ne"}}}}"#;
        let pl = r#"{"months":{"format":{"wide":{"10":"Paź.","11":"listopada"}}}}"#;
        let tr = r#"{"days":{"format":{"short":{"sun":"Paz"}}},"dayPeriods":{"format":{"wide":{"am":"öö","noon":"x"}}}}"#;
        assert_eq!(table(&[("hr", hr), ("tr", tr), ("pl", pl)]).unwrap(), "listopada kj\nne 7\noo A\npaz 7j\npaź j\nöö A\n");
    }

    #[test]
    fn a_file_of_another_shape_is_named() {
        assert!(table(&[("en", "7")]).unwrap_err().to_string().contains("of en"));
        assert!(pack_months(&[("en-GB".into(), "{".into())]).is_err());
    }
}
