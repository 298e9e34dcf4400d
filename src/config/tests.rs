use super::*;
use clap::{CommandFactory, Parser};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

const TOKEN: &str = "MTAw.abcdef.ghijklmnop-qrstuvwxyz_012345";
const KEY: &str = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";

fn discord() -> DiscordArgs {
    DiscordArgs { token: Some(TOKEN.into()), ..DiscordArgs::default() }
}

fn database(url: &str) -> DatabaseArgs {
    DatabaseArgs { database: Some(url.into()) }
}

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn every_command_of_the_help_reads() {
    for line in [
        "run",
        "sandbox --fresh",
        "check",
        "export",
        "export x",
        "import -",
        "migrate",
        "commands --markdown",
    ] {
        let words = std::iter::once("docket").chain(line.split(' '));
        assert!(Cli::try_parse_from(words).is_ok(), "{line}");
    }
}

#[test]
fn with_a_token_alone_everything_has_a_default() {
    let args =
        ServeArgs { discord: discord(), database: database("sqlite:///tmp/x.db"), ..ServeArgs::default() };
    let settings = Settings::from_args(&args).unwrap();
    assert_eq!(settings.listen.to_string(), LISTEN);
    assert_eq!(settings.discord.api_url.as_str(), "https://discord.com/");
    assert_eq!(settings.discord.interactions, Interactions::Gateway);
    assert_eq!((settings.public_url, settings.discord.has_members_intent), (None, false));
}

#[test]
fn the_public_address_may_have_a_path_and_ends_without_a_slash() {
    for (text, expected) in [
        ("https://docket.example.org", "https://docket.example.org"),
        ("https://docket.example.org/", "https://docket.example.org"),
        ("http://tools.example.org:8787/docket/", "http://tools.example.org:8787/docket"),
    ] {
        assert_eq!(public_url(text).unwrap(), expected);
    }
}

#[test]
fn an_empty_variable_counts_as_not_set() {
    let args = DiscordArgs { token: Some("  ".into()), ..DiscordArgs::default() };
    let error = DiscordSettings::from_args(&args).unwrap_err();
    assert!(error.to_string().starts_with("DISCORD_TOKEN (--token) is not set. Copy the token"), "{error}");
}

#[test]
fn each_wrong_setting_is_named_with_a_remedy() {
    let with = |change: fn(&mut DiscordArgs)| {
        let mut args = discord();
        change(&mut args);
        DiscordSettings::from_args(&args).map(drop)
    };
    fn all<T>(one: Result<T, ConfigError>) -> Result<(), ConfigErrors> {
        one.map(drop).map_err(ConfigErrors::from)
    }
    let cases = [
        ("DISCORD_TOKEN", with(|args| args.token = Some("two words".into()))),
        ("DISCORD_API_URL", with(|args| args.api_url = Some("discord.com".into()))),
        ("DISCORD_API_URL", with(|args| args.api_url = Some("ftp://discord.com".into()))),
        ("DISCORD_API_URL", with(|args| args.api_url = Some("https://me:hunter2@discord.com".into()))),
        ("DISCORD_API_URL", with(|args| args.api_url = Some("https://discord.com/api/v10".into()))),
        ("DOCKET_INTERACTIONS", with(|args| args.interactions = Some("carrier pigeon".into()))),
        ("DISCORD_PUBLIC_KEY", with(|args| args.interactions = Some("http".into()))),
        ("DATABASE_URL", all(database_url(&database("mysql://x")))),
        ("DOCKET_MEMBERS_INTENT", with(|args| args.members_intent = Some("maybe".into()))),
        ("DOCKET_CONTENT_INTENT", with(|args| args.content_intent = Some("maybe".into()))),
        ("DOCKET_PUBLIC_URL", all(public_url("docket.example.org"))),
        ("DOCKET_PUBLIC_URL", all(public_url("ftp://docket.example.org"))),
        ("DOCKET_PUBLIC_URL", all(public_url("https://me:hunter2@docket.example.org"))),
        ("DOCKET_PUBLIC_URL", all(public_url("https://docket.example.org/?a=b"))),
        ("DOCKET_LISTEN", all(listen("DOCKET_LISTEN (--listen)", "localhost"))),
    ];
    for (variable, result) in cases {
        let errors = result.expect_err(variable);
        let error = errors.iter().next().expect("at least one");
        assert!(error.variable.starts_with(variable), "{error}");
        assert!(error.remedy.ends_with('.') && !error.to_string().contains("hunter2"), "{error}");
    }
}

#[test]
fn a_key_makes_interactions_over_http_possible() {
    let args =
        DiscordArgs { interactions: Some("http".into()), public_key: Some(KEY.to_uppercase()), ..discord() };
    let settings = DiscordSettings::from_args(&args).unwrap();
    assert_eq!(settings.interactions, Interactions::Http { public_key: KEY.into() });
}

#[test]
fn secrets_do_not_show_in_debug() {
    let args = ServeArgs {
        discord: discord(),
        database: database("postgres://docket:hunter2@db/docket"),
        ..ServeArgs::default()
    };
    let settings = Settings::from_args(&args).unwrap();
    let shown = format!("{settings:?} {:?}", args.discord);
    assert!(!shown.contains("hunter2") && !shown.contains(TOKEN), "{shown}");
    assert_eq!(settings.discord.token.expose(), TOKEN);
}

#[test]
#[cfg(not(any(windows, target_os = "macos")))]
fn data_lies_where_the_platform_says() {
    let folder = |pairs: &[(&str, &str)]| {
        data_folder(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value)))
    };
    assert_eq!(folder(&[("XDG_DATA_HOME", "/d"), ("HOME", "/h")]), Some(PathBuf::from("/d/docket")));
    assert_eq!(
        folder(&[("XDG_DATA_HOME", "rel"), ("HOME", "/h")]),
        Some(PathBuf::from("/h/.local/share/docket"))
    );
    assert_eq!(folder(&[]), None);
}

#[test]
fn odd_characters_in_a_path_survive_the_url() {
    assert_eq!(sqlite_url(Path::new("/a b/50% #1?.db")), "sqlite:///a b/50%25 %231%3F.db");
}
