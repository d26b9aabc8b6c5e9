//! Who is shown of a story, and with which role: real public names where the rule is about names, in neutral sentences.

use super::{RECOGNIZER, names};

/// Names the people of a text with the number of their mentions, in no particular order.
fn check(text: &str, people: &[(&str, usize)]) {
    let names = names("", text);
    let mut found: Vec<(&str, usize)> = names.people.iter().map(|person| (person.name.as_str(), person.mentions.len())).collect();
    found.sort_unstable();
    assert_eq!(found, people, "people of: {text}");
}

#[test]
fn people_in_the_news_are_people_in_plain_sentences() {
    check("Elon Musk, the chief executive of Tesla, said on Monday that the plant in Austin would open.", &[("Elon Musk", 1)]);
    check("JD Vance spoke in Ohio on Friday. Vance said that he was glad.", &[("JD Vance", 2)]);
    check(
        "Kylian Mbappé and Erling Haaland scored on Saturday. Haaland was booked.",
        &[("Erling Haaland", 2), ("Kylian Mbappé", 1)],
    );
}

#[test]
fn a_country_stays_one_beside_a_person_of_its_name() {
    check("The king of Jordan met aid workers in Amman. Jordan has taken in a million refugees.", &[]);
    check("Michael Jordan left Charlotte on Monday. The government of Jordan has opened the border.", &[("Michael Jordan", 1)]);
}

#[test]
fn a_double_surname_alone_is_its_bearer() {
    check("Trent Alexander-Arnold left the field. Alexander-Arnold said that he was well.", &[("Trent Alexander-Arnold", 2)]);
}

#[test]
fn a_given_name_that_is_also_a_particle_is_a_given_name() {
    check("Ben Stokes hit a century in Leeds. Stokes said that he was glad.", &[("Ben Stokes", 2)]);
    check("Ursula von der Leyen flew to Kyiv. Von der Leyen promised aid.", &[("Ursula von der Leyen", 2)]);
}

#[test]
fn of_two_bearers_it_is_the_one_named_most_unless_a_title_tells() {
    check("Boris Varga and Naina Varga left. Boris Varga waved. Later Varga spoke.", &[("Boris Varga", 3), ("Naina Varga", 1)]);
    check(
        "President Boris Varga and the nurse Naina Varga left. President Varga waved; nurse Varga did not.",
        &[("Boris Varga", 2), ("Naina Varga", 2)],
    );
}

#[test]
fn a_title_may_be_the_name() {
    check("King Charles opened the bridge in Leeds. Charles said that it was long.", &[("King Charles", 2)]);
    check("Pope Leo XIV spoke in Rome. Leo will fly to Lima.", &[("Pope Leo XIV", 2)]);
    check("Sheikh Hasina left Dhaka. Hasina did not speak.", &[("Sheikh Hasina", 2)]);
}

#[test]
fn numerals_and_middle_names_come_and_go() {
    check("Lloyd Austin III met ministers in Brussels. Lloyd Austin left. Austin said no.", &[("Lloyd Austin III", 3)]);
    check("Hillary Rodham Clinton spoke. Hillary Clinton left early; Clinton was tired.", &[("Hillary Rodham Clinton", 3)]);
}

#[test]
fn a_nickname_in_quotes_or_brackets_is_no_part_of_the_name_shown() {
    check("Robin “ropz” Kool had 67 kills. Kool is from Estonia.", &[("Robin Kool", 2)]);
    check("Dwayne \"The Rock\" Johnson laughed, and Johnson left.", &[("Dwayne Johnson", 2)]);
}

#[test]
fn handles_contractions_and_glued_offices_are_no_names() {
    check("I like #Jeremy, she wrote of Jeremy Corbyn. He'd left.", &[("Jeremy Corbyn", 1)]);
    check(
        "Ex-Prime Minister Tony Blair and then-President Barack Obama had signed it.",
        &[("Barack Obama", 1), ("Tony Blair", 1)],
    );
}

#[test]
fn firms_storms_ships_and_works_are_nobody() {
    check("Shares of Ralph Lauren, Tiffany and Estée Lauder rose on Tuesday.", &[]);
    check("Linde said its shares rose 3 percent in Frankfurt. Linde makes gases.", &[]);
    check("Hurricane Helene hit Florida on Thursday. Helene weakened. Storms Floris and Amy followed; Amy was strong.", &[]);
    check("The aircraft carrier USS Gerald R. Ford left Norfolk. The Ford will sail on Monday.", &[]);
    check("Doctors treat Alzheimer's, Parkinson's and Crohn's disease.", &[]);
}

#[test]
fn roles_are_found_on_either_side_and_written_out() {
    let check = |text: &str, role: Option<&str>| {
        let names = RECOGNIZER.names("", text, None);
        assert_eq!(names.people[0].role.as_deref(), role, "{text}");
    };
    check("Gov. Ana Varga said no.", Some("Governor"));
    check("Lt. Gov. Ana Varga said no.", Some("Lieutenant Governor"));
    check("Former US Senator Ana Varga said no.", Some("former Senator"));
    check("The tour was led by former President Ana Varga.", Some("former President"));
    check("Ana Varga, the chief executive of Tesla, said no.", Some("chief executive of Tesla"));
    check("Ana Varga, Apple's chief executive, said no.", Some("chief executive of Apple"));
    check("Ana Varga, the governor of Florida, said no.", Some("governor"));
    check("The mayor, Ana Varga, said no.", Some("mayor"));
    check("Sudan's army chief, Ana Varga, said no.", Some("army chief"));
    check("Her solicitor, Ana Varga, said no.", Some("solicitor"));
    check("Crown Prince Marco Varga said no.", Some("Crown Prince"));
}

#[test]
fn whoever_wrote_the_story_is_nobody_of_it() {
    check(
        "By Mara Lindqvist\n\nThe mayor, Ana Varga, spoke.\n\nMara Lindqvist is a reporter in Leeds. Follow Mara Lindqvist for more.",
        &[("Ana Varga", 1)],
    );
}

#[test]
fn brands_parties_and_generations_are_nobody() {
    check("Rep. Jasmine Crockett (D-Texas) and Sen. Ted Cruz, R-Texas, said no.", &[("Jasmine Crockett", 1), ("Ted Cruz", 1)]);
    check("KPIs let teams measure how Gen Z and Generation X shop.", &[]);
    check("Jefferies analyst Jonathan Okafor said the market was wrong.", &[("Jonathan Okafor", 1)]);
    check("Matt Maley, a strategist at Miller Tabak, said no.", &[("Matt Maley", 1)]);
    check("Put Harry's Berries on the cake.", &[]);
    check("The Hubble Space Telescope saw it first. Hubble has flown since 1990.", &[]);
}

#[test]
fn titles_positions_and_tails_are_no_part_of_a_name() {
    check("PC Tom Hart met DCI Ann Coe in Leeds.", &[("Ann Coe", 1), ("Tom Hart", 1)]);
    check("Alhaji Aliko Dangote met Datuk Seri Anwar Ibrahim.", &[("Aliko Dangote", 1), ("Anwar Ibrahim", 1)]);
    check("QB Patrick Mahomes spoke, and C Joel Embiid sat.", &[("Joel Embiid", 1), ("Patrick Mahomes", 1)]);
    check("Taylor Swift-themed fitness classes alone secured 15,792 user reservations.", &[("Taylor Swift", 1)]);
    check("Ann Lee, MD, spoke at noon.", &[("Ann Lee", 1)]);
    check("Omar Safadi spoke, with Anna Becker warning of trouble.", &[("Anna Becker", 1), ("Omar Safadi", 1)]);
}

#[test]
fn a_nickname_leaves_the_rest_of_the_name_whole() {
    check("Robert “Bob” Grimesey Jr. died on Monday.", &[("Robert Grimesey Jr.", 1)]);
    check("H. G. Parry and C. S. Lewis met in Oxford.", &[("C. S. Lewis", 1), ("H. G. Parry", 1)]);
    check("Margaret “Peggy” Ann Noonan wept.", &[("Margaret Ann Noonan", 1)]);
}

#[test]
fn a_given_name_is_that_of_whom_its_sentence_names_in_full() {
    check("“We love you, Taylor,” shouted fans as Taylor Swift left the stage.", &[("Taylor Swift", 2)]);
    check("James, 12, said he was glad. James Cleverly, the minister, said nothing.", &[("James", 1), ("James Cleverly", 1)]);
}

#[test]
fn two_names_of_which_the_story_says_that_they_are_one_are_one() {
    check("Stefani Germanotta, known as Lady Gaga, came. Gaga sang.", &[("Lady Gaga", 3)]);
    check("James Rigney, who wrote as Robert Jordan, died. Jordan was 58.", &[("James Rigney", 3)]);
}

#[test]
fn an_age_and_a_report_of_who_it_was_name_people_only() {
    check("Colt Ransom Dwyer, 31, was booked.", &[("Colt Ransom Dwyer", 1)]);
    check("The man was identified as Wanjiku Kamau of Nakuru.", &[("Wanjiku Kamau", 1)]);
    check("In Silver Spring, 12, and Red Hook, 9, more were held.", &[]);
}

#[test]
fn callings_and_offices_of_two_words_are_roles() {
    for (text, role) in [
        ("Trooper Ann Miller left the court.", "Trooper"),
        ("Nvidia Chief Executive Jensen Huang spoke.", "Chief Executive"),
        ("Field Marshal Asim Munir spoke.", "Field Marshal"),
        ("Italy's ambassador to Switzerland, Gian Lorenzo Cornado, left.", "ambassador"),
        ("The agency's chief, Ann Miller, spoke.", "chief"),
        ("Oklahoma City coach Billy Donovan said so.", "coach"),
    ] {
        let names = names("", text);
        assert_eq!(names.people[0].role.as_deref(), Some(role), "role in: {text}");
    }
}

#[test]
fn whoever_says_something_under_a_name_of_people_is_somebody() {
    for name in ["Hafez Assad", "Moammar Khadafy", "Park Chung-hee"] {
        check(&format!("Reporters met {name} on Monday. {name} said the talks would go on."), &[(name, 2)]);
    }
    check("Goldman Sachs said the talks would go on.", &[]);
}
