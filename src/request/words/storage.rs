//! What is said about the room that files take.

use super::card::name;
use crate::{
    base::text::trim_to,
    contract::Sight,
    request::rules::storage::{Full, Limits, MEGABYTE},
};

/// Files that are named; of more, how many they are.
const NAMED: usize = 3;
/// Characters of a file's name.
const NAME: usize = 60;

/// Files for which there was no room, and why the first one was refused.
pub struct Refused {
    pub names: Vec<String>,
    pub full: Full,
    pub limits: Limits,
}

/// To whoever sent the files. The request itself is filed.
pub fn files_refused(refused: &Refused, sight: Sight<'_>) -> String {
    let mut names: Vec<String> =
        refused.names.iter().take(NAMED).map(|file| name(&sight.text(&trim_to(file, NAME)))).collect();
    let more = refused.names.len().saturating_sub(NAMED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    let were = if refused.names.len() == 1 { "was" } else { "were" };
    let why = why_full(refused.full, refused.limits);
    format!("{} {were} not kept: {why} (`/settings show`).", names.join(", "))
}

/// Why a file was refused, and what to do; without a full stop.
pub fn why_full(full: Full, limits: Limits) -> String {
    match full {
        Full::Member => format!(
            "the files of your requests and meetings may take {} here. Withdraw requests that nobody needs (their files go a week \
             later), or ask an admin for a higher limit",
            megabytes(limits.member)
        ),
        Full::Server => {
            format!(
                "the files of this server may take {}. Ask an admin for a higher limit",
                megabytes(limits.server)
            )
        }
    }
}

/// To admins, the same each time, so that it is told once a day.
pub fn server_is_full(limits: Limits) -> String {
    format!(
        "Files of requests and transcripts of meetings are not kept any more: those of this server take the {} that they may. Requests are filed \
         all the same. Set a higher limit in `/settings show`, or withdraw requests that nobody needs; their files go a week later.",
        megabytes(limits.server)
    )
}

/// A limit in megabytes, in `/settings show`.
pub fn storage_limit(megabytes: i64) -> String {
    match megabytes {
        0 => "none are kept".to_owned(),
        _ => format!("{megabytes} MB at most"),
    }
}

/// What was typed is no limit.
pub fn no_limit() -> String {
    "A limit is a whole number of megabytes from 0 to 1000000, such as 500, or `default`.".to_owned()
}

fn megabytes(bytes: i64) -> String {
    format!("{} MB", bytes / MEGABYTE)
}
