//! Buttons, selects and forms that name their guild, for direct messages, which belong to none.

use super::{
    line::Line,
    reply::{Button, Form, Message, Press, Reply, Row, Select},
};

impl Message {
    /// The same message with lines that say which guild they are for.
    pub fn in_guild(mut self, guild_id: i64) -> Self {
        let named = |line: Line| line.in_guild(guild_id);
        let button = |button: Button| match button.press {
            Press::Run(line) => Button { press: Press::Run(named(line)), ..button },
            Press::Open(_) => button,
        };
        self.rows = self
            .rows
            .into_iter()
            .map(|row| match row {
                Row::Buttons(buttons) => Row::Buttons(buttons.into_iter().map(button).collect()),
                Row::Select(select) => Row::Select(Select { line: named(select.line), ..select }),
            })
            .collect();
        self
    }
}

impl Reply {
    /// The same answer with lines that say which guild they are for.
    pub fn in_guild(self, guild_id: i64) -> Self {
        match self {
            Reply::Message { message, visibility } => {
                Reply::Message { message: message.in_guild(guild_id), visibility }
            }
            Reply::Update(message) => Reply::Update(message.in_guild(guild_id)),
            Reply::Form(form) => Reply::Form(Form { line: form.line.in_guild(guild_id), ..form }),
            Reply::Choices(_) => self,
        }
    }
}
