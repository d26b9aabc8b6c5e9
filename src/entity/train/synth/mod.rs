//! Invented texts with their names marked: result tables, stories of firms, storms and ships, and plain sentences of today's
//! register, written from lists of names by chance. They teach what the annotated texts have little of.

mod lists;
mod sentences;
mod tables;
mod teller;

use super::chance::Chance;
use super::corpus::Annotated;
use lists::Lists;
pub use lists::NameFiles;
use teller::Teller;

/// So many invented texts of each kind, and how much each counts.
const TABLES: (usize, f32) = (600, 0.5);
const THINGS: (usize, f32) = (900, 0.3);
const PLAIN: (usize, f32) = (3_000, 0.4);

/// Writes all invented texts.
pub(super) fn invent(files: &NameFiles, chance: &mut Chance) -> Vec<Annotated> {
    let lists = Lists::read(files);
    let mut texts = Vec::new();
    let mut write = |(count, weight): (usize, f32), tell: fn(&mut Teller<'_>)| {
        for _ in 0..count {
            let mut teller = Teller::new(&lists, chance);
            tell(&mut teller);
            let (text, names) = teller.finish();
            texts.push(Annotated { text, names, weight });
        }
    };
    write(TABLES, tables::tell);
    write(THINGS, sentences::tell_things);
    write(PLAIN, sentences::tell_plain);
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::net::labels::Class;

    fn files() -> NameFiles {
        NameFiles {
            given: "ines\nbeatriz\n".into(),
            surnames: "okafor\nvarga\n".into(),
            forenames_by_country: "Country,Country Group,Region,Population,Note,Year,Romanization,Index,Name Group,Gender,Localized Name,\
                                   Romanized Name\nPT,1,,,,2018,N,1,N-1,F,Inês,Ines\n"
                .into(),
            surnames_by_country: "Country,Rank,Index,Name Group,Localized Name,Romanized Name,Count,Percent\nPT,1,1,PT-1,Matos,Matos,,\n".into(),
            countries: "iso2\tgeonameid\tname\tlong_name\tother_names\tlat\tlon\tcapital\tcapital_lat\tcapital_lon\tpopulation\tcontinent\t\
                        people_noun\tadjective\nPT\t1\tPortugal\t\t\t0\t0\tLisbon\t0\t0\t10000000\tEU\tPortuguese\tPortuguese\n"
                .into(),
            cities: "geonameid\tname\tlat\tlon\tcountry\tadmin1\tpopulation\tother_names\n1\tPorto\t0\t0\tPT\t1\t200000\t\n".into(),
            people: "name\tkind\tcountry\tborn\tweight\tsource\tlast_active\nAna Sol\tathlete\tPT\t\t4\thand\t2026\n".into(),
            organisations: "name\tkind\tcountry\tweight\tsource\tlicence\tclash\nHarbour Line\tbrand\tPT\t3\thand\tCC0\t\n".into(),
            teams: "name\tsport\tcountry\tweight\tsource\tlicence\tclash\nPorto City\tfootball\tPT\t3\thand\tCC0\t\n".into(),
        }
    }

    #[test]
    fn invented_texts_are_the_same_each_time_and_their_names_stand_where_they_say() {
        let texts = invent(&files(), &mut Chance::new(5));
        assert_eq!(texts.len(), TABLES.0 + THINGS.0 + PLAIN.0);
        let again = invent(&files(), &mut Chance::new(5));
        assert!(texts.iter().zip(&again).all(|(one, other)| one.text == other.text && one.names == other.names));
        let mut kinds = std::collections::BTreeSet::new();
        for text in &texts {
            assert!(!text.text.contains(['{', '}']), "{}", text.text);
            let mut end = 0;
            for (bytes, class) in &text.names {
                let name = &text.text[bytes.clone()];
                assert!(bytes.start >= end && !name.is_empty() && name == name.trim(), "{name:?} in {}", text.text);
                end = bytes.end;
                kinds.insert(*class);
            }
        }
        assert_eq!(kinds.into_iter().collect::<Vec<_>>(), Class::ALL);
    }
}
