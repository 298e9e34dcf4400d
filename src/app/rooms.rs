//! The one list of rooms.

use crate::{
    action, digest, escalation, meeting, mention, release, reminder, request, room::Rooms, rotation,
    workspace,
};

/// All rooms, lowest first. What fans out over them (jobs, mornings, what people type) goes through it, and tells in this
/// order what it has to tell.
pub const ROOMS: Rooms = Rooms(&[
    &workspace::FACE,
    &rotation::FACE,
    &request::FACE,
    &reminder::FACE,
    &release::FACE,
    &action::FACE,
    &escalation::FACE,
    &mention::FACE,
    &meeting::FACE,
    &digest::FACE,
]);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Errand, Level, Neighbours, leaf};

    const LEVELS: [Level; 5] = [Level::Everyone, Level::Reporter, Level::Pm, Level::Lead, Level::Admin];

    fn of(level: Level) -> Vec<&'static Errand> {
        ROOMS.errands().into_iter().filter(|errand| errand.place(level).is_some()).collect()
    }

    #[test]
    fn people_of_each_level_have_five_errands_in_five_places() {
        for level in LEVELS {
            let mut places: Vec<_> = of(level).iter().filter_map(|errand| errand.place(level)).collect();
            places.sort_unstable();
            assert_eq!(places, [1, 2, 3, 4, 5], "{level:?}");
        }
        assert!(ROOMS.errands().iter().all(|errand| !errand.people.is_empty()), "each is somebody's");
        let mut keys: Vec<_> = ROOMS.errands().iter().map(|errand| errand.key).collect();
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count, "keys are told apart");
    }

    #[test]
    fn what_begins_an_errand_is_a_command_that_its_people_may_use() {
        for level in LEVELS {
            for errand in of(level) {
                assert_eq!(errand.lines().count(), errand.begins.len(), "{}", errand.title);
                assert!(level >= errand.least(), "{}", errand.title);
                for (_, line) in errand.lines() {
                    let leaf = leaf(line.path()).unwrap_or_else(|| panic!("no command {}", line.path()));
                    let given = |name| line.options().any(|(known, _)| known == name);
                    let lacks = leaf.options.iter().any(|option| option.is_required && !given(option.name));
                    assert!(
                        !leaf.is_hidden && (!lacks || leaf.form.is_some()),
                        "{} can be pressed",
                        line.path()
                    );
                }
            }
        }
    }

    #[test]
    fn every_command_that_an_errand_speaks_of_exists() {
        for errand in ROOMS.errands() {
            let quoted = errand.how.split('`').skip(1).step_by(2);
            for named in quoted.filter_map(|named| named.strip_prefix('/')) {
                let words: Vec<&str> = named.split(' ').take_while(|word| !word.contains(':')).collect();
                assert!(leaf(&words.join(" ")).is_some(), "{named}");
            }
        }
    }
}
