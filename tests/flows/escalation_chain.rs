//! What becomes of a public question: how long it waited, what it led to, and what is said around its post.

use crate::{
    escalation::{card, filed, filed_without_set_up, hours, marketing, set_up},
    in_every_world,
    meeting::sync,
    on_each_engine,
    remind::days,
    world::{Answer, Person, World},
};
use chrono::TimeDelta;
use docket::sandbox::{Message, PublicPost, Readable};

/// A post of an instance that the sandbox plays.
const ID: &str = "115000000000000001";
const URL: &str = "https://social.example/@ana/115000000000000001";

/// What stands in the thread on a card.
fn thread(world: &World, card: &Message) -> Vec<Message> {
    let bot = world.sandbox.bot_id();
    world.sandbox.messages(card.id, bot).into_iter().filter(|message| message.author_id == bot).collect()
}

fn said_in_thread(world: &World, card: &Message, text: &str) -> usize {
    thread(world, card).iter().filter(|message| message.text().contains(text)).count()
}

fn publishes(world: &World, id: &str, handle: &str, text: &str, root: Option<&str>) {
    let mut post = PublicPost::new(id, handle, text, world.clock.now());
    post.root = root.map(str::to_owned);
    world.sandbox.networks().post(post);
}

async fn says_which_accounts(world: &World, accounts: &str) {
    let shown = world.member("Admin").types("/settings show").await;
    let form = shown.presses("Our own accounts on public networks").await;
    form.submits(&[("value", accounts)]).await.sees("ourteam");
}

fn pm<'w>(world: &'w World, name: &str) -> Person<'w> {
    world.member(name).in_channel("social")
}

/// Puts a topic on the next agenda by the button of what it is about.
async fn on_the_agenda<'w>(opened: &Answer<'w>, topic: &str) -> Answer<'w> {
    let form = opened.presses("Add to agenda").await;
    form.opens("A topic for the agenda");
    form.submits(&[("topic", topic), ("minutes", "5"), ("for", "next")]).await
}

in_every_world! {
    async fn the_clocks_start_with_the_post_and_count_working_time(world) {
        set_up(world).await;
        filed_without_set_up(world).await;
        let owner = pm(world, "PM User management");
        let card_then = card(world).await;
        assert!(card_then.text().contains("answer by"), "{}", card_then.text());
        world.turn(hours(2)).await;
        owner.presses(&card(world).await, "Got it").await.sees("is yours");
        world.turn(TimeDelta::minutes(30)).await;
        let form = owner.presses(&card(world).await, "Draft answer…").await;
        form.submits(&[("text", "It was the cookie.")]).await.sees("is kept");
        world.settle().await;
        let ready = world.channel("social").only("the answer to **ESC-1** is ready");
        let form = marketing(world).presses(&ready, "Posted").await;
        form.submits(&[("url", "https://x.com/team/status/1900000000000000009")]).await.sees("is answered");
        let stats = owner.types("/escalation stats").await;
        stats.is_private().sees("**1 public question** in the last 90 days, 0 of them late")
            .sees("User management").sees("2:00").sees("2:30").sees("█");
        stats.presses("By owner").await.sees("PM User management").sees("2:30");
        stats.presses("By week").await.sees("2026");
        stats.presses("In and out of hours").await.sees("in hours");
        stats.presses("By severity").await.sees("normal");
        owner.types("/escalation stats by:week area:Platform").await.sees("No public question came");
    }

    async fn a_post_that_is_older_than_its_card_has_waited_since_it_was_written(world) {
        set_up(world).await;
        // At seven, three hours before it is brought and two before people begin to work; its id tells.
        let written = world.now() - hours(3);
        let id = ((written.timestamp_millis() - 1_288_834_974_657) << 22) | 1;
        let line = format!("/escalate url:https://x.com/ana/status/{id} question:Why does my login loop?");
        marketing(world).types(&line).await.sees("ESC-1");
        let owner = pm(world, "PM User management");
        world.turn(TimeDelta::minutes(30)).await;
        owner.presses(&card(world).await, "Got it").await.sees("is yours");
        let form = owner.presses(&card(world).await, "Draft answer…").await;
        form.submits(&[("text", "It was the cookie.")]).await.sees("is kept");
        world.turn(TimeDelta::minutes(30)).await;
        let ready = world.channel("social").only("the answer to **ESC-1** is ready");
        let form = marketing(world).presses(&ready, "Posted").await;
        form.submits(&[("url", "https://x.com/team/status/1900000000000000009")]).await.sees("is answered");
        owner.types("/escalation stats").await.sees("1:30").sees("2:00");
    }

    async fn what_is_late_is_recorded_and_told_once(world) {
        set_up(world).await;
        filed_without_set_up(world).await;
        let owner = pm(world, "PM User management");
        owner.presses(&card(world).await, "Got it").await.sees("is yours");
        world.turn(hours(7)).await;
        let first = card(world).await;
        assert_eq!(said_in_thread(world, &first, "is late"), 0);
        // It was filed at ten, and people work until five: an hour is left for the next morning.
        world.turn(hours(17)).await;
        let late = card(world).await;
        assert_eq!(said_in_thread(world, &late, "it is not answered within one business day"), 1, "{:?}", thread(world, &late));
        assert!(late.text().contains("late** since"), "{}", late.text());
        world.turn(TimeDelta::days(5)).await;
        assert_eq!(said_in_thread(world, &late, "is late"), 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM event WHERE verb = 'late'").await, 1);
        owner.types("/escalation stats").await.sees("1 of them late");
        owner.types("/escalation show escalation:1").await.sees("noted that it was not answered in time");
    }

    async fn it_becomes_a_request_and_when_that_is_done_its_thread_is_told(world) {
        filed(world).await;
        let (owner, marketing) = (pm(world, "PM User management"), marketing(world));
        let shown = marketing.types("/escalation show escalation:1").await;
        shown.presses("Make it a request").await.sees("is a customer request now, **REQ-1**");
        marketing.types("/escalation request escalation:1").await.sees("is the request **REQ-1** already");
        world.settle().await;
        let posted = world.channel("requests").only("REQ-1");
        assert!(posted.text().contains("Why does my login loop?"), "{}", posted.text());
        owner.types("/request show request:1").await.sees("ESC-1");
        owner.types("/escalation show escalation:1").await.sees("What came of it").sees("REQ-1");
        owner.presses(&card(world).await, "No answer needed").await.chooses("Because…", "Something else").await.sees("is closed");
        world.member("PM lead").types("/release plan name:v27.01 target:2027-01-15").await.sees("is planned");
        world.member("PM lead").types("/release add text:Login mended release:v27.01 request:1").await.sees("ITEM-1");
        owner.types("/request close request:1").await.sees("REQ-1");
        let card_now = card(world).await;
        assert_eq!(said_in_thread(world, &card_now, "came of **ESC-1**, and it is done"), 1);
        let show = owner.types("/escalation show escalation:1").await;
        show.sees("**ESC-1**").sees("REQ-1").sees("ITEM-1").sees("told here");
        let told = thread(world, &card_now).pop().expect("it is told");
        let form = owner.presses(&told, "Draft answer…").await;
        form.submits(&[("text", "It is mended since today.")]).await.sees("is kept");
        world.settle().await;
        world.channel("social").shows("ESC-1 · taken").await;
        world.member("PM lead").types("/release ship release:v27.01").await.sees("v27.01");
        world.settle().await;
        assert_eq!(said_in_thread(world, &card_now, "ITEM-1"), 1, "what answers the request is released");
    }

    async fn the_same_matter_is_marked_by_hand(world) {
        filed(world).await;
        world.member("Sales").in_channel("social").types("/escalate url:Another login loops too").await.sees("ESC-2");
        let owner = pm(world, "PM User management");
        owner.types("/escalation same escalation:2 as:2").await.sees("the same as itself");
        let same = owner.types("/escalation same escalation:2 as:1").await;
        same.sees("**ESC-2** is the same as **ESC-1**");
        world.settle().await;
        let first = world.channel("social").only("ESC-1 ·");
        assert!(first.text().contains("(2 people)"), "{}", first.text());
        assert!(world.channel("social").only("ESC-2 ·").text().contains("the same as another: **ESC-1**"));
        owner.types("/escalation same escalation:1 as:2").await.sees("ESC-2 is itself the same as ESC-1");
        same.presses("Undo").await.sees("Undid that it ended");
        world.settle().await;
    }
}

on_each_engine! {
    async fn what_a_meeting_speaks_about_and_what_is_released_stand_in_the_chain(world) {
        filed(world).await;
        sync(world).await;
        let owner = pm(world, "PM User management");
        owner.presses(&card(world).await, "Got it").await.sees("is yours");
        let opened = owner.presses(&card(world).await, "More…").await;
        on_the_agenda(&opened, "Why logins loop").await
            .sees("**TOPIC-1** is on the agenda of **PM weekly sync**, Wed 25 Nov 2026");
        days(world, 5).await;
        let open = owner.types("/escalation show escalation:1").await;
        open.sees("What came of it").sees("└ **TOPIC-1** (on the agenda)");
        open.presses("Make it a request").await.sees("is a customer request now, **REQ-1**");
        let opened = owner.types("/request show request:1").await;
        on_the_agenda(&opened, "Logins of last week").await.sees("**TOPIC-2** is on the agenda").sees("at place 2");
        world.settle().await;
        let board = world.channel("pm-sync").only("**Topics**");
        for topic in ["1. `TOPIC-1` Why logins loop · 5 min", "2. `TOPIC-2` Logins of last week · 5 min"] {
            assert!(board.text().contains(topic), "{topic}: {}", board.text());
        }
        let opening = "Open a topic: vote, read, edit, defer…";
        owner.chooses(&board, opening, "1").await.sees("TOPIC-1 · on the agenda").sees("**ESC-1** (taken)");
        owner.chooses(&board, opening, "2").await.sees("TOPIC-2 · on the agenda").sees("**REQ-1**");
        owner.types("/request show request:1").await.sees("Belongs to").sees("**ESC-1** (taken)").sees("**TOPIC-2**");

        let lead = world.member("PM lead");
        lead.types("/release plan name:v27.01 target:2027-01-15").await.sees("is planned");
        lead.types("/release add text:Login mended release:v27.01 request:1").await.sees("ITEM-1");
        owner.types("/request close request:1").await.sees("REQ-1");
        let card_now = card(world).await;
        assert_eq!(said_in_thread(world, &card_now, "came of **ESC-1**, and it is done"), 1);
        lead.types("/release ship release:v27.01").await.sees("v27.01");
        world.settle().await;
        assert_eq!(said_in_thread(world, &card_now, "ITEM-1"), 1, "its thread is told of the release");
        let shown = owner.types("/escalation show escalation:1").await;
        // What came of the request stands under it.
        shown.sees("**ESC-1** (taken)").sees("└ **REQ-1**").sees("\u{2003}└ **TOPIC-2** (on the agenda)")
            .sees("\u{2003}└ **ITEM-1**").sees("└ **TOPIC-1** (on the agenda)").sees("└ told here");
    }

    async fn the_post_is_quoted_as_it_is_and_what_it_says_finds_its_area(world) {
        set_up(world).await;
        publishes(world, ID, "ana", "<p>My *login* loops since 7.2 @everyone</p>", None);
        let bot = world.sandbox.bot_id();
        marketing(world).says(&format!("@PM <@{bot}> {URL}"));
        let social = world.channel("social");
        social.shows("My \\*login\\* loops").await;
        world.settle().await;
        let quoted = social.only("ESC-1 ·");
        for shown in ["> My", "ana (sample) (@ana)", "User management (matched 'login')"] {
            assert!(quoted.text().contains(shown), "{shown}: {}", quoted.text());
        }
        assert_eq!(social.pings(&pm(world, "PM User management")), 1);
    }

    async fn an_edited_post_is_flagged_and_of_one_that_is_gone_nothing_is_kept(world) {
        set_up(world).await;
        publishes(world, ID, "ana", "<p>Swordfish?</p>", None);
        marketing(world).types(&format!("/escalate url:{URL} question:Who knows about logins?")).await.sees("ESC-1");
        let social = world.channel("social");
        assert!(card(world).await.text().contains("> Swordfish?"));
        world.sandbox.networks().alter(ID, |post| "<p>Swordfish, please?</p>".clone_into(&mut post.text));
        world.turn(hours(1)).await;
        let edited = social.only("ESC-1 ·");
        assert!(edited.text().contains("please") && edited.text().contains("edited since it was posted"), "{}", edited.text());
        world.sandbox.networks().alter(ID, |post| post.standing = Readable::Deleted);
        world.turn(hours(2)).await;
        let gone = social.only("ESC-1 ·");
        assert!(gone.text().contains("The post is gone") && !gone.text().contains("Swordfish"), "{}", gone.text());
        assert_eq!(world.count("SELECT COUNT(*) FROM escalation_post WHERE text = '' AND author = '' AND handle = ''").await, 1);
    }

    async fn a_reply_to_the_card_or_in_its_thread_is_a_note(world) {
        filed(world).await;
        let card_now = card(world).await;
        marketing(world).replies(&card_now, "They have 40,000 followers");
        world.channel("social").shows("40,000 followers").await;
        marketing(world).says("Nothing about it");
        world.settle().await;
        assert_eq!(world.count("SELECT COUNT(*) FROM escalation_note").await, 1);
    }

    async fn a_long_question_and_all_notes_stand_whole_where_everything_is_shown(world) {
        set_up(world).await;
        let question = format!("Why does my login loop {}and how does this end?", "again and again ".repeat(60));
        marketing(world).types(&format!("/escalate url:{question}")).await.sees("Filed as **ESC-1**");
        let owner = world.member("PM User management");
        let long = format!("They asked {}and wait.", "again and again ".repeat(55));
        for note in ["The first note", "The second note", long.as_str(), "The fourth note", "The fifth note"] {
            owner.types(&format!("/escalation note escalation:1 text:{note}")).await.sees("Noted on **ESC-1**");
        }
        let on_card = card(world).await.text();
        assert!(on_card.contains("The fifth note"), "{on_card}");
        for left_out in ["how does this end?", "and wait.", "The first note"] {
            assert!(!on_card.contains(left_out), "{on_card}");
        }
        let shown = owner.types("/escalation show escalation:1").await;
        shown.sees("how does this end?").sees("and wait.").sees("The first note").sees("The fifth note");
        assert_eq!(shown.text().matches("The fifth note").count(), 1, "{}", shown.text());
    }

    async fn a_reaction_of_marketing_says_how_it_ended(world) {
        set_up(world).await;
        let social = world.channel("social");
        let said = marketing(world).says("@PM who knows about this?");
        social.shows("ESC-1 ·").await;
        marketing(world).reacts(&said, "👀");
        marketing(world).reacts(&said, "❤️");
        social.shows("ESC-1 · closed").await;
        assert!(social.only("ESC-1 ·").text().contains("liked"), "{}", social.transcript());
        marketing(world).says("@PM and about this?");
        social.shows("ESC-2 ·").await;
        world.settle().await;
        marketing(world).reacts(&social.only("ESC-2 ·"), "⛔");
        social.shows("ESC-2 · closed").await;
        assert_eq!(social.messages().len(), 2, "nobody is answered: {}", social.transcript());
    }

    async fn an_answer_is_as_long_as_the_server_of_its_post_allows(world) {
        set_up(world).await;
        publishes(world, ID, "ana", "<p>Why does my login loop?</p>", None);
        marketing(world).types(&format!("/escalate url:{URL} question:Who knows about logins?")).await.sees("ESC-1");
        let owner = pm(world, "PM User management");
        owner.presses(&card(world).await, "Got it").await.sees("is yours");
        // Most servers take 500 characters; this one takes 640.
        let form = owner.presses(&card(world).await, "Draft answer…").await;
        let refused = form.submits(&[("text", &"a".repeat(641))]).await;
        refused.sees("that answer is 641 long, and 640 fit").sees("Nothing was passed on");
        let form = refused.presses("Edit and try again").await;
        form.submits(&[("text", &"a".repeat(640))]).await.sees("(640 of 640)");
    }

    async fn our_answer_is_found_and_the_authors_next_word_opens_it_again(world) {
        set_up(world).await;
        says_which_accounts(world, "@ourteam").await;
        publishes(world, ID, "ana", "<p>Why does my login loop?</p>", None);
        marketing(world).types(&format!("/escalate url:{URL} question:Who knows about logins?")).await.sees("ESC-1");
        let (social, owner) = (world.channel("social"), pm(world, "PM User management"));
        owner.presses(&card(world).await, "Got it").await.sees("is yours");
        publishes(world, "115000000000000002", "bob", "<p>Mine too</p>", Some(ID));
        publishes(world, "115000000000000003", "ourteam", "<p>It is the cookie.</p>", Some(ID));
        world.turn(hours(1)).await;
        let answered = social.only("ESC-1 · answered");
        assert!(answered.text().contains("https://social.example/@ourteam/115000000000000003"), "{}", answered.text());
        owner.types("/escalation show escalation:1").await.sees("found our answer");
        world.turn(hours(1)).await;
        publishes(world, "115000000000000004", "ana", "<p>It still loops</p>", Some(ID));
        world.turn(hours(1)).await;
        social.only("is open again, because whoever asked has written again");
        assert_eq!(social.pings(&owner), 2);
        world.turn(hours(4)).await;
        assert_eq!(said_in_thread(world, &answered, "Whoever asked **ESC-1** has written again"), 1);
        owner.types("/escalation stats by:week").await.sees("**2 public questions**");
    }

    async fn a_second_post_of_the_conversation_belongs_to_the_first(world) {
        set_up(world).await;
        let (first, second) = ("at://did:plc:abc/app.bsky.feed.post/3l6oveex3ii2l", "at://did:plc:abc/app.bsky.feed.post/3l6oveex3ii3l");
        let ours = "at://did:plc:our/app.bsky.feed.post/3l6oveex3ii4l";
        publishes(world, first, "ana.example", "Why does my login loop?", None);
        let url = |key: &str, who: &str| format!("/escalate url:https://bsky.app/profile/{who}/post/{key}");
        marketing(world).types(&url("3l6oveex3ii2l", "ana.example")).await.sees("ESC-1");
        world.settle().await;
        says_which_accounts(world, "@ourteam.example").await;
        publishes(world, ours, "ourteam.example", "It is the cookie.", Some(first));
        marketing(world).types(&url("3l6oveex3ii4l", "ourteam.example")).await.sees("ESC-2");
        world.settle().await;
        let social = world.channel("social");
        let answered = social.only("ESC-1 · answered");
        assert!(answered.text().contains("https://bsky.app/profile/ourteam.example/post/3l6oveex3ii4l"), "{}", answered.text());
        social.only("ESC-2 · duplicate");
        publishes(world, second, "ana.example", "It still loops", Some(first));
        marketing(world).types(&url("3l6oveex3ii3l", "ana.example")).await.sees("ESC-3");
        world.settle().await;
        social.shows("is open again, because whoever asked has written again").await;
        social.only("ESC-1 · waiting");
        social.only("ESC-3 · duplicate");
        assert_eq!(said_in_thread(world, &answered, "has written again"), 1);
    }
}
