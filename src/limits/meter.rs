//! One quota, counted for each of many.

use std::{hash::Hash, num::NonZeroU32, time::Duration};

use governor::{
    RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::NoOpMiddleware,
    state::keyed::DashMapStateStore,
};

use crate::config::Quota;

/// What governor keeps for each key.
type Keyed<K, C> = RateLimiter<K, DashMapStateStore<K>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// How much each key has used up of a quota. Memory is spent only on keys that have used some of it
/// lately.
pub struct Meter<K: Hash + Eq + Clone, C: Clock = DefaultClock> {
    /// `None`: the quota has no limit.
    limiter: Option<Keyed<K, C>>,
    /// Between two at the quota's rate.
    interval: Duration,
    clock: C,
}

impl<K: Hash + Eq + Clone, C: Clock + Clone> Meter<K, C> {
    pub fn new(quota: Quota, clock: C) -> Self {
        let limit = quota.interval().and_then(governor::Quota::with_period).zip(NonZeroU32::new(quota.burst));
        let limiter = limit.map(|(rate, burst)| {
            RateLimiter::new(rate.allow_burst(burst), DashMapStateStore::default(), clock.clone())
        });
        Self { limiter, interval: quota.interval().unwrap_or_default(), clock }
    }

    /// Counts one more, or says how long to wait for it. What is refused is not counted.
    pub fn count(&self, key: &K) -> Result<(), Duration> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        limiter.check_key(key).map_err(|not_until| not_until.wait_time_from(self.clock.now()))
    }

    /// After which a key that has used up everything has one again; zero without a limit.
    pub fn interval(&self) -> Duration {
        self.interval
    }

    /// Forgets the keys whose quota is whole again.
    pub fn sweep(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn meter(rate: f64, burst: u32) -> (Meter<u64, FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        // Time since the start must be able to go back by an interval.
        clock.advance(Duration::from_secs(100));
        (Meter::new(Quota { rate, burst }, clock.clone()), clock)
    }

    fn known(meter: &Meter<u64, FakeRelativeClock>) -> usize {
        meter.limiter.as_ref().unwrap().len()
    }

    #[test]
    fn a_key_is_forgotten_once_its_quota_is_whole_again_and_not_before() {
        let (meter, clock) = meter(10.0, 5);
        for key in 0..1_000 {
            meter.count(&key).unwrap();
        }
        (0..4).for_each(|_| meter.count(&7).unwrap());
        meter.sweep();
        assert_eq!(known(&meter), 1_000, "all of them have used some of it just now");
        clock.advance(Duration::from_millis(350));
        meter.sweep();
        assert_eq!(known(&meter), 1, "all but one have it back");
        clock.advance(Duration::from_millis(400));
        meter.sweep();
        assert_eq!(known(&meter), 0);
        (0..5).for_each(|_| meter.count(&7).unwrap());
        assert!(meter.count(&7).is_err());
    }

    #[test]
    fn a_sweep_gives_nobody_more_than_the_quota() {
        let (meter, clock) = meter(10.0, 3);
        let mut passed = 0;
        for _ in 0..1_000 {
            passed += u32::from(meter.count(&1).is_ok());
            clock.advance(Duration::from_millis(10));
            meter.sweep();
        }
        assert!((100..=103).contains(&passed), "{passed} in 10 s at 10 per second, 3 at once");
    }

    #[test]
    fn waiting_as_long_as_told_is_enough_and_less_is_not() {
        let (meter, clock) = meter(4.0, 2);
        (0..2).for_each(|_| meter.count(&1).unwrap());
        let wait = meter.count(&1).unwrap_err();
        assert_eq!(wait, Duration::from_millis(250));
        clock.advance(wait - Duration::from_nanos(1));
        assert_eq!(meter.count(&1), Err(Duration::from_nanos(1)));
        clock.advance(Duration::from_nanos(1));
        meter.count(&1).unwrap();
    }

    #[test]
    fn a_rate_of_zero_is_no_limit() {
        let (meter, _) = meter(0.0, 1);
        (0..10_000).for_each(|_| meter.count(&1).unwrap());
        assert!(meter.limiter.is_none());
    }
}
