//! Pictures on the disk: as they came, the ones not seen for longest dropped first.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;
use std::time::SystemTime;

use crate::domain::WebUrl;

/// A full cache is emptied to this share of its limit, so that not every picture costs a look at all files.
const KEPT_PERCENT: u64 = 80;

/// A folder of pictures.
#[derive(Clone, Debug)]
pub(super) struct PictureCache {
    folder: PathBuf,
    /// Most bytes of all pictures together.
    bytes_max: u64,
}

impl PictureCache {
    /// Names the folder; it is made when the first picture is put there.
    pub(super) fn new(folder: PathBuf, bytes_max: u64) -> Self {
        Self { folder, bytes_max }
    }

    /// Returns the picture of this address; one with more than `bytes_max` bytes is none of ours.
    pub(super) fn get(&self, url: &WebUrl, bytes_max: u64) -> Option<Vec<u8>> {
        let mut file = File::options().read(true).open(self.path(url)).ok()?;
        let mut bytes = Vec::new();
        (&mut file).take(bytes_max + 1).read_to_end(&mut bytes).ok()?;
        // Without the new time the picture is dropped earlier than need be, and nothing else.
        let _ = file.set_modified(SystemTime::now());
        (bytes.len() as u64 <= bytes_max).then_some(bytes)
    }

    /// Keeps a picture, and drops those that were not seen for longest if there are too many.
    ///
    /// # Errors
    /// When the disk is full or the folder cannot be written.
    pub(super) fn put(&self, url: &WebUrl, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(bytes)?;
        file.persist(self.path(url)).map_err(|error| error.error)?;
        self.tidy()
    }

    /// Returns the file of a picture; nothing of the address stands in its name.
    fn path(&self, url: &WebUrl) -> PathBuf {
        self.folder.join(blake3::hash(url.as_str().as_bytes()).to_hex().as_str())
    }

    fn tidy(&self) -> io::Result<()> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            // Another dateline may have dropped it meanwhile.
            if let Ok(known) = entry.metadata()
                && known.is_file()
            {
                files.push((known.modified()?, known.len(), entry.path()));
            }
        }
        let mut total: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
        if total <= self.bytes_max {
            return Ok(());
        }
        files.sort();
        for (_, bytes, path) in files {
            if total <= self.bytes_max * KEPT_PERCENT / 100 {
                break;
            }
            fs::remove_file(path)?;
            total -= bytes;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(name: &str) -> WebUrl {
        WebUrl::parse(&format!("https://pictures.example/{name}")).unwrap()
    }

    #[test]
    fn what_was_not_seen_for_longest_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let cache = PictureCache::new(folder.path().join("pictures"), 100);
        assert_eq!(cache.get(&url("a"), 1000), None);
        for (age, name) in [(30, "a"), (20, "b"), (10, "c")] {
            cache.put(&url(name), &[0; 30]).unwrap();
            let seen = SystemTime::now() - std::time::Duration::from_secs(age);
            File::options().write(true).open(cache.path(&url(name))).unwrap().set_modified(seen).unwrap();
        }
        assert_eq!(cache.get(&url("a"), 1000), Some(vec![0; 30]), "and is the newest from here on");
        cache.put(&url("d"), &[1; 30]).unwrap();
        let kept: Vec<bool> = ["a", "b", "c", "d"].iter().map(|name| cache.get(&url(name), 1000).is_some()).collect();
        assert_eq!(kept, [true, false, false, true]);
        assert_eq!(cache.get(&url("d"), 29), None, "nobody else's large file is read");
    }
}
