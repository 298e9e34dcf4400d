//! Sensitive topics: the list that the team keeps, and what belongs to one.

use super::{
    around::Around,
    change::{Then, answer, apply, begin},
};
use crate::{
    base::text,
    contract::{
        Answer, Context, Level,
        args::{EscalationClassify, EscalationTopic, EscalationTopics},
    },
    db::next_number,
    error::Error,
    escalation::{
        Facts, State, TOPIC, Topic,
        rules::{
            lifecycle::{Stop, verb},
            topic::{find, usual_words},
        },
        store, words,
    },
    room::{self, Actor, Change, Fields, fields},
    workspace::{self, ChannelUse, name_key},
};

/// People of one topic.
const MOST_PEOPLE: usize = 20;
/// Topics of a guild.
const MOST_TOPICS: usize = 25;

/// `/escalation topic`: adds a topic, or changes what is given of one.
pub async fn topic(cx: &Context, args: EscalationTopic) -> Answer {
    let name = workspace::name(&args.name).ok_or_else(words::no_topic_name)?;
    let known = store::topics(&mut &cx.db, cx.guild.id).await?;
    let before = known.iter().find(|topic| name_key(&topic.name) == name_key(&name));
    if before.is_none() && known.len() >= MOST_TOPICS {
        return Err(words::too_many_topics(MOST_TOPICS).into());
    }
    let mut topic = before.cloned().unwrap_or_else(|| Topic::named(&name));
    if let Some(people) = &args.responders {
        topic.responders = people_named(cx, people, "responders").await?;
        workspace::can_do_the_work(cx, &topic.responders).await?;
    }
    if let Some(people) = &args.inform {
        topic.informed = people_named(cx, people, "inform").await?;
    }
    let usual = before.is_none().then(|| usual_words(&name_key(&name))).flatten();
    if let Some(typed) = args.keywords.as_deref().or(usual) {
        topic.keywords = workspace::keywords(typed, cx.guild.language)
            .map_err(|error| words::not_read(&error.sentence()))?;
    }
    if let Some(channel) = args.channel {
        workspace::may_use_channel(cx, channel.0, ChannelUse::Post).await?;
        topic.channel_id = Some(channel.0);
    }
    if let Some(template) = args.template {
        topic.template = if template.trim() == "-" { String::new() } else { text::clean(&template) };
    }
    topic.is_archived = args.archived.unwrap_or(topic.is_archived);
    if topic.responders.is_empty() {
        return Err(words::no_responders(&topic.name).into());
    }
    if topic.keywords.is_empty() {
        return Err(words::no_topic_words(&topic.name).into());
    }
    keep(cx, before, topic).await
}

async fn keep(cx: &Context, before: Option<&Topic>, mut topic: Topic) -> Answer {
    let mut tx = cx.begin().await?;
    let by = &Actor::from(cx);
    let is_kept = match before {
        Some(_) => store::save_topic(&mut tx, cx.guild.id, &topic).await?,
        None => {
            topic.id = next_number(&mut tx, cx.guild.id, TOPIC).await?;
            store::insert_topic(&mut tx, cx.guild.id, &topic).await?
        }
    };
    if !is_kept {
        drop(tx);
        return match cx.first_answer().await? {
            Some(first) => Ok(first),
            None => Err(words::topic_changed(&topic.name).into()),
        };
    }
    let was: Option<Fields> = before.map(fields).transpose()?;
    if let Some(change) = Change::between(was, Some(fields(&topic)?)) {
        room::record(&mut tx, by, TOPIC, topic.id, "changed", change);
    }
    let reply = cx.in_place(words::topic_kept(&topic));
    cx.commit(tx, reply).await
}

/// The people whom a text names, in its order.
pub(super) async fn people_named(cx: &Context, typed: &str, option: &'static str) -> Result<Vec<i64>, Error> {
    if matches!(typed.trim().to_lowercase().as_str(), "none" | "nobody" | "-") {
        return Ok(Vec::new());
    }
    let typed = workspace::with_people(cx, typed, option).await?;
    let mut people: Vec<i64> = Vec::new();
    for word in typed.split([' ', ',', ';', '\n']).filter(|word| !word.is_empty() && *word != "and") {
        let id = word.strip_prefix("<@").and_then(|rest| rest.strip_suffix('>'));
        let id = id.and_then(|id| id.trim_start_matches('!').parse().ok());
        let id: i64 = id.ok_or_else(|| words::bad_person(word))?;
        if !people.contains(&id) {
            people.push(id);
        }
    }
    if people.len() > MOST_PEOPLE { Err(words::too_many_people(MOST_PEOPLE).into()) } else { Ok(people) }
}

/// `/escalation topics`: all topics, and which are usual.
pub async fn topics(cx: &Context, _args: EscalationTopics) -> Answer {
    let topics = store::topics(&mut &cx.db, cx.guild.id).await?;
    Ok(cx.in_place(words::topics(&topics)))
}

/// Says that an escalation is of a sensitive topic, or of none. That it is not is for its responders and leads to say.
pub async fn classify(cx: &Context, args: EscalationClassify) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let (mut tx, before) = begin(cx, &around, args.escalation.0).await?;
    let topic = match args.topic.trim() {
        "none" | "-" => None,
        typed => Some(find(&around.topics, typed).ok_or_else(|| words::unknown_topic(typed))?),
    };
    let was = around.topic(before.facts.topic_id);
    if let Some(was) = was
        && cx.level < Level::Lead
        && !was.responders.contains(&cx.caller.user_id)
    {
        return Err(words::only_responders(was).into());
    }
    if !before.facts.state.is_open() {
        let stop = Stop::Over(before.facts.state);
        return Err(words::stopped(&before, was, stop).into());
    }
    let area = around.area(before.facts.area_id);
    let facts = Facts {
        state: State::New,
        topic_id: topic.map(|topic| topic.id),
        topic_keyword: None,
        owner_user_id: area.filter(|_| topic.is_none()).map(|area| area.owner_user_id),
        ..before.facts.clone()
    };
    let row = apply(cx, &mut tx, &around, &before, facts, (verb::MOVED, Then::Restart)).await?;
    answer(cx, tx, &around, &row, words::classified).await
}
