//! How much a story is a report on sport, where the names of places are mostly those of teams.

use std::ops::Range;

use super::document::{Case, Document, Text};
use super::lexicon::Marks;
use super::tagger::{Kind, Mention, Shares};

/// How much a report on sport is one: at least one word in twenty says so.
pub(super) const SPORT_MOST: u32 = 3;

/// Words of reports on sport, in lower case.
const SPORT: [&str; 40] = [
    "match",
    "season",
    "coach",
    "league",
    "cup",
    "goal",
    "goals",
    "scored",
    "win",
    "defeat",
    "victory",
    "team",
    "players",
    "striker",
    "midfielder",
    "half-time",
    "innings",
    "wickets",
    "quarterfinal",
    "semifinal",
    "final",
    "champions",
    "championship",
    "tournament",
    "playoff",
    "playoffs",
    "game",
    "games",
    "round",
    "seed",
    "seeded",
    "draw",
    "points",
    "penalty",
    "batting",
    "touchdown",
    "inning",
    "standings",
    "medal",
    "olympic",
];

/// Words of reports on games that are played on a screen, and so many that a story is one.
const SCREENS: [&str; 12] = [
    "gamer",
    "gamers",
    "gaming",
    "gameplay",
    "console",
    "consoles",
    "playstation",
    "xbox",
    "nintendo",
    "multiplayer",
    "videogame",
    "videogames",
];
const SCREENS_MIN: usize = 2;

/// Says whether a word in lower case is one of reports on sport.
pub(super) fn is_of_sport(lower: &str) -> bool {
    SPORT.contains(&lower)
}

/// Returns how much a story is one of sport, by its words.
pub(super) fn sport(document: &Document<'_>) -> u32 {
    let (mut words, mut hits, mut screens) = (0usize, 0usize, 0usize);
    for text in &document.texts {
        for id in &text.words {
            let word = &document.words[*id];
            words += usize::from(word.case != Case::Other && !word.marks.has(Marks::FUNCTION));
            hits += usize::from(word.sport);
            screens += usize::from(SCREENS.contains(&word.folded.as_str()));
        }
    }
    match (hits * 1000).checked_div(words.max(1)).unwrap_or(0) {
        _ if words < 30 || screens >= SCREENS_MIN => 0,
        0..=9 => 0,
        10..=24 => 1,
        25..=49 => 2,
        _ => SPORT_MOST,
    }
}

/// Words right before a place that say that it is meant as one, even where teams bear the names of places.
const PLACING: [&str; 17] = [
    "in",
    "at",
    "near",
    "outside",
    "around",
    "across",
    "inside",
    "throughout",
    "In",
    "At",
    "visiting",
    "into",
    "from",
    "born",
    "hosts",
    "host",
    "like",
];

/// Verbs between two teams, where a score follows.
const PLAYED: [&str; 32] = [
    "beat",
    "beats",
    "beating",
    "defeated",
    "defeats",
    "defeating",
    "edged",
    "edges",
    "thrashed",
    "thrash",
    "routed",
    "rout",
    "downed",
    "blanked",
    "stunned",
    "stun",
    "hammered",
    "thumped",
    "crushed",
    "topped",
    "top",
    "trounced",
    "outlasted",
    "overcame",
    "upset",
    "hosted",
    "host",
    "drew",
    "lost",
    "fell",
    "tied",
    "played",
];
/// Words between a verb and the other team.
const PLAYED_WITH: [&str; 5] = ["to", "with", "against", "by", "past"];
/// Results that stand behind a score: "a 3-1 win over Phoenix".
const RESULTS: [&str; 10] = ["win", "victory", "defeat", "loss", "draw", "rout", "upset", "triumph", "thrashing", "decision"];
/// Words between a result and the other team.
const RESULT_OF: [&str; 6] = ["over", "against", "at", "to", "by", "with"];
/// How many words may stand between a verb and the score.
const SCORE_WITHIN: usize = 12;

/// Says whether a place plays: "Dallas beat Denver 101-99", "Houston lost to Phoenix, 3-1", "the 3-1 win over Phoenix".
pub(super) fn plays(document: &Document<'_>, text: &Text<'_>, place: &Range<usize>) -> bool {
    let sentence = &text.sentence_of(place.start).tokens;
    let folded = |token: usize| if sentence.contains(&token) { document.word(text, token).folded.as_str() } else { "" };
    let before = |count: usize| place.start.checked_sub(count).filter(|token| sentence.contains(token));
    let is_score = |token: usize| sentence.contains(&token) && is_score(document, text, token);
    let follows = |verb: usize| (verb + 1..verb + 1 + SCORE_WITHIN).any(is_score);
    let word_before = |count: usize| before(count).map_or("", folded);
    let played = |verb: usize| PLAYED.contains(&folded(verb)) && follows(verb);
    let result = |at: usize| RESULTS.contains(&folded(at)) && (at.saturating_sub(3)..at).any(is_score);
    let linked = before(2).filter(|_| PLAYED_WITH.contains(&word_before(1)));
    let won = before(2).filter(|_| RESULT_OF.contains(&word_before(1)));
    played(place.end) || before(1).is_some_and(played) || linked.is_some_and(played) || won.is_some_and(result)
}

/// Says whether a word is a score, "101-99", or the beginning of one whose dash stands alone.
fn is_score(document: &Document<'_>, text: &Text<'_>, token: usize) -> bool {
    let is_count = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let written = |token: usize| if token < text.words.len() { document.word(text, token).text } else { "" };
    match written(token).split_once(['-', '–']) {
        Some((own, other)) => is_count(own) && is_count(other),
        None => is_count(written(token)) && matches!(written(token + 1), "-" | "–") && is_count(written(token + 2)),
    }
}

/// In a report on sport a place is mostly the team that bears its name, unless the words around it say otherwise.
pub(super) fn team(document: &Document<'_>, text: &Text<'_>, sentence: &Range<usize>, mut mention: Mention) -> Mention {
    let inside = |token: &usize| sentence.contains(token);
    let word = |token: usize| document.word(text, token);
    let written = |token: Option<usize>| token.filter(inside).map_or("", |token| word(token).text);
    let capital = |token: Option<usize>| token.filter(inside).is_some_and(|token| word(token).is_capital());
    let (start, end) = (mention.tokens.start, mention.tokens.end);
    let (before, after) = (written(start.checked_sub(1)), written(Some(end)));
    let within = after == "," && capital(Some(end + 1));
    let behind = before == "," && capital(start.checked_sub(2));
    // "Jesper Ronnback (Sweden)", "Estonia's Robin Kool", "Robin Kool of Estonia" are people of these places.
    let of_somebody = before == "(" && after == ")"
        || matches!(after, "'s" | "’s") && capital(Some(end + 1)) && capital(Some(end + 2))
        || before == "of" && capital(start.checked_sub(2)) && capital(start.checked_sub(3));
    // What the model takes for the team already may still be likelier a place than any one other thing.
    if mention.kind != Kind::Person && !PLACING.contains(&before) && !within && !behind && !of_somebody {
        mention.kind = Kind::Other;
        mention.shares = Shares::default();
    }
    mention
}
