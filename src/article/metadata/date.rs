//! When a story was published: `meta` tags, elements that are marked as its date, and its address.

use dom_query::Document;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

use super::super::dom::attr;
use super::super::outline::{Mark, Outline};
use super::super::signs::Signs;
use crate::domain::WebUrl;

/// Forms of dates beside the usual ones, with a time zone.
const ZONED: &[&str] =
    &["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S %z", "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%dT%H:%M%z", "%a %b %d %Y %H:%M:%S GMT%z"];
/// Forms without one, taken as UTC.
const CIVIL: &[&str] = &["%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y%m%dT%H%M%S"];
/// Forms of a day alone.
const DAYS: &[&str] = &["%Y/%m/%d", "%Y%m%d", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y"];

/// The first year in which there were pages.
const YEAR_MIN: i16 = 1990;

/// Says whether a `meta` tag of this name holds the date of publication.
pub(super) fn is_of_publication(name: &str) -> bool {
    matches!(
        name,
        "article:published_time"
            | "article:published"
            | "article.published"
            | "og:published_time"
            | "og:article:published_time"
            | "og:pubdate"
            | "datepublished"
            | "datecreated"
            | "rnews:datepublished"
            | "parsely-pub-date"
            | "sailthru.date"
            | "dc.date"
            | "dc.date.issued"
            | "dc.date.created"
            | "dcterms.date"
            | "dcterms.created"
            | "dcterms.issued"
            | "pubdate"
            | "pub_date"
            | "publishdate"
            | "publish_date"
            | "publish-date"
            | "published_date"
            | "publication_date"
            | "published_time"
            | "cxenseparse:recs:publishtime"
            | "bt:pubdate"
            | "citation_publication_date"
            | "citation_online_date"
            | "date"
    )
}

/// Reads a date of machines: RFC 3339 and its relatives, RFC 2822, or a day; without a zone it is taken as UTC.
pub(in super::super) fn timestamp(raw: &str) -> Option<Timestamp> {
    let raw = raw.trim();
    let utc = |civil: DateTime| TimeZone::UTC.to_timestamp(civil).ok();
    let zoned = |form: &&str| strtime::parse(form, raw).ok()?.to_timestamp().ok();
    let civil = |form: &&str| utc(strtime::parse(form, raw).ok()?.to_datetime().ok()?);
    let day = |form: &&str| utc(strtime::parse(form, raw).ok()?.to_date().ok()?.to_datetime(jiff::civil::Time::midnight()));
    let read = raw
        .parse()
        .ok()
        .or_else(|| utc(raw.parse().ok()?))
        .or_else(|| jiff::fmt::rfc2822::parse(raw).ok().map(|zoned| zoned.timestamp()))
        .or_else(|| ZONED.iter().find_map(zoned))
        .or_else(|| CIVIL.iter().find_map(civil))
        .or_else(|| DAYS.iter().find_map(day))?;
    (read.to_zoned_datetime(TimeZone::UTC).year() >= YEAR_MIN).then_some(read)
}

/// Returns the date of the element that is marked as the story's, or of the first one around its title.
pub(super) fn marked(page: &Document, outline: &Outline) -> Option<Timestamp> {
    let date = |mark: &Mark| {
        let node = page.tree.get_unchecked(&outline.parts[mark.part].id);
        let element = node.element_ref()?;
        let said = ["datetime", "content", "title"].iter().find_map(|name| timestamp(attr(&element, name)?));
        said.or_else(|| timestamp(&node.text()))
    };
    let is_comment = |mark: &Mark| outline.around(mark.part).any(|around| outline.parts[around].signs.any(Signs::ALIEN));
    let marks = || outline.marks.iter().filter(|mark| mark.is_date && !is_comment(mark));
    if let Some(found) = marks().filter(|mark| mark.is_named).find_map(date) {
        return Some(found);
    }
    // Times in lists of other stories stand in links or under headings of their own; the story's is near its title.
    let title = outline.parts.iter().position(|part| part.name() == "h1");
    let inside = |mark: &&Mark| !outline.parts[mark.part].inside.link;
    let in_article =
        |mark: &Mark| outline.around(mark.part).any(|around| matches!(outline.parts[around].name(), "article" | "main"));
    let times: Vec<&Mark> = marks().filter(inside).collect();
    let near = |mark: &&&Mark| title.is_some_and(|title| mark.part.abs_diff(title) <= NEAR_PARTS);
    times
        .iter()
        .filter(near)
        .find_map(|mark| date(mark))
        .or_else(|| times.iter().filter(|mark| in_article(mark)).find_map(|mark| date(mark)))
}

/// Elements between a title and a time that belongs to it, at most.
const NEAR_PARTS: usize = 40;

/// Returns the day in an address of the usual form: /2026/03/31/.
pub(super) fn in_address(url: &WebUrl) -> Option<Timestamp> {
    let pieces: Vec<&str> = url.as_url().path().split('/').collect();
    let number = |piece: &str, digits: usize| (piece.len() == digits).then(|| piece.parse::<i16>().ok()).flatten();
    pieces.windows(3).find_map(|window| {
        let (year, month, day) = (number(window[0], 4)?, number(window[1], 2)?, number(window[2], 2)?);
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().filter(|_| year >= YEAR_MIN)?;
        TimeZone::UTC.to_timestamp(date.to_datetime(jiff::civil::Time::midnight())).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_machines_are_read_in_all_their_forms() {
        let check = |raw: &str, wanted: &str| {
            assert_eq!(timestamp(raw).map(|at| at.to_string()).unwrap_or_default(), wanted, "{raw}");
        };
        check("2026-03-03T09:05:00+01:00", "2026-03-03T08:05:00Z");
        check(" 2026-03-03T09:05:00+0100", "2026-03-03T08:05:00Z");
        check("2026-03-03 09:05:00 +0100", "2026-03-03T08:05:00Z");
        check("2026-03-03T09:05+01:00", "2026-03-03T08:05:00Z");
        check("2026-03-03 09:05", "2026-03-03T09:05:00Z");
        check("2026-03-03", "2026-03-03T00:00:00Z");
        check("Tue, 03 Mar 2026 09:05:00 GMT", "2026-03-03T09:05:00Z");
        check("Tue Mar 03 2026 09:05:00 GMT+0100", "2026-03-03T08:05:00Z");
        check("2026/03/03", "2026-03-03T00:00:00Z");
        check("20260303", "2026-03-03T00:00:00Z");
        check("March 3, 2026", "2026-03-03T00:00:00Z");
        check("3 Mar 2026", "2026-03-03T00:00:00Z");
        for raw in ["", "yesterday", "0001-01-01", "1970-01-01T00:00:00Z", "12", "4:15"] {
            check(raw, "");
        }
    }

    #[test]
    fn an_address_may_hold_the_day() {
        let day = |url: &str| in_address(&WebUrl::parse(url).unwrap()).map(|at| at.to_string());
        assert_eq!(day("https://a.example/news/2026/03/31/quay").as_deref(), Some("2026-03-31T00:00:00Z"));
        assert_eq!(day("https://a.example/2026/31/03/quay"), None);
        assert_eq!(day("https://a.example/1234/03/03/quay"), None);
        assert_eq!(day("https://a.example/2026/3/quay"), None);
    }
}
