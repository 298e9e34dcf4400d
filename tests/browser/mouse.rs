//! What comes up beside a message that a mouse is over, and for who has none.

use crate::page::{Page, Pointer, visit_with};
use fantoccini::key::Key;

/// The message of the test, as a JavaScript expression.
const MESSAGE: &str = "[...document.querySelectorAll('#log > li')].find((it) => \
                       it.innerText.includes('Harbor Logistics would sign'))";
/// Where the mouse is over no message.
const ELSEWHERE: &str = "document.querySelector('#line')";

/// Opens a channel with messages in a window with a mouse, which is over none of them.
async fn looks_around(page: &Page) {
    assert!(page.holds("matchMedia('(hover: hover)').matches").await, "the browser knows of a mouse");
    page.sits_as("Support engineer").await;
    page.goes_to("support").await;
    page.reads("Harbor Logistics would sign").await;
    page.points_at(ELSEWHERE).await;
    shows_tools_of(page, "no message has its toolbar", "null").await;
}

/// Waits until the toolbar of one message can be seen and pressed, and no other; of none for `null`.
async fn shows_tools_of(page: &Page, what: &str, message: &str) {
    let shown = format!(
        "[...document.querySelectorAll('#log .tools')].every((it) => {{ const style = getComputedStyle(it); \
         const is_shown = it.closest('li') === ({message}); \
         return style.opacity === (is_shown ? '1' : '0') && style.pointerEvents === (is_shown ? 'auto' : 'none'); }})"
    );
    page.until(what, &shown).await;
}

/// Waits until the menu of the message is open and has the focus.
async fn opens_menu(page: &Page) {
    page.until("the menu has the focus", "document.activeElement.role === 'menuitem'").await;
    let is_named = "document.querySelector('#menu').ariaLabel === 'Actions for this message'";
    assert!(page.holds(is_named).await, "it is the message's menu");
    for entry in ["File feedback", "Reply", "Copy text"] {
        let offers = format!(
            "[...document.querySelectorAll('#menu [role=menuitem]')].some((it) => it.innerText === '{entry}')"
        );
        assert!(page.holds(&offers).await, "the menu offers “{entry}”");
    }
}

async fn closes_menu(page: &Page) {
    page.presses(Key::Escape).await;
    page.until("the menu closes", "document.querySelector('#menu').hidden").await;
}

#[tokio::test]
async fn a_message_shows_its_toolbar_while_the_mouse_is_over_it() {
    visit_with(Pointer::Mouse, async |page| {
        looks_around(page).await;
        page.points_at(MESSAGE).await;
        shows_tools_of(page, "the toolbar comes up", MESSAGE).await;
        page.points_at(&format!("{MESSAGE}.querySelector('[data-menu]')")).await;
        shows_tools_of(page, "it stays while the mouse goes to it", MESSAGE).await;
        page.points_at(ELSEWHERE).await;
        shows_tools_of(page, "it goes with the mouse", "null").await;
    })
    .await;
}

#[tokio::test]
async fn the_toolbar_replies_and_opens_the_menu() {
    visit_with(Pointer::Mouse, async |page| {
        looks_around(page).await;
        page.points_at(MESSAGE).await;
        shows_tools_of(page, "the toolbar comes up", MESSAGE).await;
        let id = page.asks(&format!("return {MESSAGE}.dataset.message"), Vec::new()).await;
        let id = id.as_str().expect("the message has a number").to_owned();
        page.clicks(&format!("[data-reply='{id}']")).await;
        page.until("the box says whom it answers", "!document.querySelector('#replying').hidden").await;
        page.until("the typing box has the focus", "document.activeElement.id === 'line'").await;

        page.points_at(MESSAGE).await;
        shows_tools_of(page, "the toolbar comes up again", MESSAGE).await;
        page.clicks(&format!("[data-menu='{id}']")).await;
        opens_menu(page).await;
        closes_menu(page).await;
        let is_back = format!("document.activeElement.dataset.menu === '{id}'");
        page.until("the focus is back on the toolbar", &is_back).await;
        page.points_at(ELSEWHERE).await;
        shows_tools_of(page, "it stays while the focus is in it", MESSAGE).await;
    })
    .await;
}

#[tokio::test]
async fn the_toolbar_is_reached_by_keyboard() {
    visit_with(Pointer::Mouse, async |page| {
        looks_around(page).await;
        page.asks(&format!("{MESSAGE}.querySelector('.name').focus()"), Vec::new()).await;
        shows_tools_of(page, "the toolbar comes up with the focus", MESSAGE).await;
        for tool in ["[data-reply]", "[data-copy]", "[data-menu]"] {
            page.presses(Key::Tab).await;
            page.until(
                &format!("{tool} has the focus"),
                &format!("document.activeElement.matches('{tool}')"),
            )
            .await;
        }
        let is_of_it = format!("({MESSAGE}).contains(document.activeElement)");
        assert!(page.holds(&is_of_it).await, "it is the toolbar of the same message");
        page.presses(Key::Enter).await;
        opens_menu(page).await;
        closes_menu(page).await;
        page.asks("document.querySelector('#line').focus()", Vec::new()).await;
        shows_tools_of(page, "the toolbar goes with the focus", "null").await;
    })
    .await;
}
