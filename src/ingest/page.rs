//! The page of a story: fetched, read, and joined with the other pages that the story goes on on.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::SignedDuration;

use super::Context;
use super::pace::Told;
use crate::article::{self, Further};
use crate::domain::{Article, ArticleNote, Block, EntryId, FeedUrl, Validators, WebUrl};
use crate::http::{self, HttpError, Request, Room};
use crate::markup;

/// Most pages that are joined to one story.
const PAGES_MAX: usize = 10;
/// With fewer words a page may be a shell of scripts, and its plain twin is asked for.
const THIN_WORDS: usize = 80;

/// How much may follow the end of a page.
const TAIL_BYTES: usize = 4096;

/// Fetches the page of a story, and those that it names as its own: the pages behind it, and its plain twin if it is all but
/// empty itself.
///
/// `None` for one that the server says is still the version of these validators.
///
/// # Errors
/// Says why the first page was not read. A later one that was not is told in the article's note.
pub(super) async fn read(
    context: &Arc<Context>,
    id: EntryId,
    feed: OfFeed<'_>,
    url: &WebUrl,
    known: &Validators,
) -> Result<Option<(Article, Validators)>, Trouble> {
    let Some(mut page) = fetch_page(context, feed, url, known).await? else { return Ok(None) };
    let validators = std::mem::take(&mut page.validators);
    let mut first = read_one(context, id, page).await?;
    if first.article.words() < THIN_WORDS
        && let Some(url) = first.plain.take()
        && let Ok(Some(page)) = after_a_pause(context, id, feed, &url).await
        && let Ok(plain) = read_one(context, id, page).await
        && plain.article.words() > first.article.words()
    {
        first = plain;
    }
    let Read { mut article, mut next, .. } = first;
    let mut asked = HashSet::from([url.clone()]);
    while let Some(url) = next.take().filter(|next| asked.len() < PAGES_MAX && asked.insert(next.clone())) {
        let page = match after_a_pause(context, id, feed, &url).await {
            Ok(Some(page)) => read_one(context, id, page).await,
            Ok(None) => break,
            Err(trouble) => Err(trouble),
        };
        match page {
            Ok(more) => next = more.next.filter(|_| join(&mut article, more.article)),
            Err(trouble) => {
                let words = format!("The story goes on on another page: {}", trouble.cause);
                article.note = article.note.or(Some(ArticleNote(words.as_str().into())));
            }
        }
    }
    Ok(Some((article, validators)))
}

/// Adds the blocks that a further page has and the story not; says whether there were any with words.
fn join(story: &mut Article, more: Article) -> bool {
    let known: HashSet<String> = story.blocks.iter().map(|block| block.text().into_owned()).collect();
    let is_new = |block: &Block| matches!(block, Block::Picture(_) | Block::Rule) || !known.contains(&*block.text());
    let new: Vec<Block> = more.blocks.into_iter().filter(is_new).collect();
    let goes_on = new.iter().any(|block| !block.text().is_empty());
    if goes_on {
        story.blocks.extend(new);
    }
    goes_on
}

/// What was read from one page.
struct Read {
    article: Article,
    next: Option<WebUrl>,
    plain: Option<WebUrl>,
}

async fn read_one(context: &Arc<Context>, id: EntryId, page: Page) -> Result<Read, Trouble> {
    // A store that cannot be written says so when the story is saved.
    let _ = context.work_begins(id).await;
    let worker = context.clone();
    let read = context.parsers.run(page.bytes.len(), move || {
        let html = markup::decode(&page.bytes, page.content_type.as_deref()).text;
        drop((page.bytes, page.room));
        let article = article::extract(&html, Some(&page.url), &worker.sites);
        let link = |which| article::further(&html, &page.url, which);
        let is_thin = article.words() < THIN_WORDS;
        Read { next: link(Further::Next), plain: if is_thin { link(Further::Plain) } else { None }, article }
    });
    read.await.ok_or_else(|| Trouble::lasting("its page could not be read"))
}

/// Fetches another page of a story that was just fetched from: the site gets the rest that it gets between stories.
async fn after_a_pause(context: &Context, id: EntryId, feed: OfFeed<'_>, url: &WebUrl) -> Result<Option<Page>, Trouble> {
    // A store that cannot be written says so when the story is saved.
    let _ = context.work_rests(id).await;
    tokio::time::sleep(context.settings.page_delay).await;
    fetch_page(context, feed, url, &Validators::default()).await
}

/// The feed whose story it is: who asks for it hangs on that.
#[derive(Clone, Copy, Debug)]
pub struct OfFeed<'a> {
    /// Its address.
    pub url: &'a FeedUrl,
    /// The address that was subscribed to, where the feed has moved since.
    pub first_url: Option<&'a FeedUrl>,
}

/// A story's page as it came.
struct Page {
    bytes: Vec<u8>,
    content_type: Option<String>,
    url: WebUrl,
    validators: Validators,
    /// The room that its bytes take, where they are many.
    room: Room,
}

/// Why a page could not be had.
pub(super) struct Trouble {
    pub(super) cause: String,
    /// Whether asking again may help.
    pub(super) passing: bool,
    /// The earliest moment at which it is to be asked for again.
    pub(super) not_before: Option<SignedDuration>,
    /// Whether it counts as a try: not where nobody asked, or nothing can be reached.
    pub(super) was_tried: bool,
    /// Whether no answer came at all.
    silent: bool,
}

impl Trouble {
    /// Trouble that asking again does not help.
    fn lasting(cause: &str) -> Self {
        Self { cause: cause.to_owned(), passing: false, not_before: None, was_tried: true, silent: false }
    }

    /// A page that is not asked for now.
    pub(super) fn not_asked(cause: &str, wait: SignedDuration) -> Self {
        let not_before = Some(wait);
        Self { cause: cause.to_owned(), passing: true, not_before, was_tried: false, silent: false }
    }

    fn of(context: &Context, error: &HttpError, url: &WebUrl) -> Self {
        let away = error.is_network() && context.network.is_away(http::is_local(url.as_url()));
        let cause = error.to_string();
        Self { cause, passing: error.is_passing(), not_before: None, was_tried: !away, silent: error.is_passing() && !away }
    }

    /// Says how the server took the request.
    pub(super) fn told(&self) -> Told {
        match self.not_before.and_then(|wait| wait.try_into().ok()) {
            _ if self.silent => Told::Nothing,
            Some(wait) if self.passing && self.was_tried => Told::Wait(wait),
            _ => Told::Answered,
        }
    }
}

/// Fetches the page of a story and decodes it; the address is the one that answered.
///
/// # Errors
/// Says in words why the page cannot be had.
pub async fn story_page(context: &Context, feed: OfFeed<'_>, url: &WebUrl) -> Result<(String, WebUrl), String> {
    let page = fetch_page(context, feed, url, &Validators::default()).await.map_err(|trouble| trouble.cause)?;
    let page = page.ok_or("the site says that nothing has changed, but was never asked before")?;
    let decoded = tokio::task::spawn_blocking(move || {
        let text = markup::decode(&page.bytes, page.content_type.as_deref()).text;
        (text, page.url)
    });
    decoded.await.map_err(|error| error.to_string())
}

/// Fetches a picture that a story of `feed` shows. What it holds has not been looked at.
///
/// # Errors
/// Says in words why the picture cannot be had.
pub async fn story_picture(context: &Context, feed: OfFeed<'_>, url: &WebUrl) -> Result<Vec<u8>, String> {
    let identity = context.settings.rules(feed.url, feed.first_url).identity;
    let request = Request::picture(url.as_url().clone(), feed.url.as_url()).asked_by(identity.as_ref(), feed.url.as_url());
    let response = context.client.get(request).await.map_err(|error| error.to_string())?;
    match response.status {
        200..=299 => response.cut.map_or(Ok(response.body), |cut| Err(cut.to_string())),
        401..=403 => Err("the site does not give it to a reader like this one".to_owned()),
        404 | 410 => Err("it is gone".to_owned()),
        status => Err(format!("the site has trouble (status {status})")),
    }
}

async fn fetch_page(context: &Context, feed: OfFeed<'_>, url: &WebUrl, known: &Validators) -> Result<Option<Page>, Trouble> {
    let identity = context.settings.rules(feed.url, feed.first_url).identity;
    let mut request = Request::page(url.as_url().clone(), feed.url.as_url()).asked_by(identity.as_ref(), feed.url.as_url());
    (request.etag, request.last_modified) = (known.etag.clone(), known.last_modified.clone());
    let is_conditional = request.etag.is_some() || request.last_modified.is_some();
    let response = context.client.get(request).await.map_err(|error| Trouble::of(context, &error, url))?;
    context.reached(http::is_local(url.as_url()));
    if response.status == 304 && is_conditional {
        return Ok(None);
    }
    let cause = match response.status {
        200..=299 => None,
        401..=403 => Some("the site does not give this page to a reader like this one"),
        404 | 410 => Some("the page is gone"),
        429 => Some("the site asks to wait"),
        _ => Some("the site has trouble"),
    };
    if let Some(cause) = cause {
        return Err(Trouble {
            cause: format!("{cause} (status {})", response.status),
            passing: matches!(response.status, 408 | 425 | 429 | 500..=599),
            not_before: response.retry_after,
            was_tried: true,
            silent: false,
        });
    }
    let looks_like_a_page = response.content_type.as_deref().is_none_or(|kind| {
        let kind = kind.to_ascii_lowercase();
        kind.starts_with("text/") || kind.contains("html") || kind.contains("xml")
    });
    if !looks_like_a_page {
        return Err(Trouble::lasting("the link leads to a file, not to a page"));
    }
    if let Some(cut) = &response.cut
        && !has_end(&response.body)
    {
        return Err(Trouble::of(context, cut, url));
    }
    let url = WebUrl::parse(response.url.as_str()).unwrap_or_else(|_| url.clone());
    let validators = Validators { etag: response.etag, last_modified: response.last_modified, body_hash: None };
    Ok(Some(Page { bytes: response.body, content_type: response.content_type, url, validators, room: response.room }))
}

/// Says whether the end of a page is there: what is missing behind it is no loss.
fn has_end(page: &[u8]) -> bool {
    let tail = page[page.len().saturating_sub(TAIL_BYTES)..].to_ascii_lowercase();
    ["</html", "</body"].iter().any(|tag| memchr::memmem::find(&tail, tag.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::http::testing::{Answer, Server};
    use crate::store::Store;

    #[tokio::test]
    async fn half_a_page_is_no_page_and_half_a_picture_no_picture() {
        let page = "<html><body><p>The tide is out.</p></body></html>";
        let longer = |body: &str| Answer::raw(format!("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{body}"));
        let server = Server::start(move |path, _| longer(if path == "/half" { &page[..30] } else { page })).await;
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("dateline.db")).unwrap();
        let context = Context::new(store, &Config::default()).unwrap();
        let feed = FeedUrl::parse(server.at("feed").as_str()).unwrap();
        let feed = OfFeed { url: &feed, first_url: None };
        let url = |path| WebUrl::parse(server.at(path).as_str()).unwrap();
        assert_eq!(story_page(&context, feed, &url("whole")).await.unwrap().0, page);
        let broke_off = Err("the answer broke off after 30 bytes".to_owned());
        assert_eq!(story_page(&context, feed, &url("half")).await.map(|page| page.0), broke_off);
        assert_eq!(story_picture(&context, feed, &url("half")).await.map(drop), broke_off.map(drop));
        assert!(fetch_page(&context, feed, &url("half"), &Validators::default()).await.is_err_and(|trouble| trouble.passing));
    }
}
