//! A room costs its own folder and its place in the list of rooms.

use crate::{
    gadget::{self, COLOUR, GADGET, OWNER, Polish, WORKBENCH},
    on_both_engines,
    stage::{ADA, CHANNEL, GUILD, Stage, at},
};
use docket::{
    app::ROOMS,
    contract::{AgendaAsk, AgendaScope, Completion, Line, Noun, Options},
    digest, request,
    room::{Job, Rooms},
    rotation, workspace,
};
use std::collections::{BTreeMap, BTreeSet};

/// The house with one room more and without those that it does not need.
const WITH_GADGETS: Rooms = Rooms(&[&workspace::FACE, &gadget::FACE, &digest::FACE]);

on_both_engines! {
    async fn its_job_runs_when_it_is_due(db: TestDb) {
        let stage = Stage::new(&db, WITH_GADGETS).await;
        let mut tx = stage.db.begin().await.unwrap();
        gadget::set(&mut tx, GUILD, 1, at("2026-11-06T12:00:00Z"), stage.now()).await.unwrap();
        tx.commit().await.unwrap();
        stage.set(at("2026-11-06T12:00:00Z"));
        stage.run_jobs().await;
        let rows = stage.rows().await.into_iter().filter(|row| row.kind == Polish::KIND);
        assert_eq!(rows.map(|row| row.run_at).collect::<Vec<_>>(), [at("2026-11-07T12:00:00Z")]);
    }

    async fn its_noun_is_completed(db: TestDb) {
        let stage = Stage::new(&db, WITH_GADGETS).await;
        let guild = workspace::guild(&stage.db, GUILD).await.unwrap();
        let completion = Completion {
            caller: stage.caller(ADA),
            path: "gadget show".into(),
            options: Options::new(),
            focused: "gadget".into(),
            typed: "-2".into(),
        };
        let choices = stage.ports().rooms.choices(GADGET, &stage.db, &guild, &completion).await.unwrap();
        assert_eq!(choices.into_iter().map(|choice| choice.value).collect::<Vec<_>>(), ["GAD-2"]);
    }

    async fn its_section_of_an_agenda_stands_in_its_place(db: TestDb) {
        let rooms = Rooms(&[&workspace::FACE, &gadget::FACE, &rotation::FACE, &request::FACE]);
        let sections = rooms.agenda();
        let keys: Vec<_> = sections.iter().map(|section| section.key).collect();
        assert_eq!(keys, ["request.unassigned", "gadget.dull"], "by their order, not by their rooms'");
        let guild = workspace::guild(&db, GUILD).await.unwrap();
        let now = at("2026-11-06T12:00:00Z");
        let sight = guild.sight_anywhere();
        let of = AgendaScope::OwedBy;
        for (scope, count) in [(AgendaScope::All, 1), (AgendaScope::Owners, 1), (of(OWNER), 1), (of(ADA), 0)] {
            let ask = AgendaAsk { now, since: None, sight, scope, most: 10 };
            let entries = (sections[1].entries)(&db, &guild, &ask).await.unwrap();
            assert_eq!(entries.len(), count, "{scope:?}");
        }
    }

    async fn its_channel_is_chosen_shown_and_asked_for(db: TestDb) {
        let stage = Stage::new(&db, WITH_GADGETS).await;
        let asked = format!("{:?}", stage.say(ADA, Line::new("settings check")).await);
        assert!(asked.contains("No channel is set for gadgets"), "{asked}");
        let line = Line::new("settings channel").with("purpose", "workbench").with("channel", CHANNEL);
        let chosen = format!("{:?}", stage.say(ADA, line).await);
        assert!(chosen.contains("is the channel for gadgets"), "{chosen}");
        let guild = workspace::guild(&stage.db, GUILD).await.unwrap();
        assert_eq!(guild.channel_of(WORKBENCH), Some(CHANNEL));
        let shown = format!("{:?}", stage.say(ADA, Line::new("settings show")).await);
        assert!(shown.contains(&format!("Gadgets: <#{CHANNEL}>")), "{shown}");
        let asked = format!("{:?}", stage.say(ADA, Line::new("settings check")).await);
        assert!(!asked.contains("gadgets"), "{asked}");
    }

    async fn its_purpose_is_among_those_that_are_offered(db: TestDb) {
        let stage = Stage::new(&db, WITH_GADGETS).await;
        let guild = workspace::guild(&stage.db, GUILD).await.unwrap();
        let mut completion = Completion {
            caller: stage.caller(ADA),
            path: "settings channel".into(),
            options: Options::new(),
            focused: "purpose".into(),
            typed: "bench".into(),
        };
        let choices = stage.ports().rooms.choices(Noun::PURPOSE, &stage.db, &guild, &completion).await.unwrap();
        assert_eq!(choices.len(), 1);
        assert_eq!((choices[0].label.as_str(), choices[0].value.as_str()), ("The workbench", "workbench"));
        completion.typed = "Kunden".into();
        completion.caller.locale = "de".into();
        let choices = stage.ports().rooms.choices(Noun::PURPOSE, &stage.db, &guild, &completion).await.unwrap();
        assert_eq!(choices.into_iter().map(|choice| choice.value).collect::<Vec<_>>(), ["requests"]);
    }

    async fn its_setting_is_shown_changed_checked_and_taken_back(db: TestDb) {
        let stage = Stage::new(&db, WITH_GADGETS).await;
        let say = async |line: Line| serde_json::to_string(&stage.say(ADA, line).await).unwrap();
        let shown = say(Line::new("settings show")).await;
        assert!(shown.contains("unpainted") && shown.contains("Colour of gadgets"), "{shown}");
        let form = format!("{:?}", stage.press(ADA, Line::new("settings value").with("setting", COLOUR.key)).await);
        assert!(form.contains("Change a setting"), "{form}");
        let set = |value: &str| Line::new("settings value").with("setting", COLOUR.key).with("value", value);
        let refused = say(set("blue")).await;
        assert!(refused.contains("Gadgets are red or pink"), "{refused}");
        let changed = say(set("pink")).await;
        assert!(changed.contains("Colour of gadgets: pink."), "{changed}");
        let checked = say(Line::new("settings check")).await;
        assert!(checked.contains("hard to sell"), "{checked}");
        let event = changed.split("settings undo event:").nth(1).unwrap().split('"').next().unwrap();
        say(Line::new("settings undo").with("event", event)).await;
        let shown = say(Line::new("settings show")).await;
        assert!(shown.contains("unpainted"), "{shown}");
        assert!(say(set("red")).await.contains("red"));
        assert!(say(set("none")).await.contains("unpainted"));
    }

    async fn what_it_has_for_somebody_comes_in_the_morning(db: TestDb) {
        let stage = Stage::new(&db, WITH_GADGETS).await;
        stage.set(at("2026-11-06T09:00:00Z"));
        stage.run_jobs().await;
        let told = stage.bodies().await;
        assert!(told.iter().any(|body| body.contains("GAD-1 is to be polished")), "{told:?}");
        let now = stage.say(OWNER, Line::new("digest now")).await;
        assert!(format!("{now:?}").contains("GAD-1 is to be polished"), "{now:?}");
    }
}

#[test]
fn every_noun_is_completed_by_one_room() {
    let mut rooms: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for room in ROOMS.iter() {
        room.nouns.iter().for_each(|completes| rooms.entry(completes.noun.word).or_default().push(room.name));
    }
    // What channels are for is known from the faces.
    for noun in Noun::ALL.iter().filter(|noun| **noun != Noun::PURPOSE) {
        assert_eq!(rooms.get(noun.word).map(Vec::len), Some(1), "{}: {:?}", noun.word, rooms.get(noun.word));
    }
}

#[test]
fn every_purpose_and_every_key_is_one_rooms() {
    let (mut words, mut keys) = (BTreeSet::new(), BTreeSet::new());
    for room in ROOMS.iter() {
        for purpose in room.purposes {
            assert!(words.insert(purpose.word), "{} twice", purpose.word);
            assert!(purpose.label != purpose.called && !purpose.localised.is_empty(), "{}", purpose.word);
        }
        for settable in room.settings {
            assert!(keys.insert(settable.key), "{} twice", settable.key);
            let is_own = settable.key.starts_with(&format!("{}.", room.name));
            assert!(is_own || room.name == workspace::FACE.name, "{} in {}", settable.key, room.name);
        }
    }
}

#[test]
fn every_kind_of_job_is_one_rooms_and_says_which() {
    let mut seen = BTreeSet::new();
    for room in ROOMS.iter() {
        for job in room.jobs {
            assert!(job.kind.starts_with(&format!("{}.", room.name)), "{} in {}", job.kind, room.name);
            assert!(seen.insert(job.kind), "{} twice", job.kind);
        }
    }
}
