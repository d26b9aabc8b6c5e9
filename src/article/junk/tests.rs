use super::*;
use crate::article::blocks::blocks_of_html;

const STORY: &str = "<p>The harbour authority said on Monday that the northern quay would open again before the first of March.</p>\
    <p>Engineers had found the cracks in autumn, after a storm that closed the passes for nine days in a row.</p>\
    <p>Ships of the grain houses will then be able to unload on both sides, the authority said in its report.</p>\
    <p>Ines Okafor, who speaks for the dockworkers, called the date brave and asked who would pay for the cranes.</p>";

fn left(html: &str) -> String {
    let known = Known::of_page(
        Some("Northern quay opens in March"),
        Some("Mara Lindqvist"),
        WebUrl::parse("https://harbour.example/news/quay").ok().as_ref(),
        ["Ships wait off the quay in November, seen from the hill"].into_iter(),
    );
    remove(blocks_of_html(html, None), &known, &mut Trace::default())
        .iter()
        .map(|block| block.text().into_owned())
        .collect::<Vec<_>>()
        .join("|")
}

/// Checks that each line goes from inside and from the end of a story, and nothing else goes with it.
fn goes(lines: &[&str]) {
    let story = left(STORY);
    for line in lines {
        let inside = STORY.replacen("</p><p>Ships", &format!("</p><p>{line}</p><p>Ships"), 1);
        assert_eq!(left(&inside), story, "{line}");
        assert_eq!(left(&format!("{STORY}<p>{line}</p>")), story, "{line}");
    }
}

/// Checks that each line goes from the end of a story, and stays inside of it, where nothing but its words is against it.
fn goes_after(lines: &[&str]) {
    for line in lines {
        assert_eq!(left(&format!("{STORY}<p>{line}</p>")), left(STORY), "{line}");
    }
    stays(lines);
}

/// Checks that sentences which look a little like junk stay.
fn stays(lines: &[&str]) {
    for line in lines {
        let inside = STORY.replacen("</p><p>Ships", &format!("</p><p>{line}</p><p>Ships"), 1);
        let words = blocks_of_html(line, None)[0].text().into_owned();
        assert!(left(&inside).contains(&words), "{line}");
    }
}

#[test]
fn ad_markers_go_in_any_case() {
    goes(&["Advertisement", "ADVERTISEMENT", "- advertisement -", "Anzeige", "Sponsored content"]);
    stays(&["Advertisement sales fell by a tenth, the paper said.", "Ad men came to the quay."]);
}

#[test]
fn lines_around_ads_go() {
    goes(&["Story continues below", "Story continues below advertisement", "ARTICLE CONTINUES BELOW"]);
    stays(&[
        "The story continues below the surface, he said, where divers have worked on the piers since the storm and found eleven further cracks in the wall.",
    ]);
}

#[test]
fn share_bars_go() {
    goes(&["Share this article", "Share on Facebook", "Facebook Twitter WhatsApp Email", "Tweet"]);
    stays(&["Share and share alike.", "Facebook bought the site."]);
}

#[test]
fn prompts_to_subscribe_go() {
    goes(&[
        "Sign up for our newsletter",
        "Subscribe now",
        "Get the latest news delivered to your inbox every morning",
        "Download our app to read on",
        "Sign up for our <a href='https://harbour.example/letters'>newsletter</a>.",
    ]);
    goes_after(&[
        "Sign up for our newsletter.",
        "There is more of it. Sign up for the <a href='https://harbour.example/l'>newsletter</a> today.",
    ]);
    stays(&["Get the ships out first, she said.", "Support came from the grain houses."]);
}

#[test]
fn labels_of_related_stories_go() {
    goes(&[
        "Related",
        "Read more: Storm closes northern passes",
        "RELATED: Dockworkers accept pay deal",
        "<a href='https://a.example/'>See also the pay deal</a>",
        "Lire aussi : la grève",
        "<b>Watch: Dockers block the northern quay.</b>",
    ]);
    stays(&["Read more of the report and it gets worse, he said.", "Watch the cranes, she said."]);
}

#[test]
fn tails_go_with_their_links() {
    let links = "<ul><li><a href='https://a.example/1'>Storm leaves towns without power</a></li><li><a href='https://a.example/2'>Bank holds its rate</a></li></ul>";
    for head in [
        "<h3>Latest Headlines</h3>",
        "<h2>Related</h2>",
        "<p>Most read</p>",
        "<h3>You may also like</h3>",
        "<h3>More from Harbour Wire</h3>",
        "<h3>More great harbour stories</h3>",
        "",
    ] {
        assert_eq!(left(&format!("{STORY}{head}{links}")), left(STORY), "{head}");
    }
}

#[test]
fn a_list_of_links_inside_the_story_stays() {
    let links = "<ul><li><a href='https://a.example/1'>Lamp for ten crowns</a></li><li><a href='https://a.example/2'>Rope for two</a></li></ul>";
    assert!(left(&format!("{links}{STORY}")).contains("Lamp"));
}

#[test]
fn loose_links_to_other_stories_go_from_pages_alone() {
    let link = "<p><a href='https://a.example/1'>Storm leaves thousands without power</a></p>";
    assert_eq!(left(&format!("{link}{STORY}")), left(STORY));
    let feed = remove(blocks_of_html(&format!("{link}{STORY}"), None), &Known::of_feed(), &mut Trace::default());
    assert!(feed[0].text().contains("Storm"));
}

/// Returns the text that is left of a feed's own.
fn left_of_feed(html: &str) -> String {
    let blocks = remove(blocks_of_html(html, None), &Known::of_feed(), &mut Trace::default());
    blocks.iter().map(Block::text).collect::<Vec<_>>().join("\n")
}

#[test]
fn lists_of_links_of_a_feeds_own_text_stay() {
    let item = |number: u8, words: &str| format!("<li><a href='https://b.example/{number}'>{words}</a></li>");
    let links =
        [item(1, "Lamps of the northern coast"), item(2, "Transcript"), item(3, "Follow us on the harbour net"), item(4, "More")];
    let list = format!("<ul>{}</ul>", links.concat());
    for head in [
        "<h3>Shownotes</h3>",
        "<h2>Further reading</h2>",
        "<h3>Recommended</h3>",
        "<h4>Listen</h4>",
        "<p>See also</p>",
        "<p>Related links:</p>",
        "<p><b>More from the harbour</b></p>",
        "<h3>Comments</h3>",
        "<p>Tags</p>",
        "",
    ] {
        let head_text = head.replace("<b>", "").replace("</b>", "");
        let head_text = head_text.split(['<', '>']).nth(2).unwrap_or_default();
        let left = left_of_feed(&format!("{STORY}{head}{list}"));
        for words in [head_text, "Lamps of the northern coast", "Transcript", "Follow us", "More"] {
            assert!(left.contains(words), "{words:?} of {head}: {left}");
        }
        assert!(left_of_feed(&format!("{list}{head}{STORY}")).contains("Lamps"), "{head}");
    }
    let paragraphs = "<p>See also</p><p><a href='https://b.example/1'>Lamps of the northern coast</a></p>";
    assert!(left_of_feed(&format!("{STORY}{paragraphs}")).ends_with("See also\nLamps of the northern coast"));
    assert!(
        left_of_feed(&format!("{STORY}<p>See also: <a href='https://b.example/1'>Lamps</a></p>")).ends_with("See also: Lamps")
    );
}

#[test]
fn labels_of_a_feeds_own_text_go() {
    let plain = left_of_feed(STORY);
    for label in [
        "<p>Related</p>",
        "<p><a href='https://a.example/1'>Read more</a></p>",
        "<p><a href='https://a.example/1'>Read more at Harbour Wire</a></p>",
        "<p>Subscribe to our newsletter</p>",
        "<h3>Further reading</h3>",
        "<ul><li>Share</li><li>Tweet</li><li>Email</li></ul>",
    ] {
        assert_eq!(left_of_feed(&format!("{STORY}{label}")), plain, "{label}");
    }
}

#[test]
fn dates_said_again_go() {
    goes(&["Published 23 November 2026", "Updated: Nov. 23, 2026 at 2:18 PM EST", "Monday, November 23, 2026", "4 min read"]);
    stays(&[
        "Published in 1954, the novel won prizes.",
        "In 2026 it rained.",
        "Updated rules apply from March 1, the authority said.",
    ]);
}

#[test]
fn bylines_said_again_go() {
    goes(&["By Mara Lindqvist", "Mara Lindqvist", "By Pietro Amsel and Ines de Vries", "By Mara Lindqvist, Harbour Wire"]);
    stays(&[
        "By Monday the quay was dry.",
        "Mara Lindqvist won the prize.",
        "By Monday, Northern Pass Leaders Agreed",
        "Von Anfang An Dabei",
    ]);
}

#[test]
fn names_above_the_story_go() {
    for names in ["Pietro Amsel", "PIETRO AMSEL and Ines de Vries"] {
        assert_eq!(left(&format!("<p>{names}</p>{STORY}")), left(STORY), "{names}");
    }
    assert!(left(&format!("{STORY}<p>Pietro Amsel</p>")).contains("Amsel"));
    assert!(left(&format!("<p>No ships.</p>{STORY}")).contains("No ships"));
}

#[test]
fn what_is_said_of_the_author_goes() {
    goes(&["Mara Lindqvist is a writer in Valencia.", "Mara Lindqvist covers the ports for Harbour Wire."]);
    stays(&["Mara Lindqvist is right, he said."]);
}

#[test]
fn lines_about_those_who_helped_go() {
    goes(&[
        "(Reporting by Pietro Amsel; Editing by Ines de Vries)",
        "Reporting by Pietro Amsel and Ines de Vries in Karsk; Editing by Mara Lindqvist.",
        "First published in Harbour Wire.",
        "Additional reporting by Joseph Amsel",
    ]);
    goes_after(&["Pietro Amsel contributed to this report."]);
    stays(&[
        "Reporting to the board was slow, she said.",
        "Reporting by divers showed that the wall had moved.",
        "First published in 1962, the chart shows eleven rocks.",
        "Compiled by hand, the list of ships runs to nine volumes.",
        "Sources: two pilots and a clerk.",
    ]);
}

#[test]
fn the_address_of_the_page_goes() {
    goes(&["https://harbour.example/news/quay"]);
    stays(&["https://harbour.example/news/crane"]);
}

#[test]
fn a_mere_time_heads_an_entry_of_a_live_report() {
    stays(&["10 p.m.", "4:14 p.m."]);
    goes(&["4:14 p.m. Nov. 23, 2026", "Updated: |"]);
}

#[test]
fn a_table_of_contents_goes() {
    let list = "<ul><li>The northern wall</li><li>The cranes</li><li>Who pays</li></ul>";
    let parts: String =
        ["The northern wall", "The cranes", "Who pays"].iter().map(|head| format!("<h2>{head}</h2>{STORY}")).collect();
    assert_eq!(left(&format!("{list}{parts}")), left(&parts));
    assert!(left(&format!("{list}{STORY}")).contains("cranes"));
}

#[test]
fn a_short_list_of_links_within_the_story_goes() {
    let list = "<ul><li><a href='https://a.example/1'>Storm leaves towns without power</a></li><li><a href='https://a.example/2'>Bank holds its rate</a></li></ul>";
    assert_eq!(left(&STORY.replacen("<p>Ships", &format!("{list}<p>Ships"), 1)), left(STORY));
    let announced = STORY.replacen("row.</p>", &format!("row:</p>{list}"), 1);
    assert!(left(&announced).contains("Storm"));
}

#[test]
fn comment_labels_go() {
    goes(&["Comments", "14 comments", "Comments (3)", "Leave a comment", "3 Kommentare"]);
    stays(&["Comments by the envoy were cut."]);
}

#[test]
fn cookie_banners_go() {
    goes(&["Accept all cookies", "We use cookies. <a href='https://harbour.example/c'>Cookie settings</a>"]);
    goes_after(&["We use cookies to make this site better."]);
    stays(&["Cookies were sold at the quay.", "Sites must ask for consent before they set cookies, the court ruled."]);
}

#[test]
fn copyright_lines_go() {
    goes(&["© 2026 Harbour Wire", "Copyright 2026 The Associated Harbours. All rights reserved.", "All rights reserved."]);
    stays(&[
        "Copyright law was not the matter.",
        "Copyright holders sent 2000 letters in a week.",
        "Copyright rules that were made in 2019 have changed little, she said.",
        "© is a sign that the baker had never drawn.",
    ]);
}

#[test]
fn credits_go_to_their_pictures() {
    let html = format!(
        "<p><img src='https://a.example/p.jpg' alt='The quay'></p><p>Photo by Mara Lindqvist/Harbour Wire | License Photo</p>{STORY}"
    );
    let blocks = remove(blocks_of_html(&html, None), &Known::of_feed(), &mut Trace::default());
    let Block::Picture(picture) = &blocks[0] else { panic!("{blocks:?}") };
    assert_eq!((picture.caption.as_str(), picture.credit.as_str()), ("The quay", "Photo by Mara Lindqvist/Harbour Wire"));
    assert!(matches!(&blocks[1], Block::Paragraph(rich) if rich.text.starts_with("The harbour")));
    goes(&["Photo by Mara Lindqvist", "File photo of the quay. UPI/Mara Lindqvist | License Photo"]);
}

#[test]
fn a_caption_said_twice_goes() {
    let captions = [
        "Ships wait off the quay in November, seen from the hill",
        "Ships wait off the quay in November, seen from the hill. UPI/M. Lindqvist",
    ];
    let picture = "<p><img src='https://a.example/p.jpg'></p>";
    for caption in captions {
        assert_eq!(left(&format!("<p>{caption}</p>{STORY}")), left(STORY), "{caption}");
        assert!(!left(&format!("{STORY}{picture}<p>{caption}</p>{STORY}")).contains(caption), "{caption}");
        let described = picture.replace("src", &format!("alt='{caption}' src"));
        let beside = left(&format!("{STORY}{described}<p>{caption}</p>"));
        assert_eq!(beside.matches("Ships wait").count(), 0, "{beside}");
        let far = left(&format!("{described}{STORY}<p>{caption}</p>"));
        assert_eq!(far.matches("Ships wait").count(), 1, "{far}");
    }
    stays(&["Ships wait off the quay."]);
    stays(&captions);
}

#[test]
fn the_title_said_again_goes() {
    assert_eq!(left(&format!("<h1>Northern Quay opens in March</h1>{STORY}")), left(STORY));
    assert!(left(&format!("<h2>The northern wall</h2>{STORY}")).contains("northern wall"));
}

#[test]
fn tags_and_buttons_and_counts_go() {
    goes(&["3 May - Posted by: Mara Lindqvist - Category: Ports - Tags: quay wall", "Page 1 of 8", "Log in"]);
    stays(&["Three tags: red, green and blue", "Page 1 of the report says so."]);
    goes(&[
        "Tags: harbour, grain",
        "Filed under: Ports",
        "Toggle caption",
        "Image 1 of 5",
        "3 / 12",
        "Click here to see the gallery",
    ]);
    stays(&["Topics: too many to count in one evening, said Okafor, and none of them new."]);
}

#[test]
fn walls_go() {
    goes(&["Subscribe to continue reading."]);
    goes_after(&["Il vous reste 57.09% de cet article à lire. La suite est réservée aux abonnés."]);
}

#[test]
fn what_is_said_again_right_after_goes() {
    let paragraph =
        "<p>Engineers had found the cracks in autumn, after a storm that closed the passes for nine days in a row.</p>";
    assert_eq!(left(&STORY.replacen(paragraph, &paragraph.repeat(2), 1)), left(STORY));
    assert_eq!(
        left(&format!("{STORY}<blockquote>called the date brave and asked who would pay for the cranes</blockquote>")),
        left(STORY)
    );
}

#[test]
fn a_sentence_that_a_page_says_again_and_again_goes() {
    let note = "<p>Prices are those of the grain exchange and may change from one day to the next.</p>";
    assert_eq!(left(&format!("{note}{STORY}{note}{STORY}{note}")).matches("Prices").count(), 1);
    let question = "<p>What would you tell the next master of the harbour about the quay?</p>";
    assert_eq!(left(&format!("{question}{STORY}<p>Neither side spoke.</p>{question}")).matches("What would").count(), 2);
}

#[test]
fn what_a_sender_says_of_itself_goes() {
    let about =
        "<p>About Harbour Wire</p><p>Harbour Wire is a leading wire of harbours and has eleven offices on three coasts.</p>";
    assert_eq!(left(&format!("{STORY}{STORY}{about}")), left(&format!("{STORY}{STORY}")));
    assert!(left(&format!("{about}{STORY}")).contains("eleven offices"));
    let chapter = "<h2>About the new cranes</h2><p>The council had voted for the works by nineteen votes to eleven.</p>";
    assert!(left(&format!("{STORY}{STORY}{chapter}")).contains("nineteen votes"));
    let museum = "<h2>About the Vasla Museum</h2><p>The Vasla Museum shows eleven ships and is open on all days.</p>";
    assert_eq!(left(&format!("{STORY}{STORY}{museum}")), left(&format!("{STORY}{STORY}")));
}

#[test]
fn a_heading_over_nothing_goes() {
    assert_eq!(left(&format!("<hr>{STORY}<h2>What each side wants</h2>")), left(STORY));
}

#[test]
fn no_long_block_goes_by_its_wording() {
    let long = format!("Advertisement: sign up, subscribe to our newsletter, share this on Facebook. {}", "Cookies. ".repeat(30));
    assert!(left(&format!("{STORY}<p>{long}</p>")).contains("Cookies"));
}

#[test]
fn linked_headings_over_text_stay_and_prices_are_no_dates() {
    let inn = |n: usize| {
        format!(
            "<h3><a href='https://inn{n}.example/'>The old Anchor of Karsk {n}</a></h3><p>It has {n} rooms over the harbour, and the best eel soup on this coast.</p>"
        )
    };
    let inns: String = (1..5).map(inn).collect();
    assert_eq!(left(&format!("{STORY}{inns}")).matches("old Anchor").count(), 4);
    let bare: String = (1..5).map(|n| inn(n).split("<p>").next().unwrap().to_owned()).collect();
    assert!(!left(&format!("{STORY}{bare}{STORY}")).contains("old Anchor"));
    stays(&["$89 - $249+", "4.4/5 ★", "12 €"]);
}

#[test]
fn no_sentence_dies_of_its_wording() {
    stays(&[
        "“Follow us or stay,” the pilot wrote on Facebook.",
        "Support for the strike spread on Twitter within hours, the dockers said.",
        "Our subscribers have left us, the editor said.",
        "Follow-up letters on Facebook named two more pilots.",
        "Try as they might, the divers could not get the app to open.",
        "Users who sign up for the newsletter were named in the leak.",
        "Leave a comment and the port will know who you are, she said.",
        "Watch: the next vote will be close.",
        "More: the council wants to sell the quay.",
        "In this story: nobody is right",
        "On March 3, 2020, at 9 am.",
        "Picture: Mara Lindqvist had promised the moon.",
        "Photos by satellite show the wall, the agency said.",
        "Getty Images sued the port in January.",
        "Subscribe to continue reading, the screen said, and nobody did.",
        "Click here to learn more, the letter says, and the money is gone.",
        "By Friday, Nine Towns Were Dark",
        "Por Mar Y Tierra",
        "All rights reserved for the crown were given up in 1905.",
        "Subscribe to continue reading was what the council wrote in its newsletter.",
        "Start your engines, the harbour master told the boats on Twitter.",
    ]);
}

#[test]
fn sentences_of_a_feeds_own_text_stay() {
    for line in [
        "Sign up for our newsletter.",
        "“Thank you for everything,” the pilot wrote on Instagram.",
        "The regulator said that sites must ask for consent before they set cookies.",
        "Copyright rules that were made in 2019 have changed little, she said.",
    ] {
        assert!(left_of_feed(&format!("{STORY}<p>{line}</p>")).contains(line), "{line}");
    }
}
