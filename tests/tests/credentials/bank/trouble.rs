//! What can go wrong with a token request, before or after a token was given out.

use super::wire::Reply;
use crate::dice::Dice;

/// What goes wrong with a token request.
#[derive(Clone, Debug)]
pub(crate) enum Trouble {
    Reply(Reply),
    /// A token is given out, but the answer does not tell it.
    MintedBut(Reply),
    Reset,
    /// A token is given out, but the connection breaks off before the answer.
    MintedButReset,
}

impl Trouble {
    /// Any of the troubles that a token endpoint can have.
    pub(super) fn any(dice: &mut Dice) -> Self {
        match dice.below(9) {
            0 => Self::status(500),
            1 => Self::status(503),
            2 => {
                let wait = (dice.below(40) + 1).to_string();
                Self::Reply(Reply::empty(429).with("retry-after", wait))
            }
            3 => Self::Reset,
            4 => Self::MintedButReset,
            5 => Self::oauth(400, "invalid_grant"),
            6 => Self::Reply(Reply::json(200, "<html>Motivo-Secreto</html>")),
            7 => Self::MintedBut(Reply::json(200, r#"{"access_token":"#)),
            _ => Self::MintedBut(Reply::empty(502)),
        }
    }

    pub(crate) fn status(status: u16) -> Self {
        Self::Reply(Reply::empty(status))
    }

    /// An error of RFC 6749.
    pub(crate) fn oauth(status: u16, code: &str) -> Self {
        Self::Reply(Reply::json(status, format!(r#"{{"error":"{code}"}}"#)))
    }
}
