//! Which Discord role docket may hand out: nobody comes to more power by it than whoever chose it could give away.

use crate::contract::{Guild, GuildFacts, RoleFacts, manages_guild};

/// Discord's permission to give and take roles (`MANAGE_ROLES`), and the one that includes all.
const MANAGE_ROLES: u64 = 1 << 28;
const ADMINISTRATOR: u64 = 1 << 3;

/// Why docket does not hand a role out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotHandedOut {
    /// It is `@everyone`.
    Everyone,
    /// It is mapped to a level.
    DecidesLevel,
    /// Discord does not have it (any more).
    Gone,
    /// Whoever has it manages the server, and so is an admin of docket.
    ManagesServer,
    /// An integration gives it; its name, not escaped.
    Managed(String),
    /// Docket lacks the permission to give roles.
    DocketMayNot,
    /// It is not below docket's own highest; its name, not escaped.
    AboveDocket(String),
    /// The caller lacks the permission to give roles.
    CallerMayNot,
    /// It is not below the caller's own highest.
    AboveCaller,
}

/// Why docket must not give the role to anybody, whoever asks; `None`: it may. `facts` is the guild as docket sees it now.
///
/// Who may give which role: Discord's developer documentation, "Permissions", "Permission Hierarchy".
pub fn not_by_docket(guild: &Guild, facts: &GuildFacts, role_id: i64) -> Option<NotHandedOut> {
    if role_id == guild.id {
        return Some(NotHandedOut::Everyone);
    }
    if decides_level(guild, role_id) {
        return Some(NotHandedOut::DecidesLevel);
    }
    let Some(role) = find(facts, role_id) else { return Some(NotHandedOut::Gone) };
    if manages_guild(role.permissions) {
        return Some(NotHandedOut::ManagesServer);
    }
    if role.is_managed {
        return Some(NotHandedOut::Managed(role.name.clone()));
    }
    if !gives_roles(facts) {
        return Some(NotHandedOut::DocketMayNot);
    }
    (role.position >= facts.own_position).then(|| NotHandedOut::AboveDocket(role.name.clone()))
}

/// Whether the role is mapped to a level.
pub fn decides_level(guild: &Guild, role_id: i64) -> bool {
    guild.roles.values().any(|named| *named == role_id)
}

/// Why the person must not have docket give the role; `None`: they may, as far as they are concerned. `theirs` is the guild
/// as they see it now.
pub fn not_by_person(theirs: &GuildFacts, user_id: i64, role_id: i64) -> Option<NotHandedOut> {
    if user_id == theirs.owner_user_id {
        return None;
    }
    if !gives_roles(theirs) {
        return Some(NotHandedOut::CallerMayNot);
    }
    let is_below = find(theirs, role_id).is_some_and(|role| role.position < theirs.own_position);
    (!is_below).then_some(NotHandedOut::AboveCaller)
}

fn gives_roles(facts: &GuildFacts) -> bool {
    facts.own_permissions & (MANAGE_ROLES | ADMINISTRATOR) != 0
}

fn find(facts: &GuildFacts, role_id: i64) -> Option<&RoleFacts> {
    facts.roles.iter().find(|role| role.id == role_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::rules::{self, check::tests::facts};

    const GUILD: i64 = 7;
    const OWNER: i64 = 9;
    const ROLE: i64 = 41;

    /// Role 40 is mapped to PMs; 41 is an ordinary role at position 1, below docket's 5.
    fn seen(change: impl FnOnce(&mut RoleFacts)) -> GuildFacts {
        let mut facts = facts(&[]);
        facts.own_permissions |= MANAGE_ROLES;
        let role = facts.roles.iter_mut().find(|role| role.id == ROLE).expect("the role is there");
        change(role);
        facts
    }

    fn decided(facts: &GuildFacts, role_id: i64) -> Option<NotHandedOut> {
        not_by_docket(&rules::guild(GUILD, &[("role.pm".into(), "40".into())]), facts, role_id)
    }

    #[test]
    fn an_ordinary_role_below_docket_may_be_handed_out_and_no_other() {
        let name = || format!("role {ROLE}");
        let table: [(GuildFacts, i64, Option<NotHandedOut>); 9] = [
            (seen(|_| {}), ROLE, None),
            (seen(|_| {}), GUILD, Some(NotHandedOut::Everyone)),
            (seen(|_| {}), 40, Some(NotHandedOut::DecidesLevel)),
            (seen(|_| {}), 49, Some(NotHandedOut::Gone)),
            (seen(|role| role.permissions = ADMINISTRATOR), ROLE, Some(NotHandedOut::ManagesServer)),
            (seen(|role| role.permissions = 1 << 5), ROLE, Some(NotHandedOut::ManagesServer)),
            (seen(|role| role.is_managed = true), ROLE, Some(NotHandedOut::Managed(name()))),
            (seen(|role| role.position = 5), ROLE, Some(NotHandedOut::AboveDocket(name()))),
            (facts(&[]), ROLE, Some(NotHandedOut::DocketMayNot)),
        ];
        for (n, (facts, role_id, expected)) in table.into_iter().enumerate() {
            assert_eq!(decided(&facts, role_id), expected, "row {n}");
        }
    }

    #[test]
    fn a_person_has_handed_out_what_they_could_give_themselves() {
        let as_seen = |permissions, own_position| GuildFacts {
            own_permissions: permissions,
            own_position,
            ..seen(|role| role.position = 3)
        };
        let table = [
            (as_seen(MANAGE_ROLES, 4), 5, None),
            (as_seen(ADMINISTRATOR, 4), 5, None),
            (as_seen(0, 4), 5, Some(NotHandedOut::CallerMayNot)),
            (as_seen(MANAGE_ROLES, 3), 5, Some(NotHandedOut::AboveCaller)),
            (as_seen(u64::MAX, 3), 5, Some(NotHandedOut::AboveCaller)),
            (as_seen(0, 0), OWNER, None),
        ];
        for (n, (theirs, user_id, expected)) in table.into_iter().enumerate() {
            assert_eq!(not_by_person(&theirs, user_id, ROLE), expected, "row {n}");
        }
    }
}
