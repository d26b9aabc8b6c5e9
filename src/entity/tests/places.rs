//! Which places are shown of a story, and in which country and region: real public names, in neutral sentences.

use super::{check, lies, names, place};
use crate::domain::PlaceKind;

#[test]
fn a_place_stands_before_the_office_of_somebody_there() {
    check("New York City Mayor Ann Miller said the bridge would open.", &["Ann Miller"], &["New York"]);
    check("Penzance councillor Ann Miller and Wigan MP Lisa Hall met.", &["Ann Miller", "Lisa Hall"], &["Penzance", "Wigan"]);
    check("Sugar Land Fire Chief Ann Miller spoke.", &["Ann Miller"], &["Sugar Land"]);
    check("Kentucky GOP Gov. Matt Miller lost.", &["Matt Miller"], &["Kentucky"]);
    check("Tulsa police said that nobody was hurt.", &[], &["Tulsa"]);
    check("Canadian Prime Minister Ann Miller left.", &["Ann Miller"], &[]);
}

#[test]
fn teams_in_a_score_are_no_places() {
    check("Dallas beat Denver 101-99 on Friday.", &[], &[]);
    check("Houston lost to Phoenix, 3–1.", &[], &[]);
    check("The Senate beat back the bill 51-49 in Boston.", &[], &["Boston"]);
}

#[test]
fn words_and_dishes_that_sound_like_places_are_none() {
    check("Water is hard to find beyond Earth, the study said.", &[], &[]);
    check("The North American market for Beijing duck and Napa cabbages grew.", &[], &[]);
    check("The show was in the West, and then in the East.", &[], &[]);
}

#[test]
fn datelines_keep_what_is_shortened() {
    check("ST. PETERSBURG, Fla. — A man was held on Monday.", &[], &["Florida", "St. Petersburg"]);
    check("ST. LOUIS (AP) — A man was held.", &[], &["St. Louis"]);
    check("PORT OF SPAIN — A man was held.", &[], &["Port of Spain"]);
}

#[test]
fn names_of_several_parts_are_one() {
    check("She was born in King's Lynn and lives near Lee's Summit.", &[], &["King's Lynn", "Lee's Summit"]);
    check("Two people died in Jammu and Kashmir.", &[], &["Jammu and Kashmir"]);
    check("The school is in Washington, D.C., and Washington pays.", &[], &["Washington"]);
}

#[test]
fn sites_near_each_other_keep_their_names() {
    check("They saw Tiananmen Square, the Louvre and Central Park.", &[], &["Central Park", "Louvre", "Tiananmen Square"]);
}

#[test]
fn a_region_that_the_story_names_decides_among_its_towns() {
    assert_eq!(lies("Maine Gov. Ann Miller spoke in Portland.", "Portland"), "Maine US");
    assert_eq!(lies("Voters in Alabama went to the polls in Birmingham.", "Birmingham"), "Alabama US");
    assert_eq!(lies("Ann Miller spoke in Birmingham.", "Birmingham"), "England GB");
    // A capital of the world gives way to nothing but what stands beside it.
    assert_eq!(lies("A Texas jury heard of a night in Paris.", "Paris"), "Île-de-France FR");
    assert_eq!(lies("He works at the San Ysidro, California, Customs office.", "San Ysidro"), "California US");
}

#[test]
fn georgia_is_the_state_where_the_words_are_those_of_its_papers() {
    assert_eq!(lies("Georgia Gov. Ann Miller spoke in Savannah.", "Georgia"), " US");
    assert_eq!(lies("A Georgia judge ruled on Monday.", "Georgia"), " US");
    assert_eq!(lies("Georgia voted on Sunday.", "Georgia"), " GE");
}

#[test]
fn what_the_world_calls_by_a_short_name_is_known_by_it() {
    assert_eq!(lies("Talks on Korea went on.", "South Korea"), " KR");
    assert_eq!(lies("The king went back to Windsor.", "Windsor"), "England GB");
    check("They moved from NYC to Philly.", &[], &["New York", "Philadelphia"]);
}

#[test]
fn provinces_are_those_of_today_and_those_of_yesterday_lie_in_them() {
    assert_eq!(lies("The factory is in Long Bien, Vietnam, on the river.", "Long Bien"), "Hanoi VN");
    assert_eq!(lies("Floods came to Binh Phuoc, Vietnam, on Monday.", "Binh Phuoc"), "Dong Nai VN");
}

#[test]
fn frames_that_hold_only_places_hold_one() {
    for name in ["Kinshasa", "Lyon", "Memphis", "Kobe", "Recife", "Charlotte"] {
        check(&format!("The mayor of {name} said on Monday that the plan would go on."), &[], &[name]);
    }
    check("Kool won the final, said Estonia's Robin Kool.", &["Robin Kool"], &["Estonia"]);
}

#[test]
fn directions_planets_and_openers_are_no_places() {
    check("North Korean troops left on Monday. Probes flew to Jupiter and Mars.", &[], &[]);
    check("NOTE - The ship left Lisbon on Monday at noon, the port said.", &[], &["Lisbon"]);
    check("SOCCER - The goalkeeper left Lisbon on Monday at noon, the club said.", &[], &["Lisbon"]);
    check("The Prince of Wales visited Leeds on Monday.", &[], &["Leeds"]);
}

#[test]
fn washington_is_a_city_a_state_and_a_man() {
    let at = |text: &str| lies(text, "Washington");
    assert_eq!(at("Envoys met in Washington on Monday, the U.S. said, and left for London."), "Washington, D.C. US");
    let names = names("", "Fires went on in Washington from Seattle to Spokane and Yakima, and crossed into Oregon.");
    let state = place(&names, "Washington");
    assert_eq!((state.kind, state.country.as_deref()), (PlaceKind::Region, Some("US")));
}

#[test]
fn what_is_large_is_itself_unless_the_story_names_the_region_of_another() {
    for (text, name, at) in [
        ("The mayor of San Francisco spoke.", "San Francisco", "California US"),
        ("Diplomats met in Geneva. Officials in New York waited.", "Geneva", "Geneva CH"),
        ("Milan is far from Detroit.", "Milan", "Lombardy IT"),
        ("He flew from Geneva to Mendoza on Friday.", "Mendoza", "Mendoza AR"),
        ("Riots broke out in Hull, Leeds and Sunderland on Saturday.", "Hull", "England GB"),
        ("They met in Paris, Ont., on Monday.", "Paris", "Ontario CA"),
        ("They spoke in Palmyra, Syria, on Monday.", "Palmyra", "Homs SY"),
        ("Villages near the Syrian city of Palmyra were empty.", "Palmyra", "Homs SY"),
        ("She lives in Brooklyn, a suburb of Cape Town, South Africa.", "Brooklyn", "Western Cape ZA"),
    ] {
        assert_eq!(lies(text, name), at, "{text}");
    }
}
