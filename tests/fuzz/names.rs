//! Any text to its people and places: every range lies in its text, on the borders of characters, and none overlaps another.
#![no_main]

use std::sync::LazyLock;

use dateline::domain::Field;
use dateline::entity::Recognizer;
use libfuzzer_sys::fuzz_target;

static RECOGNIZER: LazyLock<Recognizer> = LazyLock::new(Recognizer::new);

fuzz_target!(|input: (&str, &str)| {
    let (title, text) = input;
    let names = RECOGNIZER.names(title, text, None);
    let people = names.people.iter().flat_map(|person| &person.mentions);
    let mut ranges: Vec<_> = people.chain(names.places.iter().flat_map(|place| &place.mentions)).collect();
    for range in &ranges {
        let whole = if range.field == Field::Title { title } else { text };
        assert!(whole.get(range.bytes.clone()).is_some_and(|words| !words.trim().is_empty()), "{range:?}");
    }
    ranges.sort_by_key(|range| (range.field, range.bytes.start));
    for pair in ranges.windows(2).filter(|pair| pair[0].field == pair[1].field) {
        assert!(pair[0].bytes.end <= pair[1].bytes.start, "{pair:?} overlap");
    }
});
