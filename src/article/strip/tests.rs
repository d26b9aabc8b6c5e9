use super::*;
use crate::article::blocks::blocks_without;

const STORY: &str = "<p>The harbour authority said on Monday that the northern quay would open again before the first of March.</p>\
    <p>Engineers had found the cracks in autumn, after a storm that closed the passes for nine days in a row.</p>\
    <p>Ships of the grain houses will then be able to unload on both sides, the authority said in its report.</p>";

/// Returns the text of a page without its furniture.
fn left(html: &str) -> String {
    let page = Document::from(html);
    let cut = strip(&page, &Outline::of(&page), None);
    let body = page.body().unwrap();
    blocks_without(&[body], &|id| cut.has(id), None).iter().map(|block| block.text().into_owned()).collect::<Vec<_>>().join("|")
}

fn check(furniture: &str, goes: bool) {
    let text = left(&format!("<body><div class=story>{STORY}{furniture}</div></body>"));
    assert!(text.contains("northern quay"), "{furniture}");
    assert_eq!(!text.contains("MARK"), goes, "{furniture}");
}

#[test]
fn furniture_goes_by_tag() {
    for tag in ["aside", "nav", "form", "footer", "button"] {
        check(&format!("<{tag}>MARK</{tag}>"), true);
    }
    check("<blockquote>x<footer>MARK</footer></blockquote>", false);
    check("<p>On <time>MARK</time> it rained.</p>", false);
    check("<time>MARK</time>", true);
}

#[test]
fn furniture_goes_by_the_words_of_its_class() {
    for class in ["ad-unit", "shareBar share", "relatedPosts related", "newsletter__box", "entry-meta", "most-read", "sr-only"] {
        check(&format!("<div class='{class}'>MARK</div>"), true);
    }
    for class in ["shared-border", "loading", "adapter", "entry", "meta", "read", "ready"] {
        check(&format!("<div class='{class}'>MARK</div>"), false);
    }
}

#[test]
fn what_holds_a_good_part_of_the_text_stays_whatever_its_name() {
    assert!(left(&format!("<body><div class='share social'>{STORY}</div><p>End.</p></body>")).contains("northern quay"));
}

#[test]
fn late_parts_come_into_their_places() {
    let page = Document::from(
        "<body><p>One.</p><template id='B:1f'></template><p>Three.</p><div hidden id='S:1f'><p>Two.</p></div></body>",
    );
    place_late_parts(&page);
    assert_eq!(page.body().unwrap().text().as_ref(), "One.Two.Three.");
}

#[test]
fn a_consent_dialog_goes_even_when_it_is_longer_than_the_story() {
    let dialog = format!("<div id=onetrust-sdk>{STORY}</div>");
    let page = format!("<body><p>The quay opens again before the first of March, it was said.</p>{dialog}</body>");
    assert!(!left(&page).contains("northern quay"));
}

#[test]
fn a_caption_moves_to_its_picture() {
    let page =
        Document::from(format!("<body><div><img src=a.jpg><div class=caption>The quay <b>at</b> dawn</div></div>{STORY}</body>"));
    let stripped = strip(&page, &Outline::of(&page), None);
    assert_eq!(page.select("img").attr(CAPTION_ATTR).unwrap().as_ref(), "The quay at dawn");
    assert_eq!(stripped.captions, ["The quay at dawn"]);
    assert!(!left(&page.html()).contains("dawn"));
}

#[test]
fn a_post_of_another_site_stays_in_its_wrapper() {
    let post = "<blockquote class=twitter-tweet><p>MARK, said the harbour.</p></blockquote>";
    check(&format!("<div class=social-media-embed>{post}</div>"), false);
    check(&format!("<aside>{post}</aside>"), true);
}

#[test]
fn what_style_sheets_hide_by_a_common_name_goes() {
    for class in ["hidden", "promo-box d-none", "card hide"] {
        check(&format!("<div class='{class}'>MARK</div>"), true);
    }
    for class in ["hidden md:block", "d-none d-md-block", "hidden-treasure"] {
        check(&format!("<div class='{class}'>MARK</div>"), false);
    }
}

#[test]
fn a_card_over_a_name_goes_and_the_name_stays() {
    let card = "<span class=card><img src=/p.jpg alt=''><a href=/p>Ines Okafor</a><a href=/1>Okafor doubts the date of the quay</a></span>";
    let lines =
        left(&format!("<body><p>The date is brave, said <span><a href=/p>Ines Okafor</a>{card}</span> on Monday.</p></body>"));
    assert_eq!(lines, "The date is brave, said Ines Okafor on Monday.");
}

#[test]
fn what_a_recipe_needs_stays_wherever_it_stands() {
    for list in ["<ul class=wprm-recipe-ingredients>", "<ul><li itemprop=recipeIngredient>"] {
        check(&format!("<aside class=recipe-card>{list}<li>MARK 500 g of rye</ul></aside>"), false);
        check(&format!("<form><div class=promo>{list}<li>MARK 500 g of rye</ul></div></form>"), false);
    }
    check("<aside class=recipe-card><p>MARK</p></aside>", true);
}

#[test]
fn the_place_of_a_report_stays_and_its_date_goes() {
    for said in [
        "<p class=dateline>MARK, March 3 (HW) — The harbour authority said on Monday that the quay would open.</p>",
        "<p><span class=dateline>MARK –</span> The bridge stays shut, the council said.</p>",
        "<div class='article dateline'>MARK (HW) —</div>",
        "<span itemprop=dateline>MARK –</span>",
    ] {
        check(said, false);
    }
    for date in ["<div class=dateline>MARK 3 March 2026, 10:05</div>", "<p class=dateline>By Ines MARK | 3 March 2026</p>"] {
        check(date, true);
    }
}

#[test]
fn a_caption_stays_where_no_picture_is_and_goes_to_no_other_one() {
    let lead = "<figure><img src=/a.jpg></figure>";
    check(&format!("{lead}<figure><blockquote>We lost.</blockquote><figcaption>MARK</figcaption></figure>"), false);
    check(&format!("{lead}<figure><table><tr><td>a<td>b<tr><td>c<td>d</table><figcaption>MARK</figcaption></figure>"), false);
    check(&format!("{lead}<figure><div><video></video></div><figcaption>MARK</figcaption></figure>"), true);
}
