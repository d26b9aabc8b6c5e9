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
fn months_of_every_language() {
    check("субота, 14 листопада 2026 10:30", "2026-11-14T10:30:00Z");
    check("събота, 14 ноември 2026 г. 10:30 +0200", "2026-11-14T08:30:00Z");
    check("субота, 14. новембар 2026. 10:30", "2026-11-14T10:30:00Z");
    check("laupäev, 14. november 2026", "2026-11-14T00:00:00Z");
    check("14 Kasım 2026 Cumartesi 10:30 +0300", "2026-11-14T07:30:00Z");
    check("15 Ağustos 2026 Pazar", "2026-08-15T00:00:00Z");
    check("5 OCAK 2026 PAZARTESİ", "2026-01-05T00:00:00Z");
    check("maanantai 5. tammikuuta 2026 klo 12.30", "2026-01-05T12:30:00Z");
    check("Σάββατο, 14 Νοεμβρίου 2026 10:30", "2026-11-14T10:30:00Z");
    check("السبت، ١٤ نوفمبر ٢٠٢٦ ١٠:٣٠", "2026-11-14T10:30:00Z");
    check("شنبه، ۱۴ نوامبر ۲۰۲۶، ساعت ۱۰:۳۰", "2026-11-14T10:30:00Z");
    check("יום שבת, 14 בנובמבר 2026 10:30", "2026-11-14T10:30:00Z");
    check("शनिवार, १४ नवम्बर २०२६ १०:३०", "2026-11-14T10:30:00Z");
    check("14 नवंबर 2026", "2026-11-14T00:00:00Z");
    check("14 फरवरी 2026", "2026-02-14T00:00:00Z");
    check("শনিবার, ১৪ নভেম্বর, ২০২৬", "2026-11-14T00:00:00Z");
    check("2026 m. lapkričio 14 d.", "2026-11-14T00:00:00Z");
    check("2026. gada 14. novembris", "2026-11-14T00:00:00Z");
    check("2026. november 14. 10:30", "2026-11-14T10:30:00Z");
    check("d’ag. 14, 2026", "2026-08-14T00:00:00Z");
    check("15 Awst 2026", "2026-08-15T00:00:00Z");
    check("pt., 13 lis 2026 10:30", "2026-11-13T10:30:00Z");
    check("13 ноября 2026 г., 10:30 МСК", "2026-11-13T07:30:00Z");
    check("15 Nov 2026 10:30 AWST", "2026-11-15T02:30:00Z");
}

#[test]
fn a_word_of_two_languages_is_told_by_the_weekday() {
    check("14 listopada 2026", "2026-11-14T00:00:00Z");
    check("srijeda, 14. listopada 2026.", "2026-10-14T00:00:00Z");
    check("sobota, 14 listopada 2026", "2026-11-14T00:00:00Z");
    check("mar 3 mar 2026", "2026-03-03T00:00:00Z");
    check("Sal, 1 Ara 2026", "2026-12-01T00:00:00Z");
    // A wrong weekday moves nothing.
    check("Mon, 14 Nov 2026", "2026-11-14T00:00:00Z");
}

#[test]
fn a_weekday_tells_the_day_from_the_month() {
    check("05/06/2026", "2026-05-06T00:00:00Z");
    check("Friday, 05/06/2026", "2026-06-05T00:00:00Z");
    check("Thứ Sáu, 05/06/2026 10:30 GMT+7", "2026-06-05T03:30:00Z");
    check("Wed 05/06/2026", "2026-05-06T00:00:00Z");
}

#[test]
fn vietnam_numbers_its_months_and_weekdays() {
    check("14 tháng 11, 2026 10:30", "2026-11-14T10:30:00Z");
    check("14 thg 11 2026", "2026-11-14T00:00:00Z");
    check("Thứ 7, ngày 14 tháng 11 năm 2026", "2026-11-14T00:00:00Z");
    check("Thứ 7, 14/11/2026, 10:30 (GMT+7)", "2026-11-14T10:30:00Z");
}

#[test]
fn china_and_japan() {
    check("2026年11月14日（土）10時30分", "2026-11-14T10:30:00Z");
    check("2026 年 11 月 14 日 10:30:15", "2026-11-14T10:30:15Z");
    check("二〇二六年十一月十四日", "2026-11-14T00:00:00Z");
    check("星期六, 14 十一月 2026 10:30", "2026-11-14T10:30:00Z");
    check("2026年11月14日 下午3:04", "2026-11-14T15:04:00Z");
    check("2026年11月14号 凌晨1点20分", "2026-11-14T01:20:00Z");
    check("2026/11/14 午後3時", "2026-11-14T15:00:00Z");
    check("2026-11-14 오전 12:05", "2026-11-13T15:05:00Z");
    check("２０２６年１１月１４日", "2026-11-14T00:00:00Z");
}

#[test]
fn the_thai_calendar() {
    check("14 พ.ย. 2569 10:30 +0700", "2026-11-14T03:30:00Z");
    check("วันเสาร์ที่ 14 พฤศจิกายน พ.ศ. ๒๕๖๙", "2026-11-14T00:00:00Z");
    check("14/11/2569 10:30", "2026-11-14T10:30:00Z");
    check("2569-11-14T10:30:00Z", "2026-11-14T10:30:00Z");
    // The year of the Buddha that is a leap year there and none in ours.
    check("2567-02-29T10:30:00Z", "2024-02-29T10:30:00Z");
}

#[test]
fn halves_of_the_day() {
    check("Saturday 14th November 2026 3pm", "2026-11-14T15:00:00Z");
    check("14 Nov 2026, 12 am", "2026-11-14T00:00:00Z");
    check("Nov 14 2026 at 12 noon", "2026-11-14T12:00:00Z");
    check("14 nov. 2026 3:30 p. m.", "2026-11-14T15:30:00Z");
    check("14 Νοε 2026 3:30 μ.μ.", "2026-11-14T15:30:00Z");
    check("١٤ نوفمبر ٢٠٢٦ ٣:٣٠ م", "2026-11-14T15:30:00Z");
    check("14 de noviembre de 2026 a las 3:30 de la tarde", "2026-11-14T15:30:00Z");
    check("14 Nov 2026 20:28:28 PM", "2026-11-14T20:28:28Z");
    // "on the" in German.
    check("am 14. November 2026 um 12:30 Uhr", "2026-11-14T12:30:00Z");
    check("le 14 novembre 2026 à 15h30", "2026-11-14T15:30:00Z");
    check("14.11.2026 15 Uhr", "2026-11-14T15:00:00Z");
    check("14.11.2026 15.30", "2026-11-14T15:30:00Z");
}

#[test]
fn zones_in_every_shape() {
    check("Sat, 14 Nov 2026 10:30:00 0200", "2026-11-14T08:30:00Z");
    check("2026-11-14T10:30:00[Europe/Mariehamn]", "2026-11-14T08:30:00Z");
    check("2026-11-14T10:30:00+01:00[Europe/Berlin]", "2026-11-14T09:30:00Z");
    check("2026-11-14 10:30:00.5 -0500 EST m=+3.25", "2026-11-14T15:30:00.5Z");
    check("14 Jul 2026 10:30 PST8PDT", "2026-07-14T17:30:00Z");
    check("14 Jul 2026 10:30 Pacific Daylight Time", "2026-07-14T17:30:00Z");
    check("14 Jul 2026 10:30 British Summer Time", "2026-07-14T09:30:00Z");
    check("14 Nov 2026 10:30 Coordinated Universal Time", "2026-11-14T10:30:00Z");
    check("Sat, 14 Nov 2026 10:30:00 0299", "no date");
}

#[test]
fn numbers_of_other_kinds() {
    check("1795442709.25", "2026-11-23T14:05:09.25Z");
    check("1795442709000000", "2026-11-23T14:05:09Z");
    check("2026-W48-1", "2026-11-23T00:00:00Z");
    check("2026W481T14:05:09Z", "2026-11-23T14:05:09Z");
    check("2026-W54-1", "no date");
    check("2026-11-23T23:59:60Z", "2026-11-24T00:00:00Z");
    check("202611231405", "2026-11-23T14:05:00Z");
    check("2026:11:23 14:05:09", "2026-11-23T14:05:09Z");
    check("23 11 2026 14:05", "2026-11-23T14:05:00Z");
    check("2026 11 23 14:05", "2026-11-23T14:05:00Z");
}

#[test]
fn half_years_stand_first_or_last() {
    check("05-01-26", "2026-01-05T00:00:00Z");
    check("26-01-05", "2026-01-05T00:00:00Z");
    check("30-05-23", "2023-05-30T00:00:00Z");
    check("03-12-31", "2003-12-31T00:00:00Z");
    check("12-31-03", "2003-12-31T00:00:00Z");
    check("99-12-31", "1999-12-31T00:00:00Z");
    check("31-12-99", "1999-12-31T00:00:00Z");
    check("23/05/30", "2023-05-30T00:00:00Z");
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
    fn no_text_is_too_odd(text in "[0-9a-zA-Z:/., +()\\[\\]\\-년오후é月午ก.٣ِ]{0,40}") {
        let _ = parse(&text);
    }

    #[test]
    fn what_was_read_can_be_read_again(text in "[0-9TZWw:/., +\\-]{0,30}( (pm|Awst|paz|พ\\.ค\\.|EST|am|mar))?[0-9 ]{0,9}") {
        if let Some(time) = parse(&text) {
            prop_assert_eq!(parse(&time.to_string()), Some(time));
        }
    }

    #[test]
    fn every_timestamp_is_read_back_in_both_styles(second in 0_i64..4_000_000_000) {
        let time = Timestamp::from_second(second).unwrap();
        prop_assert_eq!(parse(&time.to_string()), Some(time));
        prop_assert_eq!(parse(&time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()), Some(time));
    }
}
