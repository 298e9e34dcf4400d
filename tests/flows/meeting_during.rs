//! What comes up while a meeting is held: topics for it, what is made in it, what its notes lead to, and what stays as it was.

use crate::{
    in_every_world,
    meeting_live::{begin, chair, next, queue, set_up, thread},
    meeting_minutes::draft,
    on_each_engine, over_http,
    world::World,
};
use chrono::TimeDelta;

fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}

/// A release with an item of PM Platform's, and the round that asks for it.
async fn asked(world: &World) {
    let manager = world.member("PM lead").in_channel("pm-sync");
    manager.types("/release plan name:v26.12 target:2026-12-16").await.sees("is planned");
    manager.types("/release add text:Faster search owner:@PM Platform").await.sees("ITEM-1");
    set_up(world, "").await;
    begin(world).await;
    manager.types("/meeting round").await.sees("ITEM-1 is on");
    world.settle().await;
}

in_every_world! {
    async fn what_is_changed_of_a_topic_while_the_meeting_is_on_stands_in_its_head_at_once(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 10), ("Names", 5), ("Budget", 5)]).await;
        begin(world).await;
        next(world).await;
        let head = || world.channel("pm-sync").only("**Standup** is on").text();
        assert!(head().contains("○ Names") && head().contains("○ Budget"), "{}", head());
        chair(world).types("/agenda withdraw item:2").await.is_private();
        chair(world).types("/agenda edit item:1 topic:Costs").await.sees("is changed");
        world.settle().await;
        assert!(!head().contains("Names") && head().contains("▶ **Costs**"), "{}", head());
        assert!(thread(world).only("TOPIC-1 · discuss").text().contains("Costs"));
        chair(world).types("/agenda defer item:3 to:later").await.is_private();
        chair(world).types("/agenda add topic:Dates meeting:Standup for:now").await.sees("**TOPIC-4**");
        world.settle().await;
        assert!(head().contains("○ Dates") && !head().contains("Budget"), "{}", head());
        chair(world).types("/agenda undo item:4").await.is_private();
        world.settle().await;
        assert!(!head().contains("Dates"), "{}", head());
    }

    async fn a_topic_that_comes_up_in_the_thread_is_for_the_meeting_that_is_on(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 10)]).await;
        begin(world).await;
        next(world).await;
        world.turn(minutes(2)).await;
        let (chair, thread) = (chair(world), thread(world));
        chair.types("/meeting next-item").await.sees("That was the last topic").sees("`/agenda add for:now`");
        world.settle().await;
        let one = world.member("PM Platform").in_room(thread);
        assert_eq!(one.types("/agenda add").await.filled_in("for"), "now");
        let added = one.types("/agenda add topic:Names minutes:5").await;
        added.is_private().sees("**TOPIC-2** is on the agenda of **Standup**, Wed 18 Nov 2026, 10:05 (Los Angeles)");
        let now = chair.types("/agenda add topic:Dates minutes:5 meeting:Standup for:now").await;
        now.sees("**TOPIC-3** is on the agenda").sees("Wed 18 Nov 2026");
        chair.types("/agenda add topic:Budget meeting:Standup").await.sees("**TOPIC-4**").sees("Thu 19 Nov 2026");
        world.settle().await;
        let head = world.channel("pm-sync").only("**Standup** is on");
        let text = head.text();
        assert!(text.contains("○ Names") && text.contains("○ Dates") && !text.contains("Budget"), "{text}");
        one.types("/agenda show").await.sees("Names").sees("Dates").sees_not("Budget");
        added.presses("Agenda").await.sees("Names").sees_not("Budget");
        chair.types("/agenda show meeting:Standup").await.sees("Budget").sees_not("Names");
        chair.presses(&head, "Next").await.sees("Now: **Names**");
        world.settle().await;
        thread.only("TOPIC-2 · discuss");
        world.turn(minutes(2)).await;
        chair.types("/meeting end").await.sees("1 topic goes to the next meeting");
        world.settle().await;
        chair.presses(&draft(world), "Publish").await.sees("The minutes are published");
        world.settle().await;
        let minutes = world.channel("pm-sync").only("Minutes of").text();
        assert!(minutes.contains("Names"), "{minutes}");
        chair.types("/agenda show meeting:Standup").await.sees("Dates").sees("Budget");
        let late = chair.types("/agenda add topic:Too late meeting:Standup for:now").await;
        late.is_private().sees("is not on right now, so nothing was done");
    }

    async fn an_owner_says_more_in_a_round_than_how_it_stands(world) {
        asked(world).await;
        let thread = thread(world);
        let owner = world.member("PM Platform").in_room(thread);
        let question = thread.only("how does it stand?");
        let form = owner.presses(&question, "Say more…").await;
        form.opens("How it stands");
        form.submits(&[("note", "Half of it works")]).await.is_private().sees("**ITEM-1** is on track");
        world.settle().await;
        assert_eq!(thread.only("how does it stand?").id, question.id, "the question stays for all to see");
        let said = "SELECT COUNT(*) FROM release_item WHERE note = 'Half of it works' AND reported_at IS NOT NULL";
        assert_eq!(world.count(said).await, 1);
    }
}

on_each_engine! {
    async fn a_meeting_in_which_something_is_made_does_not_close_itself(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 60)]).await;
        begin(world).await;
        next(world).await;
        let one = world.member("PM Platform").in_room(thread(world));
        let is_on = || world.channel("pm-sync").only("**Standup** is on");
        // Its planned end was ten minutes ago.
        world.turn(minutes(40)).await;
        one.types("/action add what:Ask for a quote who:@PM Growth due:in 9 days").await.sees("ACT-1");
        world.settle().await;
        world.turn(minutes(14)).await;
        is_on();
        one.types("/decision record text:CSV only").await.sees("DEC-1");
        world.settle().await;
        world.turn(minutes(14)).await;
        is_on();
        world.turn(minutes(1)).await;
        world.channel("pm-sync").only("**Standup** is over");
    }

    async fn a_meeting_whose_round_is_answered_does_not_close_itself(world) {
        asked(world).await;
        world.turn(minutes(40)).await;
        let thread = thread(world);
        let question = thread.only("how does it stand?");
        let owner = world.member("PM Platform").in_room(thread);
        owner.presses(&question, "On track").await.is_private().sees("ITEM-1");
        world.turn(minutes(14)).await;
        world.channel("pm-sync").only("**Standup** is on");
        world.turn(minutes(1)).await;
        world.channel("pm-sync").only("**Standup** is over");
    }

    async fn what_the_menus_of_a_message_make_in_the_thread_belongs_to_its_topic(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 10)]).await;
        begin(world).await;
        next(world).await;
        let one = world.member("PM Platform").in_room(thread(world));
        let said = one.says("We ask for a quote, and exports are CSV only");
        let form = one.chooses_on(&said, "Make action item").await;
        form.submits(&[("what", "Ask for a quote"), ("who", "me"), ("due", "in 9 days")]).await.sees("ACT-1");
        let form = one.chooses_on(&said, "Record decision").await;
        form.submits(&[("text", "Exports are CSV only")]).await.sees("DEC-1");
        world.settle().await;
        let topic = thread(world).only("TOPIC-1 · discuss").text();
        assert!(topic.contains("ACT-1") && topic.contains("DEC-1"), "{topic}");
        assert_eq!(world.count("SELECT COUNT(*) FROM link WHERE kind = 'raised_in' AND to_id = 1").await, 2);
    }

    async fn the_sections_stay_as_they_were_when_the_meeting_began(world) {
        set_up(world, "").await;
        begin(world).await;
        let one = world.member("PM Platform").in_channel("general");
        one.types("/action add what:Ask for a quote who:@PM Growth due:in 9 days").await.sees("ACT-1");
        world.settle().await;
        let shown = one.types("/agenda show meeting:Standup for:now").await;
        shown.sees("No action is open.").sees_not("Ask for a quote");
        one.types("/agenda show meeting:Standup").await.sees("Ask for a quote");
        assert!(!thread(world).transcript().contains("Ask for a quote"), "{}", thread(world).transcript());
        thread(world).only("No action is open.");
    }

    async fn what_follows_a_question_up_goes_with_it(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 10)]).await;
        begin(world).await;
        next(world).await;
        let thread = thread(world);
        let one = world.member("Sales").in_room(thread);
        let noted = one.types("/note text:question: who tells the leads?").await;
        noted.is_private().sees("Noted as a question");
        world.settle().await;
        assert!(thread.only("ACT-1 · open").text().contains("Follow up: who tells the leads?"));
        let form = noted.presses("Correct…").await;
        form.submits(&[("text", "who tells the sales people?")]).await.sees("who tells the sales people?");
        world.settle().await;
        assert!(thread.only("ACT-1 · open").text().contains("Follow up: who tells the sales people?"));
        noted.presses("Undo").await.is_in_place().sees("Taken back");
        world.settle().await;
        thread.only("ACT-1 · withdrawn");
        assert!(!thread.only("TOPIC-1 · discuss").text().contains("ACT-1"));
        let owner = world.member("PM Platform");
        owner.types("/action mine").await.sees_not("who tells the sales people?");
        // It can be wanted all the same.
        owner.types("/action undo action:1").await.sees("Undid on **ACT-1**");
        world.settle().await;
        thread.only("ACT-1 · open");
    }

    async fn notes_are_put_right_from_the_message_of_the_topic(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 10)]).await;
        begin(world).await;
        next(world).await;
        let thread = thread(world);
        let (one, other) = (world.member("PM Platform").in_room(thread), world.member("Sales").in_room(thread));
        one.types("/note text:CVS is enough").await.sees("Noted at Prices");
        let own = other.types("/note text:JSON is not").await;
        world.settle().await;
        let card = || thread.only("TOPIC-1 · discuss");
        let note = other.presses(&card(), "Notes…").await.is_private().chooses("Which note?", "1").await;
        note.sees("CVS is enough").presses("Undo").await.sees("for whoever wrote it, or the chair");
        let note = one.presses(&card(), "Notes…").await.chooses("Which note?", "1").await;
        let form = note.presses("Correct…").await;
        form.opens("Correct the note").submits(&[("text", "CSV is enough")]).await.sees("CSV is enough");
        world.settle().await;
        assert!(card().text().contains("CSV is enough") && !card().text().contains("CVS"), "{}", card().text());
        let note = chair(world).in_room(thread).presses(&card(), "Notes…").await.chooses("Which note?", "1").await;
        note.presses("Undo").await.is_in_place().sees("Taken back. It was a note: CSV is enough");
        own.presses("Undo").await.is_in_place().sees("Taken back. It was a note: JSON is not");
        world.settle().await;
        assert!(!card().text().contains("CSV") && !card().text().contains("JSON"), "{}", card().text());
        other.presses(&card(), "Notes…").await.sees("Nothing that you can see was noted");
    }
}

on_each_engine! {
    async fn an_agenda_of_several_messages_is_drawn_anew_and_may_take_fewer(world) {
        const NAME: &str = "Quicksilver Rockets and Sons International Holdings of the North";
        let (lead, admin) = (world.member("PM lead").in_channel("pm-sync"), world.member("Admin"));
        admin.types("/settings internal channel:#pm-sync on:yes").await.is_private().sees("real names");
        lead.types(&format!("/customer add name:{NAME} alias:a launcher")).await.sees_not("Nothing was changed");
        for count in 1..=9 {
            let line = format!("/decision record text:{count} {NAME} before {NAME}");
            lead.types(&line).await.sees(&format!("DEC-{count}"));
        }
        for count in 1..=5 {
            let line = format!("/action add what:{count} Call {NAME} who:@PM Platform due:2026-12-01");
            lead.types(&line).await.sees(&format!("ACT-{count}"));
        }
        set_up(world, "").await;
        begin(world).await;
        let thread = thread(world);
        let (first, last) = (thread.only("has the chair"), thread.only("`DEC-9`"));
        assert!(first.id != last.id && last.text().contains(NAME), "{}", thread.transcript());
        let answer = admin.types("/settings internal channel:#pm-sync on:no").await;
        world.settle().await;
        assert!(!thread.transcript().contains("Quicksilver"), "{}", thread.transcript());
        assert_eq!(thread.only("`DEC-9`").id, first.id, "one message holds it all now");
        assert_eq!(thread.only("The agenda is shorter now").id, last.id);
        answer.presses("Undo").await.sees("as it was before");
        world.settle().await;
        let again = thread.only("`DEC-9`");
        assert!(again.id == last.id && again.text().contains(NAME), "{}", thread.transcript());
    }

    async fn where_docket_hears_replies_the_thread_says_that_they_are_noted(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 10)]).await;
        begin(world).await;
        thread(world).only("Reply to the message of a topic, and what you say is noted there");
    }
}

over_http! {
    async fn where_docket_hears_no_replies_the_thread_says_how_notes_are_taken(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 10)]).await;
        begin(world).await;
        let said = thread(world).only("has the chair").text();
        assert!(said.contains("`/note` notes what is said of the topic") && !said.contains("Reply to"), "{said}");
        next(world).await;
        let one = world.member("PM Platform").in_room(thread(world));
        one.types("/note text:CSV costs nothing").await.sees("Noted at Prices");
        world.settle().await;
        assert!(thread(world).only("TOPIC-1 · discuss").text().contains("CSV costs nothing"));
    }
}
