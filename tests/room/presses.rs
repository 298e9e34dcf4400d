//! What becomes of a press or a form that was drawn before the thing changed, or that comes twice.

use crate::{
    desk::{all_text, button, form, message, says},
    on_both_engines,
    scenes::{self, ME},
};
use docket::contract::{Reply, Source};

on_both_engines! {
    /// It is refused, can be opened again with one click as it was typed, and counts when it is sent again.
    async fn a_stale_form_keeps_its_text(db: TestDb) {
        let desk = scenes::desk(&db);
        for (scene, guild_id) in scenes::all().zip(1..).filter(|(scene, _)| !scene.typed.is_empty()) {
            let (path, desk) = (scene.path, desk.in_guild(guild_id));
            let line = scene.unfilled(&scene.set(&desk).await);
            scene.changes(&desk).await;
            let known = desk.events().await;

            let mut typed = desk.invocation(ME, Source::Form { message_id: Some(5), is_private: true }, &line, None);
            let given = |(name, value): &(&str, &str)| {
                ((*name).to_owned(), docket::contract::Given::Text((*value).to_owned()))
            };
            typed.options.extend(scene.typed.iter().map(given));
            let refused = desk.answer(typed).await;
            assert!(matches!(refused, Reply::Message { .. }), "{path}: {refused:?}");
            says(&refused, "has changed since");
            assert_eq!(desk.events().await, known, "{path}: nothing was saved");

            let opened = desk.press(ME, button(message(&refused), "Edit and try again")).await;
            for (name, value) in scene.typed {
                let input = form(&opened).inputs.iter().find(|input| input.name == *name);
                assert_eq!(input.map(|input| input.value.as_str()), Some(*value), "{path}: {name} is kept");
            }
            let sent = desk.submit(ME, &opened, &[]).await;
            assert!(desk.events().await.len() > known.len(), "{path}: it counts when sent again: {}", all_text(&sent));
        }
    }

    /// Whatever has become of the thing since.
    async fn a_redelivery_is_answered_alike(db: TestDb) {
        let desk = scenes::desk(&db);
        for (scene, guild_id) in scenes::all().zip(1..) {
            let (path, desk) = (scene.path, desk.in_guild(guild_id));
            let line = scene.set(&desk).await;
            let before = desk.events().await.len();
            let pressed = desk.invocation(ME, Source::Component { message_id: 5, is_private: true }, &line, None);
            let first = desk.answer(pressed.clone()).await;
            let known = desk.events().await;
            assert!(known.len() > before, "{path}: it does something: {}", all_text(&first));
            let second = desk.answer(pressed.clone()).await;
            assert_eq!(all_text(&second), all_text(&first), "{path}");
            assert_eq!(second, first, "{path}");
            assert_eq!(desk.events().await, known, "{path}: and only once");
            scene.meddles(&desk).await;
            assert_eq!(desk.answer(pressed).await, first, "{path}: after somebody else's change");
        }
    }

    /// The thing is shown as it is now, in place of the message with the old button.
    async fn a_stale_press_shows_the_thing_as_it_is_and_changes_nothing(db: TestDb) {
        let desk = scenes::desk(&db);
        for (scene, guild_id) in scenes::all().zip(1..) {
            let (path, desk) = (scene.path, desk.in_guild(guild_id));
            let line = scene.set(&desk).await;
            scene.changes(&desk).await;
            let known = desk.events().await;
            let reply = desk.press(ME, &line).await;
            assert!(matches!(reply, Reply::Update(_)), "{path}: in place: {}", all_text(&reply));
            assert_eq!(desk.events().await, known, "{path}: nothing was done");
        }
    }
}
