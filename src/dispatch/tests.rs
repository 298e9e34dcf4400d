use super::*;
use crate::contract::{Caller, FetchError, GuildFacts};
use futures::future::BoxFuture;
use std::io::Write;

/// Nobody asks in these tests.
struct NoDirectory;

impl Directory for NoDirectory {
    fn facts(&self, _: i64) -> BoxFuture<'_, Result<GuildFacts, FetchError>> {
        Box::pin(async { Err(FetchError::Never("nobody is there".to_owned())) })
    }
}

#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn caller() -> Caller {
    let (name, locale) = ("Somebody".to_owned(), "en-US".to_owned());
    Caller { guild_id: 1, channel_id: 2, user_id: 3, name, role_ids: Vec::new(), permissions: 0, locale }
}

fn invocation(id: i64) -> Invocation {
    let path = "request list".to_owned();
    Invocation {
        id,
        caller: caller(),
        source: Source::Slash,
        path,
        options: Default::default(),
        version: None,
    }
}

#[tokio::test]
async fn a_database_that_is_away_leaves_one_line_however_many_ask() {
    let (_folder, db) = Db::fresh().await;
    db.close().await;
    let page = Page::default();
    let writer = page.clone();
    let log = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
    let _log = tracing::subscriber::set_default(log);
    let desk = Desk::new(db, Arc::new(NoDirectory), Rooms(&[]));
    for id in 0..20 {
        let reply = desk.answer(DateTime::UNIX_EPOCH, invocation(id)).await;
        let Reply::Message { message, .. } = reply else { panic!("an apology, not {reply:?}") };
        assert!(message.text.contains("database is not answering"), "{}", message.text);
        let (path, focused, typed) = ("feedback".to_owned(), "customer".to_owned(), "Ac".to_owned());
        let completion = Completion { caller: caller(), path, options: Default::default(), focused, typed };
        assert!(desk.complete(completion).await.is_empty());
    }
    let text = String::from_utf8(page.0.lock().unwrap().clone()).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
}
