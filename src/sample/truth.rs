//! What a reader should be shown of each story of the sample edition: the measure for tests of the whole pipeline.

use jiff::Timestamp;

use super::edition::{self, Block, Story};
use super::marks;
use super::source::{SOURCES, Source};

/// What is true of one story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryTruth {
    /// Its id, the last part of its address.
    pub id: String,
    /// The title of its feed.
    pub source: &'static str,
    /// The path of its page on the sample server.
    pub path: String,
    /// Its title.
    pub title: String,
    /// When it was published.
    pub published: Timestamp,
    /// The words of its paragraphs and quotations, in order.
    pub paragraphs: Vec<String>,
    /// The words of its headings, list items, table cells and lines of code, in order.
    pub details: Vec<String>,
    /// The people it names, each in the fullest form that stands in it, without titles.
    pub people: Vec<String>,
    /// The towns and countries that it should yield, as the story spells them; smaller ones may be found beside them.
    pub places: Vec<String>,
    /// For each of these the code of the country that it is or lies in.
    pub countries: Vec<&'static str>,
    /// The caption of its picture; it stands on the page twice and belongs in the article once, or not at all.
    pub caption: String,
    /// Phrases that stand on its page and belong to no story.
    pub junk: &'static [&'static str],
}

/// Where the places of the edition are; a name means the same place in all stories.
const COUNTRIES: &[(&str, &str)] = &[
    ("AL", "Albania;Orikum;Tirana;Vlorë"),
    ("AR", "Buenos Aires"),
    ("AT", "Austria;Bludenz;Graz;Innsbruck;Vienna;Villach"),
    ("CH", "Airolo;Andermatt;Basel;Bern;Chur;Disentis;Geneva;Zurich"),
    ("ES", "Algeciras;Barcelona;Castellón de la Plana;Gandia;Madrid;Sagunto;Valencia;Vigo"),
    ("FI", "Helsinki"),
    ("FR", "Marseille;Paris"),
    ("GB", "Birmingham;London"),
    ("GE", "Georgia;Mtskheta;Tbilisi"),
    ("GR", "Greece"),
    ("HR", "Croatia;Rijeka"),
    ("IS", "Reykjavik"),
    ("IT", "Brindisi;Genoa;Italy;Trieste"),
    ("KE", "Kenya;Kisumu;Lodwar;Malindi;Nairobi;Thika"),
    ("NG", "Apapa;Ikorodu;Lagos"),
    ("NL", "Rotterdam"),
    ("NO", "Bergen;Norway;Stavanger"),
    ("NZ", "New Zealand;Wellington"),
    ("PT", "Lisbon;Porto"),
    ("SG", "Singapore"),
    ("SI", "Koper"),
    ("TW", "Hsinchu"),
    ("US", "Alexandria;Baltimore;Boston;Portland"),
    ("UY", "Montevideo;Paysandú;Salto;Uruguay"),
    ("VN", "Da Nang;Hai Phong;Hanoi"),
];

/// Returns the code of the country of a place of the edition; nothing for one that is not in the list.
fn country(place: &str) -> &'static str {
    COUNTRIES.iter().find(|(_, places)| places.split(';').any(|known| known == place)).map_or("", |(code, _)| code)
}

/// Returns what is true of every story when the edition is dated from `now`, source by source, the newest first.
///
/// # Panics
/// If the embedded stories cannot be read, which the tests rule out.
pub fn truth(now: Timestamp) -> Vec<StoryTruth> {
    let stories = |source: &'static Source| {
        let stories = edition::stories(source.text, now).expect("the tests read the whole edition");
        stories.into_iter().map(|story| of(source, story)).collect::<Vec<_>>()
    };
    SOURCES.iter().flat_map(stories).collect()
}

fn of(source: &'static Source, story: Story) -> StoryTruth {
    let (mut paragraphs, mut details) = (Vec::new(), Vec::new());
    for block in &story.blocks {
        match block {
            Block::Paragraph(words) | Block::Quote(words) => paragraphs.push(marks::plain(words)),
            Block::Heading(words) => details.push(marks::plain(words)),
            Block::List(items) | Block::Numbered(items) => details.extend(items.iter().map(|item| marks::plain(item))),
            Block::Table(rows) => details.extend(rows.iter().flatten().map(|cell| marks::plain(cell))),
            Block::Code { text, .. } => details.extend(text.lines().map(str::to_owned).filter(|line| !line.is_empty())),
        }
    }
    StoryTruth {
        path: source.story_path(&story.id),
        id: story.id,
        source: source.title,
        title: story.title,
        published: story.published,
        paragraphs,
        details,
        people: story.people,
        countries: story.places.iter().map(|place| country(place)).collect(),
        places: story.places,
        caption: story.caption,
        junk: source.layout.junk(),
    }
}
