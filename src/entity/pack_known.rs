//! Makes the table of known names: the work behind `dateline-train known`.

use std::collections::{BTreeMap, HashMap};

use super::fold::fold;
use super::knowledge::{Fame, KNOWN_MAGIC, hash};
use super::pack::PackError;
use super::table::write::Writer;

/// The lists of known names, as text with tabs and a header line.
pub struct KnownLists<'a> {
    /// `people.tsv`: name, kind, country, born, weight, source.
    pub people: &'a str,
    /// `organisations.tsv`: name, kind, country, weight, source, licence, clash.
    pub organisations: &'a str,
    /// `teams.tsv`: name, sport, country, weight, source, licence, clash.
    pub teams: &'a str,
    /// `storms.tsv`: name.
    pub storms: &'a str,
    /// `given_names.tsv`: name, number of notable bearers.
    pub given: &'a str,
    /// `surnames.tsv`: the same.
    pub surnames: &'a str,
}

/// People of this weight and more are in the news of these years, or were well known before.
const PERSON_WEIGHT_MIN: u32 = 3;
/// An organisation of one word needs this weight: shops and brands are named with any word.
const ONE_WORD_WEIGHT_MIN: u32 = 3;
/// So many notable people must bear a name.
const BEARERS_MIN: u32 = 2;

/// Packs known names; the result is `assets/known.bin`.
///
/// # Errors
/// Says which list has no such column, or a row without it.
pub fn pack_known(lists: &KnownLists<'_>) -> Result<Vec<u8>, PackError> {
    let mut fame: BTreeMap<u32, u8> = BTreeMap::new();
    let mut add = |name: &str, what: u8| {
        let folded = fold(name);
        if !folded.is_empty() {
            *fame.entry(hash(&folded)).or_default() |= what;
        }
    };
    for row in rows("people.tsv", lists.people, &["name", "weight", "source"])? {
        let [name, weight, source] = row?[..] else { continue };
        let weight: u32 = weight.parse().unwrap_or(0);
        let by_hand = source.split('+').any(|source| source == "hand");
        let what = match (name.contains(' '), by_hand || weight >= PERSON_WEIGHT_MIN) {
            (true, true) => Fame::PERSON,
            (true, false) => Fame::MINOR_PERSON,
            // Lists of players and deputies hold given names that stand for nobody in the news.
            (false, known) if known || source.contains('+') => Fame::ONE_WORD,
            (false, _) => continue,
        };
        add(name, what);
    }
    let others = [
        ("organisations.tsv", lists.organisations, Fame::ORGANISATION, Fame::ORGANISATION_TOO),
        ("teams.tsv", lists.teams, Fame::TEAM, Fame::TEAM_TOO),
    ];
    for (file, list, sure, also) in others {
        for row in rows(file, list, &["name", "weight", "clash"])? {
            let [name, weight, clash] = row?[..] else { continue };
            let weight: u32 = weight.parse().unwrap_or(0);
            if name.contains(' ') || weight >= ONE_WORD_WEIGHT_MIN {
                add(name, if clash.is_empty() || clash == "f" { sure } else { also });
            }
        }
    }
    for row in rows("storms.tsv", lists.storms, &["name"])? {
        let [name] = row?[..] else { continue };
        add(name, Fame::STORM);
    }
    let mut writer = Writer::new(KNOWN_MAGIC);
    writer.number(fame.len() as u32);
    writer.planes(&fame.keys().copied().collect::<Vec<_>>(), 4);
    writer.planes(&fame.values().map(|fame| u32::from(*fame)).collect::<Vec<_>>(), 1);

    let mut bearers: BTreeMap<String, u32> = BTreeMap::new();
    for (file, list, shift) in [("given_names.tsv", lists.given, 0), ("surnames.tsv", lists.surnames, 4)] {
        for row in rows(file, list, &["name", "notable_bearers"])? {
            let [name, count] = row?[..] else { continue };
            let count: u32 = count.parse().map_err(|_| PackError::new(file, "a number cannot be read"))?;
            let name = fold(name);
            if count >= BEARERS_MIN && !name.contains(' ') && !name.is_empty() {
                let log = f64::from(count + 1).log2().round().min(15.0) as u32;
                let entry = bearers.entry(name).or_default();
                let held = *entry >> shift & 15;
                *entry = *entry & !(15 << shift) | held.max(log) << shift;
            }
        }
    }
    writer.strings(&bearers.keys().collect::<Vec<_>>());
    writer.planes(&bearers.values().copied().collect::<Vec<_>>(), 1);
    writer.finish().map_err(|_| PackError::new("known.bin", "it does not compress"))
}

type Row<'a> = Result<Vec<&'a str>, PackError>;

/// Returns the wanted columns of each row.
fn rows<'a>(file: &'static str, text: &'a str, columns: &[&str]) -> Result<impl Iterator<Item = Row<'a>>, PackError> {
    let mut lines = text.lines();
    let header: HashMap<&str, usize> =
        lines.next().unwrap_or_default().split('\t').enumerate().map(|(at, name)| (name, at)).collect();
    let wanted = columns.iter().map(|column| header.get(column).copied());
    let wanted = wanted.collect::<Option<Vec<usize>>>().ok_or(PackError::new(file, "its header lacks a column"))?;
    Ok(lines.map(move |line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let row: Option<Vec<&str>> = wanted.iter().map(|at| cells.get(*at).copied()).collect();
        row.ok_or(PackError::new(file, "a row has too few columns"))
    }))
}

#[cfg(test)]
mod tests {
    use super::super::knowledge::{Bearers, Knowledge};
    use super::*;

    fn lists() -> KnownLists<'static> {
        KnownLists {
            people: "name\tweight\tsource\nInes Okafor\t5\thand\nTomas Varga\t2\tdeputies\nPelu\t2\thand\nMiro\t2\tplayers\n",
            organisations: "name\tweight\tclash\nHarbor & Sons\t2\t\nLinden\t5\ts\nFoxy\t2\t\n",
            teams: "name\tweight\tclash\nHamar Harriers\t2\t\n",
            storms: "name\nPelu\n",
            given: "name\tnotable_bearers\nInes\t7\nMiro\t1\n",
            surnames: "name\tnotable_bearers\nVarga\t3\nInes\t2\n",
        }
    }

    #[test]
    fn what_was_packed_is_known() {
        let packed = pack_known(&lists()).unwrap();
        assert_eq!(packed, pack_known(&lists()).unwrap());
        let known = Knowledge::read(&packed).unwrap();
        for (name, fame) in [
            ("Inés Okafor", Fame::PERSON),
            ("Tomas Varga", Fame::MINOR_PERSON),
            ("Pelu", Fame::ONE_WORD | Fame::STORM),
            ("Miro", 0),
            ("Harbor & Sons", Fame::ORGANISATION),
            ("Linden", Fame::ORGANISATION_TOO),
            ("Foxy", 0),
            ("Hamar Harriers", Fame::TEAM),
        ] {
            assert_eq!(known.fame(&fold(name)), Fame(fame), "{name}");
        }
        assert_eq!(known.bearers("ines"), Bearers { given: 3, surname: 2 });
        assert_eq!(known.bearers("miro"), Bearers::default());
    }

    #[test]
    fn lists_without_a_column_and_damaged_tables_are_errors() {
        assert!(pack_known(&KnownLists { people: "name\nInes Okafor\n", ..lists() }).is_err());
        assert!(pack_known(&KnownLists { storms: "name\tyear\n", teams: "name\tweight\tclash\nHamar\n", ..lists() }).is_err());
        let packed = pack_known(&lists()).unwrap();
        for cut in 0..packed.len() {
            assert!(Knowledge::read(&packed[..cut]).is_err(), "cut at {cut}");
        }
    }
}
