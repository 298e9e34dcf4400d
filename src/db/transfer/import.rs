//! File to database.

use super::{Counts, FORMAT, Header, Record, TransferError, cell::Cell, unhurried};
use crate::db::{
    Db, Sql, Tx, migrate,
    schema::{self, Table},
};
use serde_json::{Map, Value};
use std::io::{BufRead, Read};

/// The longest line that is read. The longest texts and attachments of a row are far below.
const LONGEST_LINE: u64 = 256 * 1024 * 1024;
/// Arguments of one INSERT at most; SQLite takes 32,766 and PostgreSQL 65,535.
const ARGUMENTS: usize = 2_000;
/// Bytes of the file that become one INSERT, beyond a first line that may have more.
const BATCH_BYTES: usize = 1 << 20;

/// Reads what [`export`](super::export()) has written into an empty database: everything, or nothing. The database gets the
/// schema of the one that was exported, and is brought up to date at the end. Returns how many rows of each table were
/// read. Reading blocks the thread: this is for the command line.
///
/// # Errors
/// Any [`TransferError`]; nothing was imported then.
pub async fn import(db: &Db, from: &mut (impl BufRead + Send)) -> Result<Counts, TransferError> {
    let mut lines = Lines { from, number: 0, length: 0 };
    let migration = lines.header()?;
    db.migrate_to(migration).await?;
    let mut snapshot = db.snapshot().await?;
    let has = migrate::version(&mut snapshot).await?;
    if has != migration {
        return Err(TransferError::Newer { has, migration });
    }
    let tables = schema::tables(&mut snapshot).await?;
    drop(snapshot);
    let mut tx = db.begin().await?;
    tx.q(unhurried()).run().await?;
    refuse_unless_empty(&mut tx, &tables).await?;
    // A row may refer to a later row of its own table.
    tx.q(crate::sql![lite("PRAGMA defer_foreign_keys = ON") pg("SET CONSTRAINTS ALL DEFERRED")])
        .run()
        .await?;
    let found = insert_all(&mut tx, &tables, &mut lines).await?;
    tx.commit().await?;
    db.migrate().await?;
    Ok(found)
}

async fn refuse_unless_empty(tx: &mut Tx, tables: &[Table]) -> Result<(), TransferError> {
    for table in tables {
        let row: Option<(i64,)> = tx
            .q(Sql::generated(format!("SELECT CAST(1 AS BIGINT) FROM \"{}\" LIMIT 1", table.name)))
            .opt()
            .await?;
        if row.is_some() {
            return Err(TransferError::NotEmpty(table.name.clone()));
        }
    }
    Ok(())
}

/// Inserts until the last line, and checks its counts.
async fn insert_all(
    tx: &mut Tx,
    tables: &[Table],
    lines: &mut Lines<'_, impl BufRead>,
) -> Result<Counts, TransferError> {
    let mut found: Counts = tables.iter().map(|table| (table.name.clone(), 0)).collect();
    let mut batch = Batch { table: None, rows: 0, bytes: 0, cells: Vec::new() };
    loop {
        match lines.next()? {
            Record { table: Some(name), row: Some(row), end: None } => {
                let table = tables.iter().find(|table| table.name == name);
                let table = table.ok_or_else(|| lines.problem(format!("there is no table {name:?}")))?;
                let cells = cells(table, row).map_err(|problem| lines.problem(problem))?;
                batch.add(tx, table, cells, lines.length).await?;
                *found.entry(name).or_default() += 1;
            }
            Record { table: None, row: None, end: Some(promised) } => {
                batch.insert(tx).await?;
                lines.finish()?;
                return check(found, promised);
            }
            _ => return Err(lines.problem("it is neither a row nor the end".to_owned())),
        }
    }
}

/// The values of `row` in the order of the table's columns.
fn cells(table: &Table, mut row: Map<String, Value>) -> Result<Vec<Cell>, String> {
    let mut cells = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        let cell = Cell::parse(column.kind, row.remove(&column.name));
        cells.push(cell.map_err(|should| format!("{}.{} {should}", table.name, column.name))?);
    }
    match row.keys().next() {
        Some(name) => Err(format!("table {} has no column {name:?}", table.name)),
        None => Ok(cells),
    }
}

fn check(found: Counts, promised: Counts) -> Result<Counts, TransferError> {
    let names = found.keys().chain(promised.keys());
    let count = |counts: &Counts, table: &String| counts.get(table).copied().unwrap_or(0);
    let differs = |table: &&String| count(&found, table) != count(&promised, table);
    match names.into_iter().find(differs).cloned() {
        Some(table) => Err(TransferError::Count {
            found: count(&found, &table),
            promised: count(&promised, &table),
            table,
        }),
        None => Ok(found),
    }
}

/// Rows of one table that go in with one statement.
struct Batch<'t> {
    table: Option<&'t Table>,
    rows: usize,
    /// How long its lines were.
    bytes: usize,
    cells: Vec<Cell>,
}

impl<'t> Batch<'t> {
    /// Adds a row that `bytes` of the file have told of.
    async fn add(
        &mut self,
        tx: &mut Tx,
        table: &'t Table,
        cells: Vec<Cell>,
        bytes: usize,
    ) -> Result<(), TransferError> {
        let other_table = self.table.is_some_and(|before| before.name != table.name);
        let is_full = self.cells.len() + cells.len() > ARGUMENTS || self.bytes + bytes > BATCH_BYTES;
        if other_table || is_full {
            self.insert(tx).await?;
        }
        self.table = Some(table);
        self.rows += 1;
        self.bytes += bytes;
        self.cells.extend(cells);
        Ok(())
    }

    async fn insert(&mut self, tx: &mut Tx) -> Result<(), TransferError> {
        let Some(table) = self.table.take() else { return Ok(()) };
        self.bytes = 0;
        let mut query = tx.q(Sql::generated(insert(table, std::mem::take(&mut self.rows))));
        for cell in self.cells.drain(..) {
            query = cell.bind(query);
        }
        query.run().await?;
        Ok(())
    }
}

/// The statement that inserts so many rows.
fn insert(table: &Table, rows: usize) -> String {
    let width = table.columns.len();
    let columns: Vec<_> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let row = |row: usize| {
        let places: Vec<_> = (1..=width).map(|column| format!("${}", row * width + column)).collect();
        format!("({})", places.join(", "))
    };
    let values: Vec<_> = (0..rows).map(row).collect();
    format!("INSERT INTO \"{}\" ({}) VALUES {}", table.name, columns.join(", "), values.join(", "))
}

/// The lines of the file.
struct Lines<'f, R> {
    from: &'f mut R,
    number: u64,
    /// Bytes of the last line.
    length: usize,
}

impl<R: BufRead> Lines<'_, R> {
    /// The newest migration of the database that was exported.
    fn header(&mut self) -> Result<i64, TransferError> {
        let text = self.read()?.ok_or(TransferError::NoHeader)?;
        let header: Header = serde_json::from_slice(&text).map_err(|_| TransferError::NoHeader)?;
        if header.docket_export != FORMAT || !migrate::is_known(header.migration) {
            return Err(TransferError::Version { format: header.docket_export, migration: header.migration });
        }
        Ok(header.migration)
    }

    fn next(&mut self) -> Result<Record, TransferError> {
        let text = self.read()?.ok_or(TransferError::CutOff(self.number))?;
        serde_json::from_slice(&text).map_err(|error| {
            if text.ends_with(b"\n") {
                self.problem(format!("it is not as docket writes it ({error})"))
            } else {
                TransferError::CutOff(self.number - 1)
            }
        })
    }

    /// Makes sure that nothing follows.
    fn finish(&mut self) -> Result<(), TransferError> {
        match self.read()? {
            Some(_) => Err(self.problem("the export has ended before".to_owned())),
            None => Ok(()),
        }
    }

    /// The next line with its line feed, if there is one.
    fn read(&mut self) -> Result<Option<Vec<u8>>, TransferError> {
        let mut text = Vec::new();
        let length = self.from.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut text)? as u64;
        self.number += u64::from(length > 0);
        self.length = text.len();
        if length == LONGEST_LINE {
            return Err(self.problem(format!("it is longer than {LONGEST_LINE} bytes")));
        }
        Ok((length > 0).then_some(text))
    }

    fn problem(&self, problem: String) -> TransferError {
        TransferError::Line { line: self.number, problem }
    }
}
