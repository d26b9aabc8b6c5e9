//! Which places a story names: its mentions gathered under their names, decided by `resolve`, and made ready to be shown.
//!
//! Reads what stands around a name: "Barrow and Jackson counties", words that belong to a country. Which of several
//! namesakes is meant is left to `resolve`, where the words right beside a name put it to `container`.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::container::{container, state};
use super::document::{Case, Document, Text};
use super::fold::{fold, with_capitals};
use super::gazetteer::{Gazetteer, NameFlags, Place, PlaceIndex, PlaceKind};
use super::home;
use super::lexicon::Marks;
use super::phrases::{has_region, is_before_noun, key_of};
use super::resolve::{Around, Choice, Name, resolve};
use super::salience::{order, weight};
use super::tagger::{Kind, Mention};
use super::within::first_ones;
use crate::domain::{Field, FoundPlace, PlaceKind as Extent, SourceHome};
use crate::text::CleanText;

/// Tokens in which a dateline comes to its dash.
const DATELINE_TOKENS: usize = 14;

/// Capitals as few as these stay capitals.
const ABBREVIATION_BYTES_MAX: usize = 4;

/// What a name that was only overheard weighs, and how many places may bear it.
const OVERHEARD: f32 = 0.5;
const OVERHEARD_BEARERS_MAX: usize = 3;
/// So many say all that there is to hear.
const OVERHEARD_MAX: usize = 60;

/// All mentions of one name that mean one place.
struct Group {
    key: String,
    mentions: Vec<usize>,
    /// The country or region that the story names right behind the name.
    said: Option<PlaceIndex>,
    /// The region that an abbreviation means: nothing is left to decide.
    fixed: Option<PlaceIndex>,
    /// Whether one of the mentions says that a county is meant.
    county: bool,
    /// Whether one of them says that a region is meant: "Sagaing province".
    region: bool,
}

/// So many different names of places are looked at in one story, and so many mentions of them: each is compared with the others.
const NAMES_MAX: usize = 250;
const MENTIONS_MAX: usize = 4_000;

/// Returns the places of a story, those it is most about first, and how many further names were left out.
pub(super) fn places(
    document: &Document<'_>,
    mentions: &[Mention],
    source: Option<&SourceHome>,
    gazetteer: &Gazetteer,
) -> (Vec<FoundPlace>, u32) {
    let overheard = overheard(document, mentions, gazetteer);
    let (mentions, left_out) = first_ones(document, mentions, Kind::Place, NAMES_MAX, MENTIONS_MAX);
    let mut groups = groups(document, &mentions, gazetteer);
    groups.retain(|group| !is_only_a_first_word(document, &mentions, group, gazetteer));
    let named = groups.iter().map(|group| name(document, &mentions, group, &groups, gazetteer));
    let title = source.and_then(|source| home::in_title(source.title.as_str(), gazetteer));
    let names: Vec<Name> = named.chain(title).chain(overheard).collect();
    let around = Around {
        countries: countries_in_words(document),
        peoples: document
            .words
            .iter()
            .filter(|word| word.is_capital())
            .filter_map(|word| gazetteer.people_of(&word.folded))
            .collect(),
        home: source.map(|source| home::read(source, gazetteer)).unwrap_or_default(),
    };
    let choices = resolve(&names, &around, gazetteer);
    let found = merge(groups, &choices)
        .into_iter()
        .map(|(choice, members)| {
            let mut members: Vec<&Mention> = members.into_iter().map(|at| mentions[at]).collect();
            members.sort_by_key(|mention| (mention.text, mention.tokens.start));
            let weight = members.iter().map(|mention| weight(document, mention)).sum();
            (weight, found(document, &members, choice, gazetteer))
        })
        .collect();
    (order(found), left_out)
}

/// Returns the folded name of a mention under which the gazetteer may know it.
fn key(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>, gazetteer: &Gazetteer) -> String {
    let whole = key_of(text, tokens);
    // "The Trent" is found by its article.
    let article = tokens.start > 0 && document.word(text, tokens.start - 1).folded == "the";
    if article && !is_before_noun(document, text, tokens.end) {
        let with_article = format!("the {whole}");
        if gazetteer.bearers(&with_article).next().is_some() {
            return with_article;
        }
    }
    if tokens.len() < 2 || gazetteer.bearers(&whole).next().is_some() {
        return whole;
    }
    // "The Hague" keeps its article, "the Bronx" loses it.
    let first = document.word(text, tokens.start);
    let rest = key_of(text, &(tokens.start + 1..tokens.end));
    let known = || gazetteer.bearers(&rest).any(|place| is_well_known(&gazetteer.place(place)));
    if first.folded == "the" || first.marks.has(Marks::DIRECTION) && known() {
        return rest;
    }
    // "Edo State", "Anbar Province", "Benghazi City"
    let bare = key_of(text, &(tokens.start..tokens.end - 1));
    match document.word(text, tokens.end - 1).folded.as_str() {
        "city" if gazetteer.bearers(&bare).any(|place| gazetteer.place(place).kind == PlaceKind::City) => bare,
        kind if document.vocabulary.language.places.region_kinds.contains(&kind) && has_region(gazetteer, &bare) => bare,
        _ => whole,
    }
}

/// Says whether "northern" before the name still speaks of this place: "West Wing" is not the western part of Wing.
fn is_well_known(place: &Place) -> bool {
    place.kind != PlaceKind::City || place.population >= 50_000
}

fn groups(document: &Document<'_>, mentions: &[&Mention], gazetteer: &Gazetteer) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, mention) in mentions.iter().enumerate() {
        let text = &document.texts[mention.text];
        let behind_comma = mention.tokens.start > 0 && document.word(text, mention.tokens.start - 1).text == ",";
        let written = text.written(&mention.tokens);
        let dotted = written.len() > 3 && written.ends_with('.');
        // "LA" by itself is the city.
        let postal = written.len() == 2 && written.bytes().all(|letter| letter.is_ascii_uppercase()) && written != "LA";
        let fixed = if behind_comma || dotted || postal { state(document, text, &mention.tokens) } else { None };
        // "D.C." is the city itself.
        let is_city = |region: PlaceIndex| {
            let inside = |city: Place| city.kind == PlaceKind::City && city.region == gazetteer.place(region).region;
            gazetteer.bearers(&fold(written)).any(|city| inside(gazetteer.place(city)))
        };
        let fixed = fixed.filter(|region| !is_city(*region));
        let key = match fixed {
            Some(region) => fold(&gazetteer.shown_name(region)),
            None => key(document, text, &mention.tokens, gazetteer),
        };
        let said = if fixed.is_some() { None } else { container(document, mention, &key) };
        let county = is_among_counties(document, mention);
        let region = is_before_kind(document, mention);
        let same = |group: &&mut Group| {
            group.key == key && group.fixed == fixed && (group.said == said || group.said.is_none() || said.is_none())
        };
        match groups.iter_mut().find(same) {
            Some(group) => {
                group.mentions.push(at);
                group.said = group.said.or(said);
                group.county |= county;
                group.region |= region;
            }
            None => groups.push(Group { key, mentions: vec![at], said, fixed, county, region }),
        }
    }
    groups
}

/// Says whether nothing but its place gives a word its capital letter: a single word that no list knows and that only ever stands
/// behind a dateline, as in "VALENCIA — Dockworkers in Valencia voted".
fn is_only_a_first_word(document: &Document<'_>, mentions: &[&Mention], group: &Group, gazetteer: &Gazetteer) -> bool {
    let stands_first = |mention: &Mention| {
        let text = &document.texts[mention.text];
        let start = mention.tokens.start;
        let sentence = text.sentence_of(start);
        let behind_dash = start > sentence.tokens.start && matches!(document.word(text, start - 1).text, "--" | "—" | "–");
        let small = text.written(&mention.tokens).chars().skip(1).all(char::is_lowercase);
        mention.tokens.len() == 1 && small && sentence.opens && behind_dash
    };
    group.fixed.is_none()
        && gazetteer.bearers(&group.key).next().is_none()
        && group.mentions.iter().all(|at| stands_first(mentions[*at]))
}

/// Says whether the name is one of a list that ends with "counties", or stands before "county" itself.
fn is_among_counties(document: &Document<'_>, mention: &Mention) -> bool {
    let text = &document.texts[mention.text];
    let sentence = &text.sentence_of(mention.tokens.end - 1).tokens;
    for token in mention.tokens.end..sentence.end.min(mention.tokens.end + 24) {
        let word = document.word(text, token);
        match word.folded.as_str() {
            "county" | "parish" => return token == mention.tokens.end,
            "counties" | "parishes" => return true,
            "and" | "or" => {}
            _ if word.is_capital() || word.text == "," => {}
            _ => return false,
        }
    }
    false
}

/// Says whether the word for a kind of region stands behind a name: "Sagaing province".
fn is_before_kind(document: &Document<'_>, mention: &Mention) -> bool {
    let text = &document.texts[mention.text];
    let end = mention.tokens.end;
    let within = end < text.sentence_of(end - 1).tokens.end;
    let is_kind = |token: usize| {
        let kinds = document.vocabulary.language.places.region_kinds;
        kinds.contains(&document.word(text, token).folded.as_str())
    };
    within && is_kind(end) || is_kind(end - 1)
}

/// Returns a name with everybody who may be meant.
fn name(document: &Document<'_>, mentions: &[&Mention], group: &Group, groups: &[Group], gazetteer: &Gazetteer) -> Name {
    let counties = || {
        ["county", "parish", "borough"]
            .map(|kind| format!("{} {kind}", group.key))
            .into_iter()
            .chain([format!("county {}", group.key)])
    };
    let mut bearers: Vec<PlaceIndex> = match group.fixed {
        Some(region) => vec![region],
        None => gazetteer.bearers(&group.key).collect(),
    };
    let called = || groups.iter().any(|other| is_county_of(&other.key, &group.key));
    if group.fixed.is_none() && (group.county || bearers.is_empty() || called()) {
        let known = counties().flat_map(|county| gazetteer.bearers(&county).collect::<Vec<_>>()).collect::<Vec<_>>();
        if group.county && !known.is_empty() {
            bearers.retain(|place| gazetteer.place(*place).county);
        }
        bearers.extend(known);
        bearers.sort_unstable();
        bearers.dedup();
    }
    let is_region = |place: &PlaceIndex| {
        let place = gazetteer.place(*place);
        place.kind == PlaceKind::Region && !place.county
    };
    if group.region && bearers.iter().any(is_region) {
        bearers.retain(is_region);
    }
    // Where the story puts a town into a country or region, that is the one which bears the name.
    let holds = groups.iter().filter_map(|other| other.said).find(|said| bearers.contains(said));
    let placed = |at: &&usize| {
        let mention = mentions[**at];
        document.texts[mention.text].field == Field::Title || is_dateline(document, mention)
    };
    let count = group.mentions.len() as f32 + 2.0 * group.mentions.iter().filter(placed).count().min(2) as f32;
    let beside = beside(document, mentions, group, groups);
    let country = |place: &PlaceIndex| gazetteer.place(*place).kind == PlaceKind::Country;
    let before_noun = bearers.iter().any(country)
        && group.mentions.iter().map(|at| mentions[*at]).any(|mention| {
            let text = &document.texts[mention.text];
            // "Voters in Georgia went to the polls."
            let somewhere = mention.tokens.start > 0 && {
                let before = document.word(text, mention.tokens.start - 1);
                before.marks.has(Marks::LOCATIVE) || matches!(before.text, "of" | "to" | "from")
            };
            text.field == Field::Text && !somewhere && is_before_noun(document, text, mention.tokens.end)
        });
    Name { bearers, said: group.said, weight: 1.0 + 0.5 * count.ln(), named: true, beside, before_noun, holds }
}

/// Returns the names that stand in one list with this one: "Georgia, Michigan and Arizona".
fn beside(document: &Document<'_>, mentions: &[&Mention], group: &Group, groups: &[Group]) -> Vec<usize> {
    let mut beside = Vec::new();
    for mention in group.mentions.iter().map(|at| mentions[*at]) {
        let text = &document.texts[mention.text];
        let sentence = &text.sentence_of(mention.tokens.start).tokens;
        let joins = |tokens: Range<usize>| {
            !tokens.is_empty()
                && tokens.len() <= 2
                && sentence.start <= tokens.start
                && tokens.end <= sentence.end
                && tokens.clone().all(|token| matches!(document.word(text, token).text, "," | "and" | "or" | "&"))
        };
        // "Washington, D.C." is no list.
        let lists = |other: &Group| other.key != group.key && other.said.is_none() && group.said.is_none();
        for (at, other) in groups.iter().enumerate().filter(|(_, other)| lists(other)) {
            let next = |other: &&Mention| {
                other.text == mention.text
                    && (joins(mention.tokens.end..other.tokens.start.max(mention.tokens.end))
                        || joins(other.tokens.end..mention.tokens.start.max(other.tokens.end)))
            };
            if !beside.contains(&at) && other.mentions.iter().map(|at| mentions[*at]).any(|other| next(&other)) {
                beside.push(at);
            }
        }
    }
    beside
}

/// Says whether a folded name is that of the county which is called after a place.
fn is_county_of(county: &str, place: &str) -> bool {
    county.strip_prefix(place).is_some_and(|kind| matches!(kind, " county" | " parish" | " borough"))
        || county.strip_prefix("county ") == Some(place)
}

/// Returns what sounds like a place and was not taken for one: shown to nobody, but "Sagunto" speaks for Spain.
fn overheard(document: &Document<'_>, mentions: &[Mention], gazetteer: &Gazetteer) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for (at, text) in document.texts.iter().enumerate() {
        let mut taken = vec![false; text.words.len()];
        mentions.iter().filter(|mention| mention.text == at).for_each(|mention| taken[mention.tokens.clone()].fill(true));
        let mut next = 0;
        for (token, taken) in taken.into_iter().enumerate() {
            let word = document.word(text, token);
            if taken || token < next || word.case != Case::Capital || word.is_ordinary() {
                continue;
            }
            if names.len() >= OVERHEARD_MAX {
                return names;
            }
            let Some(known) = text.place_at(token) else { continue };
            next = known.tokens.end;
            // Names of people are places somewhere; so are most words.
            let odd = known.tokens.len() == 1
                && (word.names.has(NameFlags::GIVEN | NameFlags::SURNAME) || word.marks != Marks::default());
            let bearers: Vec<PlaceIndex> = gazetteer.bearers(&key_of(text, &known.tokens)).collect();
            if !odd && bearers.len() <= OVERHEARD_BEARERS_MAX && names.iter().all(|name| name.bearers != bearers) {
                names.push(Name { bearers, weight: OVERHEARD, ..Name::default() });
            }
        }
    }
    names
}

/// Says whether the mention opens its text and is followed by a dash, as in "GENEVA, Nov. 23 (AP) --".
fn is_dateline(document: &Document<'_>, mention: &Mention) -> bool {
    let text = &document.texts[mention.text];
    let sentence = text.sentence_of(mention.tokens.start);
    sentence.opens
        && mention.tokens.start == sentence.tokens.start
        && (mention.tokens.end..sentence.tokens.end.min(mention.tokens.end + DATELINE_TOKENS))
            .any(|token| matches!(document.word(text, token).text, "-" | "--" | "—" | "–"))
}

/// Counts the words that belong to one country: names of its people, and what only its papers write.
fn countries_in_words(document: &Document<'_>) -> HashMap<u16, f32> {
    let mut counts: HashMap<u16, f32> = HashMap::new();
    for country in document.words.iter().flat_map(|word| &word.known.countries) {
        *counts.entry(*country).or_default() += 1.0;
    }
    counts
}

/// Joins names that mean the same place: "U.S." and "United States".
fn merge(groups: Vec<Group>, choices: &[Choice]) -> Vec<(Choice, Vec<usize>)> {
    let mut merged: Vec<(Choice, Vec<usize>)> = Vec::new();
    let mut known: HashMap<PlaceIndex, usize> = HashMap::new();
    for (group, choice) in groups.into_iter().zip(choices) {
        if let Some(&at) = choice.place.and_then(|place| known.get(&place)) {
            merged[at].0.sure |= choice.sure;
            merged[at].1.extend(group.mentions);
            continue;
        }
        if let Some(place) = choice.place {
            known.insert(place, merged.len());
        }
        merged.push((*choice, group.mentions));
    }
    merged
}

fn found(document: &Document<'_>, mentions: &[&Mention], choice: Choice, gazetteer: &Gazetteer) -> FoundPlace {
    let written: Vec<String> = mentions
        .iter()
        .map(|mention| document.texts[mention.text].written(&mention.tokens).split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let place = choice.place.or(choice.near).map(|place| gazetteer.place(place));
    let name = match choice.place {
        Some(place) => as_written(gazetteer.shown_name(place), &written),
        None => written.first().map_or_else(String::new, |first| {
            let loud = first.chars().all(|letter| !letter.is_lowercase()) && first.len() > ABBREVIATION_BYTES_MAX;
            if loud { with_capitals(&first.to_lowercase()) } else { first.clone() }
        }),
    };
    let mut aliases: Vec<CleanText> = Vec::new();
    for written in written.iter().filter(|written| **written != name) {
        let alias = CleanText::new(written);
        if !aliases.contains(&alias) {
            aliases.push(alias);
        }
    }
    let country = place.and_then(|place| gazetteer.iso(place.country)).map(CleanText::new);
    // A region lies in no region; what no list holds lies in the one beside it.
    let inside = |place: &Place| choice.place.is_none() || !place.is_wide();
    let region = place.filter(inside).and_then(|place| gazetteer.region(place.region));
    // The middle of a whole country is not where an unlisted place in it is.
    let spot = |place: &Place| choice.place.is_some() || place.kind != PlaceKind::Country;
    let kind = match choice.place.map(|place| gazetteer.place(place)) {
        Some(place) if place.kind == PlaceKind::Country => Extent::Country,
        Some(place) if place.kind == PlaceKind::Region && !place.county => Extent::Region,
        _ => Extent::Spot,
    };
    FoundPlace {
        name: CleanText::new(&name),
        kind,
        geonameid: choice.place.map(|place| gazetteer.place(place).geonameid).filter(|&id| id != 0),
        country,
        region: region.map(|region| CleanText::new(&gazetteer.shown_name(region))),
        lat: place.filter(spot).map(|place| place.lat()),
        lon: place.filter(spot).map(|place| place.lon()),
        sure: choice.sure,
        aliases,
        mentions: mentions.iter().map(|mention| document.texts[mention.text].range(&mention.tokens)).collect(),
    }
}

/// Returns the usual name of a place as the story spells it, where only accents, dots and the like differ: "St Andrews".
fn as_written(shown: String, written: &[String]) -> String {
    let key = fold(&shown);
    let alike = |form: &&String| form.chars().any(char::is_lowercase) && fold(form) == key;
    if written.contains(&shown) { shown } else { written.iter().find(alike).cloned().unwrap_or(shown) }
}
