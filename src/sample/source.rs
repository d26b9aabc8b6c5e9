//! The six sources of the sample edition, and how each of them publishes.

/// The form in which a source publishes its feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// RSS 2.0 as the standard has it.
    Rss,
    /// RSS 2.0 with the habits of old content systems: escaped twice, entities in CDATA, addresses with trackers.
    OldRss,
    Atom,
    Json,
}

/// How the pages of a source are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    Broadsheet,
    Magazine,
    Portal,
}

impl Layout {
    /// Returns the template of the page.
    pub(super) fn template(self) -> &'static str {
        match self {
            Self::Broadsheet => include_str!("../../assets/sample/pages/broadsheet.html"),
            Self::Magazine => include_str!("../../assets/sample/pages/magazine.html"),
            Self::Portal => include_str!("../../assets/sample/pages/portal.html"),
        }
    }

    /// Returns phrases that stand on every page of the layout and belong to no story.
    pub(super) fn junk(self) -> &'static [&'static str] {
        match self {
            Self::Broadsheet => &[
                "Advertisement",
                "Skip to main content",
                "This site uses cookies",
                "Share this story",
                "The morning edition in your inbox",
                "Latest headlines",
                "Most read",
                "Readers’ comments",
                "All rights reserved",
            ],
            Self::Magazine => &[
                "ADVERTISEMENT",
                "Accept all",
                "Listen to this article",
                "Support independent writing",
                "About the author",
                "You may also like",
                "Unsubscribe at any time",
                "Terms of use",
            ],
            Self::Portal => &[
                "Advertisement",
                "You are here",
                "Print this page",
                "More on this topic",
                "Also in this section",
                "Log in to comment",
                "Text size",
                "Follow us",
            ],
        }
    }
}

/// One invented publisher.
#[derive(Debug)]
pub(super) struct Source {
    /// Its part of every address.
    pub(super) slug: &'static str,
    pub(super) title: &'static str,
    pub(super) tagline: &'static str,
    pub(super) folder: &'static str,
    pub(super) format: Format,
    pub(super) full_text: bool,
    pub(super) layout: Layout,
    /// Where the office stands, for the foot of the page.
    pub(super) office: &'static str,
    /// Its stories, as `edition` reads them.
    pub(super) text: &'static str,
}

impl Source {
    /// Returns the path of the feed.
    pub(super) fn feed_path(&self) -> String {
        let file = match self.format {
            Format::Rss => "feed.xml",
            Format::OldRss => "rss.php",
            Format::Atom => "atom.xml",
            Format::Json => "feed.json",
        };
        format!("/{}/{file}", self.slug)
    }

    /// Returns the path of the home page.
    pub(super) fn home_path(&self) -> String {
        format!("/{}/", self.slug)
    }

    /// Returns the path of the page of the story `id`.
    pub(super) fn story_path(&self, id: &str) -> String {
        format!("/{}/{id}", self.slug)
    }

    /// Returns the media type of the feed.
    pub(super) fn feed_type(&self) -> &'static str {
        match self.format {
            Format::Rss => "application/rss+xml",
            // Many old systems say no better.
            Format::OldRss => "text/xml",
            Format::Atom => "application/atom+xml",
            Format::Json => "application/feed+json",
        }
    }
}

/// The sources, in the order in which a reader should meet them.
pub(super) static SOURCES: [Source; 6] = [
    Source {
        slug: "meridian",
        title: "Meridian Wire",
        tagline: "World reporting from forty-one bureaus",
        folder: "World",
        format: Format::Rss,
        full_text: true,
        layout: Layout::Broadsheet,
        office: "Rue des Pâquis 40, Geneva",
        text: include_str!("../../assets/sample/meridian.txt"),
    },
    Source {
        slug: "breakwater",
        title: "The Breakwater",
        tagline: "The daily of the working coast",
        folder: "World",
        format: Format::Atom,
        full_text: false,
        layout: Layout::Broadsheet,
        office: "Molo Terzo 7, Trieste",
        text: include_str!("../../assets/sample/breakwater.txt"),
    },
    Source {
        slug: "counting-house",
        title: "The Counting House",
        tagline: "Business, money and trade since 1894",
        folder: "Business",
        format: Format::OldRss,
        full_text: false,
        layout: Layout::Portal,
        office: "Lime Passage 12, London",
        text: include_str!("../../assets/sample/counting-house.txt"),
    },
    Source {
        slug: "high-valleys",
        title: "High Valleys Courier",
        tagline: "News from both sides of the pass",
        folder: "Regional",
        format: Format::Json,
        full_text: false,
        layout: Layout::Portal,
        office: "Reichsgasse 3, Chur",
        text: include_str!("../../assets/sample/high-valleys.txt"),
    },
    Source {
        slug: "vitrine",
        title: "Vitrine Weekly",
        tagline: "Art, books, music and the people who look after them",
        folder: "Culture",
        format: Format::Atom,
        full_text: true,
        layout: Layout::Magazine,
        office: "Rua do Arsenal 19, Lisbon",
        text: include_str!("../../assets/sample/vitrine.txt"),
    },
    Source {
        slug: "lattice",
        title: "Lattice Notes",
        tagline: "A journal of science and made things",
        folder: "Science",
        format: Format::Json,
        full_text: true,
        layout: Layout::Magazine,
        office: "Nygårdsgaten 88, Bergen",
        text: include_str!("../../assets/sample/lattice.txt"),
    },
];
