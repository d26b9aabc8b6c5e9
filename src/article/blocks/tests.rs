use super::*;
use proptest::prelude::*;

/// Writes blocks in a short form: one line a block.
fn shape(html: &str) -> Vec<String> {
    let base = WebUrl::parse("https://harbour.example/news/1").unwrap();
    blocks_of_html(html, Some(&base))
        .iter()
        .map(|block| match block {
            Block::Paragraph(rich) => format!("p {}", rich.text),
            Block::Heading { level, text } => format!("h{level} {}", text.text),
            Block::Quote(rich) => format!("> {}", rich.text),
            Block::List(items) => items
                .iter()
                .map(|item| {
                    format!(
                        "{}{} {}",
                        "  ".repeat(item.depth.into()),
                        item.number.map_or("*".into(), |n| n.to_string()),
                        item.text.text
                    )
                })
                .collect::<Vec<_>>()
                .join("|"),
            Block::Code { lang, text } => format!("code {} {text}", lang.as_deref().unwrap_or("-")),
            Block::Table { header, rows } => format!(
                "table {header} {}",
                rows.iter()
                    .map(|row| row.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join(","))
                    .collect::<Vec<_>>()
                    .join("|")
            ),
            Block::Picture(p) => format!("pic {} {}", p.url.as_ref().map_or("-", |url| url.as_str()), p.caption),
            Block::Rule => "rule".to_owned(),
        })
        .collect()
}

fn check(html: &str, expected: &[&str]) {
    assert_eq!(shape(html), expected, "{html}");
}

#[test]
fn paragraphs_come_out_one_by_one() {
    check("<p>One &amp; two.</p>\n<p>Three.</p>", &["p One & two.", "p Three."]);
    check("<div>One<div>Two</div>three</div>", &["p One", "p Two", "p three"]);
    check("One<br>line<br><br>Two", &["p One\nline", "p Two"]);
}

#[test]
fn white_space_collapses_across_inline_elements() {
    check("<p>Ines <b> Okafor</b>\n, envoy<i>s</i></p>", &["p Ines Okafor , envoys"]);
}

#[test]
fn quotes_headings_rules_and_code_are_told_apart() {
    check(
        "<h2>What now</h2><blockquote><p>a</p><p>b</p></blockquote><hr><pre><code class='language-rust'>fn x() {\n    y\n}\n</code></pre>",
        &["h2 What now", "> a", "> b", "rule", "code rust fn x() {\n    y\n}"],
    );
}

#[test]
fn lists_know_depth_and_numbers() {
    check("<ul><li>a<ol start=3><li>b</li><li>c</ol></li><li>d</ul>", &["* a|  3 b|  4 c|* d"]);
    check("<ol><li><p>a</p></li><li></li><li>c</li></ol>", &["1 a|3 c"]);
}

#[test]
fn a_list_that_lays_out_parts_of_a_story_is_no_list() {
    check("<ol><li><h3>One</h3><p>a</p></li><li><h3>Two</h3><p>b</p></li></ol>", &["h3 One", "p a", "h3 Two", "p b"]);
}

#[test]
fn a_data_table_stays_and_a_layout_table_goes() {
    check("<table><tr><th>Port<th>Ships</tr><tr><td>Geneva<td>3</table>", &["table true Port,Ships|Geneva,3"]);
    check("<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>", &["p One.", "p Two."]);
}

#[test]
fn a_figure_is_a_picture_with_its_caption() {
    check(
        "<figure><img src=/a.jpg alt='Dock'><figcaption>The dock at dawn.</figcaption></figure>",
        &["pic https://harbour.example/a.jpg The dock at dawn."],
    );
    check("<figure><pre>x</pre><figcaption>Listing 1</figcaption></figure>", &["code - x"]);
}

#[test]
fn only_web_links_are_links() {
    let rich = |html| match blocks_of_html(html, None).remove(0) {
        Block::Paragraph(rich) => rich.spans,
        other => panic!("{other:?}"),
    };
    assert_eq!(rich("<p><a href='javascript:x()'>a</a><a href=/x>b</a><a href='#c'>c</a></p>"), []);
    assert_eq!(rich("<p><a href='https://a.example/'>a</a></p>").len(), 1);
}

#[test]
fn what_is_hidden_stays_hidden() {
    check("<p>a<span style='display: none'>b</span><span hidden>c</span></p><script>d</script>", &["p a"]);
}

#[test]
fn nesting_of_any_depth_is_read() {
    let deep = format!("{}end{}", "<div><b>".repeat(2_000), "</b></div>".repeat(2_000));
    assert!(shape(&deep).concat().contains("end"));
}

proptest! {
    #[test]
    fn any_markup_is_walked(parts in prop::collection::vec(prop::sample::select(vec![
        "<p>", "</p>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td colspan=99>", "</table>", "<b>", "</b>", "<a href='//x.y'>", "</a>",
        "<br>", "<figure>", "<img src=a alt='b c'>", "<figcaption>", "</figure>", "<blockquote>", "</blockquote>", "<pre>", "</pre>", "word ", "東京",
        "e\u{301}", "&#27;[2J", "<h2>", "</h2>", "<q>", "<ol start='99999999999'>", "<dt>", "<hr>",
    ]), 0..60)) {
        let html = parts.concat();
        for block in blocks_of_html(&html, None) {
            prop_assert!(!block.text().chars().any(|letter| letter.is_control() && letter != '\n'));
        }
    }
}

#[test]
fn the_arrow_behind_a_footnote_is_no_text() {
    let article = crate::article::from_feed(
        "<ol><li>Counted twice. <a href='#ref1'>↩︎</a></li><li>In the <a href='#b'>chapel</a>.<a href='#r'>^</a></li></ol>",
        None,
    );
    assert_eq!(article.text(), "Counted twice.\nIn the chapel.");
}
