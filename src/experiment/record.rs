//! Recording what a replication says beyond its counts.

use crate::observe::Observer;

/// Makes an observer for each replication and takes it back, in order of replications.
///
/// Replications are played in parallel and finish in any order; [`Recorder::close`] is called for
/// replication 0, 1, 2, … one at a time. So a recorder can write one file in order.
pub trait Recorder: Sync {
    /// Listens to one replication.
    type Observer: Observer + Send;
    /// What can go wrong.
    type Error: Send;

    /// Whether it listens at all: where it does not, a run is faster.
    fn listens(&self) -> bool {
        true
    }

    /// Whether what it would hear of a replication is kept from before: then it need not listen to that.
    fn holds(&self, _replication: u64) -> bool {
        false
    }

    /// An observer for one replication; called from any thread, in any order.
    ///
    /// # Errors
    /// Whatever keeps the recorder from listening, such as a full disk.
    fn open(&self, replication: u64) -> Result<Self::Observer, Self::Error>;

    /// A replication is over: called before its turn to be closed, in any order, by the thread that played it. What
    /// need not wait for the others is done here.
    fn heard_all(&self, _observer: &mut Self::Observer) {}

    /// Takes the observer of a finished replication back; called in order of replications.
    ///
    /// # Errors
    /// Whatever went wrong while listening or now.
    fn close(&self, replication: u64, observer: Self::Observer) -> Result<(), Self::Error>;
}

/// Records nothing.
impl Recorder for () {
    type Observer = ();
    type Error = std::convert::Infallible;

    fn listens(&self) -> bool {
        false
    }

    fn open(&self, _: u64) -> Result<(), Self::Error> {
        Ok(())
    }

    fn close(&self, _: u64, (): ()) -> Result<(), Self::Error> {
        Ok(())
    }
}
