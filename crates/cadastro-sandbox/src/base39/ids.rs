//! Ids that are made from numbers and read back, so that none has to be kept.

/// Ids of one kind. Neighbouring numbers have ids that look nothing alike.
pub(super) struct Ids {
    prefix: &'static str,
    key: u64,
}

/// Letters and digits of an id.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 62^15 is more than 2^88: the scrambled number and 24 bits to tell an id from other text.
const LENGTH: usize = 15;
const CHECK_BITS: u32 = 24;
const FIRST: u64 = 0xbf58_476d_1ce4_e5b9;
const SECOND: u64 = 0x94d0_49bb_1331_11eb;

impl Ids {
    pub(super) fn new(prefix: &'static str, key: u64) -> Self {
        Self { prefix, key }
    }

    pub(super) fn id(&self, index: u64) -> String {
        let scrambled = scramble(index ^ self.key);
        let mut rest = (u128::from(scrambled) << CHECK_BITS) | u128::from(self.check(scrambled));
        let mut digits = [0; LENGTH];
        for digit in digits.iter_mut().rev() {
            *digit = DIGITS[(rest % 62) as usize];
            rest /= 62;
        }
        let digits = digits.map(char::from);
        self.prefix.chars().chain(digits).collect()
    }

    /// The number of an id; `None` for any other text.
    pub(super) fn index(&self, id: &str) -> Option<u64> {
        let digits = id.strip_prefix(self.prefix)?;
        if digits.len() != LENGTH {
            return None;
        }
        let mut whole = 0_u128;
        for digit in digits.bytes() {
            let value = DIGITS.iter().position(|known| *known == digit)?;
            whole = whole * 62 + value as u128;
        }
        let scrambled = u64::try_from(whole >> CHECK_BITS).ok()?;
        let check = whole & ((1 << CHECK_BITS) - 1);
        let is_right = check == u128::from(self.check(scrambled));
        is_right.then(|| unscramble(scrambled) ^ self.key)
    }

    fn check(&self, scrambled: u64) -> u64 {
        scramble(scrambled.rotate_left(17) ^ self.key) >> (64 - CHECK_BITS)
    }
}

/// One number for each: the last steps of the generator `SplitMix64`.
fn scramble(mut number: u64) -> u64 {
    number = (number ^ (number >> 30)).wrapping_mul(FIRST);
    number = (number ^ (number >> 27)).wrapping_mul(SECOND);
    number ^ (number >> 31)
}

fn unscramble(mut number: u64) -> u64 {
    number = (number ^ (number >> 31) ^ (number >> 62)).wrapping_mul(inverse(SECOND));
    number = (number ^ (number >> 27) ^ (number >> 54)).wrapping_mul(inverse(FIRST));
    number ^ (number >> 30) ^ (number >> 60)
}

/// What undoes a multiplication by an odd number. Each step of Newton's doubles the bits that are right, of which there are
/// three at first.
const fn inverse(odd: u64) -> u64 {
    let mut inverse = odd;
    let mut step = 0;
    while step < 5 {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(inverse)));
        step += 1;
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_leads_back_to_its_number() {
        let ids = Ids::new("cust_", 7);
        for index in (0..1_000).chain([u64::MAX, u64::MAX / 2, 1 << 40]) {
            let id = ids.id(index);
            assert_eq!(id.len(), "cust_".len() + LENGTH);
            assert_eq!(ids.index(&id), Some(index), "{id}");
        }
    }

    #[test]
    fn other_text_is_no_id() {
        let ids = Ids::new("cust_", 7);
        let id = ids.id(1);
        for at in "cust_".len()..id.len() {
            let mut other = id.clone().into_bytes();
            other[at] = if other[at] == b'a' { b'b' } else { b'a' };
            let other = String::from_utf8(other).expect("letters");
            assert_eq!(ids.index(&other), None, "{other}");
        }
        for other in [
            "",
            "cust_",
            "cust_é",
            &id[1..],
            &format!("{id}0"),
            "zzzzzzzzzzzzzzz",
        ] {
            assert_eq!(ids.index(other), None, "{other}");
        }
        assert_eq!(ids.index("cust_zzzzzzzzzzzzzzz"), None);
        assert_eq!(Ids::new("file_", 7).index(&id), None);
        assert_eq!(Ids::new("cust_", 8).index(&id), None);
    }
}
