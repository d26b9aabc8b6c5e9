//! Writes a text from patterns with places for names, and remembers who is in it.

use std::collections::HashMap;
use std::ops::Range;

use super::super::chance::Chance;
use super::lists::Lists;
use crate::entity::net::labels::Class;

/// Somebody of the text.
#[derive(Clone, Debug)]
struct Person {
    full: String,
    short: String,
}

/// A text that is being written.
///
/// A pattern is text with places in braces: a letter says what stands there, a digit behind it makes it the same again.
/// `P` a person in full, `p` the same by surname, `G` a given name, `L` a surname, `I` a surname with initials; `C` a town, `V` a
/// large one, `K` a country; `O` a firm, `F` a firm with the name of a person, `T` a team; `M` something else that has a
/// person's name, `D` an adjective of a country; `S` a surname, `g` a given name, `t` a town, `k` a country that are no names by themselves;
/// `n` a number, `N` a large one, `d` a day, `m` a month, `r` a role, `j` a trade, `y` a year. What stands between `<P:` and `>` is
/// one name of a class: `P`, `L`, `O` or `M`; the places inside are no names of their own.
#[derive(Debug)]
pub(super) struct Teller<'l> {
    pub(super) lists: &'l Lists,
    pub(super) chance: &'l mut Chance,
    text: String,
    names: Vec<(Range<usize>, Class)>,
    people: HashMap<char, Person>,
    words: HashMap<(char, char), String>,
    /// Inside a name: no marks.
    inside: bool,
}

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const ROLES: [&str; 46] = [
    "chief executive",
    "chairman",
    "spokesman",
    "spokeswoman",
    "mayor",
    "governor",
    "coach",
    "captain",
    "manager",
    "analyst",
    "economist",
    "professor",
    "lawyer",
    "director",
    "foreign minister",
    "finance minister",
    "prime minister",
    "president",
    "senator",
    "lawmaker",
    "editor",
    "researcher",
    "farmer",
    "teacher",
    "nurse",
    "police chief",
    "fire chief",
    "sheriff",
    "prosecutor",
    "judge",
    "actor",
    "singer",
    "rapper",
    "novelist",
    "film director",
    "midfielder",
    "striker",
    "goalkeeper",
    "quarterback",
    "driver",
    "founder",
    "owner",
    "resident",
    "activist",
    "historian",
    "defense minister",
];
const TRADES: [&str; 24] = [
    "retailer",
    "carmaker",
    "bank",
    "airline",
    "drugmaker",
    "chipmaker",
    "insurer",
    "lender",
    "brewer",
    "miner",
    "publisher",
    "broadcaster",
    "startup",
    "utility",
    "supermarket",
    "manufacturer",
    "developer",
    "brokerage",
    "consultancy",
    "conglomerate",
    "fashion house",
    "oil company",
    "shipping line",
    "software company",
];
const PARTICLES: [&str; 10] = ["van", "de", "van der", "dos", "al", "de la", "von", "bin", "di", "el"];
const INITIALS: [char; 16] = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'R', 'T'];

impl<'l> Teller<'l> {
    pub(super) fn new(lists: &'l Lists, chance: &'l mut Chance) -> Self {
        let (people, words) = (HashMap::new(), HashMap::new());
        Self { lists, chance, text: String::new(), names: Vec::new(), people, words, inside: false }
    }

    /// Returns the text and its names.
    pub(super) fn finish(self) -> (String, Vec<(Range<usize>, Class)>) {
        (self.text, self.names)
    }

    /// Forgets who was in the text so far.
    pub(super) fn forget(&mut self) {
        self.people.clear();
        self.words.clear();
    }

    /// Ends a line.
    pub(super) fn line(&mut self) {
        self.text.push('\n');
    }

    /// Ends a paragraph.
    pub(super) fn text_break(&mut self) {
        self.text.push_str("\n\n");
    }

    /// Ends a sentence, or a paragraph with it.
    pub(super) fn pause(&mut self) {
        let long = self.chance.share() < 0.4;
        self.text.push_str(if long { "\n\n" } else { " " });
    }

    /// Says whether something happens that happens with this share.
    pub(super) fn happens(&mut self, share: f32) -> bool {
        self.chance.share() < share
    }

    /// Returns a number from `low` to `high`.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.chance.below(high - low + 1)
    }

    /// Writes one of some patterns.
    pub(super) fn one(&mut self, patterns: &[&str]) {
        let pattern = *self.chance.one(patterns);
        self.tell(pattern);
    }

    /// Writes a pattern.
    pub(super) fn tell(&mut self, pattern: &str) {
        let mut rest = pattern;
        while let Some(at) = rest.find(['{', '<']) {
            self.text.push_str(&rest[..at]);
            let close = if rest[at..].starts_with('{') { '}' } else { '>' };
            let end = at + rest[at..].find(close).unwrap_or(rest.len() - at - 1);
            let inner = &rest[at + 1..end];
            if close == '>' {
                let start = self.text.len();
                self.inside = true;
                self.tell(&inner[2..]);
                self.inside = false;
                let class = match &inner[..1] {
                    "P" => Class::Person,
                    "L" => Class::Place,
                    "O" => Class::Organisation,
                    _ => Class::Misc,
                };
                self.names.push((start..self.text.len(), class));
            } else {
                let mut letters = inner.chars();
                let (kind, number) = (letters.next().unwrap_or(' '), letters.next());
                self.fill(kind, number);
            }
            rest = &rest[end + 1..];
        }
        self.text.push_str(rest);
    }

    /// Writes a name in capitals.
    pub(super) fn shout(&mut self, kind: char, number: char) {
        let word = self.word(kind, Some(number)).to_uppercase();
        self.mark(&word, class(kind));
    }

    fn fill(&mut self, kind: char, number: Option<char>) {
        let word = self.word(kind, number);
        self.mark(&word, class(kind));
    }

    fn mark(&mut self, word: &str, class: Option<Class>) {
        let start = self.text.len();
        self.text.push_str(word);
        if let Some(class) = class.filter(|_| !self.inside) {
            self.names.push((start..self.text.len(), class));
        }
    }

    fn word(&mut self, kind: char, number: Option<char>) -> String {
        match (kind, number) {
            ('P' | 'p', Some(number)) => {
                if !self.people.contains_key(&number) {
                    let person = self.person();
                    self.people.insert(number, person);
                }
                let person = &self.people[&number];
                if kind == 'P' { person.full.clone() } else { person.short.clone() }
            }
            (_, Some(number)) => {
                let key = (kind, number);
                if !self.words.contains_key(&key) {
                    let word = self.invent(kind);
                    self.words.insert(key, word);
                }
                self.words[&key].clone()
            }
            _ => self.invent(kind),
        }
    }

    fn invent(&mut self, kind: char) -> String {
        match kind {
            'P' => self.person().full,
            'p' => self.person().short,
            'G' | 'g' => self.given(),
            'L' | 'S' => self.surname(),
            'I' => format!("{}. {}", self.chance.one(&INITIALS), self.surname()),
            'C' | 't' => {
                let large = self.happens(0.6);
                self.chance.one(if large { &self.lists.large_cities } else { &self.lists.cities }).clone()
            }
            'V' => self.chance.one(&self.lists.large_cities).clone(),
            'K' | 'k' => self.chance.one(&self.lists.countries).clone(),
            'O' => self.chance.one(&self.lists.organisations).clone(),
            'F' => match self.between(0, 9) {
                0..=4 => self.surname(),
                5 | 6 => format!("{} {}", self.given(), self.surname()),
                7 => format!("{} {}", self.surname(), self.surname()),
                8 => format!("{} & {}", self.surname(), self.surname()),
                _ => self.chance.one(&self.lists.large_cities).split(' ').next().unwrap_or_default().to_owned(),
            },
            'T' => {
                if self.happens(0.5) {
                    return self.chance.one(&self.lists.teams).clone();
                }
                let city = self.invent('C');
                let tail = ["", "", "", " United", " City", " Rovers", " Athletic", " FC", " Wanderers", " Town", " County"];
                format!("{city}{}", self.chance.one(&tail))
            }
            'D' => self.chance.one(&self.lists.adjectives).clone(),
            'd' => (*self.chance.one(&DAYS)).to_owned(),
            'm' => (*self.chance.one(&MONTHS)).to_owned(),
            'r' => (*self.chance.one(&ROLES)).to_owned(),
            'j' => (*self.chance.one(&TRADES)).to_owned(),
            'n' => self.between(2, 89).to_string(),
            'N' => format!("{},{:03}", self.between(1, 90), self.between(0, 999)),
            'y' => self.between(1950, 2026).to_string(),
            _ => String::new(),
        }
    }

    fn given(&mut self) -> String {
        if self.happens(0.6) && !self.lists.by_country.is_empty() {
            let country = self.chance.below(self.lists.by_country.len());
            return self.chance.one(&self.lists.by_country[country].0).clone();
        }
        self.chance.one(&self.lists.given).clone()
    }

    fn surname(&mut self) -> String {
        let surname = if self.happens(0.6) && !self.lists.by_country.is_empty() {
            let country = self.chance.below(self.lists.by_country.len());
            self.chance.one(&self.lists.by_country[country].1).clone()
        } else {
            self.chance.one(&self.lists.surnames).clone()
        };
        if self.happens(0.05) { format!("{surname}-{}", self.chance.one(&self.lists.surnames)) } else { surname }
    }

    /// Returns somebody: well-known, or made up of a given name and a surname.
    fn person(&mut self) -> Person {
        let lists = self.lists;
        let draw = self.chance.share();
        if draw < 0.5 {
            let list = if draw < 0.25 && !lists.known.is_empty() { &lists.known } else { &lists.people };
            let known = self.chance.one(list);
            return Person { short: short(&known.name, known.surname_first), full: known.name.clone() };
        }
        let (given, surname) = if draw < 0.65 && !lists.by_country.is_empty() {
            let country = self.chance.below(lists.by_country.len());
            let (given, surnames) = &lists.by_country[country];
            (self.chance.one(given).clone(), self.chance.one(surnames).clone())
        } else {
            (self.given(), self.surname())
        };
        let full = match self.between(0, 24) {
            0 => format!("{}. {surname}", self.chance.one(&INITIALS)),
            1 | 2 => format!("{given} {}. {surname}", self.chance.one(&INITIALS)),
            3 | 4 => {
                let particle = *self.chance.one(&PARTICLES);
                let short = format!("{particle} {surname}");
                let mut letters = short.chars();
                let first = letters.next().into_iter().flat_map(char::to_uppercase);
                let short = if particle == "al" { surname.clone() } else { first.chain(letters).collect() };
                let full =
                    if particle == "al" { format!("{given} al-{surname}") } else { format!("{given} {particle} {surname}") };
                return Person { full, short };
            }
            5 => format!("{given} {} {surname}", self.given()),
            6 => return Person { full: given.clone(), short: given },
            _ => format!("{given} {surname}"),
        };
        Person { full, short: surname }
    }
}

/// Returns how a story calls somebody after the first time.
fn short(name: &str, surname_first: bool) -> String {
    let mut words: Vec<&str> = name.split(' ').collect();
    if surname_first {
        return words[0].to_owned();
    }
    while words.len() > 1 && words.last().is_some_and(|last| matches!(*last, "Jr." | "Jr" | "Sr." | "II" | "III" | "IV")) {
        words.pop();
    }
    words.last().map_or_else(String::new, |last| (*last).to_owned())
}

fn class(kind: char) -> Option<Class> {
    match kind {
        'P' | 'p' | 'G' | 'L' | 'I' => Some(Class::Person),
        'C' | 'V' | 'K' => Some(Class::Place),
        'O' | 'F' | 'T' => Some(Class::Organisation),
        'M' | 'D' => Some(Class::Misc),
        _ => None,
    }
}
