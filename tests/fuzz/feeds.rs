//! Any bytes of a feed, and any media type, to its entries: no panic, clean texts, keys that tell entries apart.
#![no_main]

use std::sync::Once;

use dateline::domain::WebUrl;
use dateline::feed;
use libfuzzer_sys::fuzz_target;

/// The fuzzer ends at every panic, those included that `feed::parse` catches in the libraries; only others are of interest.
static TOLERATE_CAUGHT_PANICS: Once = Once::new();

fuzz_target!(|input: (&[u8], Option<&str>)| {
    TOLERATE_CAUGHT_PANICS.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let (bytes, content_type) = input;
    let url = WebUrl::parse("https://wire.example/news/feed.xml").ok();
    let Ok(mut parsed) = feed::parse(bytes, content_type, url.as_ref()) else { return };
    feed::distinct(&mut parsed);
    let mut keys: Vec<&str> = parsed.entries.iter().map(|entry| entry.key.0.as_str()).collect();
    keys.sort_unstable();
    assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "two entries of one key");
    let texts = parsed.entries.iter().map(|entry| entry.title.as_str()).chain([parsed.title.as_str()]);
    for text in texts {
        assert!(!text.chars().any(char::is_control), "a control character in {text:?}");
    }
});
