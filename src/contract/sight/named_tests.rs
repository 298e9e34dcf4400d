use super::{KnownName, Names, RealName};
use proptest::prelude::*;

const ACME: i64 = 1;
const ROCKETS: i64 = 2;
const HARBOR: i64 = 3;
const TARGET: i64 = 4;
const EBAY: i64 = 5;
const NOTABLE: i64 = 6;
const GUILD: i64 = 7;
const JAPAN: i64 = 8;
const ONEIL: i64 = 9;
const OLD_A: i64 = 10;
const OLD_B: i64 = 11;
const MUELLER: i64 = 12;
const IBM: i64 = 13;
const ACME_INC: i64 = 14;

fn names() -> Names {
    let known = [
        ("Acme", ACME, true),
        ("Acme Rockets", ROCKETS, true),
        ("Harbor Logistics", HARBOR, true),
        ("Docks & Sons", HARBOR, false),
        ("Target", TARGET, true),
        ("ebay", EBAY, true),
        ("Notable", NOTABLE, true),
        ("C++ Guild", GUILD, true),
        ("日本商事", JAPAN, true),
        ("O'Neil Foods", ONEIL, true),
        ("Blue Whale", OLD_A, false),
        ("Blue Whale", OLD_B, false),
        ("Orca", OLD_A, true),
        ("Narwhal", OLD_B, true),
        ("Müller & Söhne", MUELLER, true),
        ("IBM", IBM, true),
        ("Acme, Inc.", ACME_INC, true),
    ];
    let known = known.map(|(name, customer_id, is_current)| KnownName {
        name: RealName::new(name),
        customer_id,
        alias: format!("Customer {customer_id}"),
        is_current,
    });
    Names::new(known.to_vec())
}

#[test]
fn a_text_says_whose_it_is() {
    let names = names();
    for (text, certain, perhaps, near) in [
        // As it is written, wherever it stands.
        ("Acme says the calendar loses events", &[ACME][..], &[][..], &[][..]),
        ("The calendar loses events, says Acme.", &[ACME], &[], &[]),
        ("for Acme: no events", &[ACME], &[], &[]),
        ("(Acme) no events", &[ACME], &[], &[]),
        ("**Acme** has no events", &[ACME], &[], &[]),
        ("\"Acme\" has no events", &[ACME], &[], &[]),
        ("Acme's calendar is empty", &[ACME], &[], &[]),
        ("Acme’s calendar is empty", &[ACME], &[], &[]),
        ("ACME has no events", &[ACME], &[], &[]),
        ("Acme/EMEA has no events", &[ACME], &[], &[]),
        ("Acme asks, and Acme asks again", &[ACME], &[], &[]),
        ("calendar\nAcme", &[ACME], &[], &[]),
        // The longest of names within each other.
        ("Acme Rockets says the calendar is empty", &[ROCKETS], &[], &[]),
        ("AcmeRockets says it is empty", &[ROCKETS], &[], &[]),
        ("acme rockets says it is empty", &[ROCKETS], &[], &[]),
        ("Acme-Rockets says it is empty", &[ROCKETS], &[], &[]),
        ("Acme, Inc. says it is empty", &[ACME_INC], &[], &[]),
        ("Acme Inc says it is empty", &[ACME_INC], &[], &[]),
        ("Acme, Rockets for everybody", &[ACME], &[], &[]),
        ("We sold it to Acme. Rockets come later", &[ACME], &[], &[]),
        // Several.
        ("Acme and Harbor Logistics want dark mode", &[ACME, HARBOR], &[], &[]),
        ("Harbor Logistics and Acme want dark mode", &[HARBOR, ACME], &[], &[]),
        ("Acme Rockets is not Acme", &[ROCKETS, ACME], &[], &[]),
        // With blanks, in other spellings, in other scripts.
        ("Harbor Logistics is slow", &[HARBOR], &[], &[]),
        ("harbor logistics is slow", &[HARBOR], &[], &[]),
        ("Harbor  Logistics is slow", &[HARBOR], &[], &[]),
        ("HARBOR LOGISTICS IS SLOW", &[HARBOR], &[], &[]),
        ("@HarborLogistics is slow", &[HARBOR], &[], &[]),
        ("O'Neil Foods is slow", &[ONEIL], &[], &[]),
        ("ONeil Foods is slow", &[ONEIL], &[], &[]),
        ("Muller & Sohne: zu langsam", &[MUELLER], &[], &[]),
        ("MÜLLER & SÖHNE: zu langsam", &[MUELLER], &[], &[]),
        ("C++ Guild wants it", &[GUILD], &[], &[]),
        ("今日は日本商事です", &[JAPAN], &[], &[]),
        ("ebay wants it", &[EBAY], &[], &[]),
        ("IBM wants it", &[IBM], &[], &[]),
        // Former names; one that several had is no proof.
        ("Docks & Sons wants it", &[HARBOR], &[], &[]),
        ("Blue Whale wants it", &[], &[OLD_A, OLD_B], &[]),
        ("Orca, once Blue Whale, wants it", &[OLD_A], &[OLD_B], &[]),
        // Everyday words.
        ("Target wants it", &[TARGET], &[], &[]),
        ("we missed the target", &[], &[TARGET], &[]),
        ("WE MISSED THE TARGET", &[], &[TARGET], &[]),
        ("@target wants it", &[TARGET], &[], &[]),
        ("acme wants it", &[], &[ACME], &[]),
        ("mail to it@acme.com", &[ACME], &[], &[]),
        ("see https://acme.com/help", &[], &[ACME], &[]),
        ("TARGET", &[TARGET], &[], &[]),
        // What only looks like a name.
        ("it is not able to log in", &[], &[], &[]),
        ("Not able to log in", &[], &[], &[]),
        ("Targets are missed", &[], &[], &[TARGET]),
        ("AcmeAcme", &[], &[], &[]),
        ("acme2", &[], &[], &[]),
        ("The harbor. Logistics fail", &[], &[], &[]),
        ("harbor, logistics", &[], &[], &[]),
        ("Rockets", &[], &[], &[]),
        ("", &[], &[], &[]),
        ("SSO login loops after 7.2", &[], &[], &[]),
        // Typing errors.
        ("Harbr Logistic says it is slow", &[], &[], &[HARBOR]),
        ("harbr logistics is slow", &[], &[], &[HARBOR]),
        ("Harbour Logistics is slow", &[], &[], &[HARBOR]),
        ("Habror Logistics is slow", &[], &[], &[HARBOR]),
        ("Acmee is slow", &[], &[], &[ACME]),
        ("Amce is slow", &[], &[], &[ACME]),
        ("Tagret is slow", &[], &[], &[TARGET]),
        ("acmee is slow", &[], &[], &[]),
        ("@acmee is slow", &[], &[], &[ACME]),
        ("Notabel is slow", &[], &[], &[NOTABLE]),
        ("Barbor Logistics is slow", &[], &[], &[]),
        ("Harbr, Logistic", &[], &[], &[]),
        ("Acme says that Harbr Logistic has it too", &[ACME], &[], &[]),
        ("IBN is slow", &[], &[], &[]),
    ] {
        let named = names.named_in(text);
        assert_eq!(
            (&named.certain[..], &named.perhaps[..], &named.near[..]),
            (certain, perhaps, near),
            "{text}"
        );
    }
}

#[test]
fn behind_a_mark_the_longest_name_counts() {
    let names = names();
    for (text, expected) in [
        ("@Harbor Logistics is slow", Some((17, vec![HARBOR], false))),
        ("@harbor-logistics is slow", Some((17, vec![HARBOR], false))),
        ("@Acme Rockets is slow", Some((13, vec![ROCKETS], false))),
        ("@Acme is slow", Some((5, vec![ACME], false))),
        ("@Acme's is slow", Some((5, vec![ACME], false))),
        ("@Harbr Logistic is slow", Some((15, vec![HARBOR], true))),
        ("@Blue Whale is slow", Some((11, vec![OLD_A, OLD_B], false))),
        ("@Nobody Acme is slow", None),
        ("@", None),
    ] {
        let at = names.named_at(text, 1).map(|at| (at.to, at.customer_ids, at.is_typo));
        assert_eq!(at, expected, "{text}");
    }
}

proptest! {
    #[test]
    fn a_name_is_found_between_any_words(before in "[a-z ]{0,20}", after in "[a-z ]{0,20}", which in 0usize..5) {
        let (name, id) =
            [("Acme Rockets", ROCKETS), ("Harbor Logistics", HARBOR), ("Acme", ACME), ("Target", TARGET), ("Narwhal", OLD_B)][which];
        // A word of the text could belong to a longer name.
        prop_assume!(!after.trim_start().starts_with("rockets") && !after.trim_start().starts_with("inc"));
        prop_assert_eq!(names().named_in(&format!("{before} {name} {after}")).certain, vec![id]);
    }

    #[test]
    fn one_typing_error_is_asked_about_and_never_taken(place in 1usize..16, letter in "[a-z]") {
        let mut typed: Vec<char> = "Harbor Logistics".chars().collect();
        prop_assume!(typed[place] != ' ');
        typed[place] = letter.chars().next().expect("one");
        let typed: String = typed.into_iter().collect();
        prop_assume!(typed.to_lowercase() != "harbor logistics");
        let named = names().named_in(&format!("{typed} is slow"));
        prop_assert_eq!(named.near, vec![HARBOR], "{}", typed);
        prop_assert!(named.certain.is_empty() && named.perhaps.is_empty());
    }

    #[test]
    fn nobody_is_named_by_a_text_without_names(text in "[c-fh-mp-z .,\n]{0,80}") {
        let named = names().named_in(&text);
        prop_assert!(named.certain.is_empty() && named.perhaps.is_empty(), "{named:?}");
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,120}") {
        let names = names();
        let named = names.named_in(&text);
        let mut all = [named.certain, named.perhaps, named.near].concat();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        prop_assert_eq!(all.len(), count, "each customer is told once");
    }
}
