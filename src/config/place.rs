//! Where data lies when nobody says where.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

/// docket's own folder below the platform's folder for data of the user; `variable` reads the environment.
///
/// Linux and other Unixes: `$XDG_DATA_HOME/docket`, else `~/.local/share/docket` (XDG Base Directory
/// Specification, which wants a relative `XDG_DATA_HOME` to be ignored). macOS: `~/Library/Application
/// Support/docket`. Windows: `%LOCALAPPDATA%\docket`. `None` when the environment names no home.
pub fn data_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let path = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = if cfg!(windows) {
        path("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        path("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        path("XDG_DATA_HOME").or_else(|| path("HOME").map(|home| home.join(".local/share")))
    };
    base.map(|base| base.join("docket"))
}

/// The URL of a SQLite file. What a URL gives a meaning of its own is percent-encoded.
pub fn sqlite_url(file: &Path) -> String {
    let mut url = String::from("sqlite://");
    for c in file.to_string_lossy().chars() {
        match c {
            '%' => url.push_str("%25"),
            '?' => url.push_str("%3F"),
            '#' => url.push_str("%23"),
            '\\' => url.push('/'),
            other => url.push(other),
        }
    }
    url
}
