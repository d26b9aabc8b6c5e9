//! The title of a story: what most of a page's headline, heading, shared title and document title say, without the site's name.

use dom_query::Document;

use super::super::outline::Outline;
use super::super::signs::Signs;
use super::CHARS_MAX;
use super::site::SiteNames;
use crate::text::CleanText;

/// Most headings of the first level that are looked at.
const HEADINGS_MAX: usize = 8;
/// A heading that stands in a title with more around it makes up so much of it at least, in percent.
const PART_PERCENT_MIN: usize = 40;
/// Shortest title that may be found inside another, in letters.
const PART_LETTERS_MIN: usize = 8;
/// Most times that something is cut off a title: a section and the site, as a rule.
const CUTS_MAX: usize = 3;
/// Most words that are taken for a section or a site after a sign that stands in no sentence.
const SECTION_WORDS_MAX: usize = 4;

/// Signs between a title and the site's name; the first ones stand in no sentence.
const SIGNS: &[&str] = &[" | ", " • ", " ⋆ ", " » ", " « ", " :: ", " ‹ ", " - ", " – ", " — ", " · ", " / "];
/// How many of the signs stand in no sentence.
const CLEAR_SIGNS: usize = 7;

/// What a page calls its story, in four places.
#[derive(Debug, Default)]
pub(super) struct Titles {
    /// The headline of JSON-LD.
    pub(super) headline: String,
    /// What is shown where the page is shared.
    pub(super) shared: String,
    /// The `title` element.
    pub(super) document: String,
    /// The headings of the first level that are shown.
    headings: Vec<String>,
}

/// A title with what it is compared by.
struct Candidate {
    text: String,
    letters: Vec<char>,
    /// The letters before anything was cut off, and before which of them a title may begin or end.
    whole: (Vec<char>, Vec<usize>),
    is_heading: bool,
}

impl Titles {
    /// Takes the headings of the first level.
    pub(super) fn take_headings(&mut self, page: &Document, outline: &Outline) {
        let shown = |at: &usize| {
            let part = &outline.parts[*at];
            part.name() == "h1" && !part.hidden && !part.signs.any(Signs::HIDDEN.and(Signs::ALIEN))
        };
        let text = |at: usize| CleanText::new(&page.tree.get_unchecked(&outline.parts[at].id).text()).into_string();
        self.headings =
            (0..outline.parts.len()).filter(shown).map(text).filter(|text| !text.is_empty()).take(HEADINGS_MAX).collect();
    }

    /// Returns what the page says in its head, with the site's name and without.
    pub(super) fn all(&self, site: &SiteNames) -> Vec<String> {
        let whole = [&self.headline, &self.shared, &self.document].map(|title| CleanText::capped(title, CHARS_MAX));
        let mut all: Vec<String> = whole.iter().map(|title| without_site(title, site).to_owned()).collect();
        all.extend(whole.into_iter().map(CleanText::into_string));
        all.retain(|title| !title.is_empty());
        all.dedup();
        all
    }

    /// Returns the title that most of them say; of several, what the page shows.
    pub(super) fn choose(&self, site: &SiteNames) -> Option<String> {
        let headings = self.headings.iter().filter(|heading| !site.has(heading)).map(|heading| (heading, true));
        let said = [&self.headline, &self.shared, &self.document].map(|title| (title, false));
        let all: Vec<Candidate> =
            headings.chain(said).filter_map(|(title, is_heading)| candidate(title, is_heading, site)).collect();
        let votes = |one: &Candidate| {
            let other = |other: &&Candidate| !(std::ptr::eq(*other, one) || one.is_heading && other.is_heading);
            all.iter().filter(other).filter(|other| other.says(one)).count()
        };
        // The first of equals; a heading that nothing speaks for may be that of a section or of the site.
        let best = |heading: bool, least: usize| {
            let of_kind = all.iter().filter(move |one| heading || !one.is_heading);
            let voted = of_kind.map(|one| (votes(one), one)).filter(move |(votes, _)| *votes >= least);
            voted.reduce(|best, other| if other.0 > best.0 { other } else { best }).map(|(_, one)| one)
        };
        best(true, 1).or_else(|| best(false, 0)).or_else(|| best(true, 0)).map(|one| one.text.clone())
    }
}

impl Candidate {
    /// Says whether this title says what the other one does, perhaps with more before or behind it.
    fn says(&self, other: &Self) -> bool {
        let (part, (whole, edges)) = (&other.letters, &self.whole);
        let long_enough = part.len() >= PART_LETTERS_MIN && part.len() * 100 >= whole.len() * PART_PERCENT_MIN;
        let stands_at = |begin: &usize| whole[*begin..].starts_with(part) && edges.contains(&(begin + part.len()));
        self.letters == *part || long_enough && edges.iter().any(stands_at)
    }
}

fn candidate(title: &str, is_heading: bool, site: &SiteNames) -> Option<Candidate> {
    let clean = CleanText::capped(title, CHARS_MAX);
    let text = if is_heading { clean.as_str() } else { without_site(&clean, site) };
    let letters = letters(text);
    (!letters.is_empty()).then(|| Candidate { text: text.to_owned(), letters, whole: with_edges(&clean), is_heading })
}

/// Returns the letters of a title, and where in them the pieces between signs and colons begin and end.
fn with_edges(title: &str) -> (Vec<char>, Vec<usize>) {
    let mut edges = vec![0];
    let mut all = Vec::new();
    for word in title.split(char::is_whitespace) {
        all.extend(letters(word));
        // A sign that stands alone parts pieces, and so does the end of a sentence or a colon.
        if word.ends_with([':', '?', '!', '.', '”', '»', '“']) || !word.chars().any(char::is_alphanumeric) {
            edges.push(all.len());
        }
    }
    edges.push(all.len());
    (all, edges)
}

fn letters(title: &str) -> Vec<char> {
    title.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Cuts the site's name and its section off a title, at either end: "Strike ends | Sport | Harbour Wire".
fn without_site<'a>(title: &'a str, site: &SiteNames) -> &'a str {
    let mut title = title.trim();
    for _ in 0..CUTS_MAX {
        match cut_end(title, site).or_else(|| cut_begin(title, site)) {
            Some(rest) => title = rest,
            None => break,
        }
    }
    title
}

fn cut_end<'a>(title: &'a str, site: &SiteNames) -> Option<&'a str> {
    let last = SIGNS.iter().enumerate().filter_map(|(at, sign)| Some((title.rfind(sign)?, at, sign.len())));
    let (begin, sign, bytes) = last.max()?;
    let (head, tail) = (title[..begin].trim(), &title[begin + bytes..]);
    let is_section = sign < CLEAR_SIGNS && tail.split_whitespace().count() <= SECTION_WORDS_MAX;
    (is_title(head) && (is_section || site.named_by(tail))).then_some(head)
}

fn cut_begin<'a>(title: &'a str, site: &SiteNames) -> Option<&'a str> {
    let first = SIGNS.iter().filter_map(|sign| Some((title.find(sign)?, sign.len()))).min();
    if let Some((end, bytes)) = first {
        let (head, tail) = (&title[..end], title[end + bytes..].trim());
        if is_title(tail) && site.named_by(head) {
            return Some(tail);
        }
    }
    let (head, tail) = title.split_once(": ")?;
    (is_title(tail) && site.has(head)).then(|| tail.trim())
}

/// Says whether what is left is enough for a title: two words, or one in a script without spaces.
fn is_title(rest: &str) -> bool {
    rest.split_whitespace().count() >= 2 || rest.chars().filter(|letter| *letter >= '\u{3040}').count() >= 4
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::WebUrl;

    fn site(name: &str) -> SiteNames {
        SiteNames::new(&[name.to_owned()], WebUrl::parse("https://www.harbourwire.example/a").ok().as_ref())
    }

    #[test]
    fn the_site_goes_in_all_its_forms() {
        let check = |title: &str, wanted: &str| assert_eq!(without_site(title, &site("Harbour Wire")), wanted, "{title}");
        for title in [
            "Strike ends after a week",
            "Strike ends after a week | Harbour Wire",
            "Strike ends after a week - harbourwire.example",
            "Strike ends after a week | Velsmond News - The Harbour Wire",
            "Strike ends after a week | Sport",
            "Strike ends after a week | Sport | Harbour Wire",
            "Harbour Wire | Strike ends after a week",
            "Harbour Wire: Strike ends after a week",
            "Strike ends after a week • Harbour Wire",
            "Strike ends after a week » Harbour Wire News",
        ] {
            check(title, "Strike ends after a week");
        }
        check("Strike – and the harbour", "Strike – and the harbour");
        check("Interview: Strike ends", "Interview: Strike ends");
        check("Strike | Harbour Wire", "Strike | Harbour Wire");
        check("港の北側の岸壁が再開 - Harbour Wire", "港の北側の岸壁が再開");
    }

    #[test]
    fn most_votes_win_and_then_what_is_shown() {
        let titles = |headline: &str, shared: &str, document: &str, headings: &[&str]| {
            let headings = headings.iter().map(|heading| (*heading).to_owned()).collect();
            let titles = Titles { headline: headline.into(), shared: shared.into(), document: document.into(), headings };
            titles.choose(&site("Harbour Wire")).unwrap_or_default()
        };
        // The heading is what the page shows.
        assert_eq!(
            titles("", "Quay: Strike ends after a week", "", &["Harbour Wire", "Strike ends after a week"]),
            "Strike ends after a week"
        );
        assert_eq!(
            titles("", "", "Recap - Strike ends after a week - Wire", &["Strike ends after a week"]),
            "Strike ends after a week"
        );
        // A heading of its own says nothing for itself.
        assert_eq!(titles("Strike ends", "", "Strike ends", &["News of the day"]), "Strike ends");
        assert_eq!(titles("Strike “ends”", "Strike \"ends\" - Harbour Wire", "Other words here", &[]), "Strike “ends”");
        assert_eq!(titles("", "What nobody expected", "Strike ends", &[]), "What nobody expected");
        assert_eq!(titles("", "", "", &["Strike ends"]), "Strike ends");
        // A section is no title though the document's title ends with it.
        assert_eq!(
            titles("", "", "Strike ends after a week in the northern harbour - Economy", &["Economy"]),
            "Strike ends after a week in the northern harbour - Economy"
        );
        assert_eq!(titles("", "", "", &[]), "");
    }
}
