//! The chat page of `docket sandbox` in a browser: what a person sees, clicks and types.
//!
//! Chromium and chromedriver are those of `DOCKET_TEST_CHROMIUM` and `DOCKET_TEST_CHROMEDRIVER`, else those on the
//! `PATH`. A test that cannot start them fails and says so.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod keys;
mod measures;
mod mouse;
mod page;
mod pictures;
mod program;
mod social;

use fantoccini::key::Key;
use page::{Page, visit};
use serde_json::json;

/// Waits until the typing box holds a text.
pub async fn holds(page: &Page, line: &str) {
    page.until(
        &format!("the line is “{line}”"),
        &format!("document.querySelector('#line').value === {}", json!(line)),
    )
    .await;
}

/// Waits until a suggestion begins like this, and none other is offered if it is the only one.
pub async fn is_offered(page: &Page, start: &str) {
    let offered =
        format!("document.querySelector('#suggestions li')?.innerText.startsWith({})", json!(start));
    page.until(&format!("“{start}” is offered first"), &offered).await;
}

/// Types and sends a first request.
pub async fn files_feedback(page: &Page) {
    page.types("/feedback text:SSO login loops").await;
    page.presses(Key::Enter).await;
    page.reads("Filed as REQ-1").await;
}

/// Waits until a form is open and has the focus.
async fn opens_form(page: &Page) {
    let is_open = "document.querySelector('dialog[open]')?.contains(document.activeElement)";
    page.until("the form opens", is_open).await;
}

/// Waits until no form is open.
async fn closes_form(page: &Page) {
    page.until("the form closes", "!document.querySelector('dialog[open]')").await;
}

#[tokio::test]
async fn feedback_is_filed_by_typing_and_completed_by_keyboard() {
    visit(async |page| {
        page.sits_as("Support engineer").await;
        page.goes_to("support").await;
        page.types("/feed").await;
        is_offered(page, "/feedback").await;
        page.presses(Key::Enter).await;
        holds(page, "/feedback ").await;
        page.types("text:SSO login loops after 7.2 cust").await;
        is_offered(page, "customer").await;
        page.presses(Key::Tab).await;
        holds(page, "/feedback text:SSO login loops after 7.2 customer:").await;
        page.types("Ac").await;
        is_offered(page, "Acme").await;
        page.presses(Key::Down).await;
        page.presses(Key::Enter).await;
        holds(page, "/feedback text:SSO login loops after 7.2 customer:Acme ").await;
        page.presses(Key::Enter).await;
        page.reads("Filed as REQ-1").await;
        page.reads("Only you can see this").await;
        holds(page, "").await;
        page.goes_to("requests").await;
        page.reads("REQ-1 · new").await;
        page.reads("Acme").await;
    })
    .await;
}

#[tokio::test]
async fn feedback_is_filed_by_form_and_the_form_keeps_the_focus() {
    visit(async |page| {
        page.sits_as("Support engineer").await;
        page.goes_to("support").await;
        page.types("/feedback").await;
        is_offered(page, "/feedback").await;
        page.presses(Key::Escape).await;
        page.presses(Key::Enter).await;
        page.until(
            "the form opens with the focus in it",
            "document.querySelector('dialog[open]')?.contains(document.activeElement)",
        )
        .await;
        access::every_control_has_a_name(page).await;
        access::the_focus_stays_in_the_dialog(page).await;

        page.presses(Key::Escape).await;
        closes_form(page).await;
        assert!(page.holds("document.activeElement.id === 'line'").await, "the focus is back where it was");

        page.types("/feedback").await;
        is_offered(page, "/feedback").await;
        page.presses(Key::Escape).await;
        page.presses(Key::Enter).await;
        page.until("the form opens again", "document.querySelector('dialog[open] [name]')").await;
        page.types("The export is slow").await;
        page.clicks("[data-testid=submit]").await;
        page.reads("Filed as REQ-1").await;
        page.reads("The export is slow").await;
        page.until("the form is gone", "!document.querySelector('dialog[open]')").await;
    })
    .await;
}

#[tokio::test]
async fn a_message_is_filed_by_its_menu_and_a_button_changes_the_card() {
    visit(async |page| {
        page.sits_as("Customer success").await;
        page.goes_to("support").await;
        page.types("Their SSO is down since noon").await;
        page.presses(Key::Enter).await;
        page.reads("Their SSO is down since noon").await;
        page.sits_as("Support engineer").await;
        page.reads("Their SSO is down since noon").await;
        page.opens_menu_of("Their SSO is down since noon").await;
        page.until("the menu has the focus", "document.activeElement.role === 'menuitem'").await;
        access::every_control_has_a_name(page).await;
        page.goes_in_menu_to("File feedback").await;
        page.presses(Key::Enter).await;
        page.reads("Filed as REQ-1").await;

        page.sits_as("PM User management").await;
        page.goes_to("requests").await;
        page.reads("REQ-1 · new").await;
        page.clicks_button("Take it").await;
        page.reads("REQ-1 · assigned").await;
        let is_changed = "!document.querySelector('#log').innerText.includes('REQ-1 · new')";
        page.until("the card itself has changed", is_changed).await;
    })
    .await;
}

#[tokio::test]
async fn a_button_that_opens_a_form_gets_the_focus_back() {
    visit(async |page| {
        page.sits_as("Support engineer").await;
        page.goes_to("support").await;
        files_feedback(page).await;
        page.clicks_button("Add note").await;
        opens_form(page).await;
        page.types("Happens with Okta").await;
        page.clicks("[data-testid=submit]").await;
        closes_form(page).await;
        let is_back = "document.activeElement.innerText === 'Add note'";
        page.until("the focus is back on the button", is_back).await;
    })
    .await;
}

#[tokio::test]
async fn a_form_gives_the_focus_back_also_to_a_card_that_changed_meanwhile() {
    visit(async |page| {
        page.sits_as("PM lead").await;
        page.goes_to("support").await;
        files_feedback(page).await;
        page.goes_to("requests").await;
        page.reads("REQ-1 · new").await;
        page.clicks_button("More…").await;
        page.reads("Only you can see this").await;
        page.clicks_button("Edit").await;
        opens_form(page).await;
        let somebody_else_takes_it = "\
            const all = (css) => [...document.querySelectorAll(css)]; \
            const button = all('#log [data-press]').find((it) => it.ariaLabel === 'Take it REQ-1'); \
            const user = all('#user option').find((it) => it.textContent.startsWith('PM Growth')).value; \
            const { message, press } = button.dataset; \
            const body = { do: 'press', user, channel: document.body.dataset.channel, message, which: press }; \
            const headers = { 'content-type': 'application/json' }; \
            fetch('/page/act', { method: 'POST', headers, body: JSON.stringify(body) });";
        page.asks(somebody_else_takes_it, Vec::new()).await;
        page.until("the card changes", "document.querySelector('#log').innerText.includes('REQ-1 · assigned')").await;
        page.presses(Key::Escape).await;
        closes_form(page).await;
        page.until("the focus is back on the button", "document.activeElement.innerText === 'Edit'").await;
    })
    .await;
}

#[tokio::test]
async fn every_control_has_a_name_and_shows_the_focus() {
    visit(async |page| {
        page.sits_as("PM lead").await;
        page.goes_to("support").await;
        files_feedback(page).await;
        access::every_control_has_a_name(page).await;
        access::the_focus_is_seen_wherever_it_goes(page).await;
    })
    .await;
}

#[tokio::test]
async fn the_page_fits_a_phone() {
    visit(async |page| {
        let phone = json!({ "width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true });
        page.inspects("Emulation.setDeviceMetricsOverride", phone).await;
        page.until("the page is narrow", "innerWidth === 360").await;
        let is_hidden = "document.querySelector('#side').getBoundingClientRect().right <= 0 || \
                         getComputedStyle(document.querySelector('#side')).display === 'none'";
        page.until("the channels make room", is_hidden).await;
        page.clicks("#drawer").await;
        page.until(
            "the channels come in",
            "document.querySelector('#side').getBoundingClientRect().left >= 0",
        )
        .await;
        page.goes_to("support").await;
        page.until("the channels go again", is_hidden).await;
        page.types(
            "/feedback text:SSO login loops when the name of the tenant is a very long one customer:Acme",
        )
        .await;
        page.presses(Key::Enter).await;
        page.reads("Filed as REQ-1").await;
        let scrolls = "document.documentElement.scrollWidth > innerWidth";
        assert!(!page.holds(scrolls).await, "nothing sticks out sideways");
        let line = "document.querySelector('#line').getBoundingClientRect().bottom <= innerHeight";
        assert!(page.holds(line).await, "the typing box is on the screen");
    })
    .await;
}

#[tokio::test]
async fn the_page_is_readable_in_light_and_dark() {
    visit(async |page| {
        page.sits_as("Support engineer").await;
        page.goes_to("support").await;
        page.types("/feedback text:SSO login loops customer:Acme").await;
        page.presses(Key::Enter).await;
        page.reads("Filed as REQ-1").await;
        let light = access::brightness_in(page, "light").await;
        access::text_is_readable(page, "light").await;
        let dark = access::brightness_in(page, "dark").await;
        access::text_is_readable(page, "dark").await;
        assert!(light > 0.7 && dark < 0.2, "light is {light}, dark is {dark}");
    })
    .await;
}

#[tokio::test]
async fn who_joins_the_room_of_the_meeting_is_there_and_an_event_is_deleted() {
    visit(async |page| {
        page.sits_as("PM lead").await;
        page.clicks("[data-testid='speak-Meeting room']").await;
        page.until("one is in it", "document.querySelector('nav .speaker')?.textContent.includes('PM lead')")
            .await;
        page.clicks("[aria-label='Leave Meeting room']").await;
        page.until("nobody is", "!document.querySelector('nav .speaker')").await;
        // The sync has its next two dates there; one that somebody deletes comes back once.
        let events = "[...document.querySelectorAll('[data-testid=event]')]";
        page.until("the events are listed", &format!("{events}.length === 2")).await;
        let first = format!("return {events}[0].querySelector('button').dataset.deleteEvent");
        let before = page.asks(&first, Vec::new()).await;
        page.clicks("[data-testid=event] button").await;
        let came_back = format!(
            "{events}.length === 2 && {events}[0].querySelector('button').dataset.deleteEvent !== {before}"
        );
        page.until("it comes back", &came_back).await;
    })
    .await;
}
