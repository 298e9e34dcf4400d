//! The page around the chat: clock bar, channel list, member picker, typing box.

use super::{
    face::spoken,
    view::{Seat, people},
};
use crate::sandbox::state::State;
use maud::{DOCTYPE, Markup, html};

/// The whole page for a seat. The script fills in what changes.
pub fn shell(state: &State, seat: Seat, now_millis: i64) -> Markup {
    let guild = state.guilds.get(&seat.guild_id).map_or("", |guild| guild.name.as_str());
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content";
                meta name="color-scheme" content="light dark";
                title { (guild) " · sandbox" }
                link rel="stylesheet" href="/page/style.css";
                link rel="icon" href="/page/icon.svg" type="image/svg+xml";
                script type="module" src="/page/app.js" {}
            }
            body data-guild=(seat.guild_id) data-user=(seat.user_id) data-channel=(seat.channel_id) data-now=(now_millis) {
                a.skip href="#line" { "Skip to the typing box" }
                (top_bar(state, seat))
                div.columns {
                    nav #side aria-label="Channels" {
                        div #channels {}
                        (member_picker(state, seat))
                    }
                    main {
                        header #heading {}
                        ol #log role="log" aria-label="Messages" tabindex="0" {}
                        (typing_box())
                    }
                }
                dialog #form aria-labelledby="form-title" {}
                div #menu role="menu" hidden {}
                p #toast role="status" {}
                noscript { p.error { "This page needs its script to talk to the sandbox." } }
            }
        }
    }
}

fn top_bar(state: &State, seat: Seat) -> Markup {
    html! {
        header.top {
            button #drawer type="button" aria-controls="side" aria-expanded="false" aria-label="Channels" { "☰" }
            @if state.guilds.len() > 1 {
                label.guild { span.visually-hidden { "Server" }
                    select #guild data-testid="guild" {
                        @for guild in state.guilds.values() {
                            option value=(guild.id) selected[guild.id == seat.guild_id] { (guild.name) }
                        }
                    }
                }
            } @else {
                strong.guild { (state.guilds.get(&seat.guild_id).map_or("", |guild| guild.name.as_str())) }
            }
            div.clock role="group" aria-label="Clock" {
                time #now data-testid="now" {}
                button type="button" data-turn="300" data-testid="turn-minutes" { "+5 min" }
                button type="button" data-turn="3600" data-testid="turn-hour" { "+1 h" }
                button type="button" data-turn="86400" data-testid="turn-day" { "+1 day" }
                button type="button" data-turn="604800" data-testid="turn-week" { "+1 week" }
                details.drop {
                    summary { "to…" }
                    form #turn-to {
                        label for="turn-at" { "Turn the clock to" }
                        input #turn-at type="datetime-local" required;
                        button.btn.btn-1 type="submit" { "Turn" }
                    }
                }
                span #moment {}
            }
            (faults())
        }
    }
}

fn faults() -> Markup {
    let group = |title: &str, items: &[(&str, &str)]| {
        html! {
            h3 { (title) }
            @for (name, text) in items { button type="button" data-fault=(name) { (text) } }
        }
    };
    html! {
        details.drop.faults data-testid="faults" {
            summary { "Trouble" }
            div {
                (group("The bot's next request", &[
                    ("status", "fails with 500"),
                    ("drop-before", "is lost on the way"),
                    ("drop-after", "is done, but the answer is lost"),
                    ("limited", "meets a rate limit of 2 s"),
                    ("slow", "takes 4 s"),
                ]))
                (group("The gateway", &[
                    ("reconnect", "asks for a reconnect"),
                    ("cut", "breaks off"),
                    ("invalid", "forgets the session"),
                    ("twice", "sends the next event twice"),
                ]))
                (group("Me", &[
                    ("close-dms", "I close my direct messages"),
                    ("open-dms", "I open them again"),
                    ("leave", "I leave the server"),
                ]))
            }
        }
    }
}

fn member_picker(state: &State, seat: Seat) -> Markup {
    html! {
        label.you {
            span { "You are" }
            select #user data-testid="you-are" {
                @for id in people(state, seat.guild_id) {
                    option value=(id) selected[id == seat.user_id] { (spoken(state, seat.guild_id, id)) }
                }
            }
        }
    }
}

fn typing_box() -> Markup {
    html! {
        form #composer {
            ul #suggestions role="listbox" aria-label="Suggestions" data-testid="suggestions" hidden {}
            p #refused .error role="alert" data-testid="refused" {}
            p #replying data-testid="replying" hidden {
                "Replying to " strong #replying-to {}
                button.link #reply-not type="button" { "Cancel the reply" }
            }
            div #files {}
            div.box {
                label.attach title="Add files" { "+" span.visually-hidden { "Add files" }
                    input #file type="file" multiple data-testid="file";
                }
                textarea #line rows="1" data-testid="line" role="combobox" aria-label="Message" aria-autocomplete="list"
                    aria-expanded="false" aria-controls="suggestions" autocomplete="off" spellcheck="true"
                    placeholder="Message, or / for commands" {}
                button.send type="submit" data-testid="send" aria-label="Send" { "➤" }
            }
        }
    }
}
