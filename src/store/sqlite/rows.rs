//! Rows on their way into a table, written many to a statement.

use std::sync::Arc;

use sqlx::{AssertSqlSafe, Sqlite, SqliteConnection, query::Query, sqlite::SqliteArguments};

/// One value of a row.
#[derive(Clone)]
pub enum Cell {
    Text(Arc<str>),
    Owned(String),
    Static(&'static str),
    Int(i64),
    Blob(Vec<u8>),
    Null,
}

impl Cell {
    /// A text that is shared, not copied.
    pub fn text(text: &Arc<str>) -> Self {
        Self::Text(text.clone())
    }

    fn bind(self, query: Query<'_, Sqlite, SqliteArguments>) -> Query<'_, Sqlite, SqliteArguments> {
        match self {
            Self::Text(text) => query.bind(text),
            Self::Owned(text) => query.bind(text),
            Self::Static(text) => query.bind(text),
            Self::Int(number) => query.bind(number),
            Self::Blob(bytes) => query.bind(bytes),
            Self::Null => query.bind(None::<i64>),
        }
    }
}

/// Rows of one table, all of the same width.
#[derive(Default)]
pub struct Rows {
    cells: Vec<Cell>,
    width: usize,
}

/// Rows per execution at most. Each number of rows is a text of its own that stays prepared.
const MOST_ROWS: usize = 64;

impl Rows {
    /// Adds a row.
    pub fn push<const WIDTH: usize>(&mut self, row: [Cell; WIDTH]) {
        self.width = WIDTH;
        self.cells.extend(row);
    }

    /// `INSERT INTO columns` of all rows, many to a statement.
    pub async fn insert(self, connection: &mut SqliteConnection, columns: &str) -> Result<(), sqlx::Error> {
        let row = format!("({})", vec!["?"; self.width].join(","));
        let text = |rows| format!("INSERT INTO {columns} VALUES {}", vec![row.as_str(); rows].join(","));
        self.execute(connection, text).await
    }

    /// The same statement for each row, many to an execution. SQLite would make a table of its own
    /// for one statement with all rows.
    pub async fn each(self, connection: &mut SqliteConnection, statement: &str) -> Result<(), sqlx::Error> {
        self.execute(connection, |rows| vec![statement; rows].join(";")).await
    }

    async fn execute(
        self,
        connection: &mut SqliteConnection,
        text: impl Fn(usize) -> String,
    ) -> Result<(), sqlx::Error> {
        let mut left = self.cells.len().checked_div(self.width).unwrap_or(0);
        let mut cells = self.cells.into_iter();
        while left > 0 {
            let rows = left.min(MOST_ROWS);
            let mut query = sqlx::query(AssertSqlSafe(text(rows)));
            for cell in cells.by_ref().take(rows * self.width) {
                query = cell.bind(query);
            }
            query.execute(&mut *connection).await?;
            left -= rows;
        }
        Ok(())
    }
}
