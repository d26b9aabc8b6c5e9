//! Any text as the date of a feed: no panic.
#![no_main]

use dateline::feed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(time) = feed::parse_date(text) {
        // What was read can be read again.
        assert_eq!(feed::parse_date(&time.to_string()), Some(time), "{text:?}");
    }
});
