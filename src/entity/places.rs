//! Which place on earth a name means, given the story and its source.
//!
//! "City, Region" decides first; then the other places of the story, the region and country of its source, the kind of
//! place and the number of people who live there.

use std::collections::HashMap;
use std::ops::Range;

use super::document::{Document, Text};
use super::fold::{fold, with_capitals};
use super::gazetteer::{Gazetteer, NOWHERE, Place, PlaceIndex, PlaceKind};
use super::lexicon::Marks;
use super::salience::{order, weight};
use super::tagger::{Kind, Mention};
use crate::domain::FoundPlace;
use crate::text::CleanText;

/// What "City, Region" says beyond doubt.
const SAID: f32 = 100.0;
/// A choice this much better than the next is certain.
const SURE_MARGIN: f32 = 1.2;
/// Only bearers with this much for them are certain when they are the only ones: lists do not hold every village.
const SURE_ALONE: f32 = 3.0;

/// A place in a source's title counts from a town of 30,000 people on; smaller ones are mostly words like "Harbor".
const HOME_STANDING_MIN: f32 = 2.5;

/// All mentions of one name that mean one place.
struct Group {
    key: String,
    mentions: Vec<usize>,
    /// The country or region that the story names right behind the name.
    said: Option<PlaceIndex>,
    choice: Option<PlaceIndex>,
    sure: bool,
}

/// Returns the places of a story, those it is most about first.
pub(super) fn places(
    document: &Document<'_>,
    mentions: &[Mention],
    source: Option<&str>,
    gazetteer: &Gazetteer,
) -> Vec<FoundPlace> {
    let mentions: Vec<&Mention> = mentions.iter().filter(|mention| mention.kind == Kind::Place).collect();
    let mut groups = groups(document, &mentions, gazetteer);
    let home = source.and_then(|source| home(source, gazetteer));
    // The first round takes each name for itself; the next ones listen to what the round before has chosen.
    for _ in 0..3 {
        let context = Context::new(&groups, home, gazetteer);
        for (at, group) in groups.iter_mut().enumerate() {
            (group.choice, group.sure) = choose(at, group, &context, gazetteer);
        }
    }
    let around = surroundings(&groups, gazetteer);
    let found = merge(groups)
        .into_iter()
        .map(|(choice, sure, members)| {
            let mut members: Vec<&Mention> = members.into_iter().map(|at| mentions[at]).collect();
            members.sort_by_key(|mention| (mention.text, mention.tokens.start));
            let weight = members.iter().map(|mention| weight(document, mention)).sum();
            (weight, found(document, &members, (choice, sure), around, gazetteer))
        })
        .collect();
    order(found)
}

/// Returns the city or region that the story is about, if its certain places lie in one region: counties and lakes that no
/// list holds are somewhere there.
fn surroundings(groups: &[Group], gazetteer: &Gazetteer) -> Option<PlaceIndex> {
    let mut counts: HashMap<(u16, u16), usize> = HashMap::new();
    let chosen = || groups.iter().filter(|group| group.sure).filter_map(|group| Some((group.choice?, group.mentions.len())));
    for (choice, mentions) in chosen() {
        let place = gazetteer.place(choice);
        if place.region != NOWHERE {
            *counts.entry((place.country, place.region)).or_default() += mentions;
        }
    }
    let total: usize = counts.values().sum();
    let (&home, _) = counts.iter().find(|(_, count)| **count * 2 > total)?;
    let inside = chosen().filter(|(choice, _)| (gazetteer.place(*choice).country, gazetteer.place(*choice).region) == home);
    inside.max_by_key(|(choice, mentions)| (gazetteer.place(*choice).kind, *mentions)).map(|(choice, _)| choice)
}

/// Returns the folded name of a mention under which the gazetteer may know it.
fn key(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>, gazetteer: &Gazetteer) -> String {
    let words: Vec<&str> = tokens.clone().map(|token| document.word(text, token).folded.as_str()).collect();
    let whole = fold(&words.join(" "));
    if words.len() > 1
        && gazetteer.bearers(&whole).next().is_none()
        && document.word(text, tokens.start).marks.has(Marks::DIRECTION)
    {
        return fold(&words[1..].join(" "));
    }
    whole
}

/// Returns the region that an abbreviation such as "La." means.
fn state(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>, gazetteer: &Gazetteer) -> Option<PlaceIndex> {
    let code = document.lexicon.state(text.written(tokens))?;
    gazetteer.region(gazetteer.region_of(code)?)
}

fn groups(document: &Document<'_>, mentions: &[&Mention], gazetteer: &Gazetteer) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, mention) in mentions.iter().enumerate() {
        let text = &document.texts[mention.text];
        let behind_comma = mention.tokens.start > 0 && document.word(text, mention.tokens.start - 1).text == ",";
        let abbreviated = if behind_comma { state(document, text, &mention.tokens, gazetteer) } else { None };
        let key = match abbreviated {
            Some(region) => fold(&gazetteer.shown_name(region)),
            None => key(document, text, &mention.tokens, gazetteer),
        };
        let said = abbreviated.or_else(|| container(document, mention, &key, gazetteer));
        match groups.iter_mut().find(|group| group.key == key && (group.said == said || group.said.is_none() || said.is_none())) {
            Some(group) => {
                group.mentions.push(at);
                group.said = group.said.or(said);
            }
            None => groups.push(Group { key, mentions: vec![at], said, choice: None, sure: false }),
        }
    }
    groups
}

/// Returns the country or region that stands behind a comma after the name and holds a place of this name.
fn container(document: &Document<'_>, mention: &Mention, key: &str, gazetteer: &Gazetteer) -> Option<PlaceIndex> {
    let text = &document.texts[mention.text];
    let end = mention.tokens.end;
    let sentence = &text.sentence_of(end - 1).tokens;
    if end + 1 >= sentence.end || document.word(text, end).text != "," {
        return None;
    }
    if let Some(region) = state(document, text, &(end + 1..end + 2), gazetteer) {
        return Some(region);
    }
    let behind = super::phrases::known_place(document, text, end + 1, sentence.end, gazetteer)?;
    let behind = key_of(document, text, &behind.tokens);
    let holds =
        |container: &PlaceIndex| gazetteer.bearers(key).any(|place| lies_in(gazetteer.place(place), *container, gazetteer));
    gazetteer
        .bearers(&behind)
        .filter(|place| matches!(gazetteer.place(*place).kind, PlaceKind::Country | PlaceKind::Region))
        .find(holds)
}

fn key_of(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> String {
    fold(&tokens.clone().map(|token| document.word(text, token).folded.as_str()).collect::<Vec<_>>().join(" "))
}

/// Says whether a place lies in a country or region, and is not that itself.
fn lies_in(place: &Place, container: PlaceIndex, gazetteer: &Gazetteer) -> bool {
    let container = gazetteer.place(container);
    match container.kind {
        PlaceKind::Country => place.kind != PlaceKind::Country && place.country == container.country,
        PlaceKind::Region => {
            place.kind == PlaceKind::City && place.country == container.country && place.region == container.region
        }
        _ => false,
    }
}

/// Where the source is at home: its region, or at least its country.
fn home(source: &str, gazetteer: &Gazetteer) -> Option<PlaceIndex> {
    let words: Vec<String> = source
        .split(|letter: char| !letter.is_alphanumeric() && letter != '.')
        .filter(|word| !word.is_empty())
        .map(fold)
        .collect();
    let mut found: Vec<PlaceIndex> = Vec::new();
    for start in 0..words.len() {
        for length in (1..=3.min(words.len() - start)).rev() {
            let key = words[start..start + length].join(" ");
            if key.len() > 3 {
                found.extend(gazetteer.bearers(&key).max_by(|a, b| {
                    standing(gazetteer.place(*a), gazetteer).total_cmp(&standing(gazetteer.place(*b), gazetteer))
                }));
            }
        }
    }
    // A paper that names a small place of that name and a state means the state: "Illinois Harbor Journal".
    let rated = found.into_iter().map(|place| (standing(gazetteer.place(place), gazetteer), place));
    rated.filter(|(standing, _)| *standing >= HOME_STANDING_MIN).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, place)| place)
}

/// What the chosen places of the story say of the others.
struct Context {
    /// Regions and countries of each group's choice.
    chosen: Vec<Option<(u16, u16, PlaceKind)>>,
    home: Option<(u16, u16)>,
}

impl Context {
    fn new(groups: &[Group], home: Option<PlaceIndex>, gazetteer: &Gazetteer) -> Self {
        let of = |place: PlaceIndex| {
            let place = gazetteer.place(place);
            (place.country, place.region, place.kind)
        };
        Self {
            chosen: groups.iter().map(|group| group.choice.filter(|_| group.sure || group.mentions.len() > 1).map(of)).collect(),
            home: home.map(of).map(|(country, region, _)| (country, region)),
        }
    }

    /// Returns how much the rest of the story speaks for a place.
    fn support(&self, at: usize, place: &Place) -> f32 {
        if place.country == NOWHERE {
            return 0.0;
        }
        let (mut country, mut region) = (0.0f32, 0.0f32);
        for (_, chosen) in self.chosen.iter().enumerate().filter(|(other, _)| *other != at) {
            let Some((other_country, other_region, kind)) = *chosen else { continue };
            if other_country != place.country {
                continue;
            }
            country += if kind == PlaceKind::Country { 1.0 } else { 0.5 };
            if place.region != NOWHERE && other_region == place.region {
                region += if kind == PlaceKind::Region { 2.0 } else { 1.2 };
            }
        }
        let mut support = country.min(2.0) + region.min(3.0);
        if let Some((home_country, home_region)) = self.home
            && home_country == place.country
        {
            support += if home_region != NOWHERE && home_region == place.region { 2.5 } else { 0.7 };
        }
        support
    }
}

/// Returns how much a place's kind and size speak for it.
fn standing(place: &Place, gazetteer: &Gazetteer) -> f32 {
    let english = gazetteer.iso(place.country).is_some_and(|iso| matches!(iso, "US" | "CA" | "GB" | "AU"));
    match place.kind {
        PlaceKind::Country => 6.3,
        PlaceKind::Area => 6.0,
        PlaceKind::Region if english => 4.8,
        PlaceKind::Region => 2.6,
        PlaceKind::City => {
            let people = (f64::from(place.population.max(500))).log10() as f32;
            people - 2.0 + if place.capital { 2.0 } else { 0.0 }
        }
    }
}

/// Says whether a name is that of a county, lake or the like, which lists of towns do not hold.
fn is_feature(document: &Document<'_>, mention: &Mention) -> bool {
    let text = &document.texts[mention.text];
    let marks = |token: usize| document.word(text, token).marks;
    mention.tokens.len() > 1
        && (marks(mention.tokens.end - 1).has(Marks::PLACE_END) || marks(mention.tokens.start).has(Marks::PLACE_START))
}

fn choose(at: usize, group: &Group, context: &Context, gazetteer: &Gazetteer) -> (Option<PlaceIndex>, bool) {
    let mut rated: Vec<(f32, PlaceIndex)> = gazetteer
        .bearers(&group.key)
        .map(|index| {
            let place = gazetteer.place(index);
            let said = group.said.filter(|said| *said == index || lies_in(place, *said, gazetteer)).map_or(0.0, |_| SAID);
            (standing(place, gazetteer) + context.support(at, place) + said, index)
        })
        .collect();
    rated.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    match rated[..] {
        [] => (None, false),
        [(score, only)] => (Some(only), score >= SURE_ALONE),
        // A city and the region of the same name around it: either answer is right.
        [(best, place), (next, other), ..] => {
            let (a, b) = (gazetteer.place(place), gazetteer.place(other));
            let nested = a.country == b.country && a.region == b.region && a.kind != b.kind;
            (Some(place), best - next >= SURE_MARGIN || nested && best >= SURE_ALONE)
        }
    }
}

/// Joins names that mean the same place: "U.S." and "United States".
fn merge(groups: Vec<Group>) -> Vec<(Option<PlaceIndex>, bool, Vec<usize>)> {
    let mut merged: Vec<(Option<PlaceIndex>, bool, Vec<usize>)> = Vec::new();
    let mut known: HashMap<PlaceIndex, usize> = HashMap::new();
    for group in groups {
        if let Some(&at) = group.choice.and_then(|choice| known.get(&choice)) {
            merged[at].1 |= group.sure;
            merged[at].2.extend(group.mentions);
            continue;
        }
        if let Some(choice) = group.choice {
            known.insert(choice, merged.len());
        }
        merged.push((group.choice, group.sure, group.mentions));
    }
    merged
}

fn found(
    document: &Document<'_>,
    mentions: &[&Mention],
    (choice, sure): (Option<PlaceIndex>, bool),
    around: Option<PlaceIndex>,
    gazetteer: &Gazetteer,
) -> FoundPlace {
    let written: Vec<String> = mentions
        .iter()
        .map(|mention| document.texts[mention.text].written(&mention.tokens).split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let near = around.filter(|_| mentions.first().is_some_and(|mention| is_feature(document, mention)));
    let place = choice.or(near).map(|place| gazetteer.place(place));
    let name = match choice {
        Some(choice) => gazetteer.shown_name(choice),
        None => written.first().map_or_else(String::new, |first| {
            if first.chars().any(char::is_lowercase) { first.clone() } else { with_capitals(&first.to_lowercase()) }
        }),
    };
    let mut aliases: Vec<CleanText> = Vec::new();
    for written in &written {
        let alias = CleanText::new(written);
        if *written != name && !aliases.contains(&alias) {
            aliases.push(alias);
        }
    }
    let country = place.and_then(|place| gazetteer.iso(place.country)).map(CleanText::new);
    let region =
        place.filter(|place| place.kind == PlaceKind::City || choice.is_none()).and_then(|place| gazetteer.region(place.region));
    FoundPlace {
        name: CleanText::new(&name),
        geonameid: choice.map(|choice| gazetteer.place(choice).geonameid).filter(|&id| id != 0),
        country,
        region: region.map(|region| CleanText::new(&gazetteer.shown_name(region))),
        lat: place.map(Place::lat),
        lon: place.map(Place::lon),
        sure,
        aliases,
        mentions: mentions.iter().map(|mention| document.texts[mention.text].range(&mention.tokens)).collect(),
    }
}
