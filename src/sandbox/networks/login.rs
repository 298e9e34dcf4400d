//! X: logging in by OAuth 2.0 with PKCE. What renews a login is good for once. Source: X's API documentation, August 2026.

use super::{Asked, NetworkState, PublicNetworks, Told, x::user_id};
use crate::sandbox::Core;
use axum::{
    extract::{Query, State as Shared},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// How long a login opens.
const OPENS_FOR: TimeDelta = TimeDelta::hours(2);
/// How long a code is good.
const CODE_FOR: TimeDelta = TimeDelta::seconds(30);

/// An app on X, and who is logged in by it.
#[derive(Debug, Default)]
pub(super) struct XLoginState {
    /// The app's id and its secret.
    app: Option<(String, String)>,
    /// Codes that were given, with the challenge, where they go, and until when they are good.
    codes: HashMap<String, (String, String, DateTime<Utc>)>,
    given: u64,
    /// What opens now, and until when.
    access: Option<(String, DateTime<Utc>)>,
    /// What renews it; good for once.
    refresh: Option<String>,
    used: HashSet<String>,
    /// How often something was renewed, and how often with what was used already.
    renewals: usize,
    reuses: usize,
}

impl PublicNetworks<'_> {
    /// An app on X by which the account can be logged in.
    pub fn x_app(&self, client_id: &str, secret: &str) {
        let app = Some((client_id.to_owned(), secret.to_owned()));
        self.0.change(|state, _| state.networks.x.login.app = app);
    }

    /// How often a login to X was renewed.
    pub fn x_renewals(&self) -> usize {
        self.0.read(|state| state.networks.x.login.renewals)
    }

    /// How often somebody tried to renew a login with what was used already.
    pub fn x_reuses(&self) -> usize {
        self.0.read(|state| state.networks.x.login.reuses)
    }

    /// The account takes its leave back.
    pub fn end_x_login(&self) {
        self.0.change(|state, _| {
            let login = &mut state.networks.x.login;
            (login.access, login.refresh) = (None, None);
        });
    }
}

/// The page on which the account allows it; here it always does.
pub(super) async fn authorize(
    Shared(core): Shared<Arc<Core>>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let said = |name: &str| query.get(name).cloned().unwrap_or_default();
    let is_whole = said("response_type") == "code" && said("code_challenge_method") == "S256";
    let back = core.change(|state, now| {
        let login = &mut state.networks.x.login;
        let is_known = login.app.as_ref().is_some_and(|(id, _)| *id == said("client_id"));
        (is_known && is_whole).then(|| {
            login.given += 1;
            let code = format!("code-{}", login.given);
            login.codes.insert(code.clone(), (said("code_challenge"), said("redirect_uri"), now + CODE_FOR));
            format!("{}?state={}&code={code}", said("redirect_uri"), said("state"))
        })
    });
    match back {
        Some(back) => Redirect::to(&back).into_response(),
        None => (axum::http::StatusCode::BAD_REQUEST, "Something went wrong").into_response(),
    }
}

fn wrong(error: &str) -> Told {
    (400, json!({ "error": error, "error_description": "Value passed for the token was invalid." }))
}

pub(super) fn token(networks: &mut NetworkState, asked: &Asked) -> Told {
    let login = &mut networks.x.login;
    let said = |name: &str| asked.body.get(name).and_then(Value::as_str).unwrap_or_default();
    let Some((id, secret)) = &login.app else { return wrong("invalid_client") };
    let is_app = asked.basic.as_deref() == Some(&BASE64.encode(format!("{id}:{secret}").as_bytes()));
    if !is_app || said("client_id") != id {
        return (
            401,
            json!({ "error": "unauthorized_client", "error_description": "Missing valid authorization header" }),
        );
    }
    match said("grant_type") {
        "authorization_code" => {
            let Some((challenge, back, until)) = login.codes.remove(said("code")) else {
                return wrong("invalid_request");
            };
            let proof = BASE64URL_NOPAD.encode(digest(&SHA256, said("code_verifier").as_bytes()).as_ref());
            if proof != challenge || said("redirect_uri") != back || until < asked.now {
                return wrong("invalid_request");
            }
        }
        "refresh_token" => {
            let token = said("refresh_token").to_owned();
            if login.used.contains(&token) {
                login.reuses += 1;
                return wrong("invalid_grant");
            }
            if login.refresh.as_ref() != Some(&token) {
                return wrong("invalid_grant");
            }
            login.used.insert(token);
            login.renewals += 1;
        }
        _ => return wrong("unsupported_grant_type"),
    }
    login.given += 1;
    let (access, refresh) = (format!("user-access-{}", login.given), format!("user-refresh-{}", login.given));
    login.access = Some((access.clone(), asked.now + OPENS_FOR));
    login.refresh = Some(refresh.clone());
    let scope = "tweet.read users.read offline.access";
    (
        200,
        json!({ "token_type": "bearer", "expires_in": 7200, "access_token": access, "refresh_token": refresh, "scope": scope }),
    )
}

/// Whether whoever asks is the account.
pub(super) fn is_account(networks: &NetworkState, asked: &Asked) -> bool {
    let access = networks.x.login.access.as_ref().filter(|(_, until)| *until > asked.now);
    access.is_some_and(|(access, _)| asked.token.as_ref() == Some(access))
}

/// Whether whoever asks may read: the app, or the account.
pub(super) fn lets_in(networks: &NetworkState, asked: &Asked) -> bool {
    is_account(networks, asked) || (networks.x_token.is_some() && networks.x_token == asked.token)
}

pub(super) fn me(networks: &NetworkState, asked: &Asked) -> Told {
    if !is_account(networks, asked) {
        return super::x::unauthorized();
    }
    let handle = &networks.x.handle;
    (200, json!({ "data": { "id": user_id(handle), "username": handle, "name": handle } }))
}
