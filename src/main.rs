//! The command `docket`; `docket --help` says what it can do.

use clap::Parser;
use docket::{
    app::{self, App, AppError, AppOptions, Forgotten, SandboxApp, Signals},
    base::clock::Clock,
    config::{
        Cli, Command, CommandsArgs, ConfigError, DatabaseArgs, DiscordSettings, SandboxArgs, Secret,
        ServeArgs, Settings, database_url,
    },
    db::Db,
    dispatch,
};
use std::{future::Future, process::ExitCode};

/// A command makes thousands of small allocations, SQLite's among them; this one hands them out in a fraction of the time
/// that glibc's takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = logs(&cli).and_then(|wrong| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let runtime =
            runtime.map_err(|error| AppError::Io("docket cannot start its threads".into(), error))?;
        runtime.block_on(run(cli.command, wrong))
    });
    outcome.unwrap_or_else(|error| {
        eprintln!("docket: {error}");
        ExitCode::FAILURE
    })
}

/// Starts logging. `docket check` tells of a filter that does not read along with everything else that is wrong, and so
/// gets to know of it.
fn logs(cli: &Cli) -> Result<Option<ConfigError>, AppError> {
    match app::start_logs(cli.log.as_deref()) {
        Err(wrong) if matches!(cli.command, Command::Check(_)) => {
            app::start_logs(None)?;
            Ok(Some(wrong))
        }
        started => Ok(started.map(|()| None)?),
    }
}

/// The database that was named, with a folder to be in.
fn database(args: &DatabaseArgs) -> Result<Secret, AppError> {
    let url = database_url(args)?;
    app::see_to_folder(args, &url)?;
    Ok(url)
}

async fn run(command: Command, wrong_log: Option<ConfigError>) -> Result<ExitCode, AppError> {
    match command {
        Command::Run(args) => {
            let settings = Settings::from_args(&args)?;
            app::see_to_folder(&args.database, &settings.database_url)?;
            serve(settings).await
        }
        Command::Sandbox(args) => sandbox(&args).await,
        Command::Check(args) => check(&args, wrong_log).await,
        Command::Export { database, file } => {
            let rows = app::export(&database_url(&database)?, &file).await?;
            // Standard output may be the export itself.
            eprintln!("{rows} rows were written.");
            Ok(ExitCode::SUCCESS)
        }
        Command::Import { database, file } => {
            let rows = app::import(&self::database(&database)?, &file).await?;
            println!("{rows} rows were read.");
            Ok(ExitCode::SUCCESS)
        }
        Command::Forget { database, guild_id, yes } => {
            let now = Clock::system().now();
            Ok(forgotten(app::forget(&database_url(&database)?, guild_id, yes, now).await?))
        }
        Command::Migrate(args) => {
            let db = Db::open(database(&args)?.expose()).await?;
            db.migrate().await?;
            println!("The {} database is up to date.", db.engine());
            Ok(ExitCode::SUCCESS)
        }
        Command::XLogin(args) => {
            app::see_to_folder(&args.database, &database_url(&args.database)?)?;
            let account = app::x_login(&args, &Clock::system(), |waiting| Box::pin(asks(waiting))).await?;
            println!("docket reads X as @{account} from now on.");
            Ok(ExitCode::SUCCESS)
        }
        Command::Commands(args) => commands(&args).await,
    }
}

/// Says what `docket forget` came to; only what was removed is a success.
fn forgotten(outcome: Forgotten) -> ExitCode {
    match outcome {
        Forgotten::Rows(rows) => {
            println!("{rows} rows were removed. That server is forgotten.");
            return ExitCode::SUCCESS;
        }
        Forgotten::Asks(rows) => eprintln!(
            "docket keeps {rows} rows of that server. Nothing was removed; add --yes to remove them, which cannot be undone."
        ),
        Forgotten::Nothing => {
            eprintln!(
                "docket keeps nothing of such a server, so nothing was removed. Look at the id and at DATABASE_URL."
            )
        }
    }
    ExitCode::FAILURE
}

/// Shows a person where to log in, and waits for what comes back by itself, or is pasted.
async fn asks(waiting: app::Waiting) -> String {
    println!(
        "Open this address in a browser in which you are logged in to X, and allow it:\n\n{}\n",
        waiting.address
    );
    println!(
        "The answer comes back here. If your browser is on another machine, paste the address at which it ends:"
    );
    let (pasted, line) = tokio::sync::oneshot::channel();
    // A thread of its own: nobody has to press Enter before docket can end.
    std::thread::spawn(move || {
        let mut text = String::new();
        if std::io::stdin().read_line(&mut text).is_ok_and(|read| read > 0) {
            let _ = pasted.send(text);
        }
    });
    let line = async {
        match line.await {
            Ok(text) => text,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        came = waiting.comes_back() => came,
        text = line => text,
    }
}

async fn serve(settings: Settings) -> Result<ExitCode, AppError> {
    let mut signals = listen()?;
    let app = App::start(settings, AppOptions::new(Clock::system())).await?;
    signals.next().await;
    Ok(stop(signals, app.stop()).await)
}

async fn sandbox(args: &SandboxArgs) -> Result<ExitCode, AppError> {
    let mut signals = listen()?;
    let running = tokio::select! {
        running = SandboxApp::start(args) => running?,
        () = signals.next() => return Ok(ExitCode::SUCCESS),
    };
    println!("docket's sandbox is at {}", running.url());
    println!("Try: /feedback text:SSO login loops after 7.2 customer:Acme");
    println!(
        "Or live through the week of the team's sync: sit as PM lead in #pm-sync, and press the button beside the clock."
    );
    println!("Ctrl-C stops it.");
    signals.next().await;
    Ok(stop(signals, running.stop()).await)
}

/// Stops in good order; a second signal stops at once.
async fn stop(mut signals: Signals, stopping: impl Future<Output = ()>) -> ExitCode {
    tokio::select! {
        () = stopping => ExitCode::SUCCESS,
        () = signals.next() => {
            tracing::warn!("told to stop twice: stopping at once");
            ExitCode::FAILURE
        }
    }
}

fn listen() -> Result<Signals, AppError> {
    Signals::listen().map_err(|error| AppError::Io("docket cannot listen for signals".into(), error))
}

async fn check(args: &ServeArgs, wrong_log: Option<ConfigError>) -> Result<ExitCode, AppError> {
    let report = app::check(args, wrong_log.as_ref()).await;
    print!("{report}");
    Ok(if report.is_well() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn commands(args: &CommandsArgs) -> Result<ExitCode, AppError> {
    if args.register {
        let changed = app::register(&DiscordSettings::from_args(&args.discord)?).await?;
        println!(
            "{}",
            if changed { "The commands are registered." } else { "The commands were registered already." }
        );
    } else if args.markdown {
        print!("{}", dispatch::command_table());
    } else {
        print!("{}", app::command_list());
    }
    Ok(ExitCode::SUCCESS)
}
