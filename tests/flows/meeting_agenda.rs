//! Agendas: topics by command, menu, form and button; one living board; time boxes, votes, reading ahead; what is carried over and
//! what is confidential.

use crate::{
    action::close,
    in_every_world,
    meeting::sync,
    on_each_engine,
    remind::{days, told},
    world::{Plan, SAMPLE, World},
};
use chrono::TimeDelta;
use docket::sandbox::Permissions;

/// The sample team with a channel that only PMs see.
pub fn with_private() -> Plan {
    Plan::team().seed(|seed| {
        seed.changing_guild(SAMPLE, |guild| {
            guild.channel("pm-private", "");
        })
    })
}

/// The sync, with that channel for what is confidential.
pub async fn private_sync(world: &World) {
    let channel = world.channel("pm-private").id;
    world.sandbox.set_overwrite(channel, world.guild(), Permissions::NONE, Permissions::VIEW_CHANNEL);
    for name in ["PM", "PM lead"] {
        world.sandbox.set_overwrite(channel, world.role(name), Permissions::VIEW_CHANNEL, Permissions::NONE);
    }
    let bot = world.sandbox.bot_id();
    world.sandbox.set_overwrite(
        channel,
        bot,
        Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES,
        Permissions::NONE,
    );
    let lead = world.member("PM lead").in_channel("pm-sync");
    let preview = lead.types("/meeting create template:sync private:#pm-private").await;
    preview.sees("Nothing is saved yet").presses("Save").await.sees("is set up");
    world.settle().await;
}

fn board(world: &World) -> String {
    world.channel("pm-sync").only("**Topics**").text()
}

in_every_world! {
    async fn topics_come_by_command_form_menu_and_button_and_stand_on_one_living_board(world) {
        sync(world).await;
        let (lead, growth) = (world.member("PM lead").in_channel("pm-sync"), world.member("PM Growth").in_channel("pm-sync"));
        lead.types("/agenda add topic:Prices of the export minutes:10 kind:decide link:https://example.com/prices").await
            .is_private().sees("**TOPIC-1** is on the agenda of **PM weekly sync**, Wed 25 Nov 2026, 09:00 (Los Angeles), at place 1");
        let form = growth.types("/agenda add").await;
        form.opens("A topic for the agenda");
        form.submits(&[("topic", "Who answers on Friday"), ("minutes", "5"), ("for", "next")]).await.sees("TOPIC-2").sees("at place 2");
        let said = world.member("Sales").in_channel("pm-sync").says("Customers ask for a dark mode");
        let form = growth.chooses_on(&said, "Add to agenda").await;
        assert_eq!(form.filled_in("topic"), "Customers ask for a dark mode");
        assert_eq!(form.filled_in("meeting"), "PM weekly sync");
        form.submits(&[("topic", "Customers ask for a dark mode"), ("meeting", "PM weekly sync"), ("for", "next")]).await.sees("TOPIC-3");
        // The board comes two working days before.
        assert!(!world.channel("pm-sync").transcript().contains("**Topics**"));
        days(world, 5).await;
        let text = board(world);
        for part in ["1. `TOPIC-1` Prices of the export · 10 min", "decide", "2. `TOPIC-2` Who answers on Friday · 5 min",
            "3. `TOPIC-3` Customers ask for a dark mode · ~5 min", "No action is open.", "chair", "30 min"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let shown = world.channel("pm-sync").only("**Topics**");
        let form = growth.presses(&shown, "Add item").await;
        form.submits(&[("topic", "The beta"), ("for", "next")]).await.sees("at place 4");
        world.settle().await;
        assert!(board(world).contains("4. `TOPIC-4` The beta"));
        let opened = growth.chooses(&shown, "Open a topic: vote, read, edit, defer…", "1").await;
        opened.is_private().sees("TOPIC-1 · on the agenda").sees("https://example.com/prices");
        opened.presses("Vote").await.is_in_place().sees("You want **TOPIC-1** to be spoken about");
        opened.presses("I've read it").await.sees("you have read");
        world.settle().await;
        assert!(board(world).contains("1 vote") && board(world).contains("1 have"), "{}", board(world));
        lead.types("/agenda order item:4 place:1").await.sees("**1. `TOPIC-4` The beta**").sees("2. `TOPIC-1`");
        lead.types("/agenda withdraw item:3").await.sees("is withdrawn").presses("Undo").await.sees("Undid: withdrawn");
        lead.types("/agenda defer item:2 to:later").await.sees("is now for later");
        lead.types("/agenda show for:later").await.sees("TOPIC-2").presses("Pull TOPIC-2").await.sees("is on the agenda");
        world.settle().await;
        assert!(board(world).contains("1. `TOPIC-4`") && board(world).contains("4. `TOPIC-2`"), "{}", board(world));
    }

    async fn a_thing_that_two_would_name_appears_once(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        world.member("Support engineer").types("/feedback text:SSO login loops").await.sees("REQ-1");
        world.member("Support engineer").types("/feedback text:Export is slow").await.sees("REQ-2");
        lead.types("/agenda show").await.sees("SSO login loops").sees("Export is slow").sees("Requests that nobody has taken");
        lead.types("/agenda add topic:What to do about login request:1").await.sees("TOPIC-1");
        let shown = lead.types("/agenda show").await;
        shown.sees("What to do about login").sees("Export is slow").sees_not("SSO login loops");
        lead.types("/agenda item item:1").await.sees("REQ-1");
        // Nor is it named twice once the meeting has begun, at nine.
        world.turn(TimeDelta::hours(7 * 24 - 1)).await;
        lead.types("/meeting start").await.sees("has begun");
        world.settle().await;
        let sync = world.channel("pm-sync");
        let head = sync.messages().into_iter().rfind(|it| it.thread_id.is_some()).expect("a meeting has begun");
        let told = sync.thread_on(&head).transcript();
        assert!(told.contains("Requests that nobody has taken") && told.contains("Export is slow"), "{told}");
        assert!(!told.contains("SSO login loops"), "{told}");
    }

    async fn requests_that_nobody_has_taken_stand_under_who_is_on_duty(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        world.member("Support engineer").types("/feedback text:Export is slow").await.sees("REQ-1");
        lead.types("/agenda show").await.sees("Export is slow").sees_not("On duty");
        let rotation = "/rotation setup name:rota members:@PM Growth @PM Platform handoff:every Thursday 09:30 \
                        zone:America/Los_Angeles";
        lead.types(rotation).await.presses("Save").await.sees("is set up");
        world.settle().await;
        let growth = world.member("PM Growth");
        lead.types("/agenda show").await.sees(&format!("On duty: {}\n", growth.mention()));
        days(world, 5).await;
        let on_duty = world.member("PM Platform");
        assert!(board(world).contains(&format!("On duty: {}\n", on_duty.mention())), "{}", board(world));
    }
}

on_each_engine! {
    async fn an_agenda_says_what_was_done_or_dropped_since_the_last_meeting(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        for what in ["Send the numbers", "Book the room", "Ask the lawyers"] {
            lead.types(&format!("/action add what:{what} who:me")).await.sees("ACT-");
        }
        lead.types("/action done action:1").await.sees("done");
        lead.types("/action drop action:2").await.sees("dropped");
        let shown = lead.types("/agenda show").await;
        shown.sees("Done in the last 7 days: ACT-1. Dropped: ACT-2").sees("Ask the lawyers").sees_not("Send the numbers");
        world.turn(TimeDelta::hours(6 * 24 + 23)).await;
        lead.types("/meeting start meeting:PM weekly sync").await.sees("has begun");
        world.settle().await;
        lead.types("/meeting end anyway:yes").await.sees("The meeting is over");
        world.settle().await;
        world.turn(TimeDelta::hours(1)).await;
        lead.types("/action done action:3").await.sees("done");
        // With nothing open it is said all the same.
        let shown = lead.types("/agenda show meeting:PM weekly sync").await;
        shown.sees("No action is open. Done since the last meeting: ACT-3").sees_not("ACT-1");
    }

    async fn a_decision_is_confirmed_in_one_press_and_does_not_come_back(world) {
        sync(world).await;
        let (lead, growth) = (world.member("PM lead").in_channel("pm-sync"), world.member("PM Growth").in_channel("pm-sync"));
        growth.types("/decision record text:Exports are CSV only").await.sees("Recorded as **DEC-1**");
        growth.types("/decision record text:Friday is for bugs").await.sees("Recorded as **DEC-2**");
        days(world, 5).await;
        assert!(board(world).contains("Exports are CSV only") && board(world).contains("Friday is for bugs"), "{}", board(world));
        let support = world.member("Support engineer").in_channel("pm-sync");
        support.types("/agenda show").await.presses("Confirm DEC-1").await.is_private().sees_not("is confirmed");
        let shown = lead.types("/agenda show").await;
        shown.presses("Confirm DEC-1").await.is_private().sees("**DEC-1** is confirmed").sees("DEC-1 · confirmed");
        world.settle().await;
        assert!(!board(world).contains("Exports are CSV only") && board(world).contains("Friday is for bugs"), "{}", board(world));
        growth.types("/decision find text:export").await.sees(&format!("confirmed by {}", lead.mention()));
        // What is left comes up in the meeting.
        world.turn(TimeDelta::hours(47)).await;
        lead.types("/meeting start").await.sees("has begun");
        world.settle().await;
        let channel = world.channel("pm-sync");
        let head = channel.messages().into_iter().rfind(|it| it.thread_id.is_some()).expect("a meeting has begun");
        let agenda = channel.thread_on(&head).only("Decisions to confirm");
        lead.presses(&agenda, "Confirm DEC-2").await.sees("**DEC-2** is confirmed");
        growth.presses(&agenda, "Confirm DEC-2").await.is_private().sees("DEC-2 was confirmed by").sees("nothing was changed");
        world.turn(TimeDelta::minutes(2)).await;
        lead.types("/meeting end").await.sees("The meeting is over");
        world.settle().await;
        let drafts = lead.direct_messages();
        let draft = drafts.iter().find(|it| it.text().contains("are a draft")).expect("the chair has a draft");
        lead.presses(draft, "Publish").await.sees("The minutes are published");
        world.settle().await;
        let minutes = channel.only("Minutes of").text();
        let said = format!("DEC-2: Friday is for bugs — {}", lead.mention());
        assert!(minutes.contains("Confirmed") && minutes.contains(&said) && !minutes.contains("DEC-1"), "{minutes}");
        let next = lead.types("/agenda show").await;
        next.sees("No decision waits to be confirmed").sees_not("Friday is for bugs").sees_not("Exports are CSV only");
    }

    async fn what_does_not_fit_is_said_and_put_off_by_votes(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        for (topic, minutes) in [("One", 15), ("Two", 15), ("Three", 10)] {
            lead.types(&format!("/agenda add topic:{topic} minutes:{minutes}")).await.sees("is on the agenda");
        }
        let last = lead.types("/agenda add topic:Four minutes:10").await;
        last.sees("That makes 50 min of topics for 30 min").sees("Defer this one");
        for name in ["PM Growth", "PM Platform"] {
            let person = world.member(name);
            person.types("/agenda item item:3").await.presses("Vote").await.sees("TOPIC-3");
        }
        world.member("PM Growth").types("/agenda item item:2").await.presses("Vote").await.sees("TOPIC-2");
        let shown = lead.types("/agenda show").await;
        shown.sees("50 min of topics for 30 min: 20 min too many").sees("Deferring TOPIC-4, TOPIC-1 makes it fit");
        let fitted = shown.presses("Defer what does not fit").await;
        fitted.sees("TOPIC-1, TOPIC-4 are now on the agenda of **PM weekly sync**, Wed 2 Dec 2026");
        lead.types("/agenda show").await.sees("TOPIC-2").sees("TOPIC-3").sees_not("TOPIC-1").sees_not("too many");
        world.settle().await;
    }

    async fn the_board_is_silent_and_puts_off_what_does_not_fit(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        for (topic, minutes) in [("One", 15), ("Two", 15), ("Three", 10)] {
            lead.types(&format!("/agenda add topic:{topic} minutes:{minutes}")).await.sees("is on the agenda");
        }
        days(world, 5).await;
        let shown = world.channel("pm-sync").only("**Topics**");
        assert!(shown.is_silent(), "it disturbs nobody");
        assert!(shown.text().contains("40 min of topics for 30 min: 10 min too many"), "{}", shown.text());
        let support = world.member("Support engineer").in_channel("pm-sync");
        support.presses(&shown, "Defer what does not fit").await.is_private().sees_not("is now on the agenda");
        let fitted = lead.presses(&shown, "Defer what does not fit").await;
        fitted.is_private().sees("TOPIC-3 is now on the agenda of **PM weekly sync**, Wed 2 Dec 2026");
        world.settle().await;
        let shown = world.channel("pm-sync").only("**Topics**");
        assert!(!shown.text().contains("too many") && !shown.text().contains("TOPIC-3"), "{}", shown.text());
        lead.presses(&shown, "Refresh").await.sees("drawn anew");
        world.settle().await;
    }

    async fn what_is_said_in_a_closed_channel_is_on_no_public_board(world in with_private()) {
        let lead = world.member("PM lead");
        close(world, "social", &[&lead]);
        private_sync(world).await;
        let inside = lead.clone().in_channel("pm-private");
        inside.types("/agenda add topic:Quicksilver is for sale").await.is_private().sees("confidential part");
        inside.types("/agenda add topic:Prices confidential:no").await.sees("**TOPIC-2** is on the agenda");
        let said = lead.clone().in_channel("social").says("Tungsten runs out");
        let form = lead.chooses_on(&said, "Add to agenda").await;
        let inputs = [("topic", "Tungsten runs out"), ("meeting", "PM weekly sync"), ("for", "next")];
        form.submits(&inputs).await.is_private().sees("confidential part");
        days(world, 5).await;
        let public = board(world);
        assert!(public.contains("2 confidential topics, in the private channel") && public.contains("Prices"), "{public}");
        assert!(!public.contains("Quicksilver") && !public.contains("Tungsten"), "{public}");
        let private = world.channel("pm-private").only("Confidential · PM weekly sync").text();
        assert!(private.contains("Quicksilver") && private.contains("Tungsten"), "{private}");
    }

    async fn what_is_said_in_a_meetings_own_closed_channel_is_a_topic_there(world) {
        let lead = world.member("PM lead").in_channel("pm-sync");
        close(world, "pm-sync", &[&lead]);
        sync(world).await;
        let form = lead.chooses_on(&lead.says("Tungsten runs out"), "Add to agenda").await;
        form.submits(&[("topic", "Tungsten"), ("meeting", "PM weekly sync"), ("for", "next")]).await.sees("TOPIC-1");
        days(world, 5).await;
        assert!(board(world).contains("Tungsten"), "{}", board(world));
    }

    async fn without_a_private_channel_the_words_of_a_closed_one_are_no_topic(world) {
        let lead = world.member("PM lead");
        close(world, "social", &[&lead]);
        sync(world).await;
        let said = lead.clone().in_channel("social").says("Tungsten runs out");
        let form = lead.chooses_on(&said, "Add to agenda").await;
        let inputs = [("topic", "Tungsten runs out"), ("meeting", "PM weekly sync"), ("for", "next")];
        let refused = form.submits(&inputs).await;
        refused.is_private().sees("Not everybody reads what is said here").sees("Say it in your own words with");
        assert_eq!(world.count("SELECT COUNT(*) FROM agenda_item").await, 0);
        lead.in_channel("social").types("/agenda add topic:Supplies").await.sees("**TOPIC-1** is on the agenda");
        world.settle().await;
    }

    async fn what_is_not_reached_is_carried_over_and_at_the_third_time_its_owner_decides(world) {
        sync(world).await;
        let (lead, growth) = (world.member("PM lead").in_channel("pm-sync"), world.member("PM Growth").in_channel("pm-sync"));
        for topic in ["Prices", "The beta", "A new logo"] {
            growth.types(&format!("/agenda add topic:{topic}")).await.sees("is on the agenda");
        }
        // Three meetings that nobody starts.
        days(world, 8).await;
        growth.types("/agenda item item:1").await.sees("carried over since 25 Nov").sees("Wed 2 Dec 2026");
        assert_eq!(told(&growth, "on the agenda, drop it").len(), 0);
        days(world, 7).await;
        growth.types("/agenda item item:1").await.sees("for the second time since 25 Nov");
        days(world, 7).await;
        let asked = told(&growth, "Keep each on the agenda, drop it, or give it a meeting of its own?");
        assert_eq!(asked.len(), 1, "one message about all three");
        assert!(asked[0].text().contains("carried over for the third time since 25 Nov"), "{}", asked[0].text());
        let left = growth.presses(&asked[0], "TOPIC-1: Keep").await;
        left.is_in_place().sees("stays on the agenda").sees("TOPIC-2").sees("TOPIC-3");
        let left = left.presses("TOPIC-2: Drop").await;
        left.is_in_place().sees("is dropped").sees("A new logo").sees_not("Prices");
        let form = left.presses("Its own meeting").await;
        form.submits(&[("at", "2026-12-11 14:00"), ("minutes", "30")]).await
            .sees("has a meeting of its own").sees("Fri 11 Dec 2026, 14:00");
        lead.types("/agenda show").await.sees("A new logo");
        lead.types("/agenda show for:2026-12-16").await.sees("Prices").sees("third time since 25 Nov").sees_not("The beta");
        days(world, 8).await;
        growth.types("/agenda item item:2").await.sees("dropped");
        // That one message is still there, with what was asked last.
        assert_eq!(told(&growth, "on the agenda, drop it").len(), 1, "what was decided is not asked again at the fourth time");
    }

    async fn a_confidential_topic_stays_in_the_private_channel(world in with_private()) {
        private_sync(world).await;
        let (lead, growth) = (world.member("PM lead").in_channel("pm-sync"), world.member("PM Growth"));
        lead.types("/agenda add topic:Quicksilver is for sale minutes:10 confidential:yes").await.is_private().sees("confidential part");
        lead.types("/agenda add topic:Prices").await.sees("TOPIC-2");
        days(world, 5).await;
        let public = board(world);
        assert!(public.contains("1 confidential topic, in the private channel") && public.contains("Prices"), "{public}");
        let private = world.channel("pm-private").only("Confidential · PM weekly sync").text();
        assert!(private.contains("Quicksilver is for sale") && !private.contains("Prices"), "{private}");
        // Who sees the channel may see it, wherever they ask; others may not.
        growth.types("/agenda item item:1").await.is_private().sees("Quicksilver");
        let support = world.member("Support engineer");
        support.types("/agenda item item:1").await.is_private().sees("There is no TOPIC-1");
        support.types("/agenda show meeting:PM weekly sync").await.sees("Prices").sees_not("Quicksilver");
        assert!(!support.completes("/agenda item item:Quick").await.iter().any(|label| label.contains("Quicksilver")));
        assert!(!growth.completes("/agenda item item:Quick").await.iter().any(|label| label.contains("Quicksilver")));
        days(world, 3).await;
        let everybody = ["PM lead", "PM Growth", "Support engineer", "Sales"].map(|name| world.member(name));
        for person in &everybody {
            assert_eq!(told(person, "Quicksilver").len(), 0);
        }
        for channel in ["pm-sync", "general", "admin", "support"] {
            assert!(!world.channel(channel).transcript().contains("Quicksilver"), "#{channel}");
        }
        let told = |row: &String| row.contains("\"table\":\"event\"") && row.contains("Quicksilver");
        assert!(!world.rows(world.guild()).await.iter().any(told), "no event tells it");
    }

    async fn without_a_private_channel_nothing_confidential_is_taken(world in with_private()) {
        private_sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/agenda add topic:Quicksilver is for sale confidential:yes").await.sees("confidential part");
        days(world, 5).await;
        world.channel("pm-private").only("Quicksilver");
        let channel = world.channel("pm-private").id;
        world.sandbox.set_overwrite(channel, world.guild(), Permissions::VIEW_CHANNEL, Permissions::NONE);
        world.turn(TimeDelta::minutes(10)).await;
        lead.types("/agenda add topic:Another secret confidential:yes").await.is_private().sees("Everybody in the server can read");
        // What is there already goes as soon as the board is drawn again.
        let shown = world.channel("pm-sync").only("**Topics**");
        lead.presses(&shown, "Refresh").await.sees("drawn anew");
        world.settle().await;
        let private = world.channel("pm-private").transcript();
        assert!(private.contains("is not private") && !private.contains("Quicksilver"), "{private}");
        let checks = || world.member("Admin");
        checks().types("/settings check").await.sees(&format!("Everybody in the server can read <#{channel}>, the private channel of"));
        world.sandbox.faults().delete_channel(channel).expect("it is there");
        world.turn(TimeDelta::minutes(10)).await;
        checks().types("/settings check").await.sees("The private channel of **PM weekly sync** does not exist any more");
    }

    async fn the_owner_decides_about_a_confidential_topic_in_private_without_its_words(world in with_private()) {
        private_sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/agenda add topic:Quicksilver is for sale confidential:yes").await.sees("confidential part");
        days(world, 22).await;
        let asked = told(&lead, "a confidential topic, was carried over");
        assert_eq!(asked.len(), 1);
        lead.presses(&asked[0], "Keep").await.sees("**TOPIC-1** stays on the agenda.").sees_not("Quicksilver");
        lead.presses(&asked[0], "Keep").await.sees("**TOPIC-1** stays on the agenda.").sees_not("Quicksilver");
        world.settle().await;
    }

    async fn forty_topics_are_listed_and_counted_and_the_board_stands(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        for topic in 1..=40 {
            lead.types(&format!("/agenda add topic:Topic number {topic} with a rather long text that goes on for a while")).await.sees("is on the agenda");
        }
        days(world, 5).await;
        let text = board(world);
        assert!(text.contains("25. ") && text.contains("… and 15 more") && text.contains("200 min of topics for 30 min"), "{text}");
    }

    async fn a_section_that_fails_says_so_and_the_agenda_stands(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/agenda add topic:Prices").await.sees("TOPIC-1");
        rename(world, "ALTER TABLE decision RENAME TO decision_away").await;
        lead.types("/agenda show").await.sees("Prices").sees("could not be read just now").sees("No action is open.");
        days(world, 5).await;
        assert!(board(world).contains("could not be read just now") && board(world).contains("Prices"));
        rename(world, "ALTER TABLE decision_away RENAME TO decision").await;
        let shown = world.channel("pm-sync").only("**Topics**");
        lead.presses(&shown, "Refresh").await.sees("drawn anew");
        world.settle().await;
        assert!(!board(world).contains("could not be read"));
    }
}

/// Takes a table away from under a room, or gives it back.
async fn rename(world: &World, sql: &'static str) {
    let app = world.app().await;
    let mut tx = app.db().begin().await.expect("the database answers");
    tx.q(sql).run().await.expect("the table is there");
    tx.commit().await.expect("the database answers");
}
