//! How large things are and how they lie, by what Discord does.

use crate::{files_feedback, page::visit};
use serde_json::json;

/// Discord's embeds and rows of buttons are at most this wide, in CSS pixels.
const EMBED: u32 = 516;

/// Discord's selects are at most this wide.
const SELECT: u32 = 400;

#[tokio::test]
async fn the_bar_is_one_row_on_a_small_laptop() {
    visit(async |page| {
        for width in [960, 1100, 1280] {
            let laptop = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
            page.inspects("Emulation.setDeviceMetricsOverride", laptop).await;
            page.until("the page has that width", &format!("innerWidth === {width}")).await;
            page.until("a moment is offered", "document.querySelector('#moment button')").await;
            let in_a_row = "(() => { const all = [...document.querySelectorAll('.top button, .top summary, .top time')] \
                .filter((it) => it.checkVisibility()).map((it) => it.getBoundingClientRect()); \
                return all.length > 6 && all.every((it) => it.top < all[0].bottom && it.bottom > all[0].top \
                  && it.left >= 0 && it.right <= innerWidth); })()";
            assert!(page.holds(in_a_row).await, "at {width} px");
        }
    })
    .await;
}

#[tokio::test]
async fn embeds_selects_and_rows_have_the_measure_of_discords() {
    visit(async |page| {
        page.sits_as("PM lead").await;
        page.goes_to("support").await;
        files_feedback(page).await;
        page.goes_to("requests").await;
        page.reads("REQ-1 · new").await;
        for (css, most) in [(".embed", EMBED), (".row", EMBED), (".select", SELECT)] {
            let fits = format!(
                "(() => {{ const all = [...document.querySelectorAll('#log {css}')]; return all.length > 0 && \
                 all.every((it) => it.getBoundingClientRect().width <= {most}); }})()"
            );
            assert!(page.holds(&fits).await, "{css} is at most {most} px wide");
        }
        let five = "[...document.querySelectorAll('#log .row')].every((it) => it.children.length <= 5)";
        assert!(page.holds(five).await, "a row has at most five buttons");
    })
    .await;
}

#[tokio::test]
async fn who_speaks_has_a_face_a_first_name_and_a_short_time() {
    visit(async |page| {
        page.sits_as("Support engineer").await;
        page.goes_to("support").await;
        page.reads("Harbor Logistics would sign").await;
        let heads = "[...document.querySelectorAll('#log li:has(.head)')]";
        let faces = format!("{heads}.length > 0 && {heads}.every((it) => it.querySelector('.avatar'))");
        assert!(page.holds(&faces).await, "each has an avatar");
        let first =
            format!("{heads}.every((it) => !it.querySelector('.name').textContent.trim().includes(' '))");
        assert!(page.holds(&first).await, "one is called by a first name");
        let short = format!("{heads}.every((it) => it.querySelector('.head time').textContent.length <= 24)");
        page.until("the times are short", &short).await;
    })
    .await;
}
