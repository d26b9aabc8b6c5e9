//! The trained model: a small convolutional network that says of each token of a story which share each label has.
//!
//! A word comes in as its leaf in the tree of words, as pieces of its letters and as what the tables say of it; three layers look
//! at the words beside it, a memory adds what its other places in the story show, and four more layers look around again. The
//! design is that of a dilated convolution (Strubell et al. 2017) with what the story shows elsewhere (Ratinov and Roth 2009).

mod file;
mod forward;
mod knowledge;
pub(super) mod labels;
mod layout;
mod matrix;
mod scene;
mod word;

use super::clusters::Clusters;
#[cfg(feature = "train")]
pub(super) use file::{MAGIC, write};
#[cfg(feature = "train")]
pub(super) use forward::{TINY, needed, remember, shares, sides};
#[cfg(feature = "train")]
pub(super) use layout::*;
#[cfg(feature = "train")]
pub(super) use matrix::{multiply, turned};
pub(super) use scene::Scene;
#[cfg(feature = "train")]
pub(super) use scene::{KNOWN_FACTS, Token};
pub(super) use word::WordInput;
#[cfg(feature = "train")]
pub(super) use word::{NAME_FACTS, READING_FACTS};

use layout::{HIDDEN as WIDTH, Layout as Blocks};

/// What stands for a token between the layers.
pub(super) type Hidden = [f32; WIDTH];

/// The network in memory.
#[derive(Debug)]
pub(super) struct Net {
    /// What it was trained from, and by what.
    #[cfg_attr(not(feature = "train"), expect(dead_code, reason = "for whoever makes a model"))]
    pub(super) about: String,
    pub(super) clusters: Clusters,
    pub(super) layout: Blocks,
    pub(super) weights: Vec<f32>,
}

impl Net {
    /// Returns a network that knows nothing but the tree of words, to learn with.
    #[cfg(feature = "train")]
    pub(super) fn untaught(clusters: Clusters) -> Self {
        let layout = Layout::new(clusters.leaves());
        Self { about: String::new(), clusters, weights: vec![0.0; layout.len], layout }
    }
}
