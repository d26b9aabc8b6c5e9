use super::*;
use proptest::prelude::*;

fn check(html: &str, expected: &str) {
    assert_eq!(limit_html(html).html, expected, "{html}");
}

#[test]
fn an_ordinary_page_is_not_touched() {
    let page = "<!DOCTYPE html><html><head><title>A &amp; B</title></head><body class='x'><p>One <b>two</b><br>three</p>\
                <ul><li>a</li><li>b</li></ul><table><tr><td>1</td></tr></table>";
    let limited = limit_html(page);
    assert_eq!(limited.html, page);
    assert!(matches!(limited.html, Cow::Borrowed(_)));
    assert!(!limited.shortened);
}

#[test]
fn endless_text_is_parted_between_its_characters() {
    let text = format!("{}&amp;{}", "a".repeat(TEXT_BYTES_MAX - 2), "b".repeat(9));
    let limited = limit_html(&text);
    assert_eq!(limited.html, text.replace("&amp;", "<wbr>&amp;"));
    assert!(!limited.shortened);
}

#[test]
fn programs_and_comments_go_but_data_stays() {
    check("a<script>if (1<2) {}</script>b<style>p{}</style><!-- c -->d", "abd");
    check(
        r#"<script type="application/ld+json">{"a":"</b>"}</script>x"#,
        r#"<script type="application/ld+json">{"a":"\u003c/b>"}</script>x"#,
    );
    check("<title>a<b></title>", "<title>a&lt;b></title>");
    check("x<script>endless", "x");
}

#[test]
fn what_comes_out_is_well_nested() {
    check("<p>a<p>b", "<p>a</p><p>b");
    check("<p><b>a<p>b</b>", "<p><b>a</b></p><p>b");
    check("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>");
    check("<div><span>a</div>b</span>", "<div><span>a</span></div>b");
    check("<a>1<a>2</a>", "<a>1</a><a>2</a>");
    check("<table><tr><td>a<td>b<tr><td>c</table>", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>");
    check("<div><table><td></div>x", "<div><table><td>x");
}

#[test]
fn no_tag_can_hide() {
    check("<<!-- -->div>", "&lt;div>");
    check("<p title='<div>'>x", "<p title=\"&lt;div>\">x");
    check("<noscript><a title='</noscript><i>'>", "<noscript><a title=\"&lt;/noscript>&lt;i>\">");
    check("<td colspan=1000000000 class=x>", "<td class=\"x\">");
}

#[test]
fn depth_size_and_numbers_are_capped() {
    let deep = limit_html(&"<div>".repeat(10_000)).html.matches("<div>").count();
    assert_eq!(deep, DEPTH_MAX);
    let page = "<p>x".repeat(100_000);
    let many = limit_html(&page);
    assert!(many.shortened && many.html.matches("<p>").count() <= ELEMENTS_MAX + 1);
    let text = "ab ".repeat(BYTES_MAX);
    let long = limit_html(&text);
    assert!(long.shortened && (BYTES_MAX - 64..=BYTES_MAX).contains(&long.html.len()));
    let attributes: String = (0..1000).map(|n| [" a", &n.to_string(), "=1"].concat()).collect();
    assert_eq!(limit_html(&format!("<p{attributes}>x")).html.matches('a').count(), ATTRIBUTES_MAX);
    assert_eq!(limit_html(&format!("<b>{}", "<i>".repeat(50))).html.matches("<i>").count(), FORMATTING_MAX - 1);
}

proptest! {
    #[test]
    fn the_output_is_well_nested_and_limiting_it_again_changes_nothing(
        parts in prop::collection::vec(prop::sample::select(vec![
            "<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<table>", "</table>", "<tr>", "<td>", "<li>", "<ul>", "</ul>", "x",
            "<", ">", "<!--", "-->", "<script>", "</script>", "<br>", "<a href='<'>", "</a>", "<h1>", "</h2>", "<title>", "\"", "é",
        ]), 0..40),
    ) {
        let html = parts.concat();
        let once = limit_html(&html).html.into_owned();
        let mut open = Vec::new();
        for (_, token) in Scanner::new(&once, Dialect::Html) {
            match token {
                Token::Start(tag) if !names::traits_of(tag.name).any(Traits::VOID) => open.push(tag.name.to_owned()),
                Token::End(name) => prop_assert_eq!(open.pop(), Some(name.to_owned())),
                _ => {}
            }
        }
        prop_assert_eq!(limit_html(&once).html, once.clone());
    }
}
