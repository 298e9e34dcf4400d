//! Discord's limits on the parts of a message, in UTF-16 units unless they count things.
//!
//! Source: Discord's API documentation, API v10, pages "Message", "Message components",
//! "Application commands" and "Receiving and responding", as of August 2026.

/// Characters in the content of a message.
pub const CONTENT: usize = 2000;
/// Embeds on one message.
pub const EMBEDS: usize = 10;
/// Characters in the title of an embed.
pub const EMBED_TITLE: usize = 256;
/// Characters in the description of an embed.
pub const EMBED_DESCRIPTION: usize = 4096;
/// Fields on one embed.
pub const EMBED_FIELDS: usize = 25;
/// Characters in the name of a field.
pub const FIELD_NAME: usize = 256;
/// Characters in the value of a field.
pub const FIELD_VALUE: usize = 1024;
/// Characters in the footer of an embed.
pub const EMBED_FOOTER: usize = 2048;
/// Characters in the author's name on an embed.
pub const EMBED_AUTHOR: usize = 256;
/// Characters over the titles, descriptions, fields, footers and authors of all embeds of a message.
pub const EMBED_TOTAL: usize = 6000;

/// Rows of components on one message.
pub const ROWS: usize = 5;
/// Buttons in one row.
pub const BUTTONS_PER_ROW: usize = 5;
/// Characters on a button.
pub const BUTTON_LABEL: usize = 80;
/// Characters in the address behind a link button.
pub const BUTTON_URL: usize = 512;
/// Characters in the identifier of a component or form.
pub const CUSTOM_ID: usize = 100;
/// Options in one select menu.
pub const SELECT_OPTIONS: usize = 25;
/// Characters in the label, the value and the description of a select's option, each.
pub const SELECT_OPTION: usize = 100;
/// Characters in the placeholder of a select menu.
pub const SELECT_PLACEHOLDER: usize = 150;

/// Characters in the title of a form.
pub const FORM_TITLE: usize = 45;
/// Inputs in one form.
pub const FORM_INPUTS: usize = 5;
/// Characters in the label of an input.
pub const INPUT_LABEL: usize = 45;
/// Characters that a person can type into one input, or that it can be filled in with.
pub const INPUT_VALUE: usize = 4000;
/// Characters in the placeholder of an input.
pub const INPUT_PLACEHOLDER: usize = 100;

/// Characters in the name of a slash command or of one of its options.
pub const COMMAND_NAME: usize = 32;
/// Characters in the description of a slash command or of one of its options.
pub const COMMAND_DESCRIPTION: usize = 100;
/// Characters in the names, descriptions and values of one whole slash command.
pub const COMMAND_TOTAL: usize = 8000;
/// Options on one level of a slash command.
pub const COMMAND_OPTIONS: usize = 25;
/// Choices of one option, and suggestions in one answer to an autocomplete.
pub const CHOICES: usize = 25;
/// Characters in the name of a choice.
pub const CHOICE_NAME: usize = 100;
/// Characters in the value of a choice.
pub const CHOICE_VALUE: usize = 100;
/// The largest `max_length` that a text option may have.
pub const OPTION_TEXT: usize = 6000;

/// Characters in the name of a thread.
pub const THREAD_NAME: usize = 100;
/// Characters in the `nonce` that makes sending a message idempotent.
pub const NONCE: usize = 25;
/// People, and roles, that one message may name in its `allowed_mentions`.
pub const ALLOWED_MENTIONS: usize = 100;
