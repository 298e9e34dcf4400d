//! Scenes of mentions, and the network that they come from.

use super::Scene;
use chrono::TimeDelta;
use docket::{
    base::post::{Network, PostLink},
    contract::{Ask, FetchError, Heard, HeardPost, Post, PostReader, PostSource, PostState, Terms, Watch},
};
use futures::future::BoxFuture;

const SOCIAL: &str = "settings channel purpose:social channel:20";
const WATCHED: &str = "source add network:bluesky watch:Acme";
const HEARD: &str = "+10m";
const IGNORED: &str = "mention ignore mention:1";
const FORGOTTEN: &str = "mention forget mention:1";

pub const SCENES: &[Scene] = &[
    Scene {
        path: "mention escalate",
        before: &[SOCIAL, WATCHED, HEARD],
        press: "mention:1",
        typed: &[],
        others: &[FORGOTTEN],
    },
    Scene {
        path: "mention ignore",
        before: &[SOCIAL, WATCHED, HEARD],
        press: "mention:1",
        typed: &[],
        others: &[FORGOTTEN],
    },
    Scene {
        path: "mention no-action",
        before: &[SOCIAL, WATCHED, HEARD],
        press: "mention:1 reason:Praise",
        typed: &[("reason", "Praise")],
        others: &[FORGOTTEN],
    },
    Scene {
        path: "mention undo",
        before: &[SOCIAL, WATCHED, HEARD, IGNORED],
        press: "mention:1",
        typed: &[],
        others: &[FORGOTTEN],
    },
];

/// A network on which one post is heard, again and again.
pub struct OnePost;

impl PostReader for OnePost {
    fn read<'a>(&'a self, _: &'a PostLink) -> BoxFuture<'a, Result<PostState, FetchError>> {
        Box::pin(async { Err(FetchError::Never("posts are not read here".to_owned())) })
    }

    fn way(&self, network: Network) -> String {
        format!("Posts on {} are not read.", network.name())
    }

    fn sources(&self) -> &dyn PostSource {
        self
    }
}

impl PostSource for OnePost {
    fn hear<'a>(&'a self, ask: Ask<'a>) -> BoxFuture<'a, Heard> {
        let link = PostLink::of_bluesky("jo.example", "3k1").expect("a link");
        let post = Post {
            link,
            author: "Jo".to_owned(),
            handle: "jo.example".to_owned(),
            text: "Why does Acme loop?".to_owned(),
            posted_at: Some(ask.now),
            conversation_id: None,
            is_edited: false,
        };
        let heard = HeardPost {
            key: "at://jo/1".to_owned(),
            post,
            author_key: "jo".to_owned(),
            thread: "at://jo/1".to_owned(),
            followers: None,
            language: None,
        };
        Box::pin(async { Heard { posts: vec![heard], is_whole: true, ..Heard::default() } })
    }

    fn terms(&self, _: &Watch) -> Terms {
        Terms {
            lacks: None,
            cost: "Nothing.".to_owned(),
            post_mills: 0,
            author_mills: 0,
            most_mills: 0,
            rhythm: TimeDelta::hours(1),
            has_wide_pass: false,
        }
    }
}
