//! What a reader may expect of the panel, on small invented stories.

mod memory;
mod people;
mod places;

use super::*;
use crate::domain::{Field, FoundPlace, PlaceKind, SourceHome, SourcePlace};

/// Made once: reading the tables takes longer than the tests.
static RECOGNIZER: std::sync::LazyLock<Recognizer> = std::sync::LazyLock::new(Recognizer::new);

fn names(title: &str, text: &str) -> Names {
    RECOGNIZER.names(title, text, None)
}

/// Names the people and places of a text, in no particular order.
fn check(text: &str, people: &[&str], places: &[&str]) {
    let names = names("", text);
    let mut found: Vec<&str> = names.people.iter().map(|person| person.name.as_str()).collect();
    found.sort_unstable();
    assert_eq!(found, people, "people of: {text}");
    let mut found: Vec<&str> = names.places.iter().map(|place| place.name.as_str()).collect();
    found.sort_unstable();
    assert_eq!(found, places, "places of: {text}");
}

fn place<'n>(names: &'n Names, name: &str) -> &'n FoundPlace {
    names.places.iter().find(|place| place.name.as_str() == name).unwrap_or_else(|| panic!("{name} in {:?}", names.places))
}

#[test]
fn a_wire_story_gives_its_people_and_places_and_nobody_else() {
    let names = names(
        "Strait talks resume after three-day pause",
        "GENEVA, Switzerland, Nov. 23 (Harbour Wire) -- Foreign Minister Tomas Varga said on Monday that the U.S. would return to the table.\n\n\
         Varga spoke after meeting Portuguese envoy Ines Okafor on the sidelines of an Association of Southern Ports summit. Okafor, 51, \
         had arrived from the Lisbon airport an hour before. UPI/Pietro Amsel\n\n\
         “The United States is ready,” Varga said.",
    );
    let people: Vec<&str> = names.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(people, ["Tomas Varga", "Ines Okafor"]);
    assert_eq!(names.people[0].role.as_deref(), Some("Foreign Minister"));
    assert_eq!(names.people[0].mentions.len(), 3);
    assert_eq!(names.people[0].aliases, ["Varga".into()]);
    let mut places: Vec<&str> = names.places.iter().map(|place| place.name.as_str()).collect();
    places.sort_unstable();
    assert_eq!(places, ["Geneva", "Lisbon", "Switzerland", "United States"]);
    assert_eq!(place(&names, "United States").aliases, ["U.S.".into()]);
    assert_eq!(place(&names, "Geneva").geonameid, Some(2_660_646));
}

#[test]
fn nationalities_months_and_organisations_are_nobody_and_nowhere() {
    check(
        "The Swiss and Russian teams met the Bank of England on Friday, 3 May, and in mid-June. The National Harbor Agency did not answer.",
        &[],
        &[],
    );
}

#[test]
fn the_first_word_behind_a_dateline_is_no_place_for_its_capital() {
    check(
        "VALENCIA — Dockworkers in Valencia voted on Saturday to end a strike of twenty-two days that had closed one of the largest \
         container ports of Spain.",
        &[],
        &["Spain", "Valencia"],
    );
    check("ARLBERG — Bludenz lay under two meters of snow on Monday, the railway said.", &[], &["Arlberg", "Bludenz"]);
}

#[test]
fn credits_and_bylines_are_nobody() {
    check(
        "By Mara Lindqvist\n\nThe ships left at noon. Photo by Pietro Amsel\n\nReporting by Mara Lindqvist; editing by Joan Smith",
        &[],
        &[],
    );
}

#[test]
fn of_two_of_one_surname_the_first_is_meant() {
    let names = names(
        "",
        "George Varga met Laura Varga in Paris on Monday. The talks went on for two hours. Varga said they would meet again.",
    );
    let counts: Vec<(&str, usize)> = names.people.iter().map(|person| (person.name.as_str(), person.mentions.len())).collect();
    assert_eq!(counts, [("George Varga", 2), ("Laura Varga", 1)]);
}

#[test]
fn a_surname_that_comes_first_joins_its_full_name_however_short() {
    let names = names("", "The film by Lê Hoài Thu was shown in Hanoi on Monday. Lê said that she had filmed for three years.");
    let counts: Vec<(&str, usize)> = names.people.iter().map(|person| (person.name.as_str(), person.mentions.len())).collect();
    assert_eq!(counts, [("Lê Hoài Thu", 2)]);
}

#[test]
fn a_surname_of_two_goes_to_the_one_whom_the_story_called_so_first() {
    let names = names(
        "",
        "Laura Varga met the envoys in Paris on Monday. Varga said the talks went well. Her father, George Varga, waited outside. \
         In the evening Varga said they would meet again.",
    );
    let counts: Vec<(&str, usize)> = names.people.iter().map(|person| (person.name.as_str(), person.mentions.len())).collect();
    assert_eq!(counts, [("Laura Varga", 3), ("George Varga", 1)]);
}

#[test]
fn a_common_word_that_only_begins_sentences_is_no_village() {
    check("Bridge budget passes after midnight\n\nThe council of Geneva paid for the bridge.", &[], &["Geneva"]);
    // Where it has a capital inside a sentence, or is no word of the story, it is one.
    check(
        "Bridge votes on Sunday\n\nThe village of Bridge has one bridge, and lies near Canterbury.",
        &[],
        &["Bridge", "Canterbury"],
    );
    check("Reading is fun\n\nThose who learn reading in Turkey eat no turkey. Turkey is large.", &[], &["Turkey"]);
}

#[test]
fn teams_in_a_report_on_sport_are_no_places() {
    check(
        "The match in Lisbon was the last of the season. Portugal scored two goals in the final round, and Spain missed a penalty. \
         The coach of Portugal said his players had won the cup with a team of five points. The goal came in the last minutes of the game. \
         Both had drawn their first matches of the tournament, and the winner goes on to the final round in two weeks.",
        &[],
        &["Lisbon"],
    );
}

#[test]
fn a_title_tells_two_of_one_surname_apart() {
    let names = names("", "George Varga met Mary Varga in Paris on Monday. The talks went on for two hours, Mrs. Varga said.");
    let counts: Vec<(&str, usize)> = names.people.iter().map(|person| (person.name.as_str(), person.mentions.len())).collect();
    assert_eq!(counts, [("Mary Varga", 2), ("George Varga", 1)]);
}

#[test]
fn a_surname_before_a_noun_is_the_person_too() {
    let names = names("", "President Bashar Varga spoke on Tuesday. Others have blocked efforts to name the Varga regime.");
    assert_eq!(names.people.len(), 1);
    assert_eq!(names.people[0].mentions.len(), 2);
}

#[test]
fn a_place_joined_by_a_hyphen_or_standing_among_places_is_one() {
    check("The Geneva-based group met on Monday.", &[], &["Geneva"]);
    check("Rain fell in Portugal, Spain and Vevey, the office said.", &[], &["Portugal", "Spain", "Vevey"]);
}

#[test]
fn roles_are_kept_as_written() {
    let role =
        |text: &str| names("", text).people.first().and_then(|person| person.role.clone()).map(|role| role.as_str().to_owned());
    assert_eq!(role("Russian Foreign Minister Sergey Varga left on Monday.").as_deref(), Some("Foreign Minister"));
    assert_eq!(role("U.S. Secretary of State John Varga said no.").as_deref(), Some("Secretary of State"));
    assert_eq!(role("Ana Varga, the Swiss finance minister, said no.").as_deref(), Some("finance minister"));
    assert_eq!(role("Mr. John Varga said no.").as_deref(), None);
    assert_eq!(role("The 54-year-old defender Marco Varga said no.").as_deref(), Some("54-year-old defender"));
    assert_eq!(role("Ana Varga, a 31-year-old nurse, said no.").as_deref(), Some("31-year-old nurse"));
    assert_eq!(role("Ana Varga, 31, a nurse, said no.").as_deref(), Some("nurse"));
    assert_eq!(role("Ana Varga, who heads the agency, said no.").as_deref(), Some("heads the agency"));
    assert_eq!(role("Ana Varga, who led the search and wept, said no.").as_deref(), Some("led the search"));
    assert_eq!(role("Ana Varga, who was there, said no.").as_deref(), None);
}

#[test]
fn the_region_behind_a_comma_decides_among_namesakes() {
    let at = |text: &str, name: &str| place(&names("", text), name).country.clone().unwrap_or_default().as_str().to_owned();
    assert_eq!(at("They met in Paris, Texas, on Monday and the talks went on.", "Paris"), "US");
    assert_eq!(at("They met in Paris on Monday and the talks went on.", "Paris"), "FR");
    let names = names("", "The men were held in Alexandria, La., on Monday for the third time.");
    assert_eq!(place(&names, "Alexandria").region.as_deref(), Some("Louisiana"));
    assert!(place(&names, "Alexandria").sure);
}

#[test]
fn the_other_places_of_a_story_decide_among_namesakes() {
    let at = |text: &str| place(&names("", text), "Georgia").country.clone().unwrap_or_default().as_str().to_owned();
    assert_eq!(at("Voters in Georgia went to the polls, from Atlanta to Savannah, and in Florida too."), "US");
    assert_eq!(at("Voters in Georgia went to the polls, from Tbilisi to the border."), "GE");
}

#[test]
fn the_source_tells_which_town_is_meant() {
    let text = "The council of Springfield met on Monday and the mayor said that the road in Springfield would be closed.";
    let at = |title: &str, places: &[(u32, u32)]| {
        let places = places.iter().map(|&(geonameid, stories)| SourcePlace { geonameid, stories }).collect();
        let home = SourceHome { title: title.into(), places };
        RECOGNIZER.names("", text, Some(&home)).places[0].region.clone().unwrap_or_default().as_str().to_owned()
    };
    assert_eq!(at("Illinois Harbor Journal", &[]), "Illinois");
    assert_eq!(at("Massachusetts Harbor Journal", &[]), "Massachusetts");
    // A title may be unclear itself.
    let home = |title: &str| SourceHome { title: title.into(), places: Vec::new() };
    let georgia =
        RECOGNIZER.names("", "They met in Albany on Monday, and flew to Savannah from there.", Some(&home("Georgia Recorder")));
    assert_eq!(place(&georgia, "Albany").region.as_deref(), Some("Georgia"));
    let post = RECOGNIZER.names(
        "",
        "They met in Arlington on Monday, and drove to Richmond from there.",
        Some(&home("The Washington Post")),
    );
    assert_eq!(place(&post, "Arlington").region.as_deref(), Some("Virginia"));
    // The title says nothing, but the stories are of Boston and Worcester every day.
    assert_eq!(at("Harbor Journal", &[(4_930_956, 14), (4_956_184, 9)]), "Massachusetts");
    // What its other stories called Springfield is the same town here.
    assert_eq!(at("Harbor Journal", &[(4_409_896, 6)]), "Missouri");
}

/// Returns region and country of a place, "?" standing before what is not certain.
fn lies(text: &str, name: &str) -> String {
    let names = names("", text);
    let place = place(&names, name);
    let doubt = if place.sure { "" } else { "?" };
    format!("{doubt}{} {}", place.region.as_deref().unwrap_or_default(), place.country.as_deref().unwrap_or_default())
}

#[test]
fn small_towns_of_one_country_decide_where_a_city_is() {
    let strike = "The strike in Valencia went on. Ships waited off Sagunto and Gandia, and lorries stood as far as Barcelona.";
    assert_eq!(lies(strike, "Valencia"), "Valencia ES");
    let strike = "The strike in Valencia went on. Ships waited off Puerto Cabello, and lorries stood as far as Maracay.";
    assert_eq!(lies(strike, "Valencia"), "Carabobo VE");
}

#[test]
fn the_people_of_a_country_speak_for_its_cities() {
    assert_eq!(lies("A Spanish court met in Valencia on Monday.", "Valencia"), "Valencia ES");
    assert_eq!(lies("The sheriff and his deputies were called to Lexington on Monday.", "Lexington"), "Kentucky US");
}

#[test]
fn names_that_are_each_unclear_help_each_other() {
    // Each of these is a town elsewhere too, most of them a larger one.
    let text = "Fire crews from Lewiston, Auburn, Augusta and Bath went to Rockland on Monday.";
    assert_eq!(lies(text, "Rockland"), "?Maine US");
    // Lisbon is in Maine too, but a city that the world knows is itself.
    let text = "Fire crews from Lewiston, Auburn, Augusta and Bath went to Lisbon on Monday.";
    assert_eq!(lies(text, "Lisbon"), "Lisbon PT");
}

#[test]
fn the_region_may_stand_elsewhere_than_behind_a_comma() {
    assert_eq!(lies("They met at a house in Paris in northern Texas on Monday.", "Paris"), "Texas US");
    assert_eq!(lies("They met at a house in Springfield in Ohio on Monday.", "Springfield"), "Ohio US");
    // The story may end just there.
    names("", "They met in Paris in northern");
    names("", "They met in Paris in");
    // A list of places says nothing of the first.
    assert_eq!(lies("They stopped in Paris, Germany and Spain on Monday.", "Paris"), "Île-de-France FR");
}

#[test]
fn a_county_is_known_and_speaks_for_its_towns() {
    let text = "A grand jury of Rapides Parish met in Alexandria on Monday. Rapides Parish paid.";
    assert_eq!(lies(text, "Alexandria"), "Louisiana US");
    assert_eq!(lies(text, "Rapides Parish"), "Louisiana US");
    let names = names("", text);
    assert_eq!(place(&names, "Rapides Parish").kind, PlaceKind::Spot);
}

#[test]
fn a_place_of_no_list_lies_in_the_region_that_the_story_says() {
    let names = names(
        "",
        "Two men drowned in Hinkley Lake, officials in Fargo, N.D., said on Monday. Bismarck sent divers to Hinkley Lake.",
    );
    let lake = place(&names, "Hinkley Lake");
    assert_eq!((lake.geonameid, lake.sure, lake.region.as_deref()), (None, false, Some("North Dakota")));
}

#[test]
fn a_place_of_no_list_gets_its_country_from_words_beside_it_or_from_all_of_the_story() {
    let country = |text: &str, name: &str| {
        let names = names("", text);
        let place = place(&names, name);
        (place.country.clone().map(|code| code.as_str().to_owned()), place.sure)
    };
    assert_eq!(country("Two men drowned near Lake Quorvin, officials in Fargo said.", "Lake Quorvin"), (None, false));
    assert_eq!(country("Two men drowned in Quorvin, Libya, on Monday.", "Quorvin"), (Some("LY".to_owned()), true));
    assert_eq!(country("Two men drowned in Quorvin, N.D., on Monday.", "Quorvin"), (Some("US".to_owned()), true));
}

#[test]
fn regions_in_one_list_belong_to_one_country() {
    assert_eq!(lies("He campaigned in Pennsylvania, Georgia and Michigan on Monday.", "Georgia"), " US");
    assert_eq!(lies("The storm hit Florida. It weakened over Georgia. Forecasters in Miami said so.", "Georgia"), " US");
    assert_eq!(lies("Leaders of Armenia, Georgia and Azerbaijan met on Monday.", "Georgia"), " GE");
    assert_eq!(lies("The golfer won in Augusta, Georgia.", "Georgia"), " US");
    assert_eq!(lies("SPRINGFIELD, Ill. (AP) — The governor signed the bill on Monday.", "Springfield"), "Illinois US");
}

#[test]
fn seas_rivers_islands_and_ranges_are_places() {
    for (text, places) in [
        ("The ship left the Strait of Malacca for the Andaman Sea.", &["Andaman Sea", "Malacca Strait"][..]),
        ("Rain fell on Tenerife and across the Pyrenees on Monday.", &["Pyrenees", "Tenerife"]),
        ("The Severn, the Trent and the Thames are next, the agency said.", &["River Thames", "Severn", "Trent"]),
        ("Fighting went on in the West Bank on Monday.", &["West Bank"]),
        ("Officials in The Hague said no.", &["The Hague"]),
        ("They climbed Mount Kinabalu and swam in Lake Turkana.", &["Lake Turkana", "Mount Kinabalu"]),
    ] {
        check(text, &[], places);
    }
    let names = names("", "They were rescued off Tenerife on Monday.");
    assert_eq!((place(&names, "Tenerife").country.as_deref(), place(&names, "Tenerife").kind), (Some("ES"), PlaceKind::Spot));
    assert_eq!(lies("The ship sank in the Kara Sea on Monday.", "Kara Sea"), " ");
}

#[test]
fn the_name_shown_is_the_english_one_or_the_one_written() {
    check("Ships left Basra and Odesa for Zaragoza and Kharkov on Monday.", &[], &["Basra", "Kharkiv", "Odesa", "Zaragoza"]);
    check("He was born in St Andrews, Scotland, on Monday.", &[], &["Scotland", "St Andrews"]);
}

#[test]
fn a_headline_in_capitals_names_only_whom_the_text_names() {
    let names = names(
        "Varga Meets Okafor As Strait Talks Resume In Geneva",
        "Tomas Varga met Ines Okafor in Geneva on Monday. Neither side published a text after the talks.",
    );
    let titled = |mentions: &[crate::domain::TextRange]| mentions.iter().filter(|range| range.field == Field::Title).count();
    assert_eq!(names.people.iter().map(|person| titled(&person.mentions)).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(titled(&place(&names, "Geneva").mentions), 1);
}

#[test]
fn text_of_another_language_names_nobody() {
    check(
        "Der Minister Tomas Varga sagte am Montag in Genf, die Gespräche würden weitergehen, wie Ines Okafor gefordert hatte.",
        &[],
        &[],
    );
    check(
        "Министр Томас Варга заявил в понедельник в Женеве, что переговоры продолжатся на следующей неделе в Москве.",
        &[],
        &[],
    );
}

#[test]
fn mentions_are_the_words_that_they_name() {
    let text = "Ines Okafor flew to Köln — then Côte d’Ivoire — on Monday. “Go,” Okafor said.";
    let names = names("", text);
    let words: Vec<&str> =
        names.people.iter().flat_map(|person| &person.mentions).map(|range| &text[range.bytes.clone()]).collect();
    assert_eq!(words, ["Ines Okafor", "Okafor"]);
}

proptest::proptest! {
    #[test]
    fn whatever_comes_in_the_ranges_are_good(
        title in "([A-Z][a-z]{0,6}[ ,.]){0,6}",
        text in "(Mr\\. |President |Tomas |Varga |said |in |Paris|, |Texas|\\. |\\PC|\n|\u{301}|[A-Z][a-z]+ |the |of |U\\.S\\. |-|/|“|\\(){0,60}",
    ) {
        let names = names(&title, &text);
        let ranges = names.people.iter().flat_map(|person| &person.mentions).chain(names.places.iter().flat_map(|place| &place.mentions));
        for range in ranges {
            let field: &str = if range.field == Field::Title { &title } else { &text };
            proptest::prop_assert!(field.get(range.bytes.clone()).is_some_and(|words| !words.trim().is_empty()));
        }
        for (field, length) in [(Field::Title, title.len()), (Field::Text, text.len())] {
            let mut held = vec![0u8; length];
            let all = names.people.iter().flat_map(|person| &person.mentions).chain(names.places.iter().flat_map(|place| &place.mentions));
            for range in all.filter(|range| range.field == field) {
                held[range.bytes.clone()].iter_mut().for_each(|count| *count += 1);
            }
            proptest::prop_assert!(held.iter().all(|count| *count < 2), "two mentions overlap");
        }
    }
}

/// Makes a different surname of each number.
fn surname(number: usize) -> String {
    const PARTS: [&str; 10] = ["ba", "de", "ki", "lo", "mu", "na", "re", "si", "to", "vu"];
    let mut name: String = [1_000, 100, 10, 1].map(|unit| PARTS[number / unit % 10]).concat();
    name[..1].make_ascii_uppercase();
    name
}

#[test]
fn a_story_of_too_many_names_says_how_many_are_left_out() {
    let opening = "The mayor of the town said that the people of the city would have to wait for the new bridge. ";
    let many: String = (0..900).map(|number| format!("Minister Ana {} said so. ", surname(number))).collect();
    let names = Recognizer::new().names("", &format!("{opening}{many}"), None);
    assert!((150..=250).contains(&names.people.len()), "{}", names.people.len());
    assert!(names.left_out.people > 400, "{:?}", names.left_out);
    let few: String = (0..20).map(|number| format!("Minister Ana {} said so. ", surname(number))).collect();
    let names = Recognizer::new().names("", &format!("{opening}{few}"), None);
    assert!(names.left_out.is_nothing() && !names.people.is_empty());
}

#[test]
fn of_a_very_long_text_the_beginning_is_read_and_that_is_said() {
    let opening = "and then they went to the old house with the others. ";
    let long = opening.repeat(2 * budget::TEXT_BYTES_MAX / opening.len());
    let text = format!("Minister Ines Okafor said so. {long} Minister Tomas Varga said so.");
    let long_enough = Budget::lasting(std::time::Duration::from_secs(3_600));
    let names = Recognizer::new().find("", &text, None, None, long_enough);
    assert_eq!(names.people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["Ines Okafor"]);
    let read = names.left_out.read_bytes.unwrap() as usize;
    assert!(read <= budget::TEXT_BYTES_MAX && text[..read].ends_with("others."), "{read}");
    assert_eq!(names.left_out.words().unwrap(), format!("Names are read from the first {} KiB only.", read >> 10));
    let short = format!("{}\n\n", &text[..budget::TEXT_BYTES_MAX / 2]);
    assert_eq!(Recognizer::new().find("", &short, None, None, long_enough).left_out.read_bytes, None);
}

#[test]
fn of_a_story_whose_time_is_over_stands_what_was_read_by_then() {
    let text = "Minister Ines Okafor met Minister Tomas Varga in the port on Monday, and said that the talks would go on.";
    let names = Recognizer::new().find("", text, None, None, Budget::lasting(std::time::Duration::ZERO));
    assert_eq!((names.people, names.left_out.read_bytes), (Vec::new(), Some(0)));
    assert!(names.left_out.words().unwrap().contains("not read"));
}
