//! Tables of figures, told from tables that only lay out a page.

use dom_query::NodeRef;

use super::blocks::inline;
use crate::domain::{Block, RichText, WebUrl};

/// Most rows that are kept.
const ROWS_MAX: usize = 400;
/// Most columns that are kept.
const COLUMNS_MAX: usize = 24;
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

/// Returns the cells of a row and whether all of them are headings; `None` when a cell holds running text.
fn row(row: &NodeRef<'_>, base: Option<&WebUrl>) -> Option<(Vec<RichText>, bool)> {
    let mut cells = Vec::new();
    let mut headings = true;
    for cell in row.element_children() {
        if !cell.has_name("td") && !cell.has_name("th") {
            continue;
        }
        let paragraphs = cell.descendants_it().filter(|node| node.has_name("p")).count();
        let text = inline(&cell, base);
        if paragraphs > 1 || text.text.len() > CELL_BYTES_MAX {
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
