//! What people read of a reply, and what they can press in it.

use docket::contract::{Button, Form, Line, Message, Press, Reply, Row, Select, SelectFrom, leaf};

/// The message in a reply.
#[track_caller]
pub fn message(reply: &Reply) -> &Message {
    match reply {
        Reply::Message { message, .. } | Reply::Update(message) => message,
        other => panic!("a message, not {other:?}"),
    }
}

/// The form that opened.
#[track_caller]
pub fn form(reply: &Reply) -> &Form {
    let Reply::Form(form) = reply else { panic!("a form, not {}", all_text(reply)) };
    form
}

/// Everything a person reads of a reply.
pub fn all_text(reply: &Reply) -> String {
    match reply {
        Reply::Message { message, .. } | Reply::Update(message) => text_of(message),
        Reply::Form(form) => {
            form.inputs.iter().map(|input| format!("{}: {}\n", input.label, input.value)).collect()
        }
        Reply::Choices(choices) => {
            choices.iter().map(|choice| choice.label.as_str()).collect::<Vec<_>>().join("\n")
        }
    }
}

/// Everything a person reads of a message.
pub fn text_of(message: &Message) -> String {
    let mut parts = vec![message.text.clone()];
    for card in &message.cards {
        parts.extend([card.title.clone(), card.text.clone(), card.footer.clone()]);
        parts.extend(card.fields.iter().map(|field| format!("{}: {}", field.name, field.value)));
    }
    for row in &message.rows {
        match row {
            Row::Buttons(buttons) => parts.extend(buttons.iter().map(|button| format!("[{}]", button.label))),
            Row::Select(select) => {
                if let SelectFrom::Texts(options) = &select.from {
                    parts.extend(options.iter().map(|option| format!("({})", option.label)));
                }
            }
        }
    }
    parts.join("\n")
}

/// The buttons of a message.
pub fn buttons(message: &Message) -> impl Iterator<Item = &Button> {
    message.rows.iter().flat_map(|row| match row {
        Row::Buttons(buttons) => buttons.as_slice(),
        Row::Select(_) => &[],
    })
}

/// The line of the button `label`.
#[track_caller]
pub fn button(message: &Message, label: &str) -> Line {
    let pressed = buttons(message).find(|button| button.label == label);
    match pressed.map(|button| &button.press) {
        Some(Press::Run(line)) => line.clone(),
        _ => panic!("no button {label:?} under {}", text_of(message)),
    }
}

/// The select in a reply.
#[track_caller]
pub fn select(reply: &Reply) -> &Select {
    let select = message(reply).rows.iter().find_map(|row| match row {
        Row::Select(select) => Some(select),
        Row::Buttons(_) => None,
    });
    select.unwrap_or_else(|| panic!("no select in {}", all_text(reply)))
}

/// Every line in a reply.
pub fn lines(reply: &Reply) -> Vec<&Line> {
    let message = match reply {
        Reply::Message { message, .. } | Reply::Update(message) => message,
        Reply::Form(form) => return vec![&form.line],
        Reply::Choices(_) => return Vec::new(),
    };
    let pressed = buttons(message).filter_map(|button| match &button.press {
        Press::Run(line) => Some(line),
        Press::Open(_) => None,
    });
    let chosen = message.rows.iter().filter_map(|row| match row {
        Row::Select(select) => Some(&select.line),
        Row::Buttons(_) => None,
    });
    pressed.chain(chosen).collect()
}

/// Fails when a line carries a version to a command whose manifest does not say that it takes one: nothing would look at
/// it.
#[track_caller]
pub fn versions_are_declared(reply: &Reply) {
    for line in lines(reply).into_iter().filter(|line| line.row_version().is_some()) {
        let is_declared = leaf(line.path()).is_some_and(|leaf| leaf.is_versioned);
        assert!(is_declared, "`{line}` carries a version, and the manifest does not say `versioned`");
    }
}

/// Fails unless the reply says `wanted`.
#[track_caller]
pub fn says(reply: &Reply, wanted: &str) {
    let text = all_text(reply);
    assert!(text.contains(wanted), "{wanted:?} is not in:\n{text}");
}

/// Fails if the reply says `unwanted`.
#[track_caller]
pub fn says_nothing_of(reply: &Reply, unwanted: &str) {
    let text = all_text(reply);
    assert!(!text.contains(unwanted), "{unwanted:?} is in:\n{text}");
}
