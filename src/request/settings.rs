//! The settings of this room: how much room files may take.

use super::{
    rules::storage::{Limits, MEGABYTE, MEMBER_LIMIT, SERVER_LIMIT, read_limit},
    words,
};
use crate::contract::{Guild, Settable};

/// All of them.
pub(super) const ALL: &[Settable] = &[SERVER_FILES, MEMBER_FILES];

/// Megabytes that the files of all requests may take.
const SERVER_FILES: Settable = Settable {
    parse: Some(parse),
    shown: |set_up| words::storage_limit(limit(set_up.guild, &SERVER_FILES, SERVER_LIMIT)),
    ..Settable::of("request.server_files", "Files of all requests (MB)")
};

/// Megabytes that the files of one member's requests may take.
const MEMBER_FILES: Settable = Settable {
    parse: Some(parse),
    shown: |set_up| words::storage_limit(limit(set_up.guild, &MEMBER_FILES, MEMBER_LIMIT)),
    ..Settable::of("request.member_files", "Files of one member (MB)")
};

fn parse(_: &Guild, typed: &str) -> Result<Option<String>, String> {
    if typed.trim().eq_ignore_ascii_case("default") {
        return Ok(None);
    }
    read_limit(typed).map(|limit| Some(limit.to_string())).ok_or_else(words::no_limit)
}

fn limit(guild: &Guild, settable: &Settable, otherwise: i64) -> i64 {
    guild.setting(settable).and_then(read_limit).unwrap_or(otherwise)
}

/// How much may be stored in the guild.
pub(super) fn limits(guild: &Guild) -> Limits {
    Limits {
        server: limit(guild, &SERVER_FILES, SERVER_LIMIT) * MEGABYTE,
        member: limit(guild, &MEMBER_FILES, MEMBER_LIMIT) * MEGABYTE,
    }
}
