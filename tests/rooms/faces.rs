//! A room costs its own folder and its place in the list of rooms.

use crate::{
    gadget::{self, GADGET, OWNER, Polish},
    on_both_engines,
    stage::{ADA, GUILD, Stage, at},
};
use docket::{
    app::ROOMS,
    contract::{Completion, Line, Noun, Options},
    digest,
    room::{Job, Rooms},
    workspace,
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
        let choices = stage.rooms.choices(GADGET, &stage.db, &guild, &completion).await.unwrap();
        assert_eq!(choices.into_iter().map(|choice| choice.value).collect::<Vec<_>>(), ["GAD-2"]);
    }

    async fn what_it_has_for_somebody_comes_in_the_morning(db: TestDb) {
        let stage = Stage::new(&db, WITH_GADGETS).await;
        stage.set(at("2026-11-06T09:00:00Z"));
        stage.run_jobs().await;
        let told = stage.outbox().await;
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
    for noun in Noun::ALL {
        assert_eq!(rooms.get(noun.word).map(Vec::len), Some(1), "{}: {:?}", noun.word, rooms.get(noun.word));
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
