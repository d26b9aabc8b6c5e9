//! Texts that want to be more than text.

use std::path::Path;

use serde_json::Value;

/// Attacks that are not kept here, where there are any: an array of objects with the text in `raw`.
const MORE: &str = "../shared/corpus/feeds/attack_strings.json";

/// Commands to a terminal, and letters that it or the reader does not see for what they are.
const OWN: &[&str] = &[
    // Commands.
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}[?1049l",
    "\u{1b}[?1003h\u{1b}[?2004l",
    "\u{1b}[5;31mred",
    "\u{1b}[8mhidden\u{1b}[28m",
    "\u{1b}[21t\u{1b}[6n\u{1b}[c",
    "\u{1b}[1;1r\u{1b}[?7l\u{1b}[!p",
    "\u{1b}[>1u\u{1b}[?u",
    "\u{1b}]0;pwned\u{7}",
    "\u{1b}]2;pwned\u{1b}\\",
    "\u{1b}]8;;http://evil.example/\u{7}click\u{1b}]8;;\u{7}",
    "\u{1b}]52;c;cHduZWQ=\u{7}",
    "\u{1b}]52;c;?\u{1b}\\",
    "\u{1b}]9;pwned\u{7}\u{1b}]777;notify;a;b\u{7}",
    "\u{1b}]1337;File=inline=1:AAAA\u{7}",
    "\u{1b}]10;?\u{7}\u{1b}]4;1;?\u{7}",
    "\u{1b}P$q\"p\u{1b}\\\u{1b}P+q544e\u{1b}\\",
    "\u{1b}Pq#0;2;0;0;0#0!99~\u{1b}\\",
    "\u{1b}_Ga=T,f=24,s=1,v=1;AAAA\u{1b}\\",
    "\u{1b}^private\u{1b}\\\u{1b}Xstring\u{1b}\\",
    "\u{1b}c\u{1b}#8\u{1b}(0qqq\u{1b}(B\u{1b}7\u{1b}8\u{1b}=",
    // The same in one letter each.
    "\u{9b}2J\u{9b}?1049l",
    "\u{9d}0;pwned\u{9c}\u{9d}52;c;cHduZWQ=\u{9c}",
    "\u{90}q\u{9c}\u{9f}Ga=T;AAAA\u{9c}\u{9e}x\u{9c}\u{98}x\u{9c}",
    "next\u{85}line\u{84}\u{8d}\u{8e}\u{8f}",
    "\u{80}\u{81}\u{82}\u{83}\u{86}\u{87}\u{88}\u{89}\u{8a}\u{8b}\u{8c}\u{91}\u{92}\u{93}\u{94}\u{95}\u{96}\u{97}\u{99}\u{9a}",
    // Single controls.
    "\u{7}\u{7}bell",
    "over\u{8}\u{8}\u{8}\u{8}written",
    "\u{7f}\u{7f}delete",
    "a\0b\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}",
    "\u{e}\u{f}\u{10}\u{11}\u{12}\u{13}\u{14}\u{15}\u{16}\u{17}\u{18}\u{19}\u{1a}\u{1c}\u{1d}\u{1e}\u{1f}",
    "one\rtwo",
    "one\r\ntwo\n\rthree\n",
    "tab\t\ttab\u{b}down\u{c}feed",
    "\u{2028}line\u{2029}paragraph",
    // Letters that are not seen, or turn what follows.
    "user\u{202e}gpj.exe",
    "\u{202a}a\u{202b}b\u{202c}c\u{202d}d",
    "\u{2066}a\u{2067}b\u{2068}c\u{2069}",
    "\u{200e}\u{200f}\u{61c}marks",
    "pass\u{200b}word\u{200c}x\u{2060}y\u{2063}z",
    "\u{feff}bom\u{feff}",
    "soft\u{ad}hyphen\u{180e}",
    "\u{e0041}\u{e0062}\u{e007f}tags",
    "\u{fff9}a\u{fffa}b\u{fffb}",
    "\u{3164}\u{115f}\u{1160}\u{ffa0}filled",
    "\u{fdd0}\u{ffff}\u{10ffff}",
    "\u{e000}\u{f8ff}\u{10fffd}private",
    "\u{10eeee}\u{305}\u{305}\u{10eeee}\u{305}\u{30d}",
    "\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}first",
    "e\u{fe0f}\u{200d}\u{301}\u{200d}\u{302}\u{200d}\u{303}\u{200d}\u{304}\u{200d}\u{305}\u{200d}\u{306}",
    // What becomes an attack once it is read as something else.
    "&#x1b;[2J&#27;]0;pwned&#7;",
    "&#155;2J&#x9b;?1049l&#x85;",
    "&amp;#x1b;[2J&amp;amp;#27;[31m",
    "&#x202e;abc&rlm;&lrm;&shy;&zwnj;&NewLine;&Tab;&#xfeff;",
    "%1b[2J%07%0d%0a%00",
    "%9b2J%c2%9b2J%e2%80%ae",
    "\\e[31m\\x1b[2J\\u001b[2J\\033[2J",
    "\u{1b}\u{200b}[2J\u{1b}\u{301}[2J\u{1b}\0[2J",
    "\u{1b}<b></b>[2J\u{1b}<!-- -->]0;pwned",
    "<script>\u{1b}[2J</script><img src=x alt='\u{1b}[2J'>",
    "](javascript:alert(1)) `\u{1b}[2J` | # ~~~",
];

/// Returns the texts that are kept here.
pub fn own() -> Vec<String> {
    let mut all: Vec<String> = OWN.iter().map(|text| (*text).to_owned()).collect();
    all.push(format!("z{}algo", "\u{301}\u{323}\u{489}".repeat(70)));
    all.push("\u{1f468}\u{200d}".repeat(120));
    all.push("wide漢字\u{1f600}".repeat(60));
    all.push("\u{1b}[31m".repeat(300));
    all
}

/// Returns all of them in one.
pub fn in_one() -> String {
    OWN.concat()
}

/// Returns the texts that are kept elsewhere; `None` where nothing is.
pub fn more() -> Option<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(MORE);
    let text = std::fs::read_to_string(path).ok()?;
    let all: Vec<Value> = serde_json::from_str(&text).unwrap();
    Some(all.iter().map(|attack| attack["raw"].as_str().unwrap().to_owned()).collect())
}
