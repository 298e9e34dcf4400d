//! Public questions reach whoever owns the matter, and nothing waits unseen.

use crate::{
    action::close,
    in_every_world, on_each_engine,
    remind::told,
    world::{Person, World},
};
use chrono::TimeDelta;
use docket::sandbox::Message;

const POST: &str = "https://x.com/sample/status/1900000000000000001";

/// Public questions have a channel, and a rotation is on duty: PM Growth.
pub async fn set_up(world: &World) {
    world
        .member("Admin")
        .types("/settings channel purpose:social channel:#social")
        .await
        .sees("public questions");
    let rotation = "/rotation setup name:rota members:@PM Growth @PM Platform handoff:every Thursday 09:30 \
                    zone:America/Los_Angeles";
    world.member("PM lead").types(rotation).await.presses("Save").await.sees("is set up");
    world.settle().await;
}

/// Marketing, where public questions are.
pub fn marketing(world: &World) -> Person<'_> {
    world.member("Marketing").in_channel("social")
}

pub fn hours(count: i64) -> TimeDelta {
    TimeDelta::hours(count)
}

/// The card of the first escalation, once all is delivered.
pub async fn card(world: &World) -> Message {
    world.settle().await;
    world.channel("social").only("ESC-1 ·")
}

/// A question about logins is filed.
pub async fn filed(world: &World) {
    set_up(world).await;
    let line = format!("/escalate url:{POST} question:Why does my login loop?");
    let answer = marketing(world).types(&line).await;
    answer.is_private().sees("Filed as **ESC-1**").sees("It goes to **User management** (matched 'login')");
    world.settle().await;
}

in_every_world! {
    async fn a_question_goes_to_the_owner_of_its_area_and_the_card_says_why(world) {
        filed(world).await;
        let (social, owner) = (world.channel("social"), world.member("PM User management"));
        let card = card(world).await;
        for shown in ["waiting", "User management (matched 'login')", "Why does my login loop?", "owner"] {
            assert!(card.text().contains(shown), "{shown}: {}", card.text());
        }
        assert!(card.text().contains(&format!("{} (owner) is asked", owner.mention())), "who comes next: {}", card.text());
        assert_eq!(social.pings(&owner), 1, "one message is enough");
        assert!(card.components.len() <= 2, "two rows at most");
        let taken = owner.presses(&card, "Got it").await;
        taken.is_private().sees("**ESC-1** is yours");
        world.settle().await;
        social.shows("ESC-1 · taken").await;
        taken.presses("Undo").await.sees("Undid that it was taken");
        world.settle().await;
        social.shows("ESC-1 · waiting").await;
    }

    async fn of_two_people_one_has_it_and_the_other_is_told_who(world) {
        filed(world).await;
        let card = card(world).await;
        let (first, second) = (world.member("PM User management"), world.member("PM Platform"));
        let (one, other) = tokio::join!(first.presses(&card, "Got it"), second.presses(&card, "Got it"));
        let texts = [one.text(), other.text()];
        let won = texts.iter().filter(|text| text.contains("is yours")).count();
        assert_eq!(won, 1, "{texts:?}");
        let (winner, loser) = if texts[0].contains("is yours") { (&first, &texts[1]) } else { (&second, &texts[0]) };
        assert!(loser.contains(&format!("{} has **ESC-1** already", winner.mention())), "{loser}");
        assert_eq!(world.count("SELECT COUNT(*) FROM event WHERE verb = 'taken'").await, 1);
    }

    async fn not_mine_moves_it_and_offers_to_change_the_rules(world) {
        filed(world).await;
        let (owner, other) = (world.member("PM User management"), world.member("PM Platform"));
        let card = card(world).await;
        let asked = owner.presses(&card, "Not mine").await;
        asked.is_private().sees("Whose is **ESC-1**?");
        let moved = asked.chooses("Which area is it about?", "Platform").await;
        moved.is_in_place().sees("**ESC-1** is with **Platform** now").sees("“loop”").sees(&other.mention());
        world.settle().await;
        assert_eq!(world.channel("social").pings(&other), 1);
        let lead = world.member("PM lead");
        let again = lead.presses(&world.channel("social").only("ESC-1 ·"), "Not mine").await;
        let moved = again.chooses("Which area is it about?", "Self-service").await;
        moved.presses("“loop” → Self-service").await.sees("What leads to the area **Self-service**").sees("“loop”");
        let line = "/escalate url:My screen loops";
        marketing(world).types(line).await.sees("ESC-2").sees("It goes to **Self-service** (matched 'loop')");
    }

    async fn the_owner_drafts_and_marketing_posts(world) {
        filed(world).await;
        let (marketing, owner) = (marketing(world), world.member("PM User management"));
        let social = world.channel("social");
        let first = card(world).await;
        let form = owner.presses(&first, "Draft answer…").await;
        form.opens("The answer").submits(&[("text", "x".repeat(281).as_str())]).await
            .sees("By the count of X that answer is 281 long, and 280 fit");
        let form = owner.presses(&first, "Draft answer…").await;
        form.submits(&[("text", "It was the *cookie*; 7.3 mends it.")]).await.sees("(34 of 280)").sees("can be posted");
        world.settle().await;
        let ready = social.only("the answer to **ESC-1** is ready");
        assert_eq!(social.pings(&marketing), 1);
        let urls: Vec<String> =
            ready.all_components().iter().filter_map(|it| it["url"].as_str()).map(str::to_owned).collect();
        assert!(urls[0].contains("in_reply_to=1900000000000000001") && urls[0].contains("cookie"), "{urls:?}");
        let form = marketing.presses(&ready, "Needs a change").await;
        form.submits(&[("why", "Say since when")]).await.sees("needs a change");
        world.settle().await;
        let back = social.only("needs a change: Say since when");
        let form = owner.presses(&back, "Draft answer…").await;
        assert_eq!(form.filled_in("text"), "It was the *cookie*; 7.3 mends it.");
        form.submits(&[("text", "It was the cookie; 7.3 mends it on Thursday.")]).await.sees("can be posted");
        world.settle().await;
        let ready = social.only("mends it on Thursday.\n");
        let form = marketing.presses(&ready, "Posted").await;
        form.submits(&[("url", "over there")]).await.sees("not the address of a post").sees("nothing was changed");
        let form = marketing.presses(&ready, "Posted").await;
        form.submits(&[("url", "https://x.com/team/status/1900000000000000009")]).await.sees("**ESC-1** is answered");
        world.settle().await;
        let card = social.only("ESC-1 · answered");
        assert!(card.text().contains("https://x.com/team/status/1900000000000000009"), "{}", card.text());
        owner.types("/escalation show escalation:1").await.sees("drafted the answer").sees("posted the answer");
    }

    async fn it_ends_is_reopened_noted_listed_and_shown(world) {
        filed(world).await;
        let (marketing, owner) = (marketing(world), world.member("PM User management"));
        let card = card(world).await;
        let ended = marketing.presses(&card, "No answer needed").await;
        ended.sees("How does **ESC-1** end?").chooses("Because…", "Spam or bad faith").await.sees("**ESC-1** is closed");
        world.settle().await;
        let closed = world.channel("social").only("ESC-1 ·");
        assert!(closed.text().contains("no action: spam"), "{}", closed.text());
        owner.presses(&closed, "Reopen").await.sees("**ESC-1** waits again");
        world.settle().await;
        owner.types("/escalation note escalation:1 text:They asked *last* week").await.sees("Noted on **ESC-1**");
        marketing.types("/escalation list").await.sees("1 escalation").sees("ESC-1");
        marketing.types("/escalation list state:closed").await.sees("No escalation fits");
        owner.types("/escalation list mine:yes").await.sees("ESC-1");
        marketing.types("/escalation show escalation:ESC-1").await.is_private()
            .sees("last").sees("brought it").sees("closed it").sees("reopened it");
        assert!(owner.completes("/escalation show escalation:loop").await[0].contains("ESC-1"));
        world.settle().await;
    }

    async fn a_sensitive_topic_stands_above_areas_and_only_its_responders_answer(world) {
        set_up(world).await;
        let lead = world.member("PM lead");
        let (first, second) = (world.member("PM Channels and posts"), world.member("PM Self-service"));
        let line = "/escalation topic name:legal responders:@PM Channels and posts, @PM Self-service channel:#requests inform:@PM Platform";
        lead.types(line).await.is_private().sees("lawsuit").sees(&first.mention());
        lead.types("/escalation topics").await.sees("**legal**").sees("privacy");
        let line = format!("/escalate url:{POST} question:A lawsuit about your login");
        marketing(world).types(&line).await.sees("those who answer for **legal** (matched 'lawsuit')");
        world.settle().await;
        let (social, requests) = (world.channel("social"), world.channel("requests"));
        assert!(!social.transcript().contains("lawsuit about"), "{}", social.transcript());
        social.only("With those who answer for **legal**");
        let card = requests.only("A lawsuit about your login");
        assert_eq!((requests.pings(&first), requests.pings(&second)), (1, 0));
        assert_eq!(requests.pings(&world.member("PM Platform")), 1, "who is to know is told");
        let stranger = world.member("PM User management");
        stranger.presses(&card, "Got it").await.sees("only those who answer for it can open it");
        stranger.types("/escalation show escalation:1").await.sees_not("A lawsuit");
        stranger.types("/escalation list").await.sees("a sensitive topic").sees_not("A lawsuit");
        world.turn(hours(1)).await;
        assert_eq!(requests.pings(&second), 1, "the ladder goes along them");
        second.presses(&requests.only("ESC-1 ·"), "Got it").await.sees("is yours");
        world.settle().await;
        let card = requests.only("ESC-1 · taken");
        first.presses(&card, "Hand to…").await.chooses("Hand to…", "PM User management").await
            .sees("only its responders may answer");
        let show = first.types("/escalation show escalation:1").await;
        show.presses("Not mine").await.presses("It is not sensitive").await.sees("is not sensitive");
        world.settle().await;
        social.shows("A lawsuit about your login").await;
    }

    async fn who_brought_a_sensitive_question_hears_in_private_what_is_said_where_they_see_nothing(world) {
        set_up(world).await;
        world.expects_role_pings();
        let (lead, first, marketing) = (world.member("PM lead"), world.member("PM Channels and posts"), marketing(world));
        close(world, "pm-sync", &[&lead, &first]);
        let line = "/escalation topic name:legal responders:@PM Channels and posts channel:#pm-sync template:Thank you for writing.";
        lead.types(line).await.sees("lawsuit");
        let line = format!("/escalate url:{POST} question:A lawsuit about your login");
        marketing.types(&line).await.sees("those who answer for **legal**");
        world.settle().await;
        let (social, own) = (world.channel("social"), world.channel("pm-sync"));
        assert!(own.only("A lawsuit about your login").text().contains("the leads are asked"));
        world.turn(hours(1)).await;
        own.only("nobody has taken it");
        assert_eq!(told(&marketing, "Nobody has taken **ESC-1** yet").len(), 1);
        let form = first.presses(&own.only("ESC-1 ·"), "Draft answer…").await;
        assert_eq!(form.filled_in("text"), "Thank you for writing.", "an answer begins with the template of its topic");
        form.submits(&[("text", "Our lawyer writes to you today.")]).await.sees("can be posted");
        world.settle().await;
        let ready = told(&marketing, "the answer to **ESC-1** is ready");
        assert_eq!(ready.len(), 1);
        assert!(ready[0].text().contains("Our lawyer writes to you today."), "{}", ready[0].text());
        let form = marketing.presses(&ready[0], "Posted").await;
        form.submits(&[("url", "https://x.com/team/status/1900000000000000009")]).await.sees("**ESC-1** is answered");
        marketing.types("/escalation request escalation:1 text:Logins by counsel").await.sees("**REQ-1**");
        world.member("PM User management").types("/request close request:1").await.sees("REQ-1");
        world.settle().await;
        let done = told(&marketing, "came of **ESC-1**, and it is done");
        assert_eq!(done.len(), 1);
        assert!(done[0].all_components().iter().all(|it| it["label"] != "Draft answer…"), "only responders may answer");
        assert_eq!(own.pings(&marketing), 0, "nobody is called to a channel that they do not see");
        assert!(!social.transcript().contains("lawyer") && !social.transcript().contains("lawsuit about"), "{}", social.transcript());
    }

    async fn the_ladder_is_the_teams_to_set(world) {
        set_up(world).await;
        let lead = world.member("PM lead");
        lead.types("/escalation ladder").await.sees("Nothing is set").sees("owner again after 1 h");
        lead.types("/escalation ladder steps:owner, boss 1h").await.sees("does not begin with whom it asks").sees("Nothing was changed");
        let line = "/escalation ladder steps:owner, backup 30m, lead 2h area:User management rounds:1";
        lead.types(line).await.sees("The ladder of User management is now: owner at once, backup after 30 min");
        world.member("PM Growth").types(line).await.sees("is for leads to set");
        filed_without_set_up(world).await;
        let backup = world.member("PM Platform");
        world.turn(TimeDelta::minutes(29)).await;
        assert_eq!(world.channel("social").pings(&backup), 0);
        world.turn(TimeDelta::minutes(1)).await;
        assert_eq!(world.channel("social").pings(&backup), 1);
        lead.types("/escalation ladder steps:usual area:User management").await.sees("the usual one again");
    }
}

pub async fn filed_without_set_up(world: &World) {
    marketing(world).types("/escalate url:Why does my login loop?").await.sees("Filed as **ESC-1**");
    world.settle().await;
}

on_each_engine! {
    async fn mentioning_the_pm_role_is_enough_and_the_card_asks_for_the_area(world) {
        set_up(world).await;
        let (social, owner) = (world.channel("social"), world.member("PM User management"));
        let said = marketing(world).says("@PM https://x.com/sample/status/1900000000000000001 who knows about logins?");
        let card = social.shows("Which area is this about?").await;
        assert!(!card.text().contains("who knows"), "Discord keeps the content to itself");
        let address = format!("https://discord.com/channels/{}/{}/{}", world.guild(), social.id, said.id);
        assert_eq!(card.embeds[0]["url"], address.as_str(), "the card leads to what was said");
        assert_eq!(social.messages().len(), 1, "the card is the answer: {}", social.transcript());
        marketing(world).chooses(&card, "Which area is it about?", "User management").await
            .is_private().sees("**ESC-1** is with **User management** now");
        world.settle().await;
        assert_eq!(social.pings(&owner), 1);
        social.only(&format!("**ESC-1** waits for you: {address}"));
        assert_eq!(world.count("SELECT COUNT(*) FROM escalation").await, 1);
        marketing(world).types("/escalation show escalation:1").await.sees("Nobody has said what is asked").sees("asked");
        assert!(said.content.contains("who knows"));
    }

    async fn a_question_whose_area_nobody_names_goes_to_the_rotation_after_two_minutes(world) {
        set_up(world).await;
        let (social, on_duty) = (world.channel("social"), world.member("PM Growth"));
        marketing(world).says("@PM look at this");
        social.shows("Which area is this about?").await;
        world.turn(TimeDelta::seconds(119)).await;
        assert_eq!(social.pings(&on_duty), 0);
        world.turn(TimeDelta::seconds(1)).await;
        assert_eq!(social.pings(&on_duty), 1);
        let card = social.only("ESC-1 ·");
        assert!(!card.text().contains("Which area"), "{}", card.text());
    }

    async fn with_docket_mentioned_too_link_and_question_are_read(world) {
        set_up(world).await;
        let bot = world.sandbox.bot_id();
        marketing(world).says(&format!("@PM <@{bot}> <{POST}> Why does my login loop?"));
        let card = world.channel("social").shows("ESC-1").await;
        assert!(card.text().contains("Why does my login loop?") && card.text().contains("matched 'login'"), "{}", card.text());
        assert_eq!(world.channel("social").pings(&world.member("PM User management")), 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 0, "it is no feedback");
        world.member("Sales").in_channel("general").says("@PM lunch?");
        marketing(world).says("Nothing for anybody");
        world.settle().await;
        assert_eq!(world.count("SELECT COUNT(*) FROM escalation").await, 1);
    }

    async fn a_message_with_many_links_says_how_many_were_left_out(world) {
        set_up(world).await;
        let (social, bot) = (world.channel("social"), world.sandbox.bot_id());
        let links = (1..=7).map(|n| format!("https://x.com/sample/status/190000000000000000{n}"));
        let links = links.collect::<Vec<_>>().join(" ");
        marketing(world).says(&format!("@PM <@{bot}> {links} Why does my login loop?"));
        social.shows("2 more links were left out").await;
        world.settle().await;
        assert_eq!(world.count("SELECT COUNT(*) FROM escalation").await, 5);
        let answer = marketing(world).types(&format!("/escalate url:{links}")).await;
        answer.is_private().sees("as **ESC-5** already").sees("2 more links were left out");
        assert_eq!(world.count("SELECT COUNT(*) FROM escalation").await, 5);
    }

    async fn what_was_said_while_docket_was_away_is_caught_up_on_once(world) {
        set_up(world).await;
        marketing(world).says("Hello");
        world.stops().await;
        marketing(world).says("@PM look at this");
        world.starts().await;
        let social = world.channel("social");
        social.shows("ESC-1").await;
        world.settle().await;
        world.stops().await;
        world.starts().await;
        marketing(world).says("@PM and at this");
        social.shows("ESC-2").await;
        assert_eq!(world.count("SELECT COUNT(*) FROM escalation").await, 2);
    }

    async fn the_same_post_while_open_joins_its_card(world) {
        set_up(world).await;
        let bot = world.sandbox.bot_id();
        let sales = world.member("Sales").in_channel("social");
        let message = world.member("Guest").in_channel("general").says(
            "https://twitter.com/other/status/1900000000000000001?s=20 and https://bsky.app/profile/sample.example/post/3kabcdefghij2 why?",
        );
        marketing(world).types(&format!("/escalate url:{POST} question:Why does my login loop?")).await.sees("ESC-1");
        let answer = sales.chooses_on(&message, "Escalate to owner").await;
        answer.is_private().sees("as **ESC-1** already; you are one of 2 people").sees("Filed as **ESC-2**");
        sales.chooses_on(&message, "Escalate to owner").await.sees("ESC-2");
        world.settle().await;
        let card = world.channel("social").only("ESC-1 ·");
        assert!(card.text().contains("(2 people)"), "{}", card.text());
        world.member("PM lead").types("/escalation close escalation:1 reason:other note:Seen").await.sees("closed");
        sales.says(&format!("<@{bot}> {POST} SSO again"));
        world.channel("social").shows("ESC-3").await;
    }
}
