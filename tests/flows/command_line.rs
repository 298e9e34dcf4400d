//! What `docket` says to whoever runs it, when something is wrong.

use clap::CommandFactory;
use docket::config::Cli;
use std::{
    collections::BTreeSet,
    process::{Command, Output, Stdio},
};

/// Runs `docket` with these arguments and nothing else from the environment.
fn docket(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_docket"));
    command.args(arguments).env_clear().envs(variables.iter().copied()).stdin(Stdio::null());
    command.output().expect("docket starts")
}

fn said(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

/// Settings that are wrong, beside those that have to be right for it to show.
struct Round {
    right: &'static [(&'static str, &'static str)],
    wrong: &'static [(&'static str, &'static str)],
}

/// Every setting that `docket run` and `docket check` take, each wrong.
const ROUNDS: &[Round] = &[
    Round {
        right: &[("DOCKET_BLUESKY_PASSWORD", "abcd-efgh")],
        wrong: &[
            ("DISCORD_TOKEN", "two words"),
            ("DISCORD_API_URL", "ftp://discord.com"),
            ("DOCKET_INTERACTIONS", "carrier pigeon"),
            ("DOCKET_MEMBERS_INTENT", "maybe"),
            ("DOCKET_CONTENT_INTENT", "maybe"),
            ("DATABASE_URL", "mysql://x"),
            ("DOCKET_LISTEN", "localhost"),
            ("DOCKET_PUBLIC_URL", "docket.example.org"),
            ("DOCKET_X_TOKEN", "two words"),
            ("DOCKET_X_LOGIN_URL", "nowhere"),
            ("DOCKET_X_API_URL", "nowhere"),
            ("DOCKET_X_EMBED_URL", "nowhere"),
            ("DOCKET_X_CEILING", "much"),
            ("DOCKET_BLUESKY_URL", "nowhere"),
            ("DOCKET_BLUESKY_SERVER", "nowhere"),
            ("DOCKET_BLUESKY_ACCOUNT", "acme"),
            ("DOCKET_JETSTREAM_URL", "nowhere"),
            ("DOCKET_FEDIVERSE_HOSTS", "https://social.example"),
            ("DOCKET_MASTODON_TOKENS", "no instance"),
            ("DOCKET_MASTODON_STREAMING", "maybe"),
            ("DOCKET_ACCOUNT_SERVERS", "acme"),
        ],
    },
    Round {
        right: &[
            ("DOCKET_INTERACTIONS", "http"),
            ("DOCKET_BLUESKY_ACCOUNT", "acme.bsky.social"),
            ("DOCKET_X_CLIENT_ID", "app"),
        ],
        wrong: &[
            ("DISCORD_TOKEN", "two words"),
            ("DISCORD_PUBLIC_KEY", "abc"),
            ("DATABASE_URL", "mysql://x"),
            ("DOCKET_BLUESKY_PASSWORD", ""),
            ("DOCKET_X_ACCOUNT", "no handle"),
        ],
    },
    Round {
        right: &[("DOCKET_X_CLIENT_ID", "app"), ("DOCKET_X_ACCOUNT", "acme")],
        wrong: &[("DISCORD_TOKEN", "two words"), ("DATABASE_URL", "mysql://x"), ("DOCKET_KEY", "short")],
    },
];

/// What X calls an app, and its secret, can be anything.
const NEVER_WRONG: [&str; 2] = ["DOCKET_X_CLIENT_ID", "DOCKET_X_CLIENT_SECRET"];

#[test]
fn every_setting_is_tried() {
    let cli = Cli::command();
    let run = cli.find_subcommand("run").expect("docket runs");
    let declared = run.get_arguments().filter_map(|argument| argument.get_env()?.to_str());
    // What the log writes is said to every command, and is tried beside each round.
    let declared: BTreeSet<&str> = declared.filter(|variable| *variable != "DOCKET_LOG").collect();
    let wrong = ROUNDS.iter().flat_map(|round| round.wrong).map(|(variable, _)| *variable);
    let tried: BTreeSet<&str> = wrong.chain(NEVER_WRONG).collect();
    assert_eq!(tried, declared);
}

#[test]
fn every_bad_setting_is_told_in_one_go() {
    for Round { right, wrong } in ROUNDS {
        let variables = [*right, *wrong].concat();
        let with_log = [&variables[..], &[("DOCKET_LOG", "inof")]].concat();
        let checked = docket(&["check"], &with_log);
        assert!(!checked.status.success());
        let report = said(&checked.stdout);
        for (variable, _) in wrong.iter().chain(&[("DOCKET_LOG", "")]) {
            assert_eq!(report.matches(&format!("!!  {variable} (--")).count(), 1, "{variable}:\n{report}");
        }
        let count = format!("{} things have to be put right", wrong.len() + 1);
        assert!(report.contains(&count), "{count}:\n{report}");
        let run = docket(&["run"], &variables);
        assert!(!run.status.success());
        for (variable, _) in *wrong {
            assert!(said(&run.stderr).contains(variable), "{variable}:\n{}", said(&run.stderr));
        }
    }
}

#[test]
fn a_database_is_looked_at_although_the_token_is_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("docket.db").display());
    let report = said(&docket(&["check", "--database", &url], &[]).stdout);
    assert!(report.contains("DISCORD_TOKEN") && report.contains("none yet"), "{report}");
}

#[test]
fn a_filter_for_the_log_that_does_not_read_is_refused() {
    for filter in ["inof", "docket=loud", "info,verbose"] {
        let run = docket(&["run"], &[("DOCKET_LOG", filter)]);
        assert!(
            !run.status.success() && said(&run.stderr).contains("DOCKET_LOG (--log)"),
            "{}",
            said(&run.stderr)
        );
    }
}

#[test]
fn a_folder_that_is_missing_is_not_made_in_silence() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("not-mounted");
    let url = format!("sqlite://{}", folder.join("docket.db").display());
    let token = [
        ("DISCORD_TOKEN", "MTAw.abcdef.ghijklmnop-qrstuvwxyz_012345"),
        ("DISCORD_API_URL", "http://127.0.0.1:1"),
    ];
    for command in ["run", "migrate", "check", "export", "import"] {
        let outcome = docket(&[command, "--database", &url], &token);
        let text = said(&outcome.stderr) + &said(&outcome.stdout);
        assert!(!outcome.status.success(), "{command}: {text}");
        assert!(text.contains("does not exist") || text.contains("no database there"), "{command}: {text}");
        assert!(!folder.exists(), "{command}");
    }
}

#[test]
fn exporting_what_is_not_there_makes_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("mistyped.db");
    let outcome = docket(&["export", "--database", &format!("sqlite://{}", file.display())], &[]);
    assert!(
        !outcome.status.success() && said(&outcome.stderr).contains("no database"),
        "{}",
        said(&outcome.stderr)
    );
    assert!(!file.exists());
}
