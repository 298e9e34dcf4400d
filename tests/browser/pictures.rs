//! The README's pictures, drawn anew in the sandbox: only when somebody asks, because no test looks at them.
//!
//! `cargo nextest run --test browser --run-ignored only pictures` writes them into `docs/`, or into the folder that
//! `DOCKET_PICTURES` names.

use crate::page::{Page, Pointer, visit, visit_with};
use fantoccini::key::Key;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Where the sample team is; people there read its times.
const ZONE: &str = "America/Los_Angeles";
/// The moments to which the page turns its clock, by how their labels begin.
const TUESDAY: &str = "Tuesday";
const THE_SYNC: &str = "Wednesday: the sync";
/// The week of the sync has five moments.
const MOMENTS: usize = 5;

/// A window, in CSS pixels, and how many pixels of a picture each is.
#[derive(Clone, Copy)]
struct Window {
    width: u64,
    height: u64,
    scale: u64,
    is_phone: bool,
}

const LAPTOP: Window = Window { width: 1100, height: 720, scale: 1, is_phone: false };
const PHONE: Window = Window { width: 390, height: 844, scale: 2, is_phone: true };

impl Window {
    /// Gives the page this window, and the team's zone and language, which it looks at when it is loaded.
    async fn opens(self, page: &Page) {
        let Self { width, height, scale, is_phone } = self;
        let window =
            json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": is_phone });
        page.inspects("Emulation.setDeviceMetricsOverride", window).await;
        page.inspects("Emulation.setTimezoneOverride", json!({ "timezoneId": ZONE })).await;
        page.inspects("Emulation.setLocaleOverride", json!({ "locale": "en-US" })).await;
        page.reloads().await;
        let has_size = format!("innerWidth === {width} && innerHeight === {height}");
        page.until(&format!("the window is {width} × {height}"), &has_size).await;
        let has_zone = format!("Intl.DateTimeFormat().resolvedOptions().timeZone === '{ZONE}'");
        page.until("the zone is the team's", &has_zone).await;
    }

    /// Draws what the window shows into a file of that name.
    async fn draws(self, page: &Page, name: &str) {
        page.until("every picture in it is there", "[...document.images].every((it) => it.complete)").await;
        let picture = page.shot().await;
        let expected = (self.width * self.scale, self.height * self.scale);
        assert_eq!(size(&picture), expected, "{name} is as large as its window");
        let folder = std::env::var_os("DOCKET_PICTURES").map(PathBuf::from);
        let folder = folder.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs"));
        let file = folder.join(name);
        std::fs::create_dir_all(&folder).expect("there is a folder for the pictures");
        std::fs::write(&file, picture)
            .unwrap_or_else(|error| panic!("{} cannot be written: {error}", file.display()));
    }
}

/// Width and height of a PNG in pixels: they stand behind its signature and the head of its first chunk.
fn size(png: &[u8]) -> (u64, u64) {
    let number = |at: usize| {
        let bytes = png.get(at..at + 4).expect("a PNG has a size");
        bytes.iter().fold(0, |number, byte| number * 256 + u64::from(*byte))
    };
    (number(16), number(20))
}

async fn paints(page: &Page, scheme: &str) {
    let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
    page.inspects("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    let is_on = format!("matchMedia('(prefers-color-scheme: {scheme})').matches");
    page.until(&format!("the page is {scheme}"), &is_on).await;
}

/// What the button beside the clock leads to.
async fn coming(page: &Page) -> String {
    page.until("a moment is offered", "document.querySelector('[data-testid=turn-moment]')").await;
    let label = "return document.querySelector('[data-testid=turn-moment]').textContent";
    let label: Value = page.asks(label, Vec::new()).await;
    label.as_str().expect("the button has a label").to_owned()
}

/// Turns the clock to the moment that comes next; returns which.
async fn goes_on(page: &Page) -> String {
    let label = coming(page).await;
    page.clicks("[data-testid=turn-moment]").await;
    let is_there = format!(
        "!document.querySelector('[data-turning]') && \
         document.querySelector('[data-testid=turn-moment]')?.textContent !== {}",
        json!(label)
    );
    page.until(&format!("the clock is turned to “{label}”"), &is_there).await;
    label
}

/// Turns the clock from moment to moment until the one whose label begins so has come.
async fn lives_until(page: &Page, beginning: &str) {
    for _ in 0..=MOMENTS {
        if goes_on(page).await.starts_with(beginning) {
            return;
        }
    }
    panic!("no moment begins with “{beginning}”");
}

/// Lives until the board of the team's first sync is there: where the Monday of that week has passed, it is already.
async fn lives_until_the_board(page: &Page) {
    for _ in 0..=MOMENTS {
        let next = coming(page).await;
        if next.starts_with(TUESDAY) || next.starts_with("Wednesday") {
            return;
        }
        goes_on(page).await;
    }
    panic!("the week of the sync does not come");
}

/// Turns the clock by one of the buttons of the bar.
async fn turns(page: &Page, button: &str) {
    page.clicks(&format!("[data-testid={button}]")).await;
    page.until("the clock is turned", "!document.querySelector('[data-turning]')").await;
}

/// Takes a seat in a channel.
async fn sits(page: &Page, name: &str, channel: &str) {
    page.sits_as(name).await;
    page.goes_to(channel).await;
}

/// The same on a phone, where members and channels are behind a button.
async fn sits_on_a_phone(page: &Page, name: &str, channel: &str) {
    page.clicks("#drawer").await;
    let is_open = "document.querySelector('#side').getBoundingClientRect().left >= 0";
    page.until("the channels come in", is_open).await;
    sits(page, name, channel).await;
}

/// Says or types something, and waits until `shown` can be read.
async fn says(page: &Page, line: &str, shown: &str) {
    page.clicks("#line").await;
    page.types(line).await;
    page.presses(Key::Escape).await;
    page.presses(Key::Enter).await;
    page.reads(shown).await;
}

/// Replies to the newest message that holds `text`, and waits until `shown` can be read.
async fn replies(page: &Page, text: &str, line: &str, shown: &str) {
    page.opens_menu_of(text).await;
    page.goes_in_menu_to("Reply").await;
    page.presses(Key::Enter).await;
    page.until("the box says whom it answers", "!document.querySelector('#replying').hidden").await;
    page.until("the typing box has the focus", "document.activeElement.id === 'line'").await;
    page.types(line).await;
    page.presses(Key::Enter).await;
    page.reads(shown).await;
}

/// Leaves mouse and focus where they change nothing in the log.
async fn rests(page: &Page) {
    page.clicks("#line").await;
    page.until("the typing box has the focus", "document.activeElement.id === 'line'").await;
}

/// Scrolls to the end of the log.
async fn shows_the_end(page: &Page) {
    rests(page).await;
    page.asks("const log = document.querySelector('#log'); log.scrollTop = log.scrollHeight", Vec::new())
        .await;
}

/// Scrolls to the newest message that holds `text`: it begins at the upper edge (`start`), or is in the middle (`center`).
async fn shows(page: &Page, text: &str, place: &str) {
    rests(page).await;
    let script = format!(
        "const found = [...document.querySelectorAll('#log > li')].findLast((it) => it.innerText.includes({})); \
         found?.scrollIntoView({{ block: '{place}' }}); return Boolean(found)",
        json!(text)
    );
    assert!(page.asks(&script, Vec::new()).await == true, "a message holds “{text}”");
}

#[tokio::test]
#[ignore = "draws the README's pictures anew"]
async fn pictures_of_a_request_and_of_the_handoff() {
    visit_with(Pointer::Mouse, async |page| {
        LAPTOP.opens(page).await;
        paints(page, "light").await;
        lives_until(page, TUESDAY).await;
        turns(page, "turn-hour").await;
        let told = "Acme is on the phone again: since 7.2 the SSO login loops after every logout. Three hundred people \
                    start their day with it.";
        for (who, line) in [
            ("Customer success", told),
            ("Support engineer", "I can reproduce it: log out, log in, and round it goes."),
            ("Sales", "They renew in January, so this one matters."),
        ] {
            sits(page, who, "support").await;
            says(page, line, line).await;
        }
        sits(page, "Support engineer", "support").await;
        page.reads("They renew in January").await;
        shows_the_end(page).await;
        page.opens_menu_of("Acme is on the phone again").await;
        page.goes_in_menu_to("File feedback").await;
        LAPTOP.draws(page, "filing.png").await;

        page.presses(Key::Enter).await;
        page.reads("Filed as REQ-1").await;
        sits(page, "PM User management", "requests").await;
        page.reads("REQ-1 · new").await;
        page.clicks_button("Take it").await;
        page.reads("REQ-1 · assigned").await;
        page.reads("REQ-1 is assigned to you").await;
        shows_the_end(page).await;
        LAPTOP.draws(page, "card.png").await;

        lives_until(page, THE_SYNC).await;
        turns(page, "turn-hour").await;
        sits(page, "PM Platform", "requests").await;
        page.reads("you are on customer requests until").await;
        paints(page, "dark").await;
        shows(page, "you are on customer requests until", "center").await;
        LAPTOP.draws(page, "handoff.png").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "draws the README's pictures anew"]
async fn pictures_on_a_phone() {
    visit(async |page| {
        PHONE.opens(page).await;
        paints(page, "dark").await;
        lives_until(page, TUESDAY).await;
        sits_on_a_phone(page, "Support engineer", "support").await;
        let line =
            "/feedback text:SSO login loops after 7.2 for everybody in our Berlin office customer:Acme";
        says(page, line, "Filed as REQ-1").await;
        sits_on_a_phone(page, "PM User management", "requests").await;
        page.reads("REQ-1 · new").await;
        page.clicks_button("Take it").await;
        page.reads("REQ-1 · assigned").await;
        page.reads("REQ-1 is assigned to you").await;
        shows_the_end(page).await;
        PHONE.draws(page, "phone.png").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "draws the README's pictures anew"]
async fn pictures_of_the_weekly_sync() {
    visit_with(Pointer::Mouse, async |page| {
        LAPTOP.opens(page).await;
        paints(page, "light").await;
        lives_until_the_board(page).await;
        sits(page, "PM lead", "pm-sync").await;
        page.reads("Seven or fourteen days of trial").await;
        shows(page, "Seven or fourteen days of trial", "start").await;
        LAPTOP.draws(page, "sync-board.png").await;

        lives_until(page, THE_SYNC).await;
        begins(page).await;
        speaks_to_the_first_topic(page).await;
        shows(page, "TOPIC-1 · decide", "start").await;
        LAPTOP.draws(page, "sync-live.png").await;

        goes_through_the_rest(page).await;
        publishes_the_minutes(page).await;
        shows(page, "Minutes of PM weekly sync", "start").await;
        LAPTOP.draws(page, "sync-minutes.png").await;
    })
    .await;
}

/// The chair begins the sync and goes into its thread, where the first topic is.
async fn begins(page: &Page) {
    page.clicks_button("Start").await;
    page.reads("PM weekly sync is on").await;
    page.clicks_button("First topic").await;
    page.reads("Now: Seven or fourteen days of trial").await;
    page.clicks("#log a.thread").await;
    let is_open =
        "document.querySelector('[data-testid=channel-title]')?.textContent.startsWith('#PM weekly sync')";
    page.until("the thread of the sync opens", is_open).await;
    page.reads("TOPIC-1 · decide").await;
}

/// A note, a decision and an action come of the first topic, and somebody would like to speak.
async fn speaks_to_the_first_topic(page: &Page) {
    page.sits_as("PM Growth").await;
    page.reads("TOPIC-1 · decide").await;
    let note = "Half of the trials begin on a Friday";
    replies(page, "TOPIC-1 · decide", note, &format!("📝 {note}")).await;
    let decision = "fourteen days, from the first of the month";
    replies(page, "TOPIC-1 · decide", &format!("decision: {decision}"), &format!("✅ {decision}")).await;
    let action = "/action add what:Change the trial page who:@PM Self-service due:in 9 days";
    says(page, action, "Change the trial page").await;
    let made = "/Made of it: ACT-\\d+, DEC-\\d+/.test(document.querySelector('#log').innerText)";
    page.until("the topic names what was made of it", made).await;
    page.sits_as("PM Platform").await;
    page.reads("TOPIC-1 · decide").await;
    page.clicks_button("I'd like to speak").await;
    page.reads("Would like to speak").await;
    page.sits_as("PM lead").await;
    page.reads("Would like to speak").await;
}

/// The chair gives the floor, goes on to the other topics when time is up, and ends the sync.
async fn goes_through_the_rest(page: &Page) {
    page.clicks_button("Next speaker").await;
    page.reads("Has the floor").await;
    for topic in ["What customers say about the new search", "Who answers over the holidays"] {
        turns(page, "turn-minutes").await;
        page.clicks_button("Next").await;
        page.reads(&format!("Now: {topic}")).await;
    }
    page.clicks_button("End").await;
    page.reads("The meeting is over").await;
}

/// The chair publishes the draft, which is a direct message, and looks at the minutes in the channel.
async fn publishes_the_minutes(page: &Page) {
    page.clicks("[data-testid=channel-docket]").await;
    let is_open = "document.querySelector('[data-testid=channel-title]')?.textContent === 'docket'";
    page.until("the direct messages open", is_open).await;
    page.reads("Draft · PM weekly sync").await;
    page.clicks_button("Publish").await;
    page.reads("The minutes are published").await;
    page.goes_to("pm-sync").await;
    page.reads("Minutes of PM weekly sync").await;
}
