//! Numbers that look like chance and are the same each time.

/// `xorshift64*` (Vigna 2016).
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        let mut chance = Self(seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        // The first numbers of near seeds are near each other.
        (0..8).for_each(|_| _ = chance.number());
        chance
    }

    pub(super) fn number(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Returns a number from 0 to below 1.
    pub(super) fn share(&mut self) -> f32 {
        (self.number() >> 40) as f32 / 16_777_216.0
    }

    /// Returns a number below `count`, which is not 0.
    pub(super) fn below(&mut self, count: usize) -> usize {
        (self.number() >> 33) as usize % count
    }

    /// Returns one of some things.
    ///
    /// # Panics
    /// Where there is none.
    pub(super) fn one<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        &things[self.below(things.len())]
    }

    /// Puts things into another order.
    pub(super) fn shuffle<T>(&mut self, things: &mut [T]) {
        for at in (1..things.len()).rev() {
            things.swap(at, self.below(at + 1));
        }
    }
}

/// Leaves numbers out by chance (Srivastava et al. 2014).
#[derive(Debug)]
pub(super) struct Dropout {
    chance: Chance,
    /// Share of numbers left out, in steps of 1/256; none leaves groups whole as well.
    steps: u8,
}

impl Dropout {
    pub(super) fn new(share: f32, seed: u64) -> Self {
        Self { chance: Chance::new(seed), steps: (share * 256.0) as u8 }
    }

    /// Sets gates to 0 or to what makes up for those that are.
    pub(super) fn fill(&mut self, gates: &mut [f32]) {
        if self.steps == 0 {
            return;
        }
        let whole = 256.0 / (256.0 - f32::from(self.steps));
        for gates in gates.chunks_mut(8) {
            let draws = self.chance.number().to_le_bytes();
            gates.iter_mut().zip(draws).for_each(|(gate, draw)| *gate = if draw < self.steps { 0.0 } else { whole });
        }
    }

    /// Says whether something that happens with this share happens now.
    pub(super) fn happens(&mut self, share: f32) -> bool {
        self.steps > 0 && self.chance.share() < share
    }
}
