use std::ops::Add as _;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::domain::{SiteRule, Style};

const BODY: [&str; 6] = [
    "GENEVA, Nov. 23 — Envoys returned to the table on Monday after a three-day pause, and Foreign Minister Tomas Varga said the two sides were closer.",
    "Varga met his counterpart, Ines Okafor, for two hours at a lakeside hotel before the full session opened on the same evening.",
    "“We are not here to count ships,” Okafor told reporters.",
    "A draft seen by reporters would limit inspections to three ports, Valencia among them, and set up a joint office for two years.",
    "Neither side published a text.",
    "The talks go on until Thursday, when the envoys of the lake basin are to join them for the first time since spring.",
];
const CAPTION: &str =
    "Foreign Minister Tomas Varga arrives at the lakeside hotel in Geneva on Monday. Photo by Mara Lindqvist/Harbour Wire";

fn read_page(html: &str, url: Option<&WebUrl>) -> Article {
    extract(html, url, &Sites::default())
}

fn base() -> WebUrl {
    WebUrl::parse("https://harbour.example/news/strait").unwrap()
}

/// Builds a page as wires build theirs: menus, ads between paragraphs, the caption twice, a tail of headlines.
fn wire_page() -> String {
    let ad = "<div class=ad-unit><span>Advertisement</span></div>";
    let mut paragraphs: Vec<String> = BODY.iter().map(|text| format!("<p>{text}</p>")).collect();
    paragraphs.insert(2, format!("<p>Advertisement</p>{ad}"));
    format!(
        "<!doctype html><html lang=en><head><title>Strait talks resume - Harbour Wire</title><meta property=og:site_name content='Harbour Wire'></head>\
         <body><nav><a href=/>Top News</a> <a href=/world>World</a></nav>{ad}<article><h1>Strait talks resume</h1><p class=byline>By Mara Lindqvist</p>\
         <div class=photo><img src=/p.jpg alt='{CAPTION}'><div class=caption>{CAPTION}</div></div><div class=zoom>{CAPTION} | License Photo</div>\
         <div>{}</div></article><section><h3>Latest Headlines</h3><ul><li><a href=/1>Storm leaves thousands without power</a></li>\
         <li><a href=/2>Central bank holds its rate</a></li></ul></section><footer><p>Copyright Harbour Wire. All rights reserved.</p></footer></body></html>",
        paragraphs.concat()
    )
}

fn paragraphs(article: &Article) -> Vec<String> {
    article.text().split("\n\n").map(str::to_owned).collect()
}

#[test]
fn of_a_page_without_end_the_beginning_is_read_and_that_is_said() {
    let page = |tail: &str| format!("<h1>Ferries wait</h1><p>{}</p>{tail}", BODY.concat());
    for tail in ["<b>x</b>".repeat(200_000), "<p>".repeat(200_000), "tide ".repeat(1 << 20), "<a a b c>".repeat(100_000)] {
        let note = read_page(&page(&tail), None).note.unwrap().0;
        assert_eq!(note.as_str(), "Only the beginning of the page was read: it is larger than any story");
        let note = from_feed(&page(&tail), None).note.unwrap().0;
        assert_eq!(note.as_str(), "Only the beginning of the feed's text was read: it is larger than any story");
    }
    // What is no text is no loss.
    let article = read_page(&page(&"\0\u{7}\u{fffe}".repeat(2 << 20)), None);
    assert!(article.note.is_none() && article.text().ends_with(BODY[5]));
}

#[test]
fn a_wire_story_comes_out_whole_and_alone() {
    let article = read_page(&wire_page(), Some(&base()));
    assert_eq!(paragraphs(&article), BODY);
    assert_eq!((article.title.as_deref(), article.site.as_deref()), (Some("Strait talks resume"), Some("Harbour Wire")));
    assert_eq!((article.lang.as_deref(), article.source), (Some("en"), ArticleSource::Page));
}

#[test]
fn a_feed_text_comes_back_paragraph_by_paragraph() {
    let html: String = BODY.iter().map(|text| format!("<p>{text}</p>\n")).collect();
    let article = from_feed(&html, None);
    assert_eq!(paragraphs(&article), BODY);
    assert_eq!((article.note, article.source), (None, ArticleSource::Feed));
}

#[test]
fn a_feed_text_without_markup_keeps_its_paragraphs() {
    assert_eq!(paragraphs(&from_feed(&BODY.join("\n"), None)), BODY);
    assert_eq!(paragraphs(&from_feed(&BODY.join("\r\n\r\n"), None)), BODY);
    let wrapped = "Envoys returned to the table on Monday after a three-day\npause, and both sides said that they were closer than at any\ntime since spring.\n\nNo text.";
    assert_eq!(
        paragraphs(&from_feed(wrapped, None)),
        [wrapped.split("\n\n").next().unwrap().replace('\n', " ").as_str(), "No text."]
    );
    let based =
        from_feed("<base href='https://quay.example/deep/'><p>See <a href='map'>the map of it</a> here.</p>", Some(&base()));
    let Block::Paragraph(rich) = &based.blocks[0] else { panic!("{based:?}") };
    assert!(matches!(&rich.spans[0].style, Style::Link(url) if url.as_str() == "https://quay.example/deep/map"));
    assert_eq!(from_feed(&"<table><tr><td>".repeat(60).add("deep"), None).text(), "deep");
    assert_eq!(from_feed("Grain &amp; ships <b>sail</b>", None).text(), "Grain & ships sail");
}

#[test]
fn a_script_shell_gives_the_text_of_its_metadata() {
    let said = BODY.join("\\n\\n");
    let page = format!(
        "<html><head><script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"Strait talks\",\"articleBody\":\"{said}\"}}</script></head>\
         <body><div id=root></div><noscript>You need to enable JavaScript.</noscript></body></html>"
    );
    assert_eq!(paragraphs(&read_page(&page, None)), BODY);
}

#[test]
fn a_page_of_parts_that_came_late_is_read_in_order() {
    let paragraph = |text: &str| format!("<p>{text}</p>");
    let page = format!(
        "<body><article>{}<template id='B:0'></template>{}</article><div hidden id='S:0'><div>{}{}</div></div></body>",
        paragraph(BODY[0]),
        paragraph(BODY[5]),
        paragraph(BODY[1]),
        paragraph(BODY[3])
    );
    assert_eq!(paragraphs(&read_page(&page, None)), [BODY[0], BODY[1], BODY[3], BODY[5]]);
}

#[test]
fn links_are_resolved_against_the_base_of_the_page() {
    let page = format!(
        "<base href='/archive/'><article>{}</article>",
        BODY.map(|text| format!("<p>{text} <a href=x>more here</a></p>")).concat()
    );
    let article = read_page(&page, Some(&base()));
    let Block::Paragraph(rich) = &article.blocks[0] else { panic!("{article:?}") };
    assert_eq!(rich.spans[0].style, Style::Link(WebUrl::parse("https://harbour.example/archive/x").unwrap()));
}

fn rule(body: &str, drop: &str) -> Sites {
    let rule = SiteRule { host: "harbour.example".into(), body: body.into(), drop: vec![drop.into()] };
    Sites::new(&[rule])
}

#[test]
fn a_rule_for_the_site_says_where_the_story_is() {
    let page = format!(
        "<body><div class=story><p>{}</p><p>{}</p><p class=odd>{}</p></div><div class=long>{}</div></body>",
        BODY[0],
        BODY[1],
        BODY[3],
        format!("<p>{}</p>", BODY[5]).repeat(9)
    );
    let read = |sites: &Sites| paragraphs(&extract(&page, Some(&base()), sites));
    assert_eq!(read(&rule(".story", ".odd")), [BODY[0], BODY[1]]);
    assert!(read(&rule(".moved", ".odd")).contains(&BODY[5].to_owned()));
    assert!(read(&Sites::default()).contains(&BODY[3].to_owned()));
}

#[test]
fn what_was_taken_away_is_explained() {
    let (article, removals) = explain(&wire_page(), Some(&base()), &rule("", "footer"));
    assert_eq!(paragraphs(&article), BODY);
    let told =
        |rule: &str, text: &str| removals.iter().any(|removal| removal.rule.starts_with(rule) && removal.text.starts_with(text));
    assert!(told("furniture by its tag <nav>", "Top News"), "{removals:?}");
    assert!(told("furniture by its name \"ad\"", "Advertisement"), "{removals:?}");
    assert!(told("ad marker", "Advertisement"), "{removals:?}");
    assert!(told("caption", "Foreign Minister Tomas Varga arrives"), "{removals:?}");
    assert!(told("rule for this site", "Copyright"), "{removals:?}");
}

#[test]
fn a_page_without_a_story_is_no_error() {
    for page in ["", "   ", "<html>", "<script>x</script>", "\u{0}\u{1b}[2J", "<p></p>", "<frameset><frame></frameset>"] {
        assert!(read_page(page, None).text().len() < 10, "{page:?}");
        assert!(from_feed(page, None).text().len() < 10, "{page:?}");
    }
    assert_eq!(read_page("Just a line of words.", None).text(), "Just a line of words.");
}

#[test]
fn hostile_pages_end_in_time() {
    let many = |part: &str, count: usize| part.repeat(count);
    for page in [
        many("<p>x", 20_000),
        many("<ul><li>", 120),
        many("<div>", 200) + &many("words, ", 20_000),
        many("<br>", 30_000),
        many("<td>x", 5_000),
        format!("<table>{}", many("<tr><td>a<td>b", 3_000)),
        many("<b><i><a href=x>", 100) + "x",
        format!("<pre>{}", many("line\n", 20_000)),
    ] {
        let start = Instant::now();
        let article = read_page(&page, None);
        super::super::lines::layout(&article, &[], &[], 72);
        // Built without optimisation and beside other tests: the bound is there to catch what grows with the square.
        assert!(start.elapsed() < Duration::from_secs(20), "{} {:?}", &page[..20], start.elapsed());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn plain_paragraphs_of_a_feed_come_back_exactly(texts in prop::collection::vec("[A-Z][a-zé]{3,9}( [a-z“”’,–]{1,9}){8,40}\\.", 1..12)) {
        let mut texts = texts;
        texts.dedup();
        let html: String = texts.iter().map(|text| format!("<p>{text}</p>")).collect();
        prop_assert_eq!(from_feed(&html, None).text(), texts.join("\n\n"));
    }
}

#[test]
fn hidden_dialogs_and_comments_longer_than_the_story_stay_outside() {
    let comments: String =
        (1..60).map(|number| format!("<li class=comment><p>Reader {number} writes that {}</p></li>", BODY[3])).collect();
    let dialog = format!("<section style='display: none' id=login><p>{}</p></section>", "Give your address, please. ".repeat(40));
    let page = wire_page().replace("</article>", &format!("</article><ul class=comments-list>{comments}</ul>{dialog}"));
    assert_eq!(paragraphs(&read_page(&page, Some(&base()))), BODY);
}

#[test]
fn a_lead_beside_the_story_is_joined_to_it_unless_it_says_the_same() {
    let lead = "After a pause of three days the envoys of both sides are back at one table, and closer than in spring.";
    let page =
        |lead: &str| wire_page().replace("<article>", &format!("<h1>Strait talks resume</h1><p class=dek>{lead}</p><article>"));
    let article = read_page(&page(lead), Some(&base()));
    assert_eq!(paragraphs(&article)[0], lead);
    assert_eq!(paragraphs(&article)[1..], BODY);
    assert_eq!(paragraphs(&read_page(&page(BODY[0]), Some(&base()))), BODY);
}

#[test]
fn a_story_whose_paragraphs_are_all_marked_as_headings_is_read() {
    let said = |town: &str| {
        format!(
            "<h3>The harbour authority of {town} said on Monday that its quay would open again before the first of March, eleven months after a storm tore the wall.</h3>"
        )
    };
    let story: String = ["Karsk", "Velsmond", "Olden", "Amsel", "Okafor", "Lind"].map(said).concat();
    let page = format!(
        "<html><head><title>Quays open</title></head><body><div><p>Ports and ships</p></div><div><h1>Quays open</h1>{story}</div><div><p>Harbour Wire, Quay Street 4, tells of ports.</p></div></body></html>"
    );
    let article = extract(&page, None, &Sites::default());
    assert_eq!(article.text().matches("its quay would open").count(), 6, "{}", article.text());
}

#[test]
fn a_title_in_a_menu_is_not_where_the_story_begins() {
    let tale: String = (1..6)
        .map(|number| format!("<p>The quay of Velsmond opened on day {number} of the week, and {number} ships came in, the harbor master said.</p>"))
        .collect();
    let page = format!(
        "<title>Quay opens after a long winter</title><body><nav><h1>Quay opens after a long winter</h1></nav>\
         <div><p>Sign in to keep stories in your list, and read them later on any of your devices, wherever you are.</p>\
         <article><h2>Quay opens after a long winter</h2>{tale}</article></div>"
    );
    let text = extract(&page, None, &Sites::new(&[])).text();
    assert!(text.starts_with("The quay of Velsmond opened on day 1"), "{text}");
}
