//! A TCP connection that the server can cut from elsewhere.
//!
//! Socket.IO's own way to disconnect a client is a packet in the very queue that a slow reader
//! does not empty, and it tells the client not to come back. A connection that is cut makes the
//! stock client reconnect, and resume.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use futures_util::task::AtomicWaker;
use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Cuts a connection; every request finds the one of its connection in its extensions.
#[derive(Clone, Default)]
pub struct Cut(Arc<Inner>);

#[derive(Default)]
struct Inner {
    cut: AtomicBool,
    reader: AtomicWaker,
    /// Whether there is something to be changed.
    changes: AtomicBool,
    change: Mutex<Option<Change>>,
}

/// Bytes on their way out → the bytes that go out instead, as many, if there are any to be changed.
pub type Change = Box<dyn Fn(&[u8]) -> Option<Vec<u8>> + Send>;

impl Cut {
    /// Ends the connection at once; what is on its way is lost.
    pub fn now(&self) {
        self.0.cut.store(true, Ordering::Release);
        self.0.reader.wake();
    }

    /// Changes what is written, once: the first write that `change` has an answer to.
    pub fn change_once(&self, change: Change) {
        *self.0.change.lock() = Some(change);
        self.0.changes.store(true, Ordering::Release);
    }

    fn changed(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        if !self.0.changes.load(Ordering::Acquire) {
            return None;
        }
        self.0.change.lock().as_ref()?(bytes)
    }

    fn check(&self) -> io::Result<()> {
        match self.0.cut.load(Ordering::Acquire) {
            true => Err(io::ErrorKind::ConnectionAborted.into()),
            false => Ok(()),
        }
    }
}

/// A stream that ends when it is [`Cut`].
pub struct Killable<S> {
    stream: S,
    cut: Cut,
}

impl<S> Killable<S> {
    pub fn new(stream: S, cut: Cut) -> Self {
        Self { stream, cut }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Killable<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        // Registered before the check: a cut in between wakes the reader.
        self.cut.0.reader.register(cx.waker());
        self.cut.check()?;
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Killable<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.cut.check()?;
        let Some(changed) = self.cut.changed(buf) else {
            return Pin::new(&mut self.stream).poll_write(cx, buf);
        };
        let written = Pin::new(&mut self.stream).poll_write(cx, &changed);
        if written.is_ready() {
            self.cut.0.changes.store(false, Ordering::Release);
        }
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.cut.check()?;
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
