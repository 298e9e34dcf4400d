//! What admins are told when a watched channel cannot be read.

/// Discord does not let docket read a channel.
pub fn cannot_read(channel_id: i64) -> String {
    format!(
        "docket may not read <#{channel_id}> at the moment, so whoever mentions it there gets no answer. Nothing is lost: \
         give docket the permissions View Channel and Read Message History there, and it answers what it missed."
    )
}
