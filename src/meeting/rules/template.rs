//! What series begin with, and the parts of a series that are kept as JSON.

use super::remind::Remind;
use crate::{base::civil::Zone, meeting::Survey, words_of};
use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

/// The most that "every nth" can be: a year of weeks.
const MOST_NTH: u32 = 52;
/// Topics of every meeting, at most.
pub const MOST_STANDING: usize = 10;

/// What kind of meeting a series is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// The PM weekly sync.
    Sync,
    /// The product–sales call.
    Sales,
    /// The release retrospective.
    Retro,
    /// The daily request review.
    Review,
    Kaizen,
    /// Nothing but what was typed.
    Plain,
}

words_of!(Template {
    Sync => "sync",
    Sales => "sales",
    Retro => "retro",
    Review => "review",
    Kaizen => "kaizen",
    Plain => "plain",
});

/// What a series of a template begins with.
#[derive(Clone, Copy, Debug)]
pub struct Usual {
    pub name: &'static str,
    /// As people would type it.
    pub when: &'static str,
    /// `None`: the server's.
    pub zone: Option<&'static str>,
    pub minutes: i64,
    /// Keys of sections; `None`: all that rooms offer.
    pub sections: Option<&'static [&'static str]>,
    /// As people would type them.
    pub standing: &'static str,
    pub remind: Remind,
    pub survey: Survey,
}

const PALO_ALTO: Option<&str> = Some("America/Los_Angeles");

impl Template {
    /// What a series of it begins with.
    pub const fn usual(self) -> Usual {
        let all = Remind::ALL;
        let survey = Survey::None;
        match self {
            Template::Sync => Usual {
                name: "PM weekly sync",
                when: "every Wednesday 9am",
                zone: PALO_ALTO,
                minutes: 30,
                sections: None,
                standing: "",
                remind: all,
                survey,
            },
            Template::Sales => Usual {
                name: "Product–sales call",
                when: "first Monday 9am",
                zone: PALO_ALTO,
                minutes: 60,
                sections: Some(&["action.open", "release.silent"]),
                standing: "What customers ask for (20m)",
                remind: all,
                survey: Survey::Anonymous,
            },
            Template::Retro => Usual {
                name: "Release retrospective",
                when: "last Thursday 10am",
                zone: None,
                minutes: 60,
                sections: Some(&["action.open"]),
                standing: "What went well (15m); What did not (15m); What to change (20m)",
                remind: all,
                survey,
            },
            Template::Review => Usual {
                name: "Daily request review",
                when: "every working day 9:30",
                zone: None,
                minutes: 15,
                sections: Some(&["request.unassigned"]),
                standing: "",
                remind: Remind { last: true, ..Remind::NONE },
                survey,
            },
            Template::Kaizen => Usual {
                name: "Kaizen",
                when: "every other Friday 15:00",
                zone: None,
                minutes: 45,
                sections: Some(&["action.open"]),
                standing: "What got in our way (15m); One thing to improve (20m)",
                remind: all,
                survey,
            },
            Template::Plain => Usual {
                name: "",
                when: "",
                zone: None,
                minutes: 30,
                sections: None,
                standing: "",
                remind: all,
                survey,
            },
        }
    }
}

/// The sections of an agenda that rooms offer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sections {
    /// Their keys; `None`: all there are, also those that come later.
    pub only: Option<Vec<String>>,
}

impl Sections {
    /// Whether the section of that key is on the agenda.
    pub fn has(&self, key: &str) -> bool {
        self.only.as_ref().is_none_or(|keys| keys.iter().any(|it| it == key))
    }
}

/// What is spoken about every time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingItem {
    /// Not escaped, in one line.
    pub topic: String,
    #[serde(default)]
    pub minutes: Option<i64>,
}

impl StandingItem {
    /// Reads topics that are separated by `;` or lines, each with its minutes in brackets: "Demo (10m); Numbers". A topic whose
    /// brackets hold no minutes keeps them.
    pub fn read_all(text: &str) -> Vec<Self> {
        let parts = text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty() && *part != "-");
        parts.map(Self::read).collect()
    }

    fn read(part: &str) -> Self {
        let boxed =
            part.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).and_then(|(topic, minutes)| {
                let digits = minutes.trim().trim_end_matches("min").trim_end_matches('m').trim();
                let minutes = digits
                    .parse()
                    .ok()
                    .filter(|minutes| (1..=super::boxes::LONGEST_BOX).contains(minutes))?;
                Some((topic.trim(), minutes)).filter(|(topic, _)| !topic.is_empty())
            });
        match boxed {
            Some((topic, minutes)) => Self { topic: topic.to_owned(), minutes: Some(minutes) },
            None => Self { topic: part.to_owned(), minutes: None },
        }
    }

    /// As they are typed.
    pub fn typed(all: &[Self]) -> String {
        let typed = |it: &Self| match it.minutes {
            Some(minutes) => format!("{} ({minutes}m)", it.topic),
            None => it.topic.clone(),
        };
        all.iter().map(typed).collect::<Vec<_>>().join("; ")
    }
}

/// Every nth occurrence takes place at another hour of its day, such as one that suits another region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OtherHour {
    /// The second of every two, the fourth of every four.
    pub every: u32,
    pub time: NaiveTime,
    /// Whose clocks show that time; `None`: those of the series.
    #[serde(default)]
    pub zone: Option<Zone>,
}

impl OtherHour {
    /// Reads "every 2nd at 17:00" or "every 4th at 9:00 Asia/Tokyo".
    pub fn read(text: &str) -> Option<Self> {
        let lower = text.trim().to_lowercase();
        let rest = lower.strip_prefix("every")?.trim_start();
        let (nth, rest) = rest.split_once(' ')?;
        let every = match nth {
            "other" | "second" => 2,
            "third" => 3,
            "fourth" => 4,
            nth => nth.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()?,
        };
        let rest = rest.trim().strip_prefix("at ").unwrap_or(rest.trim()).trim();
        let (time, zone) =
            rest.split_once(' ').map_or((rest, None), |(time, zone)| (time, Some(zone.trim())));
        let time = NaiveTime::parse_from_str(time, "%H:%M").ok()?;
        let zone = match zone {
            Some(zone) => Some(Zone::find(zone)?),
            None => None,
        };
        (2..=MOST_NTH).contains(&every).then_some(Self { every, time, zone })
    }

    /// As it is typed.
    pub fn typed(&self) -> String {
        let ending = match self.every % 10 {
            _ if (11..=13).contains(&(self.every % 100)) => "th",
            1 => "st",
            2 => "nd",
            3 => "rd",
            _ => "th",
        };
        let zone = self.zone.as_ref().map_or(String::new(), |zone| format!(" {}", zone.name()));
        format!("every {}{ending} at {}{zone}", self.every, self.time.format("%H:%M"))
    }

    /// Whether the occurrence of that number, counted from 0, is one of them.
    pub fn concerns(&self, index: u64) -> bool {
        (index + 1).is_multiple_of(u64::from(self.every.max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_hour_is_read_as_it_is_written() {
        for text in [
            "every 2nd at 17:00",
            "every 4th at 09:00 Asia/Tokyo",
            "every 3rd at 07:30",
            "every 11th at 10:00",
        ] {
            assert_eq!(OtherHour::read(text).expect(text).typed(), text);
        }
        assert_eq!(OtherHour::read("every other 17:00").expect("read").typed(), "every 2nd at 17:00");
        for text in [
            "",
            "every 1st at 9:00",
            "every 0th at 9:00",
            "every 2nd",
            "every 2nd at 25:00",
            "every 2nd at 9:00 Nowhere",
        ] {
            assert_eq!(OtherHour::read(text), None, "{text}");
        }
    }

    #[test]
    fn standing_topics_are_read_as_they_are_written() {
        let text = "Demo (10m); Numbers; Anything else (if time is left)";
        let all = StandingItem::read_all(text);
        assert_eq!(all.iter().map(|it| it.minutes).collect::<Vec<_>>(), [Some(10), None, None]);
        assert_eq!(StandingItem::typed(&all), text);
        assert_eq!(StandingItem::read_all(" ;\n- "), []);
    }

    #[test]
    fn every_template_reads_back_what_it_begins_with() {
        for template in Template::ALL {
            let usual = template.usual();
            assert_eq!(StandingItem::typed(&StandingItem::read_all(usual.standing)), usual.standing);
            assert!(usual.zone.is_none_or(|zone| Zone::find(zone).is_some()));
        }
    }
}
