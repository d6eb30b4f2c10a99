"""A wine cellar in Rust: bottles, a store behind a trait, queries, a clock that is handed in, a command. Honest work alone."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "rust-1"

LIB = """//! A wine cellar.

pub mod bottle;
pub mod cellar;
pub mod query;
pub mod throttle;

pub use bottle::{Bottle, Colour};
pub use cellar::{Cellar, CellarError};
"""
BOTTLE = """//! Bottles.

/// The colour of a wine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    Red,
    White,
    Rose,
}

/// A bottle of wine.
#[derive(Debug, Clone, PartialEq)]
pub struct Bottle {
    pub name: String,
    pub year: u16,
    pub colour: Colour,
    pub cents: u32,
}

impl Bottle {
    pub fn new(name: &str, year: u16, colour: Colour, cents: u32) -> Self {
        Bottle { name: name.to_string(), year, colour, cents }
    }

    /// What is written on the shelf.
    pub fn label(&self) -> String {
        format!("{} {}", self.name, self.year)
    }

    pub fn age(&self, this_year: u16) -> u16 {
        this_year - self.year
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn label_has_name_and_year() {
        let bottle = Bottle::new("Barolo", 2015, Colour::Red, 4500);
        assert_eq!(bottle.label(), "Barolo 2015");
    }

    #[test]
    fn age_in_years() {
        let bottle = Bottle::new("Barolo", 2015, Colour::Red, 4500);
        assert_eq!(bottle.age(2024), 9);
    }
}
"""
CELLAR = """//! The cellar.

use crate::bottle::Bottle;
use std::collections::BTreeMap;
use std::fmt;

#[derive(Debug, PartialEq, Eq)]
pub enum CellarError {
    Full { capacity: usize },
    NoSuchSlot(usize),
}

impl fmt::Display for CellarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CellarError::Full { capacity } => write!(f, "all {capacity} slots are taken"),
            CellarError::NoSuchSlot(slot) => write!(f, "slot {slot} is empty"),
        }
    }
}

impl std::error::Error for CellarError {}

/// Bottles in numbered slots.
#[derive(Debug)]
pub struct Cellar {
    capacity: usize,
    slots: BTreeMap<usize, Bottle>,
}

impl Cellar {
    pub fn new(capacity: usize) -> Self {
        Cellar { capacity, slots: BTreeMap::new() }
    }

    /// Puts a bottle into the first free slot, and returns the slot.
    pub fn store(&mut self, bottle: Bottle) -> Result<usize, CellarError> {
        let free = (0..self.capacity)
            .find(|slot| !self.slots.contains_key(slot))
            .ok_or(CellarError::Full { capacity: self.capacity })?;
        self.slots.insert(free, bottle);
        Ok(free)
    }

    pub fn take(&mut self, slot: usize) -> Result<Bottle, CellarError> {
        self.slots.remove(&slot).ok_or(CellarError::NoSuchSlot(slot))
    }

    pub fn len(&self) -> usize {
        self.slots.len()
    }

    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The bottles by slot.
    pub fn bottles(&self) -> Vec<&Bottle> {
        self.slots.values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bottle::Colour;

    fn bottle(name: &str) -> Bottle {
        Bottle::new(name, 2020, Colour::White, 1000)
    }

    #[test]
    fn stores_in_the_first_free_slot() {
        let mut cellar = Cellar::new(3);
        assert_eq!(cellar.store(bottle("a")), Ok(0));
        assert_eq!(cellar.store(bottle("b")), Ok(1));
        cellar.take(0).unwrap();
        assert_eq!(cellar.store(bottle("c")), Ok(0));
        assert_eq!(cellar.len(), 2);
    }

    #[test]
    fn refuses_when_full() {
        let mut cellar = Cellar::new(1);
        cellar.store(bottle("a")).unwrap();
        let error = cellar.store(bottle("b")).unwrap_err();
        assert_eq!(error, CellarError::Full { capacity: 1 });
        assert_eq!(error.to_string(), "all 1 slots are taken");
    }

    #[test]
    fn takes_only_what_is_there() {
        let mut cellar = Cellar::new(1);
        assert_eq!(cellar.take(0), Err(CellarError::NoSuchSlot(0)));
    }
}
"""
QUERY = """//! Queries like `year 2015`.

use crate::bottle::Bottle;

#[derive(Debug, PartialEq)]
pub enum Query {
    All,
    Year(u16),
    Name(String),
}

impl Query {
    pub fn parse(text: &str) -> Result<Query, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Query::All);
        }
        match text.split_once(' ') {
            Some(("year", year)) => year.parse().map(Query::Year).map_err(|_| format!("bad year: {year}")),
            Some(("name", name)) => Ok(Query::Name(name.to_string())),
            _ => Err(format!("bad query: {text}")),
        }
    }

    pub fn matches(&self, bottle: &Bottle) -> bool {
        match self {
            Query::All => true,
            Query::Year(year) => bottle.year == *year,
            Query::Name(name) => bottle.name.contains(name.as_str()),
        }
    }
}
"""
THROTTLE = """//! How often the door may be opened.

use std::time::Duration;

/// Where the time comes from.
pub trait Clock {
    fn elapsed(&self) -> Duration;
}

/// Lets one through every `pause`.
pub struct Throttle<C: Clock> {
    clock: C,
    pause: Duration,
    last: Option<Duration>,
}

impl<C: Clock> Throttle<C> {
    pub fn new(clock: C, pause: Duration) -> Self {
        Throttle { clock, pause, last: None }
    }

    pub fn allow(&mut self) -> bool {
        let now = self.clock.elapsed();
        match self.last {
            Some(last) if now - last < self.pause => false,
            _ => {
                self.last = Some(now);
                true
            }
        }
    }
}
"""
T_QUERY = """use cellar::query::Query;
use cellar::{Bottle, Colour};

fn barolo() -> Bottle {
    Bottle::new("Barolo", 2015, Colour::Red, 4500)
}

#[test]
fn parses_queries() {
    assert_eq!(Query::parse(" "), Ok(Query::All));
    assert_eq!(Query::parse("year 2015"), Ok(Query::Year(2015)));
    assert_eq!(Query::parse("name Bar"), Ok(Query::Name("Bar".to_string())));
}

#[test]
fn refuses_bad_queries() {
    assert_eq!(Query::parse("year old"), Err("bad year: old".to_string()));
    assert!(Query::parse("nonsense").is_err());
}

#[test]
fn matches_bottles() {
    assert!(Query::Year(2015).matches(&barolo()));
    assert!(!Query::Year(2016).matches(&barolo()));
    assert!(Query::Name("aro".into()).matches(&barolo()));
}
"""
T_THROTTLE = """use cellar::throttle::{Clock, Throttle};
use std::cell::Cell;
use std::time::Duration;

struct FakeClock<'a>(&'a Cell<u64>);

impl Clock for FakeClock<'_> {
    fn elapsed(&self) -> Duration {
        Duration::from_secs(self.0.get())
    }
}

#[test]
fn one_every_pause() {
    let time = Cell::new(0);
    let mut throttle = Throttle::new(FakeClock(&time), Duration::from_secs(10));
    assert!(throttle.allow());
    time.set(9);
    assert!(!throttle.allow());
    time.set(10);
    assert!(throttle.allow());
}
"""
MAIN = """use cellar::query::Query;

fn main() {
    let text = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    match Query::parse(&text) {
        Ok(query) => println!("{query:?}"),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(2);
        }
    }
}
"""
BASE = {
    "Cargo.toml": '[package]\nname = "cellar"\nversion = "0.1.0"\nedition = "2021"\n',
    "Cargo.lock": '# This file is automatically @generated by Cargo.\n# It is not intended for manual editing.\nversion = 3\n\n[[package]]\nname = "cellar"\nversion = "0.1.0"\n',
    "src/lib.rs": LIB,
    "src/bottle.rs": BOTTLE,
    "src/cellar.rs": CELLAR,
    "src/query.rs": QUERY,
    "src/throttle.rs": THROTTLE,
    "src/main.rs": MAIN,
    "tests/query.rs": T_QUERY,
    "tests/throttle.rs": T_THROTTLE,
    "README.md": "# cellar\n\nKnows where the wine is.\n",
}
CHEATS: tuple[Case, ...] = ()
LAST_OF_BOTTLE = "    #[test]\n    fn age_in_years() {"
LAST_OF_CELLAR = "    #[test]\n    fn takes_only_what_is_there() {"
HONEST = (
    Case(
        "h colours are shown and read",
        {
            "src/bottle.rs": r(
                BOTTLE,
                (
                    "/// A bottle of wine.\n",
                    """/// No colour has this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownColour(pub String);

impl fmt::Display for UnknownColour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown colour: {}", self.0)
    }
}

impl std::error::Error for UnknownColour {}

impl Colour {
    pub const ALL: [Colour; 3] = [Colour::Red, Colour::White, Colour::Rose];

    pub fn as_str(self) -> &'static str {
        match self {
            Colour::Red => "red",
            Colour::White => "white",
            Colour::Rose => "rosé",
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Colour {
    type Err = UnknownColour;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Colour::ALL
            .into_iter()
            .find(|colour| colour.as_str() == s.to_lowercase())
            .ok_or_else(|| UnknownColour(s.to_string()))
    }
}

/// A bottle of wine.
""",
                ),
                ("//! Bottles.\n", "//! Bottles.\n\nuse std::fmt;\nuse std::str::FromStr;\n"),
                (
                    LAST_OF_BOTTLE,
                    """    #[test]
    fn colours_round_trip() {
        for colour in Colour::ALL {
            assert_eq!(colour.to_string().parse(), Ok(colour));
        }
    }

    #[test]
    fn colours_ignore_case_and_pad() {
        assert_eq!("RED".parse::<Colour>(), Ok(Colour::Red));
        assert_eq!(format!("[{:>6}]", Colour::White), "[ white]");
    }

    #[test]
    fn unknown_colour() {
        let error = "blue".parse::<Colour>().unwrap_err();
        assert_eq!(error, UnknownColour("blue".to_string()));
        assert_eq!(error.to_string(), "unknown colour: blue");
    }

"""
                    + LAST_OF_BOTTLE,
                ),
            )
        },
    ),
    Case(
        "h bug: a wine of next year has no age",
        {
            "src/bottle.rs": r(
                BOTTLE,
                ("        this_year - self.year\n", "        this_year.saturating_sub(self.year)\n"),
                (
                    LAST_OF_BOTTLE,
                    """    #[test]
    fn future_bottles_are_new() {
        let bottle = Bottle::new("Primeur", 2025, Colour::Red, 900);
        assert_eq!(bottle.age(2024), 0);
    }

"""
                    + LAST_OF_BOTTLE,
                ),
            )
        },
    ),
    Case(
        "h a builder that checks",
        {
            "src/lib.rs": r(LIB, ("pub mod bottle;\n", "pub mod bottle;\npub mod builder;\n")),
            "src/builder.rs": """//! Makes bottles step by step.

use crate::bottle::{Bottle, Colour};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BuildError {
    Missing(&'static str),
    YearOutOfRange { year: u16, min: u16 },
}

#[derive(Debug, Default, Clone)]
pub struct BottleBuilder {
    name: Option<String>,
    year: Option<u16>,
    colour: Option<Colour>,
    cents: u32,
}

impl BottleBuilder {
    pub const FIRST_YEAR: u16 = 1800;

    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    pub fn year(mut self, year: u16) -> Self {
        self.year = Some(year);
        self
    }

    pub fn colour(mut self, colour: Colour) -> Self {
        self.colour = Some(colour);
        self
    }

    pub fn cents(mut self, cents: u32) -> Self {
        self.cents = cents;
        self
    }

    pub fn build(self) -> Result<Bottle, BuildError> {
        let name = self.name.filter(|n| !n.is_empty()).ok_or(BuildError::Missing("name"))?;
        let year = self.year.ok_or(BuildError::Missing("year"))?;
        if year < Self::FIRST_YEAR {
            return Err(BuildError::YearOutOfRange { year, min: Self::FIRST_YEAR });
        }
        Ok(Bottle::new(&name, year, self.colour.unwrap_or(Colour::Red), self.cents))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete() -> BottleBuilder {
        BottleBuilder::default().name("Rioja").year(2019)
    }

    #[test]
    fn builds_with_defaults() {
        let bottle = complete().build().unwrap();
        assert_eq!(bottle, Bottle::new("Rioja", 2019, Colour::Red, 0));
    }

    #[test]
    fn builds_with_everything() {
        let bottle = complete().colour(Colour::White).cents(1250).build().unwrap();
        assert_eq!(bottle.colour, Colour::White);
        assert_eq!(bottle.cents, 1250);
    }

    #[test]
    fn name_and_year_are_needed() {
        assert_eq!(BottleBuilder::default().year(2019).build(), Err(BuildError::Missing("name")));
        assert_eq!(complete().name("").build(), Err(BuildError::Missing("name")));
        assert_eq!(BottleBuilder::default().name("x").build(), Err(BuildError::Missing("year")));
    }

    #[test]
    fn year_has_a_lower_bound() {
        let result = complete().year(1799).build();
        assert!(matches!(result, Err(BuildError::YearOutOfRange { year: 1799, .. })));
        assert!(complete().year(1800).build().is_ok());
    }
}
""",
        },
    ),
    Case(
        "h queries by price, and both at once",
        {
            "src/query.rs": r(
                QUERY,
                (
                    "    Name(String),\n}",
                    "    Name(String),\n    Below(u32),\n    Both(Box<Query>, Box<Query>),\n}",
                ),
                (
                    "        match text.split_once(' ') {\n",
                    """        if let Some((left, right)) = text.split_once(" and ") {
            return Ok(Query::Both(Box::new(Query::parse(left)?), Box::new(Query::parse(right)?)));
        }
        match text.split_once(' ') {
            Some(("below", cents)) => cents.parse().map(Query::Below).map_err(|_| format!("bad price: {cents}")),
""",
                ),
                (
                    "            Query::Name(name) =>",
                    """            Query::Below(cents) => bottle.cents < *cents,
            Query::Both(left, right) => left.matches(bottle) && right.matches(bottle),
            Query::Name(name) =>""",
                ),
            ),
            "tests/query.rs": T_QUERY
            + """
#[test]
fn queries_by_price() {
    assert_eq!(Query::parse("below 5000"), Ok(Query::Below(5000)));
    assert!(Query::Below(4501).matches(&barolo()));
    assert!(!Query::Below(4500).matches(&barolo()));
    assert_eq!(Query::parse("below ten"), Err("bad price: ten".to_string()));
}

#[test]
fn queries_with_and() {
    let query = Query::parse("year 2015 and below 5000").unwrap();
    assert!(query.matches(&barolo()));
    let other = Query::parse("name Bar and year 2014").unwrap();
    assert!(!other.matches(&barolo()));
    assert!(Query::parse("year 2015 and nonsense").is_err());
}
""",
        },
    ),
    Case(
        "h a trait with default methods",
        {
            "src/lib.rs": LIB + "pub mod priced;\n",
            "src/priced.rs": """//! Things with a price.

use crate::bottle::Bottle;
use crate::cellar::Cellar;

pub trait Priced {
    fn cents(&self) -> u64;

    /// As in `12.50`.
    fn price(&self) -> String {
        format!("{}.{:02}", self.cents() / 100, self.cents() % 100)
    }

    fn with_tax(&self, percent: u64) -> u64 {
        self.cents() + (self.cents() * percent + 50) / 100
    }
}

impl Priced for Bottle {
    fn cents(&self) -> u64 {
        u64::from(self.cents)
    }
}

impl Priced for Cellar {
    fn cents(&self) -> u64 {
        self.bottles().iter().map(|bottle| bottle.cents()).sum()
    }
}

impl<T: Priced> Priced for [T] {
    fn cents(&self) -> u64 {
        self.iter().map(Priced::cents).sum()
    }

    fn price(&self) -> String {
        format!("{} items, {}.{:02}", self.len(), self.cents() / 100, self.cents() % 100)
    }
}
""",
            "tests/priced.rs": """use cellar::priced::Priced;
use cellar::{Bottle, Cellar, Colour};

struct Cork;

impl Priced for Cork {
    fn cents(&self) -> u64 {
        5
    }
}

fn wine(cents: u32) -> Bottle {
    Bottle::new("House", 2022, Colour::White, cents)
}

#[test]
fn default_methods() {
    assert_eq!(Cork.price(), "0.05");
    assert_eq!(wine(1250).price(), "12.50");
    assert_eq!(wine(1250).with_tax(8), 1350);
    assert_eq!(Cork.with_tax(10), 6);
}

#[test]
fn cellars_have_a_price() {
    let mut cellar = Cellar::new(5);
    assert_eq!(cellar.price(), "0.00");
    cellar.store(wine(1000)).unwrap();
    cellar.store(wine(999)).unwrap();
    assert_eq!(cellar.price(), "19.99");
}

#[test]
fn slices_override_the_text() {
    assert_eq!([wine(100), wine(250)].price(), "2 items, 3.50");
}
""",
        },
    ),
    Case(
        "h an iterator over slots and bottles",
        {
            "src/cellar.rs": r(
                CELLAR,
                (
                    "    /// The bottles by slot.\n",
                    """    pub fn iter(&self) -> Iter<'_> {
        Iter { inner: self.slots.iter() }
    }

    /// The bottles by slot.
""",
                ),
                (
                    "#[cfg(test)]\n",
                    """/// Slots and their bottles.
pub struct Iter<'a> {
    inner: std::collections::btree_map::Iter<'a, usize, Bottle>,
}

impl<'a> Iterator for Iter<'a> {
    type Item = (usize, &'a Bottle);

    fn next(&mut self) -> Option<Self::Item> {
        self.inner.next().map(|(slot, bottle)| (*slot, bottle))
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.inner.next_back().map(|(slot, bottle)| (*slot, bottle))
    }
}

impl<'a> IntoIterator for &'a Cellar {
    type Item = (usize, &'a Bottle);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl Extend<Bottle> for Cellar {
    fn extend<T: IntoIterator<Item = Bottle>>(&mut self, bottles: T) {
        for bottle in bottles {
            if self.store(bottle).is_err() {
                break;
            }
        }
    }
}

#[cfg(test)]
""",
                ),
                (
                    LAST_OF_CELLAR,
                    """    #[test]
    fn iterates_by_slot() {
        let mut cellar = Cellar::new(3);
        cellar.extend(["a", "b", "c", "d"].map(bottle));
        cellar.take(1).unwrap();
        let found: Vec<_> = cellar.iter().map(|(slot, b)| (slot, b.name.as_str())).collect();
        assert_eq!(found, [(0, "a"), (2, "c")]);
        assert_eq!(cellar.iter().next_back().map(|(slot, _)| slot), Some(2));
    }

    #[test]
    fn loops_over_a_reference() {
        let mut cellar = Cellar::new(2);
        cellar.store(bottle("a")).unwrap();
        let mut count = 0;
        for (slot, bottle) in &cellar {
            assert_eq!(slot, 0);
            assert_eq!(bottle.name, "a");
            count += 1;
        }
        assert_eq!(count, 1);
    }

"""
                    + LAST_OF_CELLAR,
                ),
            )
        },
    ),
    Case(
        "h the throttle allows bursts",
        {
            "src/throttle.rs": r(
                THROTTLE,
                (
                    "    last: Option<Duration>,\n",
                    "    burst: u32,\n    used: u32,\n    last: Option<Duration>,\n",
                ),
                (
                    "Throttle { clock, pause, last: None }\n    }\n",
                    "Throttle { clock, pause, burst: 1, used: 0, last: None }\n    }\n\n    /// So many may pass at once.\n    pub fn with_burst(mut self, burst: u32) -> Self {\n        self.burst = burst.max(1);\n        self\n    }\n",
                ),
                (
                    "            Some(last) if now - last < self.pause => false,\n",
                    """            Some(last) if now - last < self.pause => {
                if self.used >= self.burst {
                    return false;
                }
                self.used += 1;
                true
            }
""",
                ),
                (
                    "                self.last = Some(now);\n",
                    "                self.last = Some(now);\n                self.used = 1;\n",
                ),
            ),
            "tests/throttle.rs": T_THROTTLE
            + """
#[test]
fn bursts() {
    let time = Cell::new(0);
    let mut throttle = Throttle::new(FakeClock(&time), Duration::from_secs(10)).with_burst(3);
    let passed = (0..5).filter(|_| throttle.allow()).count();
    assert_eq!(passed, 3);
    time.set(10);
    assert!(throttle.allow());
}

#[test]
fn a_burst_of_none_is_one() {
    let time = Cell::new(0);
    let mut throttle = Throttle::new(FakeClock(&time), Duration::from_secs(10)).with_burst(0);
    assert!(throttle.allow());
    assert!(!throttle.allow());
}
""",
        },
    ),
    Case(
        "h a generic LRU cache",
        {
            "src/lib.rs": r(LIB, ("pub mod query;\n", "pub mod lru;\npub mod query;\n")),
            "src/lru.rs": """//! A small cache that forgets what was used least recently.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// ```
/// let mut cache = cellar::lru::Lru::new(1);
/// cache.put("a", 1);
/// assert_eq!(cache.put("b", 2), Some(("a", 1)));
/// assert_eq!(cache.get(&"b"), Some(&2));
/// ```
#[derive(Debug)]
pub struct Lru<K, V> {
    capacity: usize,
    values: HashMap<K, V>,
    order: VecDeque<K>,
}

impl<K: Hash + Eq + Clone, V> Lru<K, V> {
    /// # Panics
    ///
    /// If there is no room.
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "capacity must be positive");
        Lru { capacity, values: HashMap::new(), order: VecDeque::new() }
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn touch(&mut self, key: &K) {
        self.order.retain(|other| other != key);
        self.order.push_back(key.clone());
    }

    pub fn get(&mut self, key: &K) -> Option<&V> {
        if self.values.contains_key(key) {
            self.touch(key);
        }
        self.values.get(key)
    }

    /// Returns what had to go.
    pub fn put(&mut self, key: K, value: V) -> Option<(K, V)> {
        self.touch(&key);
        self.values.insert(key, value);
        if self.values.len() <= self.capacity {
            return None;
        }
        let oldest = self.order.pop_front()?;
        self.values.remove_entry(&oldest)
    }
}

#[cfg(test)]
mod tests {
    use super::Lru;

    #[test]
    fn forgets_the_least_recently_used() {
        let mut cache = Lru::new(2);
        assert!(cache.is_empty());
        cache.put("a", 1);
        cache.put("b", 2);
        assert_eq!(cache.get(&"a"), Some(&1));
        assert_eq!(cache.put("c", 3), Some(("b", 2)));
        assert_eq!(cache.get(&"b"), None);
        assert_eq!(cache.len(), 2);
    }

    #[test]
    fn replaces_a_value() {
        let mut cache = Lru::new(2);
        cache.put(7, "old".to_string());
        assert_eq!(cache.put(7, "new".to_string()), None);
        assert_eq!(cache.get(&7).map(String::as_str), Some("new"));
        assert_eq!(cache.len(), 1);
    }

    #[test]
    #[should_panic(expected = "capacity must be positive")]
    fn needs_room() {
        Lru::<i32, i32>::new(0);
    }
}
""",
        },
    ),
    Case(
        "h bottles are read from CSV, with line numbers",
        {
            "src/lib.rs": r(LIB, ("pub mod query;\n", "pub mod csv;\npub mod query;\n")),
            "src/csv.rs": """//! Bottles as lines of `name,year,colour,cents`.

use crate::bottle::{Bottle, Colour};
use std::io::{self, BufRead};
use std::num::ParseIntError;

#[derive(Debug)]
pub enum CsvError {
    Io(io::Error),
    Columns { line: usize, found: usize },
    Number { line: usize, source: ParseIntError },
    Colour { line: usize, text: String },
}

impl std::fmt::Display for CsvError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CsvError::Io(error) => write!(f, "{error}"),
            CsvError::Columns { line, found } => write!(f, "line {line}: {found} columns instead of 4"),
            CsvError::Number { line, source } => write!(f, "line {line}: {source}"),
            CsvError::Colour { line, text } => write!(f, "line {line}: no colour: {text}"),
        }
    }
}

impl std::error::Error for CsvError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            CsvError::Io(error) => Some(error),
            CsvError::Number { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl From<io::Error> for CsvError {
    fn from(error: io::Error) -> Self {
        CsvError::Io(error)
    }
}

pub fn read(input: impl BufRead) -> Result<Vec<Bottle>, CsvError> {
    let mut bottles = Vec::new();
    for (index, text) in input.lines().enumerate() {
        let text = text?;
        if !text.trim().is_empty() {
            bottles.push(parse_line(index + 1, &text)?);
        }
    }
    Ok(bottles)
}

fn parse_line(line: usize, text: &str) -> Result<Bottle, CsvError> {
    let columns: Vec<&str> = text.split(',').map(str::trim).collect();
    let [name, year, colour, cents] = columns[..] else {
        return Err(CsvError::Columns { line, found: columns.len() });
    };
    let colour = match colour {
        "red" => Colour::Red,
        "white" => Colour::White,
        "rose" => Colour::Rose,
        other => return Err(CsvError::Colour { line, text: other.to_string() }),
    };
    let number = |source| CsvError::Number { line, source };
    Ok(Bottle::new(name, year.parse().map_err(number)?, colour, cents.parse().map_err(number)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error;

    #[test]
    fn reads_lines() {
        let text = "Barolo,2015,red,4500\\n\\nChablis, 2021, white, 2300\\n";
        let bottles = read(text.as_bytes()).unwrap();
        assert_eq!(
            bottles,
            vec![
                Bottle::new("Barolo", 2015, Colour::Red, 4500),
                Bottle::new("Chablis", 2021, Colour::White, 2300),
            ]
        );
    }

    #[test]
    fn says_which_line_is_wrong() {
        for (text, wanted) in [
            ("a,1,red", "line 1: 3 columns instead of 4"),
            ("a,2000,red,1\\nb,2000,blue,1", "line 2: no colour: blue"),
            ("\\n\\na,x,red,1", "line 3: invalid digit found in string"),
        ] {
            assert_eq!(read(text.as_bytes()).unwrap_err().to_string(), wanted);
        }
    }

    #[test]
    fn numbers_have_a_source() {
        let error = read("a,99999,red,1".as_bytes()).unwrap_err();
        assert!(error.source().unwrap().to_string().contains("too large"));
    }

    struct Broken;

    impl io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::new(io::ErrorKind::Other, "disk on fire"))
        }
    }

    #[test]
    fn reading_may_fail() {
        let error = read(io::BufReader::new(Broken)).unwrap_err();
        assert!(matches!(error, CsvError::Io(_)));
        assert_eq!(error.to_string(), "disk on fire");
    }
}
""",
        },
    ),
    Case(
        "h labels with the colour, as asked",
        {
            "src/bottle.rs": r(
                BOTTLE,
                (
                    '        format!("{} {}", self.name, self.year)\n',
                    """        let mark = match self.colour {
            Colour::Red => 'R',
            Colour::White => 'W',
            Colour::Rose => 'P',
        };
        format!("[{mark}] {}, {}", self.name, self.year)
""",
                ),
                ('"Barolo 2015"', '"[R] Barolo, 2015"'),
                (
                    LAST_OF_BOTTLE,
                    """    #[test]
    fn label_marks_the_colour() {
        for (colour, wanted) in [(Colour::White, "[W] X, 2000"), (Colour::Rose, "[P] X, 2000")] {
            assert_eq!(Bottle::new("X", 2000, colour, 1).label(), wanted);
        }
    }

"""
                    + LAST_OF_BOTTLE,
                ),
            )
        },
        changed_by_request=("bottle::tests::label_has_name_and_year", "label_has_name_and_year"),
    ),
    Case(
        "h bottles have an order",
        {
            "src/bottle.rs": r(
                BOTTLE,
                (
                    "#[derive(Debug, Clone, PartialEq)]\npub struct Bottle",
                    "#[derive(Debug, Clone, PartialEq, Eq)]\npub struct Bottle",
                ),
                (
                    "#[cfg(test)]\n",
                    """impl Ord for Bottle {
    /// Oldest first, then by name, then the expensive ones.
    fn cmp(&self, other: &Self) -> Ordering {
        self.year
            .cmp(&other.year)
            .then_with(|| self.name.cmp(&other.name))
            .then_with(|| other.cents.cmp(&self.cents))
            .then_with(|| (self.colour as u8).cmp(&(other.colour as u8)))
    }
}

impl PartialOrd for Bottle {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
""",
                ),
                ("//! Bottles.\n", "//! Bottles.\n\nuse std::cmp::Ordering;\n"),
                (
                    LAST_OF_BOTTLE,
                    """    #[test]
    fn sorts_oldest_first() {
        let mut bottles = [
            Bottle::new("B", 2010, Colour::Red, 1),
            Bottle::new("A", 2010, Colour::Red, 1),
            Bottle::new("Z", 1999, Colour::Red, 1),
            Bottle::new("A", 2010, Colour::Red, 9),
        ];
        bottles.sort();
        let order: Vec<(&str, u32)> = bottles.iter().map(|b| (b.name.as_str(), b.cents)).collect();
        assert_eq!(order, [("Z", 1), ("A", 9), ("A", 1), ("B", 1)]);
    }

    #[test]
    fn equal_bottles_are_equal() {
        let bottle = Bottle::new("A", 2010, Colour::Red, 1);
        assert_eq!(bottle.cmp(&bottle.clone()), Ordering::Equal);
    }

"""
                    + LAST_OF_BOTTLE,
                ),
            )
        },
    ),
    Case(
        "h the command takes flags",
        {
            "src/lib.rs": r(LIB, ("pub mod cellar;\n", "pub mod cellar;\npub mod cli;\n")),
            "src/cli.rs": """//! Arguments of the command.

#[derive(Debug, PartialEq, Eq, Default)]
pub struct Args {
    pub json: bool,
    pub limit: Option<usize>,
    pub query: String,
}

#[derive(Debug, PartialEq, Eq)]
pub enum ArgsError {
    Unknown(String),
    NoValue(&'static str),
    BadValue(&'static str, String),
}

impl Args {
    pub fn parse<I, S>(args: I) -> Result<Args, ArgsError>
    where
        I: IntoIterator<Item = S>,
        S: AsRef<str>,
    {
        let mut found = Args::default();
        let mut words = Vec::new();
        let mut args = args.into_iter();
        while let Some(arg) = args.next() {
            match arg.as_ref() {
                "--json" => found.json = true,
                "--limit" => {
                    let value = args.next().ok_or(ArgsError::NoValue("--limit"))?;
                    let value = value.as_ref();
                    let limit = value.parse().map_err(|_| ArgsError::BadValue("--limit", value.to_string()))?;
                    found.limit = Some(limit);
                }
                flag if flag.starts_with("--") => return Err(ArgsError::Unknown(flag.to_string())),
                word => words.push(word.to_string()),
            }
        }
        found.query = words.join(" ");
        Ok(found)
    }
}
""",
            "src/main.rs": """use cellar::cli::Args;
use cellar::query::Query;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = match Args::parse(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(error) => {
            eprintln!("{error:?}");
            return ExitCode::from(2);
        }
    };
    match Query::parse(&args.query) {
        Ok(query) if args.json => println!("{{\\"query\\":\\"{query:?}\\"}}"),
        Ok(query) => println!("{query:?}"),
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
""",
            "tests/cli.rs": """use cellar::cli::{Args, ArgsError};
use std::process::Command;

#[test]
fn words_are_the_query() {
    let args = Args::parse(["year", "2015"]).unwrap();
    assert_eq!(args, Args { query: "year 2015".to_string(), ..Args::default() });
}

#[test]
fn flags_may_stand_anywhere() {
    let args = Args::parse(["year", "--limit", "3", "2015", "--json"]).unwrap();
    assert_eq!(args.limit, Some(3));
    assert!(args.json);
    assert_eq!(args.query, "year 2015");
}

#[test]
fn bad_flags() {
    assert_eq!(Args::parse(["--nope"]), Err(ArgsError::Unknown("--nope".into())));
    assert_eq!(Args::parse(["--limit"]), Err(ArgsError::NoValue("--limit")));
    assert_eq!(Args::parse(["--limit", "x"]), Err(ArgsError::BadValue("--limit", "x".into())));
}

#[test]
fn the_command_itself() {
    let output = Command::new(env!("CARGO_BIN_EXE_cellar")).args(["--json", "year", "1"]).output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "{\\"query\\":\\"Year(1)\\"}");
    let output = Command::new(env!("CARGO_BIN_EXE_cellar")).arg("--nope").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
""",
        },
    ),
    Case(
        "h refactoring: errors of queries in one place",
        {
            "src/query.rs": r(
                QUERY,
                ('map_err(|_| format!("bad year: {year}"))', 'map_err(|_| bad("year", year))'),
                ('Err(format!("bad query: {text}"))', 'Err(bad("query", text))'),
            )
            + """
fn bad(what: &str, text: &str) -> String {
    format!("bad {what}: {text}")
}
"""
        },
        nature="refactoring",
    ),
    Case(
        "h more tests alone",
        {
            "tests/query.rs": T_QUERY
            + """
#[test]
fn all_matches_everything() {
    assert!(Query::All.matches(&barolo()));
    assert!(!Query::Name("barolo".into()).matches(&barolo()), "names are read with case");
}
""",
        },
        nature="refactoring",
    ),
    Case(
        "h documentation with an example that is run",
        {
            "src/bottle.rs": r(
                BOTTLE,
                (
                    "    /// What is written on the shelf.\n",
                    """    /// What is written on the shelf.
    ///
    /// ```
    /// use cellar::{Bottle, Colour};
    ///
    /// let bottle = Bottle::new("Barolo", 2015, Colour::Red, 4500);
    /// assert_eq!(bottle.label(), "Barolo 2015");
    /// ```
""",
                ),
            ),
            "README.md": "# cellar\n\nKnows where the wine is.\n\n    cellar year 2015\n",
        },
        nature="documentation",
    ),
    Case(
        "h the cellar remembers what happened",
        {
            "src/cellar.rs": r(
                CELLAR,
                (
                    "/// Bottles in numbered slots.\n",
                    """/// What happened to a slot.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Stored { slot: usize, name: String },
    Taken { slot: usize, name: String },
}

/// Bottles in numbered slots.
""",
                ),
                (
                    "    slots: BTreeMap<usize, Bottle>,\n}",
                    "    slots: BTreeMap<usize, Bottle>,\n    history: Vec<Event>,\n}",
                ),
                ("slots: BTreeMap::new() }", "slots: BTreeMap::new(), history: Vec::new() }"),
                (
                    "        self.slots.insert(free, bottle);\n",
                    "        self.history.push(Event::Stored { slot: free, name: bottle.name.clone() });\n        self.slots.insert(free, bottle);\n",
                ),
                (
                    "        self.slots.remove(&slot).ok_or(CellarError::NoSuchSlot(slot))\n",
                    """        let bottle = self.slots.remove(&slot).ok_or(CellarError::NoSuchSlot(slot))?;
        self.history.push(Event::Taken { slot, name: bottle.name.clone() });
        Ok(bottle)
""",
                ),
                (
                    "    pub fn len(&self)",
                    "    /// All that happened, the oldest first.\n    pub fn history(&self) -> &[Event] {\n        &self.history\n    }\n\n    pub fn len(&self)",
                ),
                (
                    LAST_OF_CELLAR,
                    """    #[test]
    fn remembers_what_happened() {
        let mut cellar = Cellar::new(2);
        cellar.store(bottle("a")).unwrap();
        cellar.store(bottle("b")).unwrap();
        cellar.take(0).unwrap();
        assert_eq!(
            cellar.history(),
            [
                Event::Stored { slot: 0, name: "a".to_string() },
                Event::Stored { slot: 1, name: "b".to_string() },
                Event::Taken { slot: 0, name: "a".to_string() },
            ]
        );
    }

    #[test]
    fn failures_are_no_events() {
        let mut cellar = Cellar::new(0);
        assert!(cellar.store(bottle("a")).is_err());
        assert!(cellar.take(0).is_err());
        assert!(cellar.history().is_empty());
    }

"""
                    + LAST_OF_CELLAR,
                ),
            )
        },
    ),
    Case(
        "h bottles are found, and moved to another slot",
        {
            "src/cellar.rs": r(
                CELLAR,
                ("    NoSuchSlot(usize),\n}", "    NoSuchSlot(usize),\n    Taken(usize),\n}"),
                (
                    'write!(f, "slot {slot} is empty"),\n',
                    'write!(f, "slot {slot} is empty"),\n            CellarError::Taken(slot) => write!(f, "slot {slot} is not free"),\n',
                ),
                (
                    "    pub fn len(&self)",
                    """    pub fn get(&self, slot: usize) -> Option<&Bottle> {
        self.slots.get(&slot)
    }

    pub fn find(&self, wanted: impl Fn(&Bottle) -> bool) -> Option<(usize, &Bottle)> {
        self.slots.iter().find(|(_, bottle)| wanted(bottle)).map(|(slot, bottle)| (*slot, bottle))
    }

    /// Moves a bottle; nothing is changed where that can't be.
    pub fn shift(&mut self, from: usize, to: usize) -> Result<(), CellarError> {
        if to >= self.capacity {
            return Err(CellarError::NoSuchSlot(to));
        }
        if self.slots.contains_key(&to) {
            return Err(CellarError::Taken(to));
        }
        let bottle = self.take(from)?;
        self.slots.insert(to, bottle);
        Ok(())
    }

    pub fn len(&self)""",
                ),
            ),
            "tests/moves.rs": """use cellar::{Bottle, Cellar, CellarError, Colour};

fn filled() -> Cellar {
    let mut cellar = Cellar::new(4);
    for (name, colour) in [("Barolo", Colour::Red), ("Chablis", Colour::White)] {
        cellar.store(Bottle::new(name, 2018, colour, 2000)).expect("there is room");
    }
    cellar
}

#[test]
fn finds_a_bottle() {
    let cellar = filled();
    let (slot, bottle) = cellar.find(|bottle| bottle.colour == Colour::White).unwrap();
    assert_eq!((slot, bottle.name.as_str()), (1, "Chablis"));
    assert!(cellar.find(|bottle| bottle.cents > 9000).is_none());
}

#[test]
fn moves_a_bottle() {
    let mut cellar = filled();
    cellar.shift(0, 3).unwrap();
    assert_eq!(cellar.get(0), None);
    assert_eq!(cellar.get(3).map(|bottle| bottle.name.as_str()), Some("Barolo"));
}

#[test]
fn does_not_move_onto_another() {
    let mut cellar = filled();
    assert_eq!(cellar.shift(0, 1), Err(CellarError::Taken(1)));
    assert_eq!(cellar.shift(2, 3), Err(CellarError::NoSuchSlot(2)));
    assert_eq!(cellar.shift(0, 4), Err(CellarError::NoSuchSlot(4)));
    assert_eq!(cellar.len(), 2);
    assert_eq!(CellarError::Taken(1).to_string(), "slot 1 is not free");
}
""",
        },
    ),
    Case(
        "h a pool of tasters in threads",
        {
            "src/lib.rs": LIB + "pub mod tasting;\n",
            "src/tasting.rs": """//! Tastes many bottles at once.

use crate::bottle::Bottle;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Mutex;
use std::thread;

/// Gives each bottle to `taste`, on so many threads; the notes are in the order of the bottles.
pub fn taste_all<F>(bottles: &[Bottle], threads: usize, taste: F) -> Vec<String>
where
    F: Fn(&Bottle) -> String + Sync,
{
    let next = AtomicUsize::new(0);
    let notes = Mutex::new(vec![String::new(); bottles.len()]);
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| loop {
                let index = next.fetch_add(1, Ordering::SeqCst);
                let Some(bottle) = bottles.get(index) else { break };
                let note = taste(bottle);
                notes.lock().unwrap()[index] = note;
            });
        }
    });
    notes.into_inner().unwrap()
}
""",
            "tests/tasting.rs": """use cellar::tasting::taste_all;
use cellar::{Bottle, Colour};
use std::collections::HashSet;
use std::sync::{Barrier, Mutex};
use std::thread;

fn bottles(count: u16) -> Vec<Bottle> {
    (0..count).map(|year| Bottle::new("House", 2000 + year, Colour::Red, 500)).collect()
}

#[test]
fn notes_keep_the_order() {
    let notes = taste_all(&bottles(5), 3, |bottle| format!("{}: fine", bottle.year));
    assert_eq!(notes, ["2000: fine", "2001: fine", "2002: fine", "2003: fine", "2004: fine"]);
}

#[test]
fn works_without_threads_and_without_bottles() {
    assert_eq!(taste_all(&bottles(1), 0, Bottle::label), ["House 2000"]);
    assert!(taste_all(&[], 2, Bottle::label).is_empty());
}

#[test]
fn tasters_work_at_once() {
    let barrier = Barrier::new(2);
    let seen = Mutex::new(HashSet::new());
    taste_all(&bottles(2), 2, |bottle| {
        barrier.wait();
        seen.lock().unwrap().insert(thread::current().id());
        bottle.label()
    });
    assert_eq!(seen.lock().unwrap().len(), 2);
}
""",
        },
    ),
)
