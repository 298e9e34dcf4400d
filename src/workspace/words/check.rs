//! What is missing, in words, and how to mend it.

use super::listed;
use crate::{
    base::text::escape_markdown,
    contract::{Button, Card, FetchError, Level, Line, Message, Tone},
    error::Refusal,
    workspace::rules::{Finding, Permission},
};

/// Said where nothing is on the list, after a few words.
pub(super) const NOTHING_LACKS: &str = "docket has every channel, role and permission that it needs.";

impl Finding {
    /// What is wrong and how to mend it, in one or two sentences.
    pub fn sentence(&self) -> String {
        match self {
            Finding::ChannelNotSet(purpose) => format!(
                "No channel is set for {}. Choose one with `/settings channel purpose:{}`.",
                purpose.called,
                purpose.word
            ),
            Finding::ChannelGone(purpose) => format!(
                "The channel for {} does not exist any more, or docket may not see it. Let docket see it, or choose \
                 another one with `/settings channel purpose:{}`.",
                purpose.called,
                purpose.word
            ),
            Finding::ChannelNotText { purpose, channel_id } => format!(
                "<#{channel_id}> is set for {}, but it is not a text channel. Choose another one with `/settings channel \
                 purpose:{}`.",
                purpose.called,
                purpose.word
            ),
            Finding::PermissionsMissing { channel_id, missing } => {
                let names: Vec<_> = missing.iter().map(|permission| permission.name().to_owned()).collect();
                format!(
                    "In <#{channel_id}> docket lacks {}. Allow it in the channel's settings, under Permissions.",
                    listed(&names, "and")
                )
            }
            Finding::GuildPermissionMissing(permission) => missing_in_guild(*permission),
            Finding::InternalChannelGone(channel_id) => format!(
                "A channel that was marked internal does not exist any more (its id was {channel_id}). This does no \
                 harm."
            ),
            Finding::RoleNotSet(Level::Reporter) => "Nobody has said who may read what others file, and what customers \
                 are called: until then only PMs do, and everybody else sees their own. Choose a role with `/settings \
                 role level:reporter`, or the role of everyone."
                .to_owned(),
            Finding::RoleNotSet(level) => format!(
                "No role has the level {0}, so only members with Manage Server have it. Choose one with `/settings \
                 role level:{0}`.",
                level.word()
            ),
            Finding::RoleGone(level) => format!(
                "The role with the level {0} does not exist any more. Choose another one with `/settings role \
                 level:{0}`.",
                level.word()
            ),
            Finding::ZoneNotSet => "Nobody has said where the team's clocks hang, so docket reads times in UTC. Say it with \
                 `/settings zone`."
                .to_owned(),
            Finding::NoArea => "No area of the product has a name yet, so nothing is routed to anybody. Name the first one \
                 with `/area add`."
                .to_owned(),
        }
    }
}

fn missing_in_guild(permission: Permission) -> String {
    format!("Docket's role lacks {}. Allow it in Server Settings, under Roles.", permission.name())
}

/// The answer of `/settings check`; `ways` say how public posts are read.
pub fn checked(findings: &[String], ways: &[String]) -> Message {
    let ways = Card::new("Public posts").text(bulleted(ways));
    if findings.is_empty() {
        return Message::text(format!("All is well: {NOTHING_LACKS}")).card(ways);
    }
    Message::default().card(lacking(findings)).card(ways).buttons([
        Button::run("Settings", Line::new("settings show")).primary(),
        Button::run("Check again", Line::new("settings check")),
    ])
}

/// What docket lacks, as a list.
pub(super) fn lacking(findings: &[String]) -> Card {
    let mut card = Card::new("What docket lacks here").text(bulleted(findings));
    card.tone = Tone::Alarm;
    card
}

fn bulleted(sentences: &[String]) -> String {
    let lines: Vec<_> = sentences.iter().map(|sentence| format!("- {sentence}")).collect();
    lines.join("\n")
}

/// Discord could not be asked.
pub fn not_checked(error: &FetchError) -> Refusal {
    let text = match error {
        FetchError::Later(_) => {
            "Discord is not answering, so nothing could be checked. Please try again in a minute.".to_owned()
        }
        FetchError::Never(why) => format!(
            "Discord does not let docket look at this server ({}), so nothing could be checked. Invite docket again \
             with its usual permissions.",
            escape_markdown(why)
        ),
    };
    Refusal::new(text).offer("Check again", Line::new("settings check"))
}
