//! Who may see and who may change what.

use crate::{
    action::{Action, Decision},
    contract::{Context, Level},
};

/// Somebody who looks, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewer {
    pub user_id: i64,
    pub channel_id: i64,
    pub level: Level,
}

impl Viewer {
    /// Whoever asked for this invocation.
    pub fn of(cx: &Context) -> Self {
        Self { user_id: cx.caller.user_id, channel_id: cx.caller.channel_id, level: cx.level }
    }
}

/// Something that may be confidential.
pub trait Guarded {
    fn is_confidential(&self) -> bool;
    fn channel_id(&self) -> i64;
    /// Whether it is this person's own.
    fn is_of(&self, user_id: i64) -> bool;
}

impl Guarded for Action {
    fn is_confidential(&self) -> bool {
        self.is_confidential
    }

    fn channel_id(&self) -> i64 {
        self.channel_id
    }

    fn is_of(&self, user_id: i64) -> bool {
        self.created_by_user_id == user_id || self.facts.owner_user_id == Some(user_id)
    }
}

impl Guarded for Decision {
    fn is_confidential(&self) -> bool {
        self.is_confidential
    }

    fn channel_id(&self) -> i64 {
        self.channel_id
    }

    fn is_of(&self, user_id: i64) -> bool {
        self.recorded_by_user_id == user_id
    }
}

/// Whether the viewer may see it: what is confidential only its own people and whoever is in its channel; what is not
/// takes the level that reads what others do, unless it is their own or was made where they are.
pub fn may_see(viewer: Viewer, thing: &impl Guarded) -> bool {
    let is_near = thing.is_of(viewer.user_id) || thing.channel_id() == viewer.channel_id;
    is_near || !thing.is_confidential() && viewer.level.reads_names()
}

/// Whether the viewer, who may see it, may change it: its own people, and PMs.
pub fn may_change(viewer: Viewer, thing: &impl Guarded) -> bool {
    may_see(viewer, thing) && (thing.is_of(viewer.user_id) || viewer.level >= Level::Pm)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Thing {
        is_confidential: bool,
    }

    impl Guarded for Thing {
        fn is_confidential(&self) -> bool {
            self.is_confidential
        }

        fn channel_id(&self) -> i64 {
            20
        }

        fn is_of(&self, user_id: i64) -> bool {
            user_id == 1
        }
    }

    #[test]
    fn what_is_confidential_is_seen_by_its_people_and_in_its_channel_alone() {
        for (user_id, channel_id, level, is_confidential, sees, changes) in [
            (1, 21, Level::Everyone, true, true, true),
            (2, 20, Level::Everyone, true, true, false),
            (2, 20, Level::Pm, true, true, true),
            (2, 21, Level::Admin, true, false, false),
            (2, 21, Level::Reporter, false, true, false),
            (2, 21, Level::Pm, false, true, true),
            (2, 21, Level::Everyone, false, false, false),
            (2, 20, Level::Everyone, false, true, false),
        ] {
            let (viewer, thing) = (Viewer { user_id, channel_id, level }, Thing { is_confidential });
            assert_eq!(may_see(viewer, &thing), sees, "{viewer:?} {is_confidential}");
            assert_eq!(may_change(viewer, &thing), changes, "{viewer:?} {is_confidential}");
        }
    }
}
