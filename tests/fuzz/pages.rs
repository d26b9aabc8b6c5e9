//! Any bytes of a page to the blocks of an article: no panic, and spans that lie in their text.
#![no_main]

use dateline::article::{self, Sites};
use dateline::markup;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let page = markup::decode(bytes, None).text;
    let story = article::extract(&page, None, &Sites::default());
    let whole = article::whole(&page, None, "", &story);
    assert_eq!(whole.blocks.len(), whole.kept.len());
    for made in [story, article::from_feed(&page, None)] {
        let text = made.text();
        for (block, start) in made.blocks.iter().zip(made.block_starts()) {
            assert!(start.is_none_or(|start| text[start..].starts_with(&*block.text())));
        }
    }
});
