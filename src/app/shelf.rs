//! Where the doors find the copies of files that docket keeps.

use crate::{
    db::Db,
    discord::{Shelf, StoredFile},
    error::Error,
    request,
};
use futures::{FutureExt, future::BoxFuture};

/// The files of requests.
pub(super) struct RequestFiles(pub Db);

impl Shelf for RequestFiles {
    fn read(&self, guild_id: i64, file_id: i64) -> BoxFuture<'_, Result<Option<StoredFile>, Error>> {
        request::file(&self.0, guild_id, file_id).boxed()
    }
}
