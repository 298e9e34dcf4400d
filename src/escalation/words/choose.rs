//! Questions back: whose it is, to whom, until when, why.

use super::{View, card::area_select, code, line, name, press};
use crate::{
    base::text::escape_markdown,
    contract::{Button, Context, Level, Line, Message, Reply, Select, SelectFrom, SelectOption, Sight},
};

/// **Not mine**.
pub fn whose(view: &View, sight: Sight<'_>) -> Message {
    let id = code(view.row.id);
    match &view.topic {
        Some(topic) => Message::text(format!(
            "**{id}** is of the sensitive topic **{}**. Its responders are asked one after the other; is it about something else?",
            name(&sight.text(&topic.name))
        ))
        .buttons([Button::run(
            "It is not sensitive",
            line(view.row.id, "classify").with("topic", "none").version(view.row.version),
        )]),
        None => Message::text(format!("Whose is **{id}**?")).select(area_select(view, sight)),
    }
}

/// **Hand to…**.
pub fn to_whom(view: &View) -> Message {
    Message::text(format!("Who gets **{}**? They are asked at once.", code(view.row.id))).select(Select {
        line: line(view.row.id, "hand-to").hole("to").version(view.row.version),
        placeholder: "Hand to…".to_owned(),
        from: SelectFrom::Members,
    })
}

/// **Snooze**.
pub fn until_when(view: &View) -> Message {
    let option = |value: &str, label: &str| SelectOption {
        value: value.to_owned(),
        label: label.to_owned(),
        description: String::new(),
        is_chosen: false,
    };
    Message::text(format!(
        "Until when shall **{}** rest? Its clocks stand still meanwhile.",
        code(view.row.id)
    ))
    .select(Select {
        line: line(view.row.id, "snooze-until").hole("until").version(view.row.version),
        placeholder: "Snooze until…".to_owned(),
        from: SelectFrom::Texts(vec![
            option("in 1h", "In an hour"),
            option("in 4h", "In four hours"),
            option("tomorrow", "Tomorrow morning"),
            option("in 3d", "In three days"),
            option("next monday", "Next Monday"),
        ]),
    })
}

/// **No answer needed**.
pub fn why_close(view: &View) -> Message {
    let option = |value: &str, label: &str| SelectOption {
        value: value.to_owned(),
        label: label.to_owned(),
        description: String::new(),
        is_chosen: false,
    };
    Message::text(format!("How does **{}** end?", code(view.row.id))).select(Select {
        line: line(view.row.id, "close").hole("reason").version(view.row.version),
        placeholder: "Because…".to_owned(),
        from: SelectFrom::Texts(vec![
            option("praise", "Praise or a remark: nothing is asked"),
            option("spam", "Spam or bad faith"),
            option("not_ours", "It is not about us"),
            option("redirected", "Redirected to support or the forum"),
            option("liked", "Liked"),
            option("reposted", "Reposted"),
            option("answered", "Somebody has answered it already"),
            option("other", "Something else"),
        ]),
    })
}

/// It is in another area now; words of it are offered as rules, so that the next one comes there by itself.
pub fn moved(cx: &Context, view: &View, offered: &[String]) -> Reply {
    let id = code(view.row.id);
    let Some(area) = &view.area else {
        let said = format!("**{id}** goes to the rotation on duty.");
        return super::reply(cx, view, said);
    };
    let may_change = cx.level >= Level::Lead
        || [Some(area.owner_user_id), area.backup_user_id].contains(&Some(cx.caller.user_id));
    let said = format!("**{id}** is with **{}** now.", name(&area.name));
    let undo = press(&view.row, "Undo", "undo");
    if offered.is_empty() || cx.level < Level::Pm {
        return cx.in_place(Message::text(said).buttons([undo]));
    }
    let words: Vec<String> = offered.iter().map(|word| format!("“{}”", escape_markdown(word))).collect();
    if !may_change {
        let text = format!(
            "{said}\nNo area knows {}: its owner <@{}> or a lead can add what leads there with `/area keywords`.",
            words.join(", "),
            area.owner_user_id
        );
        return cx.in_place(Message::text(text).buttons([undo]));
    }
    let text = format!("{said}\nShall a word lead there next time by itself?");
    let rules = offered.iter().map(|word| {
        let line = Line::new("area keywords").with("area", format!("#{}", area.id)).with("add", word);
        Button::run(format!("“{word}” → {}", area.name), line)
    });
    cx.in_place(Message::text(text).buttons(rules.chain([undo])))
}
