//! The parts of the manual page that clap knows nothing of: the keys, the config, and what newsboat's readers want to know.

use std::fmt::Write as _;

use crate::config::{ExamplePart, KeymapChoice, example};
use crate::message::Action;
use crate::ui::keymap::{Keymap, Scope};

/// What newsboat's readers want to know.
const FROM_NEWSBOAT: &str = include_str!("../../../assets/from-newsboat.md");

/// Writes the keys: first those that are the same in every place, then the others with the places where they hold.
pub(super) fn keys() -> String {
    let (keymap, newsboat) = (Keymap::of(KeymapChoice::Dateline), Keymap::of(KeymapChoice::Newsboat));
    let mut page = String::from(".SH KEYS\n");
    page.push_str(&words("The first key is the one that the bottom line names. A number before a key is how often."));
    for (scopes, entries) in groups(&keymap) {
        let places: Vec<&str> = scopes.iter().map(|scope| scope.place()).collect();
        let heading = if scopes.len() == Scope::ALL.len() { "everywhere".to_owned() } else { places.join(", ") };
        let _ = writeln!(page, ".SS \"{}\"", escape(&heading));
        for (action, keys, help) in entries {
            let theirs = newsboat.keys_of(scopes[0], action);
            let changed = if theirs == keys { String::new() } else { format!(" (newsboat: {})", theirs.join(" ")) };
            let _ = writeln!(page, ".TP\n\\fB{}\\fR\n{}{}", escape(&keys.join("  ")), escape(help), escape(&changed));
        }
    }
    let without = Action::ALL.iter().filter(|action| Scope::ALL.iter().all(|scope| keymap.keys_of(*scope, **action).is_empty()));
    page.push_str(".SS \"by name with : only\"\n");
    for action in without {
        let _ = writeln!(page, ".TP\n\\fB{}\\fR\n{}", escape(action.name()), escape(action.help()));
    }
    page
}

/// An action, its keys, and what it does.
type Entry = (Action, Vec<String>, &'static str);

/// Puts the keys together that hold in the same places.
fn groups(keymap: &Keymap) -> Vec<(Vec<Scope>, Vec<Entry>)> {
    let mut groups: Vec<(Vec<Scope>, Vec<Entry>)> = Vec::new();
    let listing = |scope: Scope| -> Vec<Entry> {
        keymap.listing(scope).into_iter().map(|(action, keys)| (action, keys, scope.help(action))).collect()
    };
    let listings: Vec<_> = Scope::ALL.iter().map(|scope| (*scope, listing(*scope))).collect();
    let mut entries: Vec<&Entry> = Vec::new();
    for entry in listings.iter().flat_map(|(_, listing)| listing) {
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    for entry in entries {
        let scopes: Vec<Scope> =
            listings.iter().filter(|(_, listing)| listing.contains(entry)).map(|(scope, _)| *scope).collect();
        match groups.iter_mut().find(|(known, _)| *known == scopes) {
            Some((_, entries)) => entries.push(entry.clone()),
            None => groups.push((scopes, vec![entry.clone()])),
        }
    }
    groups.sort_by_key(|(scopes, _)| std::cmp::Reverse(scopes.len()));
    groups
}

/// Writes the config, section by section.
pub(super) fn config() -> String {
    let mut page = String::from(".SH CONFIG\n");
    for part in example() {
        match part {
            ExamplePart::Section(name) => {
                let _ = writeln!(page, ".SS \"{}\"", escape(name));
            }
            ExamplePart::Words(text) => page.push_str(&words(&text)),
            ExamplePart::Key { written, about, live } => {
                let about = if live { about } else { format!("{about} (No default; the value is an example.)") };
                let _ = writeln!(page, ".TP\n\\fB{}\\fR\n{}", escape(written), code(about.trim()));
            }
        }
    }
    page
}

/// Writes what newsboat's readers want to know: headings, paragraphs and lists of a Markdown page that has nothing else.
pub(super) fn from_newsboat() -> String {
    let mut page = String::new();
    for line in FROM_NEWSBOAT.lines() {
        let _ = if let Some(heading) = line.strip_prefix("# ") {
            writeln!(page, ".SH \"{}\"", escape(&heading.to_uppercase()))
        } else if let Some(heading) = line.strip_prefix("## ") {
            writeln!(page, ".SS \"{}\"", escape(heading))
        } else if let Some(item) = line.strip_prefix("- ") {
            writeln!(page, ".IP \\(bu 2\n{}", code(item))
        } else if line.is_empty() {
            writeln!(page, ".PP")
        } else {
            writeln!(page, "{}", code(line))
        };
    }
    page
}

fn words(text: &str) -> String {
    format!("{}\n.PP\n", code(text))
}

/// Puts what stands between backticks in bold.
fn code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let mark = |(index, part)| if index % 2 == 1 { format!("\\fB{}\\fR", inside(part)) } else { inside(part) };
    let line: String = parts.map(mark).collect();
    if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line }
}

/// Returns a text as the formatter of manual pages prints it.
fn escape(text: &str) -> String {
    let text = inside(text);
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}

fn inside(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-").replace('"', "\\(dq")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_stands_once_among_the_keys_of_a_place() {
        let page = keys();
        for action in Action::ALL {
            assert!(page.contains(&escape(action.help())), "{}", action.name());
        }
        assert!(page.contains(".SS \"everywhere\"\n"), "{page}");
        assert!(page.contains(&format!(".TP\n\\fBN\\fR\n{} (newsboat: p)\n", escape(Action::PreviousUnread.help()))));
    }

    #[test]
    fn every_key_of_the_config_is_explained() {
        let page = config();
        assert!(page.contains(".SS \"[poll]\"\n.TP\n\\fBevery_minutes = 15\\fR\nThe least minutes"), "{page}");
        assert!(page.contains("\\fBproxy = \\(dqhttp://localhost:3128\\(dq\\fR"));
    }

    #[test]
    fn text_is_not_taken_for_a_command_of_the_formatter() {
        assert_eq!(escape(".promo \"a-b\" \\n"), "\\&.promo \\(dqa\\-b\\(dq \\en");
        assert_eq!(code("`.x` is-it"), "\\fB.x\\fR is\\-it");
    }
}
