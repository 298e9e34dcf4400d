//! Where docket may read messages, mentioning the PM role brings link and question at once; where it may not, it goes on without.

use crate::{
    escalation::{marketing, set_up},
    on_each_engine,
    world::Plan,
};

const SAID: &str = "@PM https://x.com/sample/status/1900000000000000001 Why does my login loop?";

on_each_engine! {
    async fn a_mention_of_the_role_is_read_where_docket_may_read(world in Plan::team().reading_messages(true)) {
        set_up(world).await;
        let social = world.channel("social");
        marketing(world).says(SAID);
        let card = social.shows("ESC-1 ·").await;
        for shown in ["Why does my login loop?", "User management (matched 'login')"] {
            assert!(card.text().contains(shown), "{shown}: {}", card.text());
        }
        assert!(!card.text().contains("Which area"), "{}", card.text());
        assert_eq!(social.pings(&world.member("PM User management")), 1);
        marketing(world).says("Why does my login loop? x.com/sample/status/1900000000000000002");
        marketing(world).in_channel("general").says(SAID);
        world.settle().await;
        assert_eq!(world.count("SELECT COUNT(*) FROM escalation").await, 1, "the role has to be mentioned, and there");
        let report = world.check(false).await;
        assert!(report.to_string().contains("docket reads link and question at once"), "{report}");
    }

    async fn an_intent_that_is_not_switched_on_is_named_and_docket_goes_on_without_it(world in Plan::team().reading_messages(false)) {
        set_up(world).await;
        marketing(world).says(SAID);
        let card = world.channel("social").shows("Which area is this about?").await;
        assert!(!card.text().contains("login loop"), "{}", card.text());
        let report = world.check(false).await;
        assert!(!report.is_well(), "{report}");
        for told in ["DOCKET_CONTENT_INTENT", "4014", "switch on Message Content Intent under Bot"] {
            assert!(report.to_string().contains(told), "{told}: {report}");
        }
    }

    async fn an_intent_that_discord_refuses_later_is_left_out(world in Plan::team().reading_messages(true)) {
        set_up(world).await;
        let before = world.sandbox.session_counts().0;
        world.sandbox.faults().close_gateway(4014);
        while world.sandbox.session_counts().0 == before || world.sandbox.connected_sessions() == 0 {
            tokio::task::yield_now().await;
        }
        // Whether what was said shows depends on whether the channel was read meanwhile; that it is heard does not.
        marketing(world).says(SAID);
        world.channel("social").shows("ESC-1 ·").await;
        assert!(world.sandbox.session_counts().0 > before, "it has connected anew");
    }
}
