//! How much room the files of requests may take.

use crate::request::store::Stored;

/// Bytes in what people call a megabyte here, as Discord does: 1024 times 1024.
pub const MEGABYTE: i64 = 1024 * 1024;
/// The largest limit that can be set, in megabytes.
const LARGEST_LIMIT: i64 = 1_000_000;
/// What a server may store while nothing is set, in megabytes: 200 full-sized files.
pub const SERVER_LIMIT: i64 = 2_000;
/// What the requests of one member may store while nothing is set, in megabytes.
pub const MEMBER_LIMIT: i64 = 200;

/// How much may be stored, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub server: i64,
    pub member: i64,
}

/// Which limit a file would go beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    Server,
    Member,
}

/// Which of the files, by their lengths in bytes, there is room for, in order: `None` for a file that is admitted. A small
/// file may fit where a larger one did not.
pub fn admitted(lengths: &[i64], mut stored: Stored, limits: Limits) -> Vec<Option<Full>> {
    let mut admit = |length: i64| {
        if stored.by_server.saturating_add(length) > limits.server {
            return Some(Full::Server);
        }
        if stored.by_member.saturating_add(length) > limits.member {
            return Some(Full::Member);
        }
        stored.by_server += length;
        stored.by_member += length;
        None
    };
    lengths.iter().map(|length| admit(*length)).collect()
}

/// A limit as somebody types it, in megabytes; `None` when it is none.
pub fn read_limit(typed: &str) -> Option<i64> {
    let typed = typed.trim().to_lowercase().replace([',', '_'], "");
    let number = ["mb", "mib"].iter().find_map(|unit| typed.strip_suffix(unit)).unwrap_or(&typed);
    number.trim().parse().ok().filter(|limit| (0..=LARGEST_LIMIT).contains(limit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn files_are_admitted_while_there_is_room() {
        use Full::{Member, Server};
        let limits = Limits { server: 100, member: 40 };
        let stored = |by_server, by_member| Stored { by_server, by_member };
        for (lengths, stored, expected) in [
            (&[][..], stored(0, 0), &[][..]),
            (&[40], stored(0, 0), &[None]),
            (&[41], stored(0, 0), &[Some(Member)]),
            (&[30, 20, 10], stored(0, 0), &[None, Some(Member), None]),
            (&[1], stored(100, 0), &[Some(Server)]),
            (&[0], stored(100, 40), &[None]),
            (&[i64::MAX, 1], stored(5, 5), &[Some(Server), None]),
        ] {
            assert_eq!(admitted(lengths, stored, limits), expected, "{lengths:?} {stored:?}");
        }
    }

    #[test]
    fn a_limit_is_a_number_of_megabytes() {
        for (typed, expected) in [
            ("0", Some(0)),
            ("500", Some(500)),
            (" 2,000 MB ", Some(2000)),
            ("20 MiB", Some(20)),
            ("1000000", Some(1_000_000)),
            ("1000001", None),
            ("-1", None),
            ("lots", None),
            ("", None),
            ("1.5", None),
        ] {
            assert_eq!(read_limit(typed), expected, "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_admitted_stays_within_the_limits(
            lengths in prop::collection::vec(0_i64..50, 0..12),
            (by_member, others) in (0_i64..60, 0_i64..100),
        ) {
            let limits = Limits { server: 120, member: 60 };
            let stored = Stored { by_server: by_member + others, by_member };
            let admitted = admitted(&lengths, stored, limits);
            let more: i64 =
                lengths.iter().zip(&admitted).filter(|(_, full)| full.is_none()).map(|(length, _)| length).sum();
            prop_assert!(more == 0 || stored.by_member + more <= limits.member);
            prop_assert!(more == 0 || stored.by_server + more <= limits.server);
        }
    }
}
