//! Known names and places: what the embedded tables say of a word or a phrase.
//!
//! Answers "what may this be"; which of several it is, given a story, is left to the tagger and to `places`.

use super::fold::with_capitals;
use super::place_table::PlaceTable;
pub(super) use super::place_table::{NOWHERE, Place, PlaceIndex, PlaceKind};
use super::table::{BLOCK, Numbers, Reader, Strings, TableError, unpack};
pub(super) use super::words::WordStats;
use super::words::Words;
use crate::domain::GeoNameId;

pub(super) const PLACES_MAGIC: &[u8] = b"dateline places 3\n";

/// What the lists of names say of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct NameFlags(pub(super) u8);

impl NameFlags {
    pub(super) const GIVEN: u8 = 1;
    pub(super) const SURNAME: u8 = 2;
    pub(super) const RARE_SURNAME: u8 = 4;
    pub(super) const MALE: u8 = 8;
    pub(super) const FEMALE: u8 = 16;
    pub(super) const SURNAME_FIRST: u8 = 32;

    pub(super) fn has(self, flags: u8) -> bool {
        self.0 & flags != 0
    }
}

/// The embedded tables.
#[derive(Debug)]
pub(super) struct Gazetteer {
    places: PlaceTable,
    iso: Vec<[u8; 2]>,
    region_codes: Strings,
    /// Folded names, sorted; several places may bear one.
    keys: Strings,
    /// For each key how many places bear it, and for each block of keys where their places begin in `bearers`.
    bearer_counts: Vec<u8>,
    bearer_starts: Vec<u32>,
    bearers: Numbers,
    /// Names that are not their folded key with capitals, by place, ascending.
    shown_of: Numbers,
    shown: Strings,
    /// Adjectives and names of peoples, folded and sorted: "spanish", "spaniard".
    peoples: Strings,
    /// For each the country.
    people_of: Numbers,
    names: Strings,
    name_flags: Vec<u8>,
    words: Words,
}

impl Gazetteer {
    /// Reads the tables that are part of the program.
    pub(super) fn embedded() -> Result<Self, TableError> {
        Self::read(include_bytes!("../../assets/gazetteer.bin"), super::english::ENGLISH.words)
    }

    /// Reads both tables.
    ///
    /// # Errors
    /// Refuses data that is damaged or of another version.
    pub(super) fn read(places: &[u8], words: &[u8]) -> Result<Self, TableError> {
        let mut gazetteer = Self::read_places(&unpack(places)?)?;
        gazetteer.words = Words::read(words)?;
        Ok(gazetteer)
    }

    fn read_places(bytes: &[u8]) -> Result<Self, TableError> {
        let mut reader = Reader::new(bytes, PLACES_MAGIC)?;
        let countries = reader.count()?;
        let regions = reader.count()?;
        let count = reader.count()?;
        let iso = reader.take(countries * 2)?.chunks_exact(2).map(|code| [code[0], code[1]]).collect();
        let region_codes = reader.strings()?;
        let keys = reader.strings()?;
        let bearer_counts = reader.take(keys.len())?.to_vec();
        let bearer_total = |counts: &[u8]| counts.iter().map(|&count| u32::from(count)).sum::<u32>();
        let bearers = reader.numbers(bearer_total(&bearer_counts) as usize, 3)?;
        let shown = reader.strings()?;
        let shown_of = reader.numbers(shown.len(), 3)?;
        let places = PlaceTable::read(&mut reader, count, countries, regions)?;
        let peoples = reader.strings()?;
        let people_of = reader.numbers(peoples.len(), 2)?;
        let names = reader.strings()?;
        let name_flags = reader.take(names.len())?.to_vec();

        let sound = region_codes.len() == regions
            && people_of.iter().all(|country| (country as usize) < countries)
            && bearers.iter().all(|place| (place as usize) < count)
            && places.iter().all(|place| (place.key as usize) < keys.len());
        if !sound {
            return Err(TableError::Damaged);
        }
        let mut start = 0;
        let bearer_starts = bearer_counts
            .chunks(BLOCK)
            .map(|counts| {
                start += bearer_total(counts);
                start - bearer_total(counts)
            })
            .collect();
        Ok(Self {
            places,
            iso,
            region_codes,
            keys,
            bearer_counts,
            bearer_starts,
            bearers,
            shown_of,
            shown,
            peoples,
            people_of,
            names,
            name_flags,
            words: Words::default(),
        })
    }

    /// Returns how a word, in lower case, is mostly written and read.
    pub(super) fn word(&self, lower: &str) -> WordStats {
        self.words.get(lower)
    }

    /// Returns whether a folded word is a given name or surname.
    pub(super) fn name(&self, folded: &str) -> NameFlags {
        self.names.find(folded).map_or_else(NameFlags::default, |at| NameFlags(self.name_flags[at]))
    }

    /// Returns the places that bear a folded name.
    pub(super) fn bearers(&self, folded: &str) -> impl Iterator<Item = PlaceIndex> + '_ {
        let range = self.keys.find(folded).map_or(0..0, |at| {
            let earlier = &self.bearer_counts[at / BLOCK * BLOCK..at];
            let start = self.bearer_starts[at / BLOCK] as usize + earlier.iter().map(|&count| usize::from(count)).sum::<usize>();
            start..start + usize::from(self.bearer_counts[at])
        });
        range.map(|at| PlaceIndex(self.bearers.get(at)))
    }

    /// Says whether some name begins with the folded phrase and goes on with another word.
    pub(super) fn goes_on(&self, folded: &str) -> bool {
        self.keys.has_head(&format!("{folded} "))
    }

    /// Returns one place.
    ///
    /// # Panics
    /// Where `index` is not of this table.
    pub(super) fn place(&self, index: PlaceIndex) -> Place {
        self.places.get(index)
    }

    /// Returns the region of this number, as a place.
    pub(super) fn region(&self, region: u16) -> Option<PlaceIndex> {
        self.places.region(region)
    }

    /// Returns the number of the region with this code: "US.LA".
    pub(super) fn region_of(&self, code: &str) -> Option<u16> {
        self.region_codes.find(code).map(|at| at as u16)
    }

    /// Returns the code of a country: "CH".
    pub(super) fn iso(&self, country: u16) -> Option<&str> {
        self.iso.get(usize::from(country)).and_then(|code| std::str::from_utf8(code).ok())
    }

    /// Returns the place with this number in `GeoNames`.
    pub(super) fn numbered(&self, id: GeoNameId) -> Option<PlaceIndex> {
        self.places.numbered(id)
    }

    /// Returns the country of this number.
    pub(super) fn country(&self, country: u16) -> Option<Place> {
        self.places.country(country)
    }

    /// Returns the number of the country with this code: "CH".
    pub(super) fn country_of(&self, iso: &str) -> Option<u16> {
        self.iso.iter().position(|code| code == iso.as_bytes()).map(|at| at as u16)
    }

    /// Returns the country whose people a folded word names: "spanish", "swede".
    pub(super) fn people_of(&self, folded: &str) -> Option<u16> {
        self.peoples.find(folded).map(|at| self.people_of.get(at) as u16)
    }

    /// Returns the usual name of a place.
    pub(super) fn shown_name(&self, index: PlaceIndex) -> String {
        match self.shown_of.search_by_key(&index.0, |place| place) {
            Some(at) => self.shown.get(at),
            None => with_capitals(&self.keys.get(self.place(index).key as usize)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gazetteer() -> &'static Gazetteer {
        static GAZETTEER: std::sync::LazyLock<Gazetteer> = std::sync::LazyLock::new(|| Gazetteer::embedded().unwrap());
        &GAZETTEER
    }

    #[test]
    fn a_capital_is_found_with_its_country() {
        let gazetteer = gazetteer();
        let geneva = gazetteer
            .bearers("geneva")
            .filter(|&place| gazetteer.place(place).kind == PlaceKind::City)
            .find(|&place| gazetteer.iso(gazetteer.place(place).country) == Some("CH"))
            .expect("Geneva is known");
        let place = gazetteer.place(geneva);
        assert_eq!((place.geonameid, place.kind), (2_660_646, PlaceKind::City));
        assert!((place.lat() - 46.2).abs() < 0.05 && (place.lon() - 6.15).abs() < 0.05);
        assert_eq!(gazetteer.shown_name(geneva), "Geneva");
    }

    #[test]
    fn names_with_accents_are_shown_with_them() {
        let gazetteer = gazetteer();
        let places: Vec<_> = gazetteer.bearers("sao paulo").map(|place| gazetteer.shown_name(place)).collect();
        assert!(places.contains(&"São Paulo".to_owned()), "{places:?}");
    }

    #[test]
    fn a_longer_name_announces_itself() {
        let gazetteer = gazetteer();
        assert!(gazetteer.goes_on("bandar seri"));
        assert!(!gazetteer.goes_on("bandar seri begawan"));
    }

    #[test]
    fn counties_lie_in_their_state_and_peoples_in_their_country() {
        let gazetteer = gazetteer();
        let county = gazetteer.bearers("rapides parish").next().expect("the county is known");
        let place = gazetteer.place(county);
        assert!(place.county && gazetteer.region_of("US.LA") == Some(place.region), "{place:?}");
        assert!((place.lat() - 31.2).abs() < 0.2 && (place.lon() + 92.5).abs() < 0.3, "{place:?}");
        assert_eq!(gazetteer.shown_name(county), "Rapides Parish");
        let country = |word: &str| gazetteer.people_of(word).and_then(|country| gazetteer.iso(country));
        assert_eq!((country("spanish"), country("swedes"), country("korean")), (Some("ES"), Some("SE"), None));
    }

    #[test]
    fn every_form_of_a_country_is_the_country() {
        let gazetteer = gazetteer();
        let code = |form: &str| {
            let place = gazetteer.place(gazetteer.bearers(&super::super::fold::fold(form)).next()?);
            gazetteer.iso(place.country).filter(|_| place.kind == PlaceKind::Country)
        };
        for (iso, forms) in [
            ("US", "U.S.|US|USA|U.S.A.|United States|United States of America|America"),
            ("GB", "UK|U.K.|Britain|Great Britain|United Kingdom"),
            ("AE", "UAE|U.A.E.|United Arab Emirates"),
            ("KP", "North Korea|DPRK|Democratic People's Republic of Korea"),
            ("GE", "Georgia"),
        ] {
            forms.split('|').for_each(|form| assert_eq!(code(form), Some(iso), "{form}"));
        }
        let union = gazetteer.bearers("eu").find(|&place| gazetteer.place(place).kind == PlaceKind::Area);
        assert_eq!(union.map(|place| gazetteer.shown_name(place)).as_deref(), Some("European Union"));
    }

    #[test]
    fn given_names_carry_their_gender() {
        let gazetteer = gazetteer();
        assert!(gazetteer.name("mary").has(NameFlags::FEMALE) && !gazetteer.name("mary").has(NameFlags::MALE));
        assert!(gazetteer.name("smith").has(NameFlags::SURNAME));
        assert_eq!(gazetteer.name("qwertz"), NameFlags::default());
    }

    #[test]
    fn ordinary_words_are_known_as_such() {
        let gazetteer = gazetteer();
        assert!(gazetteer.word("however").lowness().is_some_and(|lowness| lowness >= 5));
        assert!(gazetteer.word("geneva").lowness().is_some_and(|lowness| lowness <= 1));
    }

    #[test]
    fn cut_tables_are_errors() {
        let (places, words) = (include_bytes!("../../assets/gazetteer.bin"), include_bytes!("../../assets/words.bin"));
        for cut in [0, 10, 1000, places.len() - 1] {
            assert!(Gazetteer::read(&places[..cut], words).is_err());
        }
        assert!(Gazetteer::read(words, words).is_err());
    }
}
