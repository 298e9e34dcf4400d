//! What waits for somebody, and what they answer for.

use super::{card, name};
use crate::{
    contract::{Button, Guild, Line, Section, Sight},
    escalation::{Escalation, Topic, store::Listed},
};

/// Lines of the section.
const MOST: usize = 8;

/// Public questions that are the person's to answer.
pub fn day_section(guild: &Guild, listed: &Listed) -> Option<Section> {
    let sight = guild.sight_anywhere();
    let lines = listed.found.iter().take(MOST).map(|row| line(row, sight));
    let section = Section::of("Public questions", lines.collect(), listed.total)?;
    Some(
        section.leading_to(Button::run("Your escalations", Line::new("escalation list").with("mine", "yes"))),
    )
}

/// Answers that wait for the person's review.
pub fn review_section(guild: &Guild, rows: Vec<Escalation>) -> Option<Section> {
    few(guild, "Answers for you to review", &rows)
}

/// Answers that the person can post.
pub fn post_section(guild: &Guild, rows: Vec<Escalation>) -> Option<Section> {
    few(guild, "Answers for you to post", &rows)
}

fn few(guild: &Guild, title: &str, rows: &[Escalation]) -> Option<Section> {
    let sight = guild.sight_anywhere();
    Section::new(title, rows.iter().map(|row| line(row, sight)).collect(), MOST)
}

/// One of them, with the button that opens it.
fn line(row: &Escalation, sight: Sight<'_>) -> (String, Button) {
    let show = Line::new("escalation show").with("escalation", row.id);
    let text = card::list_line(row, sight, row.facts.topic_id.is_none());
    (text, Button::run(super::code(row.id), show))
}

/// A topic for which nobody else answers.
pub fn answers_for(topic: &Topic) -> String {
    format!("answers alone for the sensitive topic **{}** (`/escalation topic`)", name(&topic.name))
}

/// What of theirs is open.
pub fn has_open(listed: &Listed) -> String {
    format!("has {} public questions to answer (`/escalation list`)", listed.total)
}
