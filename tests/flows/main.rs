//! What docket promises as a whole: from what a person types, over HTTP and WebSocket, to what everyone sees; on both
//! engines, and by both doors. One file per promised behaviour.

#[path = "../support/engines.rs"]
mod engines;
#[path = "../support/world/mod.rs"]
mod world;

mod action;
mod channels;
mod command_line;
mod customers_found;
mod dates;
mod delivery;
mod digest;
mod doors;
mod escalation;
mod escalation_chain;
mod escalation_ladder;
mod escalation_review;
mod examples;
mod feedback;
mod forget;
mod forget_somebody;
mod handed_role;
mod isolation;
mod lookalikes;
mod meeting;
mod meeting_agenda;
mod meeting_live;
mod meeting_minutes;
mod meeting_notes;
mod meeting_reminders;
mod meeting_season;
mod mention;
mod messages;
mod names;
mod news;
mod odd_texts;
mod people_named;
mod permissions;
mod refusals;
mod registration;
mod release;
mod remind;
mod remind_changed;
mod removed;
mod requests;
mod rotation;
mod rotation_agreed;
mod rotation_changes;
mod rotation_duty;
mod sandbox_command;
mod settings;
mod slow;
mod storage;
mod tour;
mod transfer;
mod triage;
mod twice;
mod undelivered;
mod workspace;
