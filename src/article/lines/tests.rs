use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation;

use super::*;
use crate::article::from_feed;
use crate::domain::{Span, StoryLinkKind, Style};
use crate::text::CleanText;

const STORY: &str = "<p>Envoys returned to <b>Geneva</b> on Monday, and Tomas Varga said the <a href='https://a.example/x'>two sides</a> were closer.</p>\
    <h2>What each side wants</h2><ul><li>safe passage for grain by 1 March</li><li>a single list<ol><li>of cargo</li></ol></li></ul>\
    <blockquote><p>We are not here to count ships.</p><p>Okafor said so.</p></blockquote><pre>let ships = 3; // a long line of code that goes on</pre>\
    <table><tr><th>Port<th>Ships</tr><tr><td>Geneva<td>3</tr></table><figure><img src='https://a.example/p.jpg'><figcaption>The quay. Photo by Mara L.</figcaption></figure>";

fn drawn(layout: &Layout) -> Vec<String> {
    layout.lines.iter().map(|line| line.runs.iter().map(|run| run.text.as_str()).collect::<String>()).collect()
}

fn marks_of(text: &str, names: &[&str]) -> Vec<Mark> {
    let mark = |(name, part): (usize, &&str)| {
        let start = text.find(part)?;
        Some(Mark { bytes: start..start + part.len(), role: MarkRole::Person, name, first: true })
    };
    names.iter().enumerate().filter_map(mark).collect()
}

#[test]
fn a_story_looks_like_what_it_is() {
    let layout = layout(&from_feed(STORY, None), &[], &[], 40);
    let expected = [
        "Envoys returned to Geneva on Monday, and",
        "Tomas Varga said the two sides [1] were",
        "closer.",
        "",
        "What each side wants",
        "────────────────────",
        "• safe passage for grain by 1 March",
        "• a single list",
        "  1. of cargo",
        "",
        "│ We are not here to count ships.",
        "│",
        "│ Okafor said so.",
        "",
        "let ships = 3; // a long line of code th",
        "↪ at goes on",
        "",
    ];
    let lines = drawn(&layout);
    assert_eq!(lines[..expected.len()], expected);
    assert!(lines.iter().any(|line| line.starts_with("Geneva") && line.contains('│')), "{lines:#?}");
    assert_eq!(
        lines[lines.len() - 4..],
        ["▨ The quay. (Photo by Mara L.)", "", "────────────────────", "[1] https://a.example/x"]
    );
}

#[test]
fn raised_and_lowered_figures_are_told_from_others() {
    let article =
        from_feed("<p>Two boats<sup>1</sup>, 10<sup>-3</sup> of H<sub>2</sub>O<sup>[a]</sup>, the 4<sup>th</sup>.</p>", None);
    assert_eq!(drawn(&layout(&article, &[], &[], 60)), ["Two boats¹, 10⁻³ of H₂O[a], the 4th."]);
    assert!(article.text().contains("boats1"), "what is searched stays as it was written");
}

#[test]
fn every_line_knows_where_it_begins() {
    let article = from_feed(STORY, None);
    let text = article.text();
    let layout = layout(&article, &[], &[], 30);
    assert!(layout.lines.is_sorted_by_key(|line| line.at));
    for line in &layout.lines {
        let words: String =
            line.runs.iter().filter(|run| matches!(run.role, Role::Text | Role::Quote)).map(|run| run.text.as_str()).collect();
        let ends_in_text = line.runs.last().is_some_and(|run| matches!(run.role, Role::Text | Role::Quote));
        let ruled = line.runs.iter().any(|run| run.role == Role::Rule);
        if let Some(first) = words.split_whitespace().next().filter(|_| ends_in_text && !ruled) {
            assert!(text[line.at..].starts_with(first), "{first}");
        }
    }
    let at = text.find("passage").unwrap();
    assert!(drawn(&layout)[layout.line_of(at)].contains("passage"));
}

#[test]
fn a_mention_that_crosses_a_line_is_marked_on_both() {
    let article = from_feed("<p>He met <a href='https://a.example/'>Tomas Varga there</a> again.</p>", None);
    let layout = layout(&article, &marks_of(&article.text(), &["Tomas Varga"]), &[], 14);
    let marked: Vec<_> = layout.lines.iter().flat_map(|line| &line.runs).filter(|run| run.mark == Some(0)).collect();
    assert_eq!(
        marked.iter().map(|run| (run.text.as_str(), run.role, run.link)).collect::<Vec<_>>(),
        [("Tomas", Role::Person, Some(0)), ("Varga", Role::Person, Some(0)),]
    );
}

#[test]
fn mentions_in_tables_are_marked() {
    let article = from_feed("<table><tr><th>Envoy<th>Days</tr><tr><td>Ines Okafor<td>3</tr></table>", None);
    for width in [40, 11] {
        let layout = layout(&article, &marks_of(&article.text(), &["Ines Okafor"]), &[], width);
        assert!(layout.lines.iter().flat_map(|line| &line.runs).any(|run| run.mark == Some(0)), "{width}: {layout:#?}");
    }
}

#[test]
fn a_table_too_wide_is_written_row_by_row() {
    let row = "<td>Geneva<td>Valencia<td>Benin<td>Lake<td>Basin";
    let lines = drawn(&layout(&from_feed(&format!("<table><tr>{row}</tr><tr>{row}</tr></table>"), None), &[], &[], 24));
    assert_eq!(lines, ["Geneva · Valencia ·", "Benin · Lake · Basin", "Geneva · Valencia ·", "Benin · Lake · Basin"]);
}

#[test]
fn one_address_has_one_number() {
    let article = from_feed(
        "<p><a href='https://a.example/'>a</a> <a href='https://b.example/'>b</a> <a href='https://a.example/'>c</a></p>",
        None,
    );
    let layout = layout(&article, &[], &[], 40);
    assert_eq!(drawn(&layout)[0], "a [1] b [2] c [1]");
    assert_eq!(layout.links.len(), 2);
}

#[test]
fn a_long_caption_ends_in_an_ellipsis() {
    let article = Article {
        blocks: vec![Block::Picture(Picture { caption: CleanText::new(&"words and ".repeat(60)), ..Picture::default() })],
        ..Article::default()
    };
    let lines = drawn(&layout(&article, &[], &[], 30));
    assert_eq!(lines.len(), CAPTION_LINES_MAX);
    assert!(lines[3].ends_with('…') && display_width(&lines[3]) <= 30);
}

fn any_rich() -> impl Strategy<Value = RichText> {
    let piece = prop_oneof![
        "[a-z]{1,14}",
        "[東京都知事会見。、]{1,8}",
        "👩‍🚒|e\u{301}|a-b/c|\n",
        "[0-9]{1,3}",
        Just("Donaudampfschifffahrtsgesellschaft".repeat(3))
    ];
    (prop::collection::vec(piece, 1..30), prop::collection::vec((0usize..200, 1usize..80, 0u8..7), 0..5)).prop_map(
        |(words, spans)| {
            let text = CleanText::lines(&words.join(" "));
            // A link that ends inside an emoji has its number put there: all is shown, but not in order.
            let edge =
                |at: usize| text.grapheme_indices(true).map(|(edge, _)| edge).take_while(|edge| *edge <= at).last().unwrap_or(0);
            let style = |kind| match kind {
                0 => Style::Strong,
                1 => Style::Code,
                2 => Style::Emphasis,
                3 => Style::Superscript,
                other => Style::Link(WebUrl::parse(&format!("https://a.example/{other}")).unwrap()),
            };
            let spans = spans
                .iter()
                .map(|&(at, len, kind)| Span { range: edge(at)..edge(at + len), style: style(kind) })
                .filter(|span| !span.range.is_empty())
                .collect();
            RichText { text, spans }
        },
    )
}

fn any_block() -> impl Strategy<Value = Block> {
    prop_oneof![
        any_rich().prop_map(Block::Paragraph),
        any_rich().prop_map(Block::Quote),
        (1u8..7, any_rich()).prop_map(|(level, text)| Block::Heading { level, text }),
        prop::collection::vec((0u8..12, prop::option::of(any::<u32>()), any_rich()), 1..5).prop_map(|items| Block::List(
            items.into_iter().map(|(depth, number, text)| ListItem { depth, number, text }).collect()
        )),
        any_rich().prop_map(|rich| Block::Code { lang: None, text: rich.text }),
        (any::<bool>(), prop::collection::vec(prop::collection::vec(any_rich(), 1..4), 1..4))
            .prop_map(|(header, rows)| Block::Table { header, rows }),
        any_rich().prop_map(|rich| Block::Picture(Picture { caption: CleanText::new(&rich.text), ..Picture::default() })),
        Just(Block::Rule),
    ]
}

/// Returns the letters of a text: wrapping may cut words, drop spaces and raise figures, nothing else.
fn letters(text: &str) -> String {
    text.nfkc().filter(|letter| !letter.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn no_run_is_too_wide_and_no_word_is_lost(
        blocks in prop::collection::vec(any_block(), 0..8),
        marks in prop::collection::vec((0usize..400, 1usize..60), 0..8),
        width in 10u16..200,
    ) {
        let article = Article { blocks, ..Article::default() };
        let text = article.text();
        let edge = |at: usize| crate::article::dom::beginning(&text, at).len();
        let marks: Vec<Mark> = marks
            .iter()
            .map(|&(at, len)| Mark { bytes: edge(at)..edge(at + len), role: MarkRole::Place, name: 0, first: false })
            .collect();
        let layout = layout(&article, &marks, &[], width);
        for line in &layout.lines {
            let columns: usize = line.runs.iter().map(|run| display_width(&run.text)).sum();
            prop_assert!(columns <= usize::from(width), "{} in {:?}", columns, line);
            prop_assert!(line.at <= text.len() && text.is_char_boundary(line.at));
        }
        prop_assert!(layout.lines.is_sorted_by_key(|line| line.at));
        let cut = |block: &&Block| !matches!(block, Block::Table { .. });
        if article.blocks.iter().all(|block| cut(&block)) {
            let shown: String = layout
                .lines
                .iter()
                .flat_map(|line| &line.runs)
                .filter(|run| !matches!(run.role, Role::Rule | Role::QuoteBar | Role::ListMarker | Role::LinkNumber | Role::Caption))
                .map(|run| run.text.as_str())
                .collect();
            prop_assert!(letters(&shown).starts_with(&letters(&text)), "{shown:?}\n{text:?}");
        }
    }
}

#[test]
fn links_beside_the_text_follow_it_and_are_numbered_after_its_own() {
    let link = |kind, label: &str, url: &str| StoryLink { kind, label: label.into(), url: WebUrl::parse(url).unwrap() };
    let beside = [
        link(StoryLinkKind::Attached, "audio 1.2 MB · 1:01", "https://a.example/pod/2026/12.mp3?x=1"),
        link(StoryLinkKind::Comments, "Comments", "https://a.example/x"),
    ];
    let article = from_feed("<p>The <a href='https://a.example/x'>lamps</a>.</p>", None);
    let wide = layout(&article, &[], &beside, 60);
    let expected = [
        "The lamps [1].",
        "",
        "audio 1.2 MB · 1:01  a.example/pod/2026/12.mp3 [2]",
        "Comments: a.example/x [1]",
        "",
        "────────────────────",
        "[1] https://a.example/x",
    ];
    assert_eq!(drawn(&wide), expected);
    assert_eq!(wide.links.len(), 2);
    assert!(wide.lines[2].runs.iter().all(|run| run.link == Some(1)));
    let narrow = drawn(&layout(&article, &[], &beside, 24));
    assert_eq!(narrow[2..5], ["audio 1.2 MB · 1:01", "a.example/…/12.mp3 [2]", "Comments:"]);
    for width in 1..12 {
        let room = usize::from(width).max(5);
        assert!(
            drawn(&layout(&Article::default(), &[], &beside, width)).iter().all(|line| display_width(line) <= room),
            "{width}"
        );
    }
    assert_eq!(drawn(&layout(&Article::default(), &[], &beside, 60)).len(), 2);
}
