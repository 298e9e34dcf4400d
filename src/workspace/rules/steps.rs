//! What a guild is to set up next: the things on the list of what is missing that a button can mend.

use super::check::Finding;
use crate::contract::{Level, Purpose};

/// Something that a guild sets up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Channel(Purpose),
    Role(Level),
    Zone,
    /// The first area of the product.
    Area,
}

/// The next steps of setting up, in the order of the list and each once.
pub fn steps(findings: &[Finding]) -> Vec<Step> {
    let mut steps = Vec::new();
    for step in findings.iter().filter_map(step) {
        if !steps.contains(&step) {
            steps.push(step);
        }
    }
    steps
}

/// What mends it in docket's settings; `None` where it is mended in Discord's.
fn step(finding: &Finding) -> Option<Step> {
    match finding {
        Finding::ChannelNotSet(purpose)
        | Finding::ChannelGone(purpose)
        | Finding::ChannelNotText { purpose, .. } => Some(Step::Channel(*purpose)),
        Finding::RoleNotSet(level) | Finding::RoleGone(level) => Some(Step::Role(*level)),
        Finding::ZoneNotSet => Some(Step::Zone),
        Finding::NoArea => Some(Step::Area),
        Finding::PermissionsMissing { .. }
        | Finding::GuildPermissionMissing(_)
        | Finding::InternalChannelGone(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::check::{findings, tests::facts},
        *,
    };
    use crate::{
        contract::{Guild, GuildFacts, SetUp},
        workspace::{FACE, rules},
    };
    use proptest::prelude::*;

    fn found(guild: &Guild, facts: Option<&GuildFacts>, has_areas: bool) -> Vec<Finding> {
        let today = "2026-11-25".parse().unwrap();
        findings(&SetUp { guild, today, purposes: FACE.purposes }, facts, has_areas)
    }

    fn guild(rows: &[(&str, &str)]) -> Guild {
        let rows: Vec<_> = rows.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        rules::guild(7, &rows)
    }

    #[test]
    fn the_steps_of_setting_up_run_out() {
        let fresh = steps(&found(&guild(&[]), None, false));
        assert_eq!(fresh.first(), Some(&Step::Channel(Purpose::REQUESTS)));
        assert_eq!(fresh.len(), 7);
        let done = guild(&[
            ("channel.requests", "1"),
            ("channel.admin", "2"),
            ("role.reporter", "7"),
            ("role.pm", "3"),
            ("role.lead", "4"),
            ("zone", "UTC"),
        ]);
        assert_eq!(steps(&found(&done, None, true)), []);
    }

    #[test]
    fn what_is_gone_is_chosen_anew() {
        let guild = guild(&[("channel.requests", "20"), ("channel.admin", "20"), ("role.pm", "49")]);
        let next = steps(&found(&guild, Some(&facts(&[])), true));
        let channels = [Step::Channel(Purpose::REQUESTS), Step::Channel(Purpose::ADMIN)];
        let roles = [Level::Reporter, Level::Pm, Level::Lead].map(Step::Role);
        assert_eq!(next, [&channels[..], &roles, &[Step::Zone]].concat());
    }

    /// Rows of any settings that count, with ids of which some are gone.
    fn any_rows() -> impl Strategy<Value = Vec<(String, String)>> {
        let row = |key: &'static str, values: &'static [&'static str]| {
            proptest::option::of(proptest::sample::select(values))
                .prop_map(move |value| value.map(|value| (key.to_owned(), value.to_owned())))
        };
        let rows = (
            row("channel.requests", &["20", "21", "99"]),
            row("channel.admin", &["20", "21", "99"]),
            row("channel.sync", &["20", "21", "99"]),
            row("role.reporter", &["7", "40", "49"]),
            row("role.pm", &["40", "49"]),
            row("role.lead", &["41", "49"]),
            row("role.admin", &["41", "49"]),
            row("zone", &["UTC", "Europe/Berlin"]),
            row("internal.99", &["yes"]),
        );
        rows.prop_map(|(a, b, c, d, e, f, g, h, i)| {
            [a, b, c, d, e, f, g, h, i].into_iter().flatten().collect()
        })
    }

    const ALL: u64 = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16;

    proptest! {
        #[test]
        fn each_step_stands_on_the_list_and_what_is_set_leaves_it(rows in any_rows(), has_areas in any::<bool>(), may_post in any::<bool>()) {
            let guild = rules::guild(7, &rows);
            let facts = facts(&[(20, if may_post { ALL } else { 0 }), (21, ALL)]);
            let list = found(&guild, Some(&facts), has_areas);
            let next = steps(&list);
            let called = |step: &Step| match step {
                Step::Channel(purpose) => format!("channel purpose:{}`", purpose.word),
                Step::Role(level) => format!("role level:{}`", level.word()),
                Step::Zone => "/settings zone".to_owned(),
                Step::Area => "/area add".to_owned(),
            };
            for step in &next {
                let says = list.iter().any(|finding| finding.sentence().contains(&called(step)));
                prop_assert!(says, "{step:?} is on no list: {list:?}");
            }
            let unknown = steps(&found(&guild, None, has_areas));
            prop_assert!(unknown.iter().all(|step| next.contains(step)), "what is not set needs no look at Discord");
            prop_assert_eq!(next.contains(&Step::Zone), guild.setting(&crate::workspace::settings::ZONE).is_none());
            prop_assert_eq!(next.contains(&Step::Area), !has_areas);
            let posts_where_it_may_not = !may_post && guild.channels.values().any(|id| *id == 20);
            prop_assert!(!posts_where_it_may_not || !list.is_empty());
        }
    }
}
