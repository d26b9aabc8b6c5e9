//! The map: of the view that it was opened from, or of all stories.

use dateline::message::{Effect, MapPlaces, Message};

use crate::world::World;

fn wide() -> World {
    World::new(150, 40)
}

/// Returns what the line under the map says of each place, in the order of the stories.
fn walked(world: &mut World) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    world.press("gg");
    loop {
        let picture = world.picture();
        let line = picture.lines().rev().nth(2).unwrap().trim().to_owned();
        if lines.contains(&line) {
            return lines;
        }
        lines.push(line);
        world.press("<Tab>");
    }
}

#[test]
fn the_map_is_walked_by_direction_and_by_stories() {
    let mut world = wide();
    world.press("gm");
    assert!(world.heading().starts_with("PLACES · UNREAD · 4 places"), "{}", world.heading());
    assert!(world.heading().ends_with("any time"), "{}", world.heading());
    world.sees("Geneva");
    world.press("<Tab>ggl");
    world.sees("Hamburg · Germany · 1 story");
    world.press("h<Enter>q");
    assert!(world.heading().starts_with("PLACES · UNREAD"), "{}", world.heading());
    world.press("s");
    assert!(world.heading().ends_with("the last seven days"), "{}", world.heading());
}

#[test]
fn the_map_holds_the_places_of_the_view_with_its_stories() {
    let mut world = wide();
    world.press("gs");
    world.press("gm");
    assert!(world.heading().starts_with("PLACES · STARRED · 1 place "), "{}", world.heading());
    assert_eq!(walked(&mut world), ["Nairobi · Kenya · 1 story"]);
    world.press("gu=person:Okafor<Enter>gm");
    assert!(world.heading().starts_with("PLACES · UNREAD = person:Okafor"), "{}", world.heading());
    assert_eq!(walked(&mut world)[1..], ["Valencia · Spain · 1 story", "Nairobi · Kenya · 1 story"]);
}

#[test]
fn one_key_shows_all_stories_and_the_view_again() {
    let mut world = wide();
    world.press("gsgm");
    assert!(world.bottom().contains("v all stories"), "{}", world.bottom());
    world.press("v");
    assert!(world.heading().starts_with("PLACES · ALL STORIES · 5 places"), "{}", world.heading());
    assert_eq!(walked(&mut world)[0], "Geneva · Switzerland · 3 stories");
    assert!(world.bottom().contains("v this view"), "{}", world.bottom());
    world.press("v");
    assert!(world.heading().starts_with("PLACES · STARRED · 1 place "), "{}", world.heading());
    world.press("q");
    assert!(world.heading().starts_with("STARRED 1"), "{}", world.heading());
}

#[test]
fn a_page_leads_to_the_map_of_its_stories_and_an_index_to_that_of_all() {
    let mut world = wide();
    world.press("gp<Enter>gm");
    assert!(world.heading().starts_with("PLACES · Tomas Varga · 3 places"), "{}", world.heading());
    world.press("gpgm");
    assert!(world.heading().starts_with("PLACES · ALL STORIES · 5 places"), "{}", world.heading());
    assert!(!world.bottom().contains("this view"), "{}", world.bottom());
    world.press("v");
    assert_eq!(world.bottom(), "This map is of all stories; opened from a list, it is of that list.");
}

#[test]
fn a_map_without_places_says_what_shows_some() {
    let mut world = wide();
    world.press("=lighthouse<Enter>gm");
    world.sees("No story of this view names a place on the map. v shows all.");
    world.press("s");
    world.sees("No story of this view in the last seven days names a place on the map. v shows all. s shows other days.");
    world.press("v");
    world.sees("Geneva");
}

#[test]
fn what_is_muted_is_not_on_the_map_either() {
    let mut world = wide();
    world.press("gagm");
    assert!(world.heading().starts_with("PLACES · ALL STORIES"), "{}", world.heading());
    world.press("gpjxgagm");
    assert!(world.heading().starts_with("PLACES · ALL · "), "{}", world.heading());
    world.press("ggx");
    assert!(!walked(&mut world).iter().any(|line| line.contains("Geneva")));
    world.press("u");
    assert!(walked(&mut world).iter().any(|line| line.contains("Geneva")));
}

#[test]
fn an_answer_to_an_older_wish_is_dropped_and_a_cut_is_told() {
    let mut world = wide();
    world.press("gm");
    let asked = |token: u64, newest| Message::MapLoaded { token, places: MapPlaces { places: Vec::new(), newest } };
    world.tell(asked(1, None));
    world.sees("Geneva");
    let effects = world.app.update(Message::Key(crate::world::events("s")[0]));
    let token = effects.iter().find_map(|effect| if let Effect::LoadMap { token, .. } = effect { Some(*token) } else { None });
    world.app.update(asked(token.unwrap(), Some(5_000)));
    assert!(world.heading().starts_with("PLACES · UNREAD · newest 5,000"), "{}", world.heading());
}

#[test]
fn the_heading_gives_way_on_the_smallest_screen() {
    let mut world = World::new(40, 12);
    world.press("=person:\"Tomas Varga\"<Enter>gm");
    let heading = world.heading();
    assert!(heading.starts_with("PLACES · UNREAD = ") && heading.ends_with("any time"), "{heading}");
}
