//! The channel between the [`Socket`](crate::Socket) and its transport.
//!
//! It behaves like a bounded [`tokio::sync::mpsc`] channel, with a slot for the last volatile message beside it.
//! A [`mpsc`](tokio::sync::mpsc) channel allocates a block of 32 messages when it is made and a
//! [`watch`](tokio::sync::watch) channel 8 notifiers: more than 6 KB for a socket to which nothing is being sent.
//! This one holds no more than what waits to be sent.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard},
    task::{Context, Poll, Waker},
};

use engineioxide_core::PacketBuf;
use tokio::sync::{Notify, mpsc::error::TrySendError};

/// Makes a channel in which at most `capacity` [`PacketBuf`]s wait.
pub(crate) fn channel(capacity: usize) -> (Sender, Receiver) {
    assert!(capacity > 0, "the channel needs room for one packet");
    let shared = Arc::new(Shared {
        capacity,
        state: Mutex::default(),
        changed: Notify::new(),
    });
    (Sender(shared.clone()), Receiver(shared))
}

struct Shared {
    capacity: usize,
    state: Mutex<State>,
    /// Notified when a full channel gets room, and when the channel is closed.
    changed: Notify,
}

#[derive(Default)]
struct State {
    packets: VecDeque<PacketBuf>,
    /// Boxed: it is nearly always empty, and a [`PacketBuf`] is large.
    volatile: Option<Box<PacketBuf>>,
    /// Places that are held by a [`Permit`].
    reserved: usize,
    closed: bool,
    reader: Option<Waker>,
}

impl State {
    /// Has the reader woken when something changes.
    fn wait<T>(&mut self, cx: &Context<'_>) -> Poll<T> {
        match &mut self.reader {
            Some(reader) => reader.clone_from(cx.waker()),
            reader => *reader = Some(cx.waker().clone()),
        }
        Poll::Pending
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel")
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Takes the next packets if there are any.
    fn pop(&self, state: &mut State) -> Option<PacketBuf> {
        let was_full = state.packets.len() + state.reserved >= self.capacity;
        let packets = state.packets.pop_front()?;
        if state.packets.is_empty() {
            // Its memory is given back.
            state.packets = VecDeque::new();
        }
        if was_full {
            self.changed.notify_waiters();
        }
        Some(packets)
    }
}

/// Wakes the reader once the lock is released.
fn wake_reader(mut state: MutexGuard<'_, State>) {
    let reader = state.reader.take();
    drop(state);
    if let Some(reader) = reader {
        reader.wake();
    }
}

/// The end of the [`Socket`](crate::Socket).
#[derive(Debug)]
pub(crate) struct Sender(Arc<Shared>);

impl Sender {
    /// Holds a place in the channel if there is one.
    pub fn try_reserve(&self) -> Result<Permit<'_>, TrySendError<()>> {
        let mut state = self.0.lock();
        if state.closed {
            Err(TrySendError::Closed(()))
        } else if state.packets.len() + state.reserved >= self.0.capacity {
            Err(TrySendError::Full(()))
        } else {
            state.reserved += 1;
            Ok(Permit(&self.0))
        }
    }

    /// Holds a place in the channel as soon as there is one. `None` if the channel is closed.
    pub async fn reserve(&self) -> Option<Permit<'_>> {
        loop {
            // Made before the attempt: room that it gets in between is not missed.
            let changed = self.0.changed.notified();
            match self.try_reserve() {
                Ok(permit) => return Some(permit),
                Err(TrySendError::Closed(())) => return None,
                Err(TrySendError::Full(())) => changed.await,
            }
        }
    }

    /// Puts packets into the slot beside the channel, in place of those that are still there.
    /// Returns `false` if the channel is closed.
    pub fn send_volatile(&self, packets: PacketBuf) -> bool {
        let mut state = self.0.lock();
        if state.closed {
            return false;
        }
        state.volatile = Some(Box::new(packets));
        wake_reader(state);
        true
    }

    pub fn is_closed(&self) -> bool {
        self.0.lock().closed
    }

    /// Waits until the channel is closed.
    pub async fn closed(&self) {
        loop {
            let changed = self.0.changed.notified();
            if self.is_closed() {
                return;
            }
            changed.await;
        }
    }
}

/// A place in the channel.
pub(crate) struct Permit<'a>(&'a Shared);

impl Permit<'_> {
    /// Puts packets into that place.
    pub fn send(self, packets: PacketBuf) {
        let mut state = self.0.lock();
        state.reserved -= 1;
        state.packets.push_back(packets);
        wake_reader(state);
        // The place is used, not given up.
        std::mem::forget(self);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.reserved -= 1;
        self.0.changed.notify_waiters();
        if state.closed {
            // The reader may be waiting for this place to be used or given up.
            wake_reader(state);
        }
    }
}

/// The end of the transport. It is behind a lock: there is one reader at a time.
#[derive(Debug)]
pub(crate) struct Receiver(Arc<Shared>);

impl Receiver {
    /// Takes the next packets. `None` once the channel is closed and empty.
    pub fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Option<PacketBuf>> {
        let mut state = self.0.lock();
        match self.0.pop(&mut state) {
            Some(packets) => Poll::Ready(Some(packets)),
            None if state.closed && state.reserved == 0 => Poll::Ready(None),
            None => state.wait(cx),
        }
    }

    /// Takes the packets beside the channel.
    pub fn poll_recv_volatile(&mut self, cx: &mut Context<'_>) -> Poll<PacketBuf> {
        let mut state = self.0.lock();
        match state.volatile.take() {
            Some(packets) => Poll::Ready(*packets),
            None => state.wait(cx),
        }
    }

    /// Takes the next packets. `None` once the channel is closed and empty.
    #[cfg(any(test, feature = "__test_harness"))]
    pub async fn recv(&mut self) -> Option<PacketBuf> {
        std::future::poll_fn(|cx| self.poll_recv(cx)).await
    }

    /// Takes the next packets if there are any.
    pub fn try_recv(&mut self) -> Option<PacketBuf> {
        self.0.pop(&mut self.0.lock())
    }

    /// Refuses more packets. Those that are in the channel can still be taken.
    pub fn close(&mut self) {
        let mut state = self.0.lock();
        state.closed = true;
        self.0.changed.notify_waiters();
        wake_reader(state);
    }
}

#[cfg(test)]
mod tests {
    use engineioxide_core::{Packet, Str};
    use futures_util::FutureExt;
    use smallvec::smallvec;

    use super::*;

    fn packets(msg: &str) -> PacketBuf {
        smallvec![Packet::Message(Str::copy_from_slice(msg))]
    }

    fn volatile(rx: &mut Receiver) -> Option<PacketBuf> {
        std::future::poll_fn(|cx| rx.poll_recv_volatile(cx)).now_or_never()
    }

    #[tokio::test]
    async fn keeps_the_order_and_refuses_what_is_too_much() {
        let (tx, mut rx) = channel(2);
        tx.try_reserve().unwrap().send(packets("a"));
        let permit = tx.try_reserve().unwrap();
        assert!(matches!(tx.try_reserve(), Err(TrySendError::Full(()))));

        permit.send(packets("b"));
        assert_eq!(rx.recv().await, Some(packets("a")));
        assert_eq!(rx.try_recv(), Some(packets("b")));
        assert_eq!(rx.try_recv(), None);
    }

    #[tokio::test]
    async fn a_permit_that_is_dropped_gives_its_place_back() {
        let (tx, _rx) = channel(1);
        drop(tx.try_reserve().unwrap());
        tx.try_reserve().unwrap().send(packets("a"));
    }

    #[tokio::test]
    async fn sending_waits_for_room() {
        let (tx, mut rx) = channel(1);
        tx.try_reserve().unwrap().send(packets("a"));
        let mut waiting = Box::pin(tx.reserve());
        assert!(waiting.as_mut().now_or_never().is_none());

        assert_eq!(rx.recv().await, Some(packets("a")));
        waiting.await.unwrap().send(packets("b"));
        assert_eq!(rx.recv().await, Some(packets("b")));
    }

    #[tokio::test]
    async fn the_reader_is_woken() {
        let (tx, mut rx) = channel(1);
        let reader = tokio::spawn(async move { rx.recv().await });
        tokio::task::yield_now().await;
        tx.try_reserve().unwrap().send(packets("a"));
        assert_eq!(reader.await.unwrap(), Some(packets("a")));
    }

    #[tokio::test]
    async fn closing_keeps_what_is_there_and_refuses_more() {
        let (tx, mut rx) = channel(2);
        tx.try_reserve().unwrap().send(packets("a"));
        let permit = tx.try_reserve().unwrap();
        let mut closed = Box::pin(tx.closed());
        assert_eq!(closed.as_mut().now_or_never(), None);

        rx.close();
        closed.await;
        assert!(tx.is_closed());
        assert!(!tx.send_volatile(packets("v")));
        assert!(matches!(tx.try_reserve(), Err(TrySendError::Closed(()))));
        assert!(tx.reserve().await.is_none());

        assert_eq!(rx.recv().await, Some(packets("a")));
        assert!(rx.recv().now_or_never().is_none(), "a place is still held");
        permit.send(packets("c"));
        assert_eq!(rx.recv().await, Some(packets("c")));
        assert_eq!(rx.recv().await, None);
    }

    #[tokio::test]
    async fn only_the_last_volatile_packets_are_kept() {
        let (tx, mut rx) = channel(1);
        tx.try_reserve().unwrap().send(packets("a"));
        assert!(tx.send_volatile(packets("old")));
        assert!(tx.send_volatile(packets("new")));
        assert_eq!(volatile(&mut rx), Some(packets("new")));
        assert_eq!(volatile(&mut rx), None);
    }
}
