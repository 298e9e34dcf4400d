//! What is said around a post: an answer of ours, the author's next word, another post of the same conversation. None of it
//! waits for anybody to notice.

use super::{
    around::Around,
    change::{Then, apply_by},
    forget_post::unquote,
    notices, post,
};
use crate::{
    base::post::PostLink,
    contract::{Guild, Post},
    db::Tx,
    error::Error,
    escalation::{
        Escalation, Facts, SUBJECT, State,
        rules::{
            brought::post_key,
            lifecycle::{self, verb},
            post::{News, Reading},
        },
        store,
    },
    queue::once,
    room::{self, Actor, Change},
};

/// What is said belongs to a held escalation: everything that it changes goes by this.
pub struct Conversation<'a> {
    pub by: &'a Actor,
    pub guild: &'a Guild,
    pub around: &'a Around,
}

impl Conversation<'_> {
    /// Our own answer was found at this address. Returns the escalation as it is now.
    pub async fn answered(
        &self,
        tx: &mut Tx,
        row: Escalation,
        answer: &PostLink,
    ) -> Result<Escalation, Error> {
        let Ok(facts) = lifecycle::posted(&row.facts, answer.url.clone()) else { return Ok(row) };
        apply_by(tx, self.by, self.guild, self.around, &row, facts, (verb::FOUND, Then::GoOn)).await
    }

    /// One of the team's accounts has said something: an answer, if it waits for one. What was said before it was reopened is
    /// the answer that did not help.
    pub async fn answered_by_us(
        &self,
        tx: &mut Tx,
        row: Escalation,
        post: &Post,
    ) -> Result<Escalation, Error> {
        if !row.facts.state.is_open() {
            return Ok(row);
        }
        let clock = store::clock(tx, self.guild.id, row.id).await?;
        let is_since = clock.is_none_or(|clock| post.posted_at.is_none_or(|at| at >= clock.began_at.utc()));
        if is_since { self.answered(tx, row, &post.link).await } else { Ok(row) }
    }

    /// Whoever asked has written again. What was over waits again for whoever had it, who is told; each post counts once.
    pub async fn followed_up(
        &self,
        tx: &mut Tx,
        row: Escalation,
        said: &PostLink,
    ) -> Result<Escalation, Error> {
        let about = format!("{SUBJECT}:{}", row.id);
        let key = format!("followed:{}", post_key(said));
        if !once(tx, self.guild.id, (&about, &key), self.by.now).await? {
            return Ok(row);
        }
        notices::followed_up(tx, self.guild, self.by.now, self.around, &row, said).await?;
        if !matches!(row.facts.state, State::Answered | State::Closed) {
            return Ok(row);
        }
        let Ok(facts) = lifecycle::reopen(&row.facts) else { return Ok(row) };
        let what = (verb::FOLLOWED_UP, Then::FollowedUp);
        apply_by(tx, self.by, self.guild, self.around, &row, facts, what).await
    }

    /// A held escalation is of a conversation that another one is about already.
    pub async fn same_as(&self, tx: &mut Tx, row: Escalation, other: i64) -> Result<Escalation, Error> {
        let Ok(facts) = lifecycle::same_as(&row.facts, other) else { return Ok(row) };
        for user_id in store::people(tx, self.guild.id, row.id).await? {
            store::join(tx, self.guild.id, other, user_id, self.by.now).await?;
        }
        apply_by(tx, self.by, self.guild, self.around, &row, facts, (verb::MARKED_SAME, Then::GoOn)).await
    }

    /// A look at the post has shown what was not known: it is recorded, and shown on the card. Of a post that is gone the
    /// question keeps no copy either; `was` is what was known of it before.
    pub async fn has_news(
        &self,
        tx: &mut Tx,
        mut row: Escalation,
        (was, news): (&Reading, News),
    ) -> Result<(), Error> {
        let verb = match news {
            News::Read => verb::READ,
            News::Edited => verb::POST_EDITED,
            News::Gone => {
                unquote(tx, self.guild.id, &mut row, was).await?;
                verb::POST_GONE
            }
        };
        room::record(tx, self.by, SUBJECT, row.id, verb, Change::default());
        post::card(tx, self.guild, self.by.now, self.around, &row).await
    }

    /// What is said in the post leads somewhere that nobody has said: a sensitive topic, or while the card asks for it an
    /// area.
    pub async fn route(&self, tx: &mut Tx, row: Escalation, text: &str) -> Result<Escalation, Error> {
        if !matches!(row.facts.state, State::New | State::Routed) || row.facts.topic_id.is_some() {
            return Ok(row);
        }
        let around = self.around;
        let found =
            crate::escalation::rules::route::route(text, &around.topics, &around.areas, self.guild.language);
        let area = found.area.filter(|_| row.climb.is_area_asked && row.facts.area_id.is_none());
        if found.topic.is_none() && area.is_none() {
            return Ok(row);
        }
        let owner =
            area.as_ref().and_then(|guess| around.area(Some(guess.area_id))).map(|area| area.owner_user_id);
        let owner = if found.topic.is_some() { None } else { owner.or(row.facts.owner_user_id) };
        let facts = Facts {
            state: State::New,
            topic_id: found.topic.as_ref().map(|guess| guess.area_id),
            topic_keyword: found.topic.map(|guess| guess.keyword),
            area_id: area.as_ref().map(|guess| guess.area_id).or(row.facts.area_id),
            area_keyword: area.map(|guess| guess.keyword).or(row.facts.area_keyword.clone()),
            owner_user_id: owner,
            ..row.facts.clone()
        };
        apply_by(tx, self.by, self.guild, around, &row, facts, (verb::ROUTED, Then::Restart)).await
    }
}
