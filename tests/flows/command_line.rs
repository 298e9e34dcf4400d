//! What `docket` says to whoever runs it, when something is wrong.

use std::process::{Command, Output, Stdio};

/// Runs `docket` with these arguments and nothing else from the environment.
fn docket(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_docket"));
    command.args(arguments).env_clear().envs(variables.iter().copied()).stdin(Stdio::null());
    command.output().expect("docket starts")
}

fn said(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

/// Every setting that `docket run` and `docket check` take, each wrong.
const WRONG: &[(&str, &str)] = &[
    ("DISCORD_TOKEN", "two words"),
    ("DISCORD_API_URL", "ftp://discord.com"),
    ("DOCKET_INTERACTIONS", "carrier pigeon"),
    ("DOCKET_MEMBERS_INTENT", "maybe"),
    ("DOCKET_CONTENT_INTENT", "maybe"),
    ("DATABASE_URL", "mysql://x"),
    ("DOCKET_LISTEN", "localhost"),
    ("DOCKET_PUBLIC_URL", "docket.example.org"),
];

#[test]
fn every_bad_setting_is_told_in_one_go() {
    let checked = docket(&["check"], &[WRONG, &[("DOCKET_LOG", "inof")]].concat());
    assert!(!checked.status.success());
    let report = said(&checked.stdout);
    for (variable, _) in WRONG.iter().chain(&[("DOCKET_LOG", "")]) {
        assert_eq!(report.matches(&format!("!!  {variable} (--")).count(), 1, "{variable}:\n{report}");
    }
    assert!(report.contains("9 things have to be put right"), "{report}");
    let run = docket(&["run"], WRONG);
    assert!(!run.status.success());
    for (variable, _) in WRONG {
        assert!(said(&run.stderr).contains(variable), "{variable}:\n{}", said(&run.stderr));
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
