//! Holds the whole edition to what its readers and the other tests rely on.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use quick_xml::events::Event;

use super::edition::{self, Block, Story};
use super::html::escape;
use super::site::{Resources, Site};
use super::source::{Format, SOURCES, Source};
use super::{StoryTruth, marks, page, truth};

const BASE: &str = "http://127.0.0.1:4321";

fn now() -> Timestamp {
    "2026-11-23T14:30:00Z".parse().unwrap()
}

fn all() -> Vec<(&'static Source, Story)> {
    let stories = |source: &'static Source| edition::stories(source.text, now()).unwrap().into_iter().map(move |s| (source, s));
    SOURCES.iter().flat_map(stories).collect()
}

fn resources() -> Resources {
    Site::new(now(), BASE).unwrap().resources(now())
}

fn body(resources: &Resources, path: &str) -> String {
    String::from_utf8(resources[path].bytes().to_vec()).unwrap()
}

fn text(truth: &StoryTruth) -> String {
    let parts = truth.paragraphs.iter().chain(&truth.details).map(String::as_str);
    [truth.title.as_str()].into_iter().chain(parts).collect::<Vec<_>>().join("\n")
}

#[test]
fn about_forty_stories_stand_in_six_sources() {
    let mut counts = BTreeMap::new();
    for (source, _) in all() {
        *counts.entry(source.slug).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), 6);
    assert!(counts.values().all(|count| *count >= 5), "{counts:?}");
    assert!((38..=48).contains(&counts.values().sum::<i32>()), "{counts:?}");
}

#[test]
fn no_title_and_no_id_comes_twice() {
    let (mut titles, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for (_, story) in all() {
        assert!(titles.insert(story.title.to_lowercase()), "{}", story.title);
        assert!(ids.insert(story.id.clone()), "{}", story.id);
    }
}

#[test]
fn a_headline_has_four_to_eleven_words() {
    for (_, story) in all() {
        let words = story.title.split_whitespace().count();
        assert!((4..=11).contains(&words), "{words}: {}", story.title);
    }
}

#[test]
fn a_story_has_150_to_500_words() {
    for truth in truth(now()) {
        let words = text(&truth).split_whitespace().count();
        assert!((150..=500).contains(&words), "{}: {words}", truth.id);
    }
}

#[test]
fn the_newest_story_is_minutes_old_and_the_oldest_five_weeks() {
    let ages: Vec<SignedDuration> = all().iter().map(|(_, story)| now().duration_since(story.published)).collect();
    assert!(ages.iter().all(SignedDuration::is_positive));
    assert!(ages.iter().min().unwrap() < &SignedDuration::from_mins(15));
    assert!((30 * 24..=36 * 24).contains(&ages.iter().max().unwrap().as_hours()));
    assert_eq!(ages.iter().collect::<BTreeSet<_>>().len(), ages.len(), "two stories of the same minute");
    assert!(ages.iter().filter(|age| age.as_hours() < 12).count() >= 10, "the first screen is full of today's news");
}

#[test]
fn whoever_and_wherever_is_said_to_be_named_is_named_in_full() {
    let mut missing = Vec::new();
    for truth in truth(now()) {
        let text = [truth.paragraphs.join("\n"), truth.details.join("\n")].join("\n");
        // A place at the head of an agency's story stands in capitals.
        let is_head = |place: &String| truth.paragraphs[0].starts_with(&place.to_uppercase());
        let people = truth.people.iter().filter(|name| !text.contains(*name));
        let places = truth.places.iter().filter(|place| !text.contains(*place) && !is_head(place));
        missing.extend(people.chain(places).map(|name| format!("{}: {name}", truth.id)));
        assert!(!truth.people.is_empty() && !truth.places.is_empty(), "{}", truth.id);
        assert!(truth.countries.iter().all(|code| code.len() == 2), "{}: {:?} {:?}", truth.id, truth.places, truth.countries);
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn nobody_of_the_edition_is_named_without_being_said_to_be() {
    let truths = truth(now());
    let people: BTreeSet<&String> = truths.iter().flat_map(|truth| &truth.people).collect();
    let places: BTreeSet<&String> = truths.iter().flat_map(|truth| &truth.places).collect();
    let mut untold = Vec::new();
    for truth in &truths {
        let text = text(truth);
        let stands = |name: &&&String| {
            let after = text.split(name.as_str()).skip(1).map(|rest| rest.chars().next());
            after.flatten().any(|letter| !letter.is_alphanumeric())
        };
        let told = |name: &&&String| truth.people.contains(name) || truth.places.contains(name);
        let names = people.iter().chain(&places).filter(stands).filter(|name| !told(name));
        untold.extend(names.map(|name| format!("{}: {name}", truth.id)));
    }
    assert_eq!(untold, Vec::<String>::new());
}

/// Returns for each person the stories and the sources that name them.
fn appearances() -> BTreeMap<String, (usize, BTreeSet<&'static str>)> {
    let mut people: BTreeMap<String, (usize, BTreeSet<&'static str>)> = BTreeMap::new();
    for truth in truth(now()) {
        for name in truth.people {
            let (stories, sources) = people.entry(name).or_default();
            *stories += 1;
            sources.insert(truth.source);
        }
    }
    people
}

#[test]
fn a_full_name_means_one_person_and_three_of_them_run_through_the_edition() {
    let people = appearances();
    let often = people.values().filter(|(stories, sources)| *stories >= 6 && sources.len() >= 3).count();
    assert!(often >= 3, "{people:#?}");
    assert!(people.values().filter(|(stories, _)| *stories >= 3).count() >= 12, "{people:#?}");
}

#[test]
fn the_table_of_who_returns_is_true() {
    let readme = include_str!("../../assets/sample/README.md");
    let mut told = BTreeMap::new();
    for row in readme.lines().skip_while(|line| !line.starts_with("| Who")).skip(2) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        told.insert(cells[0].to_owned(), cells[2].split(", ").map(str::to_owned).collect::<BTreeSet<_>>());
    }
    let slug = |title: &str| SOURCES.iter().find(|source| source.title == title).unwrap().slug.to_owned();
    let returning = appearances().into_iter().filter(|(_, (stories, _))| *stories >= 2);
    let true_table: BTreeMap<_, BTreeSet<_>> =
        returning.map(|(name, (_, sources))| (name, sources.into_iter().map(slug).collect())).collect();
    assert_eq!(told.keys().collect::<Vec<_>>(), true_table.keys().collect::<Vec<_>>());
    assert_eq!(told, true_table);
}

#[test]
fn the_hard_cases_are_there() {
    let truths = truth(now());
    let of = |id: &str| truths.iter().find(|truth| truth.id == id).unwrap();
    assert!(of("train-crew").people.contains(&"Verena Gasser".to_owned()));
    assert!(of("walkers-found").people.contains(&"Matthias Gasser".to_owned()));
    assert!(text(of("seabed-microphones")).contains("Deputy Mediator Leonor Quintela"));
    assert!(text(of("otranto-pilots")).contains("Chief Mediator Leonor Quintela"));
    assert!(text(of("alexandria-suit")).contains("Alexandria, Va."));
    assert!(text(of("villach-furnaces")).contains("林佩芸"));
    let kinds = |kind: fn(&Block) -> bool| all().iter().filter(|(_, story)| story.blocks.iter().any(kind)).count();
    assert!(kinds(|block| matches!(block, Block::Table(_))) >= 1);
    assert!(kinds(|block| matches!(block, Block::Code { .. })) >= 1);
    assert!(kinds(|block| matches!(block, Block::List(_))) >= 3);
    assert!(kinds(|block| matches!(block, Block::Numbered(_))) >= 2);
    assert!(kinds(|block| matches!(block, Block::Quote(_))) >= 2);
}

#[test]
fn the_newest_story_shows_all_that_the_reader_can() {
    let newest = all().into_iter().map(|(_, story)| story).max_by_key(|story| story.published).unwrap();
    let has = |kind: fn(&Block) -> bool| newest.blocks.iter().any(kind);
    assert!(has(|block| matches!(block, Block::Heading(_))) && has(|block| matches!(block, Block::List(_))));
    assert!(has(|block| matches!(block, Block::Quote(_))));
    assert!((4..=6).contains(&newest.people.len()) && (4..=6).contains(&newest.places.len()));
}

#[test]
fn no_mark_and_no_placeholder_is_left_in_the_words() {
    let words = |text: &str, id: &str| {
        for rest in ["{day", "{date", "{month", "{year", "](", "**", "story:", "=== "] {
            assert!(!text.contains(rest), "{id}: {rest} in {text}");
        }
        // Only the story with program code in it may use the typewriter's.
        assert!(!text.contains(['"', '\'']) || id == "tide-bug", "{id}: a straight quotation mark or apostrophe in {text}");
    };
    for (_, story) in all() {
        let lines = [&story.title, &story.summary, &story.caption, &story.credit];
        for line in lines {
            words(line, &story.id);
        }
    }
    for truth in truth(now()) {
        words(&text(&truth), &truth.id);
    }
}

#[test]
fn a_link_to_another_story_finds_it() {
    let resources = resources();
    let site = Site::new(now(), BASE).unwrap();
    let mut links = 0;
    for (_, story) in all() {
        for block in &story.blocks {
            let (Block::Paragraph(line) | Block::Quote(line)) = block else { continue };
            for target in marks::targets(line).into_iter().filter(|target| target.starts_with("story:")) {
                let url = site.link(target);
                assert!(resources.contains_key(url.strip_prefix(BASE).unwrap()) && !url.ends_with('/'), "{target}");
                links += 1;
            }
        }
    }
    assert!(links >= 4);
}

#[test]
fn a_page_holds_its_story_and_its_junk() {
    let (resources, site) = (resources(), Site::new(now(), BASE).unwrap());
    for (source, story) in all() {
        let path = source.story_path(&story.id);
        let html = body(&resources, &path);
        for line in page::body(&site, &story).lines().filter(|line| !line.is_empty()) {
            assert!(html.contains(line), "{path}: {line}");
        }
        for junk in source.layout.junk() {
            assert!(html.contains(junk), "{path}: {junk}");
        }
        assert!(html.matches(&escape(&story.caption)).count() >= 2, "{path}: the caption is said twice");
        assert!(!html.contains("{{"), "{path}: a place of the template is empty");
        let json = html.split("ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
        let facts: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(facts["headline"], story.title.as_str());
        assert!(html.contains(&format!("property=\"og:title\" content=\"{}\"", escape(&story.title))), "{path}");
    }
}

#[test]
fn no_junk_phrase_stands_in_a_story() {
    for truth in truth(now()) {
        let text = text(&truth);
        for junk in truth.junk {
            assert!(!text.contains(junk), "{}: {junk}", truth.id);
        }
    }
}

/// Returns the longest stretch of the story's last paragraph that has no mark in it and nothing to escape.
fn near_the_end(story: &Story) -> &str {
    let Some(Block::Paragraph(last)) = story.blocks.last() else { panic!("{} ends without a paragraph", story.id) };
    last.split(['*', '`', '[', ']', '(', ')', '&']).max_by_key(|part| part.len()).unwrap().trim()
}

#[test]
fn a_page_has_at_least_one_advertisement_between_its_paragraphs() {
    let resources = resources();
    for (source, story) in all() {
        let html = body(&resources, &source.story_path(&story.id));
        let (from, to) = (html.find("<p>").unwrap(), html.find(near_the_end(&story)).unwrap());
        assert!(html[from..to].to_lowercase().contains("advertisement"), "{}", story.id);
    }
}

/// Reads `xml` to its end and counts the elements called `name`.
fn elements(xml: &str, name: &str) -> usize {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut count, mut depth) = (0, 0);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                depth += 1;
                count += usize::from(start.name().as_ref() == name);
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    count
}

#[test]
fn each_feed_is_well_formed_and_holds_every_story() {
    let resources = resources();
    for source in &SOURCES {
        let feed = body(&resources, &source.feed_path());
        let stories = edition::stories(source.text, now()).unwrap();
        let found = match source.format {
            Format::Rss | Format::OldRss => elements(&feed, "item"),
            Format::Atom => elements(&feed, "entry"),
            Format::Json => serde_json::from_str::<serde_json::Value>(&feed).unwrap()["items"].as_array().unwrap().len(),
        };
        assert_eq!(found, stories.len(), "{}", source.slug);
    }
}

#[test]
fn half_of_the_sources_give_the_whole_story_in_the_feed() {
    let resources = resources();
    for (source, story) in all() {
        let feed = body(&resources, &source.feed_path());
        assert_eq!(feed.contains(near_the_end(&story)), source.full_text, "{}", story.id);
    }
    assert_eq!(SOURCES.iter().filter(|source| source.full_text).count(), 3);
}

#[test]
fn every_address_on_a_page_of_ours_leads_somewhere() {
    let resources = resources();
    for resource in resources.values() {
        let bytes = resource.bytes();
        let text = String::from_utf8_lossy(&bytes);
        for (at, _) in text.match_indices(BASE) {
            let rest = &text[at + BASE.len()..];
            let path = rest.split(['"', '<', '?', '\n', '&', '\\', ' ']).next().unwrap();
            assert!(resources.contains_key(path), "{path}");
        }
    }
}
