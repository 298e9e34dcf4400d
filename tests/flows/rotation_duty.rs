//! What the person on duty is told, and what follows by itself: notices a day ahead, reminders of the deadline, the role,
//! whoever leaves, calendars.

use crate::{
    in_every_world, on_each_engine,
    world::{Person, Plan, SAMPLE, World},
};
use calcard::icalendar::{ICalendar, ICalendarComponentType, ICalendarProperty};
use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    app::{App, AppOptions},
    sandbox::{Message, Permissions},
};

/// "customer requests" in #pm-sync: Growth is on until the 25th, then Platform and the lead, a week each. The lead may give
/// roles in the server.
async fn set_up(world: &World) {
    world.sandbox.set_role_permissions(world.guild(), world.role("PM lead"), Permissions::MANAGE_ROLES);
    let line = "/rotation setup name:customer requests members:@PM Growth @PM Platform @PM lead \
                handoff:every Wednesday 09:30 zone:America/Los_Angeles deadline:every Wednesday 09:00 channel:#pm-sync";
    world.member("PM lead").types(line).await.presses("Save").await.sees("is set up");
    world.settle().await;
}

async fn turn_to(world: &World, text: &str) {
    let at: DateTime<Utc> = text.parse().expect("an instant");
    world.turn(at - world.now()).await;
}

/// The sample team with a role "On call" at this height.
fn with_duty_role(position: u16) -> Plan {
    Plan::team().seed(move |seed| {
        seed.changing_guild(SAMPLE, |guild| {
            let role = guild.role("On call", Permissions::NONE);
            guild.edit_role(role, |role| role.position = position);
        })
    })
}

fn holds(world: &World, name: &str, role: &str) -> bool {
    let guilds = world.sandbox.guilds();
    let guild = guilds.iter().find(|guild| guild.id == world.guild()).expect("it is there");
    guild.members[&world.member(name).id].roles.contains(&world.role(role))
}

fn told(person: &Person<'_>, text: &str) -> Vec<Message> {
    person.direct_messages().into_iter().filter(|one| one.content.contains(text)).collect()
}

/// The lines behind the buttons of a message.
fn lines(message: &Message) -> Vec<String> {
    let ids = message.all_components().into_iter().filter_map(|one| one["custom_id"].as_str());
    ids.map(str::to_owned).collect()
}

/// The members that docket has asked Discord about, in order.
fn lookups(world: &World) -> Vec<String> {
    let journal = world.sandbox.journal();
    let asked = journal.entries().filter(|one| one.template == "/guilds/{guild_id}/members/{user_id}");
    asked.map(|one| one.path.clone()).collect()
}

async fn files(world: &World, text: &str) {
    world.member("Support engineer").types(&format!("/feedback text:{text}")).await.sees("Filed as");
}

in_every_world! {
    async fn a_day_ahead_the_next_one_is_told_and_can_ask_for_cover_right_there(world) {
        set_up(world).await;
        files(world, "SSO login loops").await;
        turn_to(world, "2026-11-24T18:00:00Z").await;
        let platform = world.member("PM Platform");
        let [notice] = &told(&platform, "you are on **customer requests**")[..] else { panic!("one notice") };
        assert!(notice.content.contains(&format!("after {}", world.member("PM Growth").mention())), "{}", notice.content);
        assert!(notice.content.contains("One request is unassigned"), "{}", notice.content);
        // In a direct message Discord does not say which server it is about; the button does.
        let dates = platform.presses(notice, "Ask for cover").await;
        assert_eq!(dates.filled_in("from"), "2026-11-25 09:30");
        dates.submits(&[]).await.sees("who can cover for you");
        let ask = world.channel("pm-sync").shows("needs cover").await;
        world.member("PM lead").presses(&ask, "I'll cover").await.sees("covers for");
    }

    async fn a_button_in_a_direct_message_asks_for_the_roles_of_that_moment(world) {
        set_up(world).await;
        turn_to(world, "2026-11-24T18:00:00Z").await;
        world.expects_status(404);
        let platform = world.member("PM Platform");
        let notice = told(&platform, "you are on **customer requests**").remove(0);
        world.sandbox.set_roles(platform.guild, platform.id, &[]);
        platform.presses(&notice, "Ask for cover").await.sees("You need the").sees_not("From (");
        world.sandbox.leave(platform.guild, platform.id);
        platform.presses(&notice, "Ask for cover").await.sees("no member of the server");
        assert!(world.channel("pm-sync").messages().iter().all(|one| !one.text().contains("needs cover")));
    }
}

on_each_engine! {
    async fn the_people_of_one_morning_are_looked_up_once(world) {
        set_up(world).await;
        let line = "/rotation setup name:support desk members:@PM Growth @PM Platform @PM lead \
                    handoff:every Monday 09:30 zone:America/Los_Angeles channel:#support";
        world.member("PM lead").types(line).await.presses("Save").await.sees("is set up");
        let mut mornings = Vec::new();
        for morning in ["2026-11-19T17:00:00Z", "2026-11-20T17:00:00Z"] {
            let at: DateTime<Utc> = morning.parse().expect("an instant");
            world.turn(at - TimeDelta::minutes(1) - world.now()).await;
            let before = lookups(world);
            world.turn(TimeDelta::minutes(1)).await;
            mornings.push(lookups(world).split_off(before.len()));
        }
        for mut asked in mornings {
            asked.sort_unstable();
            let count = asked.len();
            asked.dedup();
            assert_eq!(asked.len(), count, "both rotations' daily looks and the digests asked: {asked:?}");
            for name in ["PM Growth", "PM Platform", "PM lead"] {
                let id = world.member(name).id;
                assert!(asked.iter().any(|path| path.ends_with(&format!("/{id}"))), "{name}: {asked:?}");
            }
        }
    }

    async fn reminders_of_the_deadline_lead_into_triage(world) {
        set_up(world).await;
        files(world, "SSO login loops").await;
        files(world, "The invoice is wrong").await;
        let growth = world.member("PM Growth");
        turn_to(world, "2026-11-24T17:01:00Z").await;
        let [first] = &told(&growth, "the deadline of")[..] else { panic!("one reminder a day before") };
        assert!(first.content.contains("2 requests are unassigned"), "{}", first.content);
        let guild = format!(" g:{:x}", world.guild().0);
        let expected = ["triage next", "triage sweep", "triage queue"].map(|line| format!("{line}{guild}"));
        assert_eq!(lines(first), expected);
        for number in [1, 2] {
            world.member("PM Growth").types(&format!("/request assign request:{number}")).await.sees("assigned");
        }
        turn_to(world, "2026-11-25T17:00:00Z").await;
        assert_eq!(told(&growth, "the deadline of").len(), 1);
        let clear = told(&growth, "nothing is left to do");
        assert_eq!(clear.len(), 1, "once, two hours before");
        turn_to(world, "2026-12-02T18:00:00Z").await;
        assert_eq!(told(&world.member("PM Platform"), "nothing is left to do").len(), 1, "once, not at both");
    }

    async fn new_requests_are_a_silent_line_in_the_morning(world) {
        world.member("Admin").types("/settings hours hours:Mon-Fri 9:00-17:00").await.sees("9:00");
        set_up(world).await;
        files(world, "SSO login loops").await;
        turn_to(world, "2026-11-19T17:01:00Z").await;
        let line = world.channel("pm-sync").only("has come in and is unassigned");
        assert!(line.is_silent() && line.pinged_users.is_empty(), "{line:?}");
        turn_to(world, "2026-11-20T17:01:00Z").await;
        world.channel("pm-sync").only("has come in and is unassigned");
    }

    async fn who_has_closed_direct_messages_is_mentioned_in_the_channel(world) {
        world.expects_status(403);
        set_up(world).await;
        let platform = world.member("PM Platform");
        world.sandbox.faults().close_dms(platform.id, true);
        turn_to(world, "2026-11-24T18:00:00Z").await;
        assert!(platform.direct_messages().is_empty());
        let said = world.channel("pm-sync").shows("you are on **customer requests** from").await;
        assert_eq!(said.pinged_users, [platform.id]);
        platform.presses(&said, "Ask for cover").await.submits(&[]).await.sees("who can cover for you");
    }

    async fn the_role_follows_whoever_is_on(world in with_duty_role(1)) {
        set_up(world).await;
        let has = |name: &str| holds(world, name, "On call");
        world.member("PM lead").types("/rotation role role:@On call").await.sees("Whoever is on duty");
        world.settle().await;
        assert!(has("PM Growth") && !has("PM Platform"));
        turn_to(world, "2026-11-25T18:00:00Z").await;
        assert!(!has("PM Growth") && has("PM Platform"));
        world.member("PM lead").types("/rotation take").await.sees("is on from now");
        world.settle().await;
        assert!(!has("PM Platform") && has("PM lead"));
    }

    async fn who_has_the_role_anyway_keeps_it(world in with_duty_role(1)) {
        set_up(world).await;
        let growth = world.member("PM Growth");
        let roles = [world.role("PM"), world.role("On call")];
        world.sandbox.set_roles(growth.guild, growth.id, &roles);
        world.member("PM lead").types("/rotation role role:@On call").await.sees("Whoever is on duty");
        world.settle().await;
        turn_to(world, "2026-11-25T18:00:00Z").await;
        assert!(holds(world, "PM Growth", "On call") && holds(world, "PM Platform", "On call"));
        world.member("PM lead").types("/rotation role").await;
        world.settle().await;
        assert!(holds(world, "PM Growth", "On call") && !holds(world, "PM Platform", "On call"));
    }

    async fn nobody_comes_to_more_power_by_the_role(world in with_duty_role(30)) {
        set_up(world).await;
        let lead = world.member("PM lead");
        for role in ["Admin", "PM"] {
            let line = format!("/rotation role role:@{role}");
            lead.types(&line).await.is_private().sees("decides what people may do in docket");
        }
        lead.types("/rotation role role:@On call").await.is_private().sees("is not below your own roles");
        world.settle().await;
        assert!(!holds(world, "PM Growth", "Admin") && !holds(world, "PM Growth", "On call"));
    }

    async fn a_role_above_dockets_own_is_said_in_words(world in with_duty_role(90)) {
        set_up(world).await;
        let answer = world.member("Owner").types("/rotation role role:@On call").await;
        answer.is_private().sees("is not below docket's own role").sees("Move docket's role above it");
    }

    async fn a_missing_permission_is_said_in_words(world in with_duty_role(1).seed(|seed| {
        seed.changing_guild(SAMPLE, |guild| guild.edit_bot_role(|role| role.permissions = Permissions::everyone()))
    })) {
        set_up(world).await;
        let answer = world.member("PM lead").types("/rotation role role:@On call").await;
        answer.is_private().sees("docket lacks the permission Manage Roles");
    }

    async fn a_permission_that_is_taken_away_later_is_said_to_admins(world in with_duty_role(1)) {
        world.expects_status(403);
        set_up(world).await;
        world.member("PM lead").types("/rotation role role:@On call").await.sees("Whoever is on duty");
        world.settle().await;
        world.sandbox.set_role_permissions(world.guild(), world.role("docket"), Permissions::everyone());
        turn_to(world, "2026-11-25T18:00:00Z").await;
        // Until the handoff it is only told that the role could not be given again.
        let kept = format!("It could not be taken from {}", world.member("PM Growth").mention());
        let problem = world.channel("admin").shows(&kept).await;
        assert!(problem.text().contains("could not follow whoever is on duty"), "{}", problem.text());
        assert!(!holds(world, "PM Platform", "On call"));
    }

    async fn whoever_leaves_is_followed_at_once_where_docket_hears_of_it(world in Plan::team().hearing_of_members()) {
        world.expects_status(404);
        set_up(world).await;
        let growth = world.member("PM Growth");
        world.sandbox.leave(world.guild(), growth.id);
        let said = world.channel("pm-sync").shows("left the server").await;
        let platform = world.member("PM Platform");
        assert!(said.content.contains(&format!("goes to {}, next in line", platform.mention())), "{}", said.content);
        assert_eq!(said.pinged_users, [platform.id]);
        world.member("Guest").types("/rotation who").await.sees(&platform.mention());
    }

    async fn without_the_intent_whoever_has_left_is_found_by_the_next_morning(world) {
        world.expects_status(404);
        set_up(world).await;
        let growth = world.member("PM Growth");
        world.sandbox.leave(world.guild(), growth.id);
        world.settle().await;
        assert!(world.channel("pm-sync").messages().iter().all(|one| !one.text().contains("left the server")));
        turn_to(world, "2026-11-19T16:01:00Z").await;
        world.channel("pm-sync").only("left the server");
    }

    async fn an_intent_that_is_wished_for_and_not_allowed_is_named_by_check_and_stops_nothing(world) {
        let mut settings = world.settings();
        assert!(!world.check(false).await.to_string().contains("Server Members intent"));
        settings.discord.has_members_intent = true;
        let report = world.check(true).await;
        assert!(!report.is_well() && report.to_string().contains("switch on Server Members Intent"), "{report}");
        world.stops().await;
        let app = App::start(settings, AppOptions::new(world.clock.clone())).await.expect("it starts all the same");
        app.stop().await;
    }

    async fn check_says_that_docket_hears_of_members(world in Plan::team().hearing_of_members()) {
        let report = world.check(true).await;
        assert!(report.to_string().contains("docket hears at once when somebody leaves"), "{report}");
    }

    async fn a_calendar_is_served_at_its_whole_address_until_it_is_revoked(world) {
        set_up(world).await;
        let lead = world.member("PM lead");
        let made = lead.types("/rotation calendar new").await;
        made.is_private();
        let text = made.text();
        let address = text.split('`').find(|part| part.ends_with(".ics")).expect("an address");
        let path = address.strip_prefix("https://docket.example.org").expect("the public address comes first");
        let url = format!("http://{}{path}", world.app().await.address());
        let client = reqwest::Client::new();
        let first = client.get(&url).send().await.expect("an answer");
        assert_eq!(first.status(), 200);
        assert_eq!(first.headers()["content-type"], "text/calendar; charset=utf-8");
        let tag = first.headers()["etag"].to_str().expect("text").to_owned();
        let feed = first.text().await.expect("text");
        assert_eq!(shifts(&feed, 6), next_shifts(world).await, "the same as /rotation next");
        let again = client.get(&url).header("If-None-Match", format!("\"other\", W/{tag}")).send().await.expect("an answer");
        assert_eq!((again.status().as_u16(), again.bytes().await.expect("a body").len()), (304, 0));
        // A change is a change of the feed, with a higher sequence number under the same name.
        world.turn(TimeDelta::minutes(5)).await;
        lead.types("/rotation take").await.sees("is on from now");
        let changed = client.get(&url).header("If-None-Match", &tag).send().await.expect("an answer");
        assert_eq!(changed.status(), 200);
        let changed = changed.text().await.expect("text");
        assert!(sequence(&changed) > sequence(&feed) && stamp(&changed) > stamp(&feed), "{changed}");
        lead.types("/rotation calendar revoke").await.sees("no longer works");
        assert_eq!(client.get(&url).send().await.expect("an answer").status(), 404);
    }
}

fn events(feed: &str) -> Vec<calcard::icalendar::ICalendarComponent> {
    let calendar = ICalendar::parse(feed).expect("another library reads it");
    let is_event =
        |part: &calcard::icalendar::ICalendarComponent| part.component_type == ICalendarComponentType::VEvent;
    calendar.components.into_iter().filter(is_event).collect()
}

/// Start of the first events as Unix seconds.
fn shifts(feed: &str, count: usize) -> Vec<i64> {
    let start = |event: &calcard::icalendar::ICalendarComponent| {
        let value = &event.property(&ICalendarProperty::Dtstart).expect("a start").values[0];
        value
            .as_partial_date_time()
            .expect("a time")
            .to_date_time()
            .expect("whole")
            .date_time
            .and_utc()
            .timestamp()
    };
    events(feed).iter().map(start).take(count).collect()
}

/// The beginnings of the next six shifts as `/rotation next` shows them.
async fn next_shifts(world: &World) -> Vec<i64> {
    let text = world.member("Guest").types("/rotation next count:6").await.text();
    let lines = text.lines().filter(|line| line.contains("<t:"));
    let first = |line: &str| line.split("<t:").nth(1)?.split(':').next()?.parse().ok();
    lines.filter_map(first).collect()
}

fn property(feed: &str, name: &str) -> Option<String> {
    let line = feed.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.to_owned())
}

fn sequence(feed: &str) -> Option<u64> {
    property(feed, "SEQUENCE")?.parse().ok()
}

fn stamp(feed: &str) -> Option<String> {
    property(feed, "DTSTAMP")
}
