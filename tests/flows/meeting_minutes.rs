//! Minutes: a draft for the chair, published after a word or a day, amended with a visible revision, found later.

use crate::{
    action::close,
    forget_somebody::forgets,
    in_every_world,
    meeting_live::{begin, chair, next, queue, set_up, thread},
    meeting_notes::marked,
    on_each_engine,
    remind::told,
    world::{Person, World},
};
use chrono::TimeDelta;
use docket::sandbox::{Fault, Message, Permissions};

/// A meeting in which something was said, decided and given to somebody, and that is over.
pub async fn held(world: &World) {
    set_up(world, "").await;
    queue(world, &[("Prices of the export", 10), ("A new name", 5), ("Dates", 5)]).await;
    begin(world).await;
    next(world).await;
    let in_thread = |name: &str| world.member(name).in_room(thread(world));
    in_thread("PM Platform").types("/meeting present").await.sees("You are here");
    in_thread("PM Self-service").types("/meeting regrets reason:At the dentist").await.sees("noted");
    in_thread("PM Platform")
        .types("/note text:CSV costs nothing for Acme")
        .await
        .sees("Noted at Prices of the export");
    in_thread("PM Platform").types("/decision record text:CSV only").await.sees("DEC-1");
    in_thread("PM Platform")
        .types("/action add what:Send the numbers who:@PM User management due:in 9 days")
        .await
        .sees("ACT-1");
    world.turn(TimeDelta::minutes(2)).await;
    next(world).await;
    world.turn(TimeDelta::minutes(2)).await;
    chair(world).types("/meeting end").await.sees("1 topic goes to the next meeting");
    world.settle().await;
}

/// The draft that the chair was sent.
pub fn draft(world: &World) -> Message {
    let drafts =
        chair(world).direct_messages().into_iter().filter(|message| message.text().contains("are a draft"));
    let drafts: Vec<Message> = drafts.collect();
    assert_eq!(drafts.len(), 1, "one draft");
    drafts[0].clone()
}

/// The published minutes, with all that their file says.
pub async fn published(world: &World) -> (Message, String) {
    let message = world.channel("pm-sync").only("Minutes of **Standup**");
    let file = message.attachments.first().expect("the file is attached");
    assert!(file.filename.starts_with("minutes") && file.filename.ends_with(".md"), "{}", file.filename);
    let sql = "SELECT markdown FROM meeting_minutes WHERE NOT is_confidential ORDER BY revision DESC LIMIT 1";
    let (text,): (String,) = world.db.q(sql).one().await.expect("they are kept");
    assert_eq!(file.size, text.len(), "the file is what is kept");
    (message, text)
}

fn lead(world: &World) -> Person<'_> {
    world.member("PM lead").in_channel("pm-sync")
}

in_every_world! {
    async fn the_chair_confirms_a_draft_and_everybody_reads_the_minutes(world) {
        held(world).await;
        let draft = draft(world);
        for shown in ["Send the numbers", "CSV only", "For somebody who did not raise the topic: ACT-1"] {
            assert!(draft.text().contains(shown), "{shown}: {}", draft.text());
        }
        assert!(!world.channel("pm-sync").transcript().contains("Minutes of"));
        chair(world).presses(&draft, "Publish").await.sees("The minutes are published");
        world.settle().await;
        let (message, file) = published(world).await;
        let owner = world.member("PM User management");
        for shown in [
            "Prices of the export", "CSV costs nothing", "DEC-1: CSV only", "ACT-1: Send the numbers", &owner.mention(),
            "Carried over", "TOPIC-3 Dates (for the first time)", "Regrets:", "At the dentist", "Published by",
        ] {
            assert!(message.text().contains(shown), "{shown}: {}", message.text());
        }
        for shown in ["# Standup", "## Prices of the export", "@PM User management", "due 2026-11-27", "## Carried over"] {
            assert!(file.contains(shown), "{shown}: {file}");
        }
        assert!(!message.text().contains("Acme") && !file.contains("Acme"), "customers are not named: {file}");
        chair(world).presses(&draft, "Publish").await.sees("published already").sees("nothing was done");
        world.turn(TimeDelta::hours(25)).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_minutes").await, 1, "they are published once");
    }

    async fn what_nobody_confirms_is_published_after_a_day(world) {
        held(world).await;
        world.turn(TimeDelta::hours(23)).await;
        assert!(!world.channel("pm-sync").transcript().contains("Minutes of"));
        world.turn(TimeDelta::hours(1)).await;
        let (message, _) = published(world).await;
        assert!(message.text().contains("docket, after a day without a word"), "{}", message.text());
    }

    async fn minutes_are_amended_with_a_revision_that_all_see(world) {
        held(world).await;
        chair(world).presses(&draft(world), "Publish").await.sees("published");
        world.settle().await;
        let (first, _) = published(world).await;
        world.member("Sales").in_channel("pm-sync").presses(&first, "Amend…").await
            .submits(&[("text", "It was May")]).await.sees("for").sees("to confirm and amend, so nothing was changed");
        let form = chair(world).presses(&first, "Amend…").await;
        form.opens("Amend the minutes").submits(&[("text", "The numbers were those of May")]).await.sees("as a new revision");
        world.settle().await;
        let (second, file) = published(world).await;
        assert_eq!(second.id, first.id, "edited in place");
        assert!(second.text().contains("Revision 2") && second.text().contains("The numbers were those of May"), "{}", second.text());
        assert!(file.contains("Revision 2: something was added.") && file.contains("those of May"), "{file}");
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_minutes").await, 2, "both revisions are kept");
        let notes = lead(world).types("/meeting minutes meeting:Standup").await;
        notes.is_private().sees("Revision 2").sees("those of May");
    }

    async fn minutes_are_found_by_their_date(world) {
        held(world).await;
        lead(world).types("/meeting minutes meeting:Standup").await.sees("No minutes of **Standup** are published yet");
        chair(world).presses(&draft(world), "Publish").await.sees("published");
        world.settle().await;
        lead(world).types("/meeting minutes meeting:Standup date:2026-11-18").await.sees("CSV only");
        lead(world).types("/meeting minutes meeting:Standup date:2026-11-17").await.sees("No minutes").sees("The newest are of");
        lead(world).types("/decision find text:CSV").await.sees("CSV only");
    }

    async fn a_meeting_does_not_end_before_somebody_was_asked_who_does_what(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 10)]).await;
        begin(world).await;
        next(world).await;
        let one = world.member("PM Platform").in_room(thread(world));
        one.types("/action add what:Ask for a quote").await.sees("Nobody has it yet");
        let on_duty = world.role("On duty");
        one.types(&format!("/action add what:Tell sales who:<@&{on_duty}>")).await.sees("ACT-2");
        world.expects_role_pings();
        let asked = chair(world).types("/meeting end").await;
        asked.sees("ACT-1 has no owner yet").sees_not("ACT-2");
        asked.presses("Owner of ACT-1…").await.submits(&[("to", "PM Platform")]).await.sees("goes to");
        chair(world).types("/meeting end").await.sees("The meeting is over");
        world.settle().await;
    }
}

/// A confidential topic was spoken about in the private channel, decided, and the meeting is over. TOPIC-2 is confidential.
pub async fn decided_in_private(world: &World) {
    let lead = lead(world);
    close(world, "social", &[&lead, &chair(world)]);
    set_up(world, "private:#social").await;
    queue(world, &[("Prices", 10)]).await;
    let line = "/agenda add topic:Buying Quicksilver minutes:5 confidential:yes meeting:Standup";
    lead.types(line).await.sees("TOPIC-2");
    world.settle().await;
    begin(world).await;
    next(world).await;
    next(world).await;
    let card = world.channel("social").only("TOPIC-2 · discuss");
    let said = lead.clone().in_channel("social").replies(&card, "decision: Quicksilver it is");
    marked(world, &said, "✅").await;
    chair(world).types("/meeting end").await.sees("over");
    world.settle().await;
}

on_each_engine! {
    async fn private_minutes_wait_until_discord_says_who_would_read_them(world) {
        const CHANNELS: &str = "/guilds/{guild_id}/channels";
        decided_in_private(world).await;
        world.expects_status(403);
        world.sandbox.faults().next(1000, "GET", CHANNELS, Fault::Status(403));
        let refused = chair(world).presses(&draft(world), "Publish").await;
        refused.sees("Discord does not say at the moment").sees("nothing was published");
        world.sandbox.faults().clear();
        // By itself it is tried again.
        world.turn(TimeDelta::hours(24) - TimeDelta::minutes(1)).await;
        world.sandbox.faults().next(1000, "GET", CHANNELS, Fault::Status(403));
        world.turn(TimeDelta::minutes(2)).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_minutes").await, 0, "not the one without the other");
        world.sandbox.faults().clear();
        world.turn(TimeDelta::minutes(30)).await;
        let inside = world.channel("social").only("Minutes of **Standup**");
        assert!(inside.text().contains("Quicksilver it is"), "{}", inside.text());
        let (public, _) = published(world).await;
        assert!(public.text().contains("1 confidential topic is in the minutes of the private channel"), "{}", public.text());
    }

    async fn the_chair_is_told_once_that_what_is_confidential_is_in_no_minutes(world) {
        decided_in_private(world).await;
        let (social, see) = (world.channel("social").id, Permissions::VIEW_CHANNEL);
        world.sandbox.set_overwrite(social, world.guild(), see, Permissions::NONE);
        chair(world).presses(&draft(world), "Publish").await.sees("published");
        world.settle().await;
        let (public, _) = published(world).await;
        assert!(public.text().contains("1 confidential topic is in no minutes"), "{}", public.text());
        let told = || told(&chair(world), "is in no minutes: everybody can read");
        assert_eq!(told().len(), 1);
        assert!(!world.channel("social").transcript().contains("Minutes of"), "everybody would read them");
        // Once the channel is closed again, the next revision is written there as well.
        world.sandbox.set_overwrite(social, world.guild(), Permissions::NONE, see);
        let form = chair(world).presses(&told()[0], "Amend…").await;
        form.submits(&[("text", "The room was too warm")]).await.sees("Added");
        world.settle().await;
        assert!(world.channel("social").only("Minutes of **Standup**").text().contains("Quicksilver it is"));
        let (public, _) = published(world).await;
        assert!(public.text().contains("1 confidential topic is in the minutes of the private channel"), "{}", public.text());
        assert_eq!(told().len(), 1, "once");
    }

    async fn the_private_minutes_alone_say_what_is_confidential(world) {
        let lead = lead(world);
        close(world, "social", &[&lead, &chair(world)]);
        set_up(world, "private:#social").await;
        queue(world, &[("Prices", 10)]).await;
        lead.types("/agenda add topic:Buying Quicksilver minutes:5 confidential:yes meeting:Standup").await.sees("TOPIC-2");
        world.settle().await;
        begin(world).await;
        next(world).await;
        next(world).await;
        let private = world.channel("social");
        let said = lead.clone().in_channel("social").replies(&private.only("TOPIC-2 · discuss"), "decision: Quicksilver it is");
        marked(world, &said, "✅").await;
        chair(world).types("/meeting end").await.sees("over");
        world.settle().await;
        assert!(!draft(world).text().contains("Quicksilver"), "a direct message is outside: {}", draft(world).text());
        chair(world).presses(&draft(world), "Publish").await.sees("published");
        world.settle().await;
        let (public, file) = published(world).await;
        assert!(!public.text().contains("Quicksilver") && !file.contains("Quicksilver"), "{file}");
        assert!(public.text().contains("1 confidential topic is in the minutes of the private channel"), "{}", public.text());
        let inside = private.only("Minutes of **Standup**");
        assert!(inside.text().contains("Quicksilver it is"), "{}", inside.text());
        lead.types("/meeting minutes meeting:Standup").await.sees("Quicksilver it is");
        world.member("PM Platform").in_channel("pm-sync").types("/meeting minutes meeting:Standup").await.sees_not("Quicksilver");
        // What is added in the private channel stays there.
        let form = chair(world).in_channel("social").presses(&inside, "Amend…").await;
        form.submits(&[("text", "Quicksilver wants cash")]).await.sees("private channel alone");
        world.settle().await;
        assert!(private.only("Minutes of **Standup**").text().contains("wants cash"));
        assert!(!published(world).await.1.contains("wants cash"));
        let told = "SELECT COUNT(*) FROM event WHERE CAST(after_json AS TEXT) LIKE '%uicksilver%'";
        assert_eq!(world.count(told).await, 0, "events do not tell it");
    }

    async fn who_is_forgotten_goes_from_published_minutes_in_both_channels(world) {
        let platform = world.member("PM Platform");
        close(world, "social", &[&platform, &lead(world), &chair(world)]);
        set_up(world, "private:#social").await;
        lead(world).types("/area edit area:Platform owner:@PM lead").await.sees(&lead(world).mention());
        queue(world, &[("What a wombat pays", 10)]).await;
        lead(world).types("/agenda add topic:Buying Acme minutes:5 confidential:yes meeting:Standup").await.sees("TOPIC-2");
        world.settle().await;
        begin(world).await;
        next(world).await;
        platform.clone().in_room(thread(world)).types("/note text:A quokka costs more").await.sees_not("Nothing was");
        next(world).await;
        let private = world.channel("social");
        let said = platform.clone().in_channel("social").replies(&private.only("TOPIC-2 · discuss"), "decision: the okapi comes first");
        marked(world, &said, "✅").await;
        chair(world).types("/meeting end").await.sees("over");
        world.settle().await;
        chair(world).presses(&draft(world), "Publish").await.sees("published");
        world.settle().await;
        let (public, inside) = (published(world).await.0, private.only("Minutes of **Standup**"));
        for (message, told) in [(&public, "wombat"), (&public, "quokka"), (&public, &*platform.mention()), (&inside, "okapi")] {
            assert!(message.text().contains(told), "{told}: {}", message.text());
        }

        forgets(world, "member:@PM Platform").await.sees("docket is forgetting");
        world.settle().await;
        world.channel("admin").shows("A member was forgotten").await;
        world.settle().await;
        let (after, file) = published(world).await;
        let left = private.only("Minutes of **Standup**");
        assert_eq!((after.id, left.id), (public.id, inside.id), "they are edited in place");
        for gone in ["wombat", "quokka", "okapi", &*platform.mention()] {
            for text in [after.text(), file.clone(), left.text()] {
                assert!(!text.contains(gone), "{gone}: {text}");
            }
        }
        assert!(after.text().contains("(forgotten)") && left.text().contains("(forgotten)"), "{}", left.text());
    }

    async fn a_correction_after_publication_is_a_revision(world) {
        held(world).await;
        chair(world).presses(&draft(world), "Publish").await.sees("published");
        world.settle().await;
        chair(world).presses(&draft(world), "Correct a note").await
            .chooses("Which note?", "CSV costs nothing for Acme").await
            .presses("Correct…").await
            .submits(&[("text", "CSV costs little")]).await.sees("CSV costs little");
        world.settle().await;
        let (message, _) = published(world).await;
        assert!(message.text().contains("Revision 2") && message.text().contains("A note was corrected"), "{}", message.text());
        assert!(message.text().contains("costs little"));
    }
}
