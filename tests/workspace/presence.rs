use crate::{on_both_engines, world::*};
use docket::{
    app::ROOMS,
    contract::{GuildFacts, Line, Row},
    workspace,
};

on_both_engines! {
    async fn a_guild_is_greeted_once_with_the_next_steps(db: TestDb) {
        let world = World::new(&db);
        for _ in 0..3 {
            workspace::joined(&db, &ROOMS, noon(), &facts(), GUILD).await.expect("joins");
        }
        let sent = world.outbox().await;
        assert_eq!(sent.len(), 1);
        let (target, greeting) = &sent[0];
        assert_eq!(target, "channel 20");
        assert!(matches!(&greeting.rows[..], [Row::Buttons(buttons)] if buttons.len() == 3), "{greeting:?}");
        assert!(greeting.pings.is_empty());
        workspace::left(&db, noon(), GUILD).await.expect("leaves");
        workspace::joined(&db, &ROOMS, noon() + days(1), &facts(), GUILD).await.expect("joins again");
        let sent = world.outbox().await;
        let greetings = sent.iter().filter(|(_, one)| one.text == greeting.text).count();
        assert_eq!(greetings, 1, "its rows were kept, the greeting among them");
    }

    async fn the_greeting_offers_only_what_is_still_to_be_done(db: TestDb) {
        let world = World::new(&db);
        workspace::joined(&db, &ROOMS, noon(), &facts(), GUILD).await.expect("joins");
        let offered = async || {
            let sent = world.outbox().await;
            let greetings: Vec<_> = sent.iter().filter(|(_, one)| one.text.contains("docket is here")).collect();
            let [(target, greeting)] = greetings[..] else { panic!("one greeting: {greetings:?}") };
            assert_eq!(target, "channel 20");
            let [Row::Buttons(buttons)] = &greeting.rows[..] else { panic!("{greeting:?}") };
            buttons.iter().map(|button| button.label.clone()).collect::<Vec<_>>().join(", ")
        };
        for line in [
            Line::new("settings channel").with("purpose", "requests").with("channel", 20),
            Line::new("settings channel").with("purpose", "admin").with("channel", 21),
            Line::new("settings role").with("level", "reporter").with("role", GUILD),
            Line::new("settings role").with("level", "pm").with("role", PM_ROLE),
            Line::new("settings role").with("level", "lead").with("role", LEAD_ROLE),
        ] {
            world.say(ADMIN, line).await;
        }
        assert_eq!(offered().await, "1. Set up, 2. Add an area, 3. File feedback", "the zone is still to be said");
        let zone = world.say(ADMIN, Line::new("settings zone").with("zone", "Europe/Berlin")).await;
        assert_eq!(offered().await, "1. Add an area, 2. File feedback");
        let area = world.say(ADMIN, Line::new("area add").with("name", "Billing")).await;
        assert_eq!(offered().await, "File feedback, Help");
        world.say(ADMIN, button(&area, "Undo")).await;
        world.say(ADMIN, button(&zone, "Undo")).await;
        assert_eq!(offered().await, "1. Set up, 2. Add an area, 3. File feedback");
        world.say(ADMIN, Line::new("settings zone").with("zone", "Europe/Berlin")).await;
        world.say(ADMIN, Line::new("area add").with("name", "Billing")).await;
        workspace::channel_gone(&db, &ROOMS, noon(), GUILD, 21).await.expect("it is noted");
        assert_eq!(offered().await, "1. Set up, 2. File feedback");
    }

    async fn where_docket_may_write_nowhere_the_owner_is_greeted(db: TestDb) {
        let world = World::new(&db);
        let mute = GuildFacts { channels: Vec::new(), ..facts() };
        workspace::joined(&db, &ROOMS, noon(), &mute, GUILD).await.expect("joins");
        let sent = world.outbox().await;
        assert_eq!(sent[0].0, format!("person {ADMIN}"));
        assert!(sent[0].1.rows.is_empty(), "buttons would not know the server");
    }

    async fn leaving_keeps_everything(db: TestDb) {
        let world = World::with_roles(&db).await;
        let before = workspace::guild(&db, GUILD).await.expect("it reads");
        workspace::left(&db, noon(), GUILD).await.expect("leaves");
        workspace::left(&db, noon(), GUILD + 1).await.expect("leaving where it never was is no fault");
        let after = workspace::guild(&db, GUILD).await.expect("it reads");
        assert!(!after.is_there);
        assert_eq!(docket::contract::Guild { is_there: true, setup_version: before.setup_version, ..after }, before);
        let (is_active,): (bool,) =
            world.db.q("SELECT is_active FROM guild WHERE guild_id = $1").bind(GUILD).one().await.expect("a row");
        assert!(!is_active);
    }

    async fn a_deleted_channel_is_forgotten_and_told_once(db: TestDb) {
        let world = World::with_roles(&db).await;
        for purpose in ["requests", "rotation"] {
            world.say(ADMIN, Line::new("settings channel").with("purpose", purpose).with("channel", 21)).await;
        }
        world.say(ADMIN, Line::new("settings channel").with("purpose", "admin").with("channel", 20)).await;
        world.say(ADMIN, Line::new("settings internal").with("channel", 21).with("on", "yes")).await;
        world.say(PM, Line::new("customer add").with("name", "Acme")).await;
        world.say(PM, Line::new("customer channel").with("channel", 21).with("customer", "Acme")).await;
        for _ in 0..2 {
            workspace::channel_gone(&db, &ROOMS, noon(), GUILD, 21).await.expect("it is noted");
        }
        let guild = workspace::guild(&db, GUILD).await.expect("it reads");
        assert_eq!(guild.channels.into_iter().collect::<Vec<_>>(), [("admin".to_owned(), 20)]);
        assert!(guild.internal_channels.is_empty());
        assert!(workspace::customer_of_channel(&db, GUILD, 21).await.expect("reads").is_none());
        let sent = world.outbox().await;
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].0, "channel 20");
        assert!(sent[0].1.text.contains("customer requests"), "{}", sent[0].1.text);
        assert!(world.events().await.contains(&"settings 0 channel_gone".to_owned()));
    }

    async fn a_deleted_channel_that_nobody_set_is_no_news(db: TestDb) {
        let world = World::with_roles(&db).await;
        let before = world.events().await;
        workspace::channel_gone(&db, &ROOMS, noon(), GUILD, 77).await.expect("it is noted");
        assert!(world.outbox().await.is_empty());
        assert_eq!(world.events().await, before);
    }

    async fn a_problem_is_told_to_admins_once_a_day(db: TestDb) {
        let world = World::with_roles(&db).await;
        workspace::joined(&db, &ROOMS, noon(), &facts(), GUILD).await.expect("joins");
        let report = async |hours: i64, text: &str| {
            let guild = workspace::guild(&db, GUILD).await.expect("it reads");
            let mut tx = db.begin().await.expect("begins");
            let now = noon() + chrono::TimeDelta::hours(hours);
            workspace::report_problem(&mut tx, now, &guild, text).await.expect("is told");
            tx.commit().await.expect("commits");
        };
        report(0, "one").await;
        report(23, "one").await;
        report(23, "two").await;
        world.say(ADMIN, Line::new("settings channel").with("purpose", "admin").with("channel", 21)).await;
        report(24, "one").await;
        let told: Vec<_> = world.outbox().await.into_iter().skip(1).map(|(target, _)| target).collect();
        let owner = format!("person {ADMIN}");
        assert_eq!(told, [owner.as_str(), owner.as_str(), "channel 21"]);
    }

    async fn a_problem_of_a_guild_that_was_never_greeted_goes_to_its_requests_channel(db: TestDb) {
        let world = World::new(&db);
        world.say(ADMIN, Line::new("settings channel").with("purpose", "requests").with("channel", 21)).await;
        let guild = workspace::guild(&db, GUILD).await.expect("it reads");
        let mut tx = db.begin().await.expect("begins");
        workspace::report_problem(&mut tx, noon(), &guild, "something").await.expect("is told");
        tx.commit().await.expect("commits");
        assert_eq!(world.outbox().await[0].0, "channel 21");
    }
}
