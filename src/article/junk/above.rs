//! Labels that stand between a title and its story: dates, authors, reading time, players, in any language.
//!
//! What a label says differs from language to language, but its shape hardly does: it is short, ends as no sentence, and holds a
//! date, a small number with a unit, or a word with a colon. Words are asked only where the shape says nothing.

use super::is_story;
use crate::article::labels::{self, key};
use crate::domain::Block;

/// Longest label, in letters and signs.
const CHARS_MAX: usize = 110;
/// Most words beside the date in a line that tells when a story was published: "Updated", "by", a name, a place.
const BESIDE_DATE_MAX: usize = 6;
/// Most words of a line that tells how long a story takes to read, or plays it.
const LABEL_WORDS_MAX: usize = 6;
/// More short lines than this above the first paragraph are no labels, but the text itself.
const LINES_MAX: usize = 8;
/// Most lines with a colon that are believed to be labels: more of them are facts.
const COLONS_MAX: usize = 4;

/// Drops the labels above the first paragraph of a story.
pub(super) fn drop_labels_above(blocks: &mut Vec<Block>) {
    let is_line = |block: &Block| matches!(block, Block::Paragraph(_) | Block::List(_));
    let tells = |block: &Block| is_story(block) && !lines(block).is_some_and(|lines| lines.iter().all(|line| is_label(line)));
    let Some(story) = blocks.iter().position(tells) else { return };
    let above = &blocks[..story];
    let colons = above.iter().filter(|block| lines(block).is_some_and(|lines| lines.iter().any(|line| is_named(line)))).count();
    if above.iter().filter(|block| is_line(block)).count() > LINES_MAX {
        return;
    }
    // A word over a list is its heading.
    let heads: Vec<bool> = (0..story).map(|at| matches!(blocks[at + 1], Block::List(_) | Block::Table { .. })).collect();
    let mut at = 0;
    blocks.retain(|block| {
        let heads = heads.get(at).copied();
        at += 1;
        let goes = |line: &str| is_label(line) || colons <= COLONS_MAX && is_named(line);
        heads != Some(false) && !matches!(block, Block::List(_))
            || at > story
            || !lines(block).is_some_and(|lines| lines.iter().all(|line| goes(line)))
    });
}

/// Returns the lines of a paragraph or of a list, which may be labels.
fn lines(block: &Block) -> Option<Vec<&str>> {
    match block {
        Block::Paragraph(line) => Some(vec![line.text.as_str()]),
        Block::List(items) if items.len() <= LINES_MAX => Some(items.iter().map(|item| item.text.text.as_str()).collect()),
        _ => None,
    }
}

/// Says whether a line is a label by what it holds.
pub(super) fn is_label(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > CHARS_MAX || ends_as_sentence(text) {
        return false;
    }
    let words = Words::of(text);
    is_lone_word(text)
        || words.is_small_print(text)
        || words.is_told_date()
        || words.is_date()
        || words.is_reading_time()
        || is_player(&words)
        || is_author(text, &words)
        || is_agency(text)
}

/// Says whether a line is a short label with a colon and what it names: "Autor: Mara Lindqvist", "来源：新华社".
fn is_named(text: &str) -> bool {
    let Some((label, named)) = text.split_once([':', '：']) else { return false };
    let count = |words: &str| words.split_whitespace().count();
    text.chars().count() <= CHARS_MAX / 2
        && !ends_as_sentence(text)
        && (1..=3).contains(&count(label))
        && (1..=5).contains(&count(named))
        && !label.chars().any(char::is_numeric)
        && label.chars().next().is_some_and(|letter| letter.is_alphabetic() && !letter.is_lowercase())
}

/// Says whether a line ends as a sentence; a short word before its full stop is an abbreviation, as in "4 Min." and "14:05 Uhr.".
fn ends_as_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches(['"', '”', '’', ')', '»', '“', '」', '』']);
    let last = bare
        .trim_end_matches('.')
        .rsplit(|letter: char| letter.is_whitespace() || letter.is_numeric())
        .next()
        .unwrap_or_default();
    bare.ends_with(['!', '?', '。', '！', '？', '؟']) || bare.ends_with('.') && !SHORT.contains(&last.to_lowercase().as_str())
}

/// Short words that end in a full stop of their own.
const SHORT: &[&str] = &["min", "uhr", "std", "m", "h", "г", "мин", "ч", "dk", "sek", "red", "hrs", "mins", "a", "p", ""];

/// Says whether a line is one word, as labels of buttons are; one in capitals may be the place of the story.
fn is_lone_word(text: &str) -> bool {
    let is_cased = text.chars().any(|letter| letter.is_lowercase() || letter.is_uppercase());
    let place = is_cased && !text.chars().any(char::is_lowercase);
    !place
        && !text.contains(char::is_whitespace)
        && text.chars().any(char::is_alphabetic)
        && text.chars().all(|letter| letter.is_alphabetic() || letter == '-')
        && (is_cased && text.chars().count() <= 20 || text.chars().count() <= 6)
}

/// The words of a line, digits of all scripts as plain ones.
struct Words(Vec<String>);

impl Words {
    fn of(text: &str) -> Self {
        let plain: String = text.chars().map(|letter| plain_digit(letter).unwrap_or(letter)).collect();
        Self(key(&plain).split(' ').map(str::to_owned).collect())
    }

    fn number(&self, at: usize) -> Option<u32> {
        let word = self.0.get(at)?;
        let digits = word.trim_end_matches(|letter: char| !letter.is_ascii_digit());
        // "12th", "1er", "3."
        (digits.len() <= 4 && word.chars().count() <= digits.len() + 2).then(|| digits.parse().ok())?
    }

    fn is_day(&self, at: usize) -> bool {
        self.number(at).is_some_and(|day| (1..=31).contains(&day))
    }

    fn is_year(&self, at: usize) -> bool {
        self.0.get(at).is_some_and(|word| word.len() == 4) && self.number(at).is_some_and(|year| (1990..2100).contains(&year))
    }

    fn is_word(&self, at: usize) -> bool {
        self.0.get(at).is_some_and(|word| !word.contains(|letter: char| letter.is_ascii_digit()) && word.chars().count() >= 2)
    }

    /// Returns how many words from `at` on are a date with its year.
    fn date(&self, at: usize) -> usize {
        // "12 mai 2024", "12 de mayo de 2024", "12. Mai 2024"
        if self.is_day(at) {
            for gap in 1..=3 {
                let between = at + 1..=at + gap;
                if self.is_year(at + gap + 1) && between.clone().all(|word| self.is_word(word)) {
                    return gap + 2;
                }
            }
            // "12.05.2024"
            if self.is_day(at + 1) && self.is_year(at + 2) {
                return 3;
            }
        }
        // "May 12, 2024"
        if self.is_word(at) && self.is_day(at + 1) && self.is_year(at + 2) && self.0[at] != "am" {
            return 3;
        }
        // "2024-05-12", "2024. 5. 12"
        if self.is_year(at) && self.is_day(at + 1) && self.is_day(at + 2) {
            return 3;
        }
        let word = self.0.get(at).map_or("", String::as_str);
        let is_eastern = word.contains(['月', '월']) && word.starts_with(|letter: char| letter.is_ascii_digit());
        usize::from(is_eastern && word.chars().all(|letter| letter.is_ascii_digit() || EASTERN_DATES.contains(letter)))
    }

    /// Says whether the line is a date with little beside it. A place before a date in capitals is left to the story.
    fn is_date(&self) -> bool {
        let mut at = 0;
        let (mut dated, mut beside) = (0, 0);
        while at < self.0.len() {
            let length = self.date(at);
            dated += usize::from(length > 0);
            let is_clock = self.number(at).is_some_and(|number| number < 60);
            beside += usize::from(length == 0 && !is_clock);
            at += length.max(1);
        }
        dated > 0 && beside <= BESIDE_DATE_MAX
    }

    /// Says whether the line is in small letters from its beginning, as no sentence is: "il y a 3 heures", "a cura di Mara Lindqvist".
    fn is_small_print(&self, text: &str) -> bool {
        let has_number = || (0..self.0.len()).any(|at| self.number(at).is_some());
        let is_small = text.starts_with(char::is_lowercase)
            || !text.contains(char::is_uppercase) && text.contains(char::is_lowercase) && has_number();
        is_small && (2..=5).contains(&self.0.len())
    }

    /// Says whether the line begins by saying what happened at a date, which may stand elsewhere: "Publié le".
    fn is_told_date(&self) -> bool {
        let has_digit = self.0.iter().any(|word| word.contains(|letter: char| letter.is_ascii_digit()));
        labels::DATE_LABELS.contains(&self.0[0].as_str())
            && (self.0.len() <= 3 && self.0.len() > 1 || has_digit && self.0.len() <= 10)
    }

    /// Says whether the line is a small number with a unit of time: "4 min de lecture", "Lesezeit 3 Minuten", "阅读时间 3 分钟".
    fn is_reading_time(&self) -> bool {
        let unit = |word: &str| {
            let word = word.trim_start_matches(|letter: char| letter.is_ascii_digit());
            MINUTES.iter().any(|stem| word.starts_with(stem)) && word.chars().count() <= 9
        };
        let starts_with_digit = |word: &String| word.starts_with(|letter: char| letter.is_ascii_digit());
        let numbers = self.0.iter().filter(|word| starts_with_digit(word)).count();
        (1..=2).contains(&numbers)
            && self.0.len() <= LABEL_WORDS_MAX
            && self
                .0
                .iter()
                .enumerate()
                .any(|(at, word)| unit(word) && (starts_with_digit(word) || at > 0 && starts_with_digit(&self.0[at - 1])))
    }
}

/// Returns the plain digit for one of Arabic, Persian or full-width script.
fn plain_digit(letter: char) -> Option<char> {
    let zero = ['٠', '۰', '０']
        .into_iter()
        .find(|zero| (*zero..=char::from_u32(*zero as u32 + 9).unwrap_or(*zero)).contains(&letter))?;
    char::from_digit(letter as u32 - zero as u32, 10)
}

/// Letters between the numbers of a date in Chinese, Japanese and Korean.
const EASTERN_DATES: &str = "年月日時时分秒点點년월일시분周週星期一二三四五六曜火水木金土午前后後上下";
/// How words for minutes begin.
const MINUTES: &[&str] = &["min", "мин", "хв", "dk", "dakika", "minut", "分", "دقيق", "دقائق", "دقیق"];

/// Says whether a line is the label of a player or of the button that reads a story out.
fn is_player(words: &Words) -> bool {
    let line = words.0.join(" ");
    let (spoken, count) = (line.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == ' '), words.0.len());
    let is_clock =
        words.0.iter().all(|word| word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_digit())) && (2..=6).contains(&count);
    is_clock
        || count <= LABEL_WORDS_MAX + 2
            && PLAYERS.iter().any(|label| spoken.strip_prefix(label).is_some_and(|rest| rest.split_whitespace().count() <= 3))
}

/// What the labels of players begin with.
#[rustfmt::skip]
const PLAYERS: &[&str] = &[
    "listen to", "listen", "audio", "artikel anhören", "beitrag anhören", "anhören", "vorlesen", "text anhören", "hören sie diesen",
    "écouter", "ecouter", "lire l audio", "escuchar", "escucha", "ascolta", "ouvir", "ouça", "luister", "beluister", "odsłuchaj",
    "posłuchaj", "słuchaj", "слушать", "прослушать", "слушайте", "послушать", "haberi dinle", "dinle", "sesli dinle", "音声で聞く",
    "この記事を聞く", "記事を音声", "音声", "听新闻", "收听", "朗读", "听全文", "播放", "استمع", "استماع", "lyssna", "lyt til", "kuuntele",
    "poslouchat", "přehrát", "player", "lecteur audio", "reproductor", "lettore audio",
];

/// Says whether a line names the author: a word for "by" and names.
fn is_author(text: &str, words: &Words) -> bool {
    if text.chars().count() > CHARS_MAX / 2 {
        return false;
    }
    let eastern = EASTERN_AUTHORS.iter().any(|label| text.starts_with(label)) && text.chars().count() <= 24;
    let arabic = ARABIC_AUTHORS.contains(&words.0[0].as_str()) && words.0.len() <= LABEL_WORDS_MAX;
    let named = text.split_once([' ', ':']).filter(|(by, _)| {
        let by = key(by);
        labels::BY.contains(&by.as_str()) || AUTHORS.contains(&by.as_str())
    });
    eastern
        || arabic
        || named.is_some_and(|(_, names)| words.0.len() <= 8 && !names.trim().is_empty() && names.split_whitespace().all(is_name))
}

fn is_name(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_uppercase() || !letter.is_alphabetic())
        || matches!(
            word,
            "de" | "van" | "von" | "der" | "al" | "und" | "and" | "y" | "e" | "et" | "en" | "i" | "и" | "ve" | "da" | "di"
        )
}

/// Words for authors in lower case that stand before names, beside those for "by".
#[rustfmt::skip]
const AUTHORS: &[&str] = &[
    "author", "autor", "autorin", "autora", "auteur", "autore", "autorka", "redaktion", "redacción", "redazione", "redação",
    "redacteur", "automat", "od", "przez", "tekst", "texto", "texte", "testo", "автор", "текст", "yazan", "haber", "muhabir", "yazar",
    "foto", "reporter", "fonte", "fuente", "kaynak", "źródło", "источник",
];
const EASTERN_AUTHORS: &[&str] = &[
    "记者",
    "記者",
    "作者",
    "文/",
    "文／",
    "文：",
    "撰文",
    "编辑",
    "編集",
    "編輯",
    "責任編輯",
    "责任编辑",
    "来源",
    "來源",
    "取材",
    "執筆",
    "ライター",
    "本报记者",
];
const ARABIC_AUTHORS: &[&str] = &["كتب", "كتبت", "بقلم", "تحرير", "المصدر", "الكاتب", "إعداد"];

/// Longest name of one or two agencies, in letters; a longer one in capitals may be the place of the story.
const AGENCY_LETTERS_MAX: usize = 4;

/// Says whether a line is the short name of an agency: "AFP", "AA", "dpa".
fn is_agency(text: &str) -> bool {
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    (2..=AGENCY_LETTERS_MAX).contains(&letters)
        && !text.contains(char::is_whitespace)
        && text
            .chars()
            .all(|letter| letter.is_uppercase() || matches!(letter, '/' | '-' | '.' | ',' | '|') || "dpaepdsid".contains(letter))
        && text.chars().any(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_in_many_languages() {
        for line in [
            "12. Mai 2024, 14:05 Uhr",
            "Stand: 12.05.2024, 14:05 Uhr",
            "Publié le 12 mai 2024 à 14h05",
            "12 de mayo de 2024 a las 14:05",
            "Aggiornato il 12 maggio 2024 alle 14:05",
            "12 de maio de 2024 às 14h05",
            "Gepubliceerd op 12 mei 2024 om 14:05",
            "Opublikowano: 12 maja 2024, 14:05",
            "12 мая 2024 года, 14:05",
            "12 Mayıs 2024 Pazar 14:05",
            "2024年5月12日 14時5分",
            "2024年05月12日 14:05 来源：新华社",
            "نُشر في ١٢ مايو ٢٠٢٤",
            "12/05/2024 - 14:05",
            "2024-05-12 14:05",
            "May 12, 2024 | 2:05 PM",
            "Lesezeit: 4 Min.",
            "Lesedauer: 2 Minuten",
            "4 min de lecture",
            "Lectura de 4 minutos",
            "Tempo di lettura: 3 min",
            "Leestijd 3 minuten",
            "Czas czytania: 4 min",
            "Время чтения: 4 минуты",
            "Okuma süresi: 3 dk",
            "読了時間 3分",
            "阅读时间 3 分钟",
            "وقت القراءة 3 دقائق",
            "Artikel anhören",
            "Écouter l'article",
            "Escuchar la noticia",
            "Ascolta l'articolo",
            "Ouvir notícia",
            "Luister naar dit artikel",
            "Odsłuchaj artykuł",
            "Слушать статью",
            "Haberi dinle",
            "vor 3 Stunden",
            "il y a 3 heures",
            "Publié le",
            "Paylaş",
            "Поделиться",
            "シェアする",
            "この記事を聞く",
            "听新闻",
            "استمع إلى المقال",
            "00:00 / 03:21",
            "Von Mara Lindqvist",
            "Par Mara Lindqvist",
            "Por Mara Lindqvist y Pietro Amsel",
            "Di Mara Lindqvist",
            "Door Mara Lindqvist",
            "Автор: Мара Линдквист",
            "Yazan: Mara Lindqvist",
            "記者 山田太郎",
            "作者：张三",
            "بقلم: أحمد علي",
            "AFP",
            "a cura di Mara Lindqvist",
            "oprac. Mara Lindqvist",
        ] {
            assert!(is_label(line), "{line}");
        }
    }

    #[test]
    fn lines_of_the_story_are_no_labels() {
        for line in [
            "新华社北京4月24日电 题：促进航天技术更好惠及人民",
            "BAAR, SWITZERLAND",
            "The quay opens.",
            "Key takeaways",
            "World Cup 2026 in Karsk",
            "Part 2",
            "No ships",
            "Neun von zehn Schiffen",
            "LONDON",
            "Por qué se cierra el muelle",
            "In 2026 it rained for nine days.",
            "Die Nacht am Kai",
            "Serves 4",
            "Nine ships for 2027",
        ] {
            assert!(!is_label(line), "{line}");
        }
    }
}
