//! Lists that go on from a row: walked there and back they show everything once, whatever comes in meanwhile.

use crate::{
    on_each_engine,
    world::{Answer, World},
};

/// The numbers that stand behind `before` in an answer, in their order.
fn numbers(answer: &Answer<'_>, before: &str) -> Vec<i64> {
    let text = answer.text();
    let places = text.match_indices(before).map(|(at, found)| at + found.len());
    let digits = places.map(|at| text[at..].chars().take_while(char::is_ascii_digit).collect::<String>());
    digits.filter_map(|digits| digits.parse().ok()).collect()
}

fn has(answer: &Answer<'_>, label: &str) -> bool {
    answer.buttons().iter().any(|button| button == label)
}

/// From one number to another, in either direction.
fn span(from: i64, to: i64) -> Vec<i64> {
    if from <= to { (from..=to).collect() } else { (to..=from).rev().collect() }
}

async fn notes(world: &World, n: i64) {
    let line = format!("/request note request:1 text:Note n{n} was made");
    world.member("PM Growth").types(&line).await.sees("Noted");
}

on_each_engine! {
    async fn a_history_is_walked_while_it_goes_on(world) {
        world.member("Support engineer").types("/feedback text:SSO login loops").await.sees("Filed as");
        for n in 1..=24 {
            notes(world, n).await;
        }
        let first = world.member("PM Growth").types("/request history request:1").await;
        first.is_private().sees("in all, newest first");
        assert_eq!(numbers(&first, "Note n"), span(24, 15));
        assert!(!has(&first, "Newer"));
        notes(world, 25).await;
        let second = first.presses("Older").await;
        second.is_in_place();
        assert_eq!(numbers(&second, "Note n"), span(14, 5));
        let third = second.presses("Older").await;
        third.sees("filed it");
        assert_eq!(numbers(&third, "Note n"), span(4, 1));
        assert!(!has(&third, "Older"));
        let back = third.presses("Newer").await;
        assert_eq!(numbers(&back, "Note n"), span(14, 5));
        let back = back.presses("Newer").await;
        assert_eq!(numbers(&back, "Note n"), span(24, 15));
        let newest = back.presses("Newer").await;
        assert_eq!(numbers(&newest, "Note n"), span(25, 16));
        assert!(!has(&newest, "Newer"));
        // Buttons of older messages say a number.
        let old = world.member("PM Growth").types("/request history request:1 page:2").await;
        assert_eq!(numbers(&old, "Note n"), span(25, 16));
    }

    async fn reminders_are_walked_while_one_is_added(world) {
        let guest = world.member("Guest");
        for n in 1..=25 {
            guest.types(&format!("/remind me text:Look again when:in {n}h")).await.sees("is set");
        }
        let first = guest.types("/remind list").await;
        first.is_private().sees("25 in all");
        assert_eq!(numbers(&first, "**#"), span(1, 10));
        assert!(!has(&first, "Before"));
        guest.types("/remind me text:Look soon when:in 30m").await.sees("**#26**");
        let second = first.presses("More").await;
        second.is_in_place().sees("26 in all");
        assert_eq!(numbers(&second, "**#"), span(11, 20));
        let third = second.presses("More").await;
        assert_eq!(numbers(&third, "**#"), span(21, 25));
        assert!(!has(&third, "More"));
        let back = third.presses("Before").await;
        assert_eq!(numbers(&back, "**#"), span(11, 20));
        let back = back.presses("Before").await;
        assert_eq!(numbers(&back, "**#"), span(1, 10));
        let beginning = back.presses("Before").await;
        let expected: Vec<i64> = [26].into_iter().chain(1..=9).collect();
        assert_eq!(numbers(&beginning, "**#"), expected);
        assert!(!has(&beginning, "Before"));
        // Buttons of older messages say a number.
        assert_eq!(numbers(&guest.types("/remind list page:3").await, "**#"), expected);
    }
}
