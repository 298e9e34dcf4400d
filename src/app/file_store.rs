//! Where the doors find the copies of files that docket keeps.

use super::ROOMS;
use crate::{
    db::Db,
    discord::{FileStore, StoredFile},
    error::Error,
};
use futures::{FutureExt, future::BoxFuture};

/// The files of all rooms.
pub(super) struct RoomFiles(pub Db);

impl FileStore for RoomFiles {
    fn read(&self, guild_id: i64, file_id: i64) -> BoxFuture<'_, Result<Option<StoredFile>, Error>> {
        ROOMS.file(&self.0, guild_id, file_id).boxed()
    }
}
