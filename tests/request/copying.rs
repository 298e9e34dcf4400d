//! docket's own copies of files.

use crate::{
    engines::TestDb,
    on_both_engines,
    world::{FakeDiscord, SUPPORT, Who, World, message, says, text_of},
};
use chrono::TimeDelta;
use docket::{
    app::ROOMS,
    contract::{Attachment, FetchError, FileSource, Given, NoPosts, NoScheduledEvents, Timer},
    error::Error,
    queue,
    room::Ports,
    workspace,
};
use futures::future::BoxFuture;
use std::sync::Arc;

/// Answers every fetch alike.
struct Source(Result<Vec<u8>, FetchError>);

impl FileSource for Source {
    fn fetch<'a>(&'a self, _url: &'a str, max_bytes: usize) -> BoxFuture<'a, Result<Vec<u8>, FetchError>> {
        assert_eq!(max_bytes, 10 * 1024 * 1024);
        Box::pin(async { self.0.clone() })
    }
}

async fn file_with(db: &TestDb, name: &str, size_bytes: i64) -> World {
    let world = World::new(db).await;
    let mut invocation = world.invocation(Who::Reporter, SUPPORT, "feedback", &[("text", "SSO loops")]);
    let attachment = Attachment {
        id: 1,
        filename: name.into(),
        content_type: Some("image/png".into()),
        size_bytes,
        url: "https://cdn.discordapp.com/x".into(),
    };
    invocation.options.insert("file".into(), Given::Attachment(attachment));
    says(&world.answer(invocation).await, "Files: 1 being copied");
    world
}

async fn timer(world: &World) -> Timer {
    let jobs = queue::lease(&world.db, world.now(), 10, TimeDelta::minutes(1)).await.expect("a lease").jobs;
    let job = jobs.into_iter().find(|job| job.kind == "request.copy_file").expect("a job for the file");
    let guild = workspace::guild(&world.db, world.guild_id).await.expect("a guild");
    Timer { db: world.db.clone(), now: world.now(), guild, job }
}

/// Runs the job with a source that answers so.
async fn copy(timer: &Timer, answer: Result<Vec<u8>, FetchError>) -> Result<(), Error> {
    let discord = Arc::new(FakeDiscord::default());
    let (directory, members) = (discord.clone(), discord);
    let ports = Ports {
        files: Arc::new(Source(answer)),
        directory,
        members,
        posts: Arc::new(NoPosts),
        events: Arc::new(NoScheduledEvents),
        hears_messages: true,
        rooms: ROOMS,
    };
    ROOMS.run(timer, &ports).await
}

on_both_engines! {
    async fn a_file_is_kept_and_shown_in_private(db: TestDb) {
        let world = file_with(&db, "shot.png", 3).await;
        let timer = timer(&world).await;
        copy(&timer, Ok(vec![1, 2, 3])).await.expect("it is copied");
        assert!(text_of(&world.team_card(1).await).contains("Files: 1 kept"));
        let reply = world.run(Who::Pm, "request files", &[("request", "1")]).await;
        let file = message(&reply).files.first().expect("it is attached").clone();
        assert_eq!(file.name, "shot.png");
        let kept = ROOMS.file(&world.db, world.guild_id, file.file_id).await.expect("it reads");
        assert_eq!(kept, Some(("shot.png".to_owned(), vec![1, 2, 3])));
        assert_eq!(ROOMS.file(&world.db, 2, file.file_id).await.expect("it reads"), None, "not for another guild");
        assert_eq!(world.count("SELECT COUNT(*) FROM job WHERE guild_id = $1 AND kind = 'request.copy_file'").await, 0);
        says(&world.run(Who::Pm, "request history", &[("request", "1")]).await, "docket copied the file shot.png");
    }

    async fn what_can_come_later_is_said_and_tried_again(db: TestDb) {
        let world = file_with(&db, "shot.png", 3).await;
        let first = timer(&world).await;
        let failed = copy(&first, Err(FetchError::Later("the server is busy".into()))).await;
        let error = failed.expect_err("the queue must try again").to_string();
        let outcome = queue::retry_or_bury(&world.db, &first.job, &error, world.now()).await.expect("it is given back");
        assert!(matches!(outcome, queue::Outcome::Retry(_)));
        says(&world.run(Who::Pm, "request files", &[("request", "1")]).await, "could not be copied yet: the server is busy");
        world.turn(TimeDelta::hours(2));
        copy(&timer(&world).await, Ok(vec![9])).await.expect("it is copied");
        assert!(text_of(&world.team_card(1).await).contains("Files: 1 kept"));
    }

    async fn what_never_comes_is_said_on_the_card(db: TestDb) {
        let world = file_with(&db, "shot.png", 3).await;
        copy(&timer(&world).await, Err(FetchError::Never("it is gone".into()))).await.expect("done");
        assert!(text_of(&world.team_card(1).await).contains("1 could not be copied"));
        says(&world.run(Who::Pm, "request files", &[("request", "1")]).await, "could not be copied: it is gone");
        assert_eq!(world.count("SELECT COUNT(*) FROM job WHERE guild_id = $1 AND kind = 'request.copy_file'").await, 0);
    }

    async fn a_file_too_large_is_not_fetched_and_a_hostile_name_is_cut(db: TestDb) {
        let name = format!("../{}.png", "x".repeat(10_000_000));
        let world = file_with(&db, &name, 50 * 1024 * 1024).await;
        copy(&timer(&world).await, Ok(vec![1])).await.expect("done");
        let reply = world.run(Who::Pm, "request files", &[("request", "1")]).await;
        says(&reply, "larger than 10 MiB");
        assert!(message(&reply).text.chars().count() < 300);
    }

    async fn a_file_larger_than_said_is_not_kept(db: TestDb) {
        let world = file_with(&db, "shot.png", 3).await;
        copy(&timer(&world).await, Ok(vec![0; 10 * 1024 * 1024 + 1])).await.expect("done");
        assert!(text_of(&world.team_card(1).await).contains("1 could not be copied"));
    }
}
