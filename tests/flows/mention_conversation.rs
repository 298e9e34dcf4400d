//! What sources hear belongs where its conversation is: an escalation hears our own answer, the next word of whoever asked, what
//! others say, and what becomes of the post; no second card comes of it.

use crate::{
    escalation::{marketing, set_up},
    in_every_world,
    mention::{minutes, posted},
    on_each_engine,
    world::{Plan, World},
};
use chrono::TimeDelta;
use docket::sandbox::{PublicPost, Readable};

/// The team says which accounts are its own.
async fn owns(world: &World, accounts: &str) {
    let shown = world.member("Admin").types("/settings show").await;
    let form = shown.presses("Our own accounts on public networks").await;
    form.submits(&[("value", accounts)]).await.sees("acme");
}

/// Somebody posts in the conversation of a post of X, now.
pub fn answers(world: &World, root: &str, (serial, handle, text): (u64, &str, &str)) -> String {
    let id = posted(world, serial, handle, text);
    world.sandbox.networks().alter(&id, |post| post.root = Some(root.to_owned()));
    id
}

/// Public questions have a channel and people, and @acme is watched on X and is the team's own.
async fn listens(world: &World) {
    set_up(world).await;
    let added = world.member("Admin").types("/source add network:x watch:@acme ceiling:2").await;
    added.sees("**SRC-1** watches @acme on X from now on");
    world.settle().await;
    owns(world, "@acme, acme.example").await;
    world.turn(TimeDelta::minutes(1)).await;
}

/// Somebody asks on X, and it is escalated from its quiet card.
pub async fn escalated(world: &World) -> String {
    listens(world).await;
    let root = posted(world, 1, "jo_dev", "@acme my login loops");
    minutes(world, 3).await;
    let card = world.channel("social").only("MEN-1 ·");
    marketing(world).presses(&card, "Escalate").await.sees("**MEN-1** is now **ESC-1**");
    world.settle().await;
    root
}

in_every_world! {
    async fn our_answer_is_heard_and_the_next_word_of_whoever_asked_opens_it_again(world in Plan::team().listening()) {
        let root = escalated(world).await;
        let (social, owner) = (world.channel("social"), world.member("PM User management"));
        owner.presses(&social.only("ESC-1 ·"), "Got it").await.sees("is yours");
        world.turn(TimeDelta::minutes(2)).await;
        answers(world, &root, (2, "acme", "It was the cookie."));
        minutes(world, 3).await;
        social.only("ESC-1 · answered");
        // The channel may not know that there is an Acme, so the card leaves the address out.
        let address = "SELECT COUNT(*) FROM escalation WHERE answer_url LIKE 'https://x.com/acme/status/%'";
        assert_eq!(world.count(address).await, 1);
        owner.types("/escalation show escalation:1").await.sees("found our answer");
        let before = social.pings(&owner);
        answers(world, &root, (3, "jo_dev", "@acme it still loops"));
        minutes(world, 3).await;
        social.only("is open again, because whoever asked has written again");
        assert_eq!(social.pings(&owner), before + 1);
        let open = social.only("ESC-1 ·");
        assert!(open.text().contains("2 more posts, the newest: <https://x.com/jo_dev/status/"), "{}", open.text());
        minutes(world, 10).await;
        assert_eq!(social.pings(&owner), before + 1, "each post counts once: {}", social.transcript());
        social.only("MEN-");
    }
}

on_each_engine! {
    async fn a_mention_of_a_question_that_is_there_is_no_second_card(world in Plan::team().listening()) {
        listens(world).await;
        let root = posted(world, 1, "jo_dev", "@acme my login loops");
        let url = format!("/escalate url:https://x.com/jo_dev/status/{root} question:Who knows about logins?");
        marketing(world).types(&url).await.sees("ESC-1");
        world.settle().await;
        minutes(world, 3).await;
        let other = answers(world, &root, (2, "somebody", "@acme mine too"));
        minutes(world, 3).await;
        let social = world.channel("social");
        assert!(!social.transcript().contains("MEN-"), "{}", social.transcript());
        let card = social.only("ESC-1 ·");
        let newest = format!("1 more post, the newest: <https://x.com/somebody/status/{other}>");
        assert!(card.text().contains(&newest), "{}", card.text());
        assert_eq!(world.count("SELECT COUNT(*) FROM mention_post WHERE text IS NOT NULL").await, 0, "no text is kept twice");
        // What is closed is over for others, and not for whoever asked.
        let owner = world.member("PM User management");
        owner.presses(&card, "No answer needed").await.chooses("Because…", "Something else").await.sees("is closed");
        world.turn(TimeDelta::minutes(2)).await;
        answers(world, &root, (3, "a_third", "@acme something else altogether"));
        minutes(world, 3).await;
        social.only("MEN-1 ·");
        answers(world, &root, (4, "jo_dev", "@acme hello?"));
        minutes(world, 3).await;
        social.only("is open again, because whoever asked has written again");
    }

    async fn a_mention_that_somebody_brings_by_hand_meanwhile_joins(world in Plan::team().listening()) {
        listens(world).await;
        let root = posted(world, 1, "jo_dev", "@acme my login loops");
        minutes(world, 3).await;
        let social = world.channel("social");
        assert!(social.only("MEN-1 ·").text().contains("waiting"), "{}", social.transcript());
        marketing(world).types(&format!("/escalate url:https://x.com/jo_dev/status/{root} question:Logins?")).await.sees("ESC-1");
        minutes(world, 3).await;
        let card = social.only("MEN-1 ·");
        assert!(card.text().contains("MEN-1 · X · escalated") && card.text().contains("ESC-1"), "{}", card.text());
        marketing(world).types("/escalation show escalation:1").await.sees("MEN-1");
    }

    async fn while_a_question_is_open_whoever_has_it_hears_the_next_word(world in Plan::team().listening()) {
        let root = escalated(world).await;
        let (social, owner) = (world.channel("social"), world.member("PM User management"));
        let card = social.only("ESC-1 ·");
        owner.presses(&card, "Got it").await.sees("is yours");
        world.turn(TimeDelta::minutes(2)).await;
        answers(world, &root, (2, "jo_dev", "@acme and since 7.2 on Windows too"));
        minutes(world, 4).await;
        let mut told = world.sandbox.messages(card.id, world.sandbox.bot_id());
        told.retain(|message| message.text().contains("whoever asked **ESC-1** has written again"));
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(social.only("ESC-1 ·").text().contains("ESC-1 · taken"));
        let controls = told[0].all_components().into_iter();
        let labels: Vec<String> = controls.filter_map(|it| it["label"].as_str().map(str::to_owned)).collect();
        assert_eq!(labels, ["Draft answer…", "Open ESC-1", "Post"]);
        owner.presses(&told[0], "Open ESC-1").await.sees("ESC-1 · taken");
        let form = owner.presses(&told[0], "Draft answer…").await;
        form.submits(&[("text", "It is mended in 7.3.")]).await.sees("is kept");
    }

    async fn an_edited_post_is_flagged_and_a_deleted_one_goes(world in Plan::team().listening()) {
        set_up(world).await;
        let admin = world.member("Admin");
        admin.types("/source add network:mastodon watch:@acme instance:social.example").await.sees("**SRC-1**");
        admin.types("/source add network:bluesky watch:rocket").await.sees("**SRC-2**");
        world.settle().await;
        world.turn(TimeDelta::minutes(1)).await;
        let (networks, at) = (world.sandbox.networks(), world.now());
        let (toot, skeet) = ("115000000000000001", "at://did:plc:al/app.bsky.feed.post/3l6oveex3ii2l");
        networks.post(PublicPost::new(toot, "jo", "<p>@acme my login loops</p>", at));
        networks.post(PublicPost::new(skeet, "al.example", "the rocket is slow", at));
        let social = world.channel("social");
        for (line, id) in [
            (format!("/escalate url:https://social.example/@jo/{toot}"), "ESC-1"),
            ("/escalate url:https://bsky.app/profile/al.example/post/3l6oveex3ii2l".to_owned(), "ESC-2"),
        ] {
            marketing(world).types(&line).await.sees(id);
        }
        minutes(world, 3).await;
        assert!(!social.transcript().contains("MEN-"), "{}", social.transcript());
        assert!(!social.only("ESC-1 ·").text().contains("edited since"), "{}", social.transcript());
        networks.alter(toot, |post| {
            post.text = "<p>@acme my login loops since 7.2</p>".to_owned();
            post.is_edited = true;
        });
        networks.alter(skeet, |post| post.standing = Readable::Deleted);
        minutes(world, 3).await;
        let edited = social.only("ESC-1 ·");
        assert!(edited.text().contains("edited since") && edited.text().contains("since 7.2"), "{}", edited.text());
        let gone = social.only("ESC-2 ·");
        assert!(gone.text().contains("The post is gone") && !gone.text().contains("is slow"), "{}", gone.text());
        let kept = "SELECT COUNT(*) FROM escalation_post WHERE escalation_id = 2 AND text <> ''";
        assert_eq!(world.count(kept).await, 0);
    }

    async fn our_answers_on_bluesky_and_mastodon_are_heard_too(world in Plan::team().listening()) {
        set_up(world).await;
        let admin = world.member("Admin");
        admin.types("/source add network:mastodon watch:@acme instance:social.example").await.sees("**SRC-1**");
        admin.types("/source add network:bluesky watch:@acme.example").await.sees("**SRC-2**");
        owns(world, "@acme, acme.example").await;
        world.settle().await;
        world.turn(TimeDelta::minutes(1)).await;
        let (toot, skeet) = ("115000000000000001", "at://did:plc:al/app.bsky.feed.post/3l6oveex3ii2l");
        let post = |id: &str, handle: &str, text: &str, root: Option<&str>| {
            let mut post = PublicPost::new(id, handle, text, world.now());
            post.root = root.map(str::to_owned);
            world.sandbox.networks().post(post);
        };
        post(toot, "jo", "<p>@acme my login loops</p>", None);
        post(skeet, "al.example", "@acme.example my database is slow", None);
        minutes(world, 3).await;
        let social = world.channel("social");
        for (escalated, text) in [("ESC-1", "my login loops"), ("ESC-2", "is slow")] {
            let card = social.messages().into_iter().find(|message| message.text().contains(text)).expect("a card");
            marketing(world).presses(&card, "Escalate").await.sees(escalated);
            world.settle().await;
        }
        world.turn(TimeDelta::minutes(2)).await;
        post("115000000000000002", "acme", "<p>It was the cookie.</p>", Some(toot));
        post("at://did:plc:acme-example/app.bsky.feed.post/3l6oveex3ii3l", "acme.example", "Not any more.", Some(skeet));
        minutes(world, 3).await;
        social.only("ESC-1 · answered");
        social.only("ESC-2 · answered");
        let addresses = "SELECT COUNT(*) FROM escalation WHERE answer_url IN ('https://social.example/@acme/115000000000000002', \
                         'https://bsky.app/profile/acme.example/post/3l6oveex3ii3l')";
        assert_eq!(world.count(addresses).await, 2);
        // Of a reply to our answer, only the answer says where it belongs.
        world.turn(TimeDelta::minutes(2)).await;
        post("115000000000000003", "jo", "<p>@acme thank you, but it still loops</p>", Some("115000000000000002"));
        minutes(world, 3).await;
        social.only("is open again, because whoever asked has written again");
        let cards = social.messages().iter().filter(|message| message.text().contains("MEN-")).count();
        assert_eq!(cards, 2, "{}", social.transcript());
    }
}
