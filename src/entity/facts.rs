//! Numbers that stand for words, their pieces and their shapes.

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

/// Returns what stands for the shape of a word with repeats left out: "Xx" for "Geneva".
pub(super) fn shape(text: &str) -> u32 {
    let mut shape = Hash::new();
    let mut last = None;
    for letter in text.chars().take(24) {
        let kind = match letter {
            _ if letter.is_uppercase() => 'X',
            _ if letter.is_lowercase() => 'x',
            _ if letter.is_ascii_digit() => '0',
            other => other,
        };
        if last != Some(kind) {
            shape.push(kind);
        }
        last = Some(kind);
    }
    shape.finish()
}
