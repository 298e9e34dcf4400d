//! A time of day, as people say it.

use super::{
    Match,
    tokens::{Kind, Token, eat, eat_any, skip_any},
};
use crate::base::lexicon::number;

pub(in crate::base) const HOUR: u16 = 60;
pub(in crate::base) const NOON: u16 = 12 * HOUR;
pub(in crate::base) const DAY: u16 = 24 * HOUR;

/// A time of day as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::base) struct Clock {
    /// Minutes since midnight, 0..=1440; in the first half of the day where either can be meant.
    pub minutes: u16,
    pub half: Half,
    /// Only an hour, without anything that makes a time of it: it is one next to a day, or after "at".
    pub is_bare: bool,
}

/// Which half of the day is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::base) enum Half {
    Sure,
    /// One hour of twelve. With minutes it is written as the clocks of half the world show it.
    Either {
        has_minutes: bool,
    },
    /// The beginning of a day or its end.
    Midnight,
}

/// A part of the day. Alone it is a time; next to one it says which half of the day is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::base) enum DayPart {
    Morning,
    Afternoon,
    Evening,
    Night,
}

impl Clock {
    fn sure(minutes: u16) -> Self {
        Self { minutes, half: Half::Sure, is_bare: false }
    }

    /// The times that can be meant and how far-fetched each is, the usual one first.
    pub fn readings(self, part: Option<DayPart>, has_day: bool) -> Vec<(u16, u8)> {
        let Self { minutes, half, .. } = self;
        let Half::Either { has_minutes } = half else {
            let is_named = half == Half::Midnight && has_day && part.is_none();
            return if is_named { vec![(0, 0), (DAY, 1)] } else { vec![(minutes, 0)] };
        };
        let (early, late) = (minutes % NOON, minutes % NOON + NOON);
        match (part, minutes / HOUR) {
            (Some(DayPart::Morning), _) => vec![(early, 0)],
            (Some(DayPart::Evening | DayPart::Night), 12) => vec![(early + DAY, 0)],
            (Some(DayPart::Night), 1..=5) => vec![(early, 0)],
            (Some(_), _) => vec![(late, 0)],
            // Hours of the working day come first.
            (None, 12) => vec![(late, 0), (early, if has_day { FAR_FETCHED } else { 1 })],
            (None, 7..) => vec![(early, 0), (late, if has_day && has_minutes { FAR_FETCHED } else { 1 })],
            (None, _) => vec![(late, 0), (early, 1)],
        }
    }
}

impl DayPart {
    /// The time that it means by itself.
    pub fn minutes(self) -> u16 {
        match self {
            Self::Morning => 9 * HOUR,
            Self::Afternoon => 14 * HOUR,
            Self::Evening => 18 * HOUR,
            Self::Night => 20 * HOUR,
        }
    }
}

/// Counts for a reading only when there is no other.
pub(in crate::base) const FAR_FETCHED: u8 = 5;

/// From one time of day to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::base) struct Range {
    /// Minutes since midnight.
    pub from: u16,
    /// Minutes since midnight, 1440 at most; before `from` when it is on the next day.
    pub to: u16,
}

/// The range of times at the start of `tokens`: "9-17", "9am to 5:30pm", "von 8 bis 12 Uhr". Hours of twelve are those of a
/// working day: "9-5" ends in the afternoon, "1-5pm" begins in it, "22-6" ends on the next morning.
pub(in crate::base) fn range(tokens: &[Token]) -> Option<Match<Range>> {
    let Match { value: (first, last), used, .. } = ends(tokens)?;
    let is_half = |clock: Clock| matches!(clock.half, Half::Either { .. });
    // "9-5" and "9am-5" end in the afternoon.
    let is_afternoon = is_half(last)
        && first.minutes <= NOON
        && last.minutes <= first.minutes
        && first.minutes < last.minutes + NOON;
    // "1-5pm" begins in the afternoon, like its end.
    let both_afternoon =
        is_half(first) && !is_half(last) && first.minutes < 7 * HOUR && first.minutes + NOON < last.minutes;
    let from_minutes = first.minutes % DAY + if both_afternoon { NOON } else { 0 };
    let to_minutes = match last.minutes {
        0 => DAY,
        minutes if is_afternoon => minutes + NOON,
        minutes => minutes,
    };
    let value = Range { from: from_minutes, to: to_minutes };
    let is_range = from_minutes != to_minutes % DAY || to_minutes == DAY && from_minutes == 0;
    is_range.then(|| Match::sure(value, used))
}

/// The two times at the start of `tokens` that a range goes from and to, as typed.
pub(in crate::base) fn ends(tokens: &[Token]) -> Option<Match<(Clock, Clock)>> {
    let lead = skip_any(tokens, &["from", "von", "between"]);
    let from = plain(&tokens[lead..])?;
    let rest = &tokens[lead + from.used..];
    let link = eat_any(rest, &["-", "to", "until", "till", "til", "through", "bis", "and"]);
    let link = link.filter(|_| lead > 0 || !rest[0].is("and"))?;
    let to = plain(&rest[link..])?;
    Some(Match::sure((from.value, to.value), lead + from.used + link + to.used))
}

/// A time of day that is typed as such.
fn plain(tokens: &[Token]) -> Option<Match<Clock>> {
    named(tokens).into_iter().chain(in_digits(tokens, true)).next()
}

const AT: &[&str] = &["at", "@", "by", "around", "about", "um", "gegen"];

/// The times of day that can be read at the start of `tokens`.
pub(in crate::base) fn clock(tokens: &[Token]) -> Vec<Match<Clock>> {
    let at = skip_any(tokens, AT);
    let found = face(&tokens[at..], at > 0);
    found.into_iter().map(|it| Match { used: it.used + at, ..it }).collect()
}

/// A part of the day at the start of `tokens`; gives also whether it speaks of today.
pub(in crate::base) fn day_part(tokens: &[Token]) -> Option<(DayPart, usize, bool)> {
    use DayPart::{Afternoon, Evening, Morning, Night};
    const PARTS: &[(&str, DayPart, bool)] = &[
        ("in the morning", Morning, false),
        ("morning", Morning, false),
        ("am morgen", Morning, false),
        ("morgens", Morning, false),
        ("frueh", Morning, false),
        ("vormittag", Morning, false),
        ("vormittags", Morning, false),
        ("am vormittag", Morning, false),
        ("this morning", Morning, true),
        ("in the afternoon", Afternoon, false),
        ("afternoon", Afternoon, false),
        ("nachmittag", Afternoon, false),
        ("nachmittags", Afternoon, false),
        ("am nachmittag", Afternoon, false),
        ("this afternoon", Afternoon, true),
        ("in the evening", Evening, false),
        ("evening", Evening, false),
        ("abend", Evening, false),
        ("abends", Evening, false),
        ("am abend", Evening, false),
        ("at night", Night, false),
        ("night", Night, false),
        ("nachts", Night, false),
        ("this evening", Night, true),
        ("tonight", Night, true),
        ("heute abend", Night, true),
    ];
    let found =
        PARTS.iter().filter_map(|(words, part, is_today)| Some((*part, eat(tokens, words)?, *is_today)));
    found.max_by_key(|(_, used, _)| *used)
}

/// A time without what leads to it.
fn face(tokens: &[Token], said_at: bool) -> Vec<Match<Clock>> {
    let mut found: Vec<Match<Clock>> = named(tokens).or_else(|| to_the_hour(tokens)).into_iter().collect();
    found.extend(in_digits(tokens, said_at));
    found.extend(in_words(tokens, said_at));
    found
}

fn named(tokens: &[Token]) -> Option<Match<Clock>> {
    let noon = eat_any(tokens, &["noon", "midday", "12 noon", "mittag", "mittags"]);
    let midnight = eat_any(tokens, &["midnight", "mitternacht", "12 midnight"]);
    let midnight = midnight.map(|used| (Clock { minutes: DAY, half: Half::Midnight, is_bare: false }, used));
    let (clock, used) = noon.map(|used| (Clock::sure(NOON), used)).or(midnight)?;
    Some(Match::sure(clock, used))
}

/// "half past nine", "halb zehn", "quarter to 5pm", "ten past 9".
fn to_the_hour(tokens: &[Token]) -> Option<Match<Clock>> {
    let hour_after = |used: usize, offset: i32| {
        let hour = face(&tokens[used..], true).into_iter().find(|it| it.value.minutes % HOUR == 0)?;
        let minutes = i32::from(hour.value.minutes) + offset;
        // A quarter to one is before noon or midnight, by a clock of twelve hours.
        let minutes = if minutes < 0 { minutes + i32::from(DAY) } else { minutes };
        let half = match hour.value.half {
            Half::Either { .. } => Half::Either { has_minutes: true },
            _ => Half::Sure,
        };
        let value = Clock { minutes: u16::try_from(minutes).ok()?, half, is_bare: false };
        Some(Match::sure(value, used + hour.used))
    };
    if let Some(used) = eat_any(tokens, &["half past", "half"]) {
        return hour_after(used, 30);
    }
    if let Some(used) = eat(tokens, "halb") {
        return hour_after(used, -30);
    }
    let (minutes, used) = match eat_any(tokens, &["a quarter", "quarter", "viertel"]) {
        Some(used) => (15, used),
        None => {
            let first = tokens.first()?;
            let count = first.number().filter(|n| (1..60).contains(n)).or_else(|| number(&first.text))?;
            (i32::try_from(count).ok()?, 1 + skip_any(&tokens[1..], &["minutes", "min", "minuten"]))
        }
    };
    let rest = &tokens[used..];
    if let Some(after) = eat_any(rest, &["past", "after", "nach"]) {
        return hour_after(used + after, minutes);
    }
    let before = eat_any(rest, &["to", "before", "till", "vor"])?;
    hour_after(used + before, -minutes)
}

/// "9", "9am", "9:30 pm", "9.30am", "14:00", "14h30", "17 Uhr 30", "9 o'clock", "at 1430".
fn in_digits(tokens: &[Token], said_at: bool) -> Vec<Match<Clock>> {
    let Some(first) = tokens.first() else { return Vec::new() };
    let Some(number) = first.number() else { return Vec::new() };
    if first.digits() > 2 {
        return military(tokens, number, said_at).into_iter().collect();
    }
    let Some(hour) = u16::try_from(number).ok().filter(|hour| *hour <= 24) else { return Vec::new() };
    let is_padded = first.text.starts_with('0');
    let (minute, used) = minute_after(tokens).map_or((None, 1), |(minute, used)| (Some(minute), used));
    let mut found = Vec::new();
    if let Some(minute) = minute {
        let typed = Typed { hour, minute: Some(minute), is_padded, said_at };
        found.extend(typed.with_half(&tokens[used..]).map(|(clock, more)| {
            // Dots stand in dates too, and hours with an h in spans of time.
            let is_sure = tokens[1].is(":") || said_at || more > 0;
            let is_likely = is_sure || tokens[1].is("h") && hour >= 7;
            Match { value: clock, used: used + more, cost: u8::from(!is_likely) }
        }));
        return found;
    }
    if tokens.get(1).is_some_and(|next| next.is("h") && next.is_glued) {
        let clock = Clock { minutes: hour * HOUR, half: half(hour, is_padded, true), is_bare: false };
        found.push(Match { value: clock, used: 2, cost: u8::from(!said_at) });
        return found;
    }
    let typed = Typed { hour, minute: None, is_padded, said_at };
    found.extend(typed.with_half(&tokens[1..]).map(|(value, more)| Match::sure(value, 1 + more)));
    found
}

/// The minutes behind the hour that `tokens` begins with, and the tokens that both take.
fn minute_after(tokens: &[Token]) -> Option<(u16, usize)> {
    let (separator, minute) = (tokens.get(1)?, tokens.get(2)?);
    let is_one = separator.is_glued && minute.is_glued && minute.digits() == 2;
    if !is_one || ![":", ".", "h"].iter().any(|it| separator.is(it)) {
        return None;
    }
    let minutes = u16::try_from(minute.number()?).ok().filter(|minute| *minute < HOUR)?;
    match (tokens.get(3), tokens.get(4)) {
        // Programs write whole seconds too; nobody plans by any other.
        (Some(colon), Some(seconds)) if colon.is_glued && colon.is(":") && separator.is(":") => {
            (seconds.is_glued && seconds.is("00")).then_some((minutes, 5))
        }
        // More of the same is a date.
        (Some(dot), _) if dot.is_glued && dot.is(".") && separator.is(".") => None,
        _ => Some((minutes, 3)),
    }
}

/// An hour, and what stood around it.
struct Typed {
    hour: u16,
    minute: Option<u16>,
    is_padded: bool,
    said_at: bool,
}

impl Typed {
    /// The time with what follows it, and the tokens that this takes: am, pm, o'clock, Uhr.
    fn with_half(&self, rest: &[Token]) -> Option<(Clock, usize)> {
        let Self { hour, minute, is_padded, said_at } = *self;
        let minutes = hour * HOUR + minute.unwrap_or(0);
        if minutes > DAY {
            return None;
        }
        let is_glued = rest.first().is_some_and(|next| next.is_glued);
        let (am, pm) = (eat_any(rest, &["am", "a . m"]), eat_any(rest, &["pm", "p . m"]));
        let am = am.or_else(|| eat(rest, "a").filter(|_| is_glued)).map(|used| (0, used));
        let pm = pm.or_else(|| eat(rest, "p").filter(|_| is_glued)).map(|used| (NOON, used));
        if let Some((late, used)) = am.or(pm) {
            let is_hour = (1..=12).contains(&hour);
            return is_hour.then(|| (Clock::sure(minutes % NOON + late), used));
        }
        let clock = |has_minutes| Clock { minutes, half: half(hour, is_padded, has_minutes), is_bare: false };
        if let Some(used) = eat_any(rest, &["o'clock", "oclock"]) {
            return Some((clock(minute.is_some()), used));
        }
        if eat(rest, "uhr").is_some() {
            let more = if minute.is_none() { minutes_after_uhr(&rest[1..]) } else { None };
            let clock = Clock { minutes: minutes + more.unwrap_or(0), ..clock(true) };
            return (clock.minutes <= DAY).then(|| (clock, 1 + usize::from(more.is_some())));
        }
        // What is glued to it makes it something else: "9x", "3d".
        let is_cut = is_glued && rest[0].kind != Kind::Sign;
        let is_bare = minute.is_none() && !said_at;
        (!is_cut).then(|| (Clock { is_bare, ..clock(minute.is_some()) }, 0))
    }
}

/// The minutes in "17 Uhr 30"; a number that something follows can be a date.
fn minutes_after_uhr(rest: &[Token]) -> Option<u16> {
    let minutes = rest.first().filter(|next| next.digits() == 2)?.number()?;
    let is_alone = rest.get(1).is_none_or(|next| next.kind == Kind::Word);
    u16::try_from(minutes).ok().filter(|minutes| is_alone && *minutes < HOUR)
}

/// "at 1430", "1430 Uhr"; otherwise four digits are a year.
fn military(tokens: &[Token], number: u32, said_at: bool) -> Option<Match<Clock>> {
    let number = u16::try_from(number).ok()?;
    let (hour, minute) = (number / 100, number % 100);
    let minutes = hour * HOUR + minute;
    let marked = skip_any(&tokens[1..], &["uhr", "hours", "hrs"]);
    let is_time = (said_at || marked > 0) && minute < HOUR && minutes <= DAY && tokens[0].digits() == 4;
    is_time.then(|| Match::sure(Clock::sure(minutes), 1 + marked))
}

/// "nine", "nine thirty", "nine o'clock".
fn in_words(tokens: &[Token], said_at: bool) -> Option<Match<Clock>> {
    let hour =
        tokens.first().filter(|first| first.kind == Kind::Word).and_then(|first| number(&first.text))?;
    let hour = u16::try_from(hour).ok().filter(|hour| *hour <= 12)?;
    let minute = tokens.get(1).filter(|next| next.kind == Kind::Word).and_then(|next| number(&next.text));
    if let Some(minute) = minute.and_then(|it| u16::try_from(it).ok()).filter(|it| (10..HOUR).contains(it)) {
        let clock = Clock { minutes: hour * HOUR + minute, half: half(hour, false, true), is_bare: false };
        return Some(Match::sure(clock, 2));
    }
    let typed = Typed { hour, minute: None, is_padded: false, said_at };
    let (value, more) = typed.with_half(&tokens[1..])?;
    Some(Match::sure(value, 1 + more))
}

fn half(hour: u16, is_padded: bool, has_minutes: bool) -> Half {
    if (1..=12).contains(&hour) && !is_padded { Half::Either { has_minutes } } else { Half::Sure }
}
