//! The sample team's settings, as an admin would type them, and what it is about.

use crate::sandbox::PublicPost;
use chrono::{DateTime, TimeDelta, Utc};

/// What is typed, in this order, when the sandbox starts over an empty database. Areas as in a PM handbook; requests
/// are left to whoever tries docket, so that the first one is REQ-1.
pub(super) const LINES: &[&str] = &[
    "/settings channel purpose:requests channel:#requests",
    "/settings channel purpose:admin channel:#admin",
    "/settings channel purpose:sync channel:#pm-sync",
    "/settings channel purpose:social channel:#social",
    "/settings role level:reporter role:@Reporter",
    "/settings role level:pm role:@PM",
    "/settings role level:lead role:@PM lead",
    "/settings role level:admin role:@Admin",
    "/settings zone zone:America/Los_Angeles",
    "/settings hours hours:Mon-Fri 9:00-17:00",
    "/settings internal channel:#requests on:yes",
    "/settings internal channel:#support on:yes",
    "/area add name:Channels and posts owner:@PM Channels and posts backup:@PM Growth \
     keywords:channel, thread, post, message, notification, mention, search, emoji",
    "/area add name:User management owner:@PM User management backup:@PM Platform \
     keywords:login, SSO, SAML, password, permission, role, guest, LDAP, invite",
    "/area add name:Apps and integrations owner:@PM Apps and integrations backup:@PM Platform \
     keywords:webhook, plugin, bot, integration, slash command, Jira, GitHub, calendar",
    "/area add name:Growth owner:@PM Growth backup:@PM Self-service \
     keywords:onboarding, trial, tour, activation, referral",
    "/area add name:Self-service owner:@PM Self-service backup:@PM Growth \
     keywords:billing, invoice, pricing, subscription, credit card, upgrade plan",
    "/area add name:Platform owner:@PM Platform backup:@PM User management \
     keywords:performance, slow, crash, upgrade, database, cluster, backup, API",
    "/rotation setup name:customer requests members:@PM Channels and posts @PM User management \
     @PM Apps and integrations @PM Growth @PM Self-service @PM Platform handoff:every Wednesday 09:30 \
     zone:America/Los_Angeles deadline:every Wednesday 09:00 channel:#requests",
    "/rotation save draft:1",
    "/customer add name:Acme alias:a manufacturer tier:strategic value:480000 owner:@Customer success",
    "/customer add name:Bluebird Bank alias:a bank tier:enterprise value:250000 owner:@Customer success",
    "/customer add name:Harbor Logistics alias:a shipping company tier:business value:60000 owner:@Sales",
    "/customer add name:Meadow School alias:a school tier:standard value:4000",
];

/// Who types them, and where.
pub(super) const TYPED_BY: &str = "Admin";
pub(super) const TYPED_IN: &str = "admin";

/// What the team was saying when the page is opened first: somebody, a channel, a message. Some of it is worth filing.
pub(super) const SAID: &[(&str, &str, &str)] = &[
    (
        "PM lead",
        "general",
        "7.3 goes out on Thursday. What customers say about it belongs in docket, so that we all see it.",
    ),
    (
        "Customer success",
        "support",
        "Acme called: since 7.2 their SSO login loops after every logout. Three hundred people start the day with it.",
    ),
    ("Support engineer", "support", "Bluebird Bank has that too, I think. I'll ask for their logs."),
    (
        "Sales",
        "support",
        "Harbor Logistics would sign if an invoice could carry their purchase order number. Is that planned?",
    ),
    ("Customer success", "support", "And Meadow School asks for a dark theme. Again :)"),
    (
        "Marketing",
        "social",
        "Two people ask under our post whether the calendar integration works with Outlook. Who knows?",
    ),
    (
        "PM lead",
        "pm-sync",
        "The sync is on Wednesday at 9:00 in Palo Alto. Put what you want to speak about on its agenda with `/agenda add`; I \
         begin it with `/meeting start`, in a thread.",
    ),
];

/// The team's account on X and on the sandbox's instance of Mastodon, and the token that opens both; not a secret.
pub(super) const ACCOUNT: &str = "sample_app";
pub(super) const TOKEN: &str = "sandbox";

/// What is posted on X so many minutes after the start, for whoever watches `@sample_app` by then.
pub(super) const POSTED: &[(i64, &str, &str)] = &[
    (6, "ana_builds", "@sample_app does SSO work with Okta? Your page does not say."),
    (9, "kofi_dev", "Two days with @sample_app and I am not going back 🎉"),
    (14, "noor_ops", "@sample_app my invoice is wrong for the second month. Anybody there? مرحبا"),
];

/// Who brings what waits on public networks, and where.
pub(super) const BROUGHT_BY: &str = "Marketing";
pub(super) const BROUGHT_IN: &str = "social";

/// A post that waits for an answer, with what marketing says about it.
pub(super) struct Brought {
    pub post: PublicPost,
    pub line: String,
}

/// Three posts of public networks from the hours before the team began. Their ids tell their time, as they do there.
pub(super) fn brought(began: DateTime<Utc>) -> Vec<Brought> {
    let at = |hours: i64| began - TimeDelta::hours(hours);
    let post = |id: &str, handle: &str, text: &str, hours: i64| PublicPost::new(id, handle, text, at(hours));
    let x = x_id(at(3));
    let key = record_key(at(5));
    let status = (at(20).timestamp_millis() << 16) | 1;
    vec![
        Brought {
            post: post(
                &x,
                "acme_dev",
                "Since 7.2 our SSO login loops after every logout 😩 three hundred people start the day with it. Anybody else?",
                3,
            ),
            line: format!("/escalate url:https://x.com/acme_dev/status/{x}"),
        },
        Brought {
            post: post(
                &format!("at://did:plc:ops/app.bsky.feed.post/{key}"),
                "ops.example",
                "Does the webhook retry when our end answers 503? The docs say nothing.",
                5,
            ),
            line: format!(
                "/escalate url:https://bsky.app/profile/ops.example/post/{key} question:How do webhooks retry?"
            ),
        },
        Brought {
            post: post(
                &status.to_string(),
                "school",
                "<p>Is there a <strong>subscription</strong> for schools? The pricing page shows companies only.</p>",
                20,
            ),
            line: format!(
                "/escalate url:https://social.example/@school/{status} question:Which subscription is there for schools?"
            ),
        },
    ]
}

/// X counts milliseconds since 4 November 2010 above 22 bits.
fn x_id(at: DateTime<Utc>) -> String {
    (((at.timestamp_millis() - 1_288_834_974_657) << 22) | 1).to_string()
}

/// The AT Protocol counts microseconds above 10 bits, in digits of its own.
fn record_key(at: DateTime<Utc>) -> String {
    const DIGITS: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";
    let whole = (at.timestamp_micros() << 10) | 1;
    let digit = |place: i64| {
        let digit = usize::try_from((whole >> (5 * place)) & 31).unwrap_or_default();
        char::from(DIGITS[digit])
    };
    (0..13).rev().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::post::posts_in;

    #[test]
    fn the_links_tell_when_the_posts_were_written() {
        let began: DateTime<Utc> = "2026-11-18T18:00:00Z".parse().expect("an instant");
        for brought in brought(began) {
            let links = posts_in(&brought.line);
            assert_eq!(links.len(), 1, "{}", brought.line);
            let told = links[0].posted_at(began).expect("its id tells");
            assert!((told - brought.post.at).abs() < TimeDelta::seconds(1), "{}: {told}", brought.line);
        }
    }
}
