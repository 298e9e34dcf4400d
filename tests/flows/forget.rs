//! A server is forgotten by the command line: nothing that anybody said or was called stays, and docket goes on.

use crate::{
    on_each_engine,
    transfer::{docket, exported, lives},
    world::{OTHER, World},
};

/// Words that only the sample team has used or is called by, in whatever was typed, kept or posted.
const WORDS: [&str; 7] =
    ["login", "Export is slow", "A note", "Acme", "Bluebird", "a.bin", "User management"];

/// The lines of an export that are of the guild.
fn of(export: &str, guild: &str) -> Vec<String> {
    let mark = format!("\"guild_id\":{guild}");
    let ends = |line: &str, at: usize| !line[at + mark.len()..].starts_with(|c: char| c.is_ascii_digit());
    let is_of = |line: &&str| line.match_indices(&mark).any(|(at, _)| ends(line, at));
    export.lines().filter(is_of).map(str::to_owned).collect()
}

async fn forgets(world: &World, more: &[&str]) -> std::process::Output {
    let guild = world.guild().to_string();
    let arguments = ["forget", "--database", &world.db.url, &guild];
    docket(&[&arguments[..], more].concat()).await
}

on_each_engine! {
    async fn nothing_of_a_forgotten_server_stays_but_that_it_was_forgotten(world) {
        lives(world).await;
        let somebody = world.member_of(OTHER, "Somebody");
        somebody.types("/feedback text:Dark mode please").await.sees("REQ-1");
        world.settle().await;
        let before = exported(&world.db).await;
        for word in WORDS {
            assert!(before.contains(word), "the test is about {word}");
        }
        let (guild, other) = (world.guild().to_string(), world.guild_named(OTHER).to_string());

        let asked = forgets(world, &[]).await;
        assert!(!asked.status.success());
        assert!(String::from_utf8_lossy(&asked.stderr).contains("Nothing was removed; add --yes"), "{asked:?}");
        assert_eq!(exported(&world.db).await, before);

        let done = forgets(world, &["--yes"]).await;
        assert!(done.status.success(), "{done:?}");
        let after = exported(&world.db).await;
        for word in WORDS {
            assert!(!after.contains(word), "“{word}” is still there");
        }
        let owner = world.member("Owner").id.to_string();
        assert!(!after.contains(&owner), "the owner's id is still there");
        let stay = |line: &String| ["erasure", "counter", "guild"].iter().any(|table| line.contains(&format!("\"table\":\"{table}\"")));
        let rest = of(&after, &guild);
        assert!(rest.iter().all(stay), "{rest:#?}");
        let record: Vec<_> = rest.iter().filter(|line| line.contains("\"table\":\"erasure\"")).collect();
        assert!(matches!(&record[..], [one] if one.contains("\"request\":2") && one.contains("done_at")), "{record:?}");
        assert_eq!(of(&after, &other), of(&before, &other), "another server keeps everything");

        // A number is never given twice, and docket has forgotten what it knew by heart.
        let person = world.member("Support engineer");
        person.types("/feedback text:Once more customer:Acme").await.sees("REQ-3").sees_not("a manufacturer");
        let again = forgets(world, &["--yes"]).await;
        assert!(again.status.success(), "{again:?}");
    }

    async fn what_is_not_there_is_not_forgotten(world) {
        let before = exported(&world.db).await;
        let done = docket(&["forget", "--database", &world.db.url, "12345", "--yes"]).await;
        assert!(!done.status.success());
        assert!(String::from_utf8_lossy(&done.stderr).contains("keeps nothing of such a server"), "{done:?}");
        assert_eq!(exported(&world.db).await, before);
    }
}
