//! What every place shares: settings, time, size, notices, the words of the reader that the store may not know yet.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::settings::AppSettings;
use super::undo::Undo;
use crate::domain::{EntryId, Feed, Fold, Headline, StatusChange, TagUse, hide_logins};
use crate::message::{Effect, Looked, Progress, Startup, ViewCounts};
use crate::query::Rule;
use crate::ui::look::Look;
use crate::ui::panes::{Notice, ReadingPlace, apply};
use crate::ui::pictures::Pictures;

/// How long a notice stays when no key is pressed.
const NOTICE: SignedDuration = SignedDuration::from_secs(8);
/// How long the keys must rest before what is selected is shown in the other panes: drawing those costs most of the bytes.
const REST: SignedDuration = SignedDuration::from_millis(200);
/// A timer may fire this much early.
const SLACK: SignedDuration = SignedDuration::from_millis(20);
/// A pause after which what came is news to the reader.
const AWAY: SignedDuration = SignedDuration::from_hours(1);
/// How far back the first edition of all goes.
const FIRST_LOOK: SignedDuration = SignedDuration::from_hours(24);
/// Most stories whose reading place and status are remembered.
const REMEMBERED_MAX: usize = 2_000;

/// What every place shares.
#[derive(Debug)]
pub(super) struct Core {
    pub(super) settings: AppSettings,
    pub(super) size: (u16, u16),
    pub(super) now: Timestamp,
    pub(super) out: Vec<Effect>,
    pub(super) counts: ViewCounts,
    pub(super) progress: Progress,
    pub(super) feeds: Arc<Vec<Feed>>,
    /// What the reader follows, mutes and keeps as views.
    pub(super) rules: Vec<Rule>,
    /// Whether these are as the reader wants them while the store is still to say so.
    pub(super) rules_awaited: bool,
    pub(super) shows_muted: bool,
    /// Every tag in use, as it was when the list of views was opened last.
    pub(super) tags: Vec<TagUse>,
    pub(super) startup: Startup,
    /// When the reader looked.
    pub(super) looked: Option<Looked>,
    pub(super) undo: Vec<Undo>,
    pub(super) pictures: Pictures,
    notice: Option<(Notice, Timestamp)>,
    said: HashMap<EntryId, Vec<StatusChange>>,
    reading_places: HashMap<EntryId, ReadingPlace>,
    on_screen: Vec<EntryId>,
    rest_at: Option<Timestamp>,
    wake_at: Option<Timestamp>,
    token: u64,
}

impl Core {
    pub(super) fn new(settings: AppSettings, size: (u16, u16)) -> Self {
        let pictures = Pictures::new(settings.pictures);
        Self {
            settings,
            size,
            now: Timestamp::UNIX_EPOCH,
            out: Vec::new(),
            counts: ViewCounts::default(),
            progress: Progress::default(),
            feeds: Arc::default(),
            rules: Vec::new(),
            rules_awaited: false,
            shows_muted: false,
            tags: Vec::new(),
            startup: Startup::default(),
            looked: None,
            undo: Vec::new(),
            pictures,
            notice: None,
            said: HashMap::new(),
            reading_places: HashMap::new(),
            on_screen: Vec::new(),
            rest_at: None,
            wake_at: None,
            token: 0,
        }
    }

    pub(super) fn look(&self) -> Look<'_> {
        Look {
            theme: &self.settings.theme,
            now: self.now,
            zone: &self.settings.zone,
            pictures: Some(&self.pictures),
            plain: self.settings.plain,
            rules: &self.rules,
            keymap: &self.settings.keymap,
        }
    }

    /// Notes that the reader looks; after a longer pause returns when that was last so.
    pub(super) fn looks(&mut self) -> Option<Timestamp> {
        let now = self.now;
        let Some(looked) = &mut self.looked else {
            self.looked = Some(Looked { before: now.saturating_sub(FIRST_LOOK).unwrap_or(now), last: now });
            return None;
        };
        let away = now.duration_since(looked.last) > AWAY;
        if away {
            looked.before = looked.last;
        }
        looked.last = now;
        away.then_some(looked.before)
    }

    pub(super) fn ask(&mut self, effect: Effect) {
        self.out.push(effect);
    }

    pub(super) fn next_token(&mut self) -> u64 {
        self.token += 1;
        self.token
    }

    /// Says something in the bottom line.
    pub(super) fn say(&mut self, words: impl Into<String>) {
        self.notify(&words.into(), false);
    }

    /// Says what went wrong; what to do about it stands on the second line of the words.
    pub(super) fn trouble(&mut self, words: &str) {
        self.notify(&words.lines().collect::<Vec<_>>().join(" · "), true);
    }

    fn notify(&mut self, words: &str, trouble: bool) {
        let words = hide_logins(words).into_owned();
        self.notice = Some((Notice { words, trouble }, self.now.saturating_add(NOTICE).unwrap_or(self.now)));
        self.wake(NOTICE);
    }

    pub(super) fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref().map(|(notice, _)| notice)
    }

    pub(super) fn clear_notice(&mut self) -> bool {
        self.notice.take().is_some()
    }

    /// Asks for a tick once the keys rest.
    pub(super) fn await_rest(&mut self) {
        self.rest_at = self.now.saturating_add(REST).ok();
        self.wake(REST);
    }

    /// Keeps at most one timer running: one that fires early is set again for the rest of its time.
    fn wake(&mut self, after: SignedDuration) {
        let Ok(at) = self.now.saturating_add(after) else { return };
        if self.wake_at.is_none_or(|set| set > at || set < self.now) {
            self.wake_at = Some(at);
            self.ask(Effect::WakeAfter(after));
        }
    }

    /// Takes a tick; says whether a notice went, and whether the keys have come to rest.
    pub(super) fn tick(&mut self) -> (bool, bool) {
        let due = self.now.saturating_add(SLACK).unwrap_or(self.now);
        if self.wake_at.is_some_and(|at| at <= due) {
            self.wake_at = None;
        }
        let rested = self.rest_at.is_some_and(|at| at <= due);
        if rested {
            self.rest_at = None;
        }
        let over = self.notice.as_ref().is_some_and(|(_, until)| *until <= due);
        if over {
            self.notice = None;
        }
        let next = [self.rest_at, self.notice.as_ref().map(|(_, until)| *until)].into_iter().flatten().min();
        if let Some(at) = next {
            self.wake(at.duration_since(self.now));
        }
        (over, rested)
    }

    /// Remembers what the reader said of a story, until the store says the same.
    pub(super) fn remember(&mut self, ids: &[EntryId], change: StatusChange) {
        if self.said.len() + ids.len() > REMEMBERED_MAX {
            self.said.clear();
        }
        for &id in ids {
            let said = self.said.entry(id).or_default();
            said.retain(|old| std::mem::discriminant(old) != std::mem::discriminant(&change));
            said.push(change);
        }
    }

    /// Forgets what could not be written.
    pub(super) fn forget(&mut self, ids: &[EntryId]) {
        for id in ids {
            self.said.remove(id);
        }
    }

    /// Corrects rows that were read before the reader's last word was written.
    pub(super) fn correct(&mut self, rows: &mut [Headline]) {
        if self.said.is_empty() {
            return;
        }
        for row in rows {
            if let Fold::First { others, .. } = &mut row.fold {
                for other in others {
                    let Some(said) = self.said.get_mut(&other.id) else { continue };
                    said.retain(|change| match change {
                        StatusChange::Read(read) => std::mem::replace(&mut other.unread, !read) == *read,
                        _ => true,
                    });
                    if said.is_empty() {
                        self.said.remove(&other.id);
                    }
                }
            }
            let Some(said) = self.said.get_mut(&row.key.id) else { continue };
            let before = (row.unread, row.starred, row.later);
            for &change in said.iter() {
                apply(row, change);
            }
            if before == (row.unread, row.starred, row.later) {
                self.said.remove(&row.key.id);
            }
        }
    }

    pub(super) fn keep_place(&mut self, id: EntryId, place: ReadingPlace) {
        if self.reading_places.len() > REMEMBERED_MAX {
            self.reading_places.clear();
        }
        self.reading_places.insert(id, place);
    }

    pub(super) fn place_in(&self, id: EntryId) -> ReadingPlace {
        self.reading_places.get(&id).copied().unwrap_or_default()
    }

    /// Tells the digester what shows, if that is something else than before.
    pub(super) fn show(&mut self, ids: Vec<EntryId>) {
        if !ids.is_empty() && ids != self.on_screen {
            self.on_screen.clone_from(&ids);
            self.ask(Effect::OnScreen(ids));
        }
    }

    /// Counts on the spot what the reader changed; the store's own count follows.
    pub(super) fn count(&mut self, change: StatusChange, stories: usize) {
        let by = stories as i64;
        let shift = |count: &mut u32, up: bool| {
            *count = (i64::from(*count) + if up { by } else { -by }).clamp(0, i64::from(u32::MAX)) as u32;
        };
        match change {
            StatusChange::Read(read) => shift(&mut self.counts.unread, !read),
            StatusChange::Starred(starred) => shift(&mut self.counts.starred, starred),
            StatusChange::Later(later) => shift(&mut self.counts.later, later),
        }
    }
}
