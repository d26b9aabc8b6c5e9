//! Tables as newspapers print them: results, squads, scorecards, standings, scorers, lists with ages, dates of a tour.

use super::teller::Teller;

/// Writes a table.
pub(super) fn tell(teller: &mut Teller<'_>) {
    const KINDS: [fn(&mut Teller<'_>); 14] =
        [ranking, meetings, rounds, matches, squad, scorecard, standings, scores, line_ups, scorers, ages, opener, tour, medals];
    let kind = *teller.chance.one(&KINDS);
    kind(teller);
}

fn ranking(teller: &mut Teller<'_>) {
    for place in 1..=teller.between(5, 12) {
        teller.tell(&format!("{place}. {{P}} ({{K}}) {{n}}.{{n}}"));
        if place == 1 && teller.happens(0.5) {
            teller.tell(" points");
        }
        teller.line();
    }
}

fn meetings(teller: &mut Teller<'_>) {
    let verbs = ["beat", "v", "vs", "bt", "defeated", "def."];
    let verb = *teller.chance.one(&verbs);
    let bare = teller.happens(0.3);
    for _ in 0..teller.between(3, 8) {
        if teller.happens(0.2) {
            teller.tell("{n}-");
        }
        let pattern = if bare { "{P} VERB {P} 6-4 7-6" } else { "{P} ({K}) VERB {P} ({K}) 6-{n} 7-5" };
        teller.tell(&pattern.replace("VERB", verb));
        teller.line();
    }
}

fn rounds(teller: &mut Teller<'_>) {
    for _ in 0..teller.between(4, 9) {
        teller.tell("2{n} ");
        for at in 0..teller.between(1, 4) {
            let country = teller.happens(0.4);
            let comma = if at > 0 { ", " } else { "" };
            teller.tell(&format!("{comma}{{P}} {}{{n}} {{n}} {{n}}", if country { "({K}) " } else { "" }));
        }
        teller.line();
    }
}

fn matches(teller: &mut Teller<'_>) {
    for _ in 0..teller.between(3, 8) {
        for side in 0..2 {
            let goals = teller.between(0, 4);
            teller.tell(&format!("{}{{T}} {goals}", if side > 0 { " " } else { "" }));
            for goal in 0..goals {
                let before = if goal == 0 { " (" } else { ", " };
                let scorer = ["{p}", "{L}", "{L}", "{P}"];
                let minute = ["{n}", "{n}", "{n}th", "{n}'", "{n} pen", "{n}, {n}"];
                let (scorer, minute) = (*teller.chance.one(&scorer), *teller.chance.one(&minute));
                teller.tell(&format!("{before}{scorer} {minute}"));
            }
            if goals > 0 {
                teller.tell(")");
            }
        }
        if teller.happens(0.6) {
            teller.tell(". Halftime: 1-0. Attendance: {N}.");
        }
        teller.line();
    }
}

fn squad(teller: &mut Teller<'_>) {
    let mark = *teller.chance.one(&[":", " -", ":"]);
    let clubs = teller.happens(0.6);
    for post in ["Goalkeepers", "Defenders", "Midfielders", "Forwards"] {
        teller.tell(&format!("{post}{mark} "));
        for at in 0..teller.between(2, 6) {
            teller.tell(if at > 0 { ", " } else { "" });
            teller.tell(if clubs { "{P} ({T})" } else { "{P}" });
        }
        teller.tell(".");
        teller.line();
    }
}

fn scorecard(teller: &mut Teller<'_>) {
    let ways = ["c {L} b {L}", "lbw b {L}", "b {L}", "not out", "run out", "st {L} b {L}", "c & b {L}", "run out ({L})"];
    for _ in 0..teller.between(6, 11) {
        let way = *teller.chance.one(&ways);
        let batsman = *teller.chance.one(&["{I}", "{P}", "{L}"]);
        teller.tell(&format!("{batsman} {way} {{n}}"));
        teller.line();
    }
    teller.tell("Bowling: ");
    for at in 0..teller.between(3, 6) {
        teller.tell(if at > 0 { ", {L} {n}-2-{n}-1" } else { "{L} {n}-2-{n}-1" });
    }
    teller.line();
}

fn standings(teller: &mut Teller<'_>) {
    for place in 1..=teller.between(6, 14) {
        teller.tell(&format!("{place} {{T}} {{n}} {{n}} {{n}} {{n}} {{n}}"));
        teller.line();
    }
}

fn scores(teller: &mut Teller<'_>) {
    let loud = teller.happens(0.5);
    for _ in 0..teller.between(3, 8) {
        if loud {
            teller.shout('T', '1');
        } else {
            teller.tell("{T1}");
        }
        teller.tell(" {n} {T2} {n}");
        teller.forget();
        teller.line();
    }
}

fn line_ups(teller: &mut Teller<'_>) {
    for _ in 0..2 {
        // A country is its team here.
        teller.one(&["{T}: ", "<O:{k}>: "]);
        let full = teller.happens(0.6);
        for number in 1..=11 {
            let mark = if number > 1 { ", " } else { "" };
            teller.tell(&format!("{mark}{number}-{}", if full { "{P}" } else { "{L}" }));
        }
        teller.line();
    }
}

fn scorers(teller: &mut Teller<'_>) {
    for _ in 0..teller.between(2, 5) {
        teller.tell("{T} - ");
        for at in 0..3 {
            let name = *teller.chance.one(&["{P}", "{P}", "{L}"]);
            teller.tell(&format!("{}{name} {{n}}", if at > 0 { ", " } else { "" }));
        }
        teller.tell(".");
        teller.line();
    }
}

fn ages(teller: &mut Teller<'_>) {
    for _ in 0..teller.between(3, 7) {
        teller.one(&["{P}, {n}, of {C}", "{P}, {n}, teacher", "{P}, {n}, {C}", "{P} ({n}), {r}", "{P}, {r}, {n}, {K}"]);
        teller.line();
    }
}

fn opener(teller: &mut Teller<'_>) {
    let sports =
        ["SOCCER", "TENNIS", "GOLF", "CRICKET", "RUGBY UNION", "BASKETBALL", "ATHLETICS", "SWIMMING", "BOXING", "CYCLING"];
    let sport = *teller.chance.one(&sports);
    teller.tell(&format!("{sport} - "));
    if teller.happens(0.6) {
        teller.shout('p', '1');
    } else {
        teller.tell("{p1}");
    }
    teller.one(&[" SCORES AS ", " LEADS ", " OUT OF ", " RETURNS FOR ", " WINS AT ", " SENDS OFF "]);
    teller.shout('T', '1');
    teller.tell(".\n{P1} scored twice as {T1} beat {T2} 3-1 on {d}. {p1}, {n}, had not played since {m}.\n");
}

fn tour(teller: &mut Teller<'_>) {
    let states = ["CA", "NY", "TX", "Ohio", "Ont.", "Fla.", "Ga.", "IL", "NJ", "Mass.", "Wash.", "Pa."];
    let mark = *teller.chance.one(&["-", "@", "|", "—"]);
    for _ in 0..teller.between(4, 9) {
        let state = *teller.chance.one(&states);
        let place = *teller.chance.one(&["<L:STATE>", "<L:STATE>", "{K}"]);
        teller.tell(&format!("{{m}} {{n}} - {{C}}, {} {mark} ", place.replace("STATE", state)));
        teller.one(&["<O:{S} Center>", "<O:{S} Arena>", "<O:{t} Amphitheatre>", "<O:Pepsi Pavilion>", "<O:{S} Hall>"]);
        teller.line();
    }
}

fn medals(teller: &mut Teller<'_>) {
    for _ in 0..teller.between(3, 6) {
        teller.one(&[
            "Men's 100 metres: gold: {P} ({K}), silver: {P} ({K}), bronze: {P} ({K})",
            "Women's singles: {P}, {K}, def. {P}, {K}, 6-3, 6-4",
            "{n} kg: {P}, {K}, beat {P}, {K}, on points",
            "{P} {K} 9.{n}, {P} {K} 9.{n}",
            "Pole vault: 1 {P} {K} 5.{n}m; 2 {P} {K} 5.{n}m",
        ]);
        teller.line();
    }
}
