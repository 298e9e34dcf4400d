//! The settings of this room: how soon a public question is to be taken, and to be answered.

use super::{
    rules::{clock::Target, post::accounts},
    words,
};
use crate::contract::{Guild, Settable};

/// All of them.
pub(super) const ALL: &[Settable] = &[TAKEN, ANSWERED, ACCOUNTS];

/// Until when somebody has to have taken it.
const TAKEN: Settable = Settable {
    parse: Some(parse),
    shown: |set_up| words::target(target(set_up.guild, &TAKEN)),
    ..Settable::of("escalation.take_target", "Public questions: taken within")
};

/// Until when it has to be answered.
const ANSWERED: Settable = Settable {
    parse: Some(parse),
    shown: |set_up| words::target(target(set_up.guild, &ANSWERED)),
    ..Settable::of("escalation.answer_target", "Public questions: answered within")
};

/// The team's own accounts on public networks.
const ACCOUNTS: Settable = Settable {
    parse: Some(|_, typed| match typed.trim() {
        "" | "-" => Ok(None),
        typed => accounts(typed).map(|accounts| Some(accounts.join(", "))).ok_or_else(words::bad_accounts),
    }),
    shown: |set_up| words::accounts(&own_accounts(set_up.guild)),
    ..Settable::of("escalation.accounts", "Our own accounts on public networks")
};

/// The handles of the team's own accounts, without `@` and in lower case: what they post is an answer.
pub(super) fn own_accounts(guild: &Guild) -> Vec<String> {
    guild.setting(&ACCOUNTS).and_then(accounts).unwrap_or_default()
}

fn parse(_: &Guild, typed: &str) -> Result<Option<String>, String> {
    if typed.trim().eq_ignore_ascii_case("default") {
        return Ok(None);
    }
    Target::read(typed).map(|target| Some(target.written())).map_err(|why| words::bad_target(&why))
}

fn target(guild: &Guild, settable: &Settable) -> Target {
    guild.setting(settable).and_then(|stored| Target::read(stored).ok()).unwrap_or(Target::USUAL)
}

/// How soon a public question is to be taken, and to be answered.
pub(super) fn targets(guild: &Guild) -> (Target, Target) {
    (target(guild, &TAKEN), target(guild, &ANSWERED))
}
