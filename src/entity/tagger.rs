//! Tokens to mentions: which runs of words name a person, which a place, and which something else.
//!
//! Rules over capitals, lists and the words around; precision goes before recall. Everything that knows how a name is
//! recognised stands behind [`tag`], so that a trained tagger can take its place. Which person or place is meant is left
//! to `within` and `places`.

use std::ops::Range;

use super::credits::credits;
use super::document::{Case, Document, Text};
use super::evidence::{ENOUGH, THE_BEFORE, person_around, person_words, place_around, reading};
use super::gazetteer::{Gazetteer, NameFlags};
use super::lexicon::Marks;
use super::phrases::known_place;
use super::{agreement, headline};

/// What a mention names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Person,
    Place,
    /// An organisation, an event, a product: known not to be a person or place.
    Other,
}

/// A run of tokens that names somebody, somewhere or something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    /// Which of [`Document::texts`].
    pub(super) text: usize,
    pub(super) tokens: Range<usize>,
    pub(super) kind: Kind,
}

/// Returns the people and places that a story names, in the order of the story; nothing for text that is not English.
pub(super) fn tag(document: &Document<'_>, gazetteer: &Gazetteer) -> Vec<Mention> {
    if !document.is_english() {
        return Vec::new();
    }
    let mut mentions = Vec::new();
    let mut credit = Vec::new();
    for at in 0..document.texts.len() {
        let text = &document.texts[at];
        credit.push(credits(document, text));
        let mut tagger = TextTagger { document, text, at, gazetteer, credit: &credit[at], mentions: &mut mentions };
        tagger.tag();
    }
    agreement::agree(document, &credit, &mut mentions);
    headline::tag_loud(document, gazetteer, &credit, &mut mentions);
    mentions.retain(|mention| mention.kind != Kind::Other);
    mentions.sort_by_key(|mention| (mention.text, mention.tokens.start));
    mentions
}

struct TextTagger<'t, 'd> {
    document: &'t Document<'d>,
    text: &'t Text<'d>,
    at: usize,
    gazetteer: &'t Gazetteer,
    credit: &'t [bool],
    mentions: &'t mut Vec<Mention>,
}

/// What the name of a country says for a place by itself.
const COUNTRY_ALONE: f32 = 0.66;

/// Small words that join the capitalised parts of a person's name.
const JOINING: [&str; 18] =
    ["bin", "ibn", "bint", "van", "von", "de", "da", "di", "der", "den", "dos", "del", "della", "al", "el", "ul", "ter", "du"];

impl TextTagger<'_, '_> {
    fn tag(&mut self) {
        for sentence in &self.text.tokens.sentences {
            if headline::is_loud(self.document, self.text, &sentence.tokens) {
                continue;
            }
            let mut at = sentence.tokens.start;
            let shouts = {
                let first = self.document.word(self.text, at);
                first.case == Case::Upper && first.text.len() > 3
            };
            if sentence.opens || shouts {
                at = self.dateline(&sentence.tokens);
            }
            while at < sentence.tokens.end {
                if self.begins_run(at, &sentence.tokens) {
                    let end = self.run_end(at, sentence.tokens.end);
                    at = self.run(at..end, sentence.tokens.end).max(at + 1);
                } else {
                    at += 1;
                }
            }
        }
    }

    fn push(&mut self, tokens: Range<usize>, kind: Kind) {
        self.mentions.push(Mention { text: self.at, tokens, kind });
    }

    fn marks(&self, token: usize) -> Marks {
        self.document.word(self.text, token).marks
    }

    fn written(&self, token: usize) -> &str {
        self.text.words.get(token).map_or("", |&id| self.document.words[id].text)
    }

    fn is_name_token(&self, token: usize) -> bool {
        let word = self.document.word(self.text, token);
        word.is_capital()
            && !self.credit[token]
            && (!word.marks.has(Marks::FUNCTION) || matches!(word.text, "US" | "IT" | "May" | "Will"))
            && !matches!(word.text, "I" | "A")
    }

    /// Says whether the token may open a name; ordinary words at the start of a sentence do not.
    fn begins_run(&self, token: usize, sentence: &Range<usize>) -> bool {
        if !self.is_name_token(token) {
            return false;
        }
        let opens = token == sentence.start
            || matches!(self.written(token - 1), "\"" | "“" | "‘" | "'" | ":" | "``" | "--" | "—" | "•" | "-" | "–");
        let word = self.document.word(self.text, token);
        if !opens || !word.is_ordinary() || word.case == Case::Upper {
            return true;
        }
        let capital_next = token + 1 < sentence.end && self.is_name_token(token + 1);
        let given = word.names.has(NameFlags::GIVEN) && reading(word).person >= 0.5
            || word.names.has(NameFlags::SURNAME_FIRST)
            || reading(word).person >= 0.6;
        capital_next && (given || word.marks.has(Marks::TITLE | Marks::ROLE | Marks::ROLE_PART | Marks::DIRECTION))
            || word.marks.has(Marks::DEMONYM)
    }

    /// Returns where the capitalised run that begins at `start` ends.
    fn run_end(&self, start: usize, end: usize) -> usize {
        let mut at = start + 1;
        while at < end {
            if self.is_name_token(at) {
                at += 1;
                continue;
            }
            let small = (at..end).take(2).take_while(|&token| JOINING.contains(&self.written(token))).count();
            if small > 0 && at + small < end && self.is_name_token(at + small) && !self.text.touches(at) {
                at += small + 1;
                continue;
            }
            let generation = self.written(at) == "," && at + 1 < end && self.marks(at + 1).has(Marks::GENERATION);
            if generation && self.document.word(self.text, at + 1).is_capital() {
                at += 2;
                continue;
            }
            break;
        }
        at
    }

    /// Tags the names of one run; returns where to go on, which lies behind the run where a name goes on with "of".
    fn run(&mut self, run: Range<usize>, sentence_end: usize) -> usize {
        let mut at = run.start;
        let mut titled = self.follows_role(run.start);
        if titled {
            at = self.after_office(&run);
            // "Governor of Ohio Ines Varga": the place ends where the name begins.
            if let Some(place) = known_place(self.document, self.text, at, run.end, self.gazetteer)
                && place.tokens.end + 1 < run.end
                && self.is_given_name(place.tokens.end, run.end)
            {
                at = place.tokens.end;
                self.push(place.tokens, Kind::Place);
            }
        }
        while at < run.end {
            if let Some(place) = self.adjective_place(at, run.end) {
                let end = place.end;
                self.push(place, Kind::Place);
                titled = false;
                at = end;
                continue;
            }
            let chain = self.title_chain(at, run.end);
            if chain > at {
                if self.is_organisation(&(at..run.end)) {
                    self.push(at..run.end, Kind::Other);
                    return self.after_of(run.end, sentence_end);
                }
                titled = true;
                at = chain;
                continue;
            }
            let marks = self.marks(at);
            if marks.has(Marks::TIME) && !self.is_given_name(at, run.end) || marks.has(Marks::DEMONYM) {
                if marks.has(Marks::DEMONYM) && self.is_organisation(&(at..run.end)) {
                    self.push(at..run.end, Kind::Other);
                    return self.after_of(run.end, sentence_end);
                }
                titled = false;
                at += 1;
                continue;
            }
            if let Some(end) = self.country_prefix(at, run.end) {
                self.push(at..end, Kind::Place);
                at = end;
                continue;
            }
            let piece = at..self.piece_end(at, run.end);
            at = self.piece(&piece, titled, sentence_end);
            titled = false;
        }
        at
    }

    /// Says whether "Secretary of" or the like stands before the run.
    fn follows_role(&self, at: usize) -> bool {
        at >= 2
            && matches!(self.written(at - 1), "of" | "for")
            && self.marks(at - 2).has(Marks::ROLE)
            && self.document.word(self.text, at - 2).is_capital()
    }

    /// Skips the office after "Secretary of": "State", "Foreign Affairs".
    fn after_office(&self, run: &Range<usize>) -> usize {
        run.clone().find(|&token| !self.marks(token).has(Marks::ROLE_PART | Marks::NO_NAME)).unwrap_or(run.end)
    }

    /// Returns a place whose name begins like a nationality: "Saudi Arabia", "British Columbia".
    fn adjective_place(&self, at: usize, end: usize) -> Option<Range<usize>> {
        if !self.marks(at).has(Marks::DEMONYM) {
            return None;
        }
        let place = known_place(self.document, self.text, at, end, self.gazetteer)?;
        let goes_on = place.tokens.end < end && self.is_organisation(&(at..end));
        (place.tokens.len() > 1 && place.fame >= 0.6 && !goes_on).then_some(place.tokens)
    }

    fn is_given_name(&self, at: usize, end: usize) -> bool {
        at + 1 < end && self.document.word(self.text, at).names.has(NameFlags::GIVEN)
    }

    /// Returns the end of a chain of titles and roles such as "Russian Foreign Minister"; `at` where there is none.
    fn title_chain(&self, at: usize, end: usize) -> usize {
        let known = Marks::TITLE | Marks::ROLE | Marks::ROLE_PART | Marks::DEMONYM;
        let mut head = at;
        for token in at..end {
            let marks = self.marks(token);
            if !marks.has(known) || (token > at && self.is_likely_surname(token)) {
                break;
            }
            if marks.has(Marks::TITLE | Marks::ROLE) && !self.is_place_start(token, end) {
                head = token + 1;
            }
        }
        head
    }

    /// Says whether "St." here begins a place's name.
    fn is_place_start(&self, token: usize, end: usize) -> bool {
        matches!(self.document.word(self.text, token).folded.as_str(), "st")
            && known_place(self.document, self.text, token, end, self.gazetteer).is_some_and(|place| place.tokens.len() > 1)
    }

    /// Says whether a word that is also a title is a surname here, as in "Coretta King".
    fn is_likely_surname(&self, token: usize) -> bool {
        let word = self.document.word(self.text, token);
        word.names.has(NameFlags::SURNAME) && !word.text.ends_with('.') && reading(word).person >= 0.5
    }

    fn country_prefix(&self, at: usize, end: usize) -> Option<usize> {
        let prefix = matches!(self.written(at), "U.S." | "US" | "UK" | "U.K." | "UAE" | "USA");
        (prefix && at + 1 < end && !self.is_organisation(&(at..end))).then_some(at + 1)
    }

    /// Returns where the piece that begins at `at` ends: before the next title, nationality or date.
    fn piece_end(&self, at: usize, end: usize) -> usize {
        (at + 1..end)
            .find(|&token| {
                let marks = self.marks(token);
                let before = self.document.word(self.text, token - 1);
                let closes = token + 1 == end || self.marks(token + 1).has(Marks::GENERATION) || self.written(token + 1) == ",";
                let surname = self.is_likely_surname(token)
                    || closes && before.names.has(NameFlags::GIVEN) && reading(before).person >= 0.6;
                let title = marks.has(Marks::TITLE | Marks::ROLE) && !surname;
                let time = marks.has(Marks::TIME) && !self.document.word(self.text, token).names.has(NameFlags::SURNAME);
                (title || time || marks.has(Marks::DEMONYM)) && self.document.word(self.text, token).case != Case::Lower
            })
            .unwrap_or(end)
    }

    /// Says whether the words have the shape of an organisation's name.
    fn is_organisation(&self, words: &Range<usize>) -> bool {
        let last = words.end - 1;
        if words.len() < 2 || !self.marks(last).has(Marks::ORG_END | Marks::ORG_TAIL) {
            return false;
        }
        let first = self.document.word(self.text, words.start);
        let surname = self.document.word(self.text, last);
        let person = words.len() == 2
            && first.names.has(NameFlags::GIVEN)
            && reading(first).person >= 0.8
            && surname.names.has(NameFlags::SURNAME)
            && reading(surname).person >= 0.3;
        !person
            && known_place(self.document, self.text, words.start, words.end, self.gazetteer)
                .is_none_or(|place| place.tokens.end < words.end)
    }

    /// Skips "of the Interior" and "for Southeast Asian Nations" behind an organisation.
    fn after_of(&self, end: usize, sentence_end: usize) -> usize {
        let mut at = end;
        while at + 1 < sentence_end && matches!(self.written(at), "of" | "for" | "on" | "and" | "&") {
            let mut next = at + 1;
            while next < sentence_end && matches!(self.written(next), "the" | "and" | "of" | "for") {
                next += 1;
            }
            if self.written(at) == "and" || next >= sentence_end || !self.is_name_token(next) {
                break;
            }
            at = next;
            while at < sentence_end && self.is_name_token(at) {
                at += 1;
            }
        }
        at
    }

    /// Tags one piece; returns where to go on.
    fn piece(&mut self, piece: &Range<usize>, titled: bool, sentence_end: usize) -> usize {
        let first = self.document.word(self.text, piece.start);
        let goes_on = matches!(self.written(piece.end), "of" | "for");
        if goes_on && self.marks(piece.end - 1).has(Marks::ORG_OF) || self.is_organisation(piece) {
            self.push(piece.clone(), Kind::Other);
            return self.after_of(piece.end, sentence_end);
        }
        if piece.len() == 1 && (first.marks.has(Marks::NO_NAME | Marks::AGENCY | Marks::ORG_END) || first.case == Case::Initial) {
            return piece.end;
        }
        let (place, fame, end) = self.place(piece, sentence_end);
        if end > piece.end {
            self.push(piece.start..end, Kind::Place);
            return end;
        }
        let person = person_words(self.document, self.text, piece) + person_around(self.document, self.text, piece, titled);
        let wanted = self.person_wanted(piece, titled);
        if person >= wanted && person > place {
            self.push(piece.clone(), Kind::Person);
        } else if place >= ENOUGH {
            self.push(piece.clone(), Kind::Place);
            if self.written(end) == "," && end + 1 < sentence_end && self.document.lexicon.state(self.written(end + 1)).is_some()
            {
                self.push(end + 1..end + 2, Kind::Place);
                return end + 2;
            }
        } else if piece.len() > 1 || first.case == Case::Upper || fame == 0.0 && reading(first).other >= 0.5 {
            self.push(piece.clone(), Kind::Other);
        }
        piece.end
    }

    /// Returns how much evidence a person needs here: a single word more than a full name.
    fn person_wanted(&self, piece: &Range<usize>, titled: bool) -> f32 {
        let first = self.document.word(self.text, piece.start);
        match piece.len() {
            1 if first.is_ordinary() && !titled => 2.0,
            1 if first.case == Case::Upper && first.text.chars().count() <= 5 => 1.3,
            1 if titled => 0.75,
            1 => 0.85,
            _ => ENOUGH - 0.04,
        }
    }

    /// Returns how much speaks for a place, how famous the known place is, and where its name ends.
    fn place(&self, piece: &Range<usize>, sentence_end: usize) -> (f32, f32, usize) {
        let around = place_around(self.document, self.text, piece);
        let read =
            piece.clone().map(|token| reading(self.document.word(self.text, token)).place).sum::<f32>() / piece.len() as f32;
        let start = if piece.len() > 1 && self.marks(piece.start).has(Marks::DIRECTION) { piece.start + 1 } else { piece.start };
        let known = [piece.start, start]
            .into_iter()
            .filter_map(|start| known_place(self.document, self.text, start, sentence_end, self.gazetteer))
            .find(|known| known.tokens.end >= piece.end);
        let Some(known) = known else {
            let end = self.marks(piece.end - 1);
            let street = ["Street", "Avenue", "Road", "Boulevard", "Hotel"].contains(&self.written(piece.end - 1));
            let shaped =
                piece.len() > 1 && (end.has(Marks::PLACE_END) && !street || self.marks(piece.start).has(Marks::PLACE_START));
            let score = if shaped { 0.55 + read * 0.4 } else { read * 0.7 - 0.05 };
            return (score + around, 0.0, piece.end);
        };
        let first = self.document.word(self.text, piece.start);
        let words = reading(first);
        let mut score = match piece.len() {
            1 if words.sure > 0.0 => words.place * 0.55 + known.fame * 0.4,
            // Never read as anything: a word that lists know as a place and not as a surname is most likely the place.
            1 if first.names.has(NameFlags::GIVEN | NameFlags::SURNAME) => known.fame * 0.75,
            1 if first.names.has(NameFlags::RARE_SURNAME) => 0.25 + known.fame * 0.5,
            1 => 0.42 + known.fame * 0.4,
            _ => 0.35 + known.fame * 0.3 + read * 0.4,
        };
        // Countries are what they seem, unless their name is also somebody's: "Chad", "Jordan".
        if known.fame >= 1.0 && piece.len() == 1 && words.person < 0.1 && !first.is_ordinary() {
            score = score.max(COUNTRY_ALONE);
        }
        if self.region_follows(known.tokens.end, sentence_end) {
            score += 0.45;
        }
        if known.fame >= 0.9 && piece.start > 0 && matches!(self.written(piece.start - 1), "the" | "The") {
            score += THE_BEFORE;
        }
        if piece.len() == 1 && first.is_ordinary() {
            score -= 0.3;
        }
        (score + around, known.fame, known.tokens.end)
    }

    /// Says whether ", Switzerland" or ", La." follows.
    fn region_follows(&self, end: usize, sentence_end: usize) -> bool {
        if self.written(end) != "," || end + 1 >= sentence_end {
            return false;
        }
        known_place(self.document, self.text, end + 1, sentence_end, self.gazetteer).is_some_and(|place| place.fame >= 0.6)
            || self.document.lexicon.state(self.written(end + 1)).is_some()
    }

    /// Tags the place before a story's first dash: "BANDAR SERI BEGAWAN, Brunei, July 2 (UPI) --". Returns where the text begins.
    fn dateline(&mut self, sentence: &Range<usize>) -> usize {
        const DATELINE_TOKENS_MAX: usize = 18;
        let end = (sentence.end).min(sentence.start + DATELINE_TOKENS_MAX);
        let Some(dash) = (sentence.start..end).find(|&token| matches!(self.written(token), "--" | "—" | "–" | "-" | "---"))
        else {
            return sentence.start;
        };
        let agency = (sentence.start..dash)
            .any(|token| self.written(token) == "(" && self.document.word(self.text, token + 1).case != Case::Lower);
        let town_end = (sentence.start..dash).find(|&token| !self.is_name_token(token)).unwrap_or(dash);
        let town = sentence.start..town_end;
        let capitals = !town.is_empty() && town.clone().all(|token| self.document.word(self.text, token).case == Case::Upper);
        let lower = (sentence.start..dash).any(|token| self.document.word(self.text, token).case == Case::Lower);
        if town.is_empty() || lower || !(agency || capitals) || town.len() > 4 {
            return sentence.start;
        }
        if town.clone().any(|token| self.marks(token).has(Marks::NO_NAME | Marks::AGENCY | Marks::TIME)) {
            return dash + 1;
        }
        self.push(town, Kind::Place);
        let mut at = town_end;
        while at < dash {
            match known_place(self.document, self.text, at, dash, self.gazetteer) {
                Some(place) if self.is_name_token(at) && !self.marks(at).has(Marks::AGENCY) => {
                    at = place.tokens.end;
                    self.push(place.tokens, Kind::Place);
                }
                _ => at += 1,
            }
        }
        dash + 1
    }
}
