//! One attempt to bring Dojo's registration of a venue to what it is to be.

use super::kept::Standing;
use super::proposal::Proposal;
use super::record::{self, Record};
use super::wanted::Wanted;
use crate::dojo::{DojoClient, DojoError, Way};
use crate::store::{Shelf, StoreError};
use crate::venue::Dojo;

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Done {
    /// Dojo has it as it is wanted; nothing was sent.
    Unchanged(Standing),
    /// Dojo took it, or most of it.
    Registered(Standing),
    /// The venue is not called this way any more.
    Ended,
    /// It was not before either.
    Nothing,
}

/// Why it is not as it is to be.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failed {
    #[error("{0}")]
    NoAccess(String),
    #[error(transparent)]
    Dojo(#[from] DojoError),
    #[error("what was registered could not be kept: {0}")]
    Store(#[from] StoreError),
}

// === impl Failed ===

impl Failed {
    /// Dojo's reason, where it is Dojo's.
    pub(super) const fn dojo(&self) -> Option<&DojoError> {
        match self {
            Self::Dojo(error) => Some(error),
            Self::NoAccess(_) | Self::Store(_) => None,
        }
    }

    /// What kind of failure it is: the texts of one kind differ from one attempt to the next.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::NoAccess(_) => "access",
            Self::Store(_) => "store",
            Self::Dojo(DojoError::Unauthorized(_)) => "unauthorized",
            Self::Dojo(error) if error.may_pass() => "passing",
            Self::Dojo(_) => "refused",
        }
    }
}

/// Registers what is wanted, where Dojo does not have it. Dropped in the middle, the next attempt sends it again.
pub(super) async fn register(client: &DojoClient, shelf: &Shelf, dojo: &Dojo, wanted: &Wanted) -> Result<Done, Failed> {
    let way = wanted.endpoint.way();
    let kept = record::read(shelf, way).await?;
    let shown = client.integrations(way).await?;
    if let Some(kept) = kept
        && kept.holds(dojo, wanted, &shown)
    {
        return Ok(Done::Unchanged(kept.standing(wanted)));
    }
    // Whatever becomes of what is sent now: what is kept is not what Dojo has. Otherwise a process that dies here and
    // a person who takes the new password back would leave Dojo with it.
    record::keep(shelf, way, &Record::under_way(wanted)).await?;
    let names = send(client, wanted).await?;
    let record = Record::of(dojo, wanted, names);
    record::keep(shelf, way, &record).await?;
    Ok(Done::Registered(record.standing(wanted)))
}

/// Sends the list, under other names where Dojo does not take one, and returns the names that it has then.
async fn send(client: &DojoClient, wanted: &Wanted) -> Result<Vec<String>, DojoError> {
    let mut proposal = Proposal::first(wanted.capabilities);
    loop {
        let next = match client.register(&wanted.endpoint, &proposal.names()).await {
            Ok(shown) => {
                let names = record::names_at(&wanted.endpoint, shown);
                match proposal.after(&names) {
                    Some(next) => next,
                    None => return Ok(names),
                }
            }
            Err(error @ DojoError::Refused { status: 400, .. }) => match proposal.after_refusal() {
                Some(next) => next,
                None => return Err(error),
            },
            Err(error) => return Err(error),
        };
        tracing::debug!(names = ?next.names(), "Dojo is told other names");
        proposal = next;
    }
}

/// Ends what this host registered for a way that the venue is not served on any more. There is no DELETE: an empty list
/// is as near as the API comes. What somebody else registered is left alone.
pub(super) async fn end(client: &DojoClient, shelf: &Shelf, way: Way) -> Result<Done, Failed> {
    let Some(kept) = record::read(shelf, way).await? else { return Ok(Done::Nothing) };
    if let Some(endpoint) = kept.end(way, &client.integrations(way).await?) {
        client.register(&endpoint, &[]).await?;
    }
    record::forget(shelf, way).await?;
    Ok(Done::Ended)
}
