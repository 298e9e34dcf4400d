//! The calendar feed, read by another library.

use crate::world::*;
use calcard::icalendar::{ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarProperty};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use docket::{contract::Line, rotation};

fn instant(event: &ICalendarComponent, property: ICalendarProperty) -> DateTime<Utc> {
    let at = event.property(&property).unwrap().values[0].as_partial_date_time().unwrap();
    let number = |part: Option<u8>| u32::from(part.unwrap());
    assert_eq!((at.tz_hour, at.tz_minute), (Some(0), Some(0)), "in UTC");
    let date =
        NaiveDate::from_ymd_opt(i32::from(at.year.unwrap()), number(at.month), number(at.day)).unwrap();
    date.and_hms_opt(number(at.hour), number(at.minute), number(at.second)).unwrap().and_utc()
}

fn summary(event: &ICalendarComponent) -> &str {
    event.property(&ICalendarProperty::Summary).unwrap().values[0].as_text().unwrap()
}

fn events(text: &str) -> Vec<ICalendarComponent> {
    let calendar = ICalendar::parse(text).expect("it parses");
    let is_event = |part: &ICalendarComponent| part.component_type == ICalendarComponentType::VEvent;
    calendar.components.into_iter().filter(is_event).collect()
}

async fn token(world: &World) -> String {
    let reply = world.say(ADA, Line::new("rotation calendar new")).await;
    let text = said(&reply);
    let start = text.find("/calendar/").unwrap() + "/calendar/".len();
    text[start..].split(".ics").next().unwrap().to_owned()
}

crate::on_both_engines! {
    async fn a_feed_gives_the_same_shifts_as_who(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.turn_to(at("2026-11-12T12:00:00Z")).await;
        let token = token(&world).await;
        let text = rotation::calendar(&world.db, &token, world.now()).await.unwrap().unwrap();
        assert!(text.contains("\r\n") && text.lines().all(|line| line.len() <= 75), "folded lines");
        let found = events(&text);
        assert!(found.len() > 52, "{}", found.len());
        for event in &found {
            let from = instant(event, ICalendarProperty::Dtstart);
            let until = instant(event, ICalendarProperty::Dtend);
            let on = world.on_duty_at(from).await.unwrap();
            assert_eq!(world.on_duty_at(until - TimeDelta::seconds(1)).await, Some(on));
            assert!(summary(event).contains(&on.to_string()), "{event:?}");
        }
        // Tomorrow the events have the same names.
        world.set(world.now() + TimeDelta::days(1));
        let later = rotation::calendar(&world.db, &token, world.now()).await.unwrap().unwrap();
        let ids = |text: &str| events(text).iter().map(|event| event.uid().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(ids(&text)[..50], ids(&later)[..50]);
    }

    async fn a_revoked_or_guessed_address_gives_nothing(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let (first, second) = (token(&world).await, token(&world).await);
        assert_ne!(first, second);
        for guess in ["", "7", "7-", "x-y", "8-aaaaaaaa", &first.replace('7', "8")] {
            assert_eq!(rotation::calendar(&world.db, guess, world.now()).await.unwrap(), None, "{guess}");
        }
        let reply = world.say(ADA, Line::new("rotation calendar revoke")).await;
        assert!(said(&reply).contains("2 calendar addresses no longer work"), "{reply:?}");
        assert_eq!(rotation::calendar(&world.db, &first, world.now()).await.unwrap(), None);
    }

    async fn names_with_commas_are_escaped(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.turn_to(at("2026-11-12T12:00:00Z")).await;
        let token = token(&world).await;
        let text = rotation::calendar(&world.db, &token, world.now()).await.unwrap().unwrap();
        assert!(text.contains("Person\\, 101"), "{text}");
        assert!(events(&text).iter().any(|event| summary(event).ends_with("Person, 101")));
    }
}
