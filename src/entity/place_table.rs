//! The places of the world in rows of a few bytes: countries first, then regions, areas, counties and cities.

use super::table::{Numbers, Reader, TableError, number};
use crate::domain::GeoNameId;

/// Coordinates are stored as whole thousandths of a degree, about 100 meters.
pub(super) const STEPS_PER_DEGREE: f64 = 1000.0;

/// The number of a place in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct PlaceIndex(pub(super) u32);

/// What kind of place an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum PlaceKind {
    /// A country or territory with a code of its own.
    Country,
    /// A region of a country: a state, a province, or a county inside one (see [`Place::county`]).
    Region,
    /// A continent or another area without firm bounds, mostly of several countries.
    Area,
    /// A sea, river, lake, island, mountain, range or famous site.
    Feature,
    /// A populated place.
    City,
}

/// One place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) kind: PlaceKind,
    /// 0 where no entry of `GeoNames` is known.
    pub(super) geonameid: GeoNameId,
    /// The place of its country in the table of countries; `NOWHERE` for areas.
    pub(super) country: u16,
    /// The place of its region in the table of regions; `NOWHERE` for countries and areas.
    pub(super) region: u16,
    /// How many people live there; of a [`PlaceKind::Feature`], how many speak as much for a city as its renown does for it.
    pub(super) population: u32,
    pub(super) capital: bool,
    /// Whether the world knows it by its bare name, however few live there: Geneva, Oxford, Yorkshire.
    pub(super) renowned: bool,
    /// Whether it is a county: a region inside a first-level region.
    pub(super) county: bool,
    lat: i32,
    lon: i32,
    /// Which folded name is the usual one.
    pub(super) key: u32,
}

/// Stands for "no country" and "no region".
pub(super) const NOWHERE: u16 = u16::MAX;

impl Place {
    pub(super) fn lat(&self) -> f64 {
        f64::from(self.lat) / STEPS_PER_DEGREE
    }

    pub(super) fn lon(&self) -> f64 {
        f64::from(self.lon) / STEPS_PER_DEGREE
    }

    /// Says whether it is too wide for its middle to say how near something is: a country, a first-level region, a sea or river.
    pub(super) fn is_wide(&self) -> bool {
        match self.kind {
            PlaceKind::Country | PlaceKind::Area => true,
            PlaceKind::Feature => self.country == NOWHERE,
            PlaceKind::Region => !self.county,
            PlaceKind::City => false,
        }
    }
}

/// The kinds of the groups of rows.
const KINDS: [PlaceKind; 6] =
    [PlaceKind::Country, PlaceKind::Region, PlaceKind::Area, PlaceKind::Region, PlaceKind::Feature, PlaceKind::City];

/// Bytes of the columns: number in `GeoNames`, latitude, longitude, country, region, population, usual name.
const COLUMNS: [usize; 7] = [4, 3, 3, 2, 2, 2, 3];
/// Bytes of a row.
const ROW: usize = 19;

/// All places.
#[derive(Debug)]
pub(super) struct PlaceTable {
    rows: Vec<[u8; ROW]>,
    /// Places by their number in `GeoNames`, ascending.
    by_number: Numbers,
    /// Where countries, regions, areas, counties and features end; the rest are cities.
    ends: [usize; 5],
}

impl PlaceTable {
    /// Reads the columns of the table.
    ///
    /// # Errors
    /// When it ends too early or its counts do not fit together.
    pub(super) fn read(reader: &mut Reader<'_>, count: usize, countries: usize, regions: usize) -> Result<Self, TableError> {
        let areas = reader.count()?;
        let counties = reader.count()?;
        let features = reader.count()?;
        let mut end = 0;
        let ends = [countries, regions, areas, counties, features].map(|group| {
            end += group;
            end
        });
        if end > count {
            return Err(TableError::Damaged);
        }
        let mut rows = vec![[0; ROW]; count];
        let mut cell = 0;
        for width in COLUMNS {
            for _ in 0..width {
                rows.iter_mut().zip(reader.take(count)?).for_each(|(row, byte)| row[cell] = *byte);
                cell += 1;
            }
        }
        let mut table = Self { rows, by_number: Numbers::default(), ends };
        let mut by_number: Vec<u32> = (0..count as u32).collect();
        by_number.sort_unstable_by_key(|&at| (table.id(at), at));
        table.by_number = Numbers::pack(by_number.into_iter(), 3);
        Ok(table)
    }

    fn id(&self, at: u32) -> GeoNameId {
        number(&self.rows[at as usize][..4])
    }

    /// Returns one place.
    ///
    /// # Panics
    /// Where there is none of this number.
    pub(super) fn get(&self, index: PlaceIndex) -> Place {
        let at = index.0 as usize;
        let mut rest = &self.rows[at][..];
        let [geonameid, lat, lon, country, region, population, key] = COLUMNS.map(|width| {
            let (cell, after) = rest.split_at(width);
            rest = after;
            number(cell)
        });
        let group = self.ends.iter().filter(|end| at >= **end).count();
        Place {
            kind: KINDS[group],
            geonameid,
            country: country as u16,
            region: region as u16,
            population: unpack_population(population),
            capital: population & CAPITAL_BIT != 0,
            renowned: population & RENOWNED_BIT != 0,
            county: group == 3,
            lat: lat as i32 - (90.0 * STEPS_PER_DEGREE) as i32,
            lon: lon as i32 - (180.0 * STEPS_PER_DEGREE) as i32,
            key,
        }
    }

    /// Returns all places.
    pub(super) fn iter(&self) -> impl Iterator<Item = Place> + '_ {
        (0..self.rows.len() as u32).map(|at| self.get(PlaceIndex(at)))
    }

    /// Returns the place with this number in `GeoNames`.
    pub(super) fn numbered(&self, id: GeoNameId) -> Option<PlaceIndex> {
        self.by_number.search_by_key(&id, |at| self.id(at)).map(|at| PlaceIndex(self.by_number.get(at)))
    }

    /// Returns the country of this number.
    pub(super) fn country(&self, country: u16) -> Option<Place> {
        (usize::from(country) < self.ends[0]).then(|| self.get(PlaceIndex(u32::from(country))))
    }

    /// Returns the region of this number.
    pub(super) fn region(&self, region: u16) -> Option<PlaceIndex> {
        let at = self.ends[0] + usize::from(region);
        (at < self.ends[1]).then_some(PlaceIndex(at as u32))
    }
}

const CAPITAL_BIT: u32 = 1 << 15;
const RENOWNED_BIT: u32 = 1 << 14;

/// Populations are kept to three digits: ten bits of digits, then a power of ten.
fn unpack_population(packed: u32) -> u32 {
    let digits = packed >> 3 & 0x3ff;
    digits.saturating_mul(10u32.pow(packed & 7))
}

/// What is kept of a place beside its population.
#[cfg(feature = "train")]
pub(super) struct Bits {
    pub(super) capital: bool,
    pub(super) renowned: bool,
}

/// Packs a population and what is kept beside it; the mirror of what the table reads.
#[cfg(feature = "train")]
pub(super) fn pack_population(population: u32, bits: &Bits) -> u32 {
    let mut digits = population;
    let mut power = 0;
    while digits > 999 && power < 7 {
        digits /= 10;
        power += 1;
    }
    let bit = |set: bool, bit: u32| if set { bit } else { 0 };
    digits.min(999) << 3 | power | bit(bits.capital, CAPITAL_BIT) | bit(bits.renowned, RENOWNED_BIT)
}
