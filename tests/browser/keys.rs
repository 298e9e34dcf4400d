//! What the keyboard does, and what is told to who does not see the page.

use crate::{access, files_feedback, holds, is_offered, page::visit};
use docket::contract::{MANIFESTS, spec::CommandKind};
use fantoccini::key::Key;

#[tokio::test]
async fn the_skip_link_leads_to_the_typing_box_and_stays_there() {
    visit(async |page| {
        page.asks("document.querySelector('.skip').focus(); window.isSamePage = true;", Vec::new()).await;
        page.presses(Key::Enter).await;
        page.until("the typing box has the focus", "document.activeElement.id === 'line'").await;
        page.types("hello").await;
        holds(page, "hello").await;
        assert!(
            page.holds("window.isSamePage && document.activeElement.id === 'line'").await,
            "the page stays"
        );
    })
    .await;
}

#[tokio::test]
async fn a_slash_offers_every_command() {
    visit(async |page| {
        page.sits_as("Admin").await;
        page.goes_to("support").await;
        page.types("/").await;
        let registered = MANIFESTS.iter().filter(|it| it.is_registered() && it.kind == CommandKind::Slash);
        let typed: Vec<_> = registered.flat_map(|it| it.leaves).filter(|leaf| !leaf.is_hidden).collect();
        is_offered(page, &format!("/{}", typed[0].words())).await;
        for leaf in typed {
            let offered = format!(
                "[...document.querySelectorAll('#suggestions strong')].some((it) => it.textContent === '/{}')",
                leaf.words()
            );
            assert!(page.holds(&offered).await, "{}", leaf.words());
        }
    })
    .await;
}

#[tokio::test]
async fn tab_after_a_completed_option_goes_on_to_the_next() {
    visit(async |page| {
        page.sits_as("Support engineer").await;
        page.goes_to("support").await;
        page.types("/feedback customer:Blueb").await;
        is_offered(page, "Bluebird Bank").await;
        page.presses(Key::Tab).await;
        holds(page, "/feedback customer:Bluebird Bank ").await;
        is_offered(page, "text").await;
        page.presses(Key::Tab).await;
        holds(page, "/feedback customer:Bluebird Bank text:").await;
    })
    .await;
}

#[tokio::test]
async fn no_two_controls_of_a_message_have_one_name() {
    visit(async |page| {
        page.sits_as("PM lead").await;
        page.goes_to("support").await;
        files_feedback(page).await;
        let lines = [
            "/help",
            "/triage next",
            "/request list",
            "/rotation who",
            "/settings show",
            "/digest settings",
            "/digest now",
            "/remind channel text:Look at the numbers when:in 4 minutes",
        ];
        for line in lines {
            page.types(line).await;
            page.presses(Key::Escape).await;
            page.presses(Key::Enter).await;
            page.until("the line is sent", "document.querySelector('#line').value === ''").await;
        }
        page.reads("What would you like to do?").await;
        page.reads("How docket is set up here").await;
        page.reads("Your morning digest").await;
        page.reads("Your day, ").await;
        page.clicks("[data-testid='turn-minutes']").await;
        page.reads("Snooze 15 min").await;
        page.until("everything is answered", "!document.querySelector('[data-testid=pending]')").await;
        access::no_message_has_two_controls_of_one_name(page).await;
        page.goes_to("requests").await;
        page.reads("REQ-1 · new").await;
        page.reads("Ask for cover").await;
        access::no_message_has_two_controls_of_one_name(page).await;
        let edit = "[...document.querySelectorAll('#log [data-press]')].some((it) => it.ariaLabel === 'Take it REQ-1')";
        assert!(page.holds(edit).await, "a control says what it is about");
    })
    .await;
}

#[tokio::test]
async fn a_reply_is_written_from_the_menu_of_a_message() {
    visit(async |page| {
        page.sits_as("Support engineer").await;
        page.goes_to("support").await;
        page.reads("Harbor Logistics would sign").await;
        page.opens_menu_of("Harbor Logistics would sign").await;
        page.until("the menu has the focus", "document.activeElement.role === 'menuitem'").await;
        let reply =
            "[...document.querySelectorAll('#menu button')].find((it) => it.textContent === 'Reply').click()";
        page.asks(reply, Vec::new()).await;
        page.until("the box says so", "!document.querySelector('#replying').hidden").await;
        page.until("the typing box has the focus", "document.activeElement.id === 'line'").await;
        page.types("I will ask the team").await;
        page.presses(Key::Enter).await;
        page.reads("Reply to Cai: Harbor Logistics would sign").await;
        assert!(
            page.holds("document.querySelector('#replying').hidden").await,
            "the next message is no reply"
        );
    })
    .await;
}
