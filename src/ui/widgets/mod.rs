//! Small drawings that panes share.

mod cursor;
mod map;
mod rows;
mod spark;
mod text;

pub use cursor::{ListCursor, Motion};
pub use map::{Dot, WorldMap, map_height};
pub use rows::{HeadlineRow, mark_of};
pub use spark::{spark, spark_days};
pub use text::{Pen, put, put_marked, put_right, rule_across, rule_down};
