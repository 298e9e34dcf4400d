//! Taking connections in, serving them, and letting them go.

use super::connection::{Bounds, Connections, Entered, Watch, Watched};
use axum::{Router, extract::Request, response::Response};
use futures::{FutureExt, future::BoxFuture};
use hyper::{body::Incoming, server::conn::http1, service::Service};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use std::{convert::Infallible, io, sync::Arc, time::Duration};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How often connections are looked through for those that have used up their time.
const SWEEP_INTERVAL: Duration = Duration::from_millis(250);
/// The pause after a connection could not be taken in, such as for lack of file descriptors.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(50);
/// The longest headers of a request, in bytes.
const HEAD_BYTES: usize = 64 << 10;

/// Serves `router` until `stop` is cancelled and every request under way is answered.
pub(super) async fn serve(listener: TcpListener, router: Router, bounds: Bounds, stop: CancellationToken) {
    let (connections, tasks) = (Connections::new(bounds), TaskTracker::new());
    let mut sweeps = tokio::time::interval(SWEEP_INTERVAL);
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = sweeps.tick() => connections.sweep(),
            () = connections.ended.notified() => {}
            accepted = listener.accept(), if connections.has_room() => match accepted {
                Ok((stream, _)) => {
                    let one = connection(stream, connections.enter(), router.clone(), stop.clone());
                    tasks.spawn(one);
                }
                Err(error) => refused(&error).await,
            },
        }
    }
    drop(listener);
    tasks.close();
    connections.hurry();
    loop {
        tokio::select! {
            () = tasks.wait() => return,
            _ = sweeps.tick() => connections.sweep(),
        }
    }
}

async fn refused(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    // Of the client alone, who has gone meanwhile.
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::warn!(%error, "a connection could not be taken in");
        tokio::time::sleep(ACCEPT_BACKOFF).await;
    }
}

async fn connection(stream: TcpStream, entered: Entered, router: Router, stop: CancellationToken) {
    let watch = Arc::clone(&entered.watch);
    let service = Watching { router: TowerToHyperService::new(router), watch: Arc::clone(&watch) };
    let stream = TokioIo::new(Watched::new(stream, Arc::clone(&watch)));
    let serving = http1::Builder::new().max_buf_size(HEAD_BYTES).serve_connection(stream, service);
    tokio::pin!(serving);
    let mut is_stopping = false;
    loop {
        tokio::select! {
            // How it ended is the client's affair.
            _ = &mut serving => return,
            () = watch.cut.cancelled() => return,
            () = stop.cancelled(), if !is_stopping => {
                is_stopping = true;
                serving.as_mut().graceful_shutdown();
            }
        }
    }
}

/// The router, which notes when a request is being answered.
struct Watching {
    router: TowerToHyperService<Router>,
    watch: Arc<Watch>,
}

impl Service<Request<Incoming>> for Watching {
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let watch = Arc::clone(&self.watch);
        watch.answering();
        let answer = self.router.call(request);
        async move {
            let answer = answer.await;
            watch.answered();
            answer
        }
        .boxed()
    }
}
