//! What docket says: plain data, the same through every door, stored as JSON in the outbox.
//!
//! Texts may be longer than Discord allows; the door that renders them trims or splits with a notice.

use super::{line::Line, spec::Visibility};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The answer to an invocation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// A message; `visibility: None` means as the manifest says.
    Message { message: Message, visibility: Option<Visibility> },
    /// The message that carries the pressed button or select changes in place. After a slash command it
    /// is a message like any other.
    Update(Message),
    /// A form opens. Only as the first answer, and never to a form.
    Form(Form),
    /// What completes the option that the person is typing.
    Choices(Vec<Choice>),
}

impl Reply {
    /// A message seen as the manifest says.
    pub fn new(message: impl Into<Message>) -> Self {
        Reply::Message { message: message.into(), visibility: None }
    }

    /// A message that only the person who acted sees.
    pub fn private(message: impl Into<Message>) -> Self {
        Reply::Message { message: message.into(), visibility: Some(Visibility::Private) }
    }

    /// A message that everyone in the channel sees.
    pub fn public(message: impl Into<Message>) -> Self {
        Reply::Message { message: message.into(), visibility: Some(Visibility::Public) }
    }
}

impl Reply {
    /// The same with all its lines about this guild, for an answer in a direct message.
    pub fn in_guild(self, guild_id: i64) -> Self {
        match self {
            Reply::Message { message, visibility } => {
                Reply::Message { message: message.in_guild(guild_id), visibility }
            }
            Reply::Update(message) => Reply::Update(message.in_guild(guild_id)),
            Reply::Form(form) => Reply::Form(Form { line: form.line.in_guild(guild_id), ..form }),
            Reply::Choices(choices) => Reply::Choices(choices),
        }
    }
}

/// One message. Nobody is pinged but those named in `pings` and `role_pings`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Message {
    /// Discord markdown, written by docket; text from people in it is escaped already.
    pub text: String,
    pub cards: Vec<Card>,
    pub rows: Vec<Row>,
    /// Users whose mention in the text pings them.
    pub pings: Vec<i64>,
    /// Roles whose mention in the text pings whoever has them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub role_pings: Vec<i64>,
    /// Delivered without sound.
    pub is_silent: bool,
    /// Opens a thread of this name on it, unless it has one. Only a card has a thread, because what is said in it names the
    /// card; where docket may not open one it is said in the channel itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
    /// Stored files to attach, by their id in the request room.
    pub files: Vec<File>,
    /// How many of the pages that a long message takes have been said already, when an answer was cut off: the door
    /// goes on after them. Rooms leave it at 0.
    #[serde(skip_serializing_if = "is_none_said")]
    pub pages_said: usize,
}

// By reference, because serde asks so.
fn is_none_said(pages: &usize) -> bool {
    *pages == 0
}

impl Message {
    /// A message of one text.
    pub fn text(text: impl Into<String>) -> Self {
        Message { text: text.into(), ..Message::default() }
    }

    /// Adds a card.
    pub fn card(mut self, card: Card) -> Self {
        self.cards.push(card);
        self
    }

    /// Adds a row of buttons; none when the list is empty.
    pub fn buttons(mut self, buttons: impl IntoIterator<Item = Button>) -> Self {
        let buttons: Vec<_> = buttons.into_iter().collect();
        if !buttons.is_empty() {
            self.rows.push(Row::Buttons(buttons));
        }
        self
    }

    /// Adds a row with one select.
    pub fn select(mut self, select: Select) -> Self {
        self.rows.push(Row::Select(select));
        self
    }

    /// Lets the mention of `user_id` in the text ping that person.
    pub fn ping(mut self, user_id: i64) -> Self {
        self.pings.push(user_id);
        self
    }

    /// Adds a sentence to the text, where there is one to add.
    pub fn noting(mut self, sentence: Option<&str>) -> Self {
        if let Some(sentence) = sentence {
            self.text.push(' ');
            self.text.push_str(sentence);
        }
        self
    }

    /// Opens a thread of this name on it.
    pub fn opening(mut self, thread: impl Into<String>) -> Self {
        self.thread = Some(thread.into());
        self
    }

    /// Delivered without sound.
    pub fn silent(mut self) -> Self {
        self.is_silent = true;
        self
    }

    /// The same with the lines of all buttons and selects about this guild, so that they work in a direct message.
    pub fn in_guild(mut self, guild_id: i64) -> Self {
        let lines = self.rows.iter_mut().flat_map(|row| match row {
            Row::Buttons(buttons) => buttons.iter_mut().filter_map(Button::line_mut).collect(),
            Row::Select(select) => vec![&mut select.line],
        });
        lines.for_each(|line| *line = line.clone().in_guild(guild_id));
        self
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Message::text(text)
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Message::text(text)
    }
}

/// A block with a title and fields; Discord calls it an embed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Card {
    pub title: String,
    pub url: Option<String>,
    pub text: String,
    pub fields: Vec<Field>,
    pub footer: String,
    pub tone: Tone,
    pub at: Option<DateTime<Utc>>,
}

impl Card {
    /// A card with a title.
    pub fn new(title: impl Into<String>) -> Self {
        Card { title: title.into(), ..Card::default() }
    }

    /// Sets the text under the title.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// Adds a short field beside the others.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.push(Field { name: name.into(), value: value.into(), is_inline: true });
        self
    }

    /// Adds a field of its own line.
    pub fn wide_field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.push(Field { name: name.into(), value: value.into(), is_inline: false });
        self
    }
}

/// A name and a value on a card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    pub name: String,
    pub value: String,
    pub is_inline: bool,
}

/// What the colour of a card means; the door picks the colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    #[default]
    Plain,
    /// Somebody has to act.
    Waiting,
    /// It is done.
    Done,
    /// Something is wrong or late.
    Alarm,
}

/// A row under a message: up to five buttons, or one select.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Row {
    Buttons(Vec<Button>),
    Select(Select),
}

/// A button.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Button {
    pub label: String,
    pub style: ButtonStyle,
    pub press: Press,
}

/// What a button does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Press {
    Run(Line),
    Open(String),
}

/// How a button looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ButtonStyle {
    /// The one thing that most people want to do next.
    Primary,
    Secondary,
    Success,
    Danger,
}

impl Button {
    /// A button that runs `line`.
    pub fn run(label: impl Into<String>, line: Line) -> Self {
        Button { label: label.into(), style: ButtonStyle::Secondary, press: Press::Run(line) }
    }

    /// A button that opens a web address.
    pub fn open(label: impl Into<String>, url: impl Into<String>) -> Self {
        Button { label: label.into(), style: ButtonStyle::Secondary, press: Press::Open(url.into()) }
    }

    /// The same, numbered where one of `others` has its name already: whoever hears names only tells all of them apart.
    pub fn apart_from(self, others: &[Button]) -> Self {
        let is_free = |label: &String| others.iter().all(|other| other.label != *label);
        let numbered = (2..).map(|number: usize| format!("{} ({number})", self.label));
        let label = std::iter::once(self.label.clone()).chain(numbered).find(is_free);
        Button { label: label.unwrap_or_default(), ..self }
    }

    fn line_mut(&mut self) -> Option<&mut Line> {
        match &mut self.press {
            Press::Run(line) => Some(line),
            Press::Open(_) => None,
        }
    }

    /// Marks it as the likeliest next step.
    pub fn primary(mut self) -> Self {
        self.style = ButtonStyle::Primary;
        self
    }

    /// Marks it as one that loses something.
    pub fn danger(mut self) -> Self {
        self.style = ButtonStyle::Danger;
        self
    }
}

/// A select; what is chosen fills the hole in its line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Select {
    pub line: Line,
    pub placeholder: String,
    pub from: SelectFrom,
}

/// What a select offers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SelectFrom {
    /// One to 25 texts.
    Texts(Vec<SelectOption>),
    Members,
    Roles,
    Channels,
}

/// One line of a select.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelectOption {
    pub value: String,
    pub label: String,
    pub description: String,
    pub is_chosen: bool,
}

/// A form: a command line of which the inputs are still to be typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Form {
    pub title: String,
    pub line: Line,
    pub inputs: Vec<Input>,
}

/// One input of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// The option that it fills.
    pub name: String,
    pub label: String,
    pub placeholder: String,
    pub value: String,
    pub is_required: bool,
    pub is_long: bool,
    pub max_length: u16,
}

/// One completion of an option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What people read; at most 100 characters, trimmed by the door.
    pub label: String,
    /// What is filled in; at most 100 characters.
    pub value: String,
}

/// A file to be attached: one that docket keeps, or one that is written for the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    pub name: String,
    /// Row of the stored copy, read by the door when the message is sent.
    pub file_id: i64,
    /// Bytes of the copy, so that a message is not made too heavy; 0 when that is not known.
    #[serde(default)]
    pub length: i64,
    /// What it says, where it is written for this message alone; then nothing of it is stored, and `file_id` means nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}
