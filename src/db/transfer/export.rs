//! Database to file.

use super::{
    Counts, FORMAT, Header, Record, TransferError,
    cell::{Cell, Cells},
    unhurried,
};
use crate::db::{
    Db, Snapshot, Sql, migrate,
    schema::{self, Kind, Table},
};
use serde_json::{Map, Value};
use std::io::Write;

/// Rows that are read, and held in memory, at a time.
const PAGE: usize = 500;
/// The same of a table that holds files, of which one may have many megabytes.
const PAGE_OF_FILES: usize = 1;

/// Writes the whole database to `to`, as it is at one instant, while others go on using it. Returns how many rows
/// of each table were written. Writing blocks the thread: this is for the command line.
///
/// # Errors
/// [`TransferError::Database`], [`TransferError::File`], or [`TransferError::NoSchema`].
pub async fn export(db: &Db, to: &mut (impl Write + Send)) -> Result<Counts, TransferError> {
    let mut snapshot = db.snapshot().await?;
    snapshot.q(unhurried()).run().await?;
    let mut counts = Counts::new();
    // What the database has, which an older docket may still be using; nothing is changed in it.
    let migration = migrate::version(&mut snapshot).await?;
    if migration == 0 {
        return Err(TransferError::NoSchema);
    }
    write(to, &Header { docket_export: FORMAT, migration })?;
    for table in schema::tables(&mut snapshot).await? {
        let count = export_table(&mut snapshot, &table, to).await?;
        counts.insert(table.name, count);
    }
    write(to, &Record { end: Some(counts.clone()), ..Record::default() })?;
    to.flush()?;
    Ok(counts)
}

/// Writes one table page by page, each beginning after the primary key of the last row before it.
async fn export_table(
    snapshot: &mut Snapshot,
    table: &Table,
    to: &mut impl Write,
) -> Result<u64, TransferError> {
    let (mut count, mut after) = (0, None::<Vec<Cell>>);
    loop {
        let mut query = snapshot.q(Sql::generated(page(table, after.is_some())));
        for cell in after.into_iter().flatten() {
            query = cell.bind(query);
        }
        let rows: Vec<Cells> = query.all().await?;
        let Some(last) = rows.last() else { return Ok(count) };
        after = Some(key(table, last));
        count += rows.len() as u64;
        for cells in rows {
            let line = Record { table: Some(table.name.clone()), row: Some(row(table, cells)), end: None };
            write(to, &line)?;
        }
    }
}

/// The statement for a page of `table`: the first one, or the one after a given key.
fn page(table: &Table, continued: bool) -> String {
    let list = |names: &mut dyn Iterator<Item = &str>| {
        names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    };
    let columns = list(&mut table.columns.iter().map(|column| column.name.as_str()));
    let key = list(&mut table.key.iter().map(String::as_str));
    let places = (1..=table.key.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
    let condition = if continued { format!("WHERE ({key}) > ({places}) ") } else { String::new() };
    let has_files = table.columns.iter().any(|column| column.kind == Kind::Bytes);
    let rows = if has_files { PAGE_OF_FILES } else { PAGE };
    format!("SELECT {columns} FROM \"{}\" {condition}ORDER BY {key} LIMIT {rows}", table.name)
}

/// The values of the primary key.
fn key(table: &Table, cells: &Cells) -> Vec<Cell> {
    let by_name = |name: &String| table.columns.iter().zip(&cells.0).find(|(column, _)| column.name == *name);
    let parse =
        |(column, value): (&schema::Column, &Option<Value>)| Cell::parse(column.kind, value.clone()).ok();
    table.key.iter().filter_map(by_name).filter_map(parse).collect()
}

fn row(table: &Table, cells: Cells) -> Map<String, Value> {
    let names = table.columns.iter().map(|column| column.name.clone());
    names.zip(cells.0).filter_map(|(name, value)| Some((name, value?))).collect()
}

fn write(to: &mut impl Write, line: &impl serde::Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *to, line)?;
    to.write_all(b"\n")
}
