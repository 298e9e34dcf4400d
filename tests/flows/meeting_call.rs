//! The product–sales call: features that are asked for ahead, its recording, two questions afterwards, and what becomes of them.

use crate::{
    in_every_world,
    meeting_live::{begin, chair, next, set_up},
    on_each_engine,
    remind::{arrivals, days, told},
    world::{Person, World},
};
use chrono::TimeDelta;
use docket::sandbox::Message;

fn lead(world: &World) -> Person<'_> {
    world.member("PM lead").in_channel("pm-sync")
}

fn of_sales(world: &World) -> Person<'_> {
    world.member("Sales").in_channel("pm-sync")
}

/// A release with two features that may be spoken of outside and one that may not, and the call.
async fn planned(world: &World) {
    lead(world).types("/release plan name:v26.12 target:2026-12-16").await.sees("is planned");
    for line in [
        "/release add text:Calendar export owner:@PM Growth public:yes",
        "/release add text:Faster search owner:@PM Growth public:yes",
        "/release add text:The secret rewrite owner:@PM Platform",
    ] {
        lead(world).types(line).await.sees("Added");
    }
    let call = lead(world).types("/meeting create template:sales attendees:@Sales").await;
    call.sees("Product–sales call").sees("anonymous").presses("Save").await.sees("is set up");
    world.settle().await;
}

/// A call that has been held, with these settings besides.
async fn held(world: &World, more: &str) {
    set_up(world, &format!("template:sales {more}")).await;
    begin(world).await;
    next(world).await;
    world.turn(TimeDelta::minutes(2)).await;
    chair(world).types("/meeting end").await.sees("The meeting is over");
    world.settle().await;
}

fn draft(world: &World) -> Message {
    let mut all = chair(world).direct_messages().into_iter().filter(|it| it.text().contains("are a draft"));
    all.next().expect("the chair has a draft")
}

in_every_world! {
    async fn features_are_asked_for_ahead_and_become_topics_with_their_time(world) {
        planned(world).await;
        // The call is on Monday 7 December; five working days before is Monday 30 November.
        days(world, 12).await;
        let growth = world.member("PM Growth");
        let asked = told(&growth, "would you show there");
        assert_eq!(arrivals(&asked), ["11-30 09:00"], "once, in their morning");
        assert!(asked[0].text().contains("Calendar export") && asked[0].text().contains("Faster search"), "{}", asked[0].text());
        assert!(!asked[0].text().contains("secret rewrite"));
        assert_eq!(told(&world.member("PM Platform"), "show there").len(), 0, "theirs is not for outside");
        let left = growth.presses(&asked[0], "ITEM-1: 10 min").await;
        left.is_in_place().sees("**ITEM-1** is on the agenda").sees("Faster search").sees_not("Calendar export");
        left.presses("ITEM-2: not this time").await.is_in_place().sees("nothing else to decide");
        let shown = lead(world).types("/agenda show meeting:Product–sales call").await;
        shown.sees("Calendar export · 10 min").sees(&growth.mention()).sees_not("TOPIC-2");
        // Two working days before, the board has it ahead of what is spoken about every time.
        days(world, 4).await;
        let board = world.channel("pm-sync").only("**Topics**");
        let place = |text: &str| board.text().find(text).unwrap_or_else(|| panic!("{text}: {}", board.text()));
        assert!(place("Calendar export") < place("What customers ask for"));
        assert_eq!(told(&growth, "you show").len(), 0, "nobody is asked twice");
        assert_eq!(told(&growth, "nothing else to decide").len(), 1);
    }

    async fn the_chair_is_asked_for_the_recording_and_who_watched_it_is_counted(world) {
        held(world, "survey:none").await;
        assert!(draft(world).text().contains("Was it recorded?"), "{}", draft(world).text());
        let form = chair(world).presses(&draft(world), "Recording…").await;
        form.opens("The recording").submits(&[("url", "https://example.com/rec")]).await.sees("The recording is kept");
        chair(world).presses(&draft(world), "Publish").await.sees("The minutes are published");
        world.settle().await;
        let minutes = || world.channel("pm-sync").only("Minutes of **Standup**");
        of_sales(world).presses(&minutes(), "I've watched it").await.is_private().sees("as the first");
        world.settle().await;
        let other = world.member("Customer success").in_channel("pm-sync");
        other.presses(&minutes(), "I've watched it (1)").await.sees("2 people have");
        world.settle().await;
        of_sales(world).presses(&minutes(), "I've watched it (2)").await.sees("2 people have");
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_watcher").await, 2, "each counts once");
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_minutes").await, 1, "no revision comes of it");
        assert_eq!(world.channel("pm-sync").messages().iter().filter(|it| it.text().contains("How was")).count(), 0);
    }

    async fn two_questions_are_answered_anonymously_and_the_results_are_planned(world) {
        lead(world).types("/meeting create template:sync").await.presses("Save").await.sees("is set up");
        let line = "/meeting create name:Standup when:every day 10:05 zone:America/Los_Angeles minutes:30 channel:#pm-sync \
                    chair:@PM Growth template:sales";
        lead(world).types(line).await.presses("Save").await.sees("is set up");
        begin(world).await;
        next(world).await;
        world.turn(TimeDelta::minutes(2)).await;
        chair(world).types("/meeting end").await.sees("The meeting is over");
        world.settle().await;
        let card = || world.channel("pm-sync").only("How was **Standup**");
        assert!(card().text().contains("Your answers are anonymous"), "{}", card().text());
        let kept = of_sales(world).chooses(&card(), "How useful was it to you?", "4").await;
        kept.is_private().sees("that is kept").sees_not("useful");
        let form = kept.presses("What should the next one bring?").await;
        form.opens("For the next one").submits(&[("said", "The **export** for Acme")]).await.sees("that is kept").sees_not("export");
        of_sales(world).chooses(&card(), "How useful was it to you?", "1").await.sees("answered that already").sees("nothing was kept");
        let other = world.member("Customer success").in_channel("pm-sync");
        other.chooses(&card(), "How useful was it to you?", "5").await.sees("that is kept");
        world.settle().await;
        assert!(card().text().contains("2 people have answered"), "{}", card().text());
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_survey_answer WHERE user_id IS NOT NULL").await, 0);
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_survey_answer").await, 3);
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_survey_voter").await, 3, "only that somebody answered");
        let told = "SELECT COUNT(*) FROM event WHERE CAST(after_json AS TEXT) LIKE '%export%'";
        assert_eq!(world.count(told).await, 0, "no event tells it");
        // They close with the next working day.
        world.turn(TimeDelta::hours(32)).await;
        let results = world.channel("pm-sync").only("How **Standup** of");
        for shown in ["4.5 of 5, 2 answers", "1 × 5 · very useful", "1 × 4 · useful", "for a manufacturer", "Answered anonymously"] {
            assert!(results.text().contains(shown), "{shown}: {}", results.text());
        }
        assert!(!results.text().contains(&of_sales(world).mention()) && results.components.is_empty());
        lead(world).types("/agenda show meeting:PM weekly sync").await
            .sees("What people say of Standup of 18 Nov: 4.5 of 5, 2 answers, 1 wish for the next one");
    }
}

on_each_engine! {
    async fn answers_with_names_can_be_changed_and_without_a_sync_the_next_date_plans(world) {
        held(world, "survey:named").await;
        let card = world.channel("pm-sync").only("How was **Standup**");
        assert!(card.text().contains("with your name"), "{}", card.text());
        of_sales(world).chooses(&card, "How useful was it to you?", "2").await.sees("another answer takes its place");
        of_sales(world).chooses(&card, "How useful was it to you?", "5").await.sees("that is kept");
        let form = of_sales(world).presses(&card, "What should the next one bring?").await;
        form.submits(&[("said", "Prices")]).await.sees("that is kept");
        world.settle().await;
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_survey_answer").await, 2);
        world.stops().await;
        world.starts().await;
        world.turn(TimeDelta::hours(32)).await;
        let results = world.channel("pm-sync").only("How **Standup** of");
        assert!(results.text().contains("5.0 of 5, 1 answer"), "{}", results.text());
        assert!(results.text().contains(&format!("Prices — {}", of_sales(world).mention())), "{}", results.text());
        lead(world).types("/agenda show meeting:Standup").await.sees("What people say of Standup");
    }

    async fn what_nobody_answers_is_said_once_and_planned_nowhere(world) {
        held(world, "").await;
        world.turn(TimeDelta::hours(32)).await;
        world.channel("pm-sync").only("Nobody answered.");
        lead(world).types("/agenda show meeting:Standup").await.sees_not("What people say of");
        assert_eq!(world.count("SELECT COUNT(*) FROM agenda_item WHERE topic LIKE 'What people say%'").await, 0);
    }

    async fn a_feature_is_shown_once_and_only_by_its_own_people(world) {
        planned(world).await;
        days(world, 12).await;
        let growth = world.member("PM Growth");
        let asked = told(&growth, "would you show there").remove(0);
        lead(world).types("/release revise item:2 public:no").await.sees("is changed");
        growth.presses(&asked, "ITEM-2: 5 min").await.sees("not marked as fit to be said outside").sees("nothing was changed");
        growth.presses(&asked, "ITEM-1: 5 min").await.sees("nothing else to decide");
        world.settle().await;
        // The call of January does not ask about what December's has shown.
        lead(world).types("/agenda show meeting:Product–sales call").await.sees("Calendar export · 5 min");
        days(world, 35).await;
        assert_eq!(told(&growth, "nothing else to decide").len(), 1);
        assert_eq!(told(&growth, "you show").len(), 0);
    }
}
