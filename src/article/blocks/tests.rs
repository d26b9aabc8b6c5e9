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
    check("<ol start=4><li><p>a</p><p>b</p></li><li><p>c</p><p>d</p></li></ol>", &["4 a\nb|5 c\nd"]);
    check("<ul><li><p>a</p><ul><li><p>b</p></li><li><p>c</p></li></ul></li></ul>", &["* a|  * b|  * c"]);
    check("<ul><li><p>a</p><p>b</p></li></ul>", &["p a", "p b"]);
    let chapter = format!("<li>{}</li>", "<p>A paragraph.</p>".repeat(7));
    assert_eq!(shape(&format!("<ol>{chapter}{chapter}</ol>")).len(), 14);
}

#[test]
fn a_list_that_lays_out_parts_of_a_story_is_no_list() {
    check("<ol><li><h3>One</h3><p>a</p></li><li><h3>Two</h3><p>b</p></li></ol>", &["h3 One", "p a", "h3 Two", "p b"]);
}

#[test]
fn a_data_table_stays_and_a_layout_table_goes() {
    check("<table><tr><th>Port<th>Ships</tr><tr><td>Geneva<td>3</table>", &["table true Port,Ships|Geneva,3"]);
    check("<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>", &["p One.", "p Two."]);
    check(
        "<table><caption>Ships by port</caption><tr><td><p>Port</p><td><p>Ships</p><p>a year</p></tr><tr><td><p>Karsk</p><p>North</p><td>97</table>",
        &["p Ships by port", "table false Port,Ships\na year|Karsk\nNorth,97"],
    );
    let said = "The harbour authority said on Monday that the northern quay would open.";
    check(
        &format!("<table><tr><td><p>{said}</p><p>{said}</p><td>x</tr><tr><td>y<td>z</table>"),
        &[&format!("p {said}"), &format!("p {said}"), "p x", "p y", "p z"],
    );
}

#[test]
fn a_figure_is_a_picture_with_its_caption() {
    check(
        "<figure><img src=/a.jpg alt='Dock'><figcaption>The dock at dawn.</figcaption></figure>",
        &["pic https://harbour.example/a.jpg The dock at dawn."],
    );
    check("<figure><pre>x</pre><figcaption>Listing 1</figcaption></figure>", &["code - x", "p Listing 1"]);
}

#[test]
fn a_figure_of_text_keeps_its_caption_and_one_of_film_has_none() {
    check(
        "<figure><blockquote>We lost a season.</blockquote><figcaption>Mara Lindqvist</figcaption></figure>",
        &["> We lost a season.", "p Mara Lindqvist"],
    );
    check(
        "<figure><figcaption>Ships by port</figcaption><table><tr><th>Port<th>Ships</tr><tr><td>Karsk<td>3</table></figure>",
        &["p Ships by port", "table true Port,Ships|Karsk,3"],
    );
    check("<figure><video src=/a.mp4></video><figcaption>Watch the quay</figcaption></figure>", &[]);
    check("<figure><iframe src=/a></iframe><figcaption>Watch the quay</figcaption></figure>", &[]);
}

#[test]
fn a_figure_keeps_the_text_beside_its_picture() {
    let said = "The grain terminal at the northern quay opens in March, eleven months after a storm tore its wall and shut it.";
    check(
        &format!(
            "<figure><div><h3>Number 1: the quay</h3></div><img src=/a.jpg><figcaption>In May</figcaption><div><p>{said}</p></div></figure>"
        ),
        &["h3 Number 1: the quay", "pic https://harbour.example/a.jpg In May", &format!("p {said}")],
    );
    check(
        &format!("<figure><img src=/a.jpg><figcaption>In May</figcaption><p>{said}</p></figure>"),
        &["pic https://harbour.example/a.jpg In May", &format!("p {said}")],
    );
    check("<figure><img src=/a.jpg alt=Dock><p>Photo: Mara Lindqvist</p></figure>", &["pic https://harbour.example/a.jpg Dock"]);
    check(
        "<figure><a href=/x><img src=/a.jpg alt=Dock><h3>Another story</h3></a></figure>",
        &["pic https://harbour.example/a.jpg Dock"],
    );
    check(
        "<figure><figure><img src=/a.jpg><figcaption>One</figcaption></figure><figure><img src=/b.jpg><figcaption>Two</figcaption></figure></figure>",
        &["pic https://harbour.example/a.jpg One", "pic https://harbour.example/b.jpg Two"],
    );
}

#[test]
fn a_long_sentence_is_no_heading() {
    let said = "The harbour authority said on Monday that the northern quay would open again before the first of March, after eleven months.";
    check(&format!("<h3>{said}</h3><h3>Cranes</h3>"), &[&format!("p {said}"), "h3 Cranes"]);
}

#[test]
fn readings_beside_their_signs_are_no_text() {
    check(
        "<p><ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>の<ruby>北側<rt>きたがわ</ruby>の岸壁</p>",
        &["p 港の北側の岸壁"],
    );
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
