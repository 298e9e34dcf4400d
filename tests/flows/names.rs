//! What customers are called stays hidden from those who may not know it, by whatever command they try.

use crate::{
    mention::{minutes, posted},
    on_each_engine,
    tour::{self, Given},
    world::{Person, Plan, World},
};
use docket::{
    contract::{Level, spec::OptionKind},
    sandbox::{Message, Upload},
};

/// The customer's name now, before it was renamed, the name of one that became part of it, and one that docket does not
/// know; then what the customer pays.
const NAMES: [&str; 4] = ["Quicksilver", "Oldtimer", "Swallowed", "Nowhere"];
const MONEY: [&str; 2] = ["7654321", "7,654,321"];
/// What may be written of it in public.
const ALIAS: &str = "a launcher";

/// A customer with a past, and something of each kind that names it, under number 1.
async fn fill(world: &World) -> Message {
    let pm = world.member("PM lead").in_channel("pm-sync");
    let admin = world.member("Admin");
    admin.types("/settings channel purpose:social channel:#social").await.sees("public questions");
    admin.types("/source add network:x watch:@acme ceiling:2").await.sees("SRC-1");
    for line in [
        "/customer add name:Oldtimer Works alias:a launcher value:7654321",
        "/customer edit customer:Oldtimer Works name:Quicksilver Rockets",
        "/customer add name:Swallowed Holdings",
        "/customer merge customer:Swallowed Holdings into:Quicksilver Rockets",
        "/feedback text:Login fails for quicksilver  rockets since @OldtimerWorks and Swallowed-Holdings merged customer:Quicksilver Rockets link:https://quicksilverrockets.example.com/1",
        "/feedback text:Login fails there too customer:Nowhere Inc",
        "/request note request:1 text:Quicksilver_Rockets will not wait",
        "/request same request:2 as:1",
        "/request edit request:1 customer:Acme",
        "/request edit request:1 customer:Swallowed Holdings",
        "/rotation setup name:rota members:@Admin @PM Growth handoff:every Thursday 09:30 zone:America/Los_Angeles",
        "/rotation save draft:1",
        "/rotation note text:Oldtimer  Works call back on Friday",
        "/meeting create name:Call with Quicksilver Rockets when:every Wednesday 9am standing:What Oldtimer Works wants (5m)",
        "/meeting save draft:1",
        "/agenda add topic:Swallowed Holdings and the export",
        "/escalate url:Why does login fail for quicksilver  rockets?",
        "/escalation note escalation:1 text:Swallowed-Holdings asked too",
        "/release plan name:v26.12 target:2030-12-18",
        "/release add text:Export for Quicksilver Rockets release:v26.12 owner:@PM Growth",
        "/action add what:Call Oldtimer Works who:@PM Growth due:2030-12-18",
        "/decision record text:Swallowed Holdings gets it first",
    ] {
        pm.types(line).await.is_private().sees_not("Nothing was changed");
    }
    world.settle().await;
    world.turn(chrono::TimeDelta::minutes(1)).await;
    posted(world, 1, "jo_dev", "@acme Swallowed-Holdings cannot log in");
    minutes(world, 3).await;
    let filename = "quicksilver_rockets.log".to_owned();
    let file =
        Upload { filename, content_type: Some("text/plain".to_owned()), bytes: b"log".as_slice().into() };
    let line = "/feedback text:Look at this importance:1 customer:Acme file:quicksilver_rockets.log";
    pm.types_with(line, file).await.sees("REQ-3");
    pm.types("/request same request:3 as:1").await.sees("+1");
    world.settle().await;
    world.member("Sales").says("Quicksilver Rockets want it in a message")
}

/// Puts `typed` into every text and every customer.
fn everywhere(typed: &str) -> Given<'_> {
    Given { text: typed, customer: typed, ..Given::default() }
}

/// Runs every command that there is, and holds what it answers against what may not be in it.
async fn holds_back(person: &Person<'_>, message: &Message, given: &Given<'_>, hidden: &[&str]) {
    for leaf in tour::leaves().filter(|(_, leaf)| leaf.who < Level::Admin) {
        let answer = tour::runs_given(person, leaf, message, given).await;
        for word in hidden {
            let text = answer.text();
            assert!(
                !text.to_lowercase().contains(&word.to_lowercase()),
                "/{} tells “{word}”:\n{text}",
                leaf.1.words()
            );
        }
    }
}

/// Everything that is offered for what is typed, in every option of every command.
async fn offers_nothing(person: &Person<'_>, typed: &str, hidden: &[&str]) {
    for (_, leaf) in tour::leaves().filter(|(_, leaf)| !leaf.is_hidden) {
        for option in leaf.options.iter().filter(|option| matches!(option.kind, OptionKind::Noun(_))) {
            let line = format!("/{} {}:{typed}", leaf.words(), option.name);
            let offered = person.completes(&line).await.join("\n").to_lowercase();
            assert!(!hidden.iter().any(|word| offered.contains(&word.to_lowercase())), "{line}: {offered}");
        }
    }
}

/// Nobody has said who may read what others file.
async fn nobody_is_named(world: &World) {
    let answer = world.member("Admin").types("/settings role level:reporter").await;
    answer.is_private().sees("Everyone may file feedback and see their own");
}

/// What everybody reads in the channels of the team, with the addresses behind buttons.
fn public(world: &World) -> String {
    let channels = ["general", "requests", "support", "pm-sync", "social"].map(|name| world.channel(name));
    let messages = channels.iter().flat_map(|channel| channel.messages());
    let text = |message: Message| {
        let all = message.all_components();
        let urls = all.iter().filter_map(|component| component["url"].as_str()).collect::<Vec<_>>().join(" ");
        format!("{} {urls}", message.text())
    };
    messages.map(text).collect::<Vec<_>>().join("\n---\n")
}

#[track_caller]
fn is_hidden_in_public(world: &World) {
    let said = public(world);
    let lower = said.to_lowercase();
    for name in NAMES {
        assert!(!lower.contains(&name.to_lowercase()), "everybody reads “{name}”:\n{said}");
    }
}

on_each_engine! {
    async fn no_command_turns_an_alias_back_into_a_name(world in Plan::team().listening()) {
        let message = fill(world).await;
        nobody_is_named(world).await;
        let guest = world.member("Guest");
        let hidden = [&NAMES[..], &MONEY].concat();
        holds_back(&guest, &message, &everywhere(ALIAS), &hidden).await;
        for typed in ["", "a launcher", "REQ-1", "login"] {
            offers_nothing(&guest, typed, &hidden).await;
        }
        world.settle().await;
        is_hidden_in_public(world);
    }

    async fn no_command_tells_the_alias_of_a_name(world in Plan::team().listening()) {
        let message = fill(world).await;
        nobody_is_named(world).await;
        let guest = world.member("Guest");
        for (typed, others) in [("Quicksilver Rockets", ["Oldtimer", "Swallowed"]), ("Swallowed", ["Quicksilver", "Oldtimer"])] {
            let hidden = [&[ALIAS, "Nowhere"][..], &others, &MONEY].concat();
            holds_back(&guest, &message, &everywhere(typed), &hidden).await;
            offers_nothing(&guest, typed, &hidden).await;
        }
    }

    async fn nobody_reads_what_others_file_before_a_role_is_named(world in Plan::team().listening()) {
        let message = fill(world).await;
        nobody_is_named(world).await;
        let guest = world.member("Guest");
        holds_back(&guest, &message, &Given::default(), &["login fails", "will not wait", "look at this"]).await;
        offers_nothing(&guest, "login", &["login fails"]).await;
        // Their own they see and change, without a name in it.
        guest.types("/feedback text:Quicksilver Rockets cannot export customer:Quicksilver Rockets").await.sees("a customer cannot export");
        let own = guest.types("/request list").await;
        own.sees("a customer cannot export").sees_not("will not wait").sees_not(ALIAS);
        let all = world.member("Admin").types(&format!("/settings role level:reporter role:{}", "@everyone")).await;
        all.is_private().sees("Everyone in this server may read all requests and customers");
        guest.types("/request show request:1").await.sees("quicksilver");
        guest.types("/customer show customer:a launcher").await.sees("Quicksilver Rockets").sees_not("7,654,321");
    }

    async fn what_customers_pay_is_for_pms(world in Plan::team().listening()) {
        let message = fill(world).await;
        holds_back(&world.member("Support engineer"), &message, &everywhere("Quicksilver Rockets"), &MONEY).await;
        world.member("PM Growth").types("/customer show customer:a launcher").await.sees("7,654,321");
    }

    async fn no_command_says_a_name_where_everybody_reads(world in Plan::team().listening()) {
        let message = fill(world).await;
        world.turn(chrono::TimeDelta::hours(30)).await;
        is_hidden_in_public(world);
        let said = public(world);
        assert!(said.contains(ALIAS) && said.contains("call back on Friday"), "there is something to hide: {said}");
        let text = "Quicksilver\u{200B}  ROCKETS, once @OldtimerWorks";
        let given = Given { text, name: Some("channel.requests"), ..Given::default() };
        // What a reminder tells a channel is a message of whoever set it, in their own words.
        let leaves = || tour::leaves().filter(|(_, leaf)| leaf.who < Level::Admin && leaf.path[0] != "remind");
        for person in ["Support engineer", "PM Growth", "PM lead"] {
            for leaf in leaves() {
                tour::runs_given(&world.member(person), leaf, &message, &given).await;
            }
            world.settle().await;
        }
        world.member("Support engineer").in_channel("requests").says("@docket Quicksilver-Rockets cannot log in");
        world.turn(chrono::TimeDelta::hours(30)).await;
        is_hidden_in_public(world);
    }

    async fn what_was_drawn_while_a_channel_was_internal_is_hidden_afterwards(world in Plan::team().listening()) {
        let admin = world.member("Admin");
        admin.types("/settings internal channel:#requests on:yes").await.is_private().sees("real names");
        fill(world).await;
        world.turn(chrono::TimeDelta::hours(30)).await;
        let said = world.channel("requests").transcript();
        assert!(said.contains("Quicksilver Rockets") && said.contains("Oldtimer  Works call back"), "{said}");
        let answer = admin.types("/settings internal channel:#requests on:no").await;
        world.settle().await;
        is_hidden_in_public(world);
        answer.presses("Undo").await.sees("as it was before");
        world.settle().await;
        assert!(world.channel("requests").transcript().contains("Quicksilver Rockets"));
    }

    async fn cards_of_public_questions_and_mentions_follow_the_mark_of_their_channel(world in Plan::team().listening()) {
        fill(world).await;
        let (admin, social) = (world.member("Admin"), world.channel("social"));
        let named = [("ESC-1 ·", "quicksilver rockets"), ("ESC-1 ·", "Swallowed-Holdings asked"), ("MEN-1 ·", "Swallowed-Holdings cannot")];
        let shown = |(head, name): &&(&str, &str)| social.only(head).text().contains(name);
        assert_eq!(named.iter().filter(shown).count(), 0, "{}", social.transcript());
        let answer = admin.types("/settings internal channel:#social on:yes").await;
        answer.sees("real names");
        world.settle().await;
        assert_eq!(named.iter().filter(shown).count(), named.len(), "{}", social.transcript());
        answer.presses("Undo").await.sees("as it was before");
        world.settle().await;
        assert_eq!(named.iter().filter(shown).count(), 0, "{}", social.transcript());
        let cards = ["ESC-1 ·", "MEN-1 ·"].map(|head| social.only(head).text().to_lowercase());
        for name in NAMES {
            assert!(!cards.iter().any(|card| card.contains(&name.to_lowercase())), "{cards:?} tell “{name}”");
        }
    }
}
