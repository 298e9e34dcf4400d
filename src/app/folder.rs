//! The folder of a SQLite file. docket's own place for data is made without a word; one that somebody has named may be
//! mistyped, or a disk that is not mounted, and is asked about.

use super::AppError;
use crate::{
    config::{DatabaseArgs, Secret},
    db::Db,
};
use std::{
    fs,
    io::{self, BufRead, IsTerminal, Write},
    path::Path,
};

/// What is wrong, and what to do.
pub(super) fn no_folder(folder: &Path) -> String {
    let folder = folder.display();
    format!(
        "the folder {folder} for the database does not exist. Make it, or correct DATABASE_URL (--database)"
    )
}

/// Makes the folder of the database if there is none: after asking where somebody has named it, if there is somebody to be
/// asked.
///
/// # Errors
/// When it is not there and is not to be made, or cannot be made.
pub fn see_to_folder(args: &DatabaseArgs, url: &Secret) -> Result<(), AppError> {
    let Some(folder) = Db::missing_folder(url.expose())? else { return Ok(()) };
    if args.is_named() {
        let is_asked = io::stdin().is_terminal() && io::stderr().is_terminal();
        let is_wanted = is_asked
            && asked(&folder, &mut io::stdin().lock(), &mut io::stderr())
                .map_err(|error| AppError::file(&folder, "was asked about in vain", error))?;
        if !is_wanted {
            return Err(AppError::Other(no_folder(&folder)));
        }
    }
    fs::create_dir_all(&folder).map_err(|error| AppError::file(&folder, "cannot be made", error))?;
    tracing::info!(folder = %folder.display(), "made the folder for the database");
    Ok(())
}

/// Whether the answer to the question is yes.
fn asked(folder: &Path, from: &mut impl BufRead, to: &mut impl Write) -> io::Result<bool> {
    write!(to, "The folder {} for the database does not exist. Make it? [y/N] ", folder.display())?;
    to.flush()?;
    let mut answer = String::new();
    from.read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_yes_is_yes() {
        for (typed, is_yes) in [
            ("y\n", true),
            ("Yes\r\n", true),
            ("n\n", false),
            ("\n", false),
            ("", false),
            ("yellow\n", false),
        ] {
            let mut asked_for = Vec::new();
            let answer =
                asked(Path::new("/data/docket"), &mut typed.as_bytes(), &mut asked_for).expect("memory");
            assert_eq!(answer, is_yes, "{typed:?}");
            assert!(String::from_utf8(asked_for).expect("text").contains("/data/docket"));
        }
    }

    #[test]
    fn a_folder_that_was_named_is_not_made_in_silence() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("mistyped");
        let url = format!("sqlite://{}", folder.join("docket.db").display());
        let named = DatabaseArgs { database: Some(url.clone()) };
        // Tests have no terminal to be asked at.
        let error =
            see_to_folder(&named, &Secret::new(url.clone())).expect_err("nobody wanted it").to_string();
        assert!(error.contains("mistyped") && error.contains("DATABASE_URL"), "{error}");
        assert!(!folder.exists());
        see_to_folder(&DatabaseArgs::default(), &Secret::new(url)).expect("docket's own place");
        assert!(folder.exists());
    }
}
