//! Counties for the gazetteer: those of the United States from their outlines, the British and Irish ones by hand.
//!
//! Only the work behind `dateline-train gazetteer` needs this; what a county is good for stands in `resolve`.

use std::collections::HashMap;

use serde::Deserialize;

use super::pack::PackError;

/// A county.
pub(super) struct County {
    pub(super) name: String,
    pub(super) other_names: Vec<String>,
    /// Code of its first-level region.
    pub(super) region: String,
    /// Whether the world knows it by its bare name.
    pub(super) renowned: bool,
    pub(super) lat: f64,
    pub(super) lon: f64,
}

/// Returns every county. `outlines` is a `TopoJSON` document with the counties and states of the United States.
pub(super) fn all(outlines: &str) -> Result<Vec<County>, PackError> {
    let mut counties = american(outlines)?;
    for (region, list) in BRITISH_AND_IRISH {
        for county in list.split(';') {
            let mut cells = county.trim().split(',');
            let (Some(name), Some(Ok(lat)), Some(Ok(lon))) =
                (cells.next(), cells.next().map(str::parse), cells.next().map(str::parse))
            else {
                return Err(PackError { file: "counties.rs", why: "a county has no name or coordinates" });
            };
            // "Cork" and "Down" alone mean the town, or nothing at all.
            let irish = region.starts_with("IE") || *region == "GB.NIR";
            let (shown, others) =
                if irish { (format!("County {name}"), vec![format!("Co {name}")]) } else { (name.to_owned(), Vec::new()) };
            counties.push(County { name: shown, other_names: others, region: (*region).to_owned(), renowned: !irish, lat, lon });
        }
    }
    Ok(counties)
}

#[derive(Deserialize)]
struct Atlas {
    transform: Transform,
    objects: Objects,
    arcs: Vec<Vec<[i64; 2]>>,
}

#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
struct Objects {
    counties: Collection,
    states: Collection,
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Outline>,
}

#[derive(Deserialize)]
struct Outline {
    id: String,
    #[serde(default)]
    arcs: serde_json::Value,
    properties: Properties,
}

#[derive(Deserialize)]
struct Properties {
    name: String,
}

fn american(outlines: &str) -> Result<Vec<County>, PackError> {
    let atlas: Atlas = serde_json::from_str(outlines)
        .map_err(|_| PackError { file: "counties-10m.json", why: "it is no atlas of counties and states" })?;
    let states: HashMap<&str, &str> =
        atlas.objects.states.geometries.iter().map(|state| (state.id.as_str(), state.properties.name.as_str())).collect();
    let mut counties = Vec::new();
    for outline in &atlas.objects.counties.geometries {
        let (Some(state), Some((lat, lon))) = (outline.id.get(..2).and_then(|id| states.get(id)), middle(&atlas, outline)) else {
            continue;
        };
        // Cities that belong to no county have numbers from 500 on; the list of cities has them.
        if outline.id.get(2..).is_some_and(|number| number >= "500") || POSTAL.iter().all(|(name, _)| name != state) {
            continue;
        }
        let kind = match *state {
            "Louisiana" => "Parish",
            "Alaska" => "Borough",
            _ => "County",
        };
        let code = POSTAL.iter().find(|(name, _)| name == state).map_or("", |(_, code)| code);
        counties.push(County {
            name: format!("{} {kind}", outline.properties.name),
            other_names: Vec::new(),
            region: format!("US.{code}"),
            renowned: false,
            lat,
            lon,
        });
    }
    counties.sort_by(|a, b| (&a.region, &a.name).cmp(&(&b.region, &b.name)));
    Ok(counties)
}

/// Returns degrees north and east of the middle of an outline's frame.
fn middle(atlas: &Atlas, outline: &Outline) -> Option<(f64, f64)> {
    let mut numbers = Vec::new();
    flatten(&outline.arcs, &mut numbers);
    let mut frame: Option<[i64; 4]> = None;
    for number in numbers {
        // A negative number is the arc of its complement, walked backward.
        let arc = atlas.arcs.get(if number < 0 { !number } else { number } as usize)?;
        let (mut x, mut y) = (0, 0);
        for [east, north] in arc {
            (x, y) = (x + east, y + north);
            let [left, right, bottom, top] = frame.unwrap_or([x, x, y, y]);
            frame = Some([left.min(x), right.max(x), bottom.min(y), top.max(y)]);
        }
    }
    let [left, right, bottom, top] = frame?;
    let degrees = |low: i64, high: i64, axis: usize| {
        (low + high) as f64 / 2.0 * atlas.transform.scale[axis] + atlas.transform.translate[axis]
    };
    Some((degrees(bottom, top, 1), degrees(left, right, 0)))
}

fn flatten(value: &serde_json::Value, numbers: &mut Vec<i64>) {
    match value {
        serde_json::Value::Array(values) => values.iter().for_each(|value| flatten(value, numbers)),
        other => numbers.extend(other.as_i64()),
    }
}

const POSTAL: &[(&str, &str)] = &[
    ("Alabama", "AL"),
    ("Alaska", "AK"),
    ("Arizona", "AZ"),
    ("Arkansas", "AR"),
    ("California", "CA"),
    ("Colorado", "CO"),
    ("Connecticut", "CT"),
    ("Delaware", "DE"),
    ("Florida", "FL"),
    ("Georgia", "GA"),
    ("Hawaii", "HI"),
    ("Idaho", "ID"),
    ("Illinois", "IL"),
    ("Indiana", "IN"),
    ("Iowa", "IA"),
    ("Kansas", "KS"),
    ("Kentucky", "KY"),
    ("Louisiana", "LA"),
    ("Maine", "ME"),
    ("Maryland", "MD"),
    ("Massachusetts", "MA"),
    ("Michigan", "MI"),
    ("Minnesota", "MN"),
    ("Mississippi", "MS"),
    ("Missouri", "MO"),
    ("Montana", "MT"),
    ("Nebraska", "NE"),
    ("Nevada", "NV"),
    ("New Hampshire", "NH"),
    ("New Jersey", "NJ"),
    ("New Mexico", "NM"),
    ("New York", "NY"),
    ("North Carolina", "NC"),
    ("North Dakota", "ND"),
    ("Ohio", "OH"),
    ("Oklahoma", "OK"),
    ("Oregon", "OR"),
    ("Pennsylvania", "PA"),
    ("Rhode Island", "RI"),
    ("South Carolina", "SC"),
    ("South Dakota", "SD"),
    ("Tennessee", "TN"),
    ("Texas", "TX"),
    ("Utah", "UT"),
    ("Vermont", "VT"),
    ("Virginia", "VA"),
    ("Washington", "WA"),
    ("West Virginia", "WV"),
    ("Wisconsin", "WI"),
    ("Wyoming", "WY"),
];

/// By the code of their region: name, degrees north, degrees east.
const BRITISH_AND_IRISH: &[(&str, &str)] = &[
    (
        "GB.ENG",
        "Bedfordshire,52.1,-0.4;Berkshire,51.4,-1.0;Buckinghamshire,51.8,-0.8;Cambridgeshire,52.3,0.0;Cheshire,53.2,-2.6;\
         Cornwall,50.4,-4.8;Cumbria,54.6,-2.9;Derbyshire,53.1,-1.6;Devon,50.7,-3.8;Dorset,50.8,-2.3;County Durham,54.7,-1.8;\
         East Sussex,50.9,0.3;Essex,51.8,0.6;Gloucestershire,51.8,-2.2;Greater Manchester,53.5,-2.3;Hampshire,51.1,-1.3;\
         Herefordshire,52.1,-2.7;Hertfordshire,51.8,-0.2;Isle of Wight,50.7,-1.3;Kent,51.2,0.7;Lancashire,53.9,-2.6;\
         Leicestershire,52.6,-1.1;Lincolnshire,53.1,-0.2;Merseyside,53.4,-2.9;Norfolk,52.7,1.0;North Yorkshire,54.2,-1.4;\
         Northamptonshire,52.3,-0.9;Northumberland,55.2,-2.1;Nottinghamshire,53.1,-1.0;Oxfordshire,51.8,-1.3;\
         Rutland,52.7,-0.6;Shropshire,52.6,-2.7;Somerset,51.1,-2.9;South Yorkshire,53.5,-1.3;Staffordshire,52.8,-2.0;\
         Suffolk,52.2,1.0;Surrey,51.2,-0.4;Sussex,50.9,-0.1;Tyne and Wear,54.9,-1.6;Warwickshire,52.3,-1.6;\
         West Midlands,52.5,-1.9;West Sussex,50.9,-0.5;West Yorkshire,53.7,-1.7;Wiltshire,51.3,-1.9;\
         Worcestershire,52.2,-2.2;Yorkshire,53.9,-1.4;East Yorkshire,53.9,-0.5;East Anglia,52.5,0.8",
    ),
    (
        "GB.SCT",
        "Aberdeenshire,57.2,-2.7;Angus,56.7,-2.9;Argyll,56.3,-5.2;Ayrshire,55.5,-4.5;Dumfries and Galloway,55.1,-3.9;\
         East Lothian,55.9,-2.7;Fife,56.2,-3.1;Lanarkshire,55.6,-3.8;Midlothian,55.8,-3.1;Moray,57.4,-3.3;Orkney,59.0,-3.0;\
         Perthshire,56.6,-3.9;Renfrewshire,55.8,-4.5;Scottish Borders,55.6,-2.8;Shetland,60.3,-1.3;West Lothian,55.9,-3.6",
    ),
    (
        "GB.WLS",
        "Anglesey,53.3,-4.4;Carmarthenshire,51.9,-4.1;Ceredigion,52.2,-4.1;Denbighshire,53.1,-3.4;Flintshire,53.2,-3.2;\
         Glamorgan,51.6,-3.6;Gwynedd,52.9,-4.0;Monmouthshire,51.8,-2.9;Pembrokeshire,51.9,-4.9;Powys,52.3,-3.4",
    ),
    (
        "GB.NIR",
        "Antrim,54.8,-6.2;Armagh,54.3,-6.6;Down,54.4,-5.9;Fermanagh,54.4,-7.6;Londonderry,54.9,-7.0;Derry,54.9,-7.0;Tyrone,54.6,-7.2",
    ),
    (
        "IE.L",
        "Carlow,52.7,-6.8;Dublin,53.4,-6.3;Kildare,53.2,-6.8;Kilkenny,52.6,-7.2;Laois,53.0,-7.4;Longford,53.7,-7.7;\
         Louth,53.9,-6.5;Meath,53.6,-6.7;Offaly,53.2,-7.6;Westmeath,53.5,-7.5;Wexford,52.5,-6.6;Wicklow,53.0,-6.4",
    ),
    ("IE.M", "Clare,52.9,-9.0;Cork,51.9,-8.7;Kerry,52.1,-9.6;Limerick,52.5,-8.8;Tipperary,52.6,-7.9;Waterford,52.2,-7.6"),
    ("IE.C", "Galway,53.3,-9.0;Leitrim,54.1,-8.0;Mayo,53.9,-9.3;Roscommon,53.7,-8.2;Sligo,54.2,-8.5"),
    ("IE.U", "Cavan,54.0,-7.3;Donegal,54.9,-7.9;Monaghan,54.2,-6.9"),
];
