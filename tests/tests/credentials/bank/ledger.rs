//! The tokens that the bank has given out, and whether they are still good.

use std::time::Duration;

/// How long tokens live, and what a new one does to the one before.
#[derive(Clone)]
pub(crate) struct Rules {
    pub(crate) access_life: Duration,
    /// `None`: for as long as the consent does.
    pub(crate) refresh_life: Option<Duration>,
    /// Whether a new token kills the one before it, and its refresh token.
    pub(crate) kills: bool,
    /// Whether a refresh gives another refresh token.
    pub(crate) rotates: bool,
    /// The member `expires_in` of answers, as JSON; `None` leaves it out.
    pub(crate) expires_in: Option<String>,
}

impl Rules {
    /// BS2 in production.
    pub(crate) fn bs2() -> Self {
        Self {
            access_life: Duration::from_secs(300),
            refresh_life: Some(Duration::from_secs(600)),
            kills: true,
            rotates: true,
            expires_in: Some("\"300\"".to_owned()),
        }
    }

    /// Open Finance Brasil.
    pub(crate) fn open_finance() -> Self {
        Self {
            access_life: Duration::from_secs(900),
            refresh_life: None,
            kills: false,
            rotates: false,
            expires_in: Some("900".to_owned()),
        }
    }
}

/// What a token was worth when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worth {
    Good,
    Expired,
    /// Another token was given out since, but its answer is not on its way yet.
    Dying,
    /// Another token was given out since, and told.
    Killed,
    Revoked,
    Unknown,
}

#[derive(Clone)]
struct Minted {
    access: String,
    refresh: Option<String>,
    at: Duration,
    killed: bool,
    revoked: bool,
}

#[derive(Clone, Default)]
pub(crate) struct Ledger {
    minted: Vec<Minted>,
    /// How many of them were given out before the last answer.
    told: usize,
    /// The refresh token of a consent, which was had elsewhere.
    consent: Option<String>,
}

impl Ledger {
    pub(crate) fn consented(&mut self, refresh: &str) {
        self.consent = Some(refresh.to_owned());
    }

    /// Gives out a new token, and answers with it.
    pub(crate) fn mint(&mut self, rules: &Rules, at: Duration) -> String {
        if rules.kills {
            for minted in &mut self.minted {
                minted.killed = true;
            }
        }
        let number = self.minted.len() + 1;
        let access = format!("access-{number}");
        let refresh = rules.rotates.then(|| format!("refresh-{number}"));
        let mut answer = format!(r#"{{"access_token":"{access}","token_type":"Bearer""#);
        if let Some(expires_in) = &rules.expires_in {
            answer.push_str(&format!(r#","expires_in":{expires_in}"#));
        }
        if let Some(refresh) = &refresh {
            answer.push_str(&format!(r#","refresh_token":"{refresh}""#));
        }
        answer.push_str(r#","scope":"onboarding-pj"}"#);
        self.minted.push(Minted {
            access,
            refresh,
            at,
            killed: false,
            revoked: false,
        });
        answer
    }

    pub(crate) fn is_refresh_good(&self, rules: &Rules, refresh: &str, now: Duration) -> bool {
        if self.consent.as_deref() == Some(refresh) {
            return true;
        }
        let lives = |minted: &Minted| rules.refresh_life.is_none_or(|life| now < minted.at + life);
        self.minted.iter().any(|minted| {
            minted.refresh.as_deref() == Some(refresh) && !minted.killed && lives(minted)
        })
    }

    pub(crate) fn worth(&self, rules: &Rules, access: &str, now: Duration) -> Worth {
        let mut minted = self.minted.iter().enumerate();
        let Some((index, minted)) = minted.find(|(_, minted)| minted.access == access) else {
            return Worth::Unknown;
        };
        match minted {
            Minted { killed: true, .. } if self.told < index + 2 => Worth::Dying,
            Minted { killed: true, .. } => Worth::Killed,
            Minted { revoked: true, .. } => Worth::Revoked,
            Minted { at, .. } if now >= *at + rules.access_life => Worth::Expired,
            _ => Worth::Good,
        }
    }

    /// Takes back all access tokens that are out; refresh tokens stay good.
    pub(crate) fn revoke(&mut self) {
        for minted in &mut self.minted {
            minted.revoked = true;
        }
    }

    /// An answer is on its way now.
    pub(crate) fn tell(&mut self) {
        self.told = self.minted.len();
    }

    pub(crate) fn len(&self) -> usize {
        self.minted.len()
    }
}
