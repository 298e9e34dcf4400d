//! Sentences of `/settings forget`.

use super::{bold, customer::Reader};
use crate::{
    contract::{Button, Line, Message, NOBODY},
    error::Refusal,
    workspace::{Area, Customer},
};

/// What stays in any case.
const STAYS: &str = "What was counted stays counted, and that it was forgotten is on record. Messages that docket posted \
                     besides its cards stay in Discord; delete them there. **This cannot be undone.**";

fn erase() -> Line {
    Line::new("settings erase")
}

fn asks(text: &str, line: Line) -> Message {
    Message::text(format!("{text} {STAYS}")).buttons([Button::run("Forget for good", line).danger()])
}

/// What goes with a member.
pub fn forget_member(user_id: i64) -> Message {
    let text = format!(
        "docket would forget <@{user_id}>: the texts, files, links and messages of what they filed or was filed from what \
         they said, their notes and questions, their reminders and choices, and their name everywhere else. Requests that \
         they have taken wait for somebody else. Their name in a text that somebody else wrote goes where it is a mention."
    );
    asks(&text, erase().with("member", user_id))
}

/// What goes with a customer.
pub fn forget_customer(customer: &Customer, reader: Reader<'_>) -> Message {
    let text = format!(
        "docket would forget {}: all its names and what is known of it, the texts, files, links, messages and notes of its \
         requests, and its name in every other text.",
        reader.bold(customer.named())
    );
    asks(&text, erase().with("customer", format!("#{}", customer.id)))
}

/// It has begun.
pub fn forgetting_member(user_id: i64) -> String {
    format!("docket is forgetting <@{user_id}>. {WHEN}")
}

/// It has begun.
pub fn forgetting_customer(customer: &Customer, reader: Reader<'_>) -> String {
    format!("docket is forgetting {}. {WHEN}", reader.bold(customer.named()))
}

const WHEN: &str = "Admins are told when it is done, which takes some minutes where much was filed.";

/// It is done.
pub fn forgotten(is_member: bool, rows: u64, by: i64) -> String {
    let who = if is_member { "A member" } else { "A customer" };
    let asked = if by == NOBODY { String::new() } else { format!(", as <@{by}> asked") };
    format!("{who} was forgotten{asked}: {rows} rows were changed or removed.")
}

/// What a command that is delivered again is answered, whose answer may not be told any more.
pub fn answer_forgotten() -> Message {
    Message::text("This was done before. What the answer said was forgotten since.")
}

/// What a forgotten customer is called.
pub fn forgotten_name(id: i64) -> String {
    format!("Forgotten customer {id}")
}

/// Nobody, or too many, were named.
pub fn forget_whom() -> Refusal {
    Refusal::new("Name one of the two, a member or a customer. Nothing was forgotten.")
}

/// That somebody owns an area, and what to do about it.
pub fn owns_area(area: &Area) -> String {
    format!("owns the area {}; give it to somebody else with `/area edit`", bold(&area.name))
}

/// A member cannot go while they answer for something.
pub fn still_has_duties(user_id: i64, duties: &[String]) -> Refusal {
    let list: String = duties.iter().map(|duty| format!("\n- {duty}")).collect();
    Refusal::new(format!("Nothing was forgotten, because <@{user_id}> still answers for something:{list}"))
}
