//! A public question from its post to its answer, in the page: one plays marketing and the PM whose question it is.

use crate::{closes_form, opens_form, page::visit};
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
    })
    .await;
}
