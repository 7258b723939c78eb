//! Days and instants, kept as they were written and read on demand.

use super::leaf::Leaf;
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::Offset;

domain_value! {
    /// A civil day as `2014-03-19`, of the time zone UTC−3 in Open Finance Brasil. Equality is of the
    /// text, and there is no order: compare [`civil`](Self::civil).
    ///
    /// ```
    /// use cadastro_core::Date;
    ///
    /// assert!(Date::from("2014-03-19").civil().is_some());
    /// assert!(Date::from("NA").civil().is_none()); // kept, but no day
    /// ```
    Date
}

domain_value! {
    /// An instant as `2021-05-21T08:30:00Z` (RFC 3339). Equality is of the text, and there is no order:
    /// compare [`timestamp`](Self::timestamp).
    ///
    /// ```
    /// use cadastro_core::DateTime;
    ///
    /// let update = DateTime::from("2021-2-2T22:11:59.28Z");
    /// assert_eq!(update.timestamp().map(|at| at.to_string()).as_deref(), Some("2021-02-02T22:11:59.28Z"));
    /// // Without an offset there is no instant, only what a clock somewhere showed.
    /// let local = DateTime::from("1990-11-04T09:10:43");
    /// assert!(local.timestamp().is_none() && local.civil().is_some());
    /// ```
    DateTime
}

impl Date {
    /// The day. `None` when the text is no day, or a day with a time. Months and days of one
    /// digit are read, as the documents allow them.
    #[must_use]
    pub fn civil(&self) -> Option<civil::Date> {
        let mut rest = self.as_str();
        let day = day(&mut rest)?;
        rest.is_empty().then_some(day)
    }
}

impl DateTime {
    /// The instant. `None` when the text is no date-time, or has no offset: an instant is never
    /// guessed. Beyond RFC 3339, months, days and hours of one digit are read; a leap second
    /// counts as the second before it, and decimals behind the ninth are dropped.
    #[must_use]
    pub fn timestamp(&self) -> Option<Timestamp> {
        let (at, offset) = date_time(self.as_str())?;
        offset?.to_timestamp(at).ok()
    }

    /// What the clock showed where it was written, with an offset or without one. It is for the
    /// caller to know which clock that was.
    #[must_use]
    pub fn civil(&self) -> Option<civil::DateTime> {
        date_time(self.as_str()).map(|(at, _)| at)
    }
}

/// `2014-03-19`.
impl From<civil::Date> for Date {
    fn from(day: civil::Date) -> Self {
        Self(Leaf::from_string(day.to_string()))
    }
}

/// In UTC with `Z`, decimals of a second only if there are some. Open Finance Brasil takes whole
/// seconds only.
impl From<Timestamp> for DateTime {
    fn from(at: Timestamp) -> Self {
        Self(Leaf::from_string(at.to_string()))
    }
}

fn day(rest: &mut &str) -> Option<civil::Date> {
    let year = digits(rest, 4, 4)?;
    symbol(rest, "-")?;
    let month = digits(rest, 1, 2)?;
    symbol(rest, "-")?;
    let day = digits(rest, 1, 2)?;
    civil::Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

fn date_time(text: &str) -> Option<(civil::DateTime, Option<Offset>)> {
    let mut rest = text;
    let day = day(&mut rest)?;
    symbol(&mut rest, "Tt ")?;
    let hour = digits(&mut rest, 1, 2)?;
    symbol(&mut rest, ":")?;
    let minute = digits(&mut rest, 2, 2)?;
    symbol(&mut rest, ":")?;
    let second = digits(&mut rest, 2, 2)?;
    let second = if second == 60 { 59 } else { second };
    let nanosecond = fraction(&mut rest)?;
    let offset = offset(&mut rest)?;
    if !rest.is_empty() {
        return None;
    }
    let time = civil::Time::new(
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second).ok()?,
        nanosecond,
    )
    .ok()?;
    Some((day.to_datetime(time), offset))
}

/// Decimals of a second in nanoseconds, none if there is no point.
fn fraction(rest: &mut &str) -> Option<i32> {
    if symbol(rest, ".").is_none() {
        return Some(0);
    }
    let places = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (decimals, behind) = rest.split_at(places);
    *rest = behind;
    (places > 0).then_some(())?;
    let decimals = &decimals[..places.min(9)];
    format!("{decimals:0<9}").parse().ok()
}

/// `Z`, `+hh:mm`, or nothing.
fn offset(rest: &mut &str) -> Option<Option<Offset>> {
    let sign = match rest.chars().next() {
        None => return Some(None),
        Some('Z' | 'z') => {
            *rest = &rest[1..];
            return Some(Some(Offset::UTC));
        }
        Some('+') => 1,
        Some('-') => -1,
        Some(_) => return None,
    };
    *rest = &rest[1..];
    let hours = i32::try_from(digits(rest, 2, 2)?).ok()?;
    symbol(rest, ":")?;
    let minutes = i32::try_from(digits(rest, 2, 2)?).ok()?;
    if hours > 23 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60))
        .ok()
        .map(Some)
}

/// Takes between `least` and `most` digits from the front.
fn digits(rest: &mut &str, least: usize, most: usize) -> Option<u32> {
    let count = rest
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    let (number, behind) = rest.split_at(count);
    *rest = behind;
    if count < least {
        None
    } else {
        number.parse().ok()
    }
}

/// Takes one of the given ASCII characters from the front.
fn symbol(rest: &mut &str, any_of: &str) -> Option<()> {
    let found = rest
        .chars()
        .next()
        .filter(|first| any_of.contains(*first))?;
    *rest = &rest[found.len_utf8()..];
    Some(())
}

#[cfg(test)]
mod tests {
    use super::{Date, DateTime};
    use jiff::Timestamp;
    use jiff::civil;

    #[test]
    fn days() {
        assert_eq!(
            Date::from("2014-03-19").civil(),
            Some(civil::date(2014, 3, 19))
        );
        assert_eq!(
            Date::from("2021-2-2").civil(),
            Some(civil::date(2021, 2, 2))
        );
        assert_eq!(
            Date::from("2024-02-29").civil(),
            Some(civil::date(2024, 2, 29))
        );
        for none in [
            "NA",
            "",
            "2023-02-29",
            "2014-13-01",
            "14-03-19",
            "2014-03-19T00:00:00Z",
            "2014-03-191",
            "2014/03/19",
            "-2014-03-19",
            "20140319",
            "2014-03-é",
        ] {
            assert_eq!(Date::from(none).civil(), None, "{none}");
        }
    }

    #[test]
    fn instants() {
        for (text, utc) in [
            ("2021-05-21T08:30:00Z", "2021-05-21T08:30:00Z"),
            ("2021-05-21t08:30:00z", "2021-05-21T08:30:00Z"),
            ("2021-05-21 08:30:00Z", "2021-05-21T08:30:00Z"),
            ("2021-2-2T22:11:59.28Z", "2021-02-02T22:11:59.28Z"),
            ("2021-05-21T08:30:00-03:00", "2021-05-21T11:30:00Z"),
            (
                "2021-05-21T08:30:00.123456789999+05:30",
                "2021-05-21T03:00:00.123456789Z",
            ),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ] {
            let at = DateTime::from(text).timestamp().unwrap();
            assert_eq!(at, utc.parse::<Timestamp>().unwrap(), "{text}");
        }
    }

    #[test]
    fn no_offset_is_no_instant_but_a_clock_s_reading() {
        let local = DateTime::from("1990-11-04T09:10:43");
        assert_eq!(local.timestamp(), None);
        assert_eq!(
            local.civil(),
            Some(civil::date(1990, 11, 4).at(9, 10, 43, 0))
        );
        let with = DateTime::from("1990-11-04T09:10:43-03:00");
        assert_eq!(with.civil(), local.civil());
    }

    #[test]
    fn what_is_no_instant_is_none() {
        for none in [
            "NA",
            "",
            "2021-05-21",
            "2021-05-21T24:00:00Z",
            "2021-05-21T08:30Z",
            "2021-05-21T08:60:00Z",
            "2021-05-21T08:30:61Z",
            "2021-05-21T08:30:00.Z",
            "2021-05-21T08:30:00ZZ",
            "2021-05-21T08:30:00+0300",
            "2021-05-21T08:30:00+24:00",
            "2021-02-30T08:30:00Z",
            "9999-99-99T99:99:99Z",
            "2021-05-21T08:30:00−03:00",
        ] {
            assert_eq!(DateTime::from(none).timestamp(), None, "{none}");
            assert_eq!(DateTime::from(none).civil(), None, "{none}");
        }
    }

    #[test]
    fn values_made_here_have_the_documents_form() {
        assert_eq!(Date::from(civil::date(2014, 3, 9)), "2014-03-09");
        let at = Timestamp::new(1_621_585_800, 0).unwrap();
        assert_eq!(DateTime::from(at), "2021-05-21T08:30:00Z");
        assert_eq!(DateTime::from(at).timestamp(), Some(at));
    }
}
