//! What was typed is kept before it is checked: a refused command can be corrected in its form.

use super::words;
use crate::{
    contract::{
        Answer, Context, Given, Invocation, Line, Options, Reply, Source,
        args::{DraftAs, DraftReopen},
        argument::Argument,
        form, leaf,
        spec::FormSpec,
    },
    db::{At, Db, Json, Tx, next_number},
    error::{Error, Fault, Refusal},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// The command behind a button that says what an option means: the draft once more, with that.
pub(super) const AS: &str = "draft as";

/// Under which name a reopened form carries the number of its draft. No option has that name, because options have no
/// dots in theirs.
const NUMBER: &str = ".draft";

/// Drafts that are kept of one person in a guild; the oldest goes when there is one more.
const MOST_DRAFTS: i64 = 10;

/// What a person typed, to be kept.
#[derive(Clone)]
pub(super) struct Typed {
    guild_id: i64,
    user_id: i64,
    /// The command, with the version of the row that it was about.
    line: Line,
    options: Options,
    /// Whether a person would not like to give it again, and can correct it in a form.
    pub is_correctable: bool,
}

impl Typed {
    /// The same, to be sent whatever the row is by then.
    pub fn for_any_version(self) -> Self {
        Self { line: Line::new(self.line.path()), ..self }
    }

    /// Whether a file was given along.
    pub fn has_file(&self) -> bool {
        self.options.values().any(is_file)
    }
}

fn is_file(given: &Given) -> bool {
    matches!(given, Given::Attachment(_))
}

/// All that the invocation gives to its command; `None` when there is no such command. Options that the command does not
/// have are told once and not kept.
pub(super) fn typed(invocation: &Invocation) -> Option<Typed> {
    let leaf = leaf(&invocation.path)?;
    let mut options = invocation.options.clone();
    options.retain(|name, _| leaf.option(name).is_some());
    let is_typed = matches!(invocation.source, Source::Slash | Source::Form { .. });
    let fills = |form: &FormSpec| options.iter().any(|(name, given)| is_input(form, name) || is_file(given));
    let is_correctable = is_typed && leaf.form.as_ref().is_some_and(fills);
    let (guild_id, user_id) = (invocation.caller.guild_id, invocation.caller.user_id);
    let line = with_version(Line::new(&invocation.path), invocation.version);
    Some(Typed { guild_id, user_id, line, options, is_correctable })
}

fn is_input(form: &FormSpec, name: &str) -> bool {
    form.inputs.contains(&name)
}

fn with_version(line: Line, version: Option<i64>) -> Line {
    match version {
        Some(version) => line.version(version),
        None => line,
    }
}

/// The options of a pressed button as a line, and as text by name.
pub(super) fn line_of(invocation: &Invocation) -> (Line, BTreeMap<String, String>) {
    let values: BTreeMap<String, String> =
        invocation.options.iter().filter_map(|(name, given)| Some((name.clone(), text_of(given)?))).collect();
    let line = with_version(Line::new(&invocation.path), invocation.version);
    let line = values.iter().fold(line, |line, (name, value)| line.with(name, value));
    (line, values)
}

fn text_of(given: &Given) -> Option<String> {
    match given {
        Given::Text(text) => Some(text.clone()),
        Given::Integer(value) | Given::Id(value) => Some(value.to_string()),
        Given::Flag(value) => Some(if *value { "yes" } else { "no" }.to_owned()),
        Given::Bot(_) | Given::Attachment(_) | Given::Message(_) => None,
    }
}

/// Stores what was typed and returns the line that opens it again.
pub(super) async fn keep(db: &Db, now: DateTime<Utc>, typed: Typed) -> Result<Line, Error> {
    Ok(Line::new("draft reopen").with("draft", store(db, now, typed).await?))
}

/// Stores what was typed and returns the line that does it with one option given a value; to be completed with `option` and
/// `value`.
pub(super) async fn keep_to_choose(db: &Db, now: DateTime<Utc>, typed: Typed) -> Result<Line, Error> {
    Ok(Line::new(AS).with("draft", store(db, now, typed).await?))
}

async fn store(db: &Db, now: DateTime<Utc>, typed: Typed) -> Result<i64, Error> {
    let mut tx = db.begin().await?;
    let id = next_number(&mut tx, typed.guild_id, "draft").await?;
    tx.q("INSERT INTO draft (guild_id, id, user_id, line, values_json, created_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(typed.guild_id)
        .bind(id)
        .bind(typed.user_id)
        .bind(typed.line.to_string())
        .bind(Json(typed.options))
        .bind(At::from(now))
        .run()
        .await?;
    tx.defer(
        "DELETE FROM draft WHERE guild_id = $1 AND user_id = $2 AND id NOT IN \
              (SELECT id FROM draft WHERE guild_id = $1 AND user_id = $2 ORDER BY id DESC LIMIT $3)",
    )
    .bind(typed.guild_id)
    .bind(typed.user_id)
    .bind(MOST_DRAFTS)
    .add();
    tx.commit().await?;
    Ok(id)
}

/// A draft of the person's own, as it was kept: the command, and all options.
async fn find(db: &Db, (guild_id, user_id): (i64, i64), id: i64) -> Result<(Line, Options), Error> {
    let draft: Option<(String, Json<Options>)> = db
        .q("SELECT line, values_json FROM draft WHERE guild_id = $1 AND id = $2 AND user_id = $3")
        .bind(guild_id)
        .bind(id)
        .bind(user_id)
        .opt()
        .await?;
    let (line, options) = draft.ok_or_else(gone)?;
    Ok((Line::parse(&line).map_err(|_| gone())?, options.0))
}

fn gone() -> Refusal {
    Refusal::new("That draft is no longer kept (drafts stay for a week). Please run the command again.")
}

/// Opens the form with what the person typed before; only for the one who typed it. The form carries the number of the
/// draft alone: what is not among its inputs may be longer than a form can carry, or a file.
pub async fn reopen(cx: &Context, args: DraftReopen) -> Answer {
    let (line, options) = find(&cx.db, (cx.guild.id, cx.caller.user_id), args.draft).await?;
    let leaf = leaf(line.path()).ok_or_else(gone)?;
    // It was refused for lack of a role, and is kept for the moment that the person has it.
    if cx.level < leaf.who {
        return Err(words::not_allowed(leaf, &cx.guild).into());
    }
    let value = |name: &str| options.get(name).and_then(text_of);
    Ok(form(leaf, line.with(NUMBER, args.draft), value).map(Reply::Form).ok_or_else(gone)?)
}

/// Gives back to a form that was opened from a draft what the draft holds beside the form's inputs. It is admitted and
/// checked like everything else that comes in.
pub(super) async fn resume(db: &Db, invocation: &mut Invocation) -> Result<(), Error> {
    if invocation.path == AS {
        return choose(db, invocation).await;
    }
    let Some(number) = invocation.options.remove(NUMBER) else { return Ok(()) };
    let id = i64::read(number).map_err(|_| gone())?;
    let caller = (invocation.caller.guild_id, invocation.caller.user_id);
    let (line, options) = find(db, caller, id).await?;
    let form = leaf(&invocation.path).and_then(|leaf| leaf.form.as_ref());
    let form = form.filter(|_| line.path() == invocation.path).ok_or_else(gone)?;
    let rest = options.into_iter().filter(|(name, _)| !is_input(form, name));
    invocation.options.extend(rest);
    Ok(())
}

/// Makes of a button that says what an option means the command that was typed, with that. It is admitted and checked like
/// everything else that comes in.
async fn choose(db: &Db, invocation: &mut Invocation) -> Result<(), Error> {
    let mut take = |name: &str| invocation.options.remove(name).ok_or_else(gone);
    let id = i64::read(take("draft")?).map_err(|_| gone())?;
    let (option, value) = (take("option")?, take("value")?);
    let option = String::read(option).map_err(|_| gone())?;
    let caller = (invocation.caller.guild_id, invocation.caller.user_id);
    let (line, options) = find(db, caller, id).await?;
    invocation.path = line.path().to_owned();
    invocation.version = line.row_version();
    invocation.options = options;
    invocation.options.insert(option, value);
    Ok(())
}

/// The command behind the buttons of a question; `resume` has made another command of it before it could run.
pub async fn choose_as(_cx: &Context, args: DraftAs) -> Answer {
    Err(Fault::Broken(format!("draft {} was not resumed", args.draft)).into())
}

/// Forgets drafts older than `at`.
pub async fn forget_drafts_before(tx: &mut Tx, at: DateTime<Utc>) -> Result<u64, Error> {
    Ok(tx.q("DELETE FROM draft WHERE created_at < $1").bind(At::from(at)).run().await?)
}
