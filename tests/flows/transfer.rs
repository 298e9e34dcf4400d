//! A living database moves from one engine to the other by the command line, and docket goes on there.

use crate::{
    engines::{self, TestDb},
    on_each_engine,
    world::World,
};
use docket::db::transfer;
use std::process::{Command, Output, Stdio};

/// Runs `docket` with these arguments, without anything from the environment.
pub async fn docket(arguments: &[&str]) -> Output {
    let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    let run = move || {
        Command::new(env!("CARGO_BIN_EXE_docket")).args(arguments).env_clear().stdin(Stdio::null()).output()
    };
    tokio::task::spawn_blocking(run).await.expect("no panic").expect("docket starts")
}

pub async fn exported(db: &TestDb) -> String {
    let mut text = Vec::new();
    transfer::export(db, &mut text).await.expect("an export");
    String::from_utf8(text).expect("JSON is UTF-8")
}

/// Something in every table that people fill.
pub async fn lives(world: &World) {
    let person = world.member("Support engineer");
    let file = docket::sandbox::Upload {
        filename: "a.bin".to_owned(),
        content_type: None,
        bytes: vec![0_u8, 255, 10].into(),
    };
    person
        .types_with("/feedback text:SSO “login” loops 😀 customer:Acme file:a.bin", file)
        .await
        .sees("REQ-1");
    person.types("/feedback text:Export is slow").await.sees("REQ-2");
    world.member("PM lead").types("/request same request:2 as:1").await.sees("+1");
    world.member("PM lead").types("/request note request:1 text:A note").await.sees("Noted");
    world.member("Admin").types("/customer channel channel:#general customer:Acme").await.sees("Acme");
    world.settle().await;
}

on_each_engine! {
    async fn a_living_database_moves_to_the_other_engine_whole(world) {
        lives(world).await;
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let file = folder.path().join("docket.jsonl");
        let path = file.to_str().expect("a plain path").to_owned();
        // docket runs meanwhile, and is asked something.
        let asked = world.member("Sales");
        let arguments = ["export", "--database", &world.db.url, &path];
        let (export, answer) = tokio::join!(
            docket(&arguments),
            asked.types("/request show request:1"),
        );
        answer.sees("REQ-1");
        assert!(export.status.success(), "{}", String::from_utf8_lossy(&export.stderr));
        let text = std::fs::read_to_string(&file).expect("an export");
        assert_eq!(text, exported(&world.db).await, "a question changes nothing");

        let arrives = move |db: TestDb| async move {
            let import = docket(&["import", "--database", &db.url, &path]).await;
            assert!(import.status.success(), "{}", String::from_utf8_lossy(&import.stderr));
            assert_eq!(exported(&db).await, text);
            let again = docket(&["import", "--database", &db.url, &path]).await;
            assert!(!again.status.success(), "a database that is not empty is left alone");
            assert!(String::from_utf8_lossy(&again.stderr).contains("not empty"));
            assert_eq!(exported(&db).await, text);
            drop(folder);
        };
        match world.db.engine() {
            "SQLite" => engines::on_postgres(arrives).await,
            _ => engines::on_sqlite(arrives).await,
        }
    }

    async fn docket_goes_on_where_it_was_moved_to(world) {
        lives(world).await;
        let text = exported(&world.db).await;
        // The same Discord, another database.
        let url = world.sandbox.url().to_owned();
        let token = world.sandbox.token();
        world.stops().await;
        let settings = world.settings();
        let clock = world.clock.clone();
        let goes_on = move |db: TestDb| async move {
            transfer::import(&db, &mut text.as_bytes()).await.expect("an import");
            let settings = docket::config::Settings { database_url: docket::config::Secret::new(db.url.clone()), ..settings };
            assert_eq!(settings.discord.token.expose(), token);
            assert!(settings.discord.api_url.as_str().starts_with(&url));
            let app = docket::app::App::start(settings, docket::app::AppOptions::new(clock)).await.expect("docket starts");
            app.settle().await.expect("the database answers");
            app.stop().await;
            let (next,): (i64,) =
                db.q("SELECT value FROM counter WHERE noun = 'request'").one().await.expect("the numbers moved too");
            assert_eq!(next, 2);
        };
        match world.db.engine() {
            "SQLite" => engines::on_postgres(goes_on).await,
            _ => engines::on_sqlite(goes_on).await,
        }
        // Everything had been delivered before the move, so nothing is delivered again.
        world.channel("requests").only("REQ-1 ·");
    }
}
