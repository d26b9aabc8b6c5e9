//! What is known of a word wherever it stands, as numbers: looked up once for each different word of a story.

use super::clusters::{Clusters, PREFIXES};
use super::vocabulary::{Case, Known};

/// What stands before the first and after the last token of a sentence.
const EDGE: u32 = 0x5eed_0001;

/// Mixes two numbers into one: the finalizer of `splitmix64` (Steele, Lea, Flood 2014).
pub(super) fn mix(a: u32, b: u32) -> u32 {
    let mut x = (u64::from(a) << 32 | u64::from(b)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    (x ^ x >> 31) as u32
}

/// FNV-1a over the bytes of letters, mixed once more because its low bits are weak.
struct Hash {
    state: u32,
    bytes: u32,
}

impl Hash {
    fn new() -> Self {
        Self { state: 0x811c_9dc5, bytes: 0 }
    }

    fn push(&mut self, letter: char) {
        for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
            self.state = (self.state ^ u32::from(byte)).wrapping_mul(0x0100_0193);
            self.bytes += 1;
        }
    }

    fn finish(self) -> u32 {
        mix(self.state, self.bytes)
    }
}

/// What is known of a word wherever it stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) capital: bool,
    pub(super) upper: bool,
    /// The word in lower case with digits as zeros.
    pub(super) lower: u32,
    pub(super) written: u32,
    pub(super) shape: u32,
    pub(super) full_shape: u32,
    /// Closed lists, then lists of names.
    pub(super) bits: u32,
    pub(super) clusters: [u32; PREFIXES.len()],
    pub(super) case: u32,
    pub(super) prior: [u8; 5],
    pub(super) seen: u8,
    pub(super) best: u32,
    pub(super) suffix: u32,
}

impl Facts {
    /// Returns what stands before the first and after the last token of a sentence.
    pub(super) fn edge() -> Self {
        Self { lower: EDGE, written: EDGE, shape: EDGE, full_shape: EDGE, ..Self::default() }
    }

    /// Gathers what is known of a word: how it is written, what the lists of words and names say, where it stands in the tree.
    pub(super) fn of(text: &str, known: &Known, clusters: &Clusters) -> Self {
        let (full_shape, shape) = shapes(text);
        let mut written = Hash::new();
        text.chars().for_each(|letter| written.push(letter));
        Self {
            capital: known.capital,
            upper: known.case == Case::Upper,
            lower: known.lower_hash,
            written: written.finish(),
            shape,
            full_shape,
            bits: known.marks.0 | u32::from(known.names.0) << 24,
            clusters: clusters.prefixes(text),
            case: u32::from(known.stats.case),
            prior: known.stats.prior,
            seen: known.stats.seen,
            best: u32::from(known.stats.best),
            suffix: suffix(text),
        }
    }
}

/// Hands on the letters of a word in lower case with digits as zeros.
fn plain(text: &str, mut take: impl FnMut(char)) {
    for letter in text.chars() {
        match letter {
            '0'..='9' => take('0'),
            _ if letter.is_ascii() => take(letter.to_ascii_lowercase()),
            _ => letter.to_lowercase().for_each(&mut take),
        }
    }
}

/// Returns what stands for a word in lower case with digits as zeros.
pub(super) fn lower_hash(text: &str) -> u32 {
    let mut hash = Hash::new();
    plain(text, |letter| hash.push(letter));
    hash.finish()
}

/// Returns what stands for the last three letters of a longer word.
fn suffix(text: &str) -> u32 {
    let (mut last, mut count) = (['\0'; 3], 0);
    plain(text, |letter| {
        last = [last[1], last[2], letter];
        count += 1;
    });
    if count > 3 { piece(&last) } else { 0 }
}

fn piece(letters: &[char]) -> u32 {
    letters.iter().fold(letters.len() as u32, |x, letter| mix(x, u32::from(*letter)))
}

/// Emits beginnings and ends of one to five letters of a word, and every three and four letters inside.
pub(super) fn pieces(text: &str, emit: impl FnMut(u32)) {
    let mut letters: Vec<char> = Vec::with_capacity(text.len());
    plain(text, |letter| letters.push(letter));
    let count = letters.len();
    let ends = (1..=5).filter(|length| count > *length).flat_map(|length| {
        let (begins, ends) = (piece(&letters[..length]), piece(&letters[count - length..]));
        [mix(1, begins), mix(2, ends)]
    });
    let inner =
        (3..=4).filter(|length| count > *length).flat_map(|length| letters.windows(length).map(|window| mix(3, piece(window))));
    ends.chain(inner).take(64).for_each(emit);
}

/// Returns what stands for the shape of a word letter by letter, and for that with repeats left out: "Xxxxx" and "Xx".
fn shapes(text: &str) -> (u32, u32) {
    let (mut full, mut short) = (Hash::new(), Hash::new());
    let mut last = None;
    for (at, letter) in text.chars().take(24).enumerate() {
        let kind = match letter {
            _ if letter.is_uppercase() => 'X',
            _ if letter.is_lowercase() => 'x',
            _ if letter.is_ascii_digit() => '0',
            other => other,
        };
        if at < 12 {
            full.push(kind);
        }
        if last != Some(kind) {
            short.push(kind);
        }
        last = Some(kind);
    }
    (full.finish(), short.finish())
}
