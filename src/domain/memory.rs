//! What the stories so far thought of a phrase: how often it named somebody, somewhere or something else.

use jiff::SignedDuration;

/// What the finder of names alone thought of a phrase, summed over stories: each story counts one, shared among the kinds.
///
/// Nothing that a memory added to a story is in it, so that it never feeds on itself.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PhraseMemory {
    /// For how many stories it was a person's name.
    pub person: f64,
    /// For how many a place's.
    pub place: f64,
    /// For how many anything else.
    pub other: f64,
    /// In how many stories it was the surname of somebody named in full.
    pub surname: f64,
}

/// Days after which a story counts only a third (1/e). The cycle of news is two weeks; surnames carry as far.
pub const MEMORY_DAYS: i64 = 14;

/// More stories than this say no more about a doubtful phrase than so many: the story at hand must be able to say otherwise.
const STORIES_MAX: f64 = 3.0;

/// Weights are rounded to parts of this, so that small changes of the memory change no story.
const STEPS: f64 = 4.0;

impl PhraseMemory {
    /// Returns what is left of it so long after, or before, its stories.
    #[must_use]
    pub fn faded(self, age: SignedDuration) -> Self {
        let left = (-age.abs().as_secs_f64() / SignedDuration::from_hours(24 * MEMORY_DAYS).as_secs_f64()).exp();
        self.scaled(left)
    }

    /// Returns both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            person: self.person + other.person,
            place: self.place + other.place,
            other: self.other + other.other,
            surname: self.surname + other.surname,
        }
    }

    /// Returns the stories in which the phrase was found at all.
    pub fn stories(self) -> f64 {
        self.person + self.place + self.other
    }

    /// Returns it as it weighs on a story: as of a few stories at most, in steps.
    #[must_use]
    pub fn weighed(self) -> Self {
        let capped = self.scaled(STORIES_MAX / self.stories().max(STORIES_MAX));
        let step = |weight: f64| (weight.min(STORIES_MAX) * STEPS).round() / STEPS;
        Self { person: step(capped.person), place: step(capped.place), other: step(capped.other), surname: step(self.surname) }
    }

    fn scaled(self, by: f64) -> Self {
        Self { person: self.person * by, place: self.place * by, other: self.other * by, surname: self.surname * by }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(person: f64, place: f64, other: f64, surname: f64) -> PhraseMemory {
        PhraseMemory { person, place, other, surname }
    }

    #[test]
    fn a_story_fades_alike_before_and_after_it() {
        let days = |days: i64| of(1.0, 0.0, 0.0, 1.0).faded(SignedDuration::from_hours(24 * days));
        assert_eq!(days(0), of(1.0, 0.0, 0.0, 1.0));
        assert!((days(14).person - (-1.0_f64).exp()).abs() < 1e-9);
        assert_eq!(days(-14), days(14));
        assert!((days(14).faded(SignedDuration::from_hours(24 * 14)).surname - days(28).surname).abs() < 1e-9);
        assert!(days(90).stories() < 0.01);
    }

    #[test]
    fn many_stories_weigh_no_more_than_three_in_quarters() {
        let check = |memory: PhraseMemory, weighed: PhraseMemory| assert_eq!(memory.weighed(), weighed, "{memory:?}");
        check(of(0.0, 0.0, 0.0, 0.0), of(0.0, 0.0, 0.0, 0.0));
        check(of(1.1, 0.1, 0.0, 0.9), of(1.0, 0.0, 0.0, 1.0));
        check(of(60.0, 0.0, 20.0, 41.0), of(2.25, 0.0, 0.75, 3.0));
        check(of(60.4, 0.0, 20.1, 41.0), of(2.25, 0.0, 0.75, 3.0));
        check(of(0.1, 0.1, 0.1, 0.1), of(0.0, 0.0, 0.0, 0.0));
    }
}
