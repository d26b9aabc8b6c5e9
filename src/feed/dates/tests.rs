//! Dates of every habit and language that is read.

use jiff::Timestamp;
use proptest::prelude::*;

use super::parse;

fn check(text: &str, expected: &str) {
    let found = parse(text).map(|time| time.to_string());
    assert_eq!(found.as_deref().unwrap_or("no date"), expected, "{text}");
}

#[test]
fn what_the_standards_ask_for() {
    check("Mon, 23 Nov 2026 14:05:09 GMT", "2026-11-23T14:05:09Z");
    check("23 Nov 26 14:05 EST", "2026-11-23T19:05:00Z");
    check("Mon, 23 Nov 2026 14:05:09 +0530", "2026-11-23T08:35:09Z");
    check("2026-11-23T14:05:09.25-08:00", "2026-11-23T22:05:09.25Z");
    check("2026-11-23T14:05Z", "2026-11-23T14:05:00Z");
}

#[test]
fn halves_of_dates() {
    check("2026-11-23", "2026-11-23T00:00:00Z");
    check("2026-11", "2026-11-01T00:00:00Z");
    check("20261123", "2026-11-23T00:00:00Z");
    check("20261123T140509Z", "2026-11-23T14:05:09Z");
    check("26-11-23", "2026-11-23T00:00:00Z");
    check("2026-327", "2026-11-23T00:00:00Z");
    check("-26-11", "2026-11-01T00:00:00Z");
    check("Nov. 2026", "2026-11-01T00:00:00Z");
}

#[test]
fn other_habits() {
    check("Mon Nov 23 14:05:09 2026", "2026-11-23T14:05:09Z");
    check("Mon Nov 23 2026 14:05:09 GMT+0200 (Central Africa Time)", "2026-11-23T12:05:09Z");
    check("11/23/2026 2:05 pm PST", "2026-11-23T22:05:00Z");
    check("23/11/2026", "2026-11-23T00:00:00Z");
    check("23.11.26", "2026-11-23T00:00:00Z");
    check("Nov. 23, 2026, 12:37 a.m.", "2026-11-23T00:37:00Z");
    check("November 23rd, 2026", "2026-11-23T00:00:00Z");
    check("2026-11-23 24:00:00", "2026-11-24T00:00:00Z");
    check("1795442709", "2026-11-23T14:05:09Z");
    check("Mon, 23 Nov 2026 14:05:09 Europe/Brussels", "2026-11-23T13:05:09Z");
}

#[test]
fn other_languages() {
    check("Montag, 23. März 2026 - 14:05 MEZ", "2026-03-23T13:05:00Z");
    check("mar., 24 février 2026 14:05:00 +0100", "2026-02-24T13:05:00Z");
    check("23 de agosto de 2026", "2026-08-23T00:00:00Z");
    check("Пн, 23 ноября 2026 14:05:00 +0300", "2026-11-23T11:05:00Z");
    check("Δευ, 23 Νοέ 2026 14:05:00 EET", "2026-11-23T12:05:00Z");
    check("2026-július-13T9:15-05:00", "2026-07-13T14:15:00Z");
    check("2026년 11월 23일 14:05:09", "2026-11-23T05:05:09Z");
    check("2026-11-23 오후 2:05:09", "2026-11-23T05:05:09Z");
    check("2026年11月23日 14:05", "2026-11-23T14:05:00Z");
}

#[test]
fn what_cannot_be_is_refused() {
    for text in [
        "",
        "0001-01-01T00:00:00Z",
        "00000000㏬㏬0000001jst㏬",
        "yesterday",
        "99 Nov 2026",
        "2026-13-01",
        "2026-02-30",
        "2026-11-23T25:00:00Z",
        "2026-11-23T10:61:00Z",
    ] {
        check(text, "no date");
    }
    for text in ["2026-11-23-01", "2026-11-23T09:xx:00Z", "23 Nov 2026 10:00:00 +00:zz", "2026-11-23T10:00:00-99:99", "12:30"] {
        check(text, "no date");
    }
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in "[0-9a-zA-Z:/., +\\-년오후é]{0,40}") {
        let _ = parse(&text);
    }

    #[test]
    fn every_timestamp_is_read_back_in_both_styles(second in 0_i64..4_000_000_000) {
        let time = Timestamp::from_second(second).unwrap();
        prop_assert_eq!(parse(&time.to_string()), Some(time));
        prop_assert_eq!(parse(&time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()), Some(time));
    }
}
