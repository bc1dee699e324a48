//! Rows on their way into a table, written many to a statement.

use std::sync::Arc;

use sqlx::{Arguments, AssertSqlSafe, SqliteConnection, error::BoxDynError, sqlite::SqliteArguments};

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

    fn add_to(self, arguments: &mut SqliteArguments) -> Result<(), BoxDynError> {
        match self {
            Self::Text(text) => arguments.add(text),
            Self::Owned(text) => arguments.add(text),
            Self::Static(text) => arguments.add(text),
            Self::Int(number) => arguments.add(number),
            Self::Blob(bytes) => arguments.add(bytes),
            Self::Null => arguments.add(None::<i64>),
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

    /// `INSERT INTO columns` of all rows, many to a statement. When it fails, the rows before the
    /// bad one are there until the transaction is rolled back, as it must be: were they to be taken
    /// back by themselves, SQLite would copy every page that it changes to a file beside.
    pub async fn insert(self, connection: &mut SqliteConnection, columns: &str) -> Result<(), sqlx::Error> {
        let row = self.places();
        let text = |rows| format!("INSERT OR FAIL INTO {columns} VALUES {}", vec![row.as_str(); rows].join(","));
        self.execute(connection, text).await
    }

    /// `UPDATE what FROM rows AS new WHERE key`, many rows to a statement: `new.column1` is the first
    /// cell of a row.
    pub async fn update(self, connection: &mut SqliteConnection, what: &str, key: &str) -> Result<(), sqlx::Error> {
        let row = self.places();
        let text = |rows| {
            let rows = vec![row.as_str(); rows].join(",");
            format!("UPDATE OR FAIL {what} FROM (VALUES {rows}) AS new WHERE {key}")
        };
        self.execute(connection, text).await
    }

    /// The same statement for each row, many to an execution.
    pub async fn each(self, connection: &mut SqliteConnection, statement: &str) -> Result<(), sqlx::Error> {
        self.execute(connection, |rows| vec![statement; rows].join(";")).await
    }

    fn places(&self) -> String {
        format!("({})", vec!["?"; self.width].join(","))
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
            let mut arguments = SqliteArguments::default();
            arguments.reserve(rows * self.width, 0);
            for cell in cells.by_ref().take(rows * self.width) {
                cell.add_to(&mut arguments).map_err(sqlx::Error::Encode)?;
            }
            sqlx::query_with(AssertSqlSafe(text(rows)), arguments).execute(&mut *connection).await?;
            left -= rows;
        }
        Ok(())
    }
}
