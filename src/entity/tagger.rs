//! Tokens to mentions: which runs of words name a person, which a place, and which something else.
//!
//! The trained model decides sentence by sentence; rules stand around it for what is certain: credits and bylines name nobody
//! of the story, a dateline names places, nationalities and months are none, capitals that mean nothing are passed over, and
//! the mentions of one story agree. Which person or place is meant is left to `within` and `places`.

use std::ops::Range;

use super::budget::Budget;
use super::credits::credits;
use super::dateline::dateline;
use super::document::Document;
use super::memory::Remembering;
use super::net::labels::{Class, decode};
use super::net::{Net, Scene};
use super::sport::{SPORT_MOST, plays, sport, team};
use super::{agreement, bounds, headline};

/// What a mention names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Person,
    Place,
    /// An organisation, an event, a product: known not to be a person or place.
    Other,
}

/// A run of tokens that names somebody, somewhere or something.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mention {
    /// Which of [`Document::texts`].
    pub(super) text: usize,
    pub(super) tokens: Range<usize>,
    pub(super) kind: Kind,
    pub(super) shares: Shares,
}

/// How likely the model finds the kinds of one mention, 0 to 1; what is left is for organisations and for no name at all.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Shares {
    pub(super) person: f32,
    pub(super) place: f32,
}

impl Shares {
    /// Returns the share of a kind.
    pub(super) fn of(self, kind: Kind) -> f32 {
        match kind {
            Kind::Person => self.person,
            Kind::Place => self.place,
            Kind::Other => 1.0 - self.person - self.place,
        }
    }
}

impl Mention {
    /// Makes a mention that a rule is certain of.
    pub(super) fn certain(text: usize, tokens: Range<usize>, kind: Kind) -> Self {
        let share = |of: Kind| if kind == of { 1.0 } else { 0.0 };
        Self { text, tokens, kind, shares: Shares { person: share(Kind::Person), place: share(Kind::Place) } }
    }

    /// Says whether it stands in a sentence of a text.
    pub(super) fn is_within(&self, sentence: &Range<usize>, text: usize) -> bool {
        self.text == text && sentence.contains(&self.tokens.start)
    }
}

/// No name is longer, in tokens: what the model runs together beyond this is none.
const NAME_TOKENS_MAX: usize = 60;

/// Adds mentions that a rule has found; those before that overlap one and may give way are dropped.
pub(super) fn insert(mentions: &mut Vec<Mention>, mut found: Vec<Mention>, gives_way: impl Fn(&Mention) -> bool) {
    let mut taken = [Vec::new(), Vec::new()];
    for Mention { text, tokens, .. } in &found {
        let taken: &mut Vec<bool> = &mut taken[*text];
        taken.resize(taken.len().max(tokens.end), false);
        taken[tokens.clone()].fill(true);
    }
    let is_taken = |mention: &Mention| mention.tokens.clone().any(|token| taken[mention.text].get(token) == Some(&true));
    mentions.retain(|mention| !gives_way(mention) || !is_taken(mention));
    mentions.append(&mut found);
}

/// What a model finds in a story.
#[derive(Debug)]
pub(super) struct Findings {
    /// In the order of the story.
    pub(super) mentions: Vec<Mention>,
    /// How much of the text was read; `None` for all of it.
    pub(super) read_bytes: Option<usize>,
}

/// Returns the people and places that a story names, in the order of the story, by what a model has found in it.
pub(super) fn tag(document: &Document<'_>, found: &[Mention], remembering: &mut Remembering<'_>) -> Vec<Mention> {
    let is_of_sport = sport(document) == SPORT_MOST;
    let mut mentions = Vec::new();
    let mut loud = Vec::new();
    let mut credit = Vec::new();
    for (at, text) in document.texts.iter().enumerate() {
        let credits = credits(document, text);
        for sentence in &text.tokens.sentences {
            let range = &sentence.tokens;
            let opening = dateline(document, text, sentence);
            mentions.extend(opening.places.into_iter().map(|tokens| Mention::certain(at, tokens, Kind::Place)));
            let place = |token: usize| found.partition_point(|name| (name.text, name.tokens.start) < (at, token));
            let names = found[place(range.start)..place(range.end)].iter();
            let names = names.filter(|name| name.tokens.len() <= NAME_TOKENS_MAX).cloned();
            let told = names.filter(|name| name.tokens.start >= opening.end && !credits[name.tokens.clone()].contains(&true));
            let told = bounds::fit(document, text, told).into_iter();
            let told = told.map(|mention| {
                if is_of_sport || plays(document, text, &mention.tokens) { team(document, text, range, mention) } else { mention }
            });
            if text.is_loud(range.start) { loud.extend(told) } else { mentions.extend(told) }
        }
        credit.push(credits);
    }
    agreement::agree(document, &credit, &mut mentions, remembering);
    headline::tag_loud(document, &credit, &loud, &mut mentions);
    mentions.retain(|mention| mention.kind != Kind::Other);
    mentions.sort_by_key(|mention| (mention.text, mention.tokens.start));
    mentions
}

/// Returns what the network finds in a story, before any rule.
pub(super) fn names(document: &Document<'_>, net: &Net, budget: Budget) -> Findings {
    let scene = Scene::new(document);
    let (shares, read) = net.read_story(document, &scene, budget);
    let title = document.texts[0].words.len();
    let mut names = Vec::new();
    for run in &scene.runs {
        let (at, start) = if run.start < title { (0, run.start) } else { (1, run.start - title) };
        names.extend(decode(&shares[run.clone()]).into_iter().map(|found| {
            let kind = match found.class {
                Class::Person => Kind::Person,
                Class::Place => Kind::Place,
                Class::Organisation | Class::Misc => Kind::Other,
            };
            let [person, place, ..] = found.shares;
            let tokens = found.tokens.start + start..found.tokens.end + start;
            Mention { text: at, tokens, kind, shares: Shares { person, place } }
        }));
    }
    let unread = (read < shares.len()).then(|| document.texts[1].tokens.tokens.get(read.saturating_sub(title))).flatten();
    Findings { mentions: names, read_bytes: unread.map(|token| token.bytes.start) }
}
