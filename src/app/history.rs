//! The way the reader came, and the way back there.

use super::place::Place;

/// Most stops that are kept in one direction.
const STOPS_MAX: usize = 60;

/// Stops behind and ahead, each as it was left.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    behind: Vec<Place>,
    ahead: Vec<Place>,
}

impl History {
    /// Notes a stop that is left for a new one.
    pub(super) fn leave(&mut self, stop: Place) {
        if self.behind.len() >= STOPS_MAX {
            self.behind.remove(0);
        }
        self.behind.push(stop);
        self.ahead.clear();
    }

    /// Goes back from `here`.
    pub(super) fn back(&mut self, here: &Place) -> Option<Place> {
        let stop = self.behind.pop()?;
        self.ahead.push(here.clone());
        Some(stop)
    }

    /// Goes forward from `here`.
    pub(super) fn forward(&mut self, here: &Place) -> Option<Place> {
        let stop = self.ahead.pop()?;
        self.behind.push(here.clone());
        Some(stop)
    }

    /// Goes out of `here`: back past all stops of the same place, to the one it was entered from.
    pub(super) fn out(&mut self, here: &Place) -> Option<Place> {
        let entered = self.behind.iter().rposition(|stop| !stop.is_same(here))?;
        self.behind.truncate(entered + 1);
        self.back(here)
    }

    /// Forgets everything, as when there is no way back.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}
