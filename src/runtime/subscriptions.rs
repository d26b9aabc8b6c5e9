//! Effects about subscriptions: feeds found at an address, lists imported, packs, and the first poll of what is new.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::effects::{Answer, Effects, failed};
use crate::ingest::{self, Which};
use crate::markup;
use crate::message::{Found, Message, Pack};
use crate::opml;
use crate::store::feeds::{self, Added, NewFeed};
use crate::text::CleanText;

/// Bytes of a file of subscriptions that are read.
const IMPORT_BYTES_MAX: usize = 32 << 20;

impl Effects {
    pub(super) async fn find_feeds(self, address: String) -> Answer {
        let context = match self.context().await {
            Ok(context) => context,
            Err(why_not) => return Ok(Some(why_not)),
        };
        let message = match ingest::find_feeds(&context, &address).await {
            Ok(found) => {
                let note = found.note;
                let found = found.feeds.into_iter().map(|(url, title)| Found { url, title }).collect();
                Message::FeedsFound { asked: address, found, note }
            }
            Err(error) => Message::Failed(CleanText::lines(&error.to_string())),
        };
        Ok(Some(message))
    }

    pub(super) async fn import_file(self, path: PathBuf) -> Answer {
        let path = at_home(path);
        let read = tokio::task::spawn_blocking(move || opml::read_file(&path, IMPORT_BYTES_MAX)).await;
        match read {
            Ok(Ok(bytes)) => self.import(bytes).await,
            Ok(Err(error)) => Ok(Some(failed(&format!("cannot read the file: {error}"), "check its name and try again"))),
            Err(error) => Ok(Some(failed(&error.to_string(), "try again"))),
        }
    }

    /// Subscribes to a pack, or to the list that the config names in its place.
    pub(super) async fn add_pack(self, pack: Pack) -> Answer {
        let Some(list) = self.config.packs.list(pack).map(Path::to_owned) else {
            return self.import(pack_bytes(pack).to_vec()).await;
        };
        let read = tokio::task::spawn_blocking({
            let list = list.clone();
            move || opml::read_file(&list, opml::LIST_BYTES_MAX)
        });
        let list = list.display();
        let wrong = match read.await {
            Ok(Ok(bytes)) => match self.import(bytes).await {
                // Nobody has just typed its name.
                Ok(Some(Message::Failed(words))) => format!("cannot use {list}: {words}"),
                other => return other,
            },
            Ok(Err(error)) => format!("cannot read {list}: {error}\n[packs] in the config names it"),
            Err(error) => format!("cannot read {list}: {error}\ntry again"),
        };
        Ok(Some(Message::Failed(CleanText::lines(&wrong))))
    }

    async fn import(self, bytes: Vec<u8>) -> Answer {
        let read = tokio::task::spawn_blocking(move || markup::on_big_stack(move || opml::read(&bytes))).await;
        let import = match read {
            Ok(Ok(Ok(import))) => import,
            Ok(Ok(Err(error))) => return Ok(Some(Message::Failed(CleanText::lines(&error.to_string())))),
            _ => {
                return Ok(Some(failed(
                    "the file cannot be read as subscriptions",
                    "OPML, a newsboat urls file or plain addresses will do",
                )));
            }
        };
        let refused = import.refused.into_iter().map(|refused| (refused.what, CleanText::new(&refused.reason.to_string())));
        let refused = refused.collect();
        let new = import.subscriptions.into_iter().map(|subscription| NewFeed {
            url: subscription.url,
            title: subscription.title,
            folder: subscription.folder,
            tags: subscription.tags,
            home: subscription.home,
        });
        let new = new.collect();
        self.subscribe(new, refused).await
    }

    /// Adds feeds to the store and polls the new ones at once.
    pub(super) async fn subscribe(self, wanted: Vec<NewFeed>, refused: Vec<(CleanText, CleanText)>) -> Answer {
        let added = self
            .store
            .write_durable(move |db| {
                let now = Timestamp::now();
                wanted.iter().map(|feed| feeds::add(db, feed, now)).collect::<Result<Vec<_>, _>>()
            })
            .await?;
        let new: Vec<_> = added.iter().filter_map(|added| if let Added::New(id) = added { Some(*id) } else { None }).collect();
        let known = (added.len() - new.len()) as u32;
        if !new.is_empty() {
            self.poll(Which::These(new.clone()), false);
        }
        Ok(Some(Message::Subscribed { new, known, refused }))
    }
}

/// Replaces the `~` of a path as shells do; nobody else does it for what is typed into a prompt.
fn at_home(path: PathBuf) -> PathBuf {
    match (path.strip_prefix("~"), std::env::home_dir()) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path,
    }
}

fn pack_bytes(pack: Pack) -> &'static [u8] {
    match pack {
        Pack::News => include_bytes!("../../assets/packs/news.opml"),
        Pack::Technology => include_bytes!("../../assets/packs/technology.opml"),
    }
}
