//! Stories of a few sentences: firms, storms, ships, prizes and papers with the names of people; and plain news about people and
//! places as it is written today.

use super::teller::Teller;

/// Writes a story about something that bears a person's name, or might.
pub(super) fn tell_things(teller: &mut Teller<'_>) {
    match teller.between(0, 9) {
        0..=3 => some(teller, FIRM, 3, 6),
        4 => some(teller, BUSINESS, 3, 6),
        5 => {
            let storm = *teller.chance.one(&["Hurricane", "Typhoon", "Storm", "Cyclone", "Tropical Storm"]);
            let patterns: Vec<String> = STORM.iter().map(|pattern| pattern.replace("STORM", storm)).collect();
            let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
            teller.tell(patterns[0]);
            teller.pause();
            some(teller, &patterns[1..], 1, 4);
        }
        6 | 7 => {
            let group = *teller.chance.one(THINGS);
            some(teller, group, 1, group.len());
        }
        _ => some(teller, SPORT, 3, 6),
    }
}

/// Writes plain news.
pub(super) fn tell_plain(teller: &mut Teller<'_>) {
    for paragraph in 0..teller.between(1, 3) {
        if paragraph > 0 {
            teller.text_break();
            teller.forget();
        }
        if teller.happens(0.15) {
            teller.one(DATELINES);
        }
        teller.one(INTRODUCED);
        for _ in 0..teller.between(0, 3) {
            teller.pause();
            let group = *teller.chance.one(&[AGAIN, AGAIN, PLACES, MIXED]);
            teller.one(group);
        }
    }
}

/// Writes some of the patterns, each once, in any order.
fn some(teller: &mut Teller<'_>, patterns: &[&str], low: usize, high: usize) {
    let mut order: Vec<&str> = patterns.to_vec();
    teller.chance.shuffle(&mut order);
    let count = teller.between(low, high).min(order.len());
    for (at, pattern) in order[..count].iter().enumerate() {
        if at > 0 {
            teller.pause();
        }
        teller.tell(pattern);
    }
}

/// A firm that has the name of a person.
const FIRM: &[&str] = &[
    "{F1} said its shares rose {n} percent on {d}.",
    "{F1}, the {D} {j}, will cut {N} jobs.",
    "The {D} {j} {F1} said on {d} it would buy {F}.",
    "Shares of {F1} fell {n}% in {C}.",
    "Shares in {F1} closed {n} percent lower.",
    "\"We are confident,\" said {P1}, chief executive of {F1}.",
    "{F1}'s shares were hit by the strike.",
    "{F1}'s chief executive, {P1}, said that demand would grow.",
    "{F1} has {n} stores in {K}.",
    "Analysts at {F1} cut their forecast for {F}.",
    "Talks between {F1} and {F2} on a merger ended.",
    "{F1} was not immediately available for comment.",
    "A spokesman for {F1} declined to comment.",
    "A spokeswoman for the {j} said {F1} was looking into it.",
    "{p1} said he expected demand to grow.",
    "{P1}, {n}, joined {F1} from {F2} in {y}.",
    "{F1} Chief Executive {P1} told reporters that the firm would open a plant in {C}.",
    "Retailers such as {F1}, {F2} and {F} reported weaker sales.",
    "{F1} Inc. reported a quarterly profit of ${n} million.",
    "<O:{F1} Group> and <O:{F2} Holdings> did not reply.",
    "{F1} reported its third-quarter results on {d}.",
    "Investors sold {F1} after the {j} lowered its outlook.",
    "The maker of {F1} shirts moved its office to {C}.",
    "{F1} sued {F2} in {V} over a patent.",
];

/// Firms as they are.
const BUSINESS: &[&str] = &[
    "{O1} said its shares rose {n} percent on {d}.",
    "Shares of {O1} fell {n}% in {V}.",
    "{O1}, the {D} {j}, will cut {N} jobs in {C}.",
    "{P1}, the chief executive of {O1}, said on {d} that {O} would be a partner.",
    "{P1}, {O1}'s chief executive, told investors that costs were down.",
    "{p1} has run {O1} since {y}.",
    "{O1} and {O2} agreed to share a plant in {K}.",
    "Workers at {O1} went on strike in {C}.",
    "{O1} beat {O2} for the contract.",
    "A flaw in {O1}'s app let strangers read letters.",
    "{O2} bought {O1} for ${n} billion in {y}.",
    "Analysts at {O2} expect {O1} to lose {n} percent.",
    "{K} fined {O1} {n} million euros.",
    "{O1} chief {P2} resigned. {p2} will move to {O2}.",
];

const STORM: &[&str] = &[
    "<M:STORM {g1}> hit {C} on {d}.",
    "<M:{g1}> weakened as it moved inland.",
    "<M:{g1}> made landfall near {C1} with winds of {n} miles per hour.",
    "Forecasters in {C} said <M:{g1}> was huge.",
    "Schools in {C1} stayed shut after <M:STORM {g1}>.",
    "In {K}, <M:{g1}> killed {n} people.",
    "<M:{g1}> brought heavy rain to {K}.",
    "{P1}, who lives in {C1}, lost her roof to <M:STORM {g1}>. {p1} said she would stay.",
];

/// Other things with the names of people or places.
const THINGS: &[&[&str]] = &[
    &[
        "The aircraft carrier <M:USS {g1} {S1}> left {C}.",
        "The <M:{g1} {S1}> will sail on {d}.",
        "Sailors on the <M:{S1}> cheered.",
    ],
    &["The survey ship <M:{g1} {S1}> returned to port in {C}.", "The <M:{g1} {S1}> is in disputed waters off {K}."],
    &["The ferry <M:{g1}> ran aground near {C}.", "Divers looked at the hull of the <M:{g1}>."],
    &["The <M:{S1} Prize> went to {P}.", "{P1} won the <M:{S1} Prize> for a novel about {C}. {p1} thanked her editor."],
    &["The <M:{S1} Act> was passed in {y}.", "Senators want to change the <M:{S1} Act>, named after {P}."],
    &["The <O:{g1} {S1} Foundation> gave money to <O:{S} University>.", "The <O:{S1} Foundation> is based in {C}."],
    &["The newspaper <O:{g1} {S1}> reported the letter on {d}.", "<O:{g1} {S1}> did not name its source."],
    &["Patients with <M:{S1}'s> disease were treated in {C}.", "Doctors in {K} test a drug against <M:{S1}'s>."],
    &["The film \"<M:{g1}>\" opens in {C} on {d}.", "\"<M:{g1} and {g}>\" was shot in {K} by {P}.", "Critics liked <M:{g1}>."],
    &[
        "The musical <M:{g1}> returns to {V}.",
        "<M:{g1}> sold {N} tickets.",
        "{P1} sings in <M:{g1}>. {p1}, {n}, was born in {C}.",
    ],
    &["The <M:{t1} Marathon> was won by {P1} of {K}.", "{p1} had run the <M:{t1} Marathon> twice before."],
    &["The <M:{t1} Agreement> was signed in {y}.", "{K} left the <M:{t1} Agreement>.", "{P} called the <M:{t1} Agreement> dead."],
    &["The <O:{t1} Times> reported that {P} would resign.", "The <O:University of {t1}> hired {P1}. {p1} taught in {C} before."],
    &["The <O:{t1} Police Department> arrested {P1}, {n}, in {C}.", "{p1} pleaded not guilty in <O:{t1} County Court>."],
    &["The <O:Bank of {k1}> raised rates.", "The <O:{t1} City Council> voted on {d}.", "The <O:{t1} Fire Department> came late."],
    &["The <O:{S1} Hospital> in {C} treated {n} people.", "Patients left <O:{S1} Hospital> on {d}."],
    &["Trains stopped at <L:{S1} Station> in {C}.", "The fire began near <L:{S1} Street>, residents said."],
    &["The <L:{S1} River> rose by {n} feet.", "Hikers were found near <L:Mount {S1}>.", "<L:Lake {S1}> froze in {m}."],
    &["The <O:{D} {S1} Party> lost.", "<O:{S1} & Sons> closed its shop in {C}.", "<O:{g1}'s> opened in {C}."],
];

/// Sport as it is told.
const SPORT: &[&str] = &[
    "{P1} scored twice as {T1} beat {T2} 3-1 on {d}.",
    "{T1} coach {P2} said that {p1} would play.",
    "{T1} signed {P1} from {T2} for {n} million.",
    "{P1} of {K} won the title in {V}.",
    "{p1}, {n}, beat {P2} of {K} in the final.",
    "{p2} was sent off in the {n}th minute.",
    "{T1} midfielder {P} missed a penalty.",
    "{T1} lost at home to {T2}.",
    "{p1} moved to {T2} in {y}.",
    "{K}'s {P1} set a record in {V}.",
    "Referee {P} showed {p1} the red card.",
    "{T1} play {T2} on {d}.",
    "The {D} striker {P1} will miss the game against {T2}.",
    "{p1} and {p2} scored for {T1}.",
    "{P1} ({K}) and {P2} ({K}) share the lead.",
    "{T1}, who beat {T2} in {m}, are third.",
];

const DATELINES: &[&str] = &["{C} — ", "{V}, {K} — ", "{C} (AP) — ", "{V} - ", "{C}, {m} {n} (Reuters) - "];

/// Somebody is named for the first time.
const INTRODUCED: &[&str] = &[
    "{P1} said on {d} that the plan was ready.",
    "{P1}, the {r} of {O}, said on {d} that the plan was ready.",
    "{P1}, {O}'s {r}, said that the talks had failed.",
    "{P1}, {n}, was found in {C} on {d}.",
    "{P1}, a {r} from {C}, said she had seen nothing like it.",
    "{P1}, who lives in {C}, lost his house.",
    "{P1} told {P2} on {d} that he liked the idea.",
    "{P1} and {P2} met in {V} on {d}.",
    "{P1}, {P2} and {P3} watched from the same bench.",
    "{P1} will publish a second book in {m}.",
    "{P1} wrote a letter to {P2}.",
    "\"It was cold,\" said {P1}, a {r}.",
    "\"It was cold,\" {P1} told reporters in {C}.",
    "“We waited for hours,” said {P1}, {n}, of {C}.",
    "According to {P1}, the bridge was safe.",
    "The mayor of {C}, {P1}, said the school would open.",
    "The mayor, {P1}, said that {C} needed more buses.",
    "The mayor of {V} said on {d} that the budget was late.",
    "The governor of {C} met {P1} on {d}.",
    "Mayor {P1} opened the market in {C}.",
    "President {P1} will visit {K} next week.",
    "President {P1} of {K} flew to {V} for talks with {P2}.",
    "Prime Minister {P1} said that {K} would not pay.",
    "{K}'s president, {P1}, thanked {P2}.",
    "{K} Prime Minister {P1} met {D} Foreign Minister {P2} in {V}.",
    "{D} President {P1} called {K} a friend.",
    "Foreign Minister {P1} will not travel to {V}.",
    "Former president {P1} was in court on {d}.",
    "Sen. {P1} and Rep. {P2} want to change the law.",
    "Gov. {P1} signed the bill.",
    "Judge {P1} told the lawyers to be brief.",
    "Police chief {P1} said that {n} people were hurt in {C}.",
    "Police Chief {P1} of {C} asked for help.",
    "Dr. {P1} works at a hospital in {C}.",
    "Lawyer {P1} said her client would appeal.",
    "Actor {P1} and singer {P2} arrived together.",
    "Director {P1} shot the film in {K}.",
    "The singer {P1} drew {N} people to the beach at {C}.",
    "The novelist {P1} died in {C} at the age of {n}.",
    "{P1}, who wrote {n} books, died on {d}. He was {n}.",
    "{P1} won the vote in {K} with {n} percent.",
    "{P1} was elected in {y} and lost in {y}.",
    "{P1} played the king; {P2} wrote the songs.",
    "{P1}'s new album was recorded in {C}.",
    "{P1}'s lawyer, {P2}, said he would appeal.",
    "{P1} has sued {O} in {C}.",
    "{P1} bought {O} for ${n} billion.",
    "{P1} resigned on {d}; {P2} will take over.",
    "A portrait of {P1} now hangs next to that of {P2}.",
    "A court in {V} sentenced {P1} to {n} years.",
    "Fans of {P1} waited in front of the hotel.",
    "Nobody expected {P1} to win.",
    "For {P1}, it was the third defeat.",
    "Like {P1}, {P2} grew up in {C}.",
    "When {P1} arrived, the lights went out.",
    "Asked about {P1}, {P2} laughed.",
    "In {m}, {P1} moved from {C} to {V}.",
    "Researchers led by {P1} of <O:{t} University> counted {N} birds.",
    "{P1}, an economist at {O}, expects prices to fall.",
    "{P1}, professor of history at the <O:University of {t}>, disagreed.",
    "{P1}: why I left {C}",
    "Opinion: {P1} is right about {K}",
    "What {P1} said about {K}",
    "{P1} has died. His wife, {P2}, was with him.",
    "Her son, {P1}, said that she had slept well.",
    "His sister {P1} lives in {C}.",
    "The brothers {P1} and {P2} were born in {C}.",
    "King {G1} and Queen {G2} opened the bridge.",
    "Prince {G1} visited {C} on {d}.",
    "Pope {G1} prayed for {K}.",
    "Mr {p1} and Mrs {p2} were married in {C}.",
    "Ms. {p1} said no. Mr. {p2} did not answer.",
    "Voters in {K} chose {P1} over {P2}.",
    "Both {P1} and {P2} deny it.",
    "The {D} {r} {P1} said that {K} would wait.",
    "{D} {r} {P1} lost to {P2} of {K}.",
    "{O} said {P1} would leave in {m}.",
    "{O} hired {P1} from {O}.",
    "Thousands marched in {V} to ask for the release of {P1}.",
    "On {d}, {P1} posted a picture from {C}.",
    "Speaking in {V}, {P1} said that {K} had changed.",
    "Neither {P1} nor {P2} spoke.",
    "Photographs of {P1} are shown in {C}.",
];

/// What comes after that: the same people by their surnames.
const AGAIN: &[&str] = &[
    "{p1} said that more would follow.",
    "{p1} said the decision was his own.",
    "{p1} did not say when.",
    "{p1} added: \"We will see.\"",
    "\"I am tired,\" {p1} said.",
    "“Nobody asked me,” {p1} said.",
    "Mr. {p1} declined to comment.",
    "Mr {p1} was born in {C}.",
    "{p1}, {n}, lives in {C}.",
    "{p1}'s wife said that he was well.",
    "A spokesman for {p1} did not answer.",
    "Last year {p1} went to {K}.",
    "{p1} thanked the people of {C}.",
    "For {p1}, that was enough.",
    "Critics say {p1} is wrong.",
    "He and {p1} first met in {V}.",
    "But {p1} had other plans.",
    "In {y}, {p1} moved to {C}.",
    "After the talks {p1} flew home to {V}.",
    "As {p1} left, people cheered.",
    "Police said {p1} was not hurt.",
    "According to {p1}, the work began in {m}.",
];

/// Places in common frames.
const PLACES: &[&str] = &[
    "The mayor of {V} said on {d} that the water was safe.",
    "Officials in {V} said no.",
    "Diplomats met in {V}.",
    "Officials in {V} waited, and those in {V} did too.",
    "The road from {C} to {C} is closed.",
    "Snow fell in {C}, {C} and {C}.",
    "{V} will host the games in {y}.",
    "In {C}, {N} people lost power.",
    "Flights from {V} to {V} were late.",
    "{V}'s airport is the busiest in {K}.",
    "{V} is far from {V}.",
    "Trucks wait at the border between {K} and {K}.",
    "{K} and {K} signed a treaty in {V}.",
    "{K} accused {K} of spying.",
    "The war in {K} began in {y}.",
    "Prices rose in {K}, {K} and {K}.",
    "Rain is expected in {C} on {d}.",
    "The {C}-based company did not answer.",
    "{V}-born artists showed their work.",
    "A court in {C}, {K}, will decide.",
    "Residents of {C} were told to leave.",
    "Police in {C} arrested {n} people.",
    "A train left {C} for {V} at noon.",
    "{V} has more cranes than {V}.",
    "A fire in {C} killed {n} people.",
    "The {D} capital, {V}, was quiet.",
    "The port of {C} reopened.",
    "Schools across {K} were shut.",
    "She studied in {V} and taught in {C}.",
    "{K}'s parliament voted on {d}.",
    "Talks in {V} between {K} and {K} ended without a deal.",
    "Tourists return to {C}.",
];

/// People, firms and places together.
const MIXED: &[&str] = &[
    "{O} will open a plant in {C}.",
    "{O} and {O} did not comment.",
    "{T} play {T} on {d}.",
    "The {D} government said so on {d}.",
    "{O} said its website was down.",
    "The <O:{k} Football Association> fined {T}.",
    "{P2}, a {r}, called it a mistake.",
    "{P2} of {O} said that prices would fall.",
    "His lawyer, {P2}, did not answer.",
    "{P2}, who teaches at <O:{t} University>, was not surprised.",
    "The opposition leader, {P2}, asked for a vote.",
    "His predecessor, {P2}, had said the same.",
    "{P2} and {P3} sat in the first row.",
    "The report was written for {O}.",
    "{F} shares fell {n} percent.",
    "{D} and {D} ships were seen near {K}.",
    "The <O:Ministry of Health> in {V} counted {n} cases.",
    "The <O:{t} Police Department> is looking for {P2}.",
];
