//! What the post behind a public question says is not kept for ever: a lead lets it go, and three months after the end it goes by
//! itself.

use crate::{
    escalation::{card, hours, marketing, set_up},
    in_every_world,
    mention::{minutes, posted},
    on_each_engine,
    world::{Plan, World},
};
use chrono::TimeDelta;
use docket::sandbox::{PublicPost, Readable};

/// A post of an instance that the sandbox plays.
const ID: &str = "115000000000000001";
const URL: &str = "https://social.example/@ana/115000000000000001";
/// How many posts are kept with something that they say.
const KEPT: &str = "SELECT COUNT(*) FROM escalation_post WHERE text <> '' OR author <> '' OR handle <> ''";

/// A public question whose post docket has read.
async fn read(world: &World) {
    set_up(world).await;
    let post = PublicPost::new(ID, "ana", "<p>Swordfish?</p>", world.clock.now());
    world.sandbox.networks().post(post);
    let line = format!("/escalate url:{URL} question:Who knows about logins?");
    marketing(world).types(&line).await.sees("ESC-1");
    assert!(card(world).await.text().contains("> Swordfish?"));
    assert_eq!(world.count(KEPT).await, 1);
}

in_every_world! {
    async fn a_lead_lets_go_of_what_a_post_says_and_no_look_brings_it_back(world) {
        read(world).await;
        marketing(world).types("/escalation forget escalation:1").await.is_private().sees_not("is forgotten");
        let lead = world.member("PM lead").in_channel("social");
        let shown = lead.types("/escalation show escalation:1").await;
        shown.presses("Forget the post's text").await.sees("What the post of **ESC-1** says is forgotten");
        world.sandbox.networks().alter(ID, |post| "<p>Swordfish, please?</p>".clone_into(&mut post.text));
        world.turn(hours(3)).await;
        let card = card(world).await;
        assert!(card.text().contains("is not kept") && card.text().contains("Who knows about logins?"), "{}", card.text());
        assert!(!card.text().contains("Swordfish") && !card.text().contains("@ana"), "{}", card.text());
        assert_eq!(world.count(KEPT).await, 0);
        lead.types("/escalation show escalation:1").await.sees("let go of what the post says").sees_not("Swordfish");
        lead.types("/escalate url:Why does nothing work?").await.sees("ESC-2");
        lead.types("/escalation forget escalation:2").await.sees("has no post").sees("Nothing was changed");
    }
}

on_each_engine! {
    async fn what_the_post_of_something_that_ended_long_ago_says_goes_by_itself(world) {
        read(world).await;
        marketing(world).types("/escalation close escalation:1 reason:redirected").await.sees("is closed");
        world.turn(TimeDelta::days(40)).await;
        marketing(world).types("/escalation reopen escalation:1").await.sees("waits again");
        world.turn(TimeDelta::days(51)).await;
        assert_eq!(world.count(KEPT).await, 1, "it is open");
        marketing(world).types("/escalation close escalation:1 reason:redirected").await.sees("is closed");
        world.turn(TimeDelta::days(89)).await;
        assert!(card(world).await.text().contains("> Swordfish?"));
        world.turn(TimeDelta::days(2)).await;
        assert_eq!(world.count(KEPT).await, 0);
        let card = card(world).await;
        assert!(card.text().contains("is not kept") && !card.text().contains("Swordfish"), "{}", card.text());
        assert!(card.text().contains("Who knows about logins?"), "what the team asked stays: {}", card.text());
    }

    async fn what_a_mention_said_goes_from_its_escalation_with_the_post(world in Plan::team().listening()) {
        set_up(world).await;
        world.member("Admin").types("/source add network:x watch:@acme ceiling:2").await.sees("SRC-1");
        world.turn(TimeDelta::minutes(1)).await;
        let id = posted(world, 1, "jo_dev", "@acme my login eats swordfish");
        minutes(world, 3).await;
        let social = world.channel("social");
        let pressed = world.member("Support engineer").presses(&social.only("MEN-1 ·"), "Escalate").await;
        pressed.sees("**MEN-1** is now **ESC-1**");
        world.settle().await;
        let told = social.only("ESC-1 ·").text();
        assert_eq!(told.matches("swordfish").count(), 1, "what the post says stands there once: {told}");
        world.sandbox.networks().alter(&id, |post| post.standing = Readable::Deleted);
        world.turn(hours(30)).await;
        let told = social.only("ESC-1 ·").text();
        assert!(told.contains("The post is gone") && !told.contains("swordfish"), "{told}");
        let lead = world.member("PM lead");
        lead.types("/escalation show escalation:1").await.sees("noticed that the post is gone").sees_not("swordfish");
        lead.types("/escalation list").await.sees("ESC-1").sees_not("swordfish");
        assert_eq!(world.count("SELECT COUNT(*) FROM escalation WHERE question <> ''").await, 0);
    }

    async fn of_a_post_that_is_deleted_weeks_later_nothing_is_kept_either(world in Plan::team().listening()) {
        set_up(world).await;
        let id = posted(world, 1, "jo_dev", "my login eats swordfish");
        let networks = world.sandbox.networks();
        networks.post(PublicPost::new(ID, "ana", "<p>Swordfish?</p>", world.clock.now()));
        let on_x = format!("https://x.com/jo_dev/status/{id}");
        for (url, question, code) in [
            (on_x.as_str(), "Who knows about logins?", "ESC-1"),
            (URL, "Who knows about fish?", "ESC-2"),
        ] {
            let line = format!("/escalate url:{url} question:{question}");
            marketing(world).types(&line).await.sees(code);
        }
        for id in ["1", "2"] {
            let line = format!("/escalation close escalation:{id} reason:redirected");
            marketing(world).types(&line).await.sees("is closed");
        }
        world.settle().await;
        assert_eq!(world.count(KEPT).await, 2);
        for _ in 0..20 {
            world.turn(TimeDelta::days(1)).await;
        }
        assert_eq!(world.count(KEPT).await, 2);
        let billed = networks.asked().iter().filter(|path| *path == "2/tweets").count();
        assert_eq!(billed, 4, "X's API, which charges, is asked on the first days only");
        networks.alter(&id, |post| post.standing = Readable::Deleted);
        networks.alter(ID, |post| post.standing = Readable::Deleted);
        world.turn(TimeDelta::days(1)).await;
        assert_eq!(world.count(KEPT).await, 0);
        let gone = "SELECT COUNT(*) FROM escalation_post WHERE state = 'gone'";
        assert_eq!(world.count(gone).await, 2);
    }

    async fn a_mention_that_is_forgotten_is_so_in_its_escalation_too(world in Plan::team().listening()) {
        set_up(world).await;
        world.member("Admin").types("/source add network:x watch:@acme ceiling:2").await.sees("SRC-1");
        world.turn(TimeDelta::minutes(1)).await;
        posted(world, 1, "jo_dev", "@acme my login eats swordfish");
        minutes(world, 3).await;
        let social = world.channel("social");
        let pressed = world.member("Support engineer").presses(&social.only("MEN-1 ·"), "Escalate").await;
        pressed.sees("**MEN-1** is now **ESC-1**");
        world.settle().await;
        assert!(social.only("ESC-1 ·").text().contains("swordfish"), "{}", social.transcript());
        let listed = world.member("PM lead").types("/mention list state:escalated").await;
        let shown = listed.chooses("Open one", "MEN-1").await;
        shown.presses("Forget its text").await.sees("is forgotten").sees("in **ESC-1** too");
        world.turn(TimeDelta::hours(30)).await;
        for head in ["MEN-1 ·", "ESC-1 ·"] {
            assert!(!social.only(head).text().contains("swordfish"), "{}", social.transcript());
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM escalation WHERE question <> ''").await, 0);
        let told = "SELECT COUNT(*) FROM event WHERE CAST(after_json AS TEXT) LIKE '%swordfish%'";
        assert_eq!(world.count(told).await, 0, "no event holds a copy");
    }
}
