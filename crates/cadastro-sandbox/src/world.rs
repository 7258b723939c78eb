//! All that one sandbox consists of: the three APIs, time, faults and what took effect.

use std::sync::Arc;
use std::time::SystemTime;

use cadastro_core::Clock;

use crate::base39::Platform;
use crate::bs2::Onboarding;
use crate::contract::Contract;
use crate::effects::Recorder;
use crate::faults::Faults;
use crate::open_finance::Bank;
use crate::population::Population;
use crate::settings::Settings;

pub(crate) struct World {
    pub(crate) settings: Settings,
    pub(crate) population: Population,
    pub(crate) contract: Contract,
    pub(crate) faults: Faults,
    pub(crate) recorder: Recorder,
    pub(crate) bank: Bank,
    pub(crate) onboarding: Onboarding,
    pub(crate) platform: Platform,
}

impl World {
    pub(crate) fn new(settings: Settings) -> std::io::Result<Self> {
        Ok(Self {
            population: Population::new(settings.seed),
            contract: Contract::new()?,
            faults: Faults::new(settings.seed),
            recorder: Recorder::default(),
            bank: Bank::new(&settings)?,
            onboarding: Onboarding::new(&settings),
            platform: Platform::new(&settings),
            settings,
        })
    }

    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        &self.settings.clock
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.settings.clock.now()
    }
}
