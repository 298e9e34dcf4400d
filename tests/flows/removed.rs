//! A server that removed docket is not served: timers rest, nobody gets messages on its behalf, and everything goes on when
//! it comes back, without a burst.

use crate::{
    on_each_engine, over_http,
    world::{OTHER, Person, World},
};
use chrono::TimeDelta;
use docket::sandbox::Message;
use std::time::Duration;

/// Reminders of several kinds, and a rotation whose hands change on Wednesday.
async fn set_up(world: &World) {
    let pm = world.member("PM Growth");
    pm.types("/remind me text:Ask Acme about SSO when:in 2h").await.sees("#1");
    pm.types("/remind channel text:Update the roadmap when:every day 9am channel:#general").await.sees("#2");
    let rotation = "/rotation setup name:customer requests members:@PM Growth @PM Platform handoff:every Wednesday 09:30 \
                    zone:America/Los_Angeles deadline:every Wednesday 09:00 channel:#requests";
    world.member("PM lead").types(rotation).await.presses("Save").await.sees("is set up");
    world.settle().await;
}

/// Everything that docket has said in the team's channels and to its people.
fn said(world: &World) -> usize {
    let channels =
        ["general", "requests", "support", "admin"].map(|name| world.channel(name).messages().len());
    let people = ["PM Growth", "PM Platform", "PM lead", "Admin", "Owner"];
    let people = people.map(|name| world.member(name).direct_messages().len());
    channels.iter().sum::<usize>() + people.iter().sum::<usize>()
}

fn removes_docket(world: &World) {
    world.sandbox.leave(world.guild(), world.sandbox.bot_id());
}

fn invites_docket_again(world: &World) {
    world.sandbox.add_bot(world.guild(), &[world.role("docket")]);
}

/// Waits until docket knows that it is, or is not, in the sample team.
async fn knows(world: &World, is_there: bool) {
    let sql = "SELECT COUNT(*) FROM guild WHERE guild_id = $1 AND is_active = $2";
    let guild_id = i64::try_from(world.guild().0).expect("an id");
    let mut glances = tokio::time::interval(Duration::from_millis(5));
    for _ in 0..2000 {
        glances.tick().await;
        let (count,): (i64,) = world.db.q(sql).bind(guild_id).bind(is_there).one().await.expect("a count");
        if count == 1 {
            return;
        }
    }
    panic!("docket did not learn that it is there: {is_there}");
}

fn reminders_of(person: &Person<'_>) -> Vec<Message> {
    person
        .direct_messages()
        .into_iter()
        .filter(|one| one.text().contains("Reminder: **Ask Acme about SSO**"))
        .collect()
}

/// Whether the calendars of a rotation and of a series of meetings are served.
async fn served(world: &World, [rotation, series]: [&str; 2]) -> [bool; 2] {
    let app = world.app().await;
    let shifts = docket::rotation::calendar(app.db(), rotation, world.now()).await.expect("it reads");
    let dates = docket::meeting::calendar(app.db(), series, world.now()).await.expect("it reads");
    [shifts.is_some(), dates.is_some()]
}

/// Asks for the address of a calendar, and returns what it ends in.
async fn token(lead: &Person<'_>, line: &str) -> String {
    let text = lead.types(line).await.text();
    let token = text.split("/calendar/").nth(1).and_then(|rest| rest.split(".ics").next());
    token.expect("an address").to_owned()
}

/// What follows when the team has docket again after more than a week.
async fn goes_on(world: &World) {
    world.settle().await;
    let told = reminders_of(&world.member("PM Growth"));
    assert_eq!(told.len(), 1, "once, late: {told:#?}");
    let daily = world.channel("general").messages();
    let daily: Vec<_> = daily.iter().filter(|one| one.text().contains("Update the roadmap")).collect();
    assert_eq!(daily.len(), 1, "one for all the days: {daily:?}");
    let on = world.channel("requests").transcript();
    assert_eq!(
        (on.matches("Was on duty").count(), on.matches("you are on").count()),
        (1, 1),
        "the first shift and this one: {on}"
    );
    world.member("PM Growth").types("/remind list").await.sees("Update the roadmap");
    world.turn(TimeDelta::days(1)).await;
    let daily = world.channel("general").messages();
    assert_eq!(daily.iter().filter(|one| one.text().contains("Update the roadmap")).count(), 2);
}

on_each_engine! {
    async fn a_server_that_removed_docket_is_not_served_until_it_comes_back(world) {
        set_up(world).await;
        removes_docket(world);
        knows(world, false).await;
        let (before, mark) = (said(world), world.sandbox.journal().mark());
        world.turn(TimeDelta::days(9)).await;
        assert_eq!(said(world), before);
        let asked = world.sandbox.journal().since(mark).map(|entry| entry.path.clone()).collect::<Vec<_>>();
        assert_eq!(asked, Vec::<String>::new(), "nothing is asked of Discord on its behalf");
        // The other server is served as ever.
        world.member_of(OTHER, "Somebody").types("/feedback text:Dark mode please").await.sees("REQ-1");
        invites_docket_again(world);
        knows(world, true).await;
        goes_on(world).await;
    }

    async fn its_calendars_are_not_served_either(world) {
        set_up(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        let line = "/meeting create name:Standup when:every day 9am zone:America/Los_Angeles channel:#pm-sync";
        lead.types(line).await.presses("Save").await.sees("is set up");
        world.settle().await;
        let tokens = [token(&lead, "/rotation calendar new").await, token(&lead, "/meeting calendar new").await];
        let tokens = [tokens[0].as_str(), tokens[1].as_str()];
        assert_eq!(served(world, tokens).await, [true, true]);
        removes_docket(world);
        knows(world, false).await;
        assert_eq!(served(world, tokens).await, [false, false]);
        invites_docket_again(world);
        knows(world, true).await;
        assert_eq!(served(world, tokens).await, [true, true]);
        world.settle().await;
    }

    async fn what_happened_while_docket_was_down_is_learnt_at_the_start(world) {
        set_up(world).await;
        // What is due is looked at before Discord has said where docket is.
        world.expects_status(403);
        world.stops().await;
        removes_docket(world);
        world.clock.turn_by(TimeDelta::days(9));
        let before = said(world);
        world.starts().await;
        knows(world, false).await;
        world.settle().await;
        assert_eq!(said(world), before);
        invites_docket_again(world);
        knows(world, true).await;
        goes_on(world).await;
    }
}

over_http! {
    async fn without_the_gateway_it_is_learnt_from_what_discord_answers(world) {
        set_up(world).await;
        world.expects_status(403);
        world.expects_status(404);
        removes_docket(world);
        let before = said(world);
        world.turn(TimeDelta::days(9)).await;
        knows(world, false).await;
        assert_eq!(said(world), before);
        // The first command tells that it is back.
        invites_docket_again(world);
        world.member("PM Growth").types("/remind list").await.sees("Update the roadmap");
        knows(world, true).await;
        goes_on(world).await;
    }
}
