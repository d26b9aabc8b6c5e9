//! What `check`, `extract` and `names` read: a file or standard input, capped.

use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::Path;

use color_eyre::eyre::{Result, WrapErr as _, eyre};

use super::arguments::shown;
use super::failure::Usage;

/// Most bytes of one document; a feed is read no further either.
pub(super) const DOCUMENT_BYTES_MAX: u64 = 16 << 20;

/// Reads a file; `-` or none is standard input.
pub(super) fn read(file: Option<&Path>) -> Result<Vec<u8>> {
    match file {
        Some(file) if file.as_os_str() != "-" => {
            let opened = File::open(file).wrap_err_with(|| format!("reading {}", shown(file)))?;
            whole(opened).wrap_err_with(|| format!("reading {}", shown(file)))
        }
        None if io::stdin().is_terminal() => Err(Usage("name a file, or hand the text over on standard input").into()),
        _ => whole(io::stdin().lock()).wrap_err("reading standard input"),
    }
}

fn whole(from: impl Read) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(DOCUMENT_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > DOCUMENT_BYTES_MAX {
        return Err(eyre!("it is larger than {} MiB, more than dateline reads of anything", DOCUMENT_BYTES_MAX >> 20));
    }
    Ok(bytes)
}
