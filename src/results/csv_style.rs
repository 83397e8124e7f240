//! How CSV files are written: as a program reads them, or as Excel does.

use serde::{Deserialize, Serialize};

/// How CSV files are written. Names, numbers and the order of rows are the same either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum CsvStyle {
    /// UTF-8, moments with their offset: `2024-05-12T10:31:00+08:00`.
    #[default]
    Standard,
    /// What Excel reads without being told how: UTF-8 with a byte order mark, without which it takes Chinese for
    /// another encoding, and local moments (`2024-05-12 10:31:00`), without which it takes moments for text.
    Excel,
}

impl CsvStyle {
    /// What stands before the header.
    pub(super) const fn mark(self) -> &'static str {
        match self {
            Self::Standard => "",
            Self::Excel => "\u{feff}",
        }
    }
}
