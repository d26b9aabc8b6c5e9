use std::cell::RefCell;
use std::collections::BTreeMap;

use super::*;
use crate::domain::PhraseMemory;
use crate::entity::memory::Remembered;

fn of(person: f64, place: f64, other: f64, surname: f64) -> PhraseMemory {
    PhraseMemory { person, place, other, surname }
}

/// Names a text where other stories know so much of one phrase, and nothing of any other.
fn remembering(text: &str, phrase: &str, memory: PhraseMemory) -> Names {
    let answer = |asked: &String| (asked.clone(), if asked == phrase { memory } else { PhraseMemory::default() });
    RECOGNIZER.names_with_memory("", text, None, &|asked| asked.iter().map(answer).collect())
}

fn check(text: &str, phrase: &str, memory: PhraseMemory, people: &[&str]) {
    let names = remembering(text, phrase, memory);
    let found: Vec<&str> = names.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(found, people, "people of: {text}, by {memory:?} of {phrase}");
}

const TEXTS: [&str; 5] = [
    "It was Hegseth who signed the order, officials said.",
    "The charity thanked Macy for the gift on Tuesday.",
    "Ana Varga met Tomas Okafor in Geneva. Varga left early. Sales of Lancia rose by a third; Daimler fell.",
    "They blamed Lindner and the banks for the delay, and a crowd gathered around Tamsin before the match.",
    "The songs of Velvet Morrow were played, and Grace Hollow sang in the hall of Mistral.",
];

#[test]
fn a_lone_word_that_stories_know_as_a_surname_is_a_person() {
    let signed = "It was Hegseth who signed the order, officials said.";
    check(signed, "hegseth", of(2.0, 0.0, 0.25, 2.0), &["Hegseth"]);
    // Where it begins a sentence, or a capitalised word beside it may belong to it, nothing is certain.
    let known = of(3.0, 0.0, 0.0, 3.0);
    for text in ["Reading Wend is hard.", "The work of Rain Wend was shown in the hall.", "Wend is hard to read, they said."] {
        let people = |memory| remembering(text, "wend", memory).people;
        assert_eq!(people(known), people(PhraseMemory::default()), "{text}");
    }
}

#[test]
fn a_lone_name_that_stories_know_as_something_else_is_nobody() {
    let thanked = "The charity thanked Macy for the gift on Tuesday.";
    check(thanked, "macy", of(0.25, 0.0, 2.75, 0.0), &[]);
    // It may still be somebody whom the story names in full, or by a title.
    check("Ana Macy paid for it. The charity thanked Macy on Tuesday.", "macy", of(0.0, 0.0, 3.0, 0.0), &["Ana Macy"]);
    check("The charity thanked Mrs. Macy for the gift on Tuesday.", "macy", of(0.0, 0.0, 3.0, 0.0), &["Macy"]);
}

#[test]
fn a_person_in_doubt_is_confirmed_by_other_stories_and_by_no_place() {
    let doubtful = |memory| Remembered::of(memory).lifted(false, 0.5, 1.0);
    assert!((doubtful(of(0.0, 0.0, 0.0, 0.0)) - 0.5).abs() < 1e-6);
    assert!((doubtful(of(3.0, 0.0, 0.0, 0.0)) - 0.875).abs() < 1e-6);
    assert!(doubtful(of(0.0, 3.0, 0.0, 0.0)) < 0.2);
    // What weighs most is still what the story says often.
    assert!(Remembered::of(of(3.0, 0.0, 0.0, 0.0)).lifted(false, 0.5, 10.0) < 0.3);
    // A product that is misread in every story has no bearer of the full name.
    let lone = |surname| Remembered::of(of(3.0, 0.0, 0.0, surname)).lifted(true, 0.5, 1.0);
    assert!(lone(0.0) < 0.5 && lone(1.0) > 0.8);
}

#[test]
fn a_surname_is_known_by_several_stories_that_agree() {
    let check = |memory: PhraseMemory, surname: bool, nobody: bool| {
        let remembered = Remembered::of(memory);
        assert_eq!((remembered.is_surname(), remembered.vetoes()), (surname, nobody), "{memory:?}");
    };
    check(of(0.0, 0.0, 0.0, 0.0), false, false);
    check(of(1.0, 0.0, 0.0, 1.5), true, false);
    check(of(3.0, 0.0, 0.0, 1.0), false, false);
    check(of(0.5, 0.0, 0.0, 3.0), false, false);
    check(of(1.5, 0.5, 0.25, 3.0), false, false);
    check(of(0.5, 0.0, 2.5, 0.0), false, true);
    check(of(0.5, 0.0, 2.5, 1.0), false, false);
    check(of(0.0, 3.0, 0.0, 0.0), false, false);
}

#[test]
fn what_is_learned_owes_nothing_to_the_memory() {
    let none = |asked: &[String]| asked.iter().map(|phrase| (phrase.clone(), PhraseMemory::default())).collect();
    let all = |memory: PhraseMemory| move |asked: &[String]| asked.iter().map(|phrase| (phrase.clone(), memory)).collect();
    for text in TEXTS {
        let plain = RECOGNIZER.names_with_memory("", text, None, &none).learned;
        assert!(!plain.is_empty() || text == TEXTS[0], "{text}");
        for memory in [of(3.0, 0.0, 0.0, 3.0), of(0.0, 0.0, 3.0, 0.0), of(0.0, 3.0, 0.0, 0.0)] {
            assert_eq!(RECOGNIZER.names_with_memory("", text, None, &all(memory)).learned, plain, "{text}");
        }
    }
    let learned = RECOGNIZER.names_with_memory("", TEXTS[2], None, &none).learned;
    assert!((learned["varga"].surname - 1.0).abs() < 1e-9 && learned["varga"].person > 0.5, "{:?}", learned["varga"]);
    assert!(learned.values().all(|memory| memory.stories() < 1.001 && memory.surname < 1.001), "a story counts one");
}

#[test]
fn the_memory_is_asked_once_and_what_it_answers_is_kept() {
    for text in TEXTS {
        let asked: RefCell<Vec<Vec<String>>> = RefCell::default();
        let answer = of(0.25, 0.0, 0.0, 0.0);
        let recall = |phrases: &[String]| -> BTreeMap<String, PhraseMemory> {
            asked.borrow_mut().push(phrases.to_vec());
            phrases.iter().map(|phrase| (phrase.clone(), answer)).collect()
        };
        let names = RECOGNIZER.names_with_memory("", text, None, &recall);
        let asked = asked.take();
        assert!(asked.len() < 2, "{asked:?}");
        assert_eq!(names.recalled.keys().cloned().collect::<Vec<_>>(), asked.concat());
        assert_eq!(RECOGNIZER.names_with_memory("", text, None, &recall), names);
    }
}

#[test]
fn without_a_memory_nothing_is_learned() {
    let names = names("", TEXTS[2]);
    assert_eq!((names.learned, names.recalled), (BTreeMap::new(), BTreeMap::new()));
}

#[test]
fn a_name_is_remembered_under_its_plain_phrase() {
    let learned = remembering("Zoë Brandål-Ruiz said no. The envoy José Okafor said yes.", "", PhraseMemory::default()).learned;
    for name in ["Zoë Brandål-Ruiz", "José Okafor"] {
        assert!(learned.contains_key(&memory_phrase(name)), "{name}: {:?}", learned.keys());
    }
}
