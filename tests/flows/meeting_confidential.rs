//! A confidential topic is presented and read by those alone who see the private channel of its meeting.

use crate::{
    in_every_world,
    meeting_agenda::{private_sync, with_private},
    on_each_engine,
};
use docket::sandbox::{Fault, Permissions};

in_every_world! {
    async fn who_does_not_see_the_private_channel_presents_nothing_confidential(world in with_private()) {
        private_sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        let outside = format!("<@{}> does not see <#{}>", world.member("Support engineer").id, world.channel("pm-private").id);
        let add = "/agenda add topic:Quicksilver is for sale confidential:yes";
        lead.types(&format!("{add} presenter:@Support engineer")).await.is_private().sees(&outside).sees("nothing was saved");
        let support = world.member("Support engineer").in_channel("pm-sync");
        support.types(add).await.is_private().sees("You do not see <#").sees("nothing was saved");
        assert_eq!(world.count("SELECT COUNT(*) FROM agenda_item").await, 0);
        lead.types(&format!("{add} presenter:@PM Growth")).await.sees("confidential part");
        lead.types("/agenda edit item:1 presenter:@Support engineer").await.sees(&outside).sees("nothing was saved");
        world.member("PM Growth").types("/agenda item item:1").await.is_private().sees("Quicksilver");
        lead.types("/agenda edit item:1 presenter:@PM Platform").await.sees("is changed");
        // What everybody may read is for anybody.
        lead.types("/agenda add topic:Prices presenter:@Support engineer").await.sees("**TOPIC-2** is on the agenda");
        world.settle().await;
    }

    async fn who_sees_the_private_channel_no_more_reads_no_topic_of_theirs(world in with_private()) {
        private_sync(world).await;
        let (lead, growth) = (world.member("PM lead").in_channel("pm-sync"), world.member("PM Growth"));
        lead.types("/agenda add topic:Quicksilver is for sale confidential:yes presenter:@PM Growth").await.sees("confidential part");
        growth.types("/agenda add topic:Tungsten runs out confidential:yes meeting:PM weekly sync").await.sees("confidential part");
        lead.types("/agenda edit item:1 presenter:-").await.sees("is changed");
        let see = Permissions::VIEW_CHANNEL;
        world.sandbox.set_overwrite(world.channel("pm-private").id, growth.id, Permissions::NONE, see);
        growth.types("/agenda item item:1").await.is_private().sees("There is no TOPIC-1");
        growth.types("/agenda item item:2").await.is_private().sees("There is no TOPIC-2").sees_not("Tungsten");
        lead.types("/agenda undo item:1").await.is_private().sees("does not see").sees("nothing was saved");
        lead.types("/agenda item item:1").await.sees("Quicksilver").sees(&format!("<@{}>", lead.id));
        world.settle().await;
    }
}

on_each_engine! {
    async fn while_discord_does_not_say_what_somebody_sees_nothing_confidential_becomes_theirs(world in with_private()) {
        private_sync(world).await;
        world.expects_status(403);
        world.sandbox.faults().next(1000, "GET", "/guilds/{guild_id}/members/{user_id}", Fault::Status(403));
        let lead = world.member("PM lead").in_channel("pm-sync");
        let add = "/agenda add topic:Quicksilver is for sale confidential:yes presenter:@PM Growth";
        lead.types(add).await.is_private().sees("cannot be told just now").sees("nothing was saved");
        world.sandbox.faults().clear();
        lead.types(add).await.sees("confidential part");
        world.settle().await;
    }
}
