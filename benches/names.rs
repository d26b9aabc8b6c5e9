//! How fast people and places are found: the sample edition's stories, as they are digested.

use dateline::entity::Recognizer;
use dateline::sample;
use divan::Bencher;
use divan::counter::ItemsCount;
use jiff::Timestamp;

fn main() {
    divan::main();
}

/// Titles and texts of the sample edition.
fn stories() -> Vec<(String, String)> {
    sample::truth(Timestamp::UNIX_EPOCH).into_iter().map(|story| (story.title, story.paragraphs.join("\n\n"))).collect()
}

/// Words a second over all stories of the edition.
#[divan::bench]
fn words_of_the_edition(bencher: Bencher<'_, '_>) {
    let recognizer = Recognizer::new();
    let stories = stories();
    let words: usize = stories.iter().map(|(_, text)| text.split_whitespace().count()).sum();
    bencher
        .counter(ItemsCount::new(words))
        .bench_local(|| stories.iter().map(|(title, text)| recognizer.names(title, text, None).people.len()).sum::<usize>());
}

/// What the first story waits for: reading tables and model.
#[divan::bench]
fn tables_are_read() -> Recognizer {
    Recognizer::new()
}
