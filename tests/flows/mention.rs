//! What is said in public is heard by itself: quiet cards, each post once, and what a source costs and lacks is told.

use crate::{
    in_every_world, on_each_engine,
    world::{Plan, World},
};
use chrono::{DateTime, TimeDelta, Utc};
use docket::sandbox::{PublicPost, Readable, Trouble, XRules, flag};

/// A number of X of an instant.
fn x_id(at: DateTime<Utc>, serial: u64) -> String {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default() - 1_288_834_974_657;
    ((millis << 22) + serial).to_string()
}

/// Somebody posts on X, now.
pub fn posted(world: &World, serial: u64, handle: &str, text: &str) -> String {
    let at = world.now();
    let id = x_id(at, serial);
    world.sandbox.networks().post(PublicPost::new(&id, handle, text, at));
    id
}

/// Public questions have a channel, and @acme is watched on X.
async fn watching(world: &World) {
    let admin = world.member("Admin");
    admin.types("/settings channel purpose:social channel:#social").await.sees("public questions");
    let added = admin.types("/source add network:x watch:@acme ceiling:2").await;
    added.is_private().sees("**SRC-1** watches @acme on X from now on").sees("$0.005 for each post");
    world.settle().await;
}

/// Somebody of the team brings a post from X, which is looked at.
async fn brings(world: &World, serial: u64, text: &str) {
    let id = posted(world, serial, "ana_dev", text);
    let line = format!("/escalate url:https://x.com/ana_dev/status/{id}");
    world.member("PM lead").types(&line).await.sees("ESC-");
    world.settle().await;
}

/// The source has cost all but a cent of its two dollars.
async fn nearly_at_its_ceiling(world: &World) {
    let app = world.app().await;
    let mut tx = app.db().begin().await.expect("the database answers");
    let sql = "UPDATE mention_source SET cost_mills = 1990 WHERE id = 1";
    tx.q(sql).run().await.expect("there is a source");
    tx.commit().await.expect("the database answers");
}

pub async fn minutes(world: &World, count: i64) {
    for _ in 0..count {
        world.turn(TimeDelta::minutes(1)).await;
    }
}

in_every_world! {
    async fn a_mention_becomes_a_quiet_card_and_is_escalated(world in Plan::team().listening()) {
        watching(world).await;
        world.turn(TimeDelta::minutes(1)).await;
        posted(world, 1, "jo_dev", "@acme my *login* loops <@everyone> 👩‍👩‍👧‍👦");
        minutes(world, 3).await;
        let social = world.channel("social");
        let card = social.only("MEN-1 ·");
        for shown in ["MEN-1 · X · waiting", "\\*login\\*", "jo\\_dev (sample) (@jo\\_dev)", "👩‍👩‍👧‍👦"] {
            assert!(card.text().contains(shown), "{shown}: {}", card.text());
        }
        assert_eq!(card.flags & flag::SUPPRESS_NOTIFICATIONS, flag::SUPPRESS_NOTIFICATIONS, "it makes no sound");
        let pressed = world.member("Support engineer").presses(&card, "Escalate").await;
        pressed.is_private().sees("**MEN-1** is now **ESC-1**");
        world.settle().await;
        assert!(social.only("MEN-1 ·").text().contains("MEN-1 · X · escalated"));
        assert!(social.only("ESC-1 ·").text().contains("User management (matched 'login')"), "{}", social.transcript());
    }

    async fn one_conversation_is_one_card_and_counts_its_people(world in Plan::team().listening()) {
        watching(world).await;
        world.turn(TimeDelta::minutes(1)).await;
        let root = posted(world, 1, "jo_dev", "@acme is it down?");
        for person in 0..12 {
            let id = posted(world, 10 + person, &format!("user_{person}"), "@acme for me too");
            world.sandbox.networks().alter(&id, |post| post.root = Some(root.clone()));
        }
        minutes(world, 3).await;
        let card = world.channel("social").only("MEN-");
        assert!(card.text().contains("13 people, 13 posts"), "{}", card.text());
        let ignored = world.member("Support engineer").presses(&card, "Ignore").await;
        ignored.sees("is ignored").presses("Ignore @jo_dev for 30 days").await.sees("is ignored until");
        posted(world, 50, "jo_dev", "@acme another thing");
        let other = posted(world, 51, "somebody", "@acme and again");
        world.sandbox.networks().alter(&other, |post| post.root = Some(root.clone()));
        minutes(world, 3).await;
        let card = world.channel("social").only("MEN-");
        assert!(card.text().contains("14 people, 14 posts") && card.text().contains("ignored"), "{}", card.text());
        world.member("Support engineer").presses(&card, "Undo").await.sees("**MEN-1** waits again");
        world.member("Support engineer").types("/mention muted").await.sees("@jo\\_dev on X");
    }

    async fn of_two_people_one_decides_and_the_other_is_told_who(world in Plan::team().listening()) {
        watching(world).await;
        world.turn(TimeDelta::minutes(1)).await;
        posted(world, 1, "jo_dev", "@acme hello?");
        minutes(world, 3).await;
        let card = world.channel("social").only("MEN-1 ·");
        let (first, second) = (world.member("Support engineer"), world.member("PM Growth"));
        let (one, other) = tokio::join!(first.presses(&card, "Ignore"), second.presses(&card, "Escalate"));
        let late: Vec<_> = [one.text(), other.text()].into_iter().filter(|text| text.contains("has decided about")).collect();
        assert_eq!(late.len(), 1, "{} / {}", one.text(), other.text());
    }

    async fn nothing_is_done_for_a_reason_and_another_post_brings_it_back(world in Plan::team().listening()) {
        watching(world).await;
        world.turn(TimeDelta::minutes(1)).await;
        let root = posted(world, 1, "jo_dev", "@acme nice!");
        minutes(world, 3).await;
        let social = world.channel("social");
        let engineer = world.member("Support engineer");
        let form = engineer.presses(&social.only("MEN-1 ·"), "No action because…").await;
        form.submits(&[("reason", "Praise")]).await.sees("Nothing is done about **MEN-1**");
        world.settle().await;
        assert!(social.only("MEN-1 ·").text().contains("No action: Praise"));
        let next = posted(world, 2, "jo_dev", "@acme but does SSO work?");
        world.sandbox.networks().alter(&next, |post| post.root = Some(root.clone()));
        minutes(world, 3).await;
        assert!(social.only("MEN-1 ·").text().contains("MEN-1 · X · waiting"), "{}", social.transcript());
    }
}

on_each_engine! {
    async fn filters_leave_out_what_nobody_wants(world in Plan::team().listening()) {
        watching(world).await;
        let edit = "/source edit source:SRC-1 languages:en without:giveaway followers:50";
        world.member("Admin").types(edit).await.sees("only in en; without giveaway; authors with 50 followers or more");
        world.turn(TimeDelta::minutes(1)).await;
        let networks = world.sandbox.networks();
        posted(world, 1, "a", "@acme a GIVEAWAY");
        let other = posted(world, 2, "b", "@acme hallo");
        networks.alter(&other, |post| post.language = "de".to_owned());
        let small = posted(world, 3, "c", "@acme hi");
        networks.alter(&small, |post| post.followers = 3);
        posted(world, 4, "d", "@acme does SSO work?");
        minutes(world, 3).await;
        let card = world.channel("social").only("MEN-");
        assert!(card.text().contains("does SSO work?"), "{}", card.text());
        assert_eq!(world.count("SELECT COUNT(*) FROM mention_post WHERE text IS NOT NULL").await, 1, "what is left out is not kept");
        assert_eq!(world.count("SELECT COUNT(*) FROM mention_post").await, 4, "and not heard twice");
    }

    async fn a_source_that_is_paused_is_told_once_and_once_a_week(world in Plan::team().listening()) {
        watching(world).await;
        let networks = world.sandbox.networks();
        networks.x_rules(XRules { most_per_page: 100, takes_new_names_only: false, credit_mills: Some(0) });
        minutes(world, 4).await;
        let admin = world.channel("admin");
        let told = || admin.messages().iter().filter(|message| message.text().contains("SRC-1")).count();
        assert!(admin.only("SRC-1").text().contains("is paused: the credits for X's API are used up"), "{}", admin.transcript());
        world.turn(TimeDelta::days(3)).await;
        assert_eq!(told(), 1);
        let member = world.member("Admin");
        member.types("/settings check").await.sees("is paused: the credits for X's API are used up");
        member.types("/source test source:SRC-1").await.sees("does not work: the credits");
        world.turn(TimeDelta::days(5)).await;
        assert_eq!(told(), 2);
        admin.shows("is still paused").await;
        // What was posted meanwhile is heard as soon as there are credits again.
        posted(world, 1, "jo_dev", "@acme anybody?");
        networks.x_rules(XRules { most_per_page: 100, takes_new_names_only: false, credit_mills: None });
        world.turn(TimeDelta::minutes(2)).await;
        let works = member.types("/source test source:SRC-1").await;
        works.sees("works: the network answers, with 1 post").presses("Resume").await.sees("is watched");
        world.settle().await;
        world.channel("social").only("MEN-1 ·");
    }

    async fn a_ceiling_holds_and_what_it_cost_is_what_x_charges(world in Plan::team().listening()) {
        watching(world).await;
        world.turn(TimeDelta::minutes(1)).await;
        for serial in 0..40 {
            posted(world, serial, &format!("user_{serial}"), "@acme hi");
        }
        minutes(world, 30).await;
        let spent = world.sandbox.networks().x_spent();
        let counted = world.count("SELECT cost_mills FROM mention_source WHERE id = 1").await;
        assert_eq!(counted, spent, "each post and author once a day, and the account");
        for serial in 100..260 {
            posted(world, serial, &format!("user_{serial}"), "@acme hi");
            if serial % 40 == 0 {
                minutes(world, 4).await;
            }
        }
        minutes(world, 10).await;
        let spent = world.sandbox.networks().x_spent();
        assert!((1_900..2_300).contains(&spent), "about its ceiling of two dollars: {spent}");
        world.channel("admin").only("it has cost its ceiling");
        world.member("Admin").types("/source show source:SRC-1").await.sees("of $2.00 this month");
        world.member("Admin").types("/source test source:SRC-1").await.sees("its ceiling leaves no room for a test");
        assert_eq!(world.sandbox.networks().x_spent(), spent, "X is not asked at the ceiling");
        world.turn(TimeDelta::days(13)).await;
        let december = "SELECT COUNT(*) FROM mention_source WHERE month = '2026-12' AND cost_mills > 0";
        assert_eq!(world.count(december).await, 1, "another month, another ceiling");
    }

    async fn what_a_test_hears_is_counted(world in Plan::team().listening()) {
        watching(world).await;
        world.turn(TimeDelta::minutes(1)).await;
        posted(world, 1, "jo_dev", "@acme hi");
        let admin = world.member("Admin");
        let cost = "SELECT cost_mills FROM mention_source WHERE id = 1";
        let before = world.count(cost).await;
        admin.types("/source test source:SRC-1").await.sees("works: the network answers, with 1 post");
        assert_eq!(world.count(cost).await, before + 15, "a post, and who wrote it");
        assert_eq!(world.count(cost).await, world.sandbox.networks().x_spent());
        minutes(world, 3).await;
        world.channel("social").only("MEN-1 ·");
        let heard = world.count(cost).await;
        admin.types("/source test source:SRC-1").await.sees("with 1 post");
        assert_eq!(world.count(cost).await, heard, "what the source has heard today is paid for");
    }

    async fn a_single_post_counts_and_at_the_ceiling_it_is_read_for_nothing(world in Plan::team().listening()) {
        watching(world).await;
        minutes(world, 3).await;
        let (networks, social) = (world.sandbox.networks(), world.channel("social"));
        let cost = "SELECT cost_mills FROM mention_source WHERE id = 1";
        let before = world.count(cost).await;
        brings(world, 1, "Does it export?").await;
        assert!(social.only("ESC-1 ·").text().contains("Does it export?"), "{}", social.transcript());
        assert_eq!(world.count(cost).await, before + 15, "the post, and who wrote it");
        assert_eq!(world.count(cost).await, networks.x_spent());
        nearly_at_its_ceiling(world).await;
        let (spent, asked) = (networks.x_spent(), networks.asked().len());
        brings(world, 2, "Does it import?").await;
        assert!(social.only("ESC-2 ·").text().contains("Does it import?"), "{}", social.transcript());
        let asked = networks.asked().split_off(asked);
        assert!(asked.iter().any(|path| path == "oembed"), "{asked:?}");
        assert!(!asked.iter().any(|path| path == "2/tweets"), "X's API is not asked at the ceiling: {asked:?}");
        assert_eq!((networks.x_spent(), world.count(cost).await), (spent, 1990));
    }

    async fn a_network_that_does_not_answer_is_told_after_hours(world in Plan::team().listening()) {
        watching(world).await;
        let networks = world.sandbox.networks();
        for _ in 0..60 {
            networks.next(Trouble::Status(503));
        }
        for _ in 0..30 {
            world.turn(TimeDelta::minutes(16)).await;
        }
        let admin = world.channel("admin");
        assert!(admin.only("SRC-1").text().contains("has not been heard since"), "{}", admin.transcript());
        networks.calm();
        posted(world, 1, "jo_dev", "@acme hello?");
        minutes(world, 20).await;
        world.channel("social").only("MEN-1 ·");
    }

    async fn what_is_deleted_goes_here_too(world in Plan::team().listening()) {
        watching(world).await;
        world.turn(TimeDelta::minutes(1)).await;
        let id = posted(world, 1, "jo_dev", "@acme a secret");
        minutes(world, 3).await;
        assert!(world.channel("social").only("MEN-1 ·").text().contains("a secret"));
        world.sandbox.networks().alter(&id, |post| post.standing = Readable::Deleted);
        world.turn(TimeDelta::hours(6)).await;
        let card = world.channel("social").only("MEN-1 ·");
        assert!(!card.text().contains("a secret") && card.text().contains("not there any more"), "{}", card.text());
        assert_eq!(world.count("SELECT COUNT(*) FROM mention_post WHERE text IS NOT NULL").await, 0);
    }

    async fn bluesky_and_mastodon_are_heard_too(world in Plan::team().listening()) {
        let admin = world.member("Admin");
        admin.types("/settings channel purpose:social channel:#social").await.sees("public questions");
        for (line, watched) in [
            ("/source add network:bluesky watch:@acme.example", "@acme.example on Bluesky"),
            ("/source add network:bluesky watch:widget rocket", "“widget rocket” on Bluesky"),
            ("/source add network:mastodon watch:@acme instance:social.example", "@acme on social.example"),
            ("/source add network:mastodon watch:#rocket instance:social.example", "rocket” on social.example"),
        ] {
            admin.types(line).await.sees(watched);
        }
        world.settle().await;
        world.turn(TimeDelta::minutes(1)).await;
        let (networks, at) = (world.sandbox.networks(), world.now());
        for (id, handle, text) in [
            ("at://did:plc:jo/app.bsky.feed.post/3k1", "jo.example", "@acme.example does SSO work?"),
            ("at://did:plc:al/app.bsky.feed.post/3k2", "al.example", "the widget rocket flies"),
            ("115000000000000001", "jo", "<p>@acme what does it cost?</p>"),
            ("115000000000000002", "al", "<p>my #rocket &amp; I</p>"),
        ] {
            networks.post(PublicPost::new(id, handle, text, at));
        }
        minutes(world, 3).await;
        let social = world.channel("social").transcript();
        for said in ["does SSO work?", "the widget rocket flies", "what does it cost?", "rocket & I"] {
            assert_eq!(social.matches(said).count(), 1, "{said}: {social}");
        }
        admin.types("/source list").await.sees("SRC-4").sees("1 post today");
    }

    async fn an_answer_to_an_answer_on_mastodon_is_on_the_same_card(world in Plan::team().listening()) {
        let admin = world.member("Admin");
        admin.types("/settings channel purpose:social channel:#social").await.sees("public questions");
        admin.types("/source add network:mastodon watch:@acme instance:social.example").await.sees("**SRC-1**");
        world.settle().await;
        world.turn(TimeDelta::minutes(1)).await;
        let answers = |serial: u64, handle: &str, to: Option<u64>| {
            let id = |serial| format!("11500000000000000{serial}");
            let mut post = PublicPost::new(&id(serial), handle, "<p>@acme is it down?</p>", world.now());
            post.root = to.map(id);
            world.sandbox.networks().post(post);
        };
        answers(1, "jo", None);
        answers(2, "al", Some(1));
        minutes(world, 3).await;
        // Each names only the one that it answers.
        answers(3, "bo", Some(2));
        answers(4, "jo", Some(3));
        minutes(world, 3).await;
        let card = world.channel("social").only("MEN-");
        assert!(card.text().contains("3 people, 4 posts"), "{}", card.text());
        let engineer = world.member("Support engineer");
        engineer.presses(&card, "Ignore").await.sees("is ignored");
        answers(5, "cy", Some(4));
        minutes(world, 3).await;
        assert!(world.channel("social").only("MEN-").text().contains("ignored"), "what follows is of no interest");
    }

    async fn a_server_that_nobody_named_does_not_use_the_accounts(world in Plan::team().listening_for("12, 34")) {
        let admin = world.member("Admin");
        admin.types("/settings channel purpose:social channel:#social").await.sees("public questions");
        let named = format!("adds `{}` to DOCKET_ACCOUNT_SERVERS", world.guild());
        admin.types("/source add network:x watch:@acme").await.sees(&named).sees("Nothing was changed");
        admin.types("/source add network:mastodon watch:@acme instance:social.example").await.sees(&named);
        admin.types("/settings check").await.sees(&named);
        // What costs nothing and needs no account is for everybody.
        admin.types("/source add network:bluesky watch:@acme.example").await.sees("**SRC-1**");
        let id = posted(world, 1, "jo_dev", "my login loops");
        admin.in_channel("social").types(&format!("/escalate url:https://x.com/jo_dev/status/{id}")).await.sees("ESC-1");
        world.settle().await;
        assert!(world.channel("social").only("ESC-1 ·").text().contains("my login loops"), "read by oEmbed");
        let asked = world.sandbox.networks().asked();
        assert!(!asked.iter().any(|path| path.starts_with("2/") || path.contains("createSession")), "{asked:?}");
    }

    async fn without_accounts_it_is_told_what_they_would_add_and_cost(world) {
        let admin = world.member("Admin");
        admin.types("/settings channel purpose:social channel:#social").await.sees("public questions");
        let refused = admin.types("/source add network:x watch:@acme").await;
        refused.is_private().sees("DOCKET_X_TOKEN").sees("$0.005 for each post").sees("Nothing was changed");
        let refused = admin.types("/source add network:mastodon watch:@acme instance:social.example").await;
        refused.sees("DOCKET_MASTODON_TOKENS");
        let refused = admin.types("/source add network:mastodon watch:#acme instance:other.example").await;
        refused.sees("DOCKET_FEDIVERSE_HOSTS");
        admin.types("/settings check").await.sees("new mentions by `/source add`");
        world.member("Support engineer").types("/source add network:bluesky watch:acme").await.is_private();
        assert_eq!(world.count("SELECT COUNT(*) FROM mention_source").await, 0, "not for everybody to set");
    }
}
