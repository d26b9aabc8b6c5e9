//! What a readable article costs beside the mere parsing of its page, over the same pages in one run.
//!
//! `DATELINE_PAGES` names files as `dateline extract --jsonl` reads them, one page a line, parted by `:`; without it the
//! pages of the sample edition are read. The ratios are printed first, each of the fastest of some turns.

use std::fs;
use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use dateline::article::{self, Sites};
use dateline::domain::WebUrl;
use dateline::markup::on_big_stack;
use divan::Bencher;
use divan::counter::ItemsCount;
use dom_query::Document;
use serde::Deserialize;

/// Turns of which the fastest counts.
const TURNS: usize = 9;

fn main() {
    on_big_stack(print_ratios).expect("no page ends in a panic");
    divan::main();
}

/// A page as it came.
#[derive(Deserialize)]
struct Page {
    id: String,
    #[serde(default)]
    url: String,
    html: String,
}

impl Page {
    fn extract(&self, sites: &Sites) -> usize {
        article::extract(&self.html, WebUrl::parse(&self.url).ok().as_ref(), sites).blocks.len()
    }

    fn parse(&self) -> Document {
        Document::from(self.html.as_str())
    }
}

fn pages() -> Vec<Page> {
    let Ok(files) = std::env::var("DATELINE_PAGES") else { return sample_pages() };
    let read = |file: &str| fs::read_to_string(file).expect("the file of pages can be read");
    let texts: Vec<String> = files.split(':').map(read).collect();
    texts.iter().flat_map(|text| text.lines()).map(|line| serde_json::from_str(line).expect("a line is a page")).collect()
}

fn sample_pages() -> Vec<Page> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample/pages");
    let entries = fs::read_dir(folder).expect("the sample edition has pages").flatten();
    let page = |path: &Path| Page {
        id: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        url: String::new(),
        html: fs::read_to_string(path).expect("the page can be read"),
    };
    entries.map(|entry| page(&entry.path())).collect()
}

/// Prints how many times its parsing the extraction of each page takes: the mean, the median, the slow end.
fn print_ratios() {
    let (pages, sites) = (pages(), Sites::default());
    let mut ratios: Vec<(f64, &str)> = Vec::with_capacity(pages.len());
    let (mut all_parsing, mut all_extracting) = (Duration::ZERO, Duration::ZERO);
    for page in &pages {
        let (mut parsing, mut extracting) = (Duration::MAX, Duration::MAX);
        for _ in 0..TURNS {
            parsing = parsing.min(time(|| page.parse()));
            extracting = extracting.min(time(|| page.extract(&sites)));
        }
        all_parsing += parsing;
        all_extracting += extracting;
        ratios.push((extracting.as_secs_f64() / parsing.as_secs_f64(), &page.id));
    }
    ratios.sort_by(|a, b| a.0.total_cmp(&b.0));
    let Some((worst, worst_id)) = ratios.last() else { return };
    let mean = ratios.iter().map(|(ratio, _)| ratio).sum::<f64>() / ratios.len() as f64;
    let at = |percent: usize| ratios[(ratios.len() - 1) * percent / 100].0;
    let whole = all_extracting.as_secs_f64() / all_parsing.as_secs_f64();
    let told = writeln!(
        std::io::stdout(),
        "{} pages, extraction in times of parsing: mean {mean:.2}, of all together {whole:.2}, median {:.2}, \
         95th percentile {:.2}, worst {worst:.2} ({worst_id})",
        ratios.len(),
        at(50),
        at(95)
    );
    told.expect("the terminal takes the line");
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let made = black_box(work());
    let taken = start.elapsed();
    drop(made);
    taken
}

/// Pages a second, parsed only.
#[divan::bench]
fn pages_are_parsed(bencher: Bencher<'_, '_>) {
    let pages = pages();
    bencher.counter(ItemsCount::new(pages.len())).bench_local(|| pages.iter().for_each(|page| drop(black_box(page.parse()))));
}

/// Pages a second, from HTML to blocks.
#[divan::bench]
fn pages_become_blocks(bencher: Bencher<'_, '_>) {
    let (pages, sites) = (pages(), Sites::default());
    bencher.counter(ItemsCount::new(pages.len())).bench_local(|| pages.iter().map(|page| page.extract(&sites)).sum::<usize>());
}
