//! What customers are called stays hidden from those who may not know it, by whatever command they try.

use crate::{
    action::close,
    meeting_live::{begin, chair, next, set_up, thread},
    meeting_minutes::draft,
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
pub const ALIAS: &str = "a launcher";

/// A customer with a past, and something of each kind that names it, under number 1.
pub async fn fill(world: &World) -> Message {
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
        "/remind channel text:Call Oldtimer Works back when:in 3h channel:#support",
        "/remind checklist name:Visit of Quicksilver_Rockets items:Slides for Swallowed-Holdings; Badges when:in 3h channel:#support",
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

/// What the files say that are attached to a message.
async fn attached(message: &Message) -> String {
    let mut said = String::new();
    for file in &message.attachments {
        let answer = reqwest::get(&file.url).await.expect("the file is there");
        said.push_str(&String::from_utf8_lossy(&answer.bytes().await.expect("the file comes whole")));
    }
    said
}

/// A meeting was held in an internal channel about what a customer pays, and its minutes are published.
async fn held_about_a_customer(world: &World) {
    let (lead, admin) = (world.member("PM lead").in_channel("pm-sync"), world.member("Admin"));
    admin.types("/settings internal channel:#pm-sync on:yes").await.is_private().sees("real names");
    lead.types("/customer add name:Quicksilver Rockets alias:a launcher")
        .await
        .sees_not("Nothing was changed");
    set_up(world, "").await;
    let link = "https://quicksilverrockets.example.com/1";
    let line = format!("/agenda add topic:What Quicksilver Rockets pay meeting:Standup link:{link}");
    lead.types(&line).await.sees("on the agenda");
    lead.types("/action add what:Call Quicksilver Rockets who:@PM Growth due:2026-12-01").await.sees("ACT-1");
    world.settle().await;
    begin(world).await;
    next(world).await;
    chair(world).in_room(thread(world)).types("/note text:Quicksilver Rockets pay more").await.sees("Noted");
    chair(world).types("/meeting end").await.sees("over");
    world.settle().await;
    chair(world).presses(&draft(world), "Publish").await.sees("published");
    world.settle().await;
}

/// Puts `typed` into every text and every customer.
fn everywhere(typed: &str) -> Given<'_> {
    Given { text: typed, customer: typed, ..Given::default() }
}

/// Runs every command that there is, and holds what it answers against what may not be in it.
async fn holds_back(person: &Person<'_>, message: &Message, given: &Given<'_>, hidden: &[&str]) {
    for leaf in tour::leaves().filter(|(_, leaf)| leaf.who < Level::Admin) {
        let answer = tour::runs_given(person, leaf, message, given).await;
        let files = match answer.outcome.message() {
            Some(message) => attached(message).await,
            None => String::new(),
        };
        let text = format!("{}\n{files}", answer.text());
        for word in hidden {
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

/// Nothing that everybody reads has a name in it.
#[track_caller]
pub fn is_hidden_in_public(world: &World) {
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
        for told in [ALIAS, "call back on Friday", "Badges", "back**"] {
            assert!(said.contains(told), "there is something to hide, {told}: {said}");
        }
        let text = "Quicksilver\u{200B}  ROCKETS, once @OldtimerWorks";
        let given = Given { text, name: Some("channel.requests"), ..Given::default() };
        let leaves = || tour::leaves().filter(|(_, leaf)| leaf.who < Level::Admin);
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

    async fn the_file_of_minutes_names_customers_only_to_those_who_may_know_them(world) {
        held_about_a_customer(world).await;
        let posted = attached(&world.channel("pm-sync").only("Minutes of **Standup**")).await;
        assert!(posted.contains("Quicksilver Rockets pay more"), "the channel is internal: {posted}");
        for (name, is_told) in [("Guest", false), ("Support engineer", true), ("PM lead", true)] {
            let answer = world.member(name).types("/meeting minutes meeting:Standup").await;
            answer.is_private().sees("Minutes of **Standup**");
            let file = attached(answer.message()).await;
            assert!(file.starts_with("# Standup") && file.contains("pay more"), "{name}: {file}");
            for text in [file, answer.text()] {
                assert_eq!(text.to_lowercase().contains("quicksilver"), is_told, "{name}: {text}");
            }
        }
        // Whoever does not see the channel is not told what was said there.
        close(world, "pm-sync", &[&world.member("PM lead")]);
        let refused = world.member("Support engineer").types("/meeting minutes meeting:Standup").await;
        refused.is_private().sees("are for those who see").sees_not("pay more");
        assert!(refused.message().attachments.is_empty());
        world.member("PM lead").types("/meeting minutes meeting:Standup").await.sees("pay more");
    }

    async fn what_a_channel_is_reminded_of_follows_its_mark_and_ones_own_reminders_say_what_one_wrote(world) {
        let (pm, admin, support) = (world.member("PM Growth"), world.member("Admin"), world.channel("support"));
        world.member("PM lead").types("/customer add name:Quicksilver Rockets alias:a launcher").await.sees_not("Nothing was changed");
        for line in [
            "/remind me text:Call Quicksilver Rockets when:in 1h",
            "/remind checklist name:Visit of Quicksilver Rockets items:Slides for Quicksilver Rockets; Badges when:in 1h channel:#support",
        ] {
            pm.types(line).await.is_private().sees("Quicksilver Rockets");
        }
        world.member("Guest").types("/remind list").await.sees("Visit of a customer").sees_not("Quicksilver");
        world.member("Sales").types("/remind list").await.sees("Visit of Quicksilver Rockets");
        world.turn(chrono::TimeDelta::hours(1)).await;
        let own: Vec<String> = pm.direct_messages().iter().map(Message::text).collect();
        assert!(own.iter().any(|text| text.contains("Reminder: **Call Quicksilver Rockets**")), "{own:?}");
        let card = || support.only("Badges");
        assert!(card().text().contains("Slides for a launcher") && !card().text().contains("Quicksilver"), "{}", card().text());
        let answer = admin.types("/settings internal channel:#support on:yes").await;
        world.settle().await;
        assert!(card().text().contains("Slides for Quicksilver Rockets"), "{}", card().text());
        answer.presses("Undo").await.sees("as it was before");
        world.settle().await;
        assert!(!support.transcript().contains("Quicksilver"), "{}", support.transcript());
        world.member("Sales").in_channel("support").chooses(&card(), "Tick an item…", "Badges").await;
        world.settle().await;
        assert!(card().text().contains("1 of 2 done") && !card().text().contains("Quicksilver"), "{}", card().text());
    }

    async fn the_card_of_a_shift_calls_its_rotation_as_its_channel_may(world) {
        let (lead, admin, requests) = (world.member("PM lead"), world.member("Admin"), world.channel("requests"));
        lead.types("/customer add name:Quicksilver Rockets alias:a launcher").await.sees_not("Nothing was changed");
        let line = "/rotation setup name:Quicksilver Rockets rota members:@PM Growth @PM Platform handoff:every Thursday 09:30 \
                    zone:America/Los_Angeles channel:#requests";
        lead.types(line).await.presses("Save").await.sees("is set up");
        world.settle().await;
        let card = || requests.only("you are on").text();
        assert!(card().contains("**a launcher rota**") && !requests.transcript().contains("Quicksilver"), "{}", card());
        let answer = admin.types("/settings internal channel:#requests on:yes").await;
        world.settle().await;
        assert!(card().contains("**Quicksilver Rockets rota**"), "{}", card());
        answer.presses("Undo").await.sees("as it was before");
        world.settle().await;
        // The next shift has a card of its own, and the one before is a record.
        world.turn(chrono::TimeDelta::days(1)).await;
        requests.only("Was on duty");
        assert!(!requests.transcript().contains("Quicksilver"), "{}", requests.transcript());
    }

    async fn what_was_said_in_a_meeting_is_hidden_once_its_channel_is_not_internal(world) {
        held_about_a_customer(world).await;
        let (admin, sync, thread) = (world.member("Admin"), world.channel("pm-sync"), thread(world));
        let topic = || thread.only("TOPIC-1 ·").text();
        let minutes = || sync.only("Minutes of **Standup**");
        let named = [topic(), minutes().text(), sync.only("**Standup** is over").text(), thread.transcript()];
        for (place, text) in named.iter().enumerate() {
            assert!(text.contains("Quicksilver Rockets"), "{place}: {text}");
        }
        let answer = admin.types("/settings internal channel:#pm-sync on:no").await;
        world.settle().await;
        let said = [sync.transcript(), thread.transcript(), attached(&minutes()).await].join("\n---\n");
        assert!(!said.to_lowercase().contains("quicksilver"), "everybody reads it: {said}");
        assert!(topic().contains(ALIAS) && minutes().text().contains(ALIAS), "{said}");
        answer.presses("Undo").await.sees("as it was before");
        world.settle().await;
        assert!(topic().contains("Quicksilver Rockets pay more"), "{}", topic());
        assert!(attached(&minutes()).await.contains("Quicksilver Rockets pay more"));
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
