//! A public question from its post to its answer and to what came of it, in the page: one plays marketing and the PM whose
//! question it is.

use crate::{
    closes_form, opens_form,
    page::{Page, visit},
};
use fantoccini::key::Key;

#[tokio::test]
async fn one_plays_marketing_and_the_owner_of_a_public_question() {
    visit(async |page| {
        page.sits_as("Marketing").await;
        page.goes_to("social").await;
        page.reads("ESC-1 ·").await;
        page.opens_menu_of("works with Outlook").await;
        page.goes_in_menu_to("Escalate to owner").await;
        page.presses(Key::Enter).await;
        page.reads("Filed as ESC-4").await;
        page.reads("ESC-4 ·").await;

        page.sits_as("PM User management").await;
        page.goes_to("social").await;
        page.clicks("[aria-label='Got it ESC-1']").await;
        page.reads("ESC-1 is yours").await;
        page.reads("ESC-1 · taken").await;
        page.clicks("[aria-label='Draft answer… ESC-1']").await;
        opens_form(page).await;
        page.types("It was the cookie.").await;
        page.clicks("[data-testid=submit]").await;
        closes_form(page).await;
        page.reads("The answer to ESC-1 is kept").await;

        page.sits_as("Marketing").await;
        page.goes_to("social").await;
        page.reads("the answer to ESC-1 is ready").await;
        page.clicks("[aria-label='Posted ESC-1']").await;
        opens_form(page).await;
        page.types("https://x.com/team/status/1900000000000000009").await;
        page.clicks("[data-testid=submit]").await;
        closes_form(page).await;
        page.reads("ESC-1 is answered").await;
        page.reads("ESC-1 · answered").await;
        page.clicks("[aria-label='Close ESC-1']").await;
        page.reads("ESC-1 · closed").await;

        becomes_a_request_that_is_done(page).await;
        is_answered_from_its_thread(page).await;
        page.goes_to("social").await;
        page.types("/escalation show escalation:1").await;
        page.presses(Key::Enter).await;
        page.reads("What came of it").await;
        page.reads("REQ-1 (closed)").await;
        page.reads("told here").await;
    })
    .await;
}

/// Marketing presses once for a request and a topic; the PM closes the request.
async fn becomes_a_request_that_is_done(page: &Page) {
    page.clicks_button("Request and topic").await;
    page.reads("ESC-1 is a customer request, REQ-1, and a topic").await;
    page.sits_as("PM User management").await;
    page.goes_to("requests").await;
    page.types("/request close request:1").await;
    page.presses(Key::Enter).await;
    page.reads("REQ-1 is closed").await;
}

/// The thread on the card says that it is done: the PM answers from there, and marketing posts it.
async fn is_answered_from_its_thread(page: &Page) {
    page.goes_to("ESC-1").await;
    page.reads("came of ESC-1, and it is done").await;
    page.clicks_button("Draft answer…").await;
    opens_form(page).await;
    page.types(" It is mended since today.").await;
    page.clicks("[data-testid=submit]").await;
    closes_form(page).await;
    page.reads("The answer to ESC-1 is kept").await;

    page.sits_as("Marketing").await;
    page.goes_to("social").await;
    page.reads("It is mended since today.").await;
    page.clicks_button("Posted").await;
    opens_form(page).await;
    page.types("https://x.com/team/status/1900000000000000010").await;
    page.clicks("[data-testid=submit]").await;
    closes_form(page).await;
    page.reads("status/1900000000000000010").await;
}
