//! Pages of layouts that once lost a part of their story.

use super::*;
use crate::domain::SiteRule;

const STORY: [&str; 8] = [
    "The lake authority of Ormsund said on Tuesday that the old lock would be shut until June, after divers had found a crack.",
    "In a letter to all skippers, its director, Selma Brandt, wrote that no ship of more than forty tons could pass.",
    "Plans that were shown to the town in spring had warned of the crack, and of costs of nine million crowns.",
    "Divers went down in October, when a barge had struck the gate, and came up with pictures of a gap as wide as a hand.",
    "Barges will have to take the long way round the island, which costs them a day, the skippers' guild said in its answer.",
    "“We have been here before,” said Jonas Eberle, who owns three barges. “Nobody listened then, and nobody will now.”",
    "The town had set money aside in January, by eleven votes to four, after a debate that ended long past midnight.",
    "Work is to begin in the first week of March, and the lock keeper hopes to let the first ship through at midsummer.",
];
const LEAD: &str =
    "Half a year without a lock: the barges of Ormsund take the long way round, and the town argues over who should pay for it";

fn written(range: std::ops::Range<usize>) -> String {
    STORY[range].iter().map(|text| format!("<p>{text}</p>")).collect()
}

fn page(head: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>Old lock is shut | Lake Post</title>{head}</head><body>{body}<footer><p>Lake Post, Mill Lane 2</p></footer></body></html>"
    )
}

fn text(head: &str, body: &str) -> String {
    extract(&page(head, body), None, &Sites::default()).text()
}

fn whole() -> String {
    STORY.join("\n\n")
}

#[test]
fn a_wrapper_named_for_a_state_holds_its_story() {
    let box_ =
        "<div class=kiosk><p>Printed copies of the Post are sold at every landing for one crown, every day but Sunday.</p></div>";
    for class in
        ["dialog-off-canvas-main-canvas", "page has-comments", "gdpr-enabled", "consent-required", "comments-open", "modal"]
    {
        let body = format!("<div class='{class}'><h1>Old lock is shut</h1><div class=t>{}</div></div>{box_}", written(0..8));
        assert_eq!(text("", &body), whole(), "{class}");
    }
}

#[test]
fn a_story_in_several_containers_is_read_whole() {
    let (one, two, rest) = (written(0..1), written(1..2), written(2..8));
    for body in [
        format!(
            "<h1>Old lock is shut</h1><div id=m><div class=a>{one}</div><div class=b>{two}</div><div class=body>{rest}</div></div>"
        ),
        format!(
            "<main><article><h1>Old lock is shut</h1><div><div><div>{}</div></div></div><div><div class=k><div><div>{}</div></div></div></div></article></main>",
            written(0..4),
            written(4..8)
        ),
        format!(
            "<article><h1>Old lock is shut</h1><div class=article-body>{}</div><div class=z>{}</div></article>",
            written(0..7),
            written(7..8)
        ),
    ] {
        assert_eq!(text("", &body), whole(), "{body}");
    }
    let guest =
        "<div class=z><img src=b.jpg><p>Jonas Eberle writes of barges and their skippers, and lives on one of them.</p></div>";
    let body = format!("<article><h1>Old lock is shut</h1><div class=article-body>{}</div>{guest}</article>", written(0..8));
    assert_eq!(text("", &body), whole());
}

#[test]
fn the_lead_comes_first_also_where_a_rule_names_the_body() {
    let head = format!("<meta property=og:description content='{LEAD}'>");
    let body = format!("<header><h1>Old lock is shut</h1><p class=css-9>{LEAD}</p></header><div class=b>{}</div>", written(0..8));
    assert_eq!(text(&head, &body), format!("{LEAD}\n\n{}", whole()));
    let rule = SiteRule { host: "lake.example".into(), body: ".b".into(), drop: Vec::new() };
    let url = WebUrl::parse("https://lake.example/lock").unwrap();
    assert!(extract(&page(&head, &body), Some(&url), &Sites::new(&[rule])).text().starts_with(LEAD));
}

#[test]
fn a_declared_body_wins_over_readers() {
    let reader = "<li class=m><h4><a href=/u>Skipper</a></h4><p>I think that the lock is too old, and who pays for it, if not we, as with the bridge, the road and the hall.</p></li>";
    let body = format!(
        "<div><div><article itemprop=articleBody><h1>Old lock is shut</h1>{}</article></div><div><ul>{}</ul></div></div>",
        written(0..8),
        reader.repeat(40)
    );
    assert_eq!(text("", &body), whole());
}

#[test]
fn what_is_hidden_loses_to_a_list_that_is_shown() {
    let items: String =
        (1990..2020).map(|year| format!("<li><b>{year}</b> The lock let {} ships through.</li>", year * 3)).collect();
    let note = "<div style='display: none'><p>Choose a year, a kind of ship and a flag, or leave all fields empty to see the whole list of them.</p></div>";
    let found = text("", &format!("<h1>Old lock is shut</h1><p>A list.</p>{note}<ol>{items}</ol>"));
    assert!(found.contains("6009 ships") && !found.contains("Choose a year"), "{found}");
}

#[test]
fn paid_paragraphs_stay_and_the_box_that_asks_goes() {
    let paid: String = STORY[5..].iter().map(|text| format!("<p class=paywall>{text}</p>")).collect();
    let box_ = "<div class=paywall><p>Read all of the Post for three crowns a month, and stop whenever you like.</p><button>Yes</button></div>";
    let body = format!("<article><h1>Old lock is shut</h1><div class=t>{}{paid}</div>{box_}</article>", written(0..5));
    assert_eq!(text("", &body), whole());
}

#[test]
fn the_data_of_a_page_complete_its_story() {
    let ld = |body: &str| {
        let data = serde_json::json!({"@type": "NewsArticle", "headline": "Old lock is shut", "articleBody": body});
        format!("<script type='application/ld+json'>{data}</script>")
    };
    let shown = format!("<article><h1>Old lock is shut</h1>{}</article>", written(0..5));
    assert_eq!(text(&ld(&STORY.join("\n\n")), &shown), whole());
    let escaped = written(0..8).replace('<', "&lt;").replace('>', "&gt;");
    assert_eq!(text(&ld(&escaped), "<div id=root></div>"), whole());
    let state = serde_json::json!({"story": {"title": "Old lock is shut", "blocks": STORY.map(|text| serde_json::json!({"type": "paragraph", "text": text}))}});
    let script = format!("<script>window.__STATE__ = {state};</script>");
    let beginning = format!("<article><h1>Old lock is shut</h1>{}</article>{script}", written(0..1));
    assert_eq!(text("", &beginning), whole());
}

#[test]
fn a_story_in_noscript_or_behind_a_button_is_read() {
    let body = format!("<h1>Old lock is shut</h1><div class=post><noscript>{}</noscript></div>", written(0..8));
    assert_eq!(text("", &body), whole());
    let body = format!(
        "<article><h1>Old lock is shut</h1><div>{}</div><a href='#'>Read on</a><div style='display:none'>{}</div></article>",
        written(0..3),
        written(3..8)
    );
    let found = text("", &body);
    assert!(STORY.iter().all(|text| found.contains(text)), "{found}");
}
