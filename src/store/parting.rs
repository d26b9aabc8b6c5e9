//! Parts a person of a story in two where some forms of the name are somebody else's.

use crate::domain::{Field, FoundPerson, PersonId};
use crate::text::CleanText;
use crate::text::fold::fold;

/// The title and the text of a story.
pub(super) struct Texts {
    pub(super) title: String,
    pub(super) text: String,
}

/// Returns whom the forms of a person mean, each with their forms; `who` says it of a single form.
///
/// A form that is a part of a fuller one of the same story means whom that one means: "Varga" after "Tomas Varga".
pub(super) fn forms(person: &FoundPerson, who: impl Fn(&str) -> PersonId) -> Vec<(PersonId, Vec<CleanText>)> {
    let mut parts: Vec<(PersonId, Vec<CleanText>)> = Vec::new();
    let all: Vec<&CleanText> = std::iter::once(&person.name).chain(&person.aliases).collect();
    for form in &all {
        let fuller = all.iter().find(|other| is_part(form, other)).unwrap_or(form);
        let id = who(fuller);
        match parts.iter_mut().find(|(known, _)| *known == id) {
            Some((_, forms)) => forms.push((*form).clone()),
            None => parts.push((id, vec![(*form).clone()])),
        }
    }
    parts
}

/// Says whether the words of a form stand in a fuller one side by side.
fn is_part(form: &str, other: &str) -> bool {
    let (form, other) = (fold(form), fold(other));
    form.len() < other.len() && format!(" {other} ").contains(&format!(" {form} "))
}

/// Parts a person: each mention goes to whom its words mean, one of unknown words to the first.
pub(super) fn part(person: &FoundPerson, parts: &[(PersonId, Vec<CleanText>)], texts: &Texts) -> Vec<(PersonId, FoundPerson)> {
    let mut parted: Vec<(PersonId, FoundPerson)> = parts.iter().map(|(id, forms)| (*id, of_forms(person, forms))).collect();
    for range in &person.mentions {
        let text = if range.field == Field::Title { &texts.title } else { &texts.text };
        let written = fold(&text.get(range.bytes.clone()).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "));
        let at = parts.iter().position(|(_, forms)| forms.iter().any(|form| fold(form) == written)).unwrap_or(0);
        parted[at].1.mentions.push(range.clone());
    }
    // A form that no mention has stands for nobody, but for the name that was made of capitals.
    parted.retain(|(_, part)| !part.mentions.is_empty() || part.name == person.name);
    parted
}

fn of_forms(person: &FoundPerson, forms: &[CleanText]) -> FoundPerson {
    let fullest = |form: &&CleanText| (form.split(' ').count(), **form == person.name);
    let name = forms.iter().max_by_key(fullest).unwrap_or(&person.name).clone();
    FoundPerson {
        role: person.role.clone().filter(|_| forms.contains(&person.name)),
        gender: person.gender,
        aliases: forms.iter().filter(|form| **form != name).cloned().collect(),
        mentions: Vec::new(),
        name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::TextRange;
    use proptest::prelude::*;

    fn of_two(text: &str) -> FoundPerson {
        let mentions = ["Tomas Varga", "Thomas Varga"].iter().flat_map(|form| text.match_indices(form));
        let mentions = mentions.map(|(at, form)| TextRange { field: Field::Text, bytes: at..at + form.len() }).collect();
        let aliases = vec!["Thomas Varga".into(), "Varga".into()];
        FoundPerson { name: "Tomas Varga".into(), role: Some("envoy".into()), gender: None, aliases, mentions }
    }

    #[test]
    fn each_mention_goes_to_whom_its_words_mean() {
        let text = "Tomas Varga met Thomas Varga. Tomas Varga left.";
        let person = of_two(text);
        let parts = forms(&person, |form| PersonId(if form == "Thomas Varga" { 2 } else { 1 }));
        let parted = part(&person, &parts, &Texts { title: String::new(), text: text.into() });
        let shown: Vec<_> = parted.iter().map(|(id, part)| (id.0, part.name.as_str(), part.mentions.len())).collect();
        assert_eq!(shown, [(1, "Tomas Varga", 2), (2, "Thomas Varga", 1)]);
        assert_eq!((parted[0].1.role.as_deref(), parted[1].1.role.as_deref()), (Some("envoy"), None));
        assert_eq!(parted[0].1.aliases, [CleanText::new("Varga")]);
    }

    #[test]
    fn a_surname_stays_with_the_full_name_of_its_story() {
        let parts = forms(&of_two(""), |form| PersonId(if form == "Varga" { 2 } else { 1 }));
        assert_eq!(parts.len(), 1);
    }

    proptest! {
        #[test]
        fn no_mention_is_lost_or_doubled(order in proptest::collection::vec(0_usize..3, 0..12), theirs in 0_usize..3) {
            let written = ["Tomas Varga", "Thomas Varga", "Varga"];
            let text = order.iter().map(|form| written[*form]).collect::<Vec<_>>().join(", ");
            let mut at = 0;
            let mut mentions = Vec::new();
            for form in &order {
                mentions.push(TextRange { field: Field::Text, bytes: at..at + written[*form].len() });
                at += written[*form].len() + 2;
            }
            let person = FoundPerson { mentions: mentions.clone(), ..of_two("") };
            let parts = forms(&person, |form| PersonId(if form == written[theirs] { 2 } else { 1 }));
            let parted = part(&person, &parts, &Texts { title: String::new(), text });
            let mut all: Vec<_> = parted.into_iter().flat_map(|(_, part)| part.mentions).collect();
            all.sort_by_key(|range| range.bytes.start);
            prop_assert_eq!(all, mentions);
        }
    }
}
