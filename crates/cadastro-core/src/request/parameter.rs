//! What may stand in a path, a query or a header: numbers, booleans, strings and the domain values, all
//! written as their plain text.

use std::borrow::Cow;

/// A value that a request can carry outside of its body.
///
/// `None` is left out of queries and headers; in a path it is an error.
pub trait Parameter {
    /// The text as it is sent, before any escaping; `None` when there is nothing to send.
    fn to_parameter(&self) -> Option<Cow<'_, str>>;
}

impl<T: Parameter + ?Sized> Parameter for &T {
    fn to_parameter(&self) -> Option<Cow<'_, str>> {
        (**self).to_parameter()
    }
}

impl<T: Parameter> Parameter for Option<T> {
    fn to_parameter(&self) -> Option<Cow<'_, str>> {
        self.as_ref().and_then(Parameter::to_parameter)
    }
}

impl Parameter for str {
    fn to_parameter(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }
}

impl Parameter for String {
    fn to_parameter(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }
}

macro_rules! by_display {
    ($($kind:ty),+) => {$(
        impl Parameter for $kind {
            fn to_parameter(&self) -> Option<Cow<'_, str>> {
                Some(Cow::Owned(self.to_string()))
            }
        }
    )+};
}

by_display!(
    bool, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize
);

macro_rules! by_text {
    ($($kind:ident),+ $(,)?) => {$(
        impl Parameter for crate::$kind {
            fn to_parameter(&self) -> Option<Cow<'_, str>> {
                Some(Cow::Borrowed(self.as_str()))
            }
        }
    )+};
}

by_text!(
    AccountNumber,
    Amount,
    AreaCode,
    BranchCode,
    CallingCode,
    Cep,
    Cnpj,
    CompeCode,
    Country,
    Cpf,
    CpfCnpj,
    Currency,
    Date,
    DateTime,
    Email,
    IbgeCode,
    Integer,
    InteractionId,
    Number,
    PhoneExtension,
    PhoneNumber,
    Text,
    UnknownValue,
    Uri,
);

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: impl Parameter) -> Option<String> {
        value.to_parameter().map(Cow::into_owned)
    }

    #[test]
    fn values_are_written_as_their_plain_text() {
        assert_eq!(text(25).as_deref(), Some("25"));
        assert_eq!(
            text(u128::MAX).as_deref(),
            Some("340282366920938463463374607431768211455")
        );
        assert_eq!(text(-7_i8).as_deref(), Some("-7"));
        assert_eq!(text(true).as_deref(), Some("true"));
        assert_eq!(text("a b").as_deref(), Some("a b"));
        assert_eq!(text(crate::Text::from("x,y")).as_deref(), Some("x,y"));
        assert_eq!(text(Some("s".to_owned())).as_deref(), Some("s"));
        assert_eq!(text(None::<i32>), None);
    }
}
