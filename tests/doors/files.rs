//! What people attach is fetched, within limits; Discord tells who docket is and where.

use crate::{
    on_both_engines,
    stage::{Script, Stage},
};
use docket::{
    contract::FetchError,
    discord::{ConnectError, Discord, Metrics, Registered, Settings},
    sandbox::{Typed, Upload},
};
use prometheus_client::registry::Registry;

on_both_engines! {
    async fn an_attached_file_is_fetched_unless_it_is_too_large(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        let content = vec![7_u8; 5000];
        let file = Upload { filename: "trace.bin".into(), content_type: None, bytes: content.clone().into() };
        let posted = stage.sandbox.type_with_files(stage.requests, stage.reporter, "see this", vec![file]);
        let Typed::Posted(message) = posted else { panic!("a plain message") };
        let url = message.attachments[0].url.clone();
        let files = stage.discord.files();
        assert_eq!(files.fetch(&url, 5000).await, Ok(content));
        assert!(matches!(files.fetch(&url, 4999).await, Err(FetchError::Never(why)) if why.contains("larger")));
        let gone = url.replace(&message.attachments[0].id.to_string(), "1");
        assert!(matches!(files.fetch(&gone, 5000).await, Err(FetchError::Never(_))));
        let foreign = files.fetch("http://127.0.0.1:1/trace.bin", 5000).await;
        assert!(matches!(foreign, Err(FetchError::Never(why)) if why.contains("address")));
    }

    async fn commands_are_registered_once(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        assert_eq!(stage.discord.register().await, Ok(Registered::Unchanged), "the stage has registered them");
    }

    async fn the_guild_is_told_as_it_is(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        let facts = stage.discord.directory().facts(stage.guild_id()).await.expect("facts");
        assert_eq!(facts.name, "Sample team");
        let requests = facts.channels.iter().find(|channel| channel.name == "requests").expect("a channel");
        assert!(requests.kind.is_text() && requests.own_permissions & 1 << 11 != 0, "docket may send there");
        assert!(facts.roles.iter().any(|role| role.name == "PM lead"));
        assert_eq!(stage.discord.guild_ids().await, Ok(vec![stage.guild_id()]));
        assert!(matches!(stage.discord.directory().facts(1).await, Err(FetchError::Never(_))));
    }

    async fn a_wrong_token_is_told_by_its_variable(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        let connect = |api_url: &str| {
            let settings = Settings { api_url: api_url.to_owned(), token: "not-the-token".into(), has_members_intent: false, has_content_intent: false };
            async { Discord::connect(settings, Metrics::new(&mut Registry::default())).await.err().expect("refused") }
        };
        let wrong = connect(stage.sandbox.url()).await;
        assert!(matches!(wrong, ConnectError::Token) && wrong.to_string().contains("DISCORD_TOKEN"));
        let nowhere = connect("http://127.0.0.1:1").await;
        assert!(nowhere.to_string().contains("DISCORD_API_URL"), "{nowhere}");
        assert!(!nowhere.to_string().contains("not-the-token"));
    }
}
