//! What is said in a meeting is noted where it belongs, and what is confidential stays where it may be read.

use crate::{
    action::close,
    meeting_live::{begin, chair, next, queue, set_up, thread},
    on_each_engine,
    world::World,
};
use chrono::TimeDelta;
use docket::sandbox::{Message, Permissions};

on_each_engine! {
    async fn whoever_replies_to_a_topic_notes_there_and_the_first_word_says_what_it_is(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 10), ("Names", 5)]).await;
        begin(world).await;
        next(world).await;
        let thread = thread(world);
        let (one, two) = (world.member("PM Platform").in_room(thread), world.member("Sales").in_room(thread));
        let card = thread.only("TOPIC-1");
        let said = one.replies(&card, "CSV costs *nothing*");
        marked(world, &said, "📝").await;
        let decided = two.replies(&card, "decision: CSV only");
        marked(world, &decided, "✅").await;
        let asked = two.replies(&card, "question: who tells Acme?");
        marked(world, &asked, "❓").await;
        let queued = two.replies(&card, "q");
        marked(world, &queued, "✋").await;
        world.settle().await;
        let shown = thread.only("TOPIC-1").text();
        for text in ["CSV costs", "CSV only", "DEC-1", "ACT-1", "Would like to speak"] {
            assert!(shown.contains(text), "{text}: {shown}");
        }
        thread.only("DEC-1 ·");
        assert_eq!(world.count("SELECT COUNT(*) FROM link WHERE kind = 'raised_in' AND to_id = 1").await, 2);
        assert_eq!(world.count("SELECT COUNT(*) FROM decision WHERE is_confidential").await, 0, "the thread is as open as its channel");
        // Taken back by a word, and by the chair.
        let undone = one.replies(&card, "undo");
        marked(world, &undone, "↩️").await;
        world.settle().await;
        assert!(!thread.only("TOPIC-1").text().contains("costs"));
        one.replies(&card, "idea: a dark mode");
        let idea = thread.shows("Noted as an idea").await;
        two.presses(&idea, "File as a request").await.sees("REQ-1");
        // What is said otherwise in the thread is talk.
        one.says("Lunch?");
        world.settle().await;
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_note WHERE text LIKE '%Lunch%'").await, 0);
    }

    async fn a_note_is_corrected_and_taken_back_by_whoever_wrote_it_or_the_chair(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 10)]).await;
        begin(world).await;
        next(world).await;
        let thread = thread(world);
        let (one, other) = (world.member("PM Platform").in_room(thread), world.member("Sales").in_room(thread));
        let noted = one.types("/note text:decision: CVS only").await;
        noted.is_private().sees("Recorded as a decision at Prices");
        let form = noted.presses("Correct…").await;
        form.opens("Correct the note").submits(&[("text", "CSV only")]).await.sees("CSV only");
        world.settle().await;
        thread.only("DEC-1 · superseded by DEC-2");
        one.types("/decision find text:CSV").await.sees("DEC-2");
        let talk = other.says("rejected: the PDF");
        other.chooses_on(&talk, "Add to minutes").await.is_private().sees("Noted as rejected");
        let list = chair(world).types("/meeting minutes meeting:Standup").await;
        list.sees("No minutes of **Standup** are published yet");
        world.settle().await;
        assert!(thread.only("TOPIC-1").text().contains("❌ the PDF"));
    }

    async fn where_docket_may_not_react_it_says_that_it_has_noted(world) {
        world.expects_status(403);
        set_up(world, "").await;
        queue(world, &[("Prices", 10)]).await;
        begin(world).await;
        next(world).await;
        let (sync, bot) = (world.channel("pm-sync").id, world.sandbox.bot_id());
        world.sandbox.set_overwrite(sync, bot, Permissions::NONE, Permissions::ADD_REACTIONS);
        let thread = thread(world);
        let said = world.member("PM Platform").in_room(thread).replies(&thread.only("TOPIC-1 ·"), "CSV costs nothing");
        let answer = world.sandbox.wait_for(thread.id, |it| it.author_id == bot && it.reply_to == Some(said.id)).await;
        assert_eq!(answer.expect("it is said").content, "📝");
        world.turn(TimeDelta::minutes(10)).await;
        let admin = world.member("Admin");
        admin.types("/settings check").await.sees("docket lacks Add Reactions").sees("**Standup**");
        let report = world.check(false).await;
        assert!(report.to_string().contains("Add Reactions"), "{report}");
        world.sandbox.set_overwrite(sync, bot, Permissions::NONE, Permissions::NONE);
        let said = world.member("PM Platform").in_room(thread).replies(&thread.only("TOPIC-1 ·"), "JSON costs more");
        marked(world, &said, "📝").await;
        chair(world).types("/meeting end anyway:yes").await.sees("over");
        world.settle().await;
    }

    async fn a_decision_that_cannot_be_kept_in_private_is_only_noted_and_that_is_said(world) {
        let lead = world.member("PM lead").in_channel("pm-sync");
        close(world, "social", &[&lead, &chair(world)]);
        set_up(world, "private:#social").await;
        lead.types("/agenda add topic:Buying Quicksilver minutes:5 confidential:yes meeting:Standup").await.sees("TOPIC-1");
        world.settle().await;
        begin(world).await;
        next(world).await;
        let see = Permissions::VIEW_CHANNEL;
        world.sandbox.set_overwrite(world.channel("social").id, world.guild(), see, Permissions::NONE);
        let noted = lead.clone().in_channel("social").types("/note text:decision: Quicksilver it is").await;
        noted.is_private().sees("Noted as agreed").sees("It is not on the docket").sees_not("Recorded as a decision");
        assert_eq!(world.count("SELECT COUNT(*) FROM decision").await, 0);
        chair(world).types("/meeting end anyway:yes").await.sees("over");
        world.settle().await;
    }

    async fn a_confidential_topic_is_spoken_about_in_the_private_channel_alone(world) {
        let lead = world.member("PM lead").in_channel("pm-sync");
        close(world, "social", &[&lead, &chair(world)]);
        set_up(world, "private:#social").await;
        queue(world, &[("Prices", 10)]).await;
        lead.types("/agenda add topic:Buying Quicksilver minutes:5 confidential:yes meeting:Standup").await.sees("TOPIC-2");
        world.settle().await;
        begin(world).await;
        next(world).await;
        next(world).await;
        let (thread, private) = (thread(world), world.channel("social"));
        thread.only("A confidential topic: its text and notes are in");
        let card = private.only("TOPIC-2 · discuss");
        assert!(card.text().contains("Buying Quicksilver"));
        lead.clone().in_channel("social").types("/action add what:Call Quicksilver who:me").await.sees("It is confidential");
        let said = lead.clone().in_channel("social").replies(&card, "decision: Quicksilver it is");
        marked(world, &said, "✅").await;
        world.settle().await;
        assert!(private.only("TOPIC-2 · discuss").text().contains("ACT-1"));
        world.turn(TimeDelta::minutes(5)).await;
        chair(world).types("/meeting end").await.sees("The meeting is over");
        world.settle().await;
        for channel in ["pm-sync", "general", "requests"] {
            assert!(!world.channel(channel).transcript().contains("Quicksilver"), "{channel}");
        }
        assert!(!thread.transcript().contains("Quicksilver"), "{}", thread.transcript());
    }
}

/// Waits until docket has marked a message.
pub async fn marked(world: &World, message: &Message, emoji: &str) {
    let found = world
        .sandbox
        .wait_for(message.channel_id, |it| it.id == message.id && it.reactions.contains_key(emoji))
        .await;
    assert!(
        found.is_some(),
        "no {emoji} on {}: {:?}",
        message.content,
        world.sandbox.message(message.id).map(|it| it.reactions)
    );
}
