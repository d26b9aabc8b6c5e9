//! Which names may be one person's.

use super::*;

fn check(a: &str, b: &str, likeness: Likeness) {
    let (first, second) = (PersonName::parse(a), PersonName::parse(b));
    assert_eq!(first.likeness(&second), likeness, "{a} / {b}: {first:?} {second:?}");
    assert_eq!(second.likeness(&first), likeness, "{b} / {a}");
}

#[test]
fn transliterations_are_one_name() {
    for (a, b) in
        [("Andrei Voronskyy", "Andrey Voronsky"), ("Yusef al-Khadari", "Yousef Gadari"), ("Marko Tymchenko", "Marko Timchenko")]
    {
        check(a, b, Likeness::Same);
    }
}

#[test]
fn initials_and_short_forms_fit() {
    for (a, b) in [("Thomas R. Varga", "Tom Varga"), ("T. Varga", "Tomas Varga"), ("Ana Ruiz Okafor", "Ana Okafor")] {
        check(a, b, Likeness::Compatible);
    }
    check("Bill Varga", "William Varga", Likeness::Same);
}

#[test]
fn other_given_names_and_generations_conflict() {
    for (a, b) in [
        ("Ines Varga", "Tomas Varga"),
        ("Andrew Varga", "Andrea Varga"),
        ("Daniel Varga", "Danielle Varga"),
        ("George W. Varga", "George H. W. Varga"),
        ("Tomas Varga", "Tomas Varga Jr."),
        ("Jean-Paul Varga", "Jean Varga"),
        ("Paul Hansen", "Paul Hanson"),
    ] {
        check(a, b, Likeness::Conflict);
    }
}

#[test]
fn a_formal_name_may_drop_its_generation() {
    check("Tom Varga", "Thomas R. Varga Jr.", Likeness::Compatible);
    check("Mark Luther Varga Jr.", "Mark Luther Varga", Likeness::Same);
}

#[test]
fn the_surname_may_come_first() {
    let name = PersonName::parse("Wang Keqiang");
    assert_eq!((name.surname.as_str(), name.surname_first), ("wang", true));
    check("Park Ki-moon", "Park Ki Moon", Likeness::Same);
    check("Kim Jong Il", "Kim Jong Un", Likeness::Conflict);
    assert!(!PersonName::parse("Kim Lindqvist").surname_first);
}

#[test]
fn a_lone_double_surname_is_one_surname() {
    for (lone, full) in [
        ("Alexander-Arnold", "Trent Alexander-Arnold"),
        ("Wan-Bissaka", "Aaron Wan-Bissaka"),
        ("Ocasio-Cortez", "Alexandria Ocasio-Cortez"),
        ("Ben-Gvir", "Itamar Ben-Gvir"),
        ("Ing-wen", "Tsai Ing-wen"),
    ] {
        check(lone, full, Likeness::Surname);
    }
    check("Alexander-Arnold", "Gavin Arnold", Likeness::Conflict);
}

#[test]
fn ben_is_a_given_name_where_it_comes_first() {
    check("Stokes", "Ben Stokes", Likeness::Surname);
    check("Ben Stokes", "Benjamin Stokes", Likeness::Same);
    check("Ben Ali", "Zine El Abidine Ben Ali", Likeness::Surname);
    check("bin Laden", "Osama bin Laden", Likeness::Surname);
}

#[test]
fn a_title_may_be_the_name() {
    check("King Charles", "Charles", Likeness::Same);
    check("King Charles", "King Charles III", Likeness::Same);
    check("King Charles", "Ray Charles", Likeness::Conflict);
    check("Pope Leo XIV", "Pope Leo XIII", Likeness::Conflict);
    check("Pope Leo", "Leo XIV", Likeness::Same);
    assert!(!PersonName::parse("Prince Rogers Nelson").reigning);
}

#[test]
fn the_beginning_of_a_long_name_is_its_bearer() {
    for (short, long) in [
        ("Felipe Calderón", "Felipe Calderón Hinojosa"),
        ("Sabah al-Khalid", "Sabah al-Khalid al-Sabah"),
        ("Mohammed bin Zayed", "Mohammed bin Zayed Al Nahyan"),
    ] {
        check(short, long, Likeness::Compatible);
    }
}

#[test]
fn a_numeral_conflicts_only_with_another_one() {
    check("Lloyd Austin III", "Lloyd Austin", Likeness::Same);
    check("Lloyd Austin III", "Lloyd Austin II", Likeness::Conflict);
    check("Tomas Varga Jr.", "Tomas Varga III", Likeness::Conflict);
}

#[test]
fn a_bare_surname_fits_who_bears_it() {
    check("Varga", "Tomas Varga", Likeness::Surname);
    check("VARGA", "Varga", Likeness::Same);
    check("Salman", "Omar bin Salman", Likeness::Conflict);
    check("George H. W.", "George W.", Likeness::Conflict);
    check("Malcolm X", "Malcolm X", Likeness::Same);
    check("Khuê", "Đặng Minh Khuê", Likeness::Surname);
}
