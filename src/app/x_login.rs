//! `docket x-login`: a person lets docket read X as their account.

use super::{AppError, posts};
use crate::{
    base::clock::Clock,
    config::{self, PostSettings, XLoginArgs},
    db::Db,
    social::Beginning,
};
use axum::{Router, extract::State, http::Uri, response::Html};
use futures::future::BoxFuture;
use std::net::SocketAddr;
use tokio::{net::TcpListener, sync::mpsc};

/// Where the answer comes back unless told otherwise.
const CALLBACK: &str = "127.0.0.1:8788";
/// What the browser shows then.
const SEEN: &str = "<!doctype html><title>docket</title><p>docket has it. You can close this page; the terminal says how it went.</p>";

/// What a person opens, and where the answer can come back by itself.
pub struct Waiting {
    /// The address to open.
    pub address: String,
    listener: Option<TcpListener>,
}

impl Waiting {
    /// What comes back to this machine; never, when the address cannot be listened on.
    pub async fn comes_back(self) -> String {
        let Some(listener) = self.listener else { return std::future::pending().await };
        let (tell, mut told) = mpsc::channel::<String>(1);
        let seen = async |State(tell): State<mpsc::Sender<String>>, uri: Uri| {
            // A browser asks for other things besides.
            if uri.query().is_some_and(|query| query.contains("state=")) {
                let _ = tell.try_send(uri.to_string());
            }
            Html(SEEN)
        };
        let server = axum::serve(listener, Router::new().fallback(seen).with_state(tell));
        tokio::select! {
            came = told.recv() => {
                // The page is on its way to the browser.
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                came.unwrap_or_default()
            }
            _ = server => std::future::pending().await,
        }
    }
}

/// Logs in to X: `asks` shows a person the address, and gives what came back from it.
///
/// # Errors
/// Why nobody is logged in.
pub fn x_login<'a>(
    args: &'a XLoginArgs,
    clock: &'a Clock,
    asks: impl FnOnce(Waiting) -> BoxFuture<'a, String> + Send + 'a,
) -> BoxFuture<'a, Result<String, AppError>> {
    Box::pin(async move {
        let settings = PostSettings::from_args(&args.posts)?;
        let login = settings.x_login.as_ref().ok_or_else(|| {
            AppError::Other(
                "DOCKET_X_CLIENT_ID (--x-client-id) is not set. Make an app on https://developer.x.com with OAuth 2.0 switched on, \
                 and set DOCKET_X_CLIENT_ID, DOCKET_X_ACCOUNT and DOCKET_KEY."
                    .into(),
            )
        })?;
        let callback = args.callback.as_deref().unwrap_or(CALLBACK);
        let callback: SocketAddr = config::listen("--callback", callback)?;
        let db = Db::open(config::database_url(&args.database)?.expose()).await?;
        db.migrate().await?;
        // Without it the address is pasted.
        let listener = TcpListener::bind(callback).await.ok();
        let callback = listener.as_ref().and_then(|listener| listener.local_addr().ok()).unwrap_or(callback);
        let begun =
            Beginning::new(posts::x_login(login), settings.x_api_url.clone(), format!("http://{callback}/"));
        let came = asks(Waiting { address: begun.address(), listener }).await;
        begun.finish(&came, &db, clock.now()).await.map_err(|error| AppError::Other(format!("{error}.")))?;
        db.close().await;
        Ok(login.account.clone())
    })
}
