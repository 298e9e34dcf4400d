//! Which of several rotations is meant, and which are about requests.

use crate::{base::text::clean, rotation::store::Row};

/// Of several rotations the only one of the person's own; else, of those or of all, the one whose channel this is.
pub fn pick(rows: &[Row], own: &[usize], channel_id: i64) -> Option<usize> {
    if let [one] = own {
        return Some(*one);
    }
    let all: Vec<usize> = (0..rows.len()).collect();
    let among = if own.is_empty() { &all[..] } else { own };
    let mut here = among.iter().filter(|place| rows[**place].channel_id == Some(channel_id));
    here.next().filter(|_| here.next().is_none()).copied()
}

/// The place of the rotation whose number (`#3`) or name is typed; the beginning of a name is enough where no other begins so.
pub fn by_name(rows: &[Row], typed: &str) -> Option<usize> {
    let wanted = clean(typed).to_lowercase();
    if let Some(id) = wanted.strip_prefix('#').and_then(|digits| digits.parse::<i64>().ok()) {
        return rows.iter().position(|row| row.id == id);
    }
    let exact = rows.iter().position(|row| row.name.to_lowercase() == wanted);
    let starting = || {
        let mut found = (0..rows.len()).filter(|place| rows[*place].name.to_lowercase().starts_with(&wanted));
        found.next().filter(|_| found.next().is_none())
    };
    exact.or_else(starting)
}

/// Of the rotations that run, by number, those that are about requests: the ones with a deadline for them. Where none has
/// a deadline, it is the oldest rotation, so that requests are always somebody's duty.
pub fn about_requests(mut rows: Vec<Row>) -> Vec<Row> {
    match rows.iter().any(|row| row.deadline_json.is_some()) {
        true => rows.retain(|row| row.deadline_json.is_some()),
        false => rows.truncate(1),
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{db::Json, rotation::rules::sample::weekly};

    fn row(id: i64, name: &str, channel_id: Option<i64>) -> Row {
        Row {
            id,
            name: name.to_owned(),
            channel_id,
            role_id: None,
            deadline_json: None,
            expected_json: Json(Vec::new()),
            handover_json: None,
            state: "active".to_owned(),
            version: 1,
        }
    }

    #[test]
    fn a_rotation_is_found_by_its_number_its_name_or_the_only_beginning() {
        let rows = [row(1, "Requests", None), row(2, "Reviews", None), row(14, "Pager", None)];
        let cases = [
            ("requests", Some(0)),
            ("PAGER", Some(2)),
            ("#14", Some(2)),
            ("#9", None),
            ("rev", Some(1)),
            ("re", None),
            ("pagers", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(by_name(&rows, typed), expected, "{typed}");
        }
    }

    #[test]
    fn without_a_name_it_is_the_only_one_of_ones_own_or_that_of_the_channel() {
        let rows = [row(1, "A", Some(5)), row(2, "B", Some(6)), row(3, "C", Some(5))];
        let cases: [(&str, &[usize], i64, Option<usize>); 6] = [
            ("the channel's", &[], 6, Some(1)),
            ("two have the channel", &[], 5, None),
            ("one's own goes before the channel", &[1], 5, Some(1)),
            ("of one's own the channel's", &[0, 1], 5, Some(0)),
            ("two of one's own have the channel", &[0, 2], 5, None),
            ("another channel", &[0, 1], 9, None),
        ];
        for (name, own, channel_id, expected) in cases {
            assert_eq!(pick(&rows, own, channel_id), expected, "{name}");
        }
    }

    #[test]
    fn those_with_a_deadline_are_about_requests_else_the_oldest() {
        let due = |row: Row| Row { deadline_json: Some(Json(weekly().handoffs().clone())), ..row };
        let ids = |rows: Vec<Row>| about_requests(rows).iter().map(|row| row.id).collect::<Vec<_>>();
        assert_eq!(ids(vec![row(1, "A", None), due(row(2, "B", None)), due(row(3, "C", None))]), [2, 3]);
        assert_eq!(ids(vec![row(1, "A", None), row(2, "B", None)]), [1]);
        assert!(about_requests(Vec::new()).is_empty());
    }
}
