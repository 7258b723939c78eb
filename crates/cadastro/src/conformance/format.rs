//! The formats that are checked, and how. `date` and `uuid` are unknown to draft 4 itself.

use cadastro_core::Format;

/// Whether a text has a format.
type Holds = fn(&str) -> bool;

/// The formats by name. `uri` stands in the documents beside a pattern that says more, and is let be, which has to be said,
/// since the checker knows it; so are `double` and `int32`, which it does not know.
pub(super) const FORMATS: [(&str, Holds); 4] = [
    ("date", date),
    ("date-time", date_time),
    ("uri", |_| true),
    ("uuid", uuid),
];

/// `full-date` of RFC 3339: a day that exists.
fn date(text: &str) -> bool {
    has_form(text, "0000-00-00") && Format::Date.holds(text)
}

/// `date-time` of RFC 3339, section 5.6. A leap second is one at the end of a day of UTC.
fn date_time(text: &str) -> bool {
    let Some((day, clock)) = text.split_at_checked(10) else {
        return false;
    };
    let Some((time, rest)) = clock.split_at_checked(9) else {
        return false;
    };
    let has_time = has_form(time, "T00:00:00") || has_form(time, "t00:00:00");
    if !date(day) || !has_time {
        return false;
    }
    let offset = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    let has_fraction_without_digits = rest.starts_with('.') && offset.len() + 1 == rest.len();
    let Some(offset) = minutes_ahead(offset) else {
        return false;
    };
    let (hour, minute, second) = (two(time, 1), two(time, 4), two(time, 7));
    let of_day = (hour * 60 + minute - offset).rem_euclid(24 * 60);
    let most = if of_day == 24 * 60 - 1 { 60 } else { 59 };
    !has_fraction_without_digits && hour <= 23 && minute <= 59 && second <= most
}

/// The offset from UTC: `Z`, or hours and minutes with a sign.
fn minutes_ahead(offset: &str) -> Option<i32> {
    if matches!(offset, "Z" | "z") {
        return Some(0);
    }
    let sign = match offset.as_bytes().first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return None,
    };
    let (hours, minutes) = match has_form(&offset[1..], "00:00") {
        true => (two(offset, 1), two(offset, 4)),
        false => return None,
    };
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes))
}

/// A UUID in its form with hyphens, of whatever version.
fn uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Whether a text has the form, in which `0` stands for any digit.
fn has_form(text: &str, form: &str) -> bool {
    text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|pair| match pair {
            (byte, b'0') => byte.is_ascii_digit(),
            (byte, other) => byte == other,
        })
}

/// The two digits that start there.
fn two(text: &str, at: usize) -> i32 {
    text.get(at..at + 2)
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_that_exist() {
        for yes in ["2024-02-29", "0001-01-01", "9999-12-31"] {
            assert!(date(yes), "{yes}");
        }
        for no in [
            "",
            "NA",
            "2023-02-29",
            "2024-2-29",
            "2024-02-29T",
            "20240229",
            "2024-13-01",
            "２024-01-1",
        ] {
            assert!(!date(no), "{no}");
        }
    }

    #[test]
    fn instants_are_those_of_rfc_3339() {
        for yes in [
            "2021-05-21T08:30:00Z",
            "2021-05-21t08:30:00.123456789012z",
            "2021-05-21T08:30:00-03:00",
            "2021-05-21T08:30:00+23:59",
            "2016-12-31T23:59:60Z",
            "2016-12-31T20:59:60.5-03:00",
        ] {
            assert!(date_time(yes), "{yes}");
        }
        for no in [
            "",
            "2021-05-21",
            "2021-05-21T08:30:00",
            "2021-05-21T08:30Z",
            "2021-05-21 08:30:00Z",
            "2021-05-21T8:30:00Z",
            "2021-02-30T08:30:00Z",
            "2021-05-21T24:00:00Z",
            "2021-05-21T08:60:00Z",
            "2021-05-21T08:30:60Z",
            "2021-05-21T08:30:00.Z",
            "2021-05-21T08:30:00,5Z",
            "2021-05-21T08:30:00-0300",
            "2021-05-21T08:30:00-03",
            "2021-05-21T08:30:00+24:00",
            "2021-05-21T08:30:00Z[UTC]",
            "2021-05-21T08:30:00Z ",
            "2021-05-21T08:30:00é",
        ] {
            assert!(!date_time(no), "{no}");
        }
    }

    #[test]
    fn uuids_have_hyphens_in_their_places() {
        assert!(uuid("00000000-0000-0000-0000-000000000000"));
        assert!(uuid("D78fc4e5-37ca-4da3-adf2-9b082bf92280"));
        assert!(!uuid("d78fc4e537ca4da3adf29b082bf92280"));
        assert!(!uuid("d78fc4e5-37ca-4da3-adf2-9b082bf9228g"));
    }
}
