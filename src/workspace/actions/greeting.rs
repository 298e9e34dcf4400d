//! The greeting: one card, which offers what is still to be done.

use crate::{
    contract::{GuildFacts, Neighbours, SetUp},
    db::Tx,
    error::Error,
    queue::{self, Target},
    room::{Actor, draw, tell},
    workspace::{
        rules::{self, Step},
        store, words,
    },
};

/// The key of its card.
const GREETING: &str = "greeting";

/// Greets a guild where the greeting can be read, else its owner.
pub(super) async fn greet(
    tx: &mut Tx,
    rooms: &dyn Neighbours,
    actor: &Actor,
    facts: &GuildFacts,
) -> Result<(), Error> {
    let missing = missing(tx, rooms, actor).await?;
    let owner = Target::Person(facts.owner_user_id);
    let private = words::greeting_in_private(&facts.name, &missing);
    match rules::greeting_channel(facts).map(Target::Channel) {
        Some(channel) => {
            draw(tx, actor, channel, GREETING, &words::greeting(&missing), Some((owner, private)))
        }
        None => tell(tx, actor, owner, &private, None),
    }
}

/// Something that it offers was done, or is to be done again: it is drawn anew where it is.
pub(super) async fn redraw_greeting(tx: &mut Tx, rooms: &dyn Neighbours, actor: &Actor) -> Result<(), Error> {
    if let Some(place) = queue::place_of_card(tx, actor.guild_id, GREETING).await? {
        let missing = missing(tx, rooms, actor).await?;
        let is_there = queue::card(tx, actor.guild_id, GREETING).await?.is_some();
        let owner = store::owner(tx, actor.guild_id).await?.filter(|_| !is_there).map(Target::Person);
        let instead = owner.map(|owner| (owner, words::greeting_in_private("your server", &missing)));
        draw(tx, actor, place, GREETING, &words::greeting(&missing), instead)?;
    }
    Ok(())
}

async fn missing(tx: &mut Tx, rooms: &dyn Neighbours, actor: &Actor) -> Result<Vec<Step>, Error> {
    let guild = rules::guild(actor.guild_id, &store::settings_in(tx, actor.guild_id).await?);
    let has_areas = !store::areas_in(tx, actor.guild_id).await?.is_empty();
    let purposes = rooms.purposes();
    let set_up = SetUp { guild: &guild, today: guild.zone.date(actor.now), purposes: &purposes };
    Ok(rules::steps(&rules::findings(&set_up, None, has_areas)))
}
