//! The Discord role of a rotation follows whoever is on duty.

use super::{
    super::{effects::as_told, timetable::role_job},
    by,
};
use crate::{
    contract::{FetchError, Timer},
    db::Tx,
    error::{Error, Fault},
    room::{Job, Ports},
    rotation::{
        rules::holders,
        store::{self, By, Reads, RoleHolder, Row},
        words,
    },
    workspace,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What has been done before the database hears of it.
#[derive(Default)]
struct Done {
    /// Who has been given the role.
    given: Vec<RoleHolder>,
    /// Who has the role no longer from docket.
    taken: Vec<RoleHolder>,
    /// Who keeps the role, because docket cannot take it.
    left_with_it: Vec<i64>,
    /// Why one could not be changed for good.
    problem: Option<(i64, String)>,
    /// Why one could not be changed now.
    later: Option<String>,
}

/// Gives and takes the roles as they ought to be when it runs.
#[derive(Serialize, Deserialize)]
pub struct FollowDuty {
    pub rotation: i64,
    /// Each change has a job of its own, because the one before may be running already.
    #[serde(skip)]
    pub id: i64,
}

impl Job for FollowDuty {
    const KIND: &'static str = "rotation.role";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.rotation, self.id)
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        follow_duty(timer, ports, by(timer, self.rotation)).await
    }
}

async fn follow_duty(timer: &Timer, ports: &Ports, by: By) -> Result<(), Error> {
    let mut db = &timer.db;
    let Some(row) = store::find(&mut db, by.guild_id, by.rotation_id).await? else {
        return super::give_up(timer).await;
    };
    let wanted = wanted(&mut db, by, &row).await?;
    let (wanted, stopped) = allowed(timer, ports, wanted).await?;
    let held = store::role_holders(&mut db, by.guild_id, by.rotation_id).await?;
    let promised = promise(timer, ports, by, &wanted, &held).await?;
    let done = change(ports, by, &wanted, &held, &promised).await;
    let problem = match (stopped, &done.problem) {
        (Some(stopped), _) => Some(stopped),
        (None, Some((role_id, why))) => {
            let facts = ports.directory.facts(by.guild_id).await.ok();
            let seen = facts.and_then(|facts| workspace::not_to_be_given(&timer.guild, &facts, *role_id));
            Some((*role_id, seen.unwrap_or_else(|| why.clone())))
        }
        (None, None) => None,
    };
    let row = as_told(&timer.guild, &row);
    let problem = problem.map(|(role_id, why)| words::role_failed(&row, role_id, &why, &done.left_with_it));
    let mut tx = timer.begin().await?;
    take_again_what_was_given_too_late(&mut tx, by, &done.given).await?;
    for holder in &done.taken {
        store::note_role_taken(&mut tx, by, *holder);
    }
    if let Some(text) = &problem {
        workspace::report_problem(&mut tx, by.now, &timer.guild, text).await?;
    }
    match done.later {
        None => timer.finish(tx).await,
        Some(why) => {
            tx.commit().await?;
            Err(not_yet(&why))
        }
    }
}

/// Whom to give the role, which is nobody when docket must not give it any more, and then why not: since it was chosen it
/// may have come to decide a level, or to stand above docket.
async fn allowed(
    timer: &Timer,
    ports: &Ports,
    wanted: Vec<RoleHolder>,
) -> Result<(Vec<RoleHolder>, Option<(i64, String)>), Error> {
    let Some(role_id) = wanted.first().map(|holder| holder.role_id) else { return Ok((wanted, None)) };
    let why = match ports.directory.facts(timer.guild.id).await {
        Ok(facts) => workspace::not_to_be_given(&timer.guild, &facts, role_id),
        Err(FetchError::Never(why)) => Some(why),
        Err(FetchError::Later(why)) => return Err(not_yet(&why)),
    };
    Ok(match why {
        Some(why) => (Vec::new(), Some((role_id, why))),
        None => (wanted, None),
    })
}

fn not_yet(why: &str) -> Error {
    Fault::Broken(format!("a role could not be changed yet: {why}")).into()
}

/// Notes who is to be given a role before they are, so that it is taken from them again whatever happens in between. Who
/// has the role already has it from somebody else, and keeps it.
async fn promise(
    timer: &Timer,
    ports: &Ports,
    by: By,
    wanted: &[RoleHolder],
    held: &[RoleHolder],
) -> Result<Vec<RoleHolder>, Error> {
    let mut lacking = Vec::new();
    for holder in wanted.iter().filter(|holder| !held.contains(holder)) {
        match ports.members.member(by.guild_id, holder.user_id).await {
            Ok(Some(member)) if !member.role_ids.contains(&holder.role_id) => lacking.push(*holder),
            Ok(_) => {}
            Err(why) => return Err(not_yet(&why.to_string())),
        }
    }
    if !lacking.is_empty() {
        let mut tx = timer.db.begin().await?;
        lacking.iter().for_each(|holder| store::note_role_given(&mut tx, by, *holder));
        tx.commit().await?;
    }
    Ok(lacking)
}

/// What changed while Discord was busy giving may have taken the role already, from nobody as yet. Then it is noted anew
/// who has it, and another job takes it.
async fn take_again_what_was_given_too_late(tx: &mut Tx, by: By, given: &[RoleHolder]) -> Result<(), Error> {
    if given.is_empty() {
        return Ok(());
    }
    let wanted = match store::lock(tx, by.guild_id, by.rotation_id).await? {
        Some(row) => wanted(tx, by, &row).await?,
        None => Vec::new(),
    };
    let too_late: Vec<_> = given.iter().filter(|holder| !wanted.contains(holder)).collect();
    too_late.iter().for_each(|holder| store::note_role_given(tx, by, **holder));
    if too_late.is_empty() { Ok(()) } else { role_job(tx, by).await }
}

async fn wanted(on: &mut impl Reads, by: By, row: &Row) -> Result<Vec<RoleHolder>, Error> {
    let Some(role_id) = row.role_id.filter(|_| row.is_active()) else { return Ok(Vec::new()) };
    let rows = store::rows(on, by.guild_id, by.rotation_id).await?;
    let on = holders(&rows.plan, by.now).into_iter().filter_map(|duty| duty.user.ok());
    Ok(on.map(|user_id| RoleHolder { role_id, user_id }).collect())
}

/// Takes and gives roles, outside any transaction. Doing it twice does no harm.
async fn change(
    ports: &Ports,
    by: By,
    wanted: &[RoleHolder],
    held: &[RoleHolder],
    promised: &[RoleHolder],
) -> Done {
    let mut done = Done::default();
    for holder in held.iter().filter(|holder| !wanted.contains(holder)) {
        let result = ports.members.take_role(by.guild_id, holder.user_id, holder.role_id).await;
        // What cannot be taken for good is not docket's to keep account of any more; admins are told who keeps it.
        match done.note(*holder, result) {
            Outcome::Later => {}
            Outcome::Done => done.taken.push(*holder),
            Outcome::Never => {
                done.left_with_it.push(holder.user_id);
                done.taken.push(*holder);
            }
        }
    }
    // Also whoever was promised it before a crash; who has it already is given it again without harm.
    let staying = held.iter().filter(|holder| wanted.contains(holder));
    for holder in staying.chain(promised) {
        let result = ports.members.give_role(by.guild_id, holder.user_id, holder.role_id).await;
        match done.note(*holder, result) {
            Outcome::Done => done.given.push(*holder),
            Outcome::Never if promised.contains(holder) => done.taken.push(*holder),
            Outcome::Never | Outcome::Later => {}
        }
    }
    done
}

/// How giving or taking went.
#[derive(PartialEq)]
enum Outcome {
    Done,
    Never,
    Later,
}

impl Done {
    fn note(&mut self, holder: RoleHolder, result: Result<(), FetchError>) -> Outcome {
        match result {
            Ok(()) => Outcome::Done,
            Err(FetchError::Never(why)) => {
                self.problem = Some((holder.role_id, why));
                Outcome::Never
            }
            Err(FetchError::Later(why)) => {
                self.later = Some(why);
                Outcome::Later
            }
        }
    }
}
