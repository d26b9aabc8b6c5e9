//! Any bytes of a page to the blocks of an article: no panic, and spans that lie in their text.
#![no_main]

use dateline::article;
use dateline::markup;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let page = markup::decode(bytes, None).text;
    for made in [article::extract(&page, None), article::from_feed(&page, None)] {
        let text = made.text();
        for (block, start) in made.blocks.iter().zip(made.block_starts()) {
            assert!(start.is_none_or(|start| text[start..].starts_with(&*block.text())));
        }
    }
});
