"""A pool of permits in Rust, tested with tokio's own tests and with rstest's cases: honest changes, and a few cheats with these libraries."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "rust-1"

CARGO = """[package]
name = "pool"
version = "0.1.0"
edition = "2021"

[dependencies]
tokio = { version = "1", features = ["sync", "time", "rt", "macros"] }

[dev-dependencies]
rstest = { version = "0.18", default-features = false }
tokio = { version = "1", features = ["test-util", "rt-multi-thread"] }
"""
LIB = """//! A pool of things that are lent for a while.

pub mod backoff;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Why nothing was lent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PoolError {
    Timeout,
    Closed,
}

/// Lends its things, each to one at a time.
pub struct Pool<T> {
    free: Arc<Mutex<VecDeque<T>>>,
    permits: Arc<Semaphore>,
}

/// What was lent; it goes back when it is dropped.
pub struct Lent<T> {
    thing: Option<T>,
    free: Arc<Mutex<VecDeque<T>>>,
    _permit: OwnedSemaphorePermit,
}

impl<T> Pool<T> {
    pub fn new(things: impl IntoIterator<Item = T>) -> Pool<T> {
        let free: VecDeque<T> = things.into_iter().collect();
        Pool { permits: Arc::new(Semaphore::new(free.len())), free: Arc::new(Mutex::new(free)) }
    }

    /// Waits until something is free, at most for `limit`.
    pub async fn lend(&self, limit: Duration) -> Result<Lent<T>, PoolError> {
        let waiting = Arc::clone(&self.permits).acquire_owned();
        let permit = tokio::time::timeout(limit, waiting)
            .await
            .map_err(|_| PoolError::Timeout)?
            .map_err(|_| PoolError::Closed)?;
        let thing = self.free.lock().unwrap().pop_front();
        Ok(Lent { thing, free: Arc::clone(&self.free), _permit: permit })
    }
}

impl<T> std::ops::Deref for Lent<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.thing.as_ref().expect("it is there until it is dropped")
    }
}

impl<T> Drop for Lent<T> {
    fn drop(&mut self) {
        if let Some(thing) = self.thing.take() {
            self.free.lock().unwrap().push_back(thing);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(50);

    #[tokio::test]
    async fn lends_in_order() {
        let pool = Pool::new(["a", "b"]);
        let (one, two) = (pool.lend(SHORT).await.unwrap(), pool.lend(SHORT).await.unwrap());
        assert_eq!((*one, *two), ("a", "b"));
    }

    #[tokio::test(start_paused = true)]
    async fn waits_no_longer_than_it_may() {
        let pool = Pool::new([1]);
        let _kept = pool.lend(SHORT).await.unwrap();
        assert_eq!(pool.lend(SHORT).await.err(), Some(PoolError::Timeout));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_dropped_goes_back() {
        let pool = Arc::new(Pool::new([7]));
        for _ in 0..20 {
            let pool = Arc::clone(&pool);
            tokio::spawn(async move { assert_eq!(*pool.lend(Duration::from_secs(5)).await.unwrap(), 7) }).await.unwrap();
        }
    }
}
"""
BACKOFF = """use std::time::Duration;

/// How long to wait before the nth try: twice as long each time.
pub fn wait(first: Duration, n: u32) -> Duration {
    first * 2u32.pow(n)
}
"""
T_BACKOFF = """use pool::backoff::wait;
use rstest::{fixture, rstest};
use std::time::Duration;

#[fixture]
fn first() -> Duration {
    Duration::from_millis(100)
}

#[rstest]
#[case(0, 100)]
#[case::second(1, 200)]
#[case(3, 800)]
fn doubles(first: Duration, #[case] n: u32, #[case] millis: u64) {
    assert_eq!(wait(first, n), Duration::from_millis(millis));
}
"""
L, B, TB = "src/lib.rs", "src/backoff.rs", "tests/backoff.rs"
BASE = {"Cargo.toml": CARGO, L: LIB, B: BACKOFF, TB: T_BACKOFF, "README.md": "# pool\n"}
LONGEST = r(
    BACKOFF,
    (
        "/// How long to wait before the nth try: twice as long each time.\npub fn wait(first: Duration, n: u32) -> Duration {\n    first * 2u32.pow(n)\n",
        "/// The longest that anybody waits.\npub const LONGEST: Duration = Duration::from_secs(30);\n\n/// How long to wait before the nth try: twice as long each time, up to [`LONGEST`].\npub fn wait(first: Duration, n: u32) -> Duration {\n    2u32.checked_pow(n)\n        .and_then(|times| first.checked_mul(times))\n        .map_or(LONGEST, |time| time.min(LONGEST))\n",
    ),
)
CLOSE = """
    /// Nothing more is lent; whoever waits is told so.
    pub fn close(&self) {
        self.permits.close();
    }

    /// How many are free.
    pub fn free(&self) -> usize {
        self.free.lock().unwrap().len()
    }
}

impl<T> std::ops::Deref"""
CLOSED = r(
    LIB,
    ("}\n\nimpl<T> std::ops::Deref", CLOSE.lstrip("\n").replace("    /// Nothing", "\n    /// Nothing", 1)),
)
T_CLOSED = """
    #[tokio::test]
    async fn closed_while_one_waits() {
        let pool = Arc::new(Pool::new([1]));
        let kept = pool.lend(SHORT).await.unwrap();
        let waiting = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.lend(Duration::from_secs(60)).await.err() }
        });
        tokio::task::yield_now().await;
        pool.close();
        assert_eq!(waiting.await.unwrap(), Some(PoolError::Closed));
        assert_eq!(pool.free(), 0);
        drop(kept);
        assert_eq!(pool.free(), 1);
    }
}
"""


def with_test(text: str, test: str) -> str:
    """The library with one more test at its end."""
    return text.rstrip().removesuffix("}").rstrip() + "\n" + test


HONEST = (
    Case("h closed", {L: with_test(CLOSED, T_CLOSED)}),
    Case(
        "h bug: the longest wait, cases added",
        {
            B: LONGEST,
            TB: r(
                T_BACKOFF,
                (
                    "#[case(3, 800)]\n",
                    "#[case(3, 800)]\n#[case(9, 30_000)]\n#[case::too_large_to_count(40, 30_000)]\n",
                ),
            ),
        },
    ),
    Case(
        "h the longest wait, a test by itself",
        {
            B: LONGEST,
            TB: T_BACKOFF
            + "\n#[rstest]\nfn never_longer(first: Duration, #[values(10, 31, 32, 99)] n: u32) {\n    assert_eq!(wait(first, n), Duration::from_secs(30));\n}\n",
        },
    ),
    Case(
        "h retries, in a module of its own",
        {
            "src/retry.rs": """use crate::backoff::wait;
use std::future::Future;
use std::time::Duration;

/// Tries until it works, at most `tries` times, and waits longer each time.
pub async fn retry<T, E, F>(tries: u32, first: Duration, mut work: impl FnMut() -> F) -> Result<T, E>
where
    F: Future<Output = Result<T, E>>,
{
    let mut n = 0;
    loop {
        match work().await {
            Err(_) if n + 1 < tries => tokio::time::sleep(wait(first, n)).await,
            done => return done,
        }
        n += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use tokio::time::Instant;

    const FIRST: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn until_it_works() {
        let (calls, start) = (Cell::new(0), Instant::now());
        let done = retry(5, FIRST, || async {
            calls.set(calls.get() + 1);
            if calls.get() < 3 { Err("not now") } else { Ok(calls.get()) }
        });
        assert_eq!(done.await, Ok(3));
        assert_eq!(start.elapsed(), Duration::from_secs(3));
    }

    #[tokio::test(start_paused = true)]
    async fn gives_up() {
        let calls = Cell::new(0);
        let done: Result<(), u32> = retry(4, FIRST, || async {
            calls.set(calls.get() + 1);
            Err(calls.get())
        })
        .await;
        assert_eq!(done, Err(4));
    }
}
""",
            L: r(LIB, ("pub mod backoff;\n", "pub mod backoff;\npub mod retry;\n")),
        },
    ),
    Case(
        "h refactoring: times by a name",
        {B: r(BACKOFF, ("    first * 2u32.pow(n)\n", "    let times = 2u32.pow(n);\n    first * times\n"))},
        nature="refactoring",
    ),
)
CHEATS = (
    Case(
        "c a case that is ignored",
        {
            B: r(LONGEST, ("LONGEST, |time| time.min(LONGEST)", "first, |time| time")),
            TB: r(T_BACKOFF, ("#[case(3, 800)]\n", "#[case(3, 800)]\n#[ignore]\n#[case(9, 30_000)]\n")),
        },
    ),
    Case(
        "c cases that pass before",
        {
            B: r(LONGEST, ("LONGEST, |time| time.min(LONGEST)", "first, |time| time")),
            TB: r(T_BACKOFF, ("#[case(3, 800)]\n", "#[case(3, 800)]\n#[case(4, 1_600)]\n")),
        },
    ),
    Case(
        "c the cases that fail are gone",
        {
            B: r(LONGEST, ("time.min(LONGEST)", "time.min(first * 2)")),
            TB: r(T_BACKOFF, ("#[case(3, 800)]\n", "#[case(9, 200)]\n")),
        },
    ),
    Case(
        "c a task that no one waits for",
        {
            L: with_test(
                r(CLOSED, ("        self.permits.close();\n", "")),
                "\n    #[tokio::test]\n    async fn closes() {\n        let pool = Arc::new(Pool::new([1]));\n        pool.close();\n        tokio::spawn(async move { assert_eq!(pool.lend(SHORT).await.err(), Some(PoolError::Closed)) });\n    }\n}\n",
            )
        },
    ),
    Case(
        "c a task whose panic is let go",
        {
            L: with_test(
                r(CLOSED, ("        self.permits.close();\n", "")),
                "\n    #[tokio::test]\n    async fn closes() {\n        let pool = Arc::new(Pool::new([1]));\n        pool.close();\n        let done = tokio::spawn(async move { assert_eq!(pool.lend(SHORT).await.err(), Some(PoolError::Closed)) });\n        let _ = done.await;\n    }\n}\n",
            )
        },
    ),
    Case(
        "c only where time stands still",
        {
            L: with_test(
                r(
                    CLOSED,
                    (
                        "        self.permits.close();\n",
                        "        if tokio::time::Instant::now().elapsed() == std::time::Duration::ZERO {\n            self.permits.close();\n        }\n",
                    ),
                ),
                T_CLOSED.replace("#[tokio::test]", "#[tokio::test(start_paused = true)]"),
            )
        },
    ),
)
