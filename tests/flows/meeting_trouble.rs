//! What is lost in the middle of a meeting is said in one sentence, and the meeting goes on.

use crate::{
    action::close,
    meeting_live::{begin, chair, next, queue, set_up, thread},
    on_each_engine,
    world::World,
};
use chrono::TimeDelta;
use docket::sandbox::{Id, Permissions};

/// A meeting that has begun with three topics.
async fn held(world: &World) {
    set_up(world, "").await;
    queue(world, &[("Prices", 10), ("Names", 10), ("Dates", 5)]).await;
    begin(world).await;
}

/// It ends, and its minutes say what became of it.
async fn goes_on(world: &World) {
    let chair = chair(world);
    chair.types("/note text:We keep them").await.is_private();
    chair.types("/meeting end anyway:yes").await.is_private().sees("The meeting is over");
    world.settle().await;
    assert_eq!(world.count("SELECT COUNT(*) FROM meeting_occurrence WHERE state = 'wrapping'").await, 1);
}

on_each_engine! {
    async fn without_its_permission_a_meeting_goes_on_in_answers(world) {
        held(world).await;
        world.expects_status(403);
        let (sync, bot) = (world.channel("pm-sync"), world.sandbox.bot_id());
        world.sandbox.set_overwrite(sync.id, bot, Permissions::NONE, Permissions::VIEW_CHANNEL);
        chair(world).types("/meeting next-item").await.is_private().sees("Now: **Prices**");
        world.settle().await;
        world.turn(TimeDelta::minutes(2)).await;
        next(world).await;
        world.turn(TimeDelta::minutes(2)).await;
        goes_on(world).await;
        let told = world.channel("admin").messages();
        let told: Vec<String> = told.iter().map(docket::sandbox::Message::text).filter(|text| text.contains(&format!("<#{}>", sync.id))).collect();
        assert_eq!(told.len(), 1, "one sentence: {told:#?}");
        assert!(told[0].contains("give it View Channel") && told[0].contains("the meeting goes on"), "{told:?}");
        world.sandbox.set_overwrite(sync.id, bot, Permissions::VIEW_CHANNEL, Permissions::NONE);
        world.turn(TimeDelta::minutes(10)).await;
        world.channel("pm-sync").shows("**Standup** is over").await;
        world.settle().await;
    }

    async fn what_a_meeting_could_not_post_does_not_come_once_it_is_over(world) {
        held(world).await;
        world.expects_status(403);
        let (sync, bot) = (world.channel("pm-sync"), world.sandbox.bot_id());
        world.sandbox.set_overwrite(sync.id, bot, Permissions::NONE, Permissions::VIEW_CHANNEL);
        next(world).await;
        next_later(world).await;
        goes_on(world).await;
        world.sandbox.set_overwrite(sync.id, bot, Permissions::VIEW_CHANNEL, Permissions::NONE);
        world.turn(TimeDelta::hours(1)).await;
        sync.only("**Standup** is over");
        let said = thread(world).transcript();
        assert!(!said.contains("TOPIC-1") && !said.contains("TOPIC-2"), "nobody needs them any more: {said}");
        world.member("Admin").types("/settings undelivered").await.sees("nothing was put aside");
    }

    async fn a_deleted_thread_is_done_without(world) {
        held(world).await;
        world.expects_status(404);
        let gone = thread(world).id;
        world.sandbox.faults().delete_channel(gone).expect("it is there");
        next(world).await;
        let sync = world.channel("pm-sync");
        assert!(sync.transcript().contains("TOPIC-1"), "{}", sync.transcript());
        next_later(world).await;
        assert!(sync.transcript().contains("TOPIC-2"), "{}", sync.transcript());
        goes_on(world).await;
    }

    async fn a_deleted_head_or_board_is_posted_again(world) {
        held(world).await;
        world.expects_status(404);
        let sync = world.channel("pm-sync");
        for text in ["**Standup** is on", "Topics"] {
            for message in sync.messages().into_iter().filter(|message| message.text().contains(text)) {
                world.sandbox.faults().delete_message(message.id).expect("it is there");
            }
        }
        next(world).await;
        sync.only("**Standup** is on");
        goes_on(world).await;
        sync.only("**Standup** is over");
    }

    async fn a_check_says_what_of_a_meeting_does_not_work_without_each_permission(world) {
        let lead = world.member("PM lead");
        close(world, "social", &[&lead, &chair(world)]);
        set_up(world, "private:#social").await;
        let (admin, bot) = (world.member("Admin"), world.sandbox.bot_id());
        let (sync, private) = (world.channel("pm-sync").id, world.channel("social").id);
        admin.types("/settings check").await.sees_not("**Standup**");
        let lacks = |channel: Id, deny: Permissions| {
            world.sandbox.set_overwrite(channel, bot, Permissions::NONE, deny);
        };
        lacks(sync, Permissions::CREATE_PUBLIC_THREADS);
        let checked = admin.types("/settings check").await;
        checked.sees("docket lacks Create Public Threads: **Standup** is held in the channel itself");
        lacks(sync, Permissions::EMBED_LINKS | Permissions::ATTACH_FILES);
        let checked = admin.types("/settings check").await;
        checked.sees(&format!("In <#{sync}> docket lacks for **Standup**: Embed Links (without it the board"));
        checked.sees("Attach Files (without it the minutes and their file stay away)").sees_not("held in the channel itself");
        lacks(sync, Permissions::VIEW_CHANNEL);
        let checked = admin.types("/settings check").await;
        checked.sees(&format!("Docket does not see <#{sync}>, so nothing of **Standup** arrives there"));
        checked.sees_not("held in the channel itself").sees_not("Add Reactions");
        lacks(sync, Permissions::NONE);
        let see = Permissions::VIEW_CHANNEL;
        world.sandbox.set_overwrite(private, bot, see, Permissions::SEND_MESSAGES);
        let checked = admin.types("/settings check").await;
        checked.sees(&format!("In <#{private}> docket lacks for **Standup**: Send Messages (without it nothing"));
        lacks(private, see);
        admin.types("/settings check").await.sees("The private channel of **Standup** does not exist any more, or docket may not see it");
    }

    async fn a_deleted_channel_is_said_once_and_the_minutes_are_there(world) {
        held(world).await;
        world.expects_status(404);
        // The head and the topics of the channel that is gone.
        world.expects_put_aside(3);
        let sync = world.channel("pm-sync").id;
        world.sandbox.faults().delete_channel(sync).expect("it is there");
        let chair = world.member("PM Growth").in_channel("general");
        chair.types("/meeting next-item").await.is_private().sees("Now: **Prices**");
        world.settle().await;
        chair.types("/note text:We keep them").await.is_private();
        chair.types("/meeting end anyway:yes").await.is_private().sees("The meeting is over");
        world.settle().await;
        let told = world.channel("admin").messages();
        let told: Vec<String> = told.iter().map(docket::sandbox::Message::text).filter(|text| text.contains("Standup") || text.contains(&sync.to_string())).collect();
        assert_eq!(told.len(), 1, "one sentence: {told:#?}");
        world.member("Admin").types("/settings check").await.sees("The channel of **Standup** does not exist any more");
        let lead = world.member("PM lead").in_channel("general");
        let edited = lead.types("/meeting edit meeting:Standup channel:#general").await;
        edited.presses("Save").await.sees("is changed");
        world.settle().await;
        world.member("Admin").types("/settings check").await.sees_not("The channel of **Standup**");
    }
}

/// Goes on after a while, so that nothing is skipped by a second press.
async fn next_later(world: &World) {
    world.turn(TimeDelta::minutes(2)).await;
    next(world).await;
}
