//! The start of a connection: what was missed, then the `connection` event, then live events.

use std::sync::Arc;

use super::{
    auth, presence,
    resume::{self, Resume, When},
    session,
};
use crate::{
    App,
    auth::logged_out,
    connection::{Connection, Ending, Wanted},
    contract::{self, Connected, ContractInfo, ResumeInfo},
    error::Error,
    hub::Outgoing,
};

/// Greets a client `handshake.connection_event_delay` after CONNECT: web clients attach their
/// listeners only after the render that follows `connect`. One whose login has ended since its token
/// was verified is told so instead.
pub async fn greet(app: Arc<App>, connection: Arc<Connection>, wanted: Wanted) {
    tokio::time::sleep(app.config.handshake.connection_event_delay).await;
    if connection.is_closed() {
        return;
    }
    let begun = match auth::has_ended(&app, &connection).await {
        Ok(true) => return connection.part(&logged_out()),
        Ok(false) => begin(&app, &connection, &wanted).await,
        Err(error) => Err(error),
    };
    if let Err(error) = begun {
        tracing::warn!(%error, connection = %connection.id, "a connection could not begin and is closed");
        connection.close(Ending::Failed);
    }
}

async fn begin(app: &Arc<App>, connection: &Arc<Connection>, wanted: &Wanted) -> Result<(), Error> {
    let replayed = Resume::new(app, connection, wanted, When::Connecting).replay().await?;
    // A client that finds the store out of order is still greeted, with what there is.
    if let Err(error) = session::ensure_one(app, connection.user()).await {
        tracing::warn!(%error, "no first session could be made");
    }
    if let Some(user) = connection.who()
        && let Err(error) = app.people.remember(&*app.store, user).await
    {
        tracing::warn!(%error, "a name could not be stored");
    }
    let connected = Connected {
        status: "connected".to_owned(),
        sessions: session::all(app, connection.user()).await?,
        connection_id: connection.id.to_string(),
        user: connection.who().cloned(),
        contract: ContractInfo { version: contract::VERSION.to_owned(), hash: contract::generate::hash().to_owned() },
        resume: ResumeInfo { replayed: replayed.count },
    };
    let first = Outgoing::greeting(connected).map_err(Error::server)?;
    presence::arrive(app, connection);
    let mut first = vec![Arc::new(first)];
    first.extend(resume::running_answers(app, connection).await?);
    connection.release(&first, &replayed.seen);
    Ok(())
}
