//! What a story leads to beside its page: attached files and comments; and stories without a title.

use dateline::domain::{Article, Block, Enclosure, Picture, WebUrl};
use dateline::message::{Effect, Message};

use crate::world::World;

fn url(raw: &str) -> WebUrl {
    WebUrl::parse(raw).unwrap()
}

fn file(raw: &str, media_type: &str, bytes: Option<u64>, seconds: Option<u32>) -> Enclosure {
    Enclosure { url: url(raw), media_type: Some(media_type.into()), bytes, seconds }
}

/// The program reads the list and the story that is open again.
fn again(world: &mut World) {
    let digested = world.stories.iter().take(2).map(|story| story.headline.key.id).collect();
    world.tell(Message::StoreChanged { new: 1, digested });
}

/// A world whose first story is the episode of a podcast, with comments; it has a page only if `page`.
fn podcast(size: (u16, u16), page: bool) -> World {
    let mut world = World::new(size.0, size.1);
    let story = &mut world.stories[0];
    if !page {
        story.headline.url = None;
    }
    story.article.blocks.truncate(4);
    story.enclosures = vec![
        file("https://cdn.example.org/track/one/episodes/12.mp3?from=feed", "audio/mpeg", Some(28_400_000), Some(2710)),
        file("https://cdn.example.org/notes.pdf", "application/pdf", None, None),
        file("https://img.example.org/cover-300x300.jpg", "image/jpeg", Some(2_000), None),
    ];
    let cover = Picture { url: Some(url("https://img.example.org/cover.jpg")), caption: "The strait.".into(), credit: "".into() };
    story.article.blocks.push(Block::Picture(cover));
    story.comments = Some(url("https://talk.example.org/item?id=7"));
    again(&mut world);
    world
}

fn check(name: &str, world: &mut World) {
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, world.picture());
    });
}

#[test]
fn attached_files_and_comments_stand_under_the_story_at_every_size() {
    for size in [(150, 40), (80, 24), (40, 12)] {
        let mut world = podcast(size, true);
        world.press("<Enter>G");
        for words in ["audio 28.4 MB · 45:10", "12.mp3 [2]", "PDF  cdn.example.org/notes.pdf [3]"] {
            world.sees(words);
        }
        world.sees("Comments:");
        world.sees("talk.example.org/item?id=7 [4]");
        world.sees("[1] https://harbours.example.org/three");
        world.sees_not("[2] https");
        world.sees_not("cover");
        check(&format!("attached_{}x{}", size.0, size.1), &mut world);
    }
}

#[test]
fn each_is_a_link_of_the_story_with_a_number_and_a_letter() {
    let mut world = podcast((150, 40), true);
    world.press("<Enter>2<Enter>4<Enter>f");
    world.sees("s  [2] audio 28.4 MB · 45:10");
    world.sees("f  [4] Comments");
    world.press("d");
    let line = world.picture().lines().position(|line| line.contains("audio 28.4 MB")).unwrap() as u16;
    let column = world.lines_with("audio 28.4 MB")[0].split("audio").next().unwrap().chars().count() as u16;
    world.click(column + 2, line);
    world.press("Coy");
    let audio = || url("https://cdn.example.org/track/one/episodes/12.mp3?from=feed");
    let comments = || url("https://talk.example.org/item?id=7");
    let page = || url("https://feed1.example.org/0");
    let opened = [audio(), comments(), url("https://cdn.example.org/notes.pdf"), audio(), comments(), page()];
    let mut expected: Vec<Effect> = opened.into_iter().map(Effect::OpenBrowser).collect();
    expected.push(Effect::Copy(page().as_str().to_owned()));
    assert_eq!(world.done, expected);
}

#[test]
fn the_first_file_stands_in_for_a_page_in_the_story_and_in_the_list() {
    for keys in ["oyC", "<Enter>oyC"] {
        let mut world = podcast((150, 40), false);
        world.press(keys);
        let audio = url("https://cdn.example.org/track/one/episodes/12.mp3?from=feed");
        let comments = url("https://talk.example.org/item?id=7");
        let copied = Effect::Copy(audio.as_str().to_owned());
        assert_eq!(world.done, [Effect::OpenBrowser(audio), copied, Effect::OpenBrowser(comments)], "{keys}");
    }
}

#[test]
fn a_story_that_leads_nowhere_says_so() {
    let mut world = podcast((150, 40), false);
    let story = &mut world.stories[0];
    (story.enclosures, story.comments, story.article) = (Vec::new(), None, Article::default());
    again(&mut world);
    for keys in ["", "<Enter>"] {
        world.press(&format!("{keys}o"));
        assert_eq!(world.bottom(), "The feed gives no link for this story.");
        world.press("C");
        assert_eq!(world.bottom(), "The feed does not say where this story is discussed.");
    }
    world.sees("The feed gives neither text nor a page for this story.");
    world.press("f");
    assert_eq!(world.bottom(), "This story has no links.");
    assert!(world.done.is_empty());
}

#[test]
fn an_episode_without_text_shows_what_is_attached() {
    let mut world = podcast((150, 40), false);
    world.stories[0].article = Article::default();
    again(&mut world);
    world.press("<Enter>");
    world.sees("The feed gives no text for this story. o opens what is attached.");
    world.sees("audio 28.4 MB · 45:10  cdn.example.org/track/one/episodes/12.mp3 [1]");
}

#[test]
fn a_story_without_a_title_is_opened_without_a_heading() {
    for (width, height) in [(150, 40), (80, 24), (40, 12)] {
        let mut world = World::new(width, height);
        let story = &mut world.stories[1];
        story.untitled = true;
        story.headline.title = "Mbali Dube told a crowded hall in Hamburg…".into();
        again(&mut world);
        world.sees("Mbali Dube told a");
        world.press("j<Enter>z");
        world.sees_not("Hamburg…");
        world.sees("Coastal Post");
        world.sees("ladder");
        check(&format!("untitled_{width}x{height}"), &mut world);
    }
}

#[test]
fn words_that_stand_nowhere_else_are_shown_as_the_heading() {
    let mut world = World::new(150, 40);
    let story = &mut world.stories[1];
    (story.untitled, story.article) = (true, Article::default());
    again(&mut world);
    world.press("j<Enter>z");
    world.sees("Dockworkers accept port pay deal");
}
