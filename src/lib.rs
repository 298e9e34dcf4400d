//! docket: a Discord bot for product-management teams. This page is the map of the house.
//!
//! # What always holds
//!
//! - **One action, one transaction.** The change, its event, the jobs and the messages it causes are committed together, or
//!   not at all. Nothing goes over the network inside a transaction.
//! - **Delivered twice, done once.** An interaction's id is stored with its effect and its answer
//!   ([`db::invocation`]); a second delivery gets the first answer.
//! - **Nothing is dropped in silence.** What must happen later is a row ([`queue`]): leased, retried, and put aside where a
//!   person sees it when it keeps failing.
//! - **A guild sees its own rows only.** Every table begins with `guild_id`, every query says which, and foreign keys cannot
//!   cross guilds.
//! - **Permission is decided for each invocation**, from the roles that Discord sent along with it; hiding a command is no
//!   authorisation.
//! - **Customers' names stay inside.** [`contract::Sight`] alone says how a customer is called and masks texts: in a message that
//!   others see the channel decides, in a private answer the person's level. The real name has no `Display`.
//! - **Text from people and the network is data**: cleaned on the way in ([`contract::Invocation::cleaned`],
//!   at the desk), escaped on the way out, bounded, unable to ping.
//! - **A guild that removed docket is not served.** Its jobs and messages rest ([`queue::rest`]) and go on when docket is there again, as
//!   after downtime.
//! - **Nobody comes to more power through docket.** A role that it hands out decides no level and is one that whoever chose it could
//!   give themselves ([`workspace::may_hand_out`]).
//! - **Set-up is read once per version.** Every change of settings, areas and customers counts the guild's `setup_version`; each command
//!   reads that one number, and the rest from memory ([`db::Db::cached`]) while it is the same, whichever process changed it.
//! - **`now` is an argument.** Only [`base::clock`] reads the clock; tests and the sandbox turn it.
//! - **Only [`db`] names an engine.** The same SQL runs on SQLite and PostgreSQL.
//!
//! # The floors, lowest first
//!
//! Imports go down only; `tests/tidy` holds the list and fails when something climbs.
//!
//! | floor | what is there |
//! |---|---|
//! | [`base`] | The clock, ids, civil time and recurrences, working hours, times as people type them (every word understood, or refused), texts and their limits, how alike two texts are, links to public posts, pages of lists. Pure; knows neither Discord nor SQL. |
//! | [`db`] | One story in the database: open by URL, one transaction type, migrations, events, what is kept of what was read, export and import. |
//! | [`queue`] | What must happen later, as rows: jobs (durable timers) and the outbox (messages to deliver, living cards); which instances are alive to do it. |
//! | [`contract`], [`error`] | What passes between doors and rooms: `Invocation` in, `Reply` out, the command manifests as data with their argument structs (written by `build.rs` from `commands/*.toml`); a `Refusal` is shown to the person, a `Fault` is logged. |
//! | [`room`] | The kit that every room is built with: changes recorded and taken back, what becomes of an old press, jobs as types, the face that a room shows ([`room::Face`]), links between things of two rooms ([`room::link`](room::link())), and all faces together ([`room::Rooms`]; [`app::ROOMS`] is the only list). |
//! | [`workspace`] | A guild's set-up: settings and levels, areas of ownership, customers. |
//! | [`rotation`] | Whose turn it is: shifts by arithmetic, covers, swaps, absences, handoffs, reminders of deadlines, the calendar feed. |
//! | [`request`] | Customer requests: filed, seen by the team, triaged, changed, undone. |
//! | [`reminder`] | What people want to be told: once, again and again, as a checklist; snoozed, done. |
//! | [`release`] | The release plan: what comes when, whose it is, how it stands; dates counted from the target, updates asked for before the sync. |
//! | [`action`] | Actions, with an owner and a date, reminded of and chased until they are closed; decisions, append-only, found by their words. |
//! | [`escalation`] | Public posts that wait for an answer: whose they are, who is asked after whom, how they end, what is said around them. |
//! | [`mention`] | What is said in public about the product, heard of by itself: sources, quiet cards, filters. |
//! | [`meeting`] | Meetings: series with their occurrences, agendas with time boxes, what is carried over, what people are reminded of; held in a thread on time, with notes, speakers and minutes. |
//! | [`digest`] | One message in the morning with everything that waits for somebody, put together from what all rooms have for them. |
//! | [`dispatch`] | The front desk: permission, arguments, the room's action, forms and drafts, `/help`. |
//! | [`clockwork`] | What docket does by itself: runs due jobs, delivers the outbox, frees what dead instances held, forgets what is old. |
//! | [`discord`] | The doors to Discord: gateway and HTTP interactions in; REST with a rate limiter of its own out. |
//! | [`social`] | Public networks, as far as posts are read and heard of there: X, Bluesky, Mastodon; only hosts of the settings, within limits; the operator's accounts there, and which guilds may use them. |
//! | [`http`] | Health, readiness, metrics; the interactions endpoint hangs here. |
//! | [`sandbox`] | A Discord on loopback, with people who can be acted for and a chat page. Knows the protocol and nothing of docket but its clock. |
//! | [`config`] | Flags and environment become typed settings. |
//! | [`app`] | Wires rooms to doors: start, readiness, graceful stop, `docket check`, `docket sandbox`. |
//!
//! The rooms, [`workspace`], [`rotation`], [`request`], [`reminder`], [`release`], [`action`], [`escalation`], [`mention`], [`meeting`] and [`digest`], are furnished alike: `mod.rs` is the public face, `rules` decides (pure), `store` is
//! the SQL, `actions` has one public function per transaction, `words` has every sentence. Ports that point upwards are traits
//! owned below: [`queue::Courier`], [`contract::Directory`], [`contract::FileSource`], [`contract::PostReader`], [`contract::PostSource`], [`contract::Neighbours`], [`contract::ScheduledEvents`], [`discord::FileStore`].
//! What fans out over the rooms (jobs, completions, mornings, who has left, who is forgotten) goes through their faces, so that neither the
//! machinery nor the digest names a room, and a room can offer something to one below it.
//!
//! # Three walkthroughs
//!
//! ## A `/feedback`, from the wire to the answer
//!
//! 1. The gateway hands an interaction to `interaction_create` in `src/discord/gateway/events.rs`; over HTTP it comes through the
//!    gate in `src/discord/endpoint.rs`, which checks the signature on the raw body first.
//! 2. `parse` in `src/discord/wire/parse.rs` makes an [`contract::Invocation`] of it, free of everything that is Discord's.
//!    `src/discord/doors/respond.rs` keeps the 3-second rule: it starts the work and says that docket is thinking if that takes long.
//! 3. [`dispatch::Desk::answer`] in `src/dispatch/mod.rs` asks for the guild's settings (`src/workspace/actions/known.rs`: one small read
//!    while they are unchanged), decides whether the caller may, reads the options into the argument struct that the manifest `commands/feedback.toml` describes, and runs the action it names.
//! 4. `file_feedback` in `src/request/actions/file.rs` reads what is written inside the line (`src/request/rules/inline.rs`), finds the customer,
//!    guesses the area, looks for look-alikes, and opens its one transaction: the request, its event, the team's card in the outbox
//!    (`src/request/actions/post.rs`).
//! 5. [`contract::Context::commit`] in `src/contract/context.rs` stores the answer under the interaction's id in the same transaction. On SQLite
//!    the commit may carry many waiting actions at once (`src/db/writer.rs`); each is answered after it is durable. What was committed
//!    is brought from the log into the file beside it (`src/db/checkpoint.rs`).
//! 6. The answer's sentences come from `src/request/words/filed.rs`; `src/discord/wire/callback.rs` renders them within Discord's limits.
//! 7. The door rings the clockwork's bell, and `start_messages` in `src/clockwork/messages.rs` delivers the card.
//!
//! ## A timer, from the job to the message
//!
//! 1. An action calls [`room::enqueue`] in its transaction: a [`room::Job`], which knows its kind, a key that is unique in the guild and
//!    its payload, and an instant. Copying an attached file is such a job (`CopyFile` in `src/request/actions/copy.rs`).
//! 2. [`clockwork::Clockwork::run`] in `src/clockwork/mod.rs` sleeps until something is due, the bell rings, or it is time for a glance at what other
//!    processes wrote. `start_jobs` in `src/clockwork/jobs.rs` leases what is due, and
//!    [`room::Rooms::run`] finds the job's type among those that the rooms' faces list.
//! 3. The job, here `copy_file` in `src/request/actions/copy.rs`, does what needs the network first, then opens its transaction, posts what it has
//!    to say to the outbox ([`queue::post`], `src/queue/post.rs`) and ends with [`contract::Timer::finish`]: the job is gone exactly when its effect is
//!    there, and everything is rolled back when another process holds the lease by now. The lease is renewed while the action
//!    runs (`src/clockwork/renew.rs`) and free once the process is dead (`src/clockwork/presence.rs`).
//! 4. `src/clockwork/messages.rs` leases one message per target; the courier in `src/discord/courier/mod.rs` sends it with a nonce, or edits the message
//!    that shows the card already. [`queue::delivered`] removes the row.
//! 5. What fails is given back with a growing pause. What failed too often is put aside, and the guild's admins are told
//!    ([`workspace::report_problem`]). A card that could not be posted is tried again by itself (`src/queue/again.rs`), the rest
//!    when somebody says so in `/settings undelivered`.
//!
//! ## A button that shows an old state
//!
//! 1. A card's buttons are pre-filled command lines ([`contract::Line`], `src/contract/line.rs`), such as `request close request:12 v:3`, inside Discord's
//!    `custom_id`. So buttons, selects and forms need no registry of their own.
//! 2. Pressed, the line becomes an invocation as if it had been typed ([`contract::Invocation::from_line`]), with the row's version.
//!    The desk decides about permission anew; a line that lacks a required option opens the command's form.
//! 3. `begin` in `src/request/actions/change.rs` reads the row inside the transaction, and [`room::fresh()`] compares its version with the button's.
//! 4. They differ: a press that is delivered again gets its first answer; a form is refused, and what was typed is kept; anything else is
//!    answered with the card as it is now, which replaces the old one in place, and says so. Nothing is changed.
//! 5. They agree: `apply` saves the row with the next version, records the event, and puts the card's new state into the outbox.

pub mod action;
pub mod app;
pub mod base;
pub mod clockwork;
pub mod config;
pub mod contract;
pub mod db;
pub mod digest;
pub mod discord;
pub mod dispatch;
pub mod error;
pub mod escalation;
pub mod http;
pub mod meeting;
pub mod mention;
pub mod queue;
pub mod release;
pub mod reminder;
pub mod request;
pub mod room;
pub mod rotation;
pub mod sandbox;
pub mod social;
pub mod workspace;
