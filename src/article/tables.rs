//! Tables of figures, told from tables that only lay out a page.

use dom_query::NodeRef;

use super::blocks::inline;
use super::dom::readable_text;
use crate::domain::{Block, RichText, WebUrl};

/// Most rows that are kept.
const ROWS_MAX: usize = 400;
/// Most columns that are kept.
const COLUMNS_MAX: usize = 24;
/// Fewest rows of a table whose cells are links.
const ROWS_MIN: usize = 3;
/// Most links in one cell of a table of figures.
const CELL_LINKS_MAX: usize = 3;
/// Longest name in a linked cell of a table of figures, in bytes.
const LINKED_CELL_BYTES_MAX: usize = 90;
/// From this many bytes on, a line of a cell that ends as a sentence is running text.
const LINE_BYTES_MIN: usize = 50;
/// Longest text of a cell that still looks like one of a table of figures, in bytes.
const CELL_BYTES_MAX: usize = 400;

/// Reads `table` as a table; `None` when it lays out text rather than figures, and its cells should be read as paragraphs.
pub(super) fn data_table(table: &NodeRef<'_>, base: Option<&WebUrl>) -> Option<Block> {
    let is = |node: &NodeRef<'_>, names: &[&str]| node.qual_name_ref().is_some_and(|name| names.contains(&name.local.as_ref()));
    // Before any cell is read: the cells of a table in a table in a table would be read again at each level.
    if table.descendants_it().any(|node| is(&node, &["table", "ul", "ol", "h1", "h2", "h3", "pre", "blockquote", "form"])) {
        return None;
    }
    let mut rows = Vec::new();
    let mut header = None;
    for node in table.descendants_it().filter(|node| is(node, &["tr"])).take(ROWS_MAX) {
        let (cells, headings) = row(&node, base)?;
        header.get_or_insert(headings);
        rows.push(cells);
    }
    rows.retain(|row: &Vec<RichText>| row.iter().any(|cell| !cell.text.is_empty()));
    let columns = rows.iter().map(Vec::len).max()?;
    if columns < 2 || rows.len() < 2 {
        return None;
    }
    for row in &mut rows {
        row.resize(columns, RichText::default());
    }
    Some(Block::Table { header: header.unwrap_or(false), rows })
}

/// Says whether a line of a cell is running text.
fn is_running(line: &str) -> bool {
    line.len() >= LINE_BYTES_MIN && line.ends_with(['.', '!', '?', '。', '”', '"'])
}

/// Says whether a table is one of figures or names by its cells: several rows of the same length, words or figures beside the
/// links, no cell with a heap of links.
pub(super) fn is_data(table: &NodeRef<'_>) -> bool {
    let named =
        |node: &NodeRef<'_>, names: &[&str]| node.qual_name_ref().is_some_and(|name| names.contains(&name.local.as_ref()));
    let (mut rows, mut cells, mut links, mut plain, mut figures, mut width, mut even) = (0, 0, 0, 0, 0, 0, 0);
    for node in table.descendants_it() {
        if named(&node, &["table", "ul", "ol", "h1", "h2", "h3", "pre", "blockquote", "form"]) {
            return false;
        }
        if !node.has_name("tr") {
            continue;
        }
        let mut count = 0;
        for cell in node.element_children().into_iter().filter(|cell| named(cell, &["td", "th"])) {
            count += 1;
            let text = readable_text(&cell);
            let text = text.trim();
            let linked = cell.descendants_it().filter(|part| part.has_name("a")).count();
            if linked > CELL_LINKS_MAX || text.len() > CELL_BYTES_MAX {
                return false;
            }
            if linked > 0 && text.len() > LINKED_CELL_BYTES_MAX {
                // A linked headline, and no name.
                return false;
            }
            links += linked;
            plain += usize::from(linked == 0 && !text.is_empty());
            figures += usize::from(linked == 0 && text.bytes().any(|byte| byte.is_ascii_digit()));
        }
        if count > 0 {
            rows += 1;
            cells += count;
            even += usize::from(count == width || width == 0);
            width = count;
        }
    }
    rows >= ROWS_MIN
        && cells >= rows * 2
        && even * 3 >= rows * 2
        && plain * 3 >= cells
        && (figures * 2 >= rows || plain * 2 >= cells && links <= cells)
}

/// Returns the cells of a row and whether all of them are headings; `None` when a cell holds running text.
fn row(row: &NodeRef<'_>, base: Option<&WebUrl>) -> Option<(Vec<RichText>, bool)> {
    let mut cells = Vec::new();
    let mut headings = true;
    for cell in row.element_children() {
        if !cell.has_name("td") && !cell.has_name("th") {
            continue;
        }
        let text = inline(&cell, base);
        if text.text.len() > CELL_BYTES_MAX || text.text.lines().filter(|line| is_running(line)).count() > 1 {
            return None;
        }
        headings &= cell.has_name("th");
        let span = cell.attr("colspan").and_then(|span| span.parse::<usize>().ok()).unwrap_or(1).clamp(1, COLUMNS_MAX);
        cells.push(text);
        cells.resize((cells.len() + span - 1).min(COLUMNS_MAX), RichText::default());
        if cells.len() >= COLUMNS_MAX {
            break;
        }
    }
    headings &= !cells.is_empty();
    Some((cells, headings))
}
