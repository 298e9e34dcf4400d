//! The chat page in a headless Chromium, worked with as a person does: keys and clicks.

use crate::program::Program;
use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource, KeyAction, KeyActions, MouseActions, PointerAction},
    elements::Element,
    error::CmdError,
    key::Key,
};
use futures::FutureExt;
use serde_json::{Value, json};
use std::{panic::AssertUnwindSafe, process::Command, time::Duration};

/// How long the browser waits for something to be seen.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Says that there is a mouse, which a browser without a screen denies: its main pointer hovers, and points at pixels.
const WITH_MOUSE: &str = "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,\
                          availablePointerTypes=4";

/// What the visitor points with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// Something that is over nothing before it presses, such as a finger.
    Touch,
    Mouse,
}

/// A visitor of `docket sandbox`.
pub struct Page {
    browser: Client,
    driver: String,
}

/// Starts `docket sandbox` and a browser, opens the page, and ends everything whatever becomes of `visit`.
pub async fn visit(visit: impl AsyncFnOnce(&Page)) {
    visit_with(Pointer::Touch, visit).await;
}

/// The same with another pointer.
pub async fn visit_with(pointer: Pointer, visit: impl AsyncFnOnce(&Page)) {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let (_sandbox, address) = sandbox(&folder.path().join("sandbox.db").display().to_string());
    let (_driver, driver) = chromedriver();
    let browser = chromium(&driver, pointer).await;
    let page = Page { browser: browser.clone(), driver };
    let visit = async {
        page.opens(&address).await;
        visit(&page).await;
    };
    let outcome = AssertUnwindSafe(visit).catch_unwind().await;
    // Also after a failure, so that no browser is left behind.
    browser.close().await.expect("the browser closes");
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

fn sandbox(file: &str) -> (Program, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_docket"));
    command.args(["sandbox", "--listen", "127.0.0.1:0", "--database", &format!("sqlite://{file}")]);
    command.args(["--log", "warn"]);
    Program::start(command, |line| Some(line.strip_prefix("docket's sandbox is at ")?.to_owned()))
}

fn chromedriver() -> (Program, String) {
    let name = std::env::var("DOCKET_TEST_CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
    let mut command = Command::new(name);
    command.arg("--port=0");
    Program::start(command, |line| {
        let port = line.strip_prefix("ChromeDriver was started successfully on port ")?;
        Some(format!("http://127.0.0.1:{}", port.trim_end_matches('.')))
    })
}

async fn chromium(driver: &str, pointer: Pointer) -> Client {
    // Nothing of the machine's own profile; the sandbox of the browser itself cannot start for root.
    // Nor does it look for its maker's hosts, which a closed network would answer with refusals.
    let mut arguments = vec![
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1200,900",
    ];
    if pointer == Pointer::Mouse {
        arguments.push(WITH_MOUSE);
    }
    let mut options = json!({ "args": arguments });
    if let Ok(binary) = std::env::var("DOCKET_TEST_CHROMIUM") {
        options["binary"] = json!(binary);
    }
    let Value::Object(capabilities) = json!({
        "goog:chromeOptions": options,
        "timeouts": { "script": TIMEOUT.as_millis() as u64 },
    }) else {
        unreachable!("an object is written just above")
    };
    let connector = hyper_util::client::legacy::connect::HttpConnector::new();
    let connecting = ClientBuilder::new(connector).capabilities(capabilities).connect(driver).await;
    connecting.unwrap_or_else(|error| panic!("Chromium does not start under chromedriver: {error}"))
}

impl Page {
    async fn opens(&self, address: &str) {
        self.browser.goto(address).await.expect("the page is there");
        self.is_loaded().await;
    }

    async fn is_loaded(&self) {
        self.until("the channels are listed", "document.querySelector('[data-testid=channel-support]')")
            .await;
    }

    /// Loads the page again, for what it looks at only once, such as the zone and the width of the window.
    pub async fn reloads(&self) {
        self.browser.refresh().await.expect("the page loads again");
        self.is_loaded().await;
    }

    /// What the window shows, as PNG.
    pub async fn shot(&self) -> Vec<u8> {
        self.browser.screenshot().await.expect("the browser draws the page")
    }

    /// Waits until a JavaScript expression is true of the page.
    pub async fn until(&self, what: &str, expression: &str) {
        let script = format!(
            "const done = arguments[arguments.length - 1]; \
             const look = () => (({expression}) ? done(true) : setTimeout(look, 20)); look();"
        );
        if let Err(error) = self.browser.execute_async(&script, Vec::new()).await {
            let seen = self.text_of("main").await;
            panic!("in vain: {what} ({error})\n{seen}");
        }
    }

    /// What a script returns, given `arguments`.
    pub async fn asks(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.browser.execute(script, arguments).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Whether a JavaScript expression is true of the page now.
    pub async fn holds(&self, expression: &str) -> bool {
        self.asks(&format!("return Boolean({expression})"), Vec::new()).await == true
    }

    pub async fn text_of(&self, css: &str) -> String {
        self.finds(css).await.text().await.expect("the element is there")
    }

    pub async fn finds(&self, css: &str) -> Element {
        self.locates(Locator::Css(css)).await
    }

    pub async fn clicks(&self, css: &str) {
        self.clicks_on(Locator::Css(css)).await;
    }

    async fn locates(&self, place: Locator<'_>) -> Element {
        let found = self.browser.wait().at_most(TIMEOUT).for_element(place).await;
        found.unwrap_or_else(|error| panic!("{place:?} is not there: {error}"))
    }

    /// Clicks what is found there, as a person does who does not notice that it was drawn anew between look and click.
    async fn clicks_on(&self, place: Locator<'_>) {
        for _ in 0..5 {
            match self.locates(place).await.click().await {
                Err(error) if error.is_stale_element_reference() => {}
                clicked => {
                    return clicked.unwrap_or_else(|error| panic!("{place:?} cannot be clicked: {error}"));
                }
            }
        }
        panic!("{place:?} is drawn anew all the time");
    }

    /// Types with the keyboard, wherever the focus is.
    pub async fn types(&self, text: &str) {
        let typed: Result<(), CmdError> =
            async { self.browser.active_element().await?.send_keys(text).await }.await;
        typed.unwrap_or_else(|error| panic!("“{text}” cannot be typed: {error}"));
    }

    /// Presses a key and lets it go. Not typed into an element: some take that for something else, such as a file.
    pub async fn presses(&self, key: Key) {
        let value = char::from(key);
        let stroke = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        self.browser.perform_actions(stroke).await.expect("the key can be pressed");
    }

    /// Moves the mouse over the middle of the element that a JavaScript expression gives, which must be on the screen.
    pub async fn points_at(&self, element: &str) {
        let script = format!(
            "const box = ({element}).getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2];"
        );
        let middle = self.asks(&script, Vec::new()).await;
        let [x, y] = [0_usize, 1].map(|at| middle[at].as_f64().expect("a number"));
        let moving =
            MouseActions::new("mouse".to_owned()).then(PointerAction::MoveTo { duration: None, x, y });
        self.browser.perform_actions(moving).await.expect("the mouse can be moved");
    }

    /// Takes the seat of another member.
    pub async fn sits_as(&self, name: &str) {
        let option = format!("//select[@id='user']/option[starts-with(., '{name}')]");
        let option = self.browser.find(Locator::XPath(&option)).await.expect("a member of that name");
        option.click().await.expect("the member can be chosen");
        self.until(
            "the seat is taken",
            "document.querySelector('#log').dataset.seat.endsWith(document.body.dataset.user)",
        )
        .await;
    }

    /// Goes to a channel by the list.
    pub async fn goes_to(&self, channel: &str) {
        self.clicks(&format!("[data-testid='channel-{channel}']")).await;
        let title =
            format!("document.querySelector('[data-testid=channel-title]')?.textContent === '#{channel}'");
        self.until("the channel opens", &title).await;
        self.clicks("#line").await;
    }

    /// Waits until the log shows a text.
    pub async fn reads(&self, text: &str) {
        let text = json!(text);
        self.until(
            &format!("the log shows {text}"),
            &format!("document.querySelector('#log').innerText.includes({text})"),
        )
        .await;
    }

    /// Opens the menu of the newest message that says this.
    pub async fn opens_menu_of(&self, text: &str) {
        let menu = format!("(//*[@id='log']/li[contains(., \"{text}\")]//button[@data-menu])[last()]");
        let button = self.locates(Locator::XPath(&menu)).await;
        // What is to be clicked comes up where the pointer is, and where the focus is.
        let focus = "arguments[0].focus({ preventScroll: false })";
        let element = serde_json::to_value(&button).expect("an element");
        self.asks(focus, vec![element]).await;
        self.clicks_on(Locator::XPath(&menu)).await;
    }

    /// Goes down the open menu to its entry of that label.
    pub async fn goes_in_menu_to(&self, label: &str) {
        self.until("the menu has the focus", "document.activeElement.role === 'menuitem'").await;
        let entry = format!(
            "return [...document.querySelectorAll('#menu [role=menuitem]')].findIndex((it) => it.innerText === {})",
            json!(label)
        );
        let steps = self.asks(&entry, Vec::new()).await.as_i64().expect("a number");
        assert!(steps >= 0, "the menu offers “{label}”");
        for _ in 0..steps {
            self.presses(Key::Down).await;
        }
    }

    /// Clicks the newest button of that label.
    pub async fn clicks_button(&self, label: &str) {
        let newest = format!("(//*[@id='log']//button[normalize-space()=\"{label}\"])[last()]");
        self.clicks_on(Locator::XPath(&newest)).await;
    }

    /// Sends a command of the browser's own inspection protocol.
    pub async fn inspects(&self, command: &str, parameters: Value) -> Value {
        let session =
            self.browser.session_id().await.expect("the browser answers").expect("there is a session");
        let url = format!("{}/session/{session}/goog/cdp/execute", self.driver);
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let sent = client.post(url).json(&json!({ "cmd": command, "params": parameters })).send();
        let mut answer: Value = sent.await.expect("the driver answers").json().await.expect("in JSON");
        let value = answer["value"].take();
        assert!(value["error"].is_null(), "{command}: {value}");
        value
    }
}
