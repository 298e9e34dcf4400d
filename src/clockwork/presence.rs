//! Being one of several: this process says that it is alive, looks whether the others are, frees what the dead held, and
//! takes the gateway when nobody has it.

use super::Clockwork;
use crate::{
    db::{Alone, Db},
    error::Error,
    queue::{self, BEAT, CUT_OFF, Instance, Seen, Watch},
};
use std::{sync::PoisonError, time::Instant};
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{MissedTickBehavior, interval, timeout_at},
};
use tokio_util::sync::CancellationToken;

/// Whether this process is the one at the gateway.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Whether it is now.
    pub held: watch::Receiver<bool>,
    /// To be cancelled by whoever has left the gateway for good, so that another takes it at once.
    pub left: CancellationToken,
}

impl Seat {
    /// The seat of a process that nobody shares the gateway with.
    pub fn only() -> Self {
        Self { held: watch::channel(true).1, left: CancellationToken::new() }
    }
}

/// A process that has signed on.
pub struct Presence {
    seat: Seat,
    stop: CancellationToken,
    keeper: JoinHandle<()>,
}

impl Presence {
    /// The seat at the gateway.
    pub fn seat(&self) -> Seat {
        self.seat.clone()
    }

    /// Signs off, after everything is finished or given up.
    pub async fn sign_off(self) {
        self.stop.cancel();
        if let Err(error) = self.keeper.await {
            tracing::error!(%error, "whoever keeps the list of instances broke off");
        }
    }
}

impl Clockwork {
    /// Signs this process on: from now on others know that it is alive, and it knows of them. With `wants_gateway` it takes
    /// the gateway when nobody has it.
    ///
    /// # Errors
    /// When the database does not answer, or another docket works on the same file.
    pub async fn sign_on(&self, wants_gateway: bool) -> Result<Presence, Error> {
        let (db, now) = (self.0.parts.db.clone(), self.0.parts.clock.now());
        let alone = db.claim().await?;
        let instance = match alone {
            Some(_) => Instance::sign_on_alone(&db, now).await?,
            None => Instance::sign_on(&db, now, None).await?,
        };
        let (says, held) = watch::channel(alone.is_some() && wants_gateway);
        let (seat, stop) = (Seat { held, left: CancellationToken::new() }, CancellationToken::new());
        let mut keeper = Keeper {
            clockwork: self.clone(),
            // A beat must not wait until a hundred answers are done with the pool.
            db: db.apart(),
            instance,
            watch: Watch::default(),
            says,
            wants_gateway,
            last_beat: Instant::now(),
            has_others: false,
            is_cut_off: false,
        };
        if alone.is_none() {
            // Whoever died on this machine is buried, and the gateway taken, before anything is begun.
            keeper.look().await?;
        }
        let (left, until) = (seat.left.clone(), stop.clone());
        let keeper = tokio::spawn(keeper.run(alone, left, until));
        Ok(Presence { seat, stop, keeper })
    }

    /// Gives up whatever is under way, because another may be at it by now.
    fn drops_everything(&self) {
        // Nothing panics while it is held.
        let mut life = self.0.life.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *life).cancel();
    }

    /// Ends when this process must not go on with what it has begun until now.
    pub(super) fn life(&self) -> CancellationToken {
        self.0.life.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Whoever keeps the list of instances.
struct Keeper {
    clockwork: Clockwork,
    db: Db,
    instance: Instance,
    watch: Watch,
    /// Tells the gateway's door whether it is ours.
    says: watch::Sender<bool>,
    wants_gateway: bool,
    /// When the last beat that went through was begun.
    last_beat: Instant,
    /// Whether others were there at the last look. Who was alone keeps the gateway while the database is away: nobody else
    /// can take it, and people are told that it did not work.
    has_others: bool,
    /// Whether it has taken itself for dead.
    is_cut_off: bool,
}

impl Keeper {
    /// Beats until `stop`, then signs off. `alone` is kept as long.
    async fn run(mut self, alone: Option<Alone>, left: CancellationToken, stop: CancellationToken) {
        let mut beats = interval(BEAT);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !stop.is_cancelled() {
            tokio::select! {
                () = stop.cancelled() => {}
                () = left.cancelled(), if self.wants_gateway => self.leaves_gateway().await,
                _ = beats.tick(), if alone.is_none() => self.beats().await,
            }
        }
        if let Err(error) = self.instance.sign_off(&self.db).await {
            // The others notice that it is silent.
            tracing::warn!(%error, "this instance could not sign off");
        }
    }

    async fn beats(&mut self) {
        let begun = Instant::now();
        let until = (self.last_beat + CUT_OFF).max(begun + BEAT);
        match timeout_at(until.into(), self.look()).await {
            Ok(Ok(())) => self.last_beat = begun,
            Ok(Err(error)) => tracing::debug!(%error, "this instance could not say that it is alive"),
            Err(_) => tracing::debug!("the database took too long to hear that this instance is alive"),
        }
        if self.has_others && !self.is_cut_off && self.last_beat.elapsed() >= CUT_OFF {
            tracing::error!(
                "cut off from the database; another instance goes on with what this one had begun"
            );
            self.takes_itself_for_dead();
        }
    }

    fn takes_itself_for_dead(&mut self) {
        self.is_cut_off = true;
        self.says.send_replace(false);
        self.clockwork.drops_everything();
    }

    /// Says that this process is alive, and does what follows from how the others are.
    async fn look(&mut self) -> Result<(), Error> {
        if self.is_cut_off || !self.instance.beat(&self.db).await? {
            self.begins_anew().await?;
        }
        let all = queue::instances(&self.db).await?;
        let dead = self.watch.look(&all, self.instance.id(), Instant::now());
        if !dead.is_empty() {
            let freed = queue::bury(&self.db, &dead).await?;
            tracing::warn!(dead = dead.len(), freed, "an instance has died; what it held is free");
            self.clockwork.0.parts.bell.notify_one();
        }
        self.has_others = all.len() > dead.len() + 1;
        self.sees_to_the_gateway(&all, &dead).await
    }

    /// The others have taken it for dead, or it has itself: it goes on as another.
    async fn begins_anew(&mut self) -> Result<(), Error> {
        if !self.is_cut_off {
            tracing::error!(
                "taken for dead by another instance, because the database heard nothing for too long"
            );
            self.takes_itself_for_dead();
        }
        let now = self.clockwork.0.parts.clock.now();
        self.instance = Instance::sign_on(&self.db, now, Some(&self.instance)).await?;
        self.is_cut_off = false;
        Ok(())
    }

    async fn sees_to_the_gateway(&self, all: &[Seen], dead: &[Seen]) -> Result<(), Error> {
        if !self.wants_gateway {
            return Ok(());
        }
        let holder = all.iter().find(|one| one.has_gateway && !dead.contains(one));
        let is_ours = match holder {
            Some(holder) => holder.id == self.instance.id(),
            None => self.instance.take_gateway(&self.db).await?,
        };
        self.says.send_if_modified(|says| std::mem::replace(says, is_ours) != is_ours);
        Ok(())
    }

    async fn leaves_gateway(&mut self) {
        self.wants_gateway = false;
        self.says.send_replace(false);
        if let Err(error) = self.instance.leave_gateway(&self.db).await {
            tracing::warn!(%error, "the gateway could not be left to another instance; it is when this one has ended");
        }
    }
}
