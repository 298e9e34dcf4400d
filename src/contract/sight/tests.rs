use super::*;
use proptest::prelude::*;

fn names() -> Names {
    let known = [
        ("Acme Rockets", "Customer 1"),
        ("Acme", "Customer 2"),
        ("Rockets Ltd", "a supplier"),
        ("Müller & Söhne", "a mill"),
        ("C++ Guild", "a club"),
        ("日本商事", "Customer 5"),
        ("Straße AG", "a road builder"),
    ];
    let known = (1..).zip(known).map(|(customer_id, (name, alias))| KnownName {
        name: RealName::new(name),
        customer_id,
        alias: alias.to_owned(),
        is_current: true,
    });
    Names::new(known.collect())
}

fn outside(text: &str) -> String {
    Sight::in_channel(&names(), false).text(text).into_owned()
}

#[test]
fn every_spelling_of_a_name_becomes_the_alias() {
    for (text, shown) in [
        ("Acme Rockets asks", "Customer 1 asks"),
        ("for ACME  rockets's admins", "for Customer 1's admins"),
        ("for Acme\nRockets, today", "for Customer 1, today"),
        ("@AcmeRockets: no login", "@Customer 1: no login"),
        ("**Acme**-_Rockets_", "**Customer 1_"),
        ("acme_rockets.log", "Customer 1.log"),
        ("Äcmé Ａｃｍｅ", "Customer 2 Customer 2"),
        ("A\u{200B}cme", "Customer 2"),
        ("MULLER & Sohne", "a mill"),
        ("die STRASSE AG", "die a road builder"),
        ("c++ guild", "a club"),
        ("今日は日本商事です", "今日はCustomer 5です"),
    ] {
        assert_eq!(outside(text), shown, "{text}");
    }
}

#[test]
fn an_address_with_a_name_in_it_is_not_made_into_another_that_leads_nowhere() {
    for (text, shown) in [
        ("https://x.com/acme_dev/status/1 asks", "a link (Customer 2) asks"),
        ("see <https://help.example/acme-rockets?a=acme>, please", "see <a link (Customer 1)>, please"),
        ("HTTP://acme.example", "a link (Customer 2)"),
        ("https://help.example/acme rockets", "a link (Customer 1)"),
        ("https://help.example/1 for Acme", "https://help.example/1 for Customer 2"),
        ("ftp://acme.example", "ftp://Customer 2.example"),
    ] {
        assert_eq!(outside(text), shown, "{text}");
    }
}

#[test]
fn only_whole_names_are_replaced() {
    for text in ["Acmes", "xAcme", "Acme2", "Rockets", "C++", "Guild", "AcmeAcme", ""] {
        assert_eq!(outside(text), text);
    }
    assert_eq!(outside("Acme Rocketsx"), "Customer 2 Rocketsx", "the shorter name is there all the same");
    assert_eq!(outside("Acme Rockets Ltd"), "Customer 1", "nothing is left of the name behind it");
}

#[test]
fn the_level_decides_in_private_and_the_channel_where_others_read() {
    let (names, name) = (names(), RealName::new("Acme"));
    let acme = Named { name: &name, alias: "Customer 2" };
    let text = "Acme wants it\n(customer: Foo (UK))";
    for (sight, called, read) in [
        (Sight::in_channel(&names, true), "Acme", text),
        (Sight::in_channel(&names, false), "Customer 2", "Customer 2 wants it\n(customer: hidden)"),
        (Sight::of(&names, Level::Pm), "Acme", text),
        (Sight::of(&names, Level::Reporter), "Acme", text),
        (Sight::of(&names, Level::Everyone), "a customer", "a customer wants it\n(customer: hidden)"),
    ] {
        assert_eq!(sight.name(acme), called);
        assert_eq!(sight.text(text), read);
    }
}

#[test]
fn a_name_that_docket_does_not_know_is_hidden_as_it_was_typed() {
    for name in ["Foo", "Foo (UK)", "Foo) Bar", "(customer: Foo)", "Foo\nBar"] {
        let text = with_unknown_customer("It is slow", name);
        assert_eq!(outside(&text), "It is slow\n(customer: hidden)", "{name}");
    }
    assert_eq!(outside("(customer: cut off"), "(customer: hidden)");
}

#[test]
fn nothing_shows_the_real_name_by_mistake() {
    assert!(!format!("{:?} {:?}", RealName::new("Acme"), names()).contains("Acme"));
}

proptest! {
    #[test]
    fn a_text_without_names_stays_as_it_is(text in "[b-z .,\n日本]{0,60}") {
        prop_assert_eq!(outside(&text), text);
    }

    #[test]
    fn no_name_is_left_in_any_text(before in "\\PC{0,20}", between in "[ \n\t_-]{0,4}", after in "\\PC{0,20}") {
        let text = format!("{before} Acme{between}Rockets {after}");
        prop_assert!(!outside(&text).to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| word == "acme"), "{}", outside(&text));
    }
}
