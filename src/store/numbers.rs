//! The numbers of new rows: each is given once, also after the row that had the highest is gone.

/// What is numbered.
#[derive(Clone, Copy, Debug)]
pub(super) enum Numbered {
    Feed,
    Entry,
    Person,
    Place,
}

/// Returns the expression of the next number; the triggers of the schema keep the highest of those that were deleted.
pub(super) fn next(what: Numbered) -> String {
    let (table, id, name) = match what {
        Numbered::Feed => ("feed", "id", "feed"),
        Numbered::Entry => ("entry_status", "entry_id", "entry"),
        Numbered::Person => ("person", "id", "person"),
        Numbered::Place => ("place", "id", "place"),
    };
    format!("(SELECT max(coalesce((SELECT max({id}) FROM {table}), 0), (SELECT n FROM tally WHERE name = 'last {name}')) + 1)")
}
