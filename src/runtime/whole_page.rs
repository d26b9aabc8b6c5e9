//! The effect by which a reader sees all that the page of a story has.

use jiff::Timestamp;

use super::effects::{Answer, Effects, load_story};
use crate::article;
use crate::domain::EntryId;
use crate::ingest;
use crate::markup;
use crate::message::Message;
use crate::store::{entries, feeds};
use crate::text::CleanText;

impl Effects {
    /// Fetches the page anew: it is not kept. A story without an address shows what its feed sent.
    pub(super) async fn whole_page(self, id: EntryId) -> Answer {
        let Some(story) = load_story(&self.store, id).await? else { return Ok(Some(Message::StoryMissing(id))) };
        let feed = story.headline.feed;
        let (raw, feed) = self.store.read(move |db| Ok((entries::raw(db, id)?, feeds::get(db, feed, Timestamp::now())?))).await?;
        let (html, base) = match (story.headline.url.clone(), feed) {
            (Some(url), Some(feed)) => {
                let context = match self.context().await {
                    Ok(context) => context,
                    Err(why_not) => return Ok(Some(why_not)),
                };
                match ingest::story_page(&context, ingest::OfFeed { url: &feed.url, first_url: feed.first_url.as_ref() }, &url)
                    .await
                {
                    Ok((html, base)) => (html, Some(base)),
                    Err(cause) => {
                        let words = format!("{cause}; :browser opens the page");
                        return Ok(Some(Message::Failed(CleanText::new(&words))));
                    }
                }
            }
            (url, _) => (raw.and_then(|raw| raw.content_html.or(raw.summary_html)).unwrap_or_default(), url),
        };
        let made = tokio::task::spawn_blocking(move || {
            markup::on_big_stack(move || article::whole(&html, base.as_ref(), &story.headline.title, &story.article))
        });
        Ok(Some(match made.await {
            Ok(Ok(page)) => Message::WholePageLoaded(id, Box::new(page)),
            _ => Message::Failed(CleanText::new("this page cannot be read; :browser opens it")),
        }))
    }
}
