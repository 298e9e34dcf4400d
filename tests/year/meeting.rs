//! A meeting that is held: docket may be killed at any moment of it, and its clock goes on, each thing said once.

use crate::{
    program::Program,
    time::{LEASES_END, turns_to_next},
    world::{Door, Engine, Person, Plan, World, run},
};
use chrono::TimeDelta;
use docket::sandbox::Message;

/// Longer than the meeting is held with nobody left in it, and than docket takes to end it then.
const LONG: TimeDelta = TimeDelta::hours(2);

fn chair(world: &World) -> Person<'_> {
    world.member("PM Growth").in_channel("pm-sync")
}

/// Half an hour that has begun, with a topic of ten minutes that is spoken about.
async fn held(world: &World) {
    let line = "/meeting create name:Standup when:every day 10:05 zone:America/Los_Angeles minutes:30 channel:#pm-sync \
                chair:@PM Growth";
    world.member("PM lead").in_channel("pm-sync").types(line).await.presses("Save").await.sees("is set up");
    chair(world).types("/agenda add topic:Prices minutes:10 meeting:Standup").await.sees("on the agenda");
    world.turn(TimeDelta::minutes(5)).await;
    chair(world).types("/meeting start meeting:Standup").await.sees("has begun");
    world.settle().await;
    chair(world).types("/meeting next-item").await.sees("Now: **Prices**");
    world.settle().await;
}

/// What docket has said in the thread.
fn said(world: &World) -> Vec<Message> {
    let sync = world.channel("pm-sync");
    let head = sync.messages().into_iter().rfind(|message| message.thread_id.is_some());
    let thread = head.and_then(|head| head.thread_id).expect("the meeting has a thread");
    let bot = world.sandbox.bot_id();
    world.sandbox.messages(thread, bot).into_iter().filter(|message| message.author_id == bot).collect()
}

fn saying(world: &World, text: &str) -> usize {
    said(world).iter().filter(|message| message.text().contains(text)).count()
}

async fn killed_at_any_moment(world: &World) {
    held(world).await;
    let before = said(world).len();
    world.stops().await;
    let (end, ends_at) = (world.now() + LONG, world.now() + TimeDelta::minutes(30));
    let mut program = Program::start(world).await;
    let (mut kills, mut warned, mut over, mut near) = (0, false, false, false);
    while turns_to_next(world, end).await {
        program.begins(world.now());
        if kills % 2 == 0 {
            program.is_done().await;
        }
        program.kill(world).await;
        kills += 1;
        program = Program::start(world).await;
        warned |= saying(world, "⏳ The time for Prices is over") == 1;
        over |= saying(world, "⏰ The time for Prices is over since") == 1;
        near |= world.now() < ends_at && saying(world, "minutes left.") == 1;
        world.clock.turn_by(LEASES_END.min(TimeDelta::seconds(30)));
    }
    program.begins(world.now());
    program.is_done().await;
    program.kill(world).await;
    assert!(kills >= 5, "killed {kills} times");
    assert!(warned && over && near, "at 80 % {warned}, at 100 % {over}, before the end {near}");
    // Whatever was said about the time is one message for the topic and one for the end, edited in place.
    assert_eq!(
        said(world).len(),
        before + 2,
        "{:#?}",
        said(world).iter().map(Message::text).collect::<Vec<_>>()
    );
    let ended = "SELECT COUNT(*) FROM event WHERE subject = 'meeting_occurrence' AND verb = 'ended'";
    assert_eq!(world.count(ended).await, 1);
    world.channel("pm-sync").only("**Standup** is over");
    let drafts = chair(world).direct_messages().into_iter().filter(|it| it.text().contains("are a draft"));
    assert_eq!(drafts.count(), 1, "nobody ended it, so docket did, and the chair has its minutes");
    world.starts().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_on_sqlite() {
    run(Engine::Sqlite, Door::Gateway, Plan::team(), |world| Box::pin(killed_at_any_moment(world))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_on_postgres() {
    run(Engine::Postgres, Door::Gateway, Plan::team(), |world| Box::pin(killed_at_any_moment(world))).await;
}
