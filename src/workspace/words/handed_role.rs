//! Why docket does not hand out a role.

use super::bold;
use crate::{contract::FetchError, error::Refusal, workspace::rules::NotHandedOut};

/// The reason in a sentence.
pub fn not_handed_out(why: &NotHandedOut, role_id: i64) -> String {
    match why {
        NotHandedOut::Everyone => "everybody has it already.".to_owned(),
        NotHandedOut::DecidesLevel => {
            format!("<@&{role_id}> decides what people may do in docket (`/settings role`).")
        }
        NotHandedOut::Gone => "the role is gone.".to_owned(),
        NotHandedOut::ManagesServer => {
            format!("whoever has <@&{role_id}> may manage the server, and so is an admin of docket.")
        }
        NotHandedOut::Managed(name) => {
            format!("the role {} belongs to an integration and cannot be given to members.", bold(name))
        }
        NotHandedOut::DocketMayNot => "docket lacks the permission Manage Roles in this server.".to_owned(),
        NotHandedOut::AboveDocket(name) => format!(
            "the role {} is not below docket's own role. Move docket's role above it in the server settings, under Roles.",
            bold(name)
        ),
        NotHandedOut::CallerMayNot => {
            "it takes the permission Manage Roles in this server, which you do not have.".to_owned()
        }
        NotHandedOut::AboveCaller => format!("<@&{role_id}> is not below your own roles."),
    }
}

/// The refusal of a command that would have docket hand out the role.
pub fn role_refused(why: &NotHandedOut, role_id: i64) -> Refusal {
    let next = match why {
        NotHandedOut::CallerMayNot | NotHandedOut::AboveCaller => {
            "leave the role out, and ask somebody who may give it to set it"
        }
        NotHandedOut::DocketMayNot | NotHandedOut::AboveDocket(_) => "then send it again",
        _ => "choose a role that says nothing but what somebody does at the moment",
    };
    let role = if *why == NotHandedOut::Everyone {
        "@\u{200b}everyone".to_owned()
    } else {
        format!("<@&{role_id}>")
    };
    let why = not_handed_out(why, role_id);
    Refusal::new(format!("docket cannot give {role} to anybody: {why} Nothing was changed; {next}."))
}

/// It cannot be known now whether docket may hand out the role.
pub fn role_not_looked_up(error: &FetchError) -> Refusal {
    let why = match error {
        FetchError::Later(_) => "Discord does not tell now which roles you and docket may give".to_owned(),
        FetchError::Never(why) => format!("docket cannot see which roles may be given: {why}"),
    };
    Refusal::new(format!("{why}. Nothing was changed; try again in a moment, or leave the role out."))
}

/// The role was about to decide a level, and docket hands it out.
pub fn role_is_handed_out(role_id: i64) -> Refusal {
    Refusal::new(format!(
        "docket itself gives <@&{role_id}> to whoever is on duty, so it cannot decide what people may do. Nothing was \
         changed; choose another role, or take this one from the rotation first, with `/rotation role`."
    ))
}
