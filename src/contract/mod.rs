//! What passes between doors and rooms: invocations in, replies out, and the table of commands between them.
//!
//! Plain data, which the rooms above use and the doors above them translate; [`Context`] and [`Timer`], by which an action
//! opens its transaction and ends it; and the ports that are implemented above. The argument structs and the [`Command`]
//! enum are written by `build.rs` from `commands/*.toml`.

mod agenda;
pub mod argument;
pub mod context;
mod errand;
mod form;
pub mod invocation;
pub mod line;
pub mod noun;
pub mod port;
mod posts;
pub mod reply;
mod scheduled;
mod section;
mod seen;
mod setting;
mod sight;
pub mod snapshot;
mod sources;
pub mod spec;
mod which;

pub use agenda::{
    AgendaAbove, AgendaAsk, AgendaEntries, AgendaEntry, AgendaLine, AgendaScope, AgendaSection,
};
pub use argument::{ChannelId, InstantText, Name, RoleId, UserId};
pub use context::{Answer, Context, Guild, Timer, first_answer};
pub use errand::Errand;
pub use form::{form, open_form};
pub use invocation::{Attachment, Caller, Completion, Given, Invocation, Options, Source, manages_guild};
pub use line::Line;
pub use noun::*;
pub use port::{
    ChannelFacts, ChannelKind, Directory, FetchError, FileSource, GuildFacts, MemberFacts, Members,
    RoleFacts, has_left, look_up,
};
pub use posts::{NoPosts, Post, PostReader, PostState, posts_for};
pub use reply::{
    Button, ButtonStyle, Card, Choice, Field, File, Form, Input, Message, Press, Reply, Row, Select,
    SelectFrom, SelectOption, Tone,
};
pub use scheduled::{
    EventPlace, NoScheduledEvents, Progress, PublishedEvent, ScheduledEvent, ScheduledEvents,
};
pub use section::{Called, DayOf, Naming, Neighbours, Section, Spoken};
pub use seen::{NoticeContext, Seen};
pub use setting::{Parse, Purpose, SetUp, Settable};
pub use sight::{
    KnownName, Named, NamedAt, NamedIn, Names, RealName, Sight, with_unknown_customer,
    without_unknown_customer,
};
pub use snapshot::{Part, Snapshot, message_address};
pub use sources::{
    Ask, Heard, HeardPost, NoSources, Pass, PostSource, Stop, Terms, Trouble, Watch, WatchKind,
};
// The generated table names most of it.
use spec::*;
pub use spec::{Leaf, Level, Visibility};
pub use which::{noted, only};

/// The id that stands for a person who was forgotten; Discord gives it to nobody.
pub const NOBODY: i64 = 0;

include!(concat!(env!("OUT_DIR"), "/commands.rs"));

/// The leaf whose words are `path`, such as `request show`.
pub fn leaf(path: &str) -> Option<&'static Leaf> {
    MANIFESTS
        .iter()
        .flat_map(|manifest| manifest.leaves)
        .find(|leaf| leaf.path.iter().copied().eq(words(path, leaf)))
}

/// A menu command's name is one word of its path, spaces and all.
fn words<'a>(path: &'a str, leaf: &Leaf) -> impl Iterator<Item = &'a str> {
    let whole = (leaf.path.len() == 1).then_some(path);
    whole.into_iter().chain(path.split(' ').filter(move |_| whole.is_none()))
}
