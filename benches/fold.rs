//! How fast stories are compared with those of the last three days, and what remembering them takes.
//!
//! The words are drawn as they are in a language: few of them often, most of them seldom.

use dateline::fold::{Folder, Report};
use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher};
use jiff::{SignedDuration, Timestamp};

#[global_allocator]
static ALLOCATED: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// Stories of three days, as a reader with several hundred sources has them.
const STORIES: usize = 5_000;
const WORDS: f64 = 30_000.0;

struct Story {
    title: String,
    text: String,
}

/// Makes stories of a title of nine words and a text of a hundred, the same at every run.
fn stories(count: usize) -> Vec<Story> {
    let mut state = 88_172_645_463_325_252_u64;
    let mut word = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let rank = WORDS.powf((state % 1_000_000) as f64 / 1_000_000.0) as u64;
        format!("w{}x", rank * 7919 % 1_000_003)
    };
    let mut words = |count: usize| (0..count).map(|_| word()).collect::<Vec<_>>().join(" ");
    (0..count).map(|_| Story { title: words(9), text: words(100) }).collect()
}

fn place(folder: &mut Folder, stories: &[Story], first: usize) -> usize {
    let begin = Timestamp::UNIX_EPOCH;
    let mut joined = 0;
    for (at, story) in stories.iter().enumerate() {
        let id = (first + at) as i64;
        let time = begin + SignedDuration::from_secs(id * 50);
        let source = (id % 300).to_string();
        let report = Report { id, time, source: &source, title: &story.title, text: Some(&story.text) };
        joined += usize::from(folder.place(&report).fold.is_some());
    }
    joined
}

/// Stories a second that are placed among five thousand others.
#[divan::bench]
fn a_story_among_five_thousand(bencher: Bencher<'_, '_>) {
    let (before, new) = (stories(STORIES), stories(200));
    bencher
        .counter(ItemsCount::new(new.len()))
        .with_inputs(|| {
            let mut folder = Folder::default();
            place(&mut folder, &before, 0);
            folder
        })
        .bench_local_values(|mut folder| place(&mut folder, &new, STORIES));
}

/// A first start: all of three days, with the memory that stays (`max alloc`).
#[divan::bench(sample_count = 3, sample_size = 1)]
fn five_thousand_stories(bencher: Bencher<'_, '_>) {
    let stories = stories(STORIES);
    bencher.counter(ItemsCount::new(STORIES)).bench_local(|| {
        let mut folder = Folder::default();
        place(&mut folder, &stories, 0);
        folder
    });
}
