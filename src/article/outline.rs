//! The elements of a page in document order with the text that each holds: one walk, on which every choice is made.
//!
//! Nothing is changed in the tree and nothing is thrown away, so a choice can be made again in a plainer way.

use dom_query::{Document, LocalName, NodeData, NodeId};

use super::dom::{hides, is_block};
use super::signs::{SignReader, Signs};

/// Text outside of `p` counts as a paragraph from this many bytes on: some sites write into bare `div`.
const BARE_BYTES_MIN: usize = 80;

/// How much text there is, in bytes with white space collapsed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Amount {
    /// All of it.
    pub(super) all: usize,
    /// What stands in links.
    pub(super) linked: usize,
    /// Commas and their like outside of links: running text has them, labels have not.
    pub(super) commas: usize,
    /// Bytes of paragraphs outside of links.
    pub(super) text: usize,
    /// Headings that are links: each stands over a teaser of another story.
    pub(super) teasers: usize,
    /// Headings of the first level.
    pub(super) titles: usize,
    /// Posts of other sites, quoted.
    pub(super) posts: usize,
    /// Lists of what a recipe needs or of its steps.
    pub(super) recipes: usize,
    /// Pictures.
    pub(super) pictures: usize,
    /// Buttons and fields to be filled in.
    pub(super) controls: usize,
}

impl Amount {
    /// Adds what another part holds.
    pub(super) fn add(&mut self, other: Self) {
        self.all += other.all;
        self.linked += other.linked;
        self.commas += other.commas;
        self.text += other.text;
        self.teasers += other.teasers;
        self.titles += other.titles;
        self.posts += other.posts;
        self.recipes += other.recipes;
        self.pictures += other.pictures;
        self.controls += other.controls;
    }

    /// Returns how many of a hundred bytes stand in links.
    pub(super) fn link_percent(self) -> usize {
        (self.linked * 100).checked_div(self.all).unwrap_or(0)
    }
}

/// One element.
pub(super) struct Part {
    pub(super) id: NodeId,
    pub(super) name: LocalName,
    pub(super) signs: Signs,
    /// A number that elements of the same class share; 0 for those without one.
    pub(super) look: u32,
    /// Whether the page itself hides it.
    pub(super) hidden: bool,
    /// The index of the element around it; the root is its own.
    pub(super) parent: usize,
    /// The index after its last descendant.
    pub(super) end: usize,
    /// Its own running text: what no block inside it holds.
    pub(super) own: Amount,
    /// All text inside it.
    pub(super) sum: Amount,
    /// Whether blocks stand inside it.
    pub(super) has_blocks: bool,
    /// Which elements stand around it.
    pub(super) inside: Inside,
}

impl Part {
    /// Returns the name of the element.
    pub(super) fn name(&self) -> &str {
        self.name.as_ref()
    }
}

/// Which elements stand around a node.
#[derive(Clone, Copy, Default)]
pub(super) struct Inside {
    pub(super) link: bool,
    pub(super) paragraph: bool,
    pub(super) quote: bool,
}

/// The elements under the body of a page.
pub(super) struct Outline {
    pub(super) parts: Vec<Part>,
    /// Scripts and `meta` tags in the body: some pages describe themselves there.
    pub(super) notes: Vec<NodeId>,
    /// Elements that are marked as the author or the date of something.
    pub(super) marks: Vec<Mark>,
}

/// An element that is marked as an author or a date.
pub(super) struct Mark {
    /// The index of the element.
    pub(super) part: usize,
    pub(super) is_author: bool,
    pub(super) is_date: bool,
    /// Whether it is said to be the date of publication, not just some time.
    pub(super) is_named: bool,
}

/// Returns what an element is marked as.
fn mark(element: &dom_query::Element, part: usize) -> Option<Mark> {
    let is_time = &*element.name.local == "time";
    let (mut is_author, mut is_date, mut is_named) = (false, is_time, false);
    for attr in &element.attrs {
        let value: &str = &attr.value;
        let words = || value.split_ascii_whitespace();
        match &*attr.name.local {
            "itemprop" => {
                is_author |= words().any(|word| word == "author");
                is_named |= words().any(|word| matches!(word, "datePublished" | "dateCreated"));
            }
            "rel" => is_author |= words().any(|word| word.eq_ignore_ascii_case("author")),
            "pubdate" => is_named |= is_time,
            "class" if is_time || &*element.name.local == "abbr" => {
                is_named |= words().any(|word| matches!(word, "published" | "entry-date" | "dt-published"));
            }
            _ => {}
        }
    }
    is_date |= is_named;
    (is_author || is_date).then_some(Mark { part, is_author, is_date, is_named })
}

impl Outline {
    /// Lists the elements of the page's body in one walk.
    pub(super) fn of(page: &Document) -> Self {
        // About every second node is an element; the rest is text.
        let mut outline = Self { parts: Vec::with_capacity(page.tree.len() / 2), notes: Vec::new(), marks: Vec::new() };
        if let Some(body) = page.body() {
            outline.walk(page, body.id);
            outline.add_up();
        }
        outline
    }

    fn walk(&mut self, page: &Document, body: NodeId) {
        let mut signs = SignReader::default();
        // Open elements with the block that holds their text: (index, index of the block).
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut next = Some(body);
        while let Some(id) = next {
            let step = page.tree.query_node(&id, |node| {
                match &node.data {
                    NodeData::Text { contents } => {
                        if let Some((around, block)) = open.last() {
                            let linked = self.parts[*around].inside.link || self.parts[*around].name() == "a";
                            self.parts[*block].own.add(measure(contents.as_ref(), linked));
                        }
                    }
                    NodeData::Element(element) if matches!(element.name.local.as_ref(), "script" | "meta") => self.notes.push(id),
                    NodeData::Element(element) if !is_passed_over(element.name.local.as_ref()) => {
                        let at = self.parts.len();
                        let around = open.last().copied();
                        let name = element.name.local.clone();
                        let block = is_block(&name) || around.is_none();
                        let (parent, holder) =
                            around.map_or((at, at), |(parent, holder)| (parent, if block { at } else { holder }));
                        if block && let Some((_, outer)) = around {
                            self.parts[outer].has_blocks = true;
                        }
                        let inside = around.map_or(Inside::default(), |(parent, _)| self.parts[parent].around_children());
                        let (read, look) = signs.read(element);
                        self.marks.extend(mark(element, at));
                        self.parts.push(Part {
                            id,
                            name,
                            signs: read,
                            look,
                            hidden: hides(element),
                            parent,
                            end: at + 1,
                            own: Amount::default(),
                            sum: Amount::default(),
                            has_blocks: false,
                            inside,
                        });
                        if node.first_child.is_some() {
                            open.push((at, holder));
                            return (node.first_child, node.next_sibling, true);
                        }
                    }
                    _ => {}
                }
                (node.next_sibling, None, false)
            });
            let Some((mut following, _, entered)) = step else { break };
            if entered {
                next = following;
                continue;
            }
            while following.is_none() {
                let Some((closed, _)) = open.pop() else { break };
                if open.is_empty() {
                    break;
                }
                following = page.tree.query_node(&self.parts[closed].id, |node| node.next_sibling).flatten();
            }
            next = if open.is_empty() { None } else { following };
        }
    }

    /// Sums what each element holds from the last to the first.
    fn add_up(&mut self) {
        for at in (0..self.parts.len()).rev() {
            let part = &mut self.parts[at];
            let bare = part.own.all - part.own.linked;
            let paragraph = part.inside.paragraph || part.name() == "p";
            part.own.text = if paragraph || bare >= BARE_BYTES_MIN { bare } else { 0 };
            let heads = matches!(part.name(), "h1" | "h2" | "h3" | "h4" | "h5") && part.own.all > 0;
            part.own.teasers = usize::from(heads && (part.inside.link || part.own.link_percent() >= 80));
            part.own.titles = usize::from(heads && part.name() == "h1");
            part.own.posts = usize::from(part.is_post());
            part.own.recipes = usize::from(part.signs.any(Signs::RECIPE));
            part.own.pictures = usize::from(part.name() == "img");
            part.own.controls = usize::from(matches!(part.name(), "button" | "input"));
            part.sum.add(part.own);
            let (parent, sum, end) = (part.parent, part.sum, part.end);
            if parent != at {
                self.parts[parent].sum.add(sum);
                self.parts[parent].end = self.parts[parent].end.max(end);
            }
        }
    }

    /// Returns the indices of those of `ids` that stand in no other of them.
    pub(super) fn outermost(&self, ids: &[NodeId]) -> Vec<usize> {
        let mut found = Vec::new();
        let mut end = 0;
        for (at, part) in self.parts.iter().enumerate() {
            if at >= end && ids.contains(&part.id) {
                found.push(at);
                end = part.end;
            }
        }
        found
    }

    /// Returns the indices of the elements around one, the nearest first.
    pub(super) fn around(&self, at: usize) -> impl Iterator<Item = usize> {
        let mut at = at;
        std::iter::from_fn(move || {
            let parent = self.parts[at].parent;
            (parent != at).then(|| {
                at = parent;
                parent
            })
        })
    }

    /// Returns the indices of the elements directly inside one.
    pub(super) fn children(&self, at: usize) -> impl Iterator<Item = usize> {
        let end = self.parts.get(at).map_or(0, |part| part.end);
        let mut next = at + 1;
        std::iter::from_fn(move || {
            let child = next;
            (child < end).then(|| {
                next = self.parts[child].end;
                child
            })
        })
    }
}

impl Part {
    fn around_children(&self) -> Inside {
        let name = self.name();
        Inside {
            link: self.inside.link || name == "a",
            paragraph: self.inside.paragraph || name == "p",
            quote: self.inside.quote || name == "blockquote",
        }
    }

    /// Says whether the element is a heading.
    pub(super) fn is_heading(&self) -> bool {
        matches!(self.name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
    }

    /// Says whether the element is a post of another site, quoted.
    pub(super) fn is_post(&self) -> bool {
        self.signs.any(Signs::POST) && self.name() == "blockquote"
    }
}

/// Elements whose text nobody reads.
fn is_passed_over(name: &str) -> bool {
    matches!(
        name,
        "style" | "noscript" | "template" | "svg" | "iframe" | "select" | "textarea" | "canvas" | "object" | "rt" | "rp" | "rtc"
    )
}

/// Bytes that are white space, a comma or the end of a Chinese comma.
const TELLING: [bool; 256] = {
    let mut telling = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        telling[byte] = (byte as u8).is_ascii_whitespace() || byte == b',' as usize || byte == 0x81;
        byte += 1;
    }
    telling
};

/// Counts a piece of text.
fn measure(text: &str, linked: bool) -> Amount {
    let mut all = 0;
    let mut commas = 0;
    let mut gap = true;
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        // Nearly all bytes are letters: they cost one look.
        if !TELLING[usize::from(*byte)] {
            all += 1;
            gap = false;
            continue;
        }
        let space = byte.is_ascii_whitespace();
        all += usize::from(!space || !gap);
        gap = space;
        commas += usize::from(*byte == b',' || *byte == 0x81 && at >= 2 && bytes[at - 2..at] == [0xe3, 0x80]);
    }
    all -= usize::from(gap && all > 0);
    if linked { Amount { all, linked: all, ..Amount::default() } } else { Amount { all, commas, ..Amount::default() } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_belongs_to_the_block_around_it() {
        let page = Document::from("<body><div>One, <b>two</b> <a href=x>three</a><p>Four,  five\n</p></div> six</body>");
        let outline = Outline::of(&page);
        let part = |name: &str| outline.parts.iter().find(|part| part.name() == name).unwrap();
        assert_eq!((part("div").own.all, part("div").own.linked, part("div").own.commas), (12, 5, 1));
        assert_eq!((part("p").own.all, part("p").sum.text), (10, 10));
        assert_eq!((part("body").own.all, part("body").sum.all), (3, 25));
        assert!(part("div").has_blocks && !part("p").has_blocks);
    }

    #[test]
    fn elements_are_found_around_and_inside_one_another() {
        let page = Document::from("<body><div><p>a</p><ul><li>b</li></ul></div><p>c</p><script>d</script></body>");
        let outline = Outline::of(&page);
        let names: Vec<_> = outline.parts.iter().map(|part| part.name().to_owned()).collect();
        assert_eq!(names, ["body", "div", "p", "ul", "li", "p"]);
        assert_eq!(outline.children(1).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(outline.around(4).collect::<Vec<_>>(), [3, 1, 0]);
        assert_eq!((outline.parts[1].end, outline.parts[0].end), (5, 6));
    }

    #[test]
    fn headings_that_are_links_count_as_teasers() {
        let page = Document::from(
            "<body><h1>Title</h1><h3><a href=x>Other</a></h3><a href=y><h4>More</h4></a><h2>No <a>x</a></h2></body>",
        );
        let sum = Outline::of(&page).parts[0].sum;
        assert_eq!((sum.teasers, sum.titles), (2, 1));
    }
}
