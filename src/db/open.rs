//! Opening a database by URL, with the settings each engine needs to be durable and bounded.

use super::{
    checkpoint::{Checkpoints, LONGEST_LOG},
    error::{Error, Result, is_locked},
    number::Numbers,
    steps::Steps,
};
use backon::{ConstantBuilder, Retryable};
use sqlx::{
    ConnectOptions, Connection, PgPool, SqliteConnection, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions, PgSslMode},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    io,
    net::IpAddr,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

/// Connections to PostgreSQL that one process opens at most, unless told otherwise; one more is for numbers.
pub const DEFAULT_POOL_SIZE: u32 = 16;
/// How long to wait for a free connection, or for a lock on the file, before giving up.
pub(super) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// Readers of a SQLite file for what people wait for. They never wait for the writer, nor for each other.
const SQLITE_READERS: u32 = 4;
/// Readers of their own for what reads for long, such as an export, so that there is always one free for short reads.
const SQLITE_LONG_READERS: u32 = 2;
/// Pages that the writer keeps in memory at most, in KiB. It alone changes the file most of the time, so what it keeps
/// stays true, while readers begin anew after each commit.
const WRITER_CACHE_KIB: u32 = 16 * 1024;
/// Prepared statements that a SQLite connection keeps: each statement occurs with a few prefixes.
const SQLITE_STATEMENTS: usize = 1000;
/// A pooled connection that was idle for longer is asked whether it is still there.
const TRUST_IDLE: Duration = Duration::from_secs(5);

/// What the server bounds on each connection to PostgreSQL, unless the URL sets it (`?options=-c lock_timeout=5s`).
const LIMITS: [(&str, &str); 3] =
    [("statement_timeout", "30s"), ("lock_timeout", "10s"), ("idle_in_transaction_session_timeout", "60s")];

const EXAMPLES: &str =
    "Write sqlite:///var/lib/docket/docket.db or postgres://user:password@host:5432/docket";

/// Which engine a URL names, and where.
pub(super) enum Location {
    Sqlite(SqliteConnectOptions),
    Postgres(PgConnectOptions),
}

pub(super) fn parse(url: &str) -> Result<Location> {
    // The driver's message may quote the URL, and the URL may hold a password.
    let unreadable = |what: &str| Error::Url(format!("the database URL {what}. {EXAMPLES}"));
    let scheme = url.split_once(':').map(|(scheme, _)| scheme);
    match scheme {
        Some("postgres" | "postgresql") => {
            let options = PgConnectOptions::from_str(url).map_err(|_| unreadable("cannot be read"))?;
            Ok(Location::Postgres(options))
        }
        Some("sqlite") => {
            let options = SqliteConnectOptions::from_str(url).map_err(|_| unreadable("cannot be read"))?;
            let memory = url.contains(":memory:") || url.contains("mode=memory");
            if memory || options.get_filename().as_os_str().is_empty() {
                return Err(unreadable("names no file; docket keeps its data in a file"));
            }
            Ok(Location::Sqlite(options))
        }
        _ => Err(unreadable("starts with neither sqlite: nor postgres:")),
    }
}

/// The connections to a SQLite file.
pub(super) struct SqliteParts {
    pub writer: SqliteConnection,
    /// How the writer was opened.
    pub options: SqliteConnectOptions,
    pub checkpoints: Checkpoints,
    pub readers: SqlitePool,
    pub long_readers: SqlitePool,
}

/// The folder of a SQLite file, when it does not exist.
pub(super) fn missing_folder(options: &SqliteConnectOptions) -> Option<&Path> {
    let folder = options.get_filename().parent().filter(|folder| *folder != Path::new(""))?;
    (!folder.exists()).then_some(folder)
}

/// Opens a SQLite file, creating it when it is missing, but not its folder: one writer, several readers.
pub(super) async fn sqlite(options: SqliteConnectOptions, steps: Option<Steps>) -> Result<SqliteParts> {
    let place = options.get_filename().display().to_string();
    let failed = |error: sqlx::Error| Error::Open { place: place.clone(), source: Arc::new(error) };
    if let Some(folder) = missing_folder(&options) {
        let folder = folder.display();
        return Err(Error::Url(format!(
            "the folder {folder} for the database does not exist. Make it, or correct the database URL"
        )));
    }
    let options = options
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(ACQUIRE_TIMEOUT)
        .statement_cache_capacity(SQLITE_STATEMENTS)
        .pragma("temp_store", "memory")
        .disable_statement_logging();
    let mut writer = sqlite_writer(options.clone().create_if_missing(true)).await.map_err(failed)?;
    if let Some(steps) = steps.clone() {
        steps.watch(&mut writer).await.map_err(failed)?;
    }
    let options = options.create_if_missing(false);
    let checkpoints = Checkpoints::start(options.clone()).await.map_err(failed)?;
    let reading = options.clone().read_only(true);
    let pool = || {
        let steps = steps.clone();
        SqlitePoolOptions::new()
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .after_connect(move |connection, _| {
                let steps = steps.clone();
                Box::pin(async move {
                    match steps {
                        Some(steps) => steps.watch(connection).await,
                        None => Ok(()),
                    }
                })
            })
    };
    let long_readers = pool().max_connections(SQLITE_LONG_READERS).connect_lazy_with(reading.clone());
    let readers = pool().max_connections(SQLITE_READERS).connect_with(reading).await.map_err(failed)?;
    Ok(SqliteParts { writer, options, checkpoints, readers, long_readers })
}

/// Opens the one connection that writes, and turns a new file to a write-ahead log. Whether a missing file is created is for
/// `options` to say: a connection that is opened anew must not find an empty database.
///
/// That turn needs the file alone, and `busy_timeout` has no say in it: SQLite answers at once that the file is locked
/// when another process is turning it. Who comes second tries again.
pub(super) async fn sqlite_writer(options: SqliteConnectOptions) -> sqlx::Result<SqliteConnection> {
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .pragma("wal_autocheckpoint", LONGEST_LOG.to_string())
        .pragma("cache_size", format!("-{WRITER_CACHE_KIB}"));
    let pause = Duration::from_millis(20);
    let tries = ConstantBuilder::default()
        .with_delay(pause)
        .with_max_times((ACQUIRE_TIMEOUT.as_millis() / pause.as_millis()) as usize)
        .with_jitter();
    (|| SqliteConnection::connect_with(&options)).retry(tries).when(is_locked).await
}

/// Without encryption where nothing leaves the machine, unless the URL demands it (`sslmode=require`): it would only cost
/// both sides time. Elsewhere with encryption, unless the URL forbids it: left to itself the driver would go on without when
/// the server, or somebody in between, says that it has none.
fn encrypted_abroad(options: PgConnectOptions) -> PgConnectOptions {
    match options.get_ssl_mode() {
        PgSslMode::Prefer if is_here(&options) => options.ssl_mode(PgSslMode::Disable),
        PgSslMode::Prefer => options.ssl_mode(PgSslMode::Require),
        _ => options,
    }
}

/// Whether the server is on this machine: at a loopback address, or at a socket.
fn is_here(options: &PgConnectOptions) -> bool {
    let host = options.get_host().trim_matches(['[', ']']);
    let is_loopback =
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    socket(options).is_some() || is_loopback
}

/// The socket at which the server is, if it is not at an address; the driver takes a host with a slash for a folder.
fn socket(options: &PgConnectOptions) -> Option<PathBuf> {
    let folder = match options.get_socket() {
        Some(folder) => folder.as_path(),
        None => Path::new(Some(options.get_host()).filter(|host| host.starts_with('/'))?),
    };
    Some(folder.join(format!(".s.PGSQL.{}", options.get_port())))
}

/// Whether somebody listens there at all. The pool asks again and again until its timeout has passed, and then says only
/// that.
async fn answers(options: &PgConnectOptions) -> sqlx::Result<()> {
    let connecting = async {
        #[cfg(unix)]
        if let Some(socket) = socket(options) {
            return tokio::net::UnixStream::connect(socket).await.map(drop);
        }
        let host = options.get_host().trim_matches(['[', ']']);
        tokio::net::TcpStream::connect((host, options.get_port())).await.map(drop)
    };
    let waited = tokio::time::timeout(ACQUIRE_TIMEOUT, connecting).await;
    Ok(waited.map_err(|_| io::Error::new(io::ErrorKind::TimedOut, "nobody answers there"))??)
}

/// What it means that the pool was opened in vain.
fn not_opened(place: String, error: sqlx::Error) -> Error {
    match error {
        // The driver asked for encryption, and the server said no.
        sqlx::Error::Tls(why) if why.to_string().contains("does not support TLS") => Error::Url(format!(
            "the database {place} offers no encryption, so the password and everything in it would cross the network \
             readable. Switch TLS on there; or, on a network that is yours alone, add ?sslmode=disable to the database URL"
        )),
        sqlx::Error::PoolTimedOut => {
            let why = io::Error::new(io::ErrorKind::TimedOut, "it lets nobody in");
            Error::Open { place, source: Arc::new(why.into()) }
        }
        error => Error::Open { place, source: Arc::new(error) },
    }
}

/// Opens a pool of connections to PostgreSQL. Statements and waits for locks are bounded on the server, so that
/// no connection is lost to one that never ends. Numbers are taken on a connection besides.
pub(super) async fn postgres(options: PgConnectOptions, size: u32) -> Result<(PgPool, Arc<Numbers>)> {
    let database = options.get_database().unwrap_or(options.get_username());
    let place =
        format!("{}@{}:{}/{database}", options.get_username(), options.get_host(), options.get_port());
    let options = encrypted_abroad(options);
    if !is_here(&options) && matches!(options.get_ssl_mode(), PgSslMode::Disable | PgSslMode::Allow) {
        tracing::warn!(
            database = place,
            "the connection to the database is not encrypted: whoever listens on the network reads along"
        );
    }
    answers(&options).await.map_err(|error| not_opened(place.clone(), error))?;
    let given = options.get_options().unwrap_or_default().to_owned();
    let unset = LIMITS.iter().filter(|(name, _)| !given.contains(name));
    let options = options
        .application_name("docket")
        // Statements here are short: compiling one costs more than running it.
        .options([("timezone", "UTC"), ("jit", "off")])
        .options(unset.copied())
        .disable_statement_logging();
    let numbers = Numbers::new(options.clone());
    let pool = pool_options(size).connect_with(options).await.map_err(|error| not_opened(place, error))?;
    Ok((pool, numbers))
}

/// A connection beside a pool's, opened when it is needed; another one takes its place while it hangs.
pub(super) fn one_more(pool: &PgPool) -> PgPool {
    pool_options(2).connect_lazy_with((*pool.connect_options()).clone())
}

fn pool_options(size: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > TRUST_IDLE {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stays_on_the_machine_goes_unencrypted_unasked() {
        for (url, mode) in [
            ("postgres://docket@127.0.0.1:5432/docket", "Disable"),
            ("postgres://docket@localhost/docket", "Disable"),
            ("postgres://docket@[::1]/docket", "Disable"),
            ("postgres://docket@%2Fvar%2Frun%2Fpostgresql/docket", "Disable"),
            ("postgres:///docket?host=/var/run/postgresql", "Disable"),
            ("postgres://docket@localhost/docket?sslmode=require", "Require"),
            ("postgres://docket@10.0.0.7/docket", "Require"),
            ("postgres://docket@db.example.org/docket", "Require"),
            ("postgres://docket@db.example.org/docket?sslmode=verify-full", "VerifyFull"),
            ("postgres://docket@db.example.org/docket?sslmode=disable", "Disable"),
        ] {
            let Ok(Location::Postgres(options)) = parse(url) else { panic!("{url} is read") };
            let found = encrypted_abroad(options).get_ssl_mode();
            assert_eq!(format!("{found:?}"), mode, "{url}");
        }
    }
}
