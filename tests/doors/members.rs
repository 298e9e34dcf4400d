//! Looking up members, giving and taking roles: what each of Discord's answers means for a room.

use crate::{
    on_both_engines,
    stage::{Script, Stage},
};
use docket::{
    contract::FetchError,
    sandbox::{Fault, Id},
};

const MEMBER: &str = "/guilds/{guild_id}/members/{user_id}";

fn number(id: Id) -> i64 {
    i64::try_from(id.0).unwrap()
}

fn has(stage: &Stage, role: Id) -> bool {
    let guilds = stage.sandbox.guilds();
    let guild = guilds.iter().find(|guild| guild.id == stage.guild).unwrap();
    guild.members[&stage.reporter].roles.contains(&role)
}

on_both_engines! {
    async fn a_member_is_there_or_gone_or_not_to_be_told(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        let members = stage.discord.members();
        let (guild, user) = (stage.guild_id(), number(stage.reporter));
        let facts = members.member(guild, user).await.unwrap().expect("a member");
        assert_eq!(facts.name, "Support engineer");
        assert_eq!(facts.role_ids, [number(stage.sandbox.role(stage.guild, "Reporter").unwrap())]);
        // Discord does not answer: that is not the same as being gone.
        stage.sandbox.faults().next(9, "GET", MEMBER, Fault::Status(500));
        assert!(matches!(members.member(guild, user).await, Err(FetchError::Later(_))));
        stage.sandbox.faults().clear();
        stage.sandbox.leave(stage.guild, stage.reporter);
        assert_eq!(members.member(guild, user).await, Ok(None));
        assert_eq!(members.member(guild, 12_345).await, Ok(None), "nobody at all");
        // A server that docket is not in (any more) cannot tell.
        stage.sandbox.leave(stage.guild, stage.sandbox.bot_id());
        assert!(matches!(members.member(guild, user).await, Err(FetchError::Never(_))));
    }

    async fn a_role_is_given_and_taken_or_the_reason_is_told(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        let members = stage.discord.members();
        let (guild, user) = (stage.guild_id(), number(stage.reporter));
        let role = stage.sandbox.role(stage.guild, "PM").unwrap();
        for _ in 0..2 {
            members.give_role(guild, user, number(role)).await.expect("again without complaint");
            assert!(has(&stage, role));
        }
        for _ in 0..2 {
            members.take_role(guild, user, number(role)).await.expect("again without complaint");
            assert!(!has(&stage, role));
        }
        // The bot's own role is managed, and not below itself.
        let own = number(stage.sandbox.role(stage.guild, "docket").unwrap());
        assert!(matches!(members.give_role(guild, user, own).await, Err(FetchError::Never(_))));
        stage.sandbox.leave(stage.guild, stage.reporter);
        assert!(matches!(members.give_role(guild, user, number(role)).await, Err(FetchError::Never(_))));
        members.take_role(guild, user, number(role)).await.expect("who is gone has no role");
    }
}
