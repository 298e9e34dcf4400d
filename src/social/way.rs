//! By which way posts are read and heard of here, and what another way would add: for whoever sets docket up.

use super::Networks;
use crate::base::{post::Network, text::escape_markdown};

const EMBEDDED: &str =
    "Posts on X are read by oEmbed, which costs nothing and tells neither edits nor conversations.";
const BY_API: &str =
    "Posts on X are read by its API, on four days at most: $0.005 each time, $0.010 more for who wrote it.";
const WATCHED: &str = "`/source add` watches for new ones at the same price, up to a ceiling, towards which the posts that people \
                       bring count as well;";
const BLUESKY: &str = "Posts on Bluesky are read by its public interface, for nothing.";

impl Networks {
    /// Some sentences about a network, as Discord markdown.
    pub(super) fn way_to(&self, network: Network) -> String {
        match network {
            Network::X => self.way_to_x(),
            Network::Bluesky => self.way_to_bluesky(),
            Network::Mastodon => self.way_to_mastodon(),
            Network::Other => "Other pages are known by their address alone.".to_owned(),
        }
    }

    fn way_to_x(&self) -> String {
        if let Some(lacks) = self.not_for_them() {
            return format!("{EMBEDDED} {lacks}");
        }
        let account = self.login.as_ref().map(|login| escape_markdown(login.account()));
        match (&self.hosts.x_token, account) {
            (Some(_), Some(account)) => {
                format!(
                    "{BY_API} {WATCHED} by its login, mentions of @{account} cost $0.001 instead of $0.005."
                )
            }
            (Some(_), None) => format!(
                "{BY_API} {WATCHED} with a login (DOCKET_X_CLIENT_ID, `docket x-login`), mentions of your own account \
                 cost $0.001 instead of $0.005."
            ),
            (None, Some(account)) => format!(
                "{EMBEDDED} `/source add` watches for new ones by the login of @{account}, up to a ceiling: $0.001 for \
                 a mention of it, $0.005 for any other post, $0.010 more for who wrote it, once a day. A token of X's \
                 API in DOCKET_X_TOKEN adds edits and conversations, for about $0.015 a look, four at most for a post."
            ),
            (None, None) => format!(
                "{EMBEDDED} A token of X's API in DOCKET_X_TOKEN adds both, for about $0.015 a look, four at most for \
                 a post, and new mentions by `/source add` at the same price. A login (DOCKET_X_CLIENT_ID, \
                 `docket x-login`) adds new mentions alone, those of your own account for less."
            ),
        }
    }

    fn way_to_bluesky(&self) -> String {
        let account = self.accounts.bluesky.as_ref().map(|(handle, _)| escape_markdown(handle));
        let is_for_them = self.without_for.is_none();
        match (account, self.accounts.jetstream.is_some()) {
            (Some(account), true) => format!(
                "{BLUESKY} `/source add` watches for mentions of @{account} in its notifications, and for others in \
                 the stream of all posts."
            ),
            (Some(account), false) => {
                format!("{BLUESKY} `/source add` watches for mentions of @{account} in its notifications.")
            }
            (None, true) if is_for_them => format!(
                "{BLUESKY} `/source add` watches for new ones in the stream of all posts, which goes back about a \
                 day; an account in DOCKET_BLUESKY_ACCOUNT adds its notifications, which go back further."
            ),
            (None, true) => {
                format!("{BLUESKY} `/source add` watches for new ones in the stream of all posts.")
            }
            (None, false) => format!(
                "{BLUESKY} Nothing is watched for: DOCKET_JETSTREAM_URL is `none`, and there is no account in \
                 DOCKET_BLUESKY_ACCOUNT that this server may use."
            ),
        }
    }

    fn way_to_mastodon(&self) -> String {
        if self.hosts.mastodon.is_empty() {
            return "Posts on Mastodon are not read. DOCKET_FEDIVERSE_HOSTS names the instances that docket may ask."
                .to_owned();
        }
        let hosts: Vec<_> = self.hosts.mastodon.iter().map(|(host, _)| host.as_str()).collect();
        let mentions = match (self.accounts.mastodon.is_empty(), self.without_for) {
            (false, _) => "hashtags and mentions are watched with `/source add`",
            (true, Some(_)) => "hashtags are watched with `/source add`",
            (true, None) => {
                "hashtags are watched with `/source add`; a token of an account in DOCKET_MASTODON_TOKENS adds its \
                 mentions"
            }
        };
        format!("Public posts are read on {}, and {mentions}. It costs nothing.", hosts.join(", "))
    }
}
