//! What two rooms share about each other's things is a row of the kit, and each end is called what its room says.

use crate::{
    gadget::{self, GADGET},
    on_both_engines,
    stage::{ADA, BOB, GUILD, Stage, at},
};
use docket::{
    contract::{Line, Noun},
    db::{self, Reads},
    digest, request,
    room::{Actor, Link, Rooms, Thing, link, links_of, unlink},
    rotation, workspace,
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use std::collections::BTreeSet;

/// The house with a room more above requests.
const WITH_GADGETS: Rooms =
    Rooms(&[&workspace::FACE, &rotation::FACE, &request::FACE, &gadget::FACE, &digest::FACE]);

/// How a gadget has to do with a request.
const ASKED_IN: &str = "asked_in";
const NOON: &str = "2026-11-05T12:00:00Z";

fn thing(noun: Noun, id: i64) -> Thing {
    Thing { noun, id }
}

/// What the links of a thing come to: kind, noun and number of the other end, and whether it begins there.
async fn seen(on: &mut dyn Reads, guild_id: i64, of: Thing) -> Vec<(String, String, i64, bool)> {
    let links = links_of(on, guild_id, of, 100).await.unwrap();
    links.into_iter().map(|Link { kind, noun, id, comes_from, .. }| (kind, noun, id, comes_from)).collect()
}

on_both_engines! {
    async fn a_card_names_what_a_higher_room_has_linked(db: TestDb) {
        let stage = Stage::new(&db, WITH_GADGETS).await;
        stage.say(ADA, Line::new("customer add").with("name", "Acme").with("alias", "Bluebird")).await;
        stage.say(BOB, Line::new("feedback").with("text", "Login loops")).await;
        let actor = Actor::docket(GUILD, stage.now());
        let mut tx = stage.db.begin().await.unwrap();
        for gadget in [2, 1, 9] {
            let (from, to) = (thing(GADGET, gadget), thing(Noun::REQUEST, 1));
            assert!(link(&mut tx, &actor, from, ASKED_IN, to).await.unwrap());
        }
        tx.commit().await.unwrap();
        let show = Line::new("request show").with("request", 1);
        let shown = format!("{:?}", stage.say(ADA, show.clone()).await);
        assert!(shown.contains("Belongs to"), "{shown}");
        assert!(shown.contains("**GAD-1** for Acme") && shown.contains("**GAD-2** for Acme"), "{shown}");
        assert!(!shown.contains("GAD-9"), "there is no such gadget: {shown}");
        let own = format!("{:?}", stage.say(BOB, show.clone()).await);
        assert!(own.contains("**GAD-1**") && !own.contains("Acme"), "names are for those who may read them: {own}");
        let mut tx = stage.db.begin().await.unwrap();
        for gadget in [2, 1, 9] {
            let (from, to) = (thing(GADGET, gadget), thing(Noun::REQUEST, 1));
            assert!(unlink(&mut tx, &actor, from, ASKED_IN, to).await.unwrap());
        }
        tx.commit().await.unwrap();
        let shown = format!("{:?}", stage.say(ADA, show).await);
        assert!(!shown.contains("Belongs to"), "{shown}");
    }

    async fn both_ends_see_a_link_and_no_other_guild_does(db: TestDb) {
        let (here, elsewhere) = (Actor::docket(7, at(NOON)), Actor::docket(8, at(NOON)));
        let (gadget, request) = (thing(GADGET, 1), thing(Noun::REQUEST, 1));
        let mut tx = db.begin().await.unwrap();
        assert!(link(&mut tx, &here, gadget, ASKED_IN, request).await.unwrap());
        assert!(!link(&mut tx, &here, gadget, ASKED_IN, request).await.unwrap(), "linked already");
        assert_eq!(seen(&mut tx, 7, gadget).await, [(ASKED_IN.into(), "request".into(), 1, false)]);
        assert_eq!(seen(&mut tx, 7, request).await, [(ASKED_IN.into(), "gadget".into(), 1, true)]);
        assert_eq!(seen(&mut tx, 8, request).await, []);
        assert!(!unlink(&mut tx, &elsewhere, gadget, ASKED_IN, request).await.unwrap());
        assert!(!unlink(&mut tx, &here, request, ASKED_IN, gadget).await.unwrap(), "it leads the other way");
        assert!(unlink(&mut tx, &here, gadget, ASKED_IN, request).await.unwrap());
        assert_eq!(seen(&mut tx, 7, request).await, []);
        tx.commit().await.unwrap();
    }

    async fn links_are_a_set_whatever_is_linked_and_unlinked(db: TestDb) {
        let nouns = [GADGET, Noun::REQUEST, Noun::AREA];
        let end = || (0..nouns.len(), 1..4i64);
        let step = (any::<bool>(), end(), 0..2usize, end());
        let steps = proptest::collection::vec(step, 1..40).new_tree(&mut TestRunner::deterministic()).unwrap().current();
        let actor = Actor::docket(7, at(NOON));
        let mut model = BTreeSet::new();
        let mut tx = db.begin().await.unwrap();
        for (is_new, from, kind, to) in steps {
            let kind = ["a", "b"][kind];
            let row = (nouns[from.0].word, from.1, kind, nouns[to.0].word, to.1);
            let (from, to) = (thing(nouns[from.0], from.1), thing(nouns[to.0], to.1));
            if is_new {
                assert_eq!(link(&mut tx, &actor, from, kind, to).await.unwrap(), model.insert(row));
            } else {
                assert_eq!(unlink(&mut tx, &actor, from, kind, to).await.unwrap(), model.remove(&row));
            }
        }
        for (noun, id) in nouns.into_iter().flat_map(|noun| (1..4).map(move |id| (noun, id))) {
            let begun = model.iter().filter(|row| (row.0, row.1) == (noun.word, id));
            let begun = begun.map(|row| (row.2.to_owned(), row.3.to_owned(), row.4, false));
            let led_here = model.iter().filter(|row| (row.3, row.4) == (noun.word, id));
            let led_here = led_here.map(|row| (row.2.to_owned(), row.0.to_owned(), row.1, true));
            let expected: BTreeSet<_> = begun.chain(led_here).collect();
            let found = seen(&mut tx, 7, thing(noun, id)).await;
            assert_eq!(found.len(), expected.len());
            assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected, "{} {id}", noun.word);
        }
        tx.commit().await.unwrap();
    }

    async fn forgetting_a_guild_forgets_its_links(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        for guild_id in [7, 8] {
            let actor = Actor::docket(guild_id, at(NOON));
            assert!(link(&mut tx, &actor, thing(GADGET, 1), ASKED_IN, thing(Noun::REQUEST, 1)).await.unwrap());
        }
        tx.commit().await.unwrap();
        let mut exported = Vec::new();
        db::transfer::export(&db, &mut exported).await.unwrap();
        assert_eq!(String::from_utf8(exported).unwrap().matches("\"table\":\"link\"").count(), 2);
        db::erase::forget(&db, 7, at(NOON)).await.unwrap();
        assert_eq!(seen(&mut &*db, 7, thing(GADGET, 1)).await, []);
        assert_eq!(seen(&mut &*db, 8, thing(GADGET, 1)).await.len(), 1);
    }
}
