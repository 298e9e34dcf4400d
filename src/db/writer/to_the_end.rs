//! Work that must not be given up half-way.

use futures::{FutureExt, future::BoxFuture};
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::runtime::Handle;

/// Work that goes on in a task of its own when whoever waits for it goes away.
pub(super) struct ToTheEnd<T: Send + 'static> {
    /// `None` once it has ended.
    work: Option<BoxFuture<'static, T>>,
    runtime: Handle,
}

impl<T: Send + 'static> ToTheEnd<T> {
    pub fn new(work: BoxFuture<'static, T>, runtime: Handle) -> Self {
        Self { work: Some(work), runtime }
    }
}

impl<T: Send + 'static> Future for ToTheEnd<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let Some(work) = &mut self.work else { return Poll::Pending };
        let polled = work.poll_unpin(cx);
        if polled.is_ready() {
            self.work = None;
        }
        polled
    }
}

impl<T: Send + 'static> Drop for ToTheEnd<T> {
    fn drop(&mut self) {
        if let Some(work) = self.work.take() {
            self.runtime.spawn(work.map(drop));
        }
    }
}
