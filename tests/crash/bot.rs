//! `docket run` as a process of its own, which can be ended in every way.

use docket::sandbox::Sandbox;
use std::process::{Child, Command, ExitStatus, Stdio};

/// A running docket. Dropping it kills it.
pub struct Bot(Child);

/// Where a docket runs, as far as the others can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine {
    /// On this one: the operating system tells the others when it ends.
    This,
    /// On one of its own: the others only notice that nothing is heard of it.
    Another,
}

impl Bot {
    /// Starts it on a database and waits until it is connected to the sandbox.
    pub async fn start(sandbox: &Sandbox, database_url: &str) -> Self {
        let bot = Self::begin(sandbox, database_url, Machine::This, "127.0.0.1:0");
        assert!(sandbox.wait_for_bot().await, "docket connects to its Discord");
        bot
    }

    /// Starts it and waits for nothing.
    pub fn begin(sandbox: &Sandbox, database_url: &str, machine: Machine, listen: &str) -> Self {
        // A shell that ignores the signal of a full disk hands that down, so that writing fails as it does there.
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_docket"), "run"]);
        command.args(["--listen", listen, "--log", "docket=warn,error", "--database", database_url]);
        command.env("DISCORD_API_URL", sandbox.url()).env("DISCORD_TOKEN", sandbox.token());
        command.envs(networks(sandbox));
        if machine == Machine::Another {
            // Without a place for files it cannot leave one that is locked as long as it lives.
            command.env("TMPDIR", "/nowhere");
        }
        Self(command.stdin(Stdio::null()).spawn().expect("docket starts"))
    }

    /// kill -9: from one instruction to the next.
    pub fn kill(mut self) {
        self.0.kill().expect("it can be killed");
        self.0.wait().expect("it ends");
    }

    /// Asks it to stop, as a service manager does; [`Bot::ends`] waits for that.
    pub fn terminate(&self) {
        run("kill", &["-TERM", &self.0.id().to_string()]);
    }

    /// Waits until it has ended by itself.
    pub async fn ends(mut self) -> ExitStatus {
        tokio::task::spawn_blocking(move || self.0.wait().expect("it ends")).await.expect("nobody panics")
    }

    /// Bounds the size to which it can write a file, in bytes; `None` takes the bound away.
    pub fn can_write(&self, bytes: Option<u64>) {
        let soft = bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
        run("prlimit", &["--pid", &self.0.id().to_string(), &format!("--fsize={soft}:unlimited")]);
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where the public networks of the sandbox are, and accounts there; a test that listens makes them known to the
/// networks.
fn networks(sandbox: &Sandbox) -> [(&'static str, String); 12] {
    let at = |path: &str| format!("{}/{path}", sandbox.url());
    [
        ("DOCKET_X_API_URL", at("x")),
        ("DOCKET_X_EMBED_URL", at("x")),
        ("DOCKET_X_TOKEN", "bearer".to_owned()),
        ("DOCKET_BLUESKY_URL", at("bluesky")),
        ("DOCKET_BLUESKY_SERVER", at("bluesky")),
        ("DOCKET_BLUESKY_ACCOUNT", "acme.example".to_owned()),
        ("DOCKET_BLUESKY_PASSWORD", "abcd-efgh".to_owned()),
        ("DOCKET_JETSTREAM_URL", at("bluesky")),
        ("DOCKET_FEDIVERSE_HOSTS", format!("social.example={}", at("mastodon"))),
        ("DOCKET_MASTODON_TOKENS", "social.example=token".to_owned()),
        ("DOCKET_MASTODON_STREAMING", "false".to_owned()),
        ("DOCKET_ACCOUNT_SERVERS", "all".to_owned()),
    ]
}

fn run(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).status();
    let status = status.unwrap_or_else(|error| panic!("{program} is needed for this test: {error}"));
    assert!(status.success(), "{program} {arguments:?}: {status}");
}
