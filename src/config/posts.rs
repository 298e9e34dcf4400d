//! Where public posts are read, and with what.

use super::{
    ConfigError, ConfigErrors, PostArgs, Secret,
    error::Reading,
    {given, shortened},
};
use reqwest::Url;

/// X's API unless told otherwise.
const X_API_URL: &str = "https://api.x.com";
/// X's oEmbed unless told otherwise.
const X_EMBED_URL: &str = "https://publish.x.com";
/// Bluesky's public interface unless told otherwise.
const BLUESKY_URL: &str = "https://public.api.bsky.app";
/// The instances of Mastodon that are asked unless told otherwise.
const FEDIVERSE_HOSTS: &str = "mastodon.social";

/// How docket reads public posts.
#[derive(Clone, Debug)]
pub struct PostSettings {
    pub x_api_url: Url,
    pub x_token: Option<Secret>,
    pub x_embed_url: Url,
    pub bluesky_url: Url,
    /// Instances by the host in their links, and where each is asked.
    pub mastodon: Vec<(String, Url)>,
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
        let x_token = reading.take(given(&args.x_token).map(x_token).transpose());
        let mastodon = reading.take(mastodon(given(&args.fediverse_hosts).unwrap_or(FEDIVERSE_HOSTS)));
        let whole = || {
            Some(Self {
                x_api_url: x_api_url?,
                x_token: x_token?,
                x_embed_url: x_embed_url?,
                bluesky_url: bluesky_url?,
                mastodon: mastodon?,
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
