//! Where public posts are read, and with what.

use super::{
    ConfigError, ConfigErrors, PostArgs, Secret,
    accounts::{AccountServers, XLogin, account_servers, streaming, x_login},
    error::Reading,
    {given, shortened},
};
use reqwest::Url;

/// X's API unless told otherwise.
const X_API_URL: &str = "https://api.x.com";
/// The page on which X asks for a login, unless told otherwise.
const X_LOGIN_URL: &str = "https://x.com/i/oauth2/authorize";
/// X's oEmbed unless told otherwise.
const X_EMBED_URL: &str = "https://publish.x.com";
/// Bluesky's public interface unless told otherwise.
const BLUESKY_URL: &str = "https://public.api.bsky.app";
/// The instances of Mastodon that are asked unless told otherwise.
const FEDIVERSE_HOSTS: &str = "mastodon.social";

/// The server that Bluesky's accounts are on unless told otherwise.
const BLUESKY_SERVER: &str = "https://bsky.social";
/// The stream of Bluesky's posts unless told otherwise.
const JETSTREAM_URL: &str = "https://jetstream2.us-east.bsky.network";
/// What a source on X may cost in a month unless told otherwise, in dollars.
const X_CEILING: &str = "50";
/// More than this is a mistake.
const HIGHEST_CEILING: i64 = 100_000;

/// How docket reads public posts, and hears of new ones.
#[derive(Clone, Debug)]
pub struct PostSettings {
    pub x_api_url: Url,
    pub x_token: Option<Secret>,
    pub x_embed_url: Url,
    pub bluesky_url: Url,
    /// Instances by the host in their links, and where each is asked.
    pub mastodon: Vec<(String, Url)>,
    /// The most that one source on X may cost in a month, in dollars.
    pub x_ceiling: i64,
    /// An account on Bluesky, by its handle, with an app password.
    pub bluesky_account: Option<(String, Secret)>,
    /// The server that it is on.
    pub bluesky_server: Url,
    /// The stream of Bluesky's posts; `None` for none.
    pub jetstream_url: Option<Url>,
    /// Tokens of accounts on Mastodon, by the host of the instance.
    pub mastodon_tokens: Vec<(String, Secret)>,
    /// Whether instances of Mastodon tell at once what is new.
    pub mastodon_streaming: bool,
    /// A login to X by user context.
    pub x_login: Option<XLogin>,
    /// The servers that may use the accounts.
    pub account_servers: AccountServers,
}

impl PostSettings {
    /// Checks how to read public posts.
    ///
    /// # Errors
    /// Every setting that cannot be used.
    pub fn from_args(args: &PostArgs) -> Result<Self, ConfigErrors> {
        let mut reading = Reading::default();
        let mut base = |variable, value: &Option<String>, usual: &str| {
            reading.take(address(variable, given(value).unwrap_or(usual)))
        };
        let x_api_url = base("DOCKET_X_API_URL (--x-api-url)", &args.x_api_url, X_API_URL);
        let x_embed_url = base("DOCKET_X_EMBED_URL (--x-embed-url)", &args.x_embed_url, X_EMBED_URL);
        let bluesky_url = base("DOCKET_BLUESKY_URL (--bluesky-url)", &args.bluesky_url, BLUESKY_URL);
        let bluesky_server =
            base("DOCKET_BLUESKY_SERVER (--bluesky-server)", &args.bluesky_server, BLUESKY_SERVER);
        let page = base("DOCKET_X_LOGIN_URL (--x-login-url)", &args.x_login_url, X_LOGIN_URL);
        let jetstream_url = reading.take(jetstream(given(&args.jetstream_url).unwrap_or(JETSTREAM_URL)));
        let x_ceiling = reading.take(x_ceiling(given(&args.x_ceiling).unwrap_or(X_CEILING)));
        let account = (given(&args.bluesky_account), given(&args.bluesky_password));
        let bluesky_account = reading.take(bluesky_account(account));
        let mastodon_tokens = reading.take(mastodon_tokens(given(&args.mastodon_tokens).unwrap_or_default()));
        let x_token = reading.take(given(&args.x_token).map(x_token).transpose());
        let streaming = reading.take(streaming(given(&args.mastodon_streaming).unwrap_or("true")));
        let x_login = page.and_then(|page| reading.take(x_login(args, page)));
        let account_servers = reading.take(account_servers(given(&args.account_servers).unwrap_or_default()));
        let mastodon = reading.take(mastodon(given(&args.fediverse_hosts).unwrap_or(FEDIVERSE_HOSTS)));
        let whole = || {
            Some(Self {
                x_api_url: x_api_url?,
                x_token: x_token?,
                x_embed_url: x_embed_url?,
                bluesky_url: bluesky_url?,
                mastodon: mastodon?,
                x_ceiling: x_ceiling?,
                bluesky_account: bluesky_account?,
                bluesky_server: bluesky_server?,
                jetstream_url: jetstream_url?,
                mastodon_tokens: mastodon_tokens?,
                mastodon_streaming: streaming?,
                x_login: x_login?,
                account_servers: account_servers?,
            })
        };
        reading.finish(whole())
    }
}

fn address(variable: &'static str, text: &str) -> Result<Url, ConfigError> {
    let wrong = || ConfigError {
        variable,
        problem: "is not an address of a server".into(),
        remedy: format!("Write scheme and host, such as {X_API_URL}, or leave it out."),
    };
    let url = Url::parse(text).map_err(|_| wrong())?;
    let is_plain = url.query().is_none() && url.fragment().is_none();
    let is_open = url.username().is_empty() && url.password().is_none() && url.has_host();
    let is_http = matches!(url.scheme(), "http" | "https");
    if is_plain && is_open && is_http { Ok(url) } else { Err(wrong()) }
}

fn x_token(text: &str) -> Result<Secret, ConfigError> {
    let text = text.strip_prefix("Bearer ").unwrap_or(text);
    match text.chars().all(|c| c.is_ascii_graphic()) {
        true => Ok(Secret::new(text)),
        false => Err(ConfigError {
            variable: "DOCKET_X_TOKEN (--x-token)",
            problem: "does not look like a bearer token".into(),
            remedy: "Copy the bearer token from your app's page on https://developer.x.com, or leave it out."
                .into(),
        }),
    }
}

fn jetstream(text: &str) -> Result<Option<Url>, ConfigError> {
    if text.eq_ignore_ascii_case("none") {
        return Ok(None);
    }
    // The stream is a WebSocket, whatever its address says.
    let text = text.replacen("wss://", "https://", 1).replacen("ws://", "http://", 1);
    address("DOCKET_JETSTREAM_URL (--jetstream-url)", &text).map(Some)
}

fn x_ceiling(text: &str) -> Result<i64, ConfigError> {
    let dollars = text.trim_start_matches('$').parse().ok();
    dollars.filter(|dollars| (0..=HIGHEST_CEILING).contains(dollars)).ok_or_else(|| ConfigError {
        variable: "DOCKET_X_CEILING (--x-ceiling)",
        problem: format!("is `{}`", shortened(text)),
        remedy: format!("Write whole dollars a month, such as {X_CEILING}, or leave it out."),
    })
}

fn bluesky_account(
    (handle, password): (Option<&str>, Option<&str>),
) -> Result<Option<(String, Secret)>, ConfigError> {
    let wrong = |variable, problem: &str, remedy: &str| {
        Err(ConfigError { variable, problem: problem.into(), remedy: remedy.into() })
    };
    match (handle, password) {
        (None, None) => Ok(None),
        (Some(handle), Some(password)) => {
            let handle = handle.trim_start_matches('@').to_lowercase();
            let is_part = |c: u8| c.is_ascii_alphanumeric() || c == b'.' || c == b'-';
            match handle.contains('.') && handle.bytes().all(is_part) {
                true => Ok(Some((handle, Secret::new(password)))),
                false => wrong(
                    "DOCKET_BLUESKY_ACCOUNT (--bluesky-account)",
                    "is no handle",
                    "Write it as it stands on Bluesky, such as acme.bsky.social.",
                ),
            }
        }
        (Some(_), None) => wrong(
            "DOCKET_BLUESKY_PASSWORD (--bluesky-password)",
            "is not set, and DOCKET_BLUESKY_ACCOUNT is",
            "Make an app password under Settings, Privacy and security on Bluesky, and set it in the environment.",
        ),
        (None, Some(_)) => wrong(
            "DOCKET_BLUESKY_ACCOUNT (--bluesky-account)",
            "is not set, and DOCKET_BLUESKY_PASSWORD is",
            "Set it to the handle of the account that the app password belongs to.",
        ),
    }
}

/// `one.example=token, two.example=token`.
fn mastodon_tokens(text: &str) -> Result<Vec<(String, Secret)>, ConfigError> {
    // What was written may be a token, so it is not repeated.
    let wrong = || {
        ConfigError {
        variable: "DOCKET_MASTODON_TOKENS (--mastodon-tokens)",
        problem: "is not instances with their tokens".into(),
        remedy: "Write each as instance=token, such as mastodon.social=…, with commas between them, or leave it out."
            .into(),
    }
    };
    let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    let read = |entry: &str| {
        let (host, token) = entry.split_once('=').ok_or_else(wrong)?;
        let (host, token) = (host.trim().to_ascii_lowercase(), token.trim());
        let is_host = Url::parse(&format!("https://{host}/")).is_ok_and(|url| url.host_str() == Some(&host));
        let is_token = !token.is_empty() && token.chars().all(|c| c.is_ascii_graphic());
        if is_host && is_token { Ok((host, Secret::new(token))) } else { Err(wrong()) }
    };
    entries.map(read).collect()
}

/// `one.example, two.example=http://127.0.0.1:8080`; `none` for no instance at all.
fn mastodon(text: &str) -> Result<Vec<(String, Url)>, ConfigError> {
    const VARIABLE: &str = "DOCKET_FEDIVERSE_HOSTS (--fediverse-hosts)";
    let wrong = |entry: &str| ConfigError {
        variable: VARIABLE,
        problem: format!("names `{}`, which is no host", shortened(entry)),
        remedy: "Write the hosts of instances with commas between them, such as mastodon.social, or none."
            .into(),
    };
    if text.eq_ignore_ascii_case("none") {
        return Ok(Vec::new());
    }
    let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    let host = |entry: &str| {
        let (host, place) = entry.split_once('=').map_or((entry, None), |(host, place)| (host, Some(place)));
        let host = host.trim().to_ascii_lowercase();
        let own = address(VARIABLE, &format!("https://{host}/")).map_err(|_| wrong(entry))?;
        if own.host_str() != Some(host.as_str()) || !host.contains('.') {
            return Err(wrong(entry));
        }
        let asked = place.map_or(Ok(own), |place| address(VARIABLE, place.trim()))?;
        Ok((host, asked))
    };
    entries.map(host).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_settings_everything_public_is_read() {
        let settings = PostSettings::from_args(&PostArgs::default()).expect("usable");
        assert_eq!(settings.x_token, None);
        assert_eq!(settings.x_embed_url.as_str(), "https://publish.x.com/");
        assert_eq!(
            settings.mastodon,
            [("mastodon.social".to_owned(), "https://mastodon.social/".parse().expect("an address"))]
        );
    }

    #[test]
    fn instances_are_hosts() {
        let hosts = |text: &str| {
            let read = mastodon(text).map_err(|error| error.to_string())?;
            Ok::<_, String>(read.into_iter().map(|(host, url)| format!("{host} {url}")).collect::<Vec<_>>())
        };
        assert_eq!(hosts("none"), Ok(vec![]));
        assert_eq!(
            hosts("A.example, b.example=http://127.0.0.1:80/m"),
            Ok(vec!["a.example https://a.example/".to_owned(), "b.example http://127.0.0.1/m".to_owned()])
        );
        for wrong in
            ["https://a.example", "a.example/path", "localhost", "a b", "b.example=nowhere", "u@a.example"]
        {
            assert!(hosts(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn accounts_are_whole_or_refused() {
        let read = |args: PostArgs| PostSettings::from_args(&args).map_err(|errors| errors.to_string());
        let args = PostArgs {
            bluesky_account: Some("@Acme.bsky.social".into()),
            bluesky_password: Some("abcd-efgh".into()),
            mastodon_tokens: Some("Social.example=t0k=en, b.example = x".into()),
            jetstream_url: Some("wss://stream.example".into()),
            x_ceiling: Some("$20".into()),
            ..PostArgs::default()
        };
        let settings = read(args).expect("usable");
        assert_eq!(settings.bluesky_account.expect("an account").0, "acme.bsky.social");
        let tokens: Vec<_> =
            settings.mastodon_tokens.iter().map(|(host, token)| (host.as_str(), token.expose())).collect();
        assert_eq!(tokens, [("social.example", "t0k=en"), ("b.example", "x")]);
        assert_eq!(settings.jetstream_url.expect("a stream").as_str(), "https://stream.example/");
        assert_eq!(settings.x_ceiling, 20);
        let wrong = [
            PostArgs { bluesky_account: Some("acme.bsky.social".into()), ..PostArgs::default() },
            PostArgs { bluesky_password: Some("s3cret".into()), ..PostArgs::default() },
            PostArgs { mastodon_tokens: Some("s3cret".into()), ..PostArgs::default() },
            PostArgs { x_ceiling: Some("much".into()), ..PostArgs::default() },
        ];
        for args in wrong {
            let told = read(args).expect_err("refused");
            assert!(told.contains("DOCKET_") && !told.contains("s3cret"), "{told}");
        }
        let none = read(PostArgs { jetstream_url: Some("none".into()), ..PostArgs::default() });
        assert_eq!(none.expect("usable").jetstream_url, None);
    }

    #[test]
    fn a_wrong_setting_is_named_and_a_token_is_not_repeated() {
        let args = PostArgs {
            x_token: Some("se cret".into()),
            bluesky_url: Some("nowhere".into()),
            ..PostArgs::default()
        };
        let errors = PostSettings::from_args(&args).expect_err("both are wrong").to_string();
        assert!(errors.contains("DOCKET_X_TOKEN") && errors.contains("DOCKET_BLUESKY_URL"), "{errors}");
        assert!(!errors.contains("se cret"), "{errors}");
    }
}
