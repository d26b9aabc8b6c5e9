//! The words by which English sentences and tokens end.

use super::super::language::Sentences;

pub(super) const SENTENCES: Sentences = Sentences {
    halves: &[
        "based",
        "born",
        "led",
        "backed",
        "style",
        "owned",
        "run",
        "controlled",
        "area",
        "bound",
        "held",
        "made",
        "trained",
        "funded",
        "wide",
        "raised",
        "educated",
        "registered",
        "listed",
        "occupied",
    ],
    powers: &["US", "U.S.", "U.S", "UK", "U.K.", "EU", "UN", "U.N.", "DPRK"],
    parties: &["D", "R", "I"],
    abbreviations: &[
        "Inc", "Corp", "Co", "Ltd", "Jr", "Sr", "Bros", "Jan", "Feb", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec", "Ala", "Ariz",
        "Ark", "Calif", "Cal", "Colo", "Conn", "Del", "Fla", "Ga", "Ill", "Ind", "Kan", "Ky", "La", "Md", "Mass", "Mich", "Minn",
        "Miss", "Mo", "Mont", "Neb", "Nev", "Okla", "Ore", "Pa", "Tenn", "Tex", "Vt", "Va", "Wash", "Wis", "Wyo", "Ont", "Que",
        "Alta", "Sask", "Qld", "Vic", "etc", "Ave", "Blvd", "Rd", "Ct", "Dept", "Univ", "Assn", "No", "al", "ca", "est",
    ],
    never_last: &[
        "Mr", "Mrs", "Ms", "Messrs", "Dr", "Prof", "Gen", "Lt", "Col", "Maj", "Capt", "Cmdr", "Adm", "Sgt", "Cpl", "Pvt", "Brig",
        "Sen", "Sens", "Rep", "Reps", "Gov", "Govs", "Rev", "Hon", "Pres", "Supt", "Det", "Insp", "St", "Ste", "Ft", "Mt", "vs",
        "Spc", "Pfc", "Msgr", "Fr", "ST", "FT", "MT", "Pt", "PT",
    ],
    starters: &[
        "The", "A", "An", "He", "She", "It", "They", "We", "I", "You", "His", "Her", "Its", "Their", "Our", "In", "On", "At",
        "But", "And", "For", "This", "That", "These", "Those", "There", "When", "While", "As", "If", "After", "Before",
        "However", "Some", "Many", "Most", "With", "By", "From", "To", "Not", "No", "So", "Since", "What", "Who", "Why", "How",
    ],
    no_initials: &["U.S.", "U.K.", "U.N.", "D.C."],
};
