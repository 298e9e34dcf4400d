//! Public questions meet the weekly sync: what is open or late stands on its agenda by itself, and one press makes a question a
//! customer request and a topic, or neither.

use crate::{
    escalation::{card, filed, filed_without_set_up, marketing, set_up},
    in_every_world,
    meeting::sync,
    on_each_engine,
    remind::days,
};

in_every_world! {
    async fn one_press_files_the_request_and_puts_the_topic_on_the_agenda(world) {
        sync(world).await;
        filed(world).await;
        let marketing = marketing(world);
        let shown = marketing.types("/escalation show escalation:1").await;
        let both = shown.presses("Request and topic").await;
        both.is_private()
            .sees("**ESC-1** is a customer request, **REQ-1**, and a topic")
            .sees("**TOPIC-1** is on the agenda of **PM weekly sync**, Wed 25 Nov 2026")
            .sees("Why does my login loop?");
        both.presses("Open REQ-1").await.sees("ESC-1").sees("TOPIC-1");
        world.settle().await;
        world.channel("requests").only("REQ-1");
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/agenda show").await.sees("Why does my login loop?");
        let shown = marketing.types("/escalation show escalation:1").await;
        shown.sees("What came of it").sees("REQ-1").sees("TOPIC-1");
        // What is done already is not done twice.
        shown.presses("Request and topic").await.sees("waits for its meeting already, as **TOPIC-1**").sees("nothing was filed");
        both.presses("Undo").await.sees("TOPIC-1");
        shown.presses("Request and topic").await.sees("a customer request, **REQ-1**, and a topic").sees("**TOPIC-2**");
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 1);
        world.settle().await;
    }

    async fn without_a_meeting_nothing_is_filed_and_with_several_the_form_asks_which(world) {
        filed(world).await;
        let marketing = marketing(world);
        let shown = marketing.types("/escalation show escalation:1").await;
        shown.presses("Request and topic").await.sees("No series of meetings is set up");
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 0);
        sync(world).await;
        let lead = world.member("PM lead").in_channel("requests");
        lead.types("/meeting create template:review").await.presses("Save").await.sees("is set up");
        let form = shown.presses("Request and topic").await;
        form.opens("A request and a topic");
        assert_eq!(form.filled_in("topic"), "Why does my login loop?");
        assert_eq!(form.filled_in("text"), "", "the question itself is filed when nothing else is said");
        let inputs = [("topic", "Logins loop"), ("text", ""), ("meeting", "No such sync"), ("for", "next")];
        form.submits(&inputs).await.sees("No such sync");
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 0, "neither without the other");
        let form = shown.presses("Request and topic").await;
        let inputs = [("topic", "Logins loop"), ("text", ""), ("meeting", "PM weekly sync"), ("for", "later")];
        form.submits(&inputs).await.sees("**REQ-1**").sees("for later").sees("Logins loop");
        world.settle().await;
        assert!(world.channel("requests").only("REQ-1").text().contains("Why does my login loop?"));
    }

    async fn a_sensitive_question_is_filed_only_in_words_of_somebody_who_knows_that(world) {
        sync(world).await;
        set_up(world).await;
        let first = world.member("PM Channels and posts");
        let line = "/escalation topic name:legal responders:@PM Channels and posts channel:#requests";
        world.member("PM lead").types(line).await.sees("lawsuit");
        marketing(world).types("/escalate url:A lawsuit about your login").await.sees("**legal**");
        world.settle().await;
        let shown = first.types("/escalation show escalation:1").await;
        let form = shown.presses("Request and topic").await;
        assert_eq!((form.filled_in("topic"), form.filled_in("text")), (String::new(), String::new()));
        form.submits(&[("topic", ""), ("text", ""), ("meeting", "PM weekly sync"), ("for", "next")]).await
            .sees("has to be said in your own words").sees("nothing was filed");
        let form = shown.presses("Request and topic").await;
        form.submits(&[("topic", ""), ("text", "Logins by counsel"), ("meeting", "PM weekly sync"), ("for", "next")]).await
            .sees("**REQ-1**").sees("Logins by counsel").sees_not("lawsuit");
        world.settle().await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/agenda show").await.sees("Logins by counsel").sees_not("lawsuit");
        // Whoever may not see it cannot make anything of it.
        world.member("PM User management").types("/escalation request escalation:1 text:Mine").await.sees("only those who answer for it");
    }
}

on_each_engine! {
    async fn what_is_open_or_late_stands_on_the_agenda_by_itself(world) {
        sync(world).await;
        set_up(world).await;
        filed_without_set_up(world).await;
        let (lead, owner) = (world.member("PM lead").in_channel("pm-sync"), world.member("PM User management"));
        owner.presses(&card(world).await, "Got it").await.sees("is yours");
        world.settle().await;
        lead.types("/agenda show").await
            .sees("Escalations open or late").sees("**ESC-1** · taken · Why does my login loop?").sees_not("**late**");
        // The board comes two working days before the sync; by then the business day for an answer is over.
        days(world, 5).await;
        let board = world.channel("pm-sync").only("Escalations open or late").text();
        assert!(board.contains("**ESC-1** · taken · Why does my login loop?"), "{board}");
        assert!(board.contains("**late** since"), "{board}");
        marketing(world).types("/escalation close escalation:1 reason:other").await.sees("is closed");
        lead.types("/agenda show").await.sees_not("ESC-1").sees("No public question waits for an answer.");
        world.settle().await;
    }
}
