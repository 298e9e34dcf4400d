//! How much room files may take, and what is said when there is none.

use crate::{
    on_each_engine,
    world::{Answer, Person, World},
};
use chrono::TimeDelta;
use docket::sandbox::Upload;

/// A file of so many tenths of a megabyte.
fn file(name: &str, tenths: usize) -> Upload {
    let bytes = vec![b'x'; (tenths << 20) / 10].into();
    Upload { filename: name.to_owned(), content_type: None, bytes }
}

async fn sends<'w>(person: &Person<'w>, name: &str, tenths: usize) -> Answer<'w> {
    let line = format!("/feedback text:Look at {name} please file:{name}");
    let answer = person.types_with(&line, file(name, tenths)).await;
    answer.sees("Filed as **REQ-");
    answer
}

/// Sets a limit, by the button of `/settings show`.
pub async fn limits<'w>(world: &'w World, button: &str, megabytes: &str) -> Answer<'w> {
    let form = world.member("Admin").types("/settings show").await.presses(button).await;
    form.submits(&[("value", megabytes)]).await
}

/// Bytes that count for everybody, and bytes that there are.
async fn counted(world: &World) -> (i64, i64) {
    world.settle().await;
    let total = "SELECT COALESCE((SELECT length FROM request_storage WHERE user_id = 0), 0)";
    let each = "SELECT CAST(COALESCE(SUM(length), 0) AS BIGINT) FROM request_storage WHERE user_id <> 0";
    let there = "SELECT CAST(COALESCE(SUM(length), 0) AS BIGINT) FROM request_file WHERE state <> 'failed'";
    assert_eq!(world.count(total).await, world.count(each).await);
    (world.count(total).await, world.count(there).await)
}

on_each_engine! {
    async fn a_member_stores_files_up_to_the_limit_and_is_told_what_to_do(world) {
        limits(world, "Files of one member (MB)", "plenty").await.sees("whole number of megabytes").sees("Nothing was changed");
        limits(world, "Files of one member (MB)", "1").await.sees("1 MB at most");
        let reporter = world.member("Support engineer");
        sends(&reporter, "first.log", 6).await.sees_not("not kept");
        let refused = sends(&reporter, "second.log", 6).await;
        refused.is_private().sees("second.log was not kept").sees("may take 1 MB here").sees("`/settings show`");
        assert_eq!(counted(world).await, (629_145, 629_145));
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 2, "the request itself is filed");
        sends(&reporter, "small.log", 3).await.sees_not("not kept");
        sends(&world.member("Sales"), "third.log", 6).await.sees_not("not kept");
        // What is withdrawn makes room once its files are gone.
        reporter.types("/request undo request:1").await.sees("withdrawn");
        world.turn(TimeDelta::days(8)).await;
        sends(&reporter, "fourth.log", 6).await.sees_not("not kept");
        let (counted, there) = counted(world).await;
        assert_eq!(counted, there);
    }

    async fn a_server_stores_files_up_to_its_limit_and_admins_hear_of_it_once(world) {
        limits(world, "Files of all requests (MB)", "1 MB").await.sees("1 MB at most");
        sends(&world.member("Support engineer"), "first.log", 6).await.sees_not("not kept");
        let refused = sends(&world.member("Sales"), "second.log", 6).await;
        refused.sees("second.log was not kept").sees("this server may take 1 MB").sees("Ask an admin");
        sends(&world.member("Customer success"), "third.log", 6).await.sees("third.log was not kept");
        world.settle().await;
        world.channel("admin").only("are not kept any more");
        limits(world, "Files of all requests (MB)", "default").await.sees("2000 MB at most");
        sends(&world.member("Sales"), "second.log", 6).await.sees_not("not kept");
        let (counted, there) = counted(world).await;
        assert_eq!(counted, there);
    }

    async fn files_of_somebody_who_is_forgotten_count_no_more(world) {
        let reporter = world.member("Support engineer");
        sends(&reporter, "first.log", 6).await;
        sends(&world.member("Sales"), "second.log", 2).await;
        world.settle().await;
        let admin = world.member("Admin");
        let asked = admin.types("/settings forget member:@Support engineer").await;
        asked.presses("Forget for good").await;
        assert_eq!(counted(world).await, (209_715, 209_715));
    }

    async fn a_file_that_cannot_be_copied_takes_no_room(world) {
        limits(world, "Files of one member (MB)", "20").await.sees("20 MB at most");
        let reporter = world.member("Support engineer");
        sends(&reporter, "large.log", 110).await.sees_not("not kept");
        assert_eq!(counted(world).await, (0, 0));
    }
}
