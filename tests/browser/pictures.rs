//! The pictures in `docs/`, taken anew when the page or what docket says has changed:
//! `cargo nextest run --test browser pictures --run-ignored all`.

use crate::page::{Page, visit};
use fantoccini::key::Key;
use serde_json::json;
use std::path::PathBuf;

/// Width, height, pixels per pixel of CSS, whether it is a phone.
const LAPTOP: (u32, u32, u32, bool) = (1100, 720, 1, false);
const PHONE: (u32, u32, u32, bool) = (390, 844, 2, true);

async fn through(page: &Page, (width, height, scale, is_phone): (u32, u32, u32, bool), scheme: &str) {
    let screen = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": is_phone });
    page.inspects("Emulation.setDeviceMetricsOverride", screen).await;
    let scheme = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
    page.inspects("Emulation.setEmulatedMedia", scheme).await;
    page.until("the screen is so wide", &format!("innerWidth === {width}")).await;
}

/// Keeps what is seen as `docs/<name>.png`.
async fn keep(page: &Page, name: &str) {
    page.until("everything is answered", "!document.querySelector('[data-testid=pending]')").await;
    let docs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs");
    std::fs::write(docs.join(format!("{name}.png")), page.picture().await).expect("the folder is there");
}

async fn sends(page: &Page, line: &str) {
    page.clicks("#line").await;
    page.types(line).await;
    page.presses(Key::Escape).await;
    page.presses(Key::Enter).await;
    page.until("the line is sent", "document.querySelector('#line').value === ''").await;
}

async fn says(page: &Page, who: &str, text: &str) {
    page.sits_as(who).await;
    page.goes_to("support").await;
    sends(page, text).await;
    page.reads(text).await;
}

/// Turns the clock by the button beside it until it has led to this moment.
async fn lives_until(page: &Page, moment: &str) {
    for _ in 0..12 {
        let label = page.text_of("#moment button").await;
        page.clicks("#moment button").await;
        page.until(
            "the clock has turned",
            &format!("!document.querySelector('#moment').innerText.includes({})", json!(label)),
        )
        .await;
        if label.starts_with(moment) {
            return;
        }
    }
    panic!("no moment is called “{moment}”");
}

#[tokio::test]
#[ignore = "writes the pictures in docs"]
async fn of_a_request_from_what_was_said_to_the_handoff() {
    visit(async |page| {
        through(page, LAPTOP, "light").await;
        let complaint =
            "Acme is on the phone again: since 7.2 the SSO login loops after every logout. Three hundred people start their day with it.";
        says(page, "Customer success", complaint).await;
        says(page, "Support engineer", "I can reproduce it: log out, log in, and round it goes.").await;
        says(page, "Sales", "They renew in January, so this one matters.").await;
        page.sits_as("Support engineer").await;
        page.goes_to("support").await;
        page.opens_menu_of("Acme is on the phone again").await;
        page.until("the menu is open", "document.querySelector('#menu button')").await;
        keep(page, "filing").await;
        page.clicks("#menu button").await;
        page.reads("REQ-1").await;
        page.sits_as("PM User management").await;
        page.goes_to("requests").await;
        page.reads("REQ-1 · new").await;
        page.clicks_button("Take it").await;
        page.reads("REQ-1 is assigned to you").await;
        keep(page, "card").await;
        through(page, PHONE, "dark").await;
        keep(page, "phone").await;
        through(page, LAPTOP, "dark").await;
        lives_until(page, "Wednesday: the sync").await;
        page.clicks("[data-turn='3600']").await;
        page.reads("Handed over").await;
        page.sits_as("PM Platform").await;
        page.goes_to("requests").await;
        keep(page, "handoff").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "writes the pictures in docs"]
async fn of_a_sync_from_its_board_to_its_minutes() {
    visit(async |page| {
        through(page, LAPTOP, "light").await;
        page.sits_as("PM lead").await;
        page.goes_to("pm-sync").await;
        lives_until(page, "Monday").await;
        page.reads("Topics").await;
        keep(page, "sync-board").await;
        lives_until(page, "Wednesday: the sync").await;
        sends(page, "/meeting start").await;
        page.reads("has begun").await;
        sends(page, "/meeting next-item").await;
        page.reads("Now:").await;
        page.clicks("li.thread a.channel").await;
        page.until("the thread opens", "document.querySelector('#log').innerText.includes('TOPIC-1')").await;
        sends(page, "/note text:Seven days are enough for two thirds of the trials").await;
        sends(page, "/note text:decision: fourteen days until March, then we look again").await;
        sends(page, "/action add what:Change the text of the trial's mail who:@PM Growth due:in 7 days")
            .await;
        page.reads("ACT-").await;
        keep(page, "sync-live").await;
        page.goes_to("pm-sync").await;
        sends(page, "/meeting end anyway:yes").await;
        page.reads("is over").await;
        lives_until(page, "Thursday").await;
        page.reads("Minutes of").await;
        keep(page, "sync-minutes").await;
    })
    .await;
}
