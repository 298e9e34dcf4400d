//! Files that people attached, fetched from Discord's own hosts only; and files that docket kept, to be attached.

use super::{rest::Body, wire::Page};
use crate::{
    base::text::{limits, trim_to},
    contract::{FetchError, FileSource},
    error::Error,
};
use futures::future::BoxFuture;
use reqwest::{Client, Url, redirect::Policy};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Where Discord keeps what people attach.
const HOSTS: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];
const TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Where the stored copies of files are read when a message attaches them.
pub trait FileStore: Send + Sync {
    /// Name and content of the guild's file; `None` when it is not kept.
    fn read(&self, guild_id: i64, file_id: i64) -> BoxFuture<'_, Result<Option<StoredFile>, Error>>;
}

/// A file's name and content.
pub type StoredFile = (String, Vec<u8>);

const GONE: &str = "-# (a file is no longer kept)";
const REFUSED: &str = "-# (Discord does not take the files of this message; docket still keeps them)";
/// Characters of a file's name that are sent along.
const NAME: usize = 200;

/// The body of a message with the page's files. One that is not kept any more is said to be gone.
pub(super) async fn with_files(
    file_store: &dyn FileStore,
    guild_id: i64,
    page: &Page,
    mut json: Map<String, Value>,
) -> Body {
    let mut files = Vec::new();
    for file in &page.files {
        if let Some(text) = &file.text {
            files.push((trim_to(&file.name, NAME).into_owned(), text.clone().into_bytes()));
            continue;
        }
        match file_store.read(guild_id, file.file_id).await {
            Ok(Some((name, content))) => files.push((trim_to(&name, NAME).into_owned(), content)),
            Ok(None) => tracing::warn!(file.id = file.file_id, "a file to attach is not kept (any more)"),
            Err(error) => tracing::error!(file.id = file.file_id, error = %error, "a file could not be read"),
        }
    }
    if files.len() < page.files.len() {
        add_line(&mut json, GONE);
    }
    if files.is_empty() {
        return Body::Json(Value::Object(json));
    }
    let listed =
        files.iter().enumerate().map(|(n, (name, _))| json!({ "id": n.to_string(), "filename": name }));
    json.insert("attachments".to_owned(), listed.collect());
    Body::Files(Value::Object(json), files)
}

/// The body of a message whose files Discord does not take, which says so.
pub(super) fn without_files(mut json: Map<String, Value>) -> Body {
    add_line(&mut json, REFUSED);
    Body::Json(Value::Object(json))
}

fn add_line(json: &mut Map<String, Value>, line: &str) {
    let text = json.get("content").and_then(Value::as_str).unwrap_or_default();
    let text = trim_to(text, limits::CONTENT - line.len() - 1);
    json.insert("content".to_owned(), json!(format!("{text}\n{line}").trim()));
}

/// [`FileSource`] over HTTPS.
pub(super) struct Files {
    client: Client,
    /// The server that `DISCORD_API_URL` names, which serves its own files when it is not Discord.
    api: Url,
}

impl Files {
    /// # Errors
    /// One sentence when the address cannot be used, or the client does not start.
    pub fn new(api_url: &str) -> Result<Self, String> {
        let api = Url::parse(api_url).map_err(|_| "DISCORD_API_URL is not a web address".to_owned())?;
        let client = Client::builder()
            .redirect(Policy::none())
            .timeout(TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            .build()
            .map_err(|error| format!("the HTTP client does not start: {}", error.without_url()))?;
        Ok(Self { client, api })
    }

    /// The address when it is one that files may be fetched from.
    fn allowed(&self, url: &str) -> Option<Url> {
        let url = Url::parse(url).ok()?;
        let is_discords = url.scheme() == "https"
            && url.port().is_none()
            && url.host_str().is_some_and(|host| HOSTS.contains(&host));
        let is_bare = url.username().is_empty() && url.password().is_none();
        (is_bare && (is_discords || url.origin() == self.api.origin())).then_some(url)
    }

    async fn get(&self, url: &str, max_bytes: usize) -> Result<Vec<u8>, FetchError> {
        let url = self.allowed(url).ok_or_else(|| never("the file is not at one of Discord's addresses"))?;
        let too_large = || FetchError::Never(format!("the file is larger than {} KiB", max_bytes / 1024));
        let mut response = self.client.get(url).send().await.map_err(|_| later("no answer"))?;
        let status = response.status();
        match status.as_u16() {
            200 => {}
            429 | 500.. => return Err(FetchError::Later(format!("status {}", status.as_u16()))),
            _ => {
                return Err(FetchError::Never(format!(
                    "the file cannot be had (status {})",
                    status.as_u16()
                )));
            }
        }
        if response.content_length().is_some_and(|length| length > max_bytes as u64) {
            return Err(too_large());
        }
        let mut content = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| later("the answer broke off"))? {
            if content.len() + chunk.len() > max_bytes {
                return Err(too_large());
            }
            content.extend_from_slice(&chunk);
        }
        Ok(content)
    }
}

fn never(why: &str) -> FetchError {
    FetchError::Never(why.to_owned())
}

fn later(why: &str) -> FetchError {
    FetchError::Later(why.to_owned())
}

impl FileSource for Files {
    fn fetch<'a>(&'a self, url: &'a str, max_bytes: usize) -> BoxFuture<'a, Result<Vec<u8>, FetchError>> {
        Box::pin(self.get(url, max_bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_from_discord_and_from_nowhere_else() {
        let files = Files::new("http://127.0.0.1:4000").expect("starts");
        for url in [
            "https://cdn.discordapp.com/attachments/1/2/a.png?ex=1",
            "https://media.discordapp.net/attachments/1/2/a.png",
            "http://127.0.0.1:4000/attachments/1/2/a.png",
        ] {
            assert!(files.allowed(url).is_some(), "{url}");
        }
        for url in [
            "http://cdn.discordapp.com/a",
            "https://cdn.discordapp.com:8443/a",
            "https://cdn.discordapp.com.example.com/a",
            "https://cdn.discordapp.com@example.com/a",
            "https://someone@cdn.discordapp.com/a",
            "http://127.0.0.1:4001/a",
            "https://127.0.0.1:4000/a",
            "http://169.254.169.254/latest/meta-data",
            "file:///etc/passwd",
            "not an address",
        ] {
            assert!(files.allowed(url).is_none(), "{url}");
        }
    }
}
